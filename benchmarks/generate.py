"""From the table of people to the frozen scenario files: the same table gives the same bytes.

Nothing is drawn at random. Each row of `people.csv` is one person; what a row leaves out follows from
the rules below, so that files stay as short as people would write them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path

from optimizer.horizon import WEEKDAYS
from optimizer.plan_file import save_text

HOME = Path(__file__).parent
PEOPLE = HOME / "people.csv"
INSTANCES = HOME / "instances"
START = "2026-11-30"
# Lifts that are not in the table, as shares of the deadlift; written to the next lower 2.5 kg.
SQUAT_PERCENT, ROW_PERCENT = 80, 55
STEP_GRAMS = 2500
# Five days a week have three in a row somewhere; the default allows two.
MANY_DAYS = 5
BARBELL_FAMILIES = ("squat", "hip_hinge", "horizontal_pull")

Person = Mapping[str, str]


def scenario_texts() -> dict[str, str]:
    """Write every instance.

    Returns
    -------
    dict of str to str
        Contents by name, ``suite/id``.
    """
    with PEOPLE.open(encoding="utf-8", newline="") as table:
        return {f"{row['suite']}/{row['id']}": _text(row) for row in csv.DictReader(table)}


def write_instances(target: Path = INSTANCES) -> list[Path]:
    """Write every instance as a file of its own.

    Parameters
    ----------
    target
        Directory of the suites.

    Returns
    -------
    list of Path
        The files.
    """
    written = []
    for name, text in scenario_texts().items():
        path = target / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        save_text(text, path)
        written.append(path)
    return written


def _text(person: Person) -> str:
    wishes = dict(_wishes(person["wishes"]))
    return "\n".join(
        [
            "# Frozen: changed, it would be another instance. Made by `python -m benchmarks generate`.",
            f"name: {json.dumps(person['title'], ensure_ascii=False)}",
            f"start: {START}",
            f"weeks: {person['weeks']}",
            f"block_weeks: {_block_weeks(person, wishes)}",
            *([f"template: {wishes['template']}"] if "template" in wishes else []),
            "",
            *_athlete(person, wishes),
            "",
            *_sessions(person),
            *_rules(person),
            "",
        ]
    )


def _block_weeks(person: Person, wishes: Mapping[str, str]) -> str:
    return "1" if person["suite"] == "weekly" else wishes.get("block_weeks", "4")


def _wishes(text: str) -> Iterator[tuple[str, str]]:
    for wish in filter(None, text.split("; ")):
        name, _, value = wish.partition(" ")
        yield name, value


def _athlete(person: Person, wishes: Mapping[str, str]) -> Iterator[str]:
    yield "athlete:"
    yield f"  id: {person['id'].partition('_')[0]}"
    yield f"  level: {person['level']}"
    yield f"  age: {person['age']}"
    yield f"  body_mass_kg: {person['kg']}"
    yield f"  emphasis: {person['emphasis']}"
    if person["deadlift_kg"]:
        deadlift = int(person["deadlift_kg"])
        squat, row = (_share(deadlift, percent) for percent in (SQUAT_PERCENT, ROW_PERCENT))
        yield f"  one_rep_max_kg: {{deadlift: {deadlift}, squat: {squat}, row: {row}}}"
    if "barbell" in wishes:
        yield f"  ladder: {{{', '.join(f'{family}: barbell' for family in BARBELL_FAMILIES)}}}"
    if person["restrictions"]:
        pairs = (entry.split(" ") for entry in person["restrictions"].split("; "))
        yield f"  restrictions: {{{', '.join(f'{tag}: {how}' for tag, how in pairs)}}}"
    for name in ("likes", "dislikes"):
        if name in wishes:
            yield f"  {name}: [{', '.join(wishes[name].split(' '))}]"
    for name in ("neck_work", "returning"):
        if name in wishes:
            yield f"  {name}: true"


def _share(deadlift_kg: int, percent: int) -> str:
    grams = deadlift_kg * percent * 10 // STEP_GRAMS * STEP_GRAMS
    whole, rest = divmod(grams, 1000)
    return f"{whole}.5" if rest else str(whole)


def _sessions(person: Person) -> Iterator[str]:
    days = person["days"].split(" ")
    # A single entry holds for all sessions.
    per_session = zip(
        days, *(cycle(person[c].split(" ")) for c in ("start", "minutes", "setups")), strict=False
    )
    yield "sessions:"
    for day, start, minutes, setup in per_session:
        (name,) = (full for full in WEEKDAYS if full.startswith(day))
        slot = f'id: {day}, day: {name}, start: "{start}", minutes: {minutes}, setup: {setup}'
        yield f"  - {{{slot}}}"
    if person["choose"]:
        yield f"sessions_per_week: {person['choose']}"


def _rules(person: Person) -> Iterator[str]:
    rules = [rule.replace(";", ",") for rule in filter(None, person["rules"].split(" / "))]
    trained = int(person["choose"] or len(person["days"].split(" ")))
    if trained >= MANY_DAYS:
        rules.append("training_days: {max_consecutive: 3}")
    if rules:
        yield ""
        yield "rules:"
        yield from (f"  {rule}" for rule in rules)

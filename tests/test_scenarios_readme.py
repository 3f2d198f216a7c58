"""scenarios/README.md tells the truth: its YAML is valid, its tables are those of the program."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from optimizer.api import solve, verify
from optimizer.catalogue import load_catalogue
from optimizer.parameters import load_parameters
from optimizer.read import parse_yaml, validate
from optimizer.result import Status
from optimizer.scenario import Scenario
from optimizer.setups import Setup, load_setups_library

FOLDER = Path(__file__).parents[1] / "scenarios"
TEXT = (FOLDER / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@cache
def block_data(index: int) -> Mapping[str, Any]:
    data: Mapping[str, Any] = parse_yaml(BLOCKS[index], f"block {index + 1}").data
    return data


def with_defaults(fragment: Mapping[str, Any]) -> dict[str, Any]:
    """Put a fragment into the smallest scenario; mappings are merged, everything else replaced."""
    whole = copy.deepcopy(dict(block_data(0)))
    for key, value in fragment.items():
        both = isinstance(value, Mapping) and isinstance(whole.get(key), Mapping)
        whole[key] = {**whole[key], **value} if both else value
    return whole


@pytest.mark.parametrize("index", range(len(BLOCKS)))
def test_every_block_is_valid(index: int) -> None:
    data = block_data(index)
    if "name" in data:
        validate(Scenario, parse_yaml(BLOCKS[index], "block"))
    else:
        Scenario.model_validate(with_defaults(data))


def test_there_are_whole_ones_and_fragments() -> None:
    whole = [index for index in range(len(BLOCKS)) if "name" in block_data(index)]
    assert whole == [0, 5]
    assert len(BLOCKS) >= 10
    assert len(BLOCKS[0].splitlines()) <= 12


def test_the_smallest_solves() -> None:
    scenario = validate(Scenario, parse_yaml(BLOCKS[0], "smallest"))
    result = solve(
        scenario, gap=0, time_limit=None, deterministic_time=0.3, workers=1, confirm_seconds=0
    )
    assert result.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert result.plan is not None
    assert verify(scenario, result.plan).passed


def test_the_full_one_shows_every_part() -> None:
    full = block_data(5)
    left_out = {"template"}  # it fixes the days that the full one leaves open
    assert set(full) == set(Scenario.model_fields) - left_out
    athlete = {"red_flags", "returning"}
    assert (
        set(full["athlete"])
        == set(Scenario.model_fields["athlete"].annotation.model_fields) - athlete
    )


def table(heading: str) -> dict[str, list[str]]:
    """Rows of the first table below a heading, by their first cell."""
    below = TEXT.split(f"\n### {heading}\n" if heading[0] != "#" else f"\n{heading}\n")[1]
    lines = below[below.index("\n| ") + 1 :].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]
    return {row[0].strip("` "): row[1:] for row in rows}


def model(name: str) -> type[BaseModel]:
    inside: dict[str, Any] = {
        "Top": Scenario,
        "Athlete": Scenario.model_fields["athlete"].annotation,
        "Sessions": Scenario.model_fields["sessions"].annotation.__args__[0],  # type: ignore[union-attr]
        "Setups": Setup,
        "Pins, bans and template": Scenario.model_fields["pins"].annotation.__args__[0],  # type: ignore[union-attr]
        "Objective": Scenario.model_fields["objective"].annotation,
    }
    found: type[BaseModel] = inside[name]
    return found


PARTS = ("Top", "Athlete", "Sessions", "Setups", "Pins, bans and template", "Objective")


@pytest.mark.parametrize("part", PARTS)
def test_every_key_has_a_row_with_its_default(part: str) -> None:
    fields, rows = model(part).model_fields, table(part)
    assert set(rows) == set(fields)
    for name, field in fields.items():
        said = rows[name][0]
        if field.is_required():
            assert said == "needed", name
            continue
        default = field.get_default(call_default_factory=True)
        empty = default is None or default in ((), {}) or isinstance(default, BaseModel)
        assert said == "none" if empty else parse_yaml(said, name).data == default, name


def setting(part: str, key: str, value: Any) -> dict[str, Any]:
    """A scenario in which a key of a part has a value."""
    fragment: dict[str, Any]
    if part in ("Top", "Objective"):
        fragment = {key: value} if part == "Top" else {"objective": {**WEIGHTS, key: value}}
    elif part == "Athlete":
        fragment = {"athlete": {key: value}}
    elif part == "Sessions":
        fragment = {"sessions": [{**block_data(0)["sessions"][0], key: value}]}
    elif part == "Setups":
        fragment = {"setups": {"mine": {key: value}}}
    else:
        fragment = {"pins": [{"exercise": "bw_squat", "session": "fri", key: value}]}
    return with_defaults(fragment)


WEIGHTS = {
    "coverage": Decimal("0.60"),
    "weakest_link": Decimal("0.25"),
    "progress": Decimal("0.15"),
}


@pytest.mark.parametrize(
    ("part", "key"), [(part, key) for part in PARTS for key in table(part) if table(part)[key][2]]
)
def test_every_example_of_a_key_is_valid(part: str, key: str) -> None:
    value = parse_yaml(table(part)[key][2].strip("`"), key).data
    document = setting(part, key, value)
    if key in ("sessions_per_week", "template", "blocks"):  # they need more sessions or blocks
        day = {"start": "18:00", "minutes": 60, "setup": "garage"}
        names = ("monday", "wednesday", "friday")
        document["sessions"] = [{"id": name[:3], "day": name, **day} for name in names]
        document["weeks"] = 12
    Scenario.model_validate(document)


def test_restrictions() -> None:
    catalogue, rows = load_catalogue(), table("## Restrictions")
    assert list(rows) == list(catalogue.restrictions)
    for tag, (sentence, count, low_back) in rows.items():
        restriction = catalogue.restrictions[tag]
        tagged = [e for e in catalogue.exercises.values() if tag in e.contraindications]
        assert (sentence, int(count)) == (restriction.sentence, len(tagged))
        assert low_back == ("low back" if restriction.low_back else "")


def test_levels() -> None:
    parameters, rows = load_parameters(), table("## What level and age set")
    groups = parameters.budgets.groups
    wanted = {
        "working sets in a session, at most": lambda x: parameters.session_shape.max_working_sets[
            x
        ],
        "sets of one muscle in a session, at most": lambda x: int(
            parameters.session_muscle_cap_sets.levels[x]
        ),
        "fatigue points in a session / week": lambda x: (
            f"{groups[x].fatigue_session_points} / {groups[x].fatigue_week_points}"
        ),
        "axial points in a session / week": lambda x: (
            f"{groups[x].axial_session_points} / {groups[x].axial_week_points}"
        ),
        "highest skill of an exercise": lambda x: parameters.skill.levels[x],
        "repetitions in reserve, at best / at first": lambda x: "{} / {}".format(
            *parameters.rir.levels[x]
        ),
        "ladder step mastered at the start": lambda x: parameters.ladder.mastered[x],
        "heavy legs and back in one session, per 7 days": lambda x: (
            parameters.leg_back.both_per_7_days[x]
        ),
    }
    assert set(rows) == set(wanted)
    for title, value in wanted.items():
        shown = rows[title][:3]
        assert shown == [str(value(x)) for x in ("novice", "intermediate", "advanced")], title


def test_links_and_examples_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (FOLDER / target).exists(), target
    headings = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings
    shown = set(re.findall(r"\(examples/(\w+)\.yaml\)", TEXT))
    assert shown == {path.stem for path in (FOLDER / "examples").glob("*.yaml")}


def test_methods_items_and_setups_that_are_named_exist() -> None:
    row = table("Pins, bans and template")["method"][1]
    assert set(re.findall(r"`(\w+)`", row)) == set(load_catalogue().methods)
    items = {item for one in block_data(5)["setups"].values() for item in one.get("items", ())}
    assert items <= set(load_setups_library().items)

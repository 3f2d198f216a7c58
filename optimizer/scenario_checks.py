"""What a scenario's fields must agree on: every contradiction, with its place, at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from optimizer.catalogue import load_catalogue
from optimizer.errors import Path, ProblemAt
from optimizer.horizon import MINUTES_PER_WEEK
from optimizer.names import unknown
from optimizer.setups import load_setups_library, resolve_setup
from optimizer.templates import load_templates

if TYPE_CHECKING:
    from optimizer.scenario import Scenario
    from optimizer.scenario_parts import Pin


def problems_of(scenario: Scenario) -> Iterator[ProblemAt]:
    """Yield every disagreement between fields of a scenario."""
    yield from _time(scenario)
    yield from _setups(scenario)
    yield from _athlete(scenario)
    yield from _choices(scenario)
    yield from _template(scenario)
    yield from _rule_names(scenario)


def _time(scenario: Scenario) -> Iterator[ProblemAt]:
    slots = scenario.sessions
    seen: dict[str, int] = {}
    for index, slot in enumerate(slots):
        if slot.id in seen:
            yield ProblemAt(("sessions", index, "id"), f"{slot.id!r} is used twice", "unique ids")
        seen[slot.id] = index
    ordered = sorted(range(len(slots)), key=lambda i: slots[i].start_minute)
    for position, index in enumerate(ordered):
        following = ordered[(position + 1) % len(ordered)]
        if len(ordered) == 1:
            break
        gap = (slots[following].start_minute - slots[index].start_minute) % MINUTES_PER_WEEK
        if gap < slots[index].minutes:
            yield ProblemAt(
                ("sessions", following, "start"),
                f"{slots[following].id!r} starts {gap} minutes after {slots[index].id!r}, "
                f"which lasts {slots[index].minutes} minutes",
                "sessions that do not overlap",
            )
    wanted = scenario.sessions_per_week
    if wanted is not None and wanted > len(slots):
        yield ProblemAt(
            ("sessions_per_week",),
            f"{wanted} sessions asked for, {len(slots)} listed",
            f"1 to {len(slots)}",
        )
    every = scenario.rules.deload.every_blocks
    explicit = "every_blocks" in scenario.rules.deload.model_fields_set
    if scenario.block_weeks == 1 and explicit and every == 1:
        yield ProblemAt(
            ("rules", "deload", "every_blocks"),
            "with block_weeks 1 every week would be a deload week",
            "2 or more",
        )


def _setups(scenario: Scenario) -> Iterator[ProblemAt]:
    library = load_setups_library()
    known = {*scenario.setups, *library.setups}
    for index, slot in enumerate(scenario.sessions):
        if slot.setup not in known:
            yield unknown(("sessions", index, "setup"), "setup", slot.setup, known)
    for name in scenario.setups:
        try:
            resolve_setup(name, scenario.setups, library)
        except ProblemAt as problem:
            yield ProblemAt(
                ("setups", name, *problem.path),
                problem.problem,
                problem.allowed,
                problem.suggestion,
            )
        except ValueError as error:
            yield ProblemAt(("setups", name), str(error))


def _athlete(scenario: Scenario) -> Iterator[ProblemAt]:
    catalogue, athlete = load_catalogue(), scenario.athlete
    for family, step in athlete.ladder.items():
        steps = catalogue.families[family].ladder
        if step not in steps:
            yield unknown(("athlete", "ladder", family), f"step of {family}", step, steps)
    for exercise in sorted({*athlete.likes} & {*athlete.dislikes}):
        where = athlete.dislikes.index(exercise)
        yield ProblemAt(("athlete", "dislikes", where), f"{exercise!r} is also among the likes")


def _choices(scenario: Scenario) -> Iterator[ProblemAt]:
    for index, pin in enumerate(scenario.pins):
        yield from _pinned_exercise(scenario, ("pins", index), pin)
        yield from _pinned_place(scenario, ("pins", index), pin)
    yield from _contradicting_pins(scenario)


def _pinned_exercise(scenario: Scenario, path: Path, pin: Pin) -> Iterator[ProblemAt]:
    catalogue = load_catalogue()
    if pin.exercise in scenario.bans:
        yield ProblemAt((*path, "exercise"), f"{pin.exercise!r} is pinned and banned")
    elif not catalogue.exercises[pin.exercise].volume_credit:
        yield ProblemAt(
            (*path, "exercise"),
            f"{pin.exercise!r} is a drill without training volume; drills are placed by recipe",
            "an exercise with volume credit",
        )


def _pinned_place(scenario: Scenario, path: Path, pin: Pin) -> Iterator[ProblemAt]:
    slots = {slot.id for slot in scenario.sessions}
    if pin.session is not None and pin.session not in slots:
        yield unknown((*path, "session"), "session", pin.session, slots)
    if pin.sets is not None and pin.session is None:
        yield ProblemAt((*path, "sets"), "sets are pinned without a session", "name the session")
    count = len(scenario.blocks)
    for place, block in enumerate(pin.blocks or ()):
        if not 1 <= block <= count:
            yield ProblemAt((*path, "blocks", place), f"there is no block {block}", f"1 to {count}")


def _contradicting_pins(scenario: Scenario) -> Iterator[ProblemAt]:
    for later, pin in enumerate(scenario.pins):
        for other in scenario.pins[:later]:
            same = (pin.exercise, pin.session) == (other.exercise, other.session)
            meet = not pin.blocks or not other.blocks or bool({*pin.blocks} & {*other.blocks})
            differs = pin.sets != other.sets and None not in (pin.sets, other.sets)
            differs |= pin.method != other.method and None not in (pin.method, other.method)
            if same and pin.session is not None and meet and differs:
                yield ProblemAt(
                    ("pins", later),
                    f"{pin.exercise!r} is pinned twice in {pin.session!r} with different sets "
                    "or methods",
                    "one of the two",
                )


def _template(scenario: Scenario) -> Iterator[ProblemAt]:
    if scenario.template is None:
        return
    templates = load_templates()
    days = {slot.day for slot in scenario.sessions}
    missing = [day for day in templates[scenario.template].days if day not in days]
    if missing:
        yield ProblemAt(
            ("template",),
            f"template {scenario.template!r} needs a session on {', '.join(missing)}",
            "a slot on each of its days",
        )


def _rule_names(scenario: Scenario) -> Iterator[ProblemAt]:
    catalogue, rules = load_catalogue(), scenario.rules
    lists: tuple[tuple[str, str, str, Collection[str]], ...] = (
        ("plateau", "families", "family", catalogue.families),
        ("leg_back_spacing", "leg_families", "family", catalogue.families),
        ("leg_back_spacing", "back_families", "family", catalogue.families),
        ("daily_stability", "exercises", "exercise", catalogue.exercises),
    )
    for rule, field, what, known in lists:
        for index, name in enumerate(getattr(getattr(rules, rule), field)):
            if name not in known:
                yield unknown(("rules", rule, field, index), what, name, known)
    for field in ("floor_sets", "target_sets", "cap_sets"):
        for muscle in getattr(rules.volume, field):
            if muscle not in catalogue.muscles:
                path = ("rules", "volume", field, muscle)
                yield unknown(path, "muscle", muscle, catalogue.muscles)

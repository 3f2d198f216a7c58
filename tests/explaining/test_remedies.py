"""Remedies make a plan possible, are the smallest of their kind, and never touch safety."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from optimizer.explaining.any_plan import find_plan
from optimizer.explaining.changes import Change, Dial, Edit, changed
from optimizer.explaining.conflict import find_conflict
from optimizer.explaining.demands import Demands
from optimizer.explaining.dials import dials_for
from optimizer.explaining.remedies import Remedies, Remedy
from optimizer.explaining.time_dials import minutes_dial
from optimizer.plan import Plan
from optimizer.verifier import verify
from tests.builders import days, scenario
from tests.explaining.impossible import IMPOSSIBLE, pin
from tests.explaining.test_conflicts import clock, found

TWO_REASONS: dict[str, Any] = {
    "sessions": days("monday", "thursday", setup="bands"),
    "athlete": {"restrictions": {"knee_pain": "avoid"}},
    "pins": [pin("nordic_curl", "mon"), pin("band_squat", "thu")],
    "rules": {"restrictions": {"max_skill": 2}},
}


@cache
def remedies(name: str) -> tuple[Remedy, ...]:
    demands, conflict = found(name)
    search = Remedies(demands, conflict.members, clock(), lambda text: None)
    return tuple(search.search())


def texts(found_remedies: tuple[Remedy, ...]) -> list[str]:
    return [" and ".join(change.text for change in r.changes) for r in found_remedies]


QUICK = (
    "no equipment for a pin",
    "too short for two exercises",
    "an axial budget that is too small",
    "a template without its equipment",
)


@pytest.mark.parametrize("name", QUICK)
def test_every_remedy_has_a_plan_of_the_changed_scenario(name: str) -> None:
    assert remedies(name)
    for remedy in remedies(name):
        other = changed(scenario(**IMPOSSIBLE[name][0]), remedy.changes)
        assert other is not None
        assert verify(other, remedy.plan).passed


@pytest.mark.parametrize("name", QUICK)
def test_remedies_come_smallest_first(name: str) -> None:
    sizes = [remedy.size for remedy in remedies(name)]
    assert sizes == sorted(sizes)
    assert all(size > 0 for size in sizes)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "no equipment for a pin",
            "for bands: Olympic barbell, 20 kg and Olympic plates, 117.5 kg in pairs (550 EUR)",
        ),
        (
            "too short for two exercises",
            "Monday (mon): 14 minutes instead of 13; Thursday (thu): 14 minutes instead of 13",
        ),
        ("an axial budget that is too small", "spinal load, session points: 27 instead of 20"),
        ("a template without its equipment", "do without the template mwf"),
    ],
)
def test_known_remedies(name: str, wanted: str) -> None:
    assert wanted in texts(remedies(name))


def test_a_remedy_is_the_smallest_of_its_kind() -> None:
    name = "an axial budget that is too small"
    (change,) = next(r.changes for r in remedies(name) if "session points" in r.changes[0].text)
    (edit,) = change.edits
    less = Change("less", change.size, (Edit("set", edit.path, str(int(edit.value) - 1)),))
    other = changed(scenario(**IMPOSSIBLE[name][0]), (less,))
    assert other is not None
    assert not isinstance(find_plan(other, clock()), Plan)


@pytest.mark.parametrize(
    "name",
    [
        "a restriction against a pin",
        "axial work in the first weeks of a novice",
        "a low back under shear",
        "skill beyond the level",
    ],
)
def test_safety_is_never_relaxed(name: str) -> None:
    for remedy in remedies(name):
        for edit in (edit for change in remedy.changes for edit in change.edits):
            assert edit.path[0] == "pins"


def test_a_red_flag_has_no_remedy() -> None:
    assert remedies("a red flag") == ()


def test_two_conflicts_take_two_changes() -> None:
    demands = Demands(scenario(**TWO_REASONS))
    conflict = find_conflict(demands, clock())
    assert conflict is not None
    search = Remedies(demands, conflict.members, clock(), lambda text: None)
    result = search.search()
    assert result
    assert all(len(remedy.changes) == 2 for remedy in result)
    assert len(search.conflicts) > 1
    for remedy in result:
        other = changed(demands.scenario, remedy.changes)
        assert other is not None
        assert verify(other, remedy.plan).passed


def test_three_conflicts_take_three_changes() -> None:
    pins = [pin("goblet_squat", "mon"), *TWO_REASONS["pins"]]
    demands = Demands(scenario(**{**TWO_REASONS, "pins": pins}))
    conflict = find_conflict(demands, clock())
    assert conflict is not None
    (remedy,) = Remedies(demands, conflict.members, clock(), lambda text: None).search()
    assert len(remedy.changes) == 3
    other = changed(demands.scenario, remedy.changes)
    assert other is not None
    assert verify(other, remedy.plan).passed


def test_every_dial_starts_with_the_nearest_change() -> None:
    for name in QUICK:
        demands, conflict = found(name)
        for key in conflict.members:
            for dial in dials_for(demands.scenario, demands.words(key)):
                sizes = [change.size for change in dial.changes]
                assert sizes == sorted(sizes)
                assert len({change.text for change in dial.changes}) == len(sizes)


def test_changes_leave_the_scenario_alone_and_may_be_invalid() -> None:
    asked = scenario(sessions=days("monday", "tuesday"))
    before = asked.model_dump()
    clash = Change("x", minutes_dial(asked, (0,)).changes[0].size, (Edit("set", ("weeks",), 0),))
    assert changed(asked, (clash,)) is None
    longer = changed(asked, (minutes_dial(asked, (0,)).changes[4],))
    assert longer is not None
    assert longer.sessions[0].minutes == 65
    assert asked.model_dump() == before


def test_minutes_end_at_four_hours() -> None:
    dial: Dial = minutes_dial(scenario(sessions=days("monday", minutes=230)), (0,))
    last = changed(scenario(sessions=days("monday", minutes=230)), (dial.changes[-1],))
    assert last is not None
    assert last.sessions[0].minutes == 240

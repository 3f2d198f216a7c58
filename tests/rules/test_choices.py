"""Choices: pins, bans and the weekly template, every week."""

from __future__ import annotations

from typing import Any

import pytest

from constraints import RULES
from constraints.choices import Params
from optimizer.scenario import Scenario
from tests.builders import choice, days, edited, model, model_allows, plan, scenario, violations

RULE = next(rule for rule in RULES if rule.name == "choices")
USED = {0, 1, 2}
SOME = ["dead_bug", "front_plank", "db_rdl"]


def _toy(*pins: dict[str, Any], **more: Any) -> Scenario:
    return scenario(only=SOME, pins=list(pins), **{"weeks": 8, **more})


PIN = {"exercise": "dead_bug"}


@pytest.mark.parametrize(
    ("pin", "sets", "weeks", "excess", "why"),
    [
        (PIN, {("dead_bug", "fri"): 2}, [], 0, "any session will do"),
        (PIN, {("dead_bug", "fri", 1): 2}, [5, 6, 7, 8], 1, "a pin without blocks holds in all"),
        ({**PIN, "blocks": [1]}, {("dead_bug", "fri", 1): 2}, [], 0, "only the block it names"),
        ({**PIN, "blocks": [2]}, {("dead_bug", "fri", 1): 2}, [5, 6, 7, 8], 1, "the other block"),
        ({**PIN, "session": "mon"}, {("dead_bug", "mon"): 2}, [], 0, "in its session"),
        ({**PIN, "session": "mon"}, {("dead_bug", "fri"): 2}, list(range(1, 9)), 1, "elsewhere"),
        (
            {**PIN, "session": "mon", "sets": 3},
            {("dead_bug", "mon"): 3},
            [],
            0,
            "exactly its sets; the deload week has two",
        ),
        (
            {**PIN, "session": "mon", "sets": 3},
            {("dead_bug", "mon"): 2},
            list(range(1, 9)),
            1,
            "a set too few, in the deload week as well",
        ),
        (
            {**PIN, "session": "mon", "sets": 3, "blocks": [1]},
            {("dead_bug", "mon", 1): 5, ("dead_bug", "mon", 2): 2},
            [1, 2, 3, 4],
            2,
            "two sets too many; one in the deload week",
        ),
        (
            {"exercise": "db_rdl", "method": "pause_iso"},
            {("db_rdl", "pause_iso", "mon", 1): 2, ("db_rdl", "pause_iso", "wed", 2): 2},
            [],
            0,
            "by its method",
        ),
        (
            {"exercise": "db_rdl", "method": "pause_iso"},
            {("db_rdl", "straight", "mon", 1): 2, ("db_rdl", "pause_iso", "wed", 2): 2},
            [1, 2, 3, 4],
            1,
            "by another method in block 1",
        ),
    ],
)
def test_pins(
    pin: dict[str, Any], sets: dict[Any, int], weeks: list[int], excess: int, why: str
) -> None:
    toy = _toy(pin)
    found = violations(toy, plan(toy, sets), "choices")
    assert [v.where for v in found] == [f"week {w}, pin {pin['exercise']}" for w in weeks], why
    assert {v.excess for v in found[:3]} == ({excess} if weeks else set())
    assert model_allows(model(toy, "choices"), choice(toy, sets), USED) == (not weeks), why


def test_a_deload_week_has_the_pinned_sets_lightened() -> None:
    toy = _toy({**PIN, "session": "mon", "sets": 5}, weeks=4)
    good = plan(toy, {("dead_bug", "mon"): 5})
    assert good.weeks[3].sessions[0].exercises[0].sets == 3
    assert violations(toy, good, "choices") == []

    def full_deload(data: dict[str, Any]) -> None:
        data["weeks"][3]["sessions"][0]["exercises"][0]["sets"] = 5

    found = violations(toy, edited(toy, good, full_deload), "choices")
    assert [(v.where, v.excess, v.unit) for v in found] == [("week 4, pin dead_bug", 2, "set")]


def test_a_pin_without_any_option_makes_the_model_impossible() -> None:
    pins = [{"exercise": "leg_press"}]  # the garage has none
    toy = scenario(only=[*SOME, "leg_press"], weeks=8, pins=pins)
    rows = model(toy, "choices").linear.impossible_rows()
    assert [row.name for row in rows] == [
        "choices: pin leg_press, any session, block 1",
        "choices: pin leg_press, any session, block 2",
    ]


def test_bans() -> None:
    free = scenario(only=["dead_bug", "front_plank"])
    banned = scenario(only=["dead_bug", "front_plank"], bans=["dead_bug"])
    sets = {("dead_bug", "mon"): 2, ("dead_bug", "wed"): 2}
    assert violations(free, plan(free, sets), "choices") == []
    found = violations(banned, plan(free, sets), "choices")
    assert len(found) == 8
    assert found[0].message == "week 1, mon: dead_bug is banned"
    assert {key[0] for key in banned.offers.options} == {"front_plank"}
    reasons = {
        r.reason for r in banned.offers.refusals if r.exercise == "dead_bug" and r.rule == "choices"
    }
    assert reasons == {"banned in this scenario"}


MWF = [
    "front_squat",
    "goblet_squat",
    "bw_squat",
    "band_face_pull",
    "romanian_deadlift",
    "band_rdl",
    "pendlay_row",
    "band_row",
    "band_leg_curl",
    "split_squat_bw",
    "dead_bug",
]
GOOD = {
    ("front_squat", "mon"): 2,
    ("band_face_pull", "mon"): 2,
    ("romanian_deadlift", "wed"): 2,
    ("band_leg_curl", "wed"): 2,
    ("split_squat_bw", "fri"): 2,
    ("dead_bug", "fri"): 2,
}


def _mwf(**more: Any) -> Scenario:
    return scenario(only=MWF, template="mwf", athlete={"level": "advanced"}, **more)


def _without(*cells: tuple[str, str]) -> dict[tuple[str, str], int]:
    return {cell: sets for cell, sets in GOOD.items() if cell not in cells}


@pytest.mark.parametrize(
    ("sets", "day", "why"),
    [
        (GOOD, None, "every day has what it needs"),
        (_without(("front_squat", "mon")), "monday", "no heavy squat"),
        (
            {**_without(("front_squat", "mon")), ("bw_squat", "mon"): 2},
            "monday",
            "a squat of one axial point is not heavy",
        ),
        (_without(("band_face_pull", "mon")), "monday", "no light back work"),
        (_without(("romanian_deadlift", "wed")), "wednesday", "no heavy back work"),
        (
            {**_without(("romanian_deadlift", "wed")), ("pendlay_row", "wed"): 2},
            None,
            "a row of exactly six axial points is heavy back work",
        ),
        (
            {**_without(("romanian_deadlift", "wed")), ("band_rdl", "wed"): 2},
            "wednesday",
            "a hinge of three points is not",
        ),
        (_without(("band_leg_curl", "wed")), "wednesday", "no leg curls"),
        (_without(("split_squat_bw", "fri")), "friday", "no single-leg work"),
        (_without(("dead_bug", "fri")), "friday", "no stability"),
        ({**GOOD, ("band_row", "mon"): 2}, None, "a light row on Monday is not excluded"),
        ({**GOOD, ("bw_squat", "fri"): 2}, None, "a light squat on Friday is not excluded"),
    ],
)
def test_template(sets: dict[tuple[str, str], int], day: str | None, why: str) -> None:
    toy = _mwf()
    found = violations(toy, plan(toy, sets), "choices")
    assert [v.where for v in found] == [f"week {w}, {day}" for w in (1, 2, 3, 4) if day], why
    assert all((v.excess, v.unit) == (1, "exercise") for v in found)
    assert model_allows(model(toy, "choices"), choice(toy, sets), USED) == (day is None), why


@pytest.mark.parametrize(
    ("exercise", "slot", "day"),
    [
        ("romanian_deadlift", "mon", "monday"),
        ("pendlay_row", "mon", "monday"),
        ("front_squat", "fri", "friday"),
    ],
)
def test_what_a_template_day_excludes(exercise: str, slot: str, day: str) -> None:
    toy, free = _mwf(), scenario(only=MWF, athlete={"level": "advanced"})
    index = [s.id for s in toy.sessions].index(slot)
    assert (exercise, "straight", index, 0) not in toy.offers.options
    assert (exercise, "straight", index, 0) in free.offers.options
    reasons = {
        r.reason
        for r in toy.offers.refusals
        if (r.exercise, r.slot, r.rule) == (exercise, index, "choices")
    }
    assert all(reason.startswith("template mwf: ") for reason in reasons)
    assert reasons
    found = violations(toy, plan(free, {**GOOD, (exercise, slot): 2}), "choices")
    assert [v.where for v in found] == [f"week {w}, {day}" for w in (1, 2, 3, 4)]


def test_template_days_by_weekday_not_by_order() -> None:
    """Two slots on Monday share its needs, and a slot on another day has none."""
    toy = scenario(
        only=MWF,
        template="mwf",
        athlete={"level": "advanced"},
        sessions=[
            *days("monday", "wednesday", "friday", "saturday"),
            {"id": "early", "day": "monday", "start": "07:00", "minutes": "60", "setup": "garage"},
        ],
    )
    moved = {**_without(("band_face_pull", "mon")), ("band_face_pull", "early"): 2}
    saturday = {**_without(("band_face_pull", "mon")), ("band_face_pull", "sat"): 2}
    posted = model(toy, "choices")
    assert violations(toy, plan(toy, moved), "choices") == []
    assert model_allows(posted, choice(toy, moved), set(range(5)))
    assert len(violations(toy, plan(toy, saturday), "choices")) == 4
    assert not model_allows(posted, choice(toy, saturday), set(range(5)))


def test_explanation_and_no_relaxations() -> None:
    text = RULE.explain(Params())
    for word in ("Pins", "bans", "template"):
        assert word in text
    assert list(RULE.relaxations(Params())) == []

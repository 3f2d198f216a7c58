"""Continuity: an exercise at most twice a week, at most four new ones in a block."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from constraints import RULES
from constraints.continuity import Params
from optimizer.scenario import Scenario
from tests.builders import choice, model, model_allows, plan, scenario, violations

RULE = next(rule for rule in RULES if rule.name == "continuity")
USED = {0, 1, 2}
# Each stands on the ladder step of its family that is trained before, or on no ladder at all.
PLAIN = ["dead_bug", "front_plank", "bear_crawl", "calf_raise_bw", "single_leg_calf_raise"]
STEPS = ["bw_good_morning", "bw_single_leg_hinge", "band_rdl", "band_pull_through", "db_rdl"]
MORE = ["glute_bridge", "single_leg_glute_bridge"]


def _toy(hard: bool = False, **more: Any) -> Scenario:
    rules = {"continuity": {"hard": hard, **more.pop("continuity", {})}}
    return scenario(only=[*PLAIN, *STEPS, *MORE], rules=rules, **{"weeks": 8, **more})


@pytest.mark.parametrize(("times", "allowed"), [(1, True), (2, True), (3, False)])
def test_same_exercise_in_a_week(times: int, allowed: bool) -> None:
    toy = _toy(weeks=4)
    sets = {("dead_bug", day): 2 for day in ("mon", "wed", "fri")[:times]}
    found = violations(toy, plan(toy, sets), "continuity")
    expected = [] if allowed else [f"dead_bug, week {week}" for week in (1, 2, 3, 4)]
    assert [v.where for v in found] == expected
    assert all((v.excess, v.unit) == (1, "session") for v in found)
    assert model_allows(model(toy, "continuity"), choice(toy, sets), USED) == allowed


def test_two_methods_of_an_exercise_count_together() -> None:
    toy = _toy(weeks=4, pins=[{"exercise": "db_rdl", "method": "pause_iso"}])
    sets = {("db_rdl", "straight", day, 1): 2 for day in ("mon", "wed")}
    assert violations(toy, plan(toy, sets), "continuity") == []
    sets["db_rdl", "pause_iso", "fri", 1] = 2
    assert len(violations(toy, plan(toy, sets), "continuity")) == 4
    assert not model_allows(model(toy, "continuity"), choice(toy, sets), USED)


def _blocks(first: list[str], second: list[str]) -> dict[tuple[str, str, int], int]:
    days = ("mon", "wed", "fri")
    return {
        (name, days[index % 3], block): 2
        for block, names in ((1, first), (2, second))
        for index, name in enumerate(names)
    }


CORE = ["dead_bug", "front_plank"]
CALF = ["calf_raise_bw", "single_leg_calf_raise"]
BASE = ["dead_bug", "calf_raise_bw", "glute_bridge", "bw_good_morning"]


@pytest.mark.parametrize(
    ("first", "second", "new", "why"),
    [
        (BASE, BASE, 0, "nothing new"),
        ([], [], 0, "nothing at all"),
        (BASE, [], 0, "leaving out is not new"),
        (BASE, [*BASE, "front_plank"], 1, "one on the same step is new"),
        (
            BASE,
            [
                "front_plank",
                "single_leg_calf_raise",
                "single_leg_glute_bridge",
                "bw_single_leg_hinge",
            ],
            4,
            "exactly four",
        ),
        (
            [*BASE, "db_rdl"],
            [
                "front_plank",
                "single_leg_calf_raise",
                "single_leg_glute_bridge",
                "bw_single_leg_hinge",
                "band_rdl",
            ],
            5,
            "five, for a band after dumbbells is a step down",
        ),
        (["bw_good_morning"], ["band_rdl"], 0, "a step up is not counted"),
        (["bw_good_morning"], ["db_rdl"], 0, "two steps up neither"),
        (["bw_good_morning"], ["band_rdl", "band_pull_through"], 0, "two exercises a step up"),
        (["band_rdl"], ["bw_good_morning"], 1, "a step down is new"),
        (["band_rdl"], ["band_pull_through"], 1, "the same step is new"),
        (["db_rdl"], ["band_rdl"], 1, "below the highest step"),
        ([], ["dead_bug"], 1, "a family that was not trained before is new, not a step up"),
        (["calf_raise_bw"], ["dead_bug"], 1, "a step up within its own family only"),
    ],
)
def test_new_exercises(first: list[str], second: list[str], new: int, why: str) -> None:
    sets = _blocks(first, second)
    # The limit is set to exactly the number and to one less, so that both sides are seen.
    exact = _toy(hard=True, continuity={"new_exercises": new})
    assert violations(exact, plan(exact, sets), "continuity") == [], why
    assert model_allows(model(exact, "continuity"), choice(exact, sets), USED), why
    if new == 0:
        return
    tight = _toy(hard=True, continuity={"new_exercises": new - 1})
    found = violations(tight, plan(tight, sets), "continuity")
    assert [(v.where, v.excess, v.unit) for v in found] == [
        (f"block 2, {new} new exercises", 1, "exercise too many")
    ], why
    assert not model_allows(model(tight, "continuity"), choice(tight, sets), USED), why
    elastic = _toy(continuity={"new_exercises": new - 1})
    assert violations(elastic, plan(elastic, sets), "continuity") == []
    assert model_allows(model(elastic, "continuity"), choice(elastic, sets), USED)


def test_surplus_is_paid_by_the_piece() -> None:
    toy = _toy(continuity={"new_exercises": 1})
    sets = _blocks(BASE, ["front_plank", "single_leg_calf_raise", "single_leg_glute_bridge"])
    (found,) = RULE.shortages(toy, plan(toy, sets))
    assert (found.missing, found.unit, found.points) == (
        Fraction(2),
        "exercise too many",
        Fraction(4),
    )


def test_machines_have_no_step() -> None:
    gym = [
        {"id": "mon", "day": "monday", "start": "18:00", "minutes": "60", "setup": "commercial_gym"}
    ]
    toy = scenario(
        only=["bw_squat", "leg_press"],
        weeks=8,
        sessions=gym,
        rules={"continuity": {"hard": True, "new_exercises": 0}},
    )
    sets = {("bw_squat", "mon", 1): 2, ("leg_press", "mon", 2): 2}
    found = violations(toy, plan(toy, sets), "continuity")
    assert [v.where for v in found] == ["block 2, 1 new exercises"]
    assert not model_allows(model(toy, "continuity"), choice(toy, sets), {0})
    # Nor is a machine trained before a step to climb from.
    back = {("leg_press", "mon", 1): 2, ("bw_squat", "mon", 2): 2}
    assert [v.where for v in violations(toy, plan(toy, back), "continuity")] == [
        "block 2, 1 new exercises"
    ]
    assert not model_allows(model(toy, "continuity"), choice(toy, back), {0})


def test_only_the_block_before_is_compared() -> None:
    toy = _toy(hard=True, weeks=12, continuity={"new_exercises": 0})
    again = {("dead_bug", "mon", 1): 2, ("front_plank", "mon", 2): 2, ("dead_bug", "mon", 3): 2}
    found = violations(toy, plan(toy, again), "continuity")
    assert [v.where for v in found] == [
        "block 2, 1 new exercises",
        "block 3, 1 new exercises",
    ]


def test_first_block_has_nothing_new() -> None:
    toy = _toy(hard=True, weeks=4, continuity={"new_exercises": 0})
    sets = {(name, "mon", 1): 2 for name in PLAIN}
    assert violations(toy, plan(toy, sets), "continuity") == []
    assert model_allows(model(toy, "continuity"), choice(toy, sets), USED)


def test_explanation_and_relaxations() -> None:
    text = RULE.explain(Params())
    for words in ("2 times a week", "at most 4 new", "2 points"):
        assert words in text
    assert "required" in RULE.explain(Params(hard=True))
    looser = [(p.hard, p.new_exercises, p.per_week) for p in RULE.relaxations(Params(hard=True))]
    assert looser[:5] == [(True, 4, often) for often in (3, 4, 5, 6, 7)]
    assert looser[5:] == [(True, new, 2) for new in (5, 6, 8, 12)] + [(False, 4, 2)]
    assert [p.per_week for p in RULE.relaxations(Params(per_week=5))] == [6, 7]

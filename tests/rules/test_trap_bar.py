"""Trap bar: straight-bar pulls from the floor cost something where a trap bar is at hand (S11)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from optimizer.scenario import Scenario
from tests.builders import days, posted_points, scenario, scored_points

F = Fraction
PULLS = ["conventional_deadlift", "sumo_deadlift", "trap_bar_deadlift", "romanian_deadlift"]
BOTH_BARS = {
    "extends": "garage",
    "trap_bar": {"bar_kg": 25},
    "plates_kg": {20: 8, 10: 2, 5: 2, 2.5: 2, 1.25: 2},
}


def _gym(bars: bool = True, rules: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """Build a low-back athlete, advanced and without a cap on shear, so that deadlifts are possible."""
    athlete = {
        "level": "advanced",
        "restrictions": {"lbp_extension": "caution"},
        **more.pop("athlete", {}),
    }
    return scenario(
        only=PULLS,
        athlete=athlete,
        setups={"both": BOTH_BARS},
        rules={"spinal_load": {"max_shear": 10}, **(rules or {})},
        sessions=days("monday", "wednesday", "friday", setup="both" if bars else "garage"),
        **more,
    )


@pytest.mark.parametrize(
    ("sets", "share", "why"),
    [
        ({}, F(0), "no pull"),
        ({("trap_bar_deadlift", "mon"): 5}, F(0), "the trap bar is what is wanted"),
        ({("romanian_deadlift", "mon"): 2}, F(0), "not from the floor"),
        ({("conventional_deadlift", "mon"): 2}, F(1, 3), "one session of three"),
        ({("conventional_deadlift", "mon"): 5}, F(1, 3), "sets do not matter"),
        (
            {("conventional_deadlift", "mon"): 2, ("sumo_deadlift", "fri"): 2},
            F(2, 3),
            "two sessions of three",
        ),
    ],
)
def test_pulls(sets: dict[tuple[str, str], int], share: Fraction, why: str) -> None:
    toy = _gym()
    assert toy.prefers_trap_bar
    assert scored_points(toy, "trap_bar", sets) == -F(1, 10) * share, why
    assert posted_points(toy, "trap_bar", sets) == -F(1, 10) * share, why


@pytest.mark.parametrize(
    ("toy", "why"),
    [
        (_gym(bars=False), "no trap bar at hand"),
        (_gym(athlete={"restrictions": {}}), "an advanced athlete without a low-back tag"),
        (_gym(athlete={"restrictions": {"knee_pain": "caution"}}), "the tag is not the back's"),
    ],
)
def test_nobody_else_pays(toy: Scenario, why: str) -> None:
    sets = {("conventional_deadlift", "mon"): 2}
    assert not toy.prefers_trap_bar
    assert scored_points(toy, "trap_bar", sets) == 0 == posted_points(toy, "trap_bar", sets), why


def test_a_novice_with_a_trap_bar_prefers_it() -> None:
    # Skill 3 is beyond a novice by default; the person may raise the limit. The first block is for
    # stabilisation.
    novice = {"level": "novice", "restrictions": {}, "ladder": {"hip_hinge": "barbell"}}
    toy = _gym(weeks=8, athlete=novice, rules={"restrictions": {"max_skill": 4}})
    assert toy.prefers_trap_bar
    sets = {("conventional_deadlift", "mon", 2): 2}
    assert scored_points(toy, "trap_bar", sets) == -F(1, 60) == posted_points(toy, "trap_bar", sets)


def test_never_more_than_its_points_when_a_session_may_hold_several_pulls() -> None:
    toy = _gym(rules={"session_shape": {"main_family_exercises": 2}})
    everywhere = {
        (pull, day): 2
        for pull in ("conventional_deadlift", "sumo_deadlift")
        for day in ("mon", "wed", "fri")
    }
    assert scored_points(toy, "trap_bar", everywhere) == -F(1, 10)
    assert posted_points(toy, "trap_bar", everywhere) == -F(1, 10)

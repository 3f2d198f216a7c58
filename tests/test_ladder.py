"""Ladders: which steps exist, which are mastered, what each needs and when it can open."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.ladder import Ladder
from optimizer.scenario import Scenario
from tests.builders import days, scenario

ALL = ("bodyweight", "band", "dumbbell", "barbell")


def _ladder(steps: dict[str, tuple[str, ...]], **athlete: Any) -> Ladder:
    """Build a ladder with these steps on hand, whatever the catalogue offers."""
    return Ladder(scenario(athlete=athlete), steps)


@pytest.mark.parametrize(
    ("level", "family", "highest"),
    [
        ("novice", "hip_hinge", "bodyweight"),
        ("novice", "vertical_pull", "band"),
        ("intermediate", "hip_hinge", "dumbbell"),
        ("intermediate", "hip_abduction", "band"),
        ("intermediate", "vertical_pull", "dumbbell"),
        ("advanced", "hip_hinge", "barbell"),
        ("advanced", "knee_flexion", "dumbbell"),
    ],
)
def test_mastered_by_level(level: str, family: str, highest: str) -> None:
    ladder = _ladder({family: ALL}, level=level, ladder={})
    assert ladder.highest_mastered(family) == highest


def test_what_is_written_replaces_the_level() -> None:
    ladder = _ladder({"hip_hinge": ALL}, level="advanced", ladder={"hip_hinge": "band"})
    assert [ladder.is_mastered("hip_hinge", step) for step in ALL] == [True, True, False, False]
    assert ladder.is_mastered("squat", "barbell")


def test_the_lowest_step_on_hand_and_machines_are_open() -> None:
    ladder = _ladder({"hip_hinge": ("dumbbell", "barbell")}, level="novice")
    assert ladder.is_mastered("hip_hinge", "dumbbell")
    assert not ladder.is_mastered("hip_hinge", "barbell")
    assert ladder.needs("hip_hinge", "machine") == ()
    assert ladder.is_mastered("hip_hinge", "machine")


HINGE = {"hip_hinge": ALL}


@pytest.mark.parametrize(
    ("steps", "family", "step", "needs", "why"),
    [
        (HINGE, "hip_hinge", "bodyweight", (), "the first step"),
        (HINGE, "hip_hinge", "dumbbell", (("hip_hinge", "band"),), "the step below"),
        (HINGE, "hip_hinge", "barbell", (("hip_hinge", "dumbbell"),), "the step below"),
        (
            {"hip_hinge": ("bodyweight", "band", "barbell")},
            "hip_hinge",
            "barbell",
            (("hip_hinge", "band"),),
            "the next lower one that exists here",
        ),
        (
            {"squat": ALL, **HINGE},
            "squat",
            "barbell",
            (("squat", "dumbbell"), ("hip_hinge", "dumbbell")),
            "S54: the dumbbell hinge as well",
        ),
        (
            {"single_leg": ALL, "horizontal_pull": ALL, **HINGE},
            "single_leg",
            "dumbbell",
            (("single_leg", "band"), ("horizontal_pull", "dumbbell")),
            "S18: dumbbell rows as well",
        ),
        (
            {"single_leg": ALL, "horizontal_pull": ALL, **HINGE},
            "single_leg",
            "barbell",
            (
                ("single_leg", "dumbbell"),
                ("horizontal_pull", "dumbbell"),
                ("hip_hinge", "dumbbell"),
            ),
            "S18 and S54",
        ),
        (
            {"single_leg": ALL, "horizontal_pull": ("bodyweight", "band")},
            "single_leg",
            "dumbbell",
            (("single_leg", "band"), ("horizontal_pull", "band")),
            "a prerequisite falls to the next lower step here",
        ),
        (
            {"single_leg": ALL},
            "single_leg",
            "dumbbell",
            (("single_leg", "band"),),
            "a family that is not possible here is no prerequisite",
        ),
        (
            {"calf": ALL},
            "calf",
            "barbell",
            (("calf", "dumbbell"),),
            "calves: dumbbells before the bar",
        ),
    ],
)
def test_needs(
    steps: dict[str, tuple[str, ...]],
    family: str,
    step: str,
    needs: tuple[tuple[str, str], ...],
    why: str,
) -> None:
    assert _ladder(steps, level="novice").needs(family, step) == needs, why


def test_a_mastered_prerequisite_is_not_asked_for() -> None:
    steps = {"squat": ALL, **HINGE}
    ladder = _ladder(steps, level="novice", ladder={"hip_hinge": "dumbbell"})
    assert ladder.needs("squat", "barbell") == (("squat", "dumbbell"),)


def _climber(weeks: int, block_weeks: int, sessions: int = 3) -> Scenario:
    """Build a garage athlete who may do hinges only, with bodyweight mastered."""
    return scenario(
        only=["bw_good_morning", "band_rdl", "db_rdl", "romanian_deadlift"],
        weeks=weeks,
        block_weeks=block_weeks,
        athlete={"level": "intermediate", "ladder": {"hip_hinge": "bodyweight"}},
        sessions=days(*("monday", "wednesday", "friday")[:sessions]),
    )


@pytest.mark.parametrize(
    ("weeks", "block_weeks", "sessions", "waits", "why"),
    [
        (12, 4, 3, 1, "a block of 4 weeks has 12 sessions"),
        (12, 4, 1, 1, "4 weeks of one session are exactly 4 sessions"),
        (18, 3, 1, 2, "3 weeks of one session are 3: two blocks are needed"),
        (6, 2, 2, 1, "2 weeks of two sessions are exactly 4 sessions over 2 weeks"),
        (10, 2, 1, 2, "2 weeks of one session are 2"),
        (8, 1, 3, 2, "one week has too few weeks"),
    ],
)
def test_blocks_that_a_step_waits_for_the_one_below(
    weeks: int, block_weeks: int, sessions: int, waits: int, why: str
) -> None:
    ladder = _climber(weeks, block_weeks, sessions).ladder
    first = ladder.earliest_block("hip_hinge", "band")
    second = ladder.earliest_block("hip_hinge", "dumbbell")
    assert ladder.earliest_block("hip_hinge", "bodyweight") == 0
    assert first is not None
    assert second is not None
    assert second - first == waits, why


def test_a_step_beyond_the_horizon_never_opens() -> None:
    toy = _climber(4, 4)
    assert toy.ladder.earliest_block("hip_hinge", "dumbbell") is None
    assert ("db_rdl", "straight", 0, 0) not in toy.offers.options
    reasons = {
        r.reason
        for r in toy.offers.refusals
        if (r.exercise, r.rule) == ("db_rdl", "progression_ladder")
    }
    assert reasons == {"ladder: not in this horizon: band hip hinge must have been trained first"}


def test_available_steps_follow_the_options() -> None:
    toy = _climber(12, 4)
    assert toy.ladder.available("hip_hinge") == ALL
    assert toy.ladder.available("squat") == ()
    assert toy.ladder.available("no_family") == ()

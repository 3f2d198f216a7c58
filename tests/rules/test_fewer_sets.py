"""Fewer sets: weekly working sets, of the most that the sessions may have."""

from __future__ import annotations

from fractions import Fraction

import pytest

from constraints import TERMS
from tests.builders import edited, plan, posted_points, scenario, scored_points

F = Fraction
TWO = ["db_rdl", "dead_bug"]


@pytest.mark.parametrize(
    ("sets", "total"),
    [
        ({}, 0),
        ({("db_rdl", "mon"): 2}, 2),
        ({("db_rdl", "mon"): 5, ("dead_bug", "mon"): 3, ("dead_bug", "fri"): 4}, 12),
    ],
)
def test_sets_of_the_week(sets: dict[tuple[str, str], int], total: int) -> None:
    toy = scenario(only=TWO)
    by_hand = -F(1, 5) * F(total, 3 * 16)  # an intermediate may do 16 sets a session
    assert scored_points(toy, "fewer_sets", sets) == by_hand
    assert posted_points(toy, "fewer_sets", sets) == by_hand


def test_blocks_are_averaged_and_the_limit_is_the_settings() -> None:
    toy = scenario(only=TWO, weeks=8, rules={"session_shape": {"max_working_sets": 10}})
    sets = {("db_rdl", "mon", 1): 2, ("db_rdl", "mon", 2): 5}
    assert scored_points(toy, "fewer_sets", sets) == -F(1, 5) * F(7, 60)
    assert posted_points(toy, "fewer_sets", sets) == -F(1, 5) * F(7, 60)


def test_drills_and_deload_weeks_are_not_counted() -> None:
    toy = scenario(only=TWO)
    term = next(t for t in TERMS if t.name == "fewer_sets")

    def no_deload_work(data: dict) -> None:  # type: ignore[type-arg]
        for session in data["weeks"][3]["sessions"]:
            session["exercises"] = ()

    full = plan(toy, {("db_rdl", "mon"): 5})
    assert [week.kind for week in full.weeks][3] == "deload"
    assert term.score(toy, edited(toy, full, no_deload_work)) == term.score(toy, full)

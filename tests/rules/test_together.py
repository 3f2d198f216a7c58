"""Together: a session that trains legs and back costs nothing, any other its share of 0.10 points."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.builders import days, posted_points, scenario, scored_points

F = Fraction
# Regions: db_leg_curl leg, single_arm_db_row back, db_rdl both, dead_bug core.
FOUR = ["db_leg_curl", "single_arm_db_row", "db_rdl", "dead_bug"]


@pytest.mark.parametrize(
    ("sets", "missed", "why"),
    [
        ({}, 3, "nothing trained"),
        ({("db_leg_curl", "mon"): 2}, 3, "only legs"),
        ({("single_arm_db_row", "mon"): 2}, 3, "only back"),
        ({("dead_bug", "mon"): 2, ("db_leg_curl", "mon"): 2}, 3, "core is no back"),
        ({("db_leg_curl", "mon"): 2, ("single_arm_db_row", "mon"): 2}, 2, "legs and back"),
        ({("db_leg_curl", "mon"): 2, ("single_arm_db_row", "wed"): 2}, 3, "on different days"),
        ({("db_rdl", "mon"): 2}, 2, "an exercise for both regions serves as both"),
        ({("db_rdl", "mon"): 2, ("db_rdl", "wed"): 2, ("db_rdl", "fri"): 2}, 0, "every session"),
    ],
)
def test_sessions(sets: dict[tuple[str, str], int], missed: int, why: str) -> None:
    toy = scenario(only=FOUR)
    assert scored_points(toy, "together", sets) == -F(1, 10) * F(missed, 3), why
    assert posted_points(toy, "together", sets) == -F(1, 10) * F(missed, 3), why


def test_blocks_and_sessions_are_averaged() -> None:
    toy = scenario(only=FOUR, weeks=8, sessions=days("monday", "thursday"))
    sets = {("db_rdl", "mon", 1): 2, ("db_rdl", "thu", 2): 2, ("db_rdl", "mon", 2): 2}
    assert scored_points(toy, "together", sets) == -F(1, 10) * F(1, 4)
    assert posted_points(toy, "together", sets) == -F(1, 10) * F(1, 4)

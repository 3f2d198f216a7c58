"""Stabilisers: multifidus, QL, abs and glute medius at least a quarter of the prime movers (S4)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.builders import posted_points, scenario, scored_points

F = Fraction
# Tenths a set, stabilisers : prime movers. db_leg_curl 0 : 7, dead_bug 5 : 0,
# side_lying_abduction 7 : 0, glute_bridge 2 : 8 (glute_med 2; glute_max 5 + hamstrings 3).
SOME = ["db_leg_curl", "dead_bug", "glute_bridge", "side_lying_abduction", "calf_raise_bw"]


@pytest.mark.parametrize(
    ("sets", "kept", "why"),
    [
        ({}, True, "neither side"),
        ({("calf_raise_bw", "mon"): 5}, True, "calves are on neither side"),
        ({("dead_bug", "mon"): 2}, True, "only stabilisers"),
        ({("db_leg_curl", "mon"): 2}, False, "only prime movers"),
        ({("glute_bridge", "mon"): 2}, True, "2 against 8 is exactly a quarter"),
        (
            {("glute_bridge", "mon"): 5, ("db_leg_curl", "mon"): 2},
            False,
            "10 against 54 is less than a quarter",
        ),
        (
            {("dead_bug", "mon"): 2, ("db_leg_curl", "mon"): 5},
            True,
            "10 against 35 is more than a quarter",
        ),
        (
            {
                ("side_lying_abduction", "mon"): 2,
                ("db_leg_curl", "mon"): 4,
                ("db_leg_curl", "wed"): 4,
            },
            True,
            "14 against 56 is exactly a quarter, over two sessions",
        ),
        (
            {
                ("side_lying_abduction", "mon"): 2,
                ("db_leg_curl", "mon"): 5,
                ("db_leg_curl", "wed"): 4,
            },
            False,
            "14 against 63",
        ),
    ],
)
def test_ratio(sets: dict[tuple[str, str], int], kept: bool, why: str) -> None:
    toy = scenario(only=SOME)
    points = F(0) if kept else -F(1, 10)
    assert scored_points(toy, "stabilisers", sets) == points, why
    assert posted_points(toy, "stabilisers", sets) == points, why


def test_blocks_are_counted() -> None:
    toy = scenario(only=SOME, weeks=8)
    sets = {("db_leg_curl", "mon", 1): 2}
    assert scored_points(toy, "stabilisers", sets) == -F(1, 20)
    assert posted_points(toy, "stabilisers", sets) == -F(1, 20)

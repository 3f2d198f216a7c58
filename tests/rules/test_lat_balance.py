"""Lat balance: lats at most 1.6 times middle and lower traps (S45)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.builders import posted_points, scenario, scored_points

F = Fraction
# Tenths a set, lats : mid and lower traps.
#   straight_arm_pulldown 7 : 3 · prone_ytw 0 : 12 · single_arm_db_row 9 : 10
#   towel_doorway_row 3 : 3 · band_rdl 2 : 0
SOME = ["straight_arm_pulldown", "prone_ytw", "single_arm_db_row", "band_rdl", "towel_doorway_row"]
TEN_ROWS = {("towel_doorway_row", "mon"): 5, ("towel_doorway_row", "wed"): 5}


@pytest.mark.parametrize(
    ("sets", "kept", "why"),
    [
        ({}, True, "neither side"),
        ({("prone_ytw", "mon"): 2}, True, "only traps"),
        ({("band_rdl", "mon"): 2}, False, "only lats"),
        ({("single_arm_db_row", "mon"): 2}, True, "18 against 20"),
        ({("straight_arm_pulldown", "mon"): 2}, False, "14 against 6 is more than 9.6"),
        ({("band_rdl", "mon"): 2, ("towel_doorway_row", "mon"): 4}, True, "16 against 12"),
        (
            {**TEN_ROWS, ("band_rdl", "mon"): 5, ("band_rdl", "wed"): 4},
            True,
            "48 against 30 is exactly 1.6",
        ),
        (
            {**TEN_ROWS, ("band_rdl", "mon"): 5, ("band_rdl", "wed"): 5},
            False,
            "50 against 30 is one set too many",
        ),
    ],
)
def test_ratio(sets: dict[tuple[str, str], int], kept: bool, why: str) -> None:
    toy = scenario(only=SOME)
    points = F(0) if kept else -F(1, 10)
    assert scored_points(toy, "lat_balance", sets) == points, why
    assert posted_points(toy, "lat_balance", sets) == points, why


def test_blocks_are_counted() -> None:
    toy = scenario(only=SOME, weeks=8)
    sets = {("band_rdl", "mon", 2): 2}
    assert scored_points(toy, "lat_balance", sets) == -F(1, 20)
    assert posted_points(toy, "lat_balance", sets) == -F(1, 20)

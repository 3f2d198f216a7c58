"""Strong back: sets of back exercises against 0.6 times the quad volume of the squat family (S17)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.builders import posted_points, scenario, scored_points

F = Fraction
# bw_squat gives 0.4 quads a set, band_squat 0.6, front_squat 1.0; band_row is for the back.
SOME = ["bw_squat", "band_squat", "front_squat", "band_row", "split_squat_bw", "db_rdl"]


@pytest.mark.parametrize(
    ("sets", "kept", "why"),
    [
        ({}, True, "neither side"),
        ({("band_row", "mon"): 2}, True, "only back"),
        ({("bw_squat", "mon"): 2}, False, "only squats"),
        ({("split_squat_bw", "mon"): 5}, True, "single-leg work is not the squat family"),
        (
            {("front_squat", "mon"): 5, ("front_squat", "fri"): 5, ("db_rdl", "mon"): 5},
            False,
            "a hinge is for both regions and is no back exercise here",
        ),
        (
            {
                ("front_squat", "mon"): 5,
                ("front_squat", "wed"): 5,
                ("band_row", "mon"): 3,
                ("band_row", "wed"): 3,
            },
            True,
            "exactly 6 back sets for 10 quad sets",
        ),
        (
            {("front_squat", "mon"): 5, ("front_squat", "wed"): 5, ("band_row", "mon"): 5},
            False,
            "5 back sets for 10 quad sets",
        ),
        (
            {
                ("front_squat", "mon"): 5,
                ("front_squat", "wed"): 5,
                ("bw_squat", "fri"): 2,
                ("band_row", "mon"): 3,
                ("band_row", "wed"): 3,
            },
            False,
            "0.8 quad sets more than 6 back sets carry",
        ),
    ],
)
def test_ratio(sets: dict[tuple[str, str], int], kept: bool, why: str) -> None:
    toy = scenario(only=SOME, athlete={"level": "advanced"})
    points = F(0) if kept else -F(1, 10)
    assert scored_points(toy, "strong_back", sets) == points, why
    assert posted_points(toy, "strong_back", sets) == points, why


def test_blocks_are_counted() -> None:
    toy = scenario(only=SOME, athlete={"level": "advanced"}, weeks=12)
    sets = {("bw_squat", "mon", 2): 2}
    assert scored_points(toy, "strong_back", sets) == -F(1, 30)
    assert posted_points(toy, "strong_back", sets) == -F(1, 30)

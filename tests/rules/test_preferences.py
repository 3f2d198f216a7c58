"""Preferences: half for likes that are missing, half for unwelcome exercises that are placed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.builders import posted_points, scenario, scored_points

F = Fraction
THREE = ["db_rdl", "single_arm_db_row", "bw_squat"]
PLACES = 3 * 8  # sessions a week times the most exercises of a session


@pytest.mark.parametrize(
    ("athlete", "sets", "lost", "why"),
    [
        ({}, {("db_rdl", "mon"): 2}, F(0), "no wishes, nothing lost"),
        ({"likes": ["db_rdl"]}, {}, F(1, 2), "the only like is missing"),
        ({"likes": ["db_rdl"]}, {("db_rdl", "mon"): 2}, F(0), "the only like is there"),
        ({"likes": ["db_rdl", "bw_squat"]}, {("db_rdl", "mon"): 2}, F(1, 4), "one like of two"),
        (
            {"likes": ["db_rdl"]},
            {("db_rdl", "mon"): 2, ("db_rdl", "fri"): 2},
            F(0),
            "twice is once",
        ),
        ({"likes": ["leg_press"]}, {}, F(0), "a like that is impossible here is not missed"),
        ({"likes": ["db_rdl", "db_rdl"]}, {}, F(1, 2), "a like written twice is still one half"),
        ({"dislikes": ["db_rdl"]}, {}, F(0), "a dislike left out costs nothing"),
        ({"dislikes": ["db_rdl"]}, {("db_rdl", "mon"): 2}, F(1, 2) / PLACES, "one place"),
        (
            {"dislikes": ["db_rdl"]},
            {("db_rdl", "mon"): 2, ("db_rdl", "fri"): 5},
            F(1, 2) * 2 / PLACES,
            "two places; sets do not matter",
        ),
        (
            {"restrictions": {"hamstring_strain": "caution"}},
            {("db_rdl", "mon"): 2, ("single_arm_db_row", "mon"): 2},
            F(1, 2) / PLACES,
            "an exercise under caution is unwelcome, another is not",
        ),
        (
            {"restrictions": {"hamstring_strain": "caution"}, "dislikes": ["db_rdl"]},
            {("db_rdl", "mon"): 2},
            F(1, 2) / PLACES,
            "disliked and under caution is one unwelcome place",
        ),
        (
            {"likes": ["bw_squat"], "dislikes": ["db_rdl"]},
            {("db_rdl", "mon"): 2},
            F(1, 2) + F(1, 2) / PLACES,
            "both halves add up",
        ),
    ],
)
def test_deduction(
    athlete: dict[str, Any], sets: dict[tuple[str, str], int], lost: Fraction, why: str
) -> None:
    toy = scenario(only=[*THREE, "leg_press"], athlete=athlete)
    assert scored_points(toy, "preferences", sets) == -F(1, 10) * lost, why
    assert posted_points(toy, "preferences", sets) == -F(1, 10) * lost, why


def test_likes_count_per_block() -> None:
    toy = scenario(only=THREE, weeks=8, athlete={"likes": ["db_rdl"], "dislikes": ["bw_squat"]})
    sets = {("db_rdl", "mon", 2): 2, ("bw_squat", "mon", 1): 2}
    by_hand = -F(1, 10) * (F(1, 2) * F(1, 2) + F(1, 2) / (2 * PLACES))
    assert scored_points(toy, "preferences", sets) == by_hand
    assert posted_points(toy, "preferences", sets) == by_hand

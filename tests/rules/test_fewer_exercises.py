"""Fewer exercises: different exercises per block, of the places that sessions have."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.builders import posted_points, scenario, scored_points

F = Fraction
THREE = ["db_rdl", "single_arm_db_row", "dead_bug"]


@pytest.mark.parametrize(
    ("sets", "different", "why"),
    [
        ({}, 0, "nothing"),
        ({("db_rdl", "mon"): 2}, 1, "one"),
        ({("db_rdl", "mon"): 5, ("db_rdl", "wed"): 2}, 1, "the same twice is one"),
        ({("db_rdl", "mon"): 2, ("dead_bug", "wed"): 2}, 2, "two"),
        ({(name, "mon"): 2 for name in THREE}, 3, "three"),
    ],
)
def test_different_exercises(sets: dict[tuple[str, str], int], different: int, why: str) -> None:
    toy = scenario(only=THREE)
    by_hand = -F(1, 10) * F(different, 3 * 8)
    assert scored_points(toy, "fewer_exercises", sets) == by_hand, why
    assert posted_points(toy, "fewer_exercises", sets) == by_hand, why


def test_every_block_counts_anew_and_places_are_the_settings() -> None:
    toy = scenario(only=THREE, weeks=8, rules={"session_shape": {"max_exercises": 5}})
    sets = {("db_rdl", "mon", 1): 2, ("db_rdl", "mon", 2): 2, ("dead_bug", "mon", 2): 2}
    by_hand = -F(1, 10) * F(3, 2 * 3 * 5)
    assert scored_points(toy, "fewer_exercises", sets) == by_hand
    assert posted_points(toy, "fewer_exercises", sets) == by_hand


def test_two_methods_of_one_exercise_are_one_exercise() -> None:
    pins = [{"exercise": "db_rdl", "method": "slow_eccentric"}]
    toy = scenario(only=THREE, pins=pins)
    sets = {("db_rdl", "straight", "mon", 1): 2, ("db_rdl", "slow_eccentric", "wed", 1): 2}
    assert scored_points(toy, "fewer_exercises", sets) == -F(1, 240)
    assert posted_points(toy, "fewer_exercises", sets) == -F(1, 240)

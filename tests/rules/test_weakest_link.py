"""Weakest link: the smallest share of a target, capped at the whole target."""

from __future__ import annotations

from fractions import Fraction

import pytest

from optimizer.catalogue import load_catalogue
from optimizer.scenario import Scenario
from tests.builders import posted_points, scenario, scored_points

F = Fraction
# Tenths a set: calves 2 only from the hinge, rear delts 5 only from the row.
WORK = ["single_arm_db_row", "db_single_leg_rdl"]


def _small_targets(**targets: str) -> Scenario:
    """Give every muscle but those named a target of 0.1 sets, so that the named ones decide."""
    muscles = dict.fromkeys(load_catalogue().muscles, "0.1")
    return scenario(only=WORK, rules={"volume": {"target_sets": {**muscles, **targets}}})


@pytest.mark.parametrize(
    ("targets", "share", "why"),
    [
        ({"calves": "1.0"}, F(6, 10), "three sets at 0.2 are 0.6 of 1.0"),
        ({"calves": "1.0", "rear_delts": "3.0"}, F(1, 2), "1.5 of 3.0 is less than 0.6 of 1.0"),
        ({"calves": "0.6"}, F(1), "exactly the target"),
        ({"calves": "0.5"}, F(1), "beyond the target counts as the whole"),
        ({"calves": "0.7"}, F(6, 7), "a tenth below the target"),
        ({"quads": "40"}, F(1), "a muscle outside the chain does not count"),
    ],
)
def test_smallest_share(targets: dict[str, str], share: Fraction, why: str) -> None:
    toy = _small_targets(**targets)
    placed = {("single_arm_db_row", "mon"): 3, ("db_single_leg_rdl", "wed"): 3}
    assert scored_points(toy, "weakest_link", placed) == 15 * share, why
    assert posted_points(toy, "weakest_link", placed) == 15 * share, why


def test_one_untrained_muscle_makes_the_block_worth_nothing() -> None:
    toy = _small_targets()
    placed = {("db_single_leg_rdl", "wed"): 5}  # no lats at all
    assert scored_points(toy, "weakest_link", placed) == 0
    assert posted_points(toy, "weakest_link", placed) == 0


def test_blocks_are_averaged() -> None:
    muscles = dict.fromkeys(load_catalogue().muscles, "0.1")
    targets = {"volume": {"target_sets": {**muscles, "calves": "1.0"}}}
    toy = scenario(only=WORK, weeks=8, rules=targets)
    placed = {
        ("single_arm_db_row", "mon", 1): 2,
        ("single_arm_db_row", "mon", 2): 2,
        ("db_single_leg_rdl", "wed", 1): 2,
        ("db_single_leg_rdl", "wed", 2): 4,
    }
    assert scored_points(toy, "weakest_link", placed) == 15 * (F(4, 10) + F(8, 10)) / 2
    assert posted_points(toy, "weakest_link", placed) == 15 * (F(4, 10) + F(8, 10)) / 2

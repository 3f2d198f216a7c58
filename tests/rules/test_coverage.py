"""Coverage: seven, five, three and one sixteenths for the quarters of a target, nothing beyond."""

from __future__ import annotations

from fractions import Fraction

import pytest

from constraints.coverage import value
from tests.builders import plan, posted_points, scenario, scored_points

F = Fraction
# Every muscle but hamstrings counts too: 10 + 7 + 10 + ... of the twelve muscles without the neck.
WEIGHTS = 4 * 10 + 8 * 7


@pytest.mark.parametrize(
    ("done", "worth", "why"),
    [
        (F(0), F(0), "nothing"),
        (F(1, 10), F(7, 16) / 10, "a tenth of the first quarter"),
        (F(1), F(7, 16), "exactly the first quarter"),
        (F(11, 10), F(7, 16) + F(5, 16) / 10, "just beyond it the second quarter counts"),
        (F(2), F(12, 16), "exactly half"),
        (F(3), F(15, 16), "exactly three quarters"),
        (F(39, 10), F(15, 16) + F(9, 160), "a tenth below the target"),
        (F(4), F(1), "exactly the target"),
        (F(41, 10), F(1), "nothing beyond the target"),
        (F(400), F(1), "nothing far beyond the target"),
    ],
)
def test_quarters(done: Fraction, worth: Fraction, why: str) -> None:
    assert value(done, F(4)) == worth, why


def _hamstrings_only(target: str) -> object:
    """Build a toy whose only credited posterior muscle is hamstrings: 0.7 sets per set of curls."""
    return scenario(
        only=["db_leg_curl"],
        rules={"volume": {"target_sets": {"hamstrings": target}, "cap_sets": {"hamstrings": "18"}}},
    )


@pytest.mark.parametrize(
    ("target", "sets", "share"),
    [
        ("14.0", {}, F(0)),
        ("14.0", {"mon": 5}, F(7, 16)),  # 3.5 of 14: exactly a quarter
        ("14.0", {"mon": 5, "wed": 5}, F(12, 16)),  # 7 of 14: exactly half
        ("14.0", {"mon": 5, "wed": 5, "fri": 5}, F(15, 16)),  # 10.5 of 14: three quarters
        ("10.5", {"mon": 5, "wed": 5, "fri": 5}, F(1)),  # an odd number of tenths, exactly met
        ("10.4", {"mon": 5, "wed": 5, "fri": 5}, F(1)),  # beyond the target
        ("10.5", {"mon": 2}, F(7, 16) * F(14, 105) * 4),  # inside the first quarter
        ("10.5", {"mon": 4}, F(7, 16) + F(5, 16) * (F(28, 105) * 4 - 1)),  # inside the second
    ],
)
def test_posted_equals_recomputed_equals_by_hand(
    target: str, sets: dict[str, int], share: Fraction
) -> None:
    toy = _hamstrings_only(target)
    placed = {("db_leg_curl", slot): count for slot, count in sets.items()}
    by_hand = 70 * share * F(10, WEIGHTS)
    assert scored_points(toy, "coverage", placed) == by_hand
    assert posted_points(toy, "coverage", placed) == by_hand


def test_blocks_are_averaged() -> None:
    toy = scenario(
        only=["db_leg_curl"], weeks=8, rules={"volume": {"target_sets": {"hamstrings": "14"}}}
    )
    placed = {
        ("db_leg_curl", "mon", 1): 5,
        ("db_leg_curl", "mon", 2): 5,
        ("db_leg_curl", "fri", 2): 5,
    }
    by_hand = 70 * F(10, WEIGHTS) * (F(7, 16) + F(12, 16)) / 2
    assert scored_points(toy, "coverage", placed) == by_hand
    assert posted_points(toy, "coverage", placed) == by_hand


def test_neck_counts_only_where_asked_for() -> None:
    quiet = scenario(only=["db_leg_curl"])
    asked = scenario(only=["db_leg_curl"], athlete={"neck_work": True})
    placed = {("db_leg_curl", "mon"): 5}
    assert "neck_extensors" not in quiet.coverage_muscles
    assert "neck_extensors" in asked.coverage_muscles
    ratio = scored_points(asked, "coverage", placed) / scored_points(quiet, "coverage", placed)
    assert ratio == F(WEIGHTS, WEIGHTS + 7)


def test_weight_is_the_persons() -> None:
    toy = scenario(
        only=["db_leg_curl"],
        objective={"coverage": "0.50", "weakest_link": "0.25", "progress": "0.25"},
    )
    default = scenario(only=["db_leg_curl"])
    placed = {("db_leg_curl", "mon"): 5}
    assert (
        scored_points(toy, "coverage", placed) * 7 == scored_points(default, "coverage", placed) * 5
    )
    assert posted_points(toy, "coverage", placed) == scored_points(toy, "coverage", placed)


def test_a_deload_week_counts_as_its_build_week() -> None:
    toy = scenario(only=["db_leg_curl"])
    assert [w.week.kind for w in plan(toy, {}).facts(toy).weeks] == ["build"] * 3 + ["deload"]
    placed = {("db_leg_curl", "mon"): 5}
    assert scored_points(toy, "coverage", placed) == posted_points(toy, "coverage", placed)

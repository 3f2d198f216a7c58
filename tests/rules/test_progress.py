"""Progress: the highest ladder step trained, of the highest that has an option here."""

from __future__ import annotations

from fractions import Fraction

import pytest

from constraints.progress import TERM
from optimizer.scenario import Scenario
from tests.builders import edited, plan, posted_points, scenario, scored_points

F = Fraction
HINGES = ["bw_good_morning", "band_rdl", "db_rdl", "romanian_deadlift"]


def _hinges(*only: str, **more: object) -> Scenario:
    return scenario(only=only or HINGES, athlete={"level": "advanced"}, **more)


@pytest.mark.parametrize(
    ("sets", "share", "why"),
    [
        ({}, F(0), "nothing trained"),
        ({("bw_good_morning", "mon"): 2}, F(1, 4), "first of four steps"),
        ({("band_rdl", "mon"): 2}, F(2, 4), "second step"),
        ({("db_rdl", "mon"): 5}, F(3, 4), "more sets do not climb higher"),
        ({("romanian_deadlift", "mon"): 2}, F(1), "the top"),
        ({("bw_good_morning", "mon"): 2, ("db_rdl", "wed"): 2}, F(3, 4), "the highest counts"),
    ],
)
def test_highest_step(sets: dict[tuple[str, str], int], share: Fraction, why: str) -> None:
    toy = _hinges()
    assert scored_points(toy, "progress", sets) == 15 * share, why
    assert posted_points(toy, "progress", sets) == 15 * share, why


def test_top_is_the_highest_step_with_an_option() -> None:
    toy = _hinges("bw_good_morning", "band_rdl")
    sets = {("band_rdl", "mon"): 2}
    assert scored_points(toy, "progress", sets) == 15 == posted_points(toy, "progress", sets)


def test_families_are_averaged_and_those_without_a_ladder_option_are_left_out() -> None:
    toy = scenario(only=["db_rdl", "bw_squat", "single_arm_db_row", "calf_raise_bw"])
    sets = {("db_rdl", "mon"): 2}
    assert scored_points(toy, "progress", sets) == 5 == posted_points(toy, "progress", sets)


def test_a_machine_stands_beside_the_ladder() -> None:
    toy = scenario(
        only=["leg_press", "goblet_squat"],
        sessions=[
            {
                "id": "mon",
                "day": "monday",
                "start": "18:00",
                "minutes": "60",
                "setup": "commercial_gym",
            }
        ],
    )
    sets = {("leg_press", "mon"): 3}
    assert ("leg_press", "straight", 0, 0) in toy.offers.options
    assert scored_points(toy, "progress", sets) == 0 == posted_points(toy, "progress", sets)


def test_no_climbing_family_at_all_is_worth_nothing() -> None:
    toy = scenario(only=["calf_raise_bw"])
    sets = {("calf_raise_bw", "mon"): 2}
    assert scored_points(toy, "progress", sets) == 0 == posted_points(toy, "progress", sets)


def test_blocks_are_averaged() -> None:
    toy = _hinges(weeks=8)
    sets = {("band_rdl", "mon", 1): 2, ("romanian_deadlift", "mon", 2): 2}
    assert (
        scored_points(toy, "progress", sets) == 15 * F(3, 4) == posted_points(toy, "progress", sets)
    )


def test_one_set_is_not_training_a_step() -> None:
    toy = _hinges()

    def one_set(data: dict) -> None:  # type: ignore[type-arg]
        for week in data["weeks"]:
            for session in week["sessions"]:
                for entry in session["exercises"]:
                    entry["sets"] = 1

    full = plan(toy, {("db_rdl", "mon"): 2})
    assert TERM.score(toy, full).value == F(3, 4)
    assert TERM.score(toy, edited(toy, full, one_set)).value == 0

"""Compiling: exact integers, or refused with the path."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import ValidationError

from optimizer.compile import compile_problem, to_int
from optimizer.errors import ProblemAt
from tests.builders import days, scenario

F, D = Fraction, Decimal


@pytest.mark.parametrize(
    ("value", "factor", "expected"),
    [("0", 10, 0), ("1.3", 10, 13), ("45.4", 60, 2724), ("0.95", 100, 95), ("-2.5", 10, -25)],
)
def test_scaling_is_exact(value: str, factor: int, expected: int) -> None:
    assert to_int(D(value), factor, ("x",)) == expected


@pytest.mark.parametrize(("value", "factor"), [("1.25", 10), ("0.001", 100), ("45.41", 60)])
def test_what_does_not_scale_is_refused_with_its_path(value: str, factor: int) -> None:
    with pytest.raises(ProblemAt) as caught:
        to_int(D(value), factor, ("rules", "volume", "cap_sets"))
    assert caught.value.path == ("rules", "volume", "cap_sets")
    assert caught.value.problem == f"{value} is finer than 1/{factor}"


def test_cells_are_the_options_in_integers() -> None:
    toy = scenario(only=["db_rdl", "dead_bug"], weeks=12, athlete={"one_rep_max_kg": {}})
    problem = compile_problem(toy)
    keys = [(c.exercise.id, c.method.id, c.slot, c.block) for c in problem.cells]
    assert keys == list(toy.offers.options)
    assert [cell.index for cell in problem.cells] == list(range(len(keys)))
    for cell, (key, option) in zip(problem.cells, toy.offers.options.items(), strict=True):
        assert F(cell.axial_hundredths, 100) == option.exercise.axial * F(option.method.axial_mult)
        assert F(cell.fatigue_hundredths, 100) == option.exercise.fatigue * F(
            option.method.fatigue_mult
        )
        assert (cell.set_seconds, cell.fixed_seconds) == (option.set_seconds, option.fixed_seconds)
        assert dict(cell.credits) == dict(toy.catalogue.exercises[key[0]].muscles)
    assert len({cell.key for cell in problem.cells}) == len(problem.cells)


def test_numbers_of_the_settings() -> None:
    toy = scenario(
        sessions=days("monday", "thursday", minutes=50),
        rules={
            "growth": {"sets": "2.5", "percent": 15, "axial_percent": 5},
            "fatigue_budget": {"session_points": "45.25"},
            "volume": {"target_sets": {"calves": "7.3"}, "price_points": "1.50"},
            "recovery_gap": {"moderate_above_sets": "3.5"},
            "weekly_structure": {"posterior_ratio": "1.25", "price_points": "0.75"},
        },
    )
    problem = compile_problem(toy)
    limits = problem.limits
    assert (limits.growth_tenths, limits.growth_percent, limits.axial_growth_percent) == (25, 15, 5)
    assert limits.fatigue_session_hundredths == 4525
    assert limits.moderate_above_tenths == 35
    assert problem.muscles["calves"].target == 73
    assert problem.muscles["calves"].floor_price == F(3, 20)
    assert problem.structure.posterior_percent == 125
    assert problem.structure.price == F(3, 4)
    assert [slot.available_seconds for slot in problem.slots] == [3000, 3000]
    assert problem.slots[1].start_minute == 3 * 1440 + 18 * 60
    assert (problem.weights.coverage, problem.weights.progress) == (70, 15)


def test_recovery_hours_by_muscle_and_age() -> None:
    muscles = compile_problem(scenario()).muscles
    assert muscles["hamstrings"].recovery_moderate_minutes == 48 * 60
    assert muscles["hamstrings"].recovery_heavy_minutes == 72 * 60
    assert muscles["calves"].recovery_moderate_minutes == 24 * 60
    older = compile_problem(scenario(athlete={"age": 60})).muscles
    assert older["hamstrings"].recovery_moderate_minutes == 72 * 60
    assert older["calves"].recovery_heavy_minutes == 72 * 60


def test_decompression_by_setup() -> None:
    toy = scenario(sessions=[*days("monday"), *days("thursday", setup="home_dumbbells")])
    assert [slot.decompression_seconds for slot in compile_problem(toy).slots] == [60, 300]


@pytest.mark.parametrize(("weeks", "required"), [(5, False), (6, True)])
def test_deload_required(weeks: int, required: bool) -> None:
    assert compile_problem(scenario(weeks=weeks)).limits.deload_required == required


def test_targets_of_nothing_are_refused_all_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        scenario(rules={"volume": {"target_sets": {"calves": "0", "lats": "0"}}})
    assert {problem["loc"] for problem in caught.value.errors()} == {
        ("rules", "volume", "target_sets", "calves"),
        ("rules", "volume", "target_sets", "lats"),
    }


def test_hard_rules_pins_gates_and_wishes() -> None:
    toy = scenario(
        only=["bw_good_morning", "band_rdl", "db_rdl", "dead_bug"],
        weeks=8,
        athlete={
            "ladder": {"hip_hinge": "bodyweight"},
            "likes": ["dead_bug", "leg_press"],
            "dislikes": ["bw_good_morning"],
            "restrictions": {"hamstring_strain": "caution"},
        },
        rules={"plateau": {"hard": True}, "volume": {"hard": True}},
        pins=[{"exercise": "dead_bug", "session": "wed", "blocks": [2], "sets": 3}],
    )
    problem = compile_problem(toy)
    assert problem.hard == {"plateau", "volume"}
    assert problem.likes == ("dead_bug",)
    assert {"bw_good_morning", "db_rdl"} <= problem.unwelcome
    (pin,) = problem.pins
    assert pin.where == "pin dead_bug, wed, block 2"
    assert pin.sets == 3
    assert [problem.cells[i].key for i in pin.cells] == ["dead_bug,s2,b2"]
    assert all(gate.needs == toy.ladder.needs(gate.family, gate.step) for gate in problem.gates)
    assert ("hip_hinge", "dumbbell") in {(gate.family, gate.step) for gate in problem.gates}

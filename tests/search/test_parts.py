"""Cutting a model into blocks: nothing is lost, nothing is invented."""

from __future__ import annotations

import threading

import pytest

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.engines.duals import Relaxation
from optimizer.plan_model import PlanModel
from optimizer.search.horizon_blocks import block_of_variables
from optimizer.search.neighbourhood import around
from optimizer.search.pace import Pace
from optimizer.search.part import Part, Whole
from optimizer.search.rounding import LONG, Rounding
from optimizer.search.weekly_sums import WeeklySums, weekly_sums
from tests import builders

FEW = ("db_rdl", "goblet_squat", "single_arm_db_row", "db_reverse_fly", "calf_raise_bw", "dead_bug")


@pytest.fixture(scope="module")
def model() -> PlanModel:
    asked = builders.scenario(only=FEW, weeks=8, sessions=builders.days("monday", "thursday"))
    return build_model(compile_problem(asked))


@pytest.fixture(scope="module")
def sums(model: PlanModel) -> WeeklySums:
    return weekly_sums(model)


@pytest.fixture(scope="module")
def plan(sums: WeeklySums, model: PlanModel) -> tuple[int, ...]:
    limits = Limits(wall_seconds=None, deterministic_time=0.3, workers=1)
    values = solve_with_cp_sat(model.linear, limits).values
    assert values is not None
    return sums.with_sums(values)


def test_decisions_belong_to_their_block(model: PlanModel) -> None:
    blocks = block_of_variables(model)
    assert len(blocks) == len(model.linear.variables)
    for cell in model.problem.cells:
        for index in (*model.does(cell).terms, *model.sets(cell).terms):
            assert blocks[index] == cell.block


def test_what_is_made_before_its_parts_belongs_to_their_block(model: PlanModel) -> None:
    blocks = block_of_variables(model)
    named = {v.name: blocks[i] for i, v in enumerate(model.linear.variables)}
    both = {name: block for name, block in named.items() if name.startswith("legs_and_back[")}
    assert both
    assert all(name.endswith(f",{block}]") for name, block in both.items())


def test_sums_are_those_of_the_plan(
    model: PlanModel, sums: WeeklySums, plan: tuple[int, ...]
) -> None:
    assert list(sums.linear.broken(plan)) == []
    total = sum(model.sets(cell).value(plan) for cell in model.problem.cells)
    assert sum(plan[index] for index in sums.sets) == total
    assert sums.linear.score(plan) == model.linear.score(plan)


@pytest.mark.parametrize("free", [(0,), (1,), (0, 1)])
def test_a_plan_is_a_plan_of_every_part(
    sums: WeeklySums, plan: tuple[int, ...], free: tuple[int, ...]
) -> None:
    part = Whole(sums).part(free, dict(enumerate(plan)))
    values = tuple(plan[index] for index in part.variables)
    assert list(part.model.broken(values)) == []
    assert {sums.block_of[index] for index in part.variables} == set(free)


def test_a_part_sees_what_the_held_rest_forbids(sums: WeeklySums, plan: tuple[int, ...]) -> None:
    whole = Whole(sums)
    part = whole.part((1,), dict(enumerate(plan)))
    for number, index in enumerate(part.variables):
        variable = sums.linear.variables[index]
        for value in {variable.lower, variable.upper} - {plan[index]}:
            changed = list(plan)
            changed[index] = value
            values = tuple(changed[i] for i in part.variables)
            assert bool(list(sums.linear.broken(changed))) == bool(list(part.model.broken(values)))
            assert values[number] == value


def test_worth_moves_as_the_score_does(sums: WeeklySums, plan: tuple[int, ...]) -> None:
    part = Whole(sums).part((1,), dict(enumerate(plan)))
    before = part.worth([plan[index] for index in part.variables])
    for index in part.variables[:40]:
        changed = list(plan)
        changed[index] += 1
        moved = part.worth([changed[i] for i in part.variables]) - before
        exact = sums.linear.score(changed) - sums.linear.score(plan)
        assert abs(moved - exact) <= 10**-5


def test_the_future_is_priced_and_not_posted(sums: WeeklySums, plan: tuple[int, ...]) -> None:
    whole = Whole(sums)
    prices = [1.0] * len(sums.linear.rows)
    free = whole.part((0,), dict(enumerate(plan)))
    priced = whole.part((0,), {}, prices)
    linking = [
        row for row in sums.linear.rows if {sums.block_of[i] for i in row.variables} == {0, 1}
    ]
    assert linking
    assert len(priced.model.rows) == len(free.model.rows) - len(linking)
    assert priced.model.rewards != free.model.rewards


@pytest.fixture(scope="module")
def garage() -> Part:
    """A whole garage on two days: its relaxation is divided into crumbs."""
    asked = builders.scenario(sessions=builders.days("monday", "thursday"))
    whole = Whole(weekly_sums(build_model(compile_problem(asked))))
    return whole.part((0,), {})


def test_rounding_makes_the_weekly_sums_whole(garage: Part) -> None:
    relaxation = Relaxation(garage.model)
    relaxed = relaxation.solve({}, LONG)
    assert relaxed is not None
    divided = [i for i in garage.sets if abs(relaxed.values[i] - round(relaxed.values[i])) > 1e-6]
    assert divided
    values = Rounding(garage, relaxation, lambda: False).values()
    assert values is not None
    for index in (*garage.days, *garage.sets):
        assert values[index] == pytest.approx(round(values[index]), abs=1e-6)


def test_a_dive_ends_when_time_is_up(garage: Part) -> None:
    assert Rounding(garage, Relaxation(garage.model), lambda: True).values() is None


@pytest.mark.parametrize("width", [0, 1, 3])
def test_the_plan_lies_in_its_neighbourhood(
    sums: WeeklySums, plan: tuple[int, ...], width: int
) -> None:
    part = Whole(sums).part((0, 1), {})
    values = tuple(plan[index] for index in part.variables)
    guide = [0.0] * len(values)
    near = around(part, guide, values, width)
    assert list(near.broken(values)) == []
    for index in part.sets:
        low, high = sorted((0, values[index]))
        assert near.variables[index].lower >= low - width
        assert near.variables[index].upper <= (high + width if high else 0)


def test_a_pace_counts_down() -> None:
    pace = Pace(Limits(wall_seconds=None, deterministic_time=1.0), threading.Event())
    assert not pace.over()
    assert pace.share(4) == 0.25
    pace.spend(0.4)
    assert pace.spent() == pytest.approx(0.4)
    assert pace.limits(5.0).deterministic_time == pytest.approx(0.6)
    pace.spend(0.6)
    assert pace.over()


def test_a_pace_hears_the_word_to_stop() -> None:
    stop = threading.Event()
    pace = Pace(Limits(wall_seconds=None), stop)
    assert (pace.over(), pace.seconds_left(), pace.units_left()) == (False, None, None)
    stop.set()
    assert pace.over()

"""The search for plans: reproducible, never worse than it says, and it ends with a proof on toys."""

from __future__ import annotations

import threading
from fractions import Fraction

import pytest

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits, Verdict
from optimizer.engines.highs import solve_with_highs
from optimizer.plan_model import PlanModel
from optimizer.scenario import Scenario
from optimizer.search.pace import Pace
from optimizer.search.planner import Planner
from optimizer.search.weekly_sums import weekly_sums
from tests import builders

FEW = ("db_rdl", "goblet_squat", "single_arm_db_row", "db_reverse_fly", "calf_raise_bw", "dead_bug")


def model_of(asked: Scenario) -> PlanModel:
    return build_model(compile_problem(asked))


class Trace:
    """Everything that a planner says."""

    def __init__(self, model: PlanModel, units: float) -> None:
        self.plans: list[tuple[int, ...]] = []
        self.bounds: list[int] = []
        self.verdicts: list[Verdict] = []
        limits = Limits(wall_seconds=None, deterministic_time=units, workers=1)
        self.planner = Planner(
            weekly_sums(model),
            Pace(limits, threading.Event()),
            found=self.plans.append,
            bounded=self.bounds.append,
            decided=self.verdicts.append,
        )

    def run(self) -> Trace:
        for _ in self.planner.steps():
            pass
        return self


@pytest.fixture(scope="module")
def toy() -> PlanModel:
    return model_of(builders.scenario(only=FEW, sessions=builders.days("monday", "thursday")))


@pytest.fixture(scope="module")
def blocks() -> PlanModel:
    return model_of(
        builders.scenario(weeks=12, sessions=builders.days("monday", "thursday"), only=FEW)
    )


def test_a_toy_is_solved_to_its_optimum(toy: PlanModel) -> None:
    trace = Trace(toy, 10).run()
    assert trace.verdicts == [Verdict.OPTIMAL]
    second = solve_with_highs(toy.linear, Limits(wall_seconds=120, gap=0))
    assert second.values is not None
    assert trace.planner.score == toy.linear.score(trace.plans[-1])
    assert abs(trace.planner.score - toy.linear.score(second.values)) <= Fraction(1, 1000)


def test_every_plan_holds_all_rows_and_is_better_than_the_last(blocks: PlanModel) -> None:
    trace = Trace(blocks, 1.5).run()
    assert trace.plans
    scores = [blocks.linear.score(plan) for plan in trace.plans]
    assert scores == sorted(set(scores))
    for plan in trace.plans:
        assert list(blocks.linear.broken(plan)) == []


def test_equal_searches_find_equal_plans(blocks: PlanModel) -> None:
    assert Trace(blocks, 1.0).run().plans == Trace(blocks, 1.0).run().plans


def test_no_claim_is_below_a_plan(blocks: PlanModel) -> None:
    trace = Trace(blocks, 6).run()
    best = blocks.linear.score(trace.plans[-1]) * blocks.linear.scale
    assert all(bound >= best for bound in trace.bounds)


def test_a_better_plan_is_adopted_and_a_worse_one_is_not(blocks: PlanModel) -> None:
    best = Trace(blocks, 2.0).run()
    other = Trace(blocks, 0.1)
    other.planner.adopt(best.plans[-1])
    assert other.planner.score == best.planner.score
    other.planner.adopt(best.plans[0])
    assert other.planner.score == best.planner.score


def test_what_is_impossible_is_called_so() -> None:
    asked = builders.scenario(
        only=("conventional_deadlift", "sumo_deadlift", "dead_bug", "bw_squat"),
        sessions=builders.days("monday", "tuesday"),
        athlete={"level": "advanced"},
        pins=[
            {"exercise": "conventional_deadlift", "session": "mon", "sets": 5},
            {"exercise": "sumo_deadlift", "session": "tue", "sets": 5},
        ],
    )
    trace = Trace(model_of(asked), 10).run()
    assert trace.verdicts == [Verdict.IMPOSSIBLE]
    assert trace.plans == []

"""Small models and scenarios for the tests of certificates."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from functools import cache

from optimizer.api import Plan, Status, solve
from optimizer.build import build_model
from optimizer.certificates.certificate import Certificate
from optimizer.certificates.maker import make_certificate
from optimizer.compile import compile_problem
from optimizer.linear_model import Linear, LinearModel
from optimizer.plan_model import PlanModel
from optimizer.scenario import Scenario
from tests import builders

FEW = ("db_rdl", "goblet_squat", "single_arm_db_row", "db_reverse_fly", "calf_raise_bw", "dead_bug")
HASH = "0" * 64


@cache
def toy() -> tuple[Scenario, PlanModel]:
    """Six exercises on two days, four weeks: solved to the optimum at once."""
    scenario = builders.scenario(only=FEW, sessions=builders.days("monday", "thursday"))
    return scenario, build_model(compile_problem(scenario))


@cache
def best() -> tuple[Plan, Fraction]:
    """The best plan of the toy and its score."""
    scenario, _ = toy()
    result = solve(scenario, gap=0, time_limit=None, deterministic_time=20, workers=1,
                   confirm_seconds=0)  # fmt: skip
    assert result.status is Status.OPTIMAL
    assert result.plan is not None
    assert result.score is not None
    return result.plan, result.score


@cache
def made(leaves: int = 12) -> Certificate:
    """A certificate of the toy with that many leaves, the same in every run."""
    scenario, model = toy()
    return make_certificate(scenario, model, seconds=None, most_leaves=leaves)


def random_model(source: random.Random) -> LinearModel:
    """A model of four variables that can be enumerated; some have no point at all."""
    model = LinearModel()
    variables = [
        model.variable(f"x{i}", low := source.randint(-2, 1), low + source.randint(0, 3))
        for i in range(4)
    ]
    for number in range(source.randint(1, 4)):
        expression = Linear.total(source.randint(-4, 4) * x for x in variables)
        low, high = sorted(source.randint(-8, 8) for _ in range(2))
        sides = source.choice([(low, None), (None, high), (low, high), (high, high)])
        model.row(expression, *sides, rule="row", where=str(number))
    for x in variables:
        model.reward("points", x, Fraction(source.randint(-6, 6), source.randint(1, 3)))
    model.reward("points", Linear(constant=1), Fraction(1, 2))
    return model


def best_of(model: LinearModel) -> Fraction | None:
    """Highest score of all points, by trying each; None where there is none."""
    boxes = [range(v.lower, v.upper + 1) for v in model.variables]
    allowed = (p for p in itertools.product(*boxes) if not any(True for _ in model.broken(p)))
    return max(map(model.score, allowed), default=None)

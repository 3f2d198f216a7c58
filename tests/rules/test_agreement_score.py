"""The objective that is posted and the score recomputed from the plan are the same number, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from constraints import RULES
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.linear_model import LinearModel, Variable
from optimizer.plan_model import PlanModel
from optimizer.scenario import Scenario
from optimizer.scoring import score_plan
from tests.rules.test_agreement import Proposal, accepted, in_order, plan_of, stamp_of
from tests.rules.test_agreement_toys import TOYS, Toy

SAMPLE = 5
# Elastic rules as they are by default: their shortages are part of the score.
ELASTIC: dict[str, dict[str, Any]] = {
    "volume": {"hard": False},
    "weekly_structure": {"hard": False},
    "plateau": {"hard": False},
    "continuity": {"hard": False},
}


def best_posted(model: PlanModel, proposal: Proposal) -> Fraction:
    """Highest score of the posted objective with all decisions fixed."""
    chosen, used = dict(proposal[0]), proposal[1]
    variables = list(model.linear.variables)

    def fix(expression: Any, value: int) -> None:
        (index,) = expression.terms
        variables[index] = Variable(variables[index].name, value, value)

    for slot in model.problem.slots:
        fix(model.uses(slot.index), int(slot.index in used))
    for cell in model.problem.cells:
        sets = chosen.get((cell.exercise.id, cell.method.id, cell.slot, cell.block), 0)
        fix(model.does(cell), int(sets > 0))
        fix(model.sets(cell), sets)
    linear = model.linear
    fixed = LinearModel(variables, linear.rows, linear.rewards, linear.constants)
    answer = solve_with_cp_sat(fixed, Limits(wall_seconds=None, gap=0, workers=1))
    assert answer.verdict is Verdict.OPTIMAL
    assert answer.values is not None
    return fixed.score(answer.values)


def elastic(toy: Toy) -> Scenario:
    """The toy with every elastic rule elastic."""
    softened = {name: {**toy.rules.get(name, {}), **soft} for name, soft in ELASTIC.items()}
    return Toy(**{**vars(toy), "rules": {**toy.rules, **softened}}).scenario()


@pytest.mark.parametrize("toy", TOYS.values(), ids=TOYS.keys())
def test_posted_objective_equals_recomputed_score(toy: Toy) -> None:
    scenario = elastic(toy)
    allowed = sorted(accepted(scenario, RULES), key=in_order)
    model = build_model(compile_problem(scenario))
    stamp = stamp_of(scenario)
    totals = set()
    for proposal in allowed[:: max(1, len(allowed) // SAMPLE)]:
        scoring = score_plan(scenario, plan_of(scenario, proposal, stamp))
        assert best_posted(model, proposal) == scoring.total, sorted(proposal[0])
        totals.add(scoring.total)
    assert len(totals) > 1 or len(allowed) < SAMPLE


def test_the_samples_meet_shortages() -> None:
    scenario = elastic(TOYS["parts of a week"])
    proposal = min(accepted(scenario, RULES), key=lambda plan: sum(sets for _, sets in plan[0]))
    scoring = score_plan(scenario, plan_of(scenario, proposal, stamp_of(scenario)))
    assert {shortage.rule for shortage in scoring.shortages} >= {"volume", "weekly_structure"}

"""Among equal plans, the one with fewer different exercises: less to learn, less to set up.

Formally
    deduction of up to 0.10 points: different exercises per block, of the places that sessions have.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from constraints._contract import Term, TermScore

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.scenario import Scenario

POINTS = Fraction(1, 10)


def post(model: PlanModel) -> None:
    """Deduct every exercise that is present in a block."""
    problem = model.problem
    places = problem.sessions_per_week * problem.limits.max_exercises
    share = POINTS / (len(problem.blocks) * places)
    for block in range(len(problem.blocks)):
        for name in sorted({cell.exercise.id for cell in model.cells(block=block)}):
            model.reward("fewer_exercises", model.present(name, block), -share)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Count different exercises per block."""
    weeks = plan.facts(scenario).build_weeks
    different = sum(len({entry.exercise.id for entry in week.entries}) for week in weeks)
    most = scenario.settings.session_shape.max_exercises
    places = len(weeks) * scenario.trained_sessions * most
    share = Fraction(different, places) if places else Fraction(0)
    return TermScore("fewer_exercises", -share, POINTS)


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "different exercises, of the places that sessions have"


TERM = Term(
    name="fewer_exercises",
    title="Fewer different exercises, all else equal.",
    small=True,
    sources=("evidence 2.7",),
    post=post,
    score=score,
    explain=explain,
)

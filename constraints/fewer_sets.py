"""Among equal plans, the one with fewer sets: time and recovery are worth something.

Formally
    deduction of up to 0.20 points: weekly working sets, of the most that the sessions may have.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from constraints._contract import Term, TermScore

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.scenario import Scenario

POINTS = Fraction(1, 5)


def post(model: PlanModel) -> None:
    """Deduct every working set."""
    problem = model.problem
    most = problem.sessions_per_week * problem.limits.max_working_sets
    share = POINTS / (len(problem.blocks) * most)
    for block in range(len(problem.blocks)):
        for slot in range(len(problem.slots)):
            model.reward("fewer_sets", model.working_sets(slot, block), -share)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Count working sets per build week."""
    weeks = plan.facts(scenario).build_weeks
    sets = sum(entry.sets for week in weeks for entry in week.entries)
    most = scenario.settings.session_shape.max_working_sets
    places = len(weeks) * scenario.trained_sessions * most
    share = Fraction(sets, places) if places else Fraction(0)
    return TermScore("fewer_sets", -share, POINTS)


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "working sets, of the most that the sessions may have"


TERM = Term(
    name="fewer_sets",
    title="Fewer sets at equal coverage.",
    small=True,
    sources=("evidence 2.1",),
    post=post,
    score=score,
    explain=explain,
)

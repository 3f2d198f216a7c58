"""Weakest link: the least served muscle of the chain counts on its own (S3).

Formally
    mean over blocks of the smallest min(V / target, 1) over the posterior-chain muscles.
Posting
    One integer per block, in parts of the least common multiple of the targets, below every muscle.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from constraints._contract import Term, TermScore

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.scenario import Scenario


def post(model: PlanModel) -> None:
    """Reward the smallest share of a target."""
    problem = model.problem
    full = lcm(*(problem.muscles[m].target for m in problem.coverage_muscles))
    points = problem.weights.weakest_link / len(problem.blocks) / full
    for block in range(len(problem.blocks)):
        link = model.variable(("weakest_link", block), 0, full)
        for muscle in problem.coverage_muscles:
            parts = full // problem.muscles[muscle].target
            with model.posting("weakest_link"):
                where = f"{muscle}, block {block + 1}"
                model.at_most(link - parts * model.week_volume(muscle, block), 0, where)
        model.reward("weakest_link", link, points)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Find the least served muscle of every block."""
    targets = scenario.settings.volume.target_sets
    weeks = plan.facts(scenario).build_weeks
    total = Fraction(0)
    for week in weeks:
        shares = [
            Fraction(week.muscle_sets(muscle)) / Fraction(targets[muscle])
            for muscle in scenario.coverage_muscles
        ]
        total += min([*shares, Fraction(1)])
    share = total / len(weeks) if weeks else Fraction(0)
    return TermScore("weakest_link", share, 100 * Fraction(scenario.objective.weakest_link))


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "share of its target that the least served muscle reaches"


TERM = Term(
    name="weakest_link",
    title="The least served muscle is served better.",
    small=False,
    sources=("S3",),
    post=post,
    score=score,
    explain=explain,
)

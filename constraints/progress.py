"""Progress: the athlete climbs the ladder in hinge, squat, single-leg and horizontal pull (S60).

Formally
    mean over blocks and these families of (highest ladder step trained with at least 2 sets) / (highest
    step with an option here), steps counted from 1 along the family's ladder.
Boundary
    A family without any option on its ladder is left out; a block without the family counts 0.
Posting
    One 0/1 per family, step and block: at most one of them, each only where its step is trained. The
    sum is maximised, so the highest trained step is chosen.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from constraints._contract import Term, TermScore

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.scenario import Scenario

LEAST_SETS = 2


def post(model: PlanModel) -> None:
    """Reward the highest trained step of each family."""
    problem = model.problem
    climbing = [
        family
        for family in problem.catalogue.families.values()
        if family.counts_for_progress and problem.available_steps.get(family.id)
    ]
    if not climbing:
        return
    points = problem.weights.progress / len(problem.blocks) / len(climbing)
    for block in range(len(problem.blocks)):
        for family in climbing:
            steps = problem.available_steps[family.id]
            top = family.ladder.index(steps[-1]) + 1
            chosen = []
            for step in steps:
                trained = model.trains_step(family.id, step, block)
                if not trained.terms:
                    continue
                highest = model.variable(("highest", family.id, step, block), 0, 1)
                where = f"{family.id} {step}, block {block + 1}"
                with model.posting("progress"):
                    model.at_most(highest - trained, 0, where)
                rank = family.ladder.index(step) + 1
                model.reward("progress", highest, points * rank / top)
                chosen.append(highest)
            with model.posting("progress"):
                model.at_most_one(chosen, f"{family.id}, block {block + 1}")


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Look up the highest step of each family in every block."""
    weight = 100 * Fraction(scenario.objective.progress)
    families = [
        f
        for f in scenario.catalogue.families.values()
        if f.counts_for_progress and scenario.ladder.available(f.id)
    ]
    weeks = plan.facts(scenario).build_weeks
    total = Fraction(0)
    for week in weeks:
        for family in families:
            top = family.ladder.index(scenario.ladder.available(family.id)[-1]) + 1
            ranks = [
                family.ladder.index(entry.exercise.tier) + 1
                for entry in week.entries
                if entry.exercise.family == family.id
                and entry.exercise.tier in family.ladder
                and entry.sets >= LEAST_SETS
            ]
            total += Fraction(max(ranks, default=0), top)
    count = len(weeks) * len(families)
    return TermScore("progress", total / count if count else Fraction(0), weight)


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "highest ladder step trained, of the highest that is possible here, in the main families"


TERM = Term(
    name="progress",
    title="The main families climb the ladder.",
    small=False,
    sources=("S60",),
    post=post,
    score=score,
    explain=explain,
)

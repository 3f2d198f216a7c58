"""Coverage: the posterior chain from calves to neck gets its weekly volume, with diminishing returns.

Formally
    mean over blocks of Σ weight · f(V / target) / Σ weight, where the four quarters of a muscle's target
    are worth 7, 5, 3 and 1 sixteenths and nothing beyond: a piecewise-linear 1 - (1 - V/T)², the
    concave shape of the dose-response (Pelland et al. 2024; evidence 2.1).
Posting
    One integer per muscle and block below the tangents of f. f is concave and maximised, so no 0/1
    variable is needed; the integer counts 1/(4T), or 1/(8T) for odd targets, so every slope is whole.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from constraints._contract import Term, TermScore

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.scenario import Scenario

QUARTER_WORTH = (7, 5, 3, 1)  # sixteenths
SIXTEENTHS = 16
# Intercept of each tangent in sixteenths: what the flatter slope starts with.
INTERCEPTS = tuple(
    sum(earlier - worth for earlier in QUARTER_WORTH[:index])
    for index, worth in enumerate(QUARTER_WORTH)
)


def post(model: PlanModel) -> None:
    """Reward each muscle's worth below the tangents of the concave value."""
    problem = model.problem
    weights = sum(problem.muscles[m].weight for m in problem.coverage_muscles)
    points = problem.weights.coverage / weights / len(problem.blocks)
    for block in range(len(problem.blocks)):
        for muscle in problem.coverage_muscles:
            limits = problem.muscles[muscle]
            target = limits.target
            fine = 1 if target % 2 == 0 else 2
            full = 4 * fine * target
            volume = model.week_volume(muscle, block)
            worth = model.variable(("worth", muscle, block), 0, full)
            for slope, intercept in zip(QUARTER_WORTH, INTERCEPTS, strict=True):
                start = intercept * full // SIXTEENTHS
                where = f"worth of {muscle}, block {block + 1}"
                with model.posting("coverage"):
                    model.at_most(worth - fine * slope * volume, start, where)
            model.reward("coverage", worth, points * limits.weight / full)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Add up the quarters that each muscle fills."""
    muscles, targets = scenario.catalogue.muscles, scenario.settings.volume.target_sets
    weeks = plan.facts(scenario).build_weeks
    total, weights = Fraction(0), 0
    for muscle in scenario.coverage_muscles:
        weight = muscles[muscle].weight
        weights += weight
        for week in weeks:
            done = Fraction(week.muscle_sets(muscle))
            total += weight * value(done, Fraction(targets[muscle]))
    share = total / weights / len(weeks) if weeks else Fraction(0)
    return TermScore("coverage", share, 100 * Fraction(scenario.objective.coverage))


def value(done: Fraction, target: Fraction) -> Fraction:
    """Share of a muscle's coverage that a weekly volume is worth, filling quarter by quarter."""
    quarter = target / 4
    filled = Fraction(0)
    for index, worth in enumerate(QUARTER_WORTH):
        part = min(max(done - index * quarter, Fraction(0)), quarter)
        filled += Fraction(worth, SIXTEENTHS) * part / quarter
    return filled


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return (
        "weekly volume of the posterior chain against its targets; the quarters of a target are "
        "worth 7, 5, 3 and 1 sixteenths"
    )


TERM = Term(
    name="coverage",
    title="Every posterior-chain muscle gets its weekly volume.",
    small=False,
    sources=("S2", "evidence 2.1"),
    post=post,
    score=score,
    explain=explain,
)

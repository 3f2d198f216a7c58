"""Likes are done, dislikes and exercises under caution are avoided, where nothing else is lost.

Formally
    deduction of up to 0.10 points: half for the share of liked exercises missing per block, half for
    the share of session places taken by unwelcome exercises (disliked, or tagged with a restriction
    at caution).
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
HALF = Fraction(1, 2)


def post(model: PlanModel) -> None:
    """Deduct missing likes and unwelcome placements."""
    problem = model.problem
    blocks = len(problem.blocks)
    places = blocks * problem.sessions_per_week * problem.limits.max_exercises
    offered = {
        name: model.offered(c for c in problem.cells if c.exercise.id == name)
        for name in problem.likes
    }
    numbers = model.how_many("likes", (offered[name] for name in problem.likes))
    for block in range(blocks):
        for name in problem.likes:
            absent = offered[name] - model.present(name, block)
            for number, counts in numbers.items():
                key = ("absent", name, block, number)
                missing = model.positive_part(key, absent + counts - 1)
                share = HALF / number / blocks
                model.reward("preferences", missing, -POINTS * share)
    unwelcome = model.cells(where=lambda c: c.exercise.id in problem.unwelcome)
    if unwelcome:
        model.reward("preferences", model.number_done(unwelcome), -POINTS * HALF / places)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Count missing likes and unwelcome placements."""
    weeks = plan.facts(scenario).build_weeks
    likes = [name for name in scenario.athlete.likes if name in scenario.offers.exercises]
    missing = placed = 0
    for week in weeks:
        done = [entry.exercise for entry in week.entries]
        present = {exercise.id for exercise in done}
        missing += sum(name not in present for name in likes)
        placed += sum(_unwelcome(scenario, exercise.id) for exercise in done)
    most = scenario.settings.session_shape.max_exercises
    places = len(weeks) * scenario.trained_sessions * most
    share = HALF * Fraction(placed, places) if places else Fraction(0)
    if likes and weeks:
        share += HALF * Fraction(missing, len(likes) * len(weeks))
    return TermScore("preferences", -share, POINTS)


def _unwelcome(scenario: Scenario, name: str) -> bool:
    tags = scenario.catalogue.exercises[name].contraindications
    cautious = any(scenario.athlete.restrictions.get(tag) == "caution" for tag in tags)
    return name in scenario.athlete.dislikes or cautious


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "likes missing, dislikes and exercises under caution placed"


TERM = Term(
    name="preferences",
    title="Likes rather than dislikes and exercises under caution.",
    small=True,
    sources=("mission",),
    post=post,
    score=score,
    explain=explain,
)

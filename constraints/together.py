"""Legs and back are trained in the same sessions rather than on separate days (S1).

Formally
    deduction of up to 0.10 points: the share of weekly sessions without both a leg-region and a
    back-region exercise. An exercise for both regions serves as both.
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
REGIONS = ("leg", "back")


def post(model: PlanModel) -> None:
    """Reward every session that trains both regions, and deduct the whole first."""
    problem = model.problem
    blocks = len(problem.blocks)
    share = POINTS / (blocks * problem.sessions_per_week)
    for block in range(blocks):
        for slot in range(len(problem.slots)):
            both = model.variable(("legs_and_back", slot, block), 0, 1)
            for region in REGIONS:
                cells = [
                    c for c in model.cells(slot, block) if c.exercise.region in (region, "both")
                ]
                trained = model.any_done((f"trains_{region}", slot, block), cells)
                with model.posting("together"):
                    model.at_most(both - trained, 0, f"{model.place(slot, block)}, {region}")
            model.reward("together", both, share)
    model.reward("together", model.total(()) + 1, -POINTS)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Count sessions that train both regions."""
    weeks = plan.facts(scenario).build_weeks
    both = 0
    for week in weeks:
        for session in week.sessions:
            regions = {entry.exercise.region for entry in session.entries}
            both += "both" in regions or regions >= set(REGIONS)
    sessions = len(weeks) * scenario.trained_sessions
    share = 1 - Fraction(both, sessions) if sessions else Fraction(0)
    return TermScore("together", -share, POINTS)


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "sessions that train only legs or only back"


TERM = Term(
    name="together",
    title="Legs and back are trained together.",
    small=True,
    sources=("S1",),
    post=post,
    score=score,
    explain=explain,
)

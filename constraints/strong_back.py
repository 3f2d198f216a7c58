"""A big squat needs a strong back: back work keeps up with squatting (S17).

Formally
    deduction of up to 0.10 points: the share of blocks in which working sets of
    back-region exercises are fewer than 0.6 times the quad volume (fractional sets) of the squat family.
Boundary
    Exactly the ratio is enough; a block without either side meets it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from constraints._contract import Term, TermScore

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import WeekFacts
    from optimizer.plan_model import PlanModel
    from optimizer.scenario import Scenario

POINTS = Fraction(1, 10)
# 10 · sets >= 0.6 · tenths of a set, in whole numbers.
SETS_FACTOR, QUADS_FACTOR = 100, 6


def post(model: PlanModel) -> None:
    """Reward every block that keeps the ratio, and deduct the whole first."""
    blocks = len(model.problem.blocks)
    for block in range(blocks):
        back = model.cells(block=block, where=lambda c: c.exercise.region == "back")
        squats = model.cells(block=block, where=lambda c: c.exercise.family == "squat")
        balance = model.total(
            [SETS_FACTOR * model.sets(c) for c in back]
            + [-QUADS_FACTOR * c.credits.get("quads", 0) * model.sets(c) for c in squats]
        )
        kept = model.reaches(("strong_back", block), balance, 0)
        model.reward("strong_back", kept, POINTS / blocks)
    model.reward("strong_back", model.total(()) + 1, -POINTS)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Count the blocks that miss the ratio."""
    weeks = plan.facts(scenario).build_weeks
    missed = sum(not _kept(week) for week in weeks)
    share = Fraction(missed, len(weeks)) if weeks else Fraction(0)
    return TermScore("strong_back", -share, POINTS)


def _kept(week: WeekFacts) -> bool:
    back = sum(entry.sets for entry in week.entries if entry.exercise.region == "back")
    squats = (e for e in week.entries if e.exercise.family == "squat")
    quads = sum((Fraction(entry.muscle_sets("quads")) for entry in squats), Fraction(0))
    return back >= Fraction(6, 10) * quads


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "blocks whose back work does not keep up with squatting"


TERM = Term(
    name="strong_back",
    title="Back work keeps up with squatting.",
    small=True,
    sources=("S17",),
    post=post,
    score=score,
    explain=explain,
)

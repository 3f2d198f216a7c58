"""Lats do not outgrow the muscles that hold the shoulder blades (S45).

Formally
    deduction of up to 0.10 points: the share of blocks in which lat volume exceeds 1.6
    times that of middle and lower traps together.
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
# 10 · lats <= 16 · (mid + lower traps), in whole numbers.
LATS_FACTOR, TRAPS_FACTOR = 10, 16


def post(model: PlanModel) -> None:
    """Reward every block that keeps the ratio, and deduct the whole first."""
    blocks = len(model.problem.blocks)
    for block in range(blocks):
        traps = model.week_volume("mid_traps", block) + model.week_volume("lower_traps", block)
        balance = TRAPS_FACTOR * traps - LATS_FACTOR * model.week_volume("lats", block)
        kept = model.reaches(("lat_balance", block), balance, 0)
        model.reward("lat_balance", kept, POINTS / blocks)
    model.reward("lat_balance", model.total(()) + 1, -POINTS)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Count the blocks that miss the ratio."""
    weeks = plan.facts(scenario).build_weeks
    missed = sum(not _kept(week) for week in weeks)
    share = Fraction(missed, len(weeks)) if weeks else Fraction(0)
    return TermScore("lat_balance", -share, POINTS)


def _kept(week: WeekFacts) -> bool:
    traps = week.muscle_sets("mid_traps") + week.muscle_sets("lower_traps")
    return Fraction(week.muscle_sets("lats")) <= Fraction(16, 10) * Fraction(traps)


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "blocks with more than 1.6 times as much lat as mid and lower trap work"


TERM = Term(
    name="lat_balance",
    title="Lats stay in balance with middle and lower traps.",
    small=True,
    sources=("S45",),
    post=post,
    score=score,
    explain=explain,
)

"""Stabilisers get a fair part beside the prime movers (S4).

Formally
    deduction of up to 0.10 points: the share of blocks in which multifidus, quadratus
    lumborum, abs and glute medius together get less than a quarter of quads, glute max and hamstrings.
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
STABILISERS = ("multifidus", "quadratus_lumborum", "abs", "glute_med")
PRIME_MOVERS = ("quads", "glute_max", "hamstrings")
SHARE = 4  # one in four


def post(model: PlanModel) -> None:
    """Reward every block that keeps the ratio, and deduct the whole first."""
    blocks = len(model.problem.blocks)
    for block in range(blocks):
        small = model.total(model.week_volume(muscle, block) for muscle in STABILISERS)
        large = model.total(model.week_volume(muscle, block) for muscle in PRIME_MOVERS)
        balance = SHARE * small - large
        kept = model.reaches(("stabilisers", block), balance, 0)
        model.reward("stabilisers", kept, POINTS / blocks)
    model.reward("stabilisers", model.total(()) + 1, -POINTS)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Count the blocks that miss the ratio."""
    weeks = plan.facts(scenario).build_weeks
    missed = sum(not _kept(week) for week in weeks)
    share = Fraction(missed, len(weeks)) if weeks else Fraction(0)
    return TermScore("stabilisers", -share, POINTS)


def _kept(week: WeekFacts) -> bool:
    small = sum(week.muscle_sets(muscle) for muscle in STABILISERS)
    large = sum(week.muscle_sets(muscle) for muscle in PRIME_MOVERS)
    return Fraction(small) >= Fraction(large) * Fraction(1, SHARE)


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "blocks whose stabilisers get less than a quarter of the prime movers"


TERM = Term(
    name="stabilisers",
    title="Stabilisers get at least a quarter of the prime movers.",
    small=True,
    sources=("S4",),
    post=post,
    score=score,
    explain=explain,
)

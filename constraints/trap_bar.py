"""Novices and low-back athletes pull from the floor with a trap bar rather than a straight bar (S11).

Formally
    deduction of up to 0.10 points: straight-bar floor pulls, of the places that sessions have for
    hinges, for a novice or an athlete with a low-back restriction whose setup has a trap bar. The bar
    puts the load in line with the body and lowers peak lumbar moment (Swinton et al. 2011).
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
STRAIGHT_BAR_PULLS = frozenset({"conventional_deadlift", "sumo_deadlift", "deficit_deadlift"})


def post(model: PlanModel) -> None:
    """Deduct straight-bar pulls from the floor."""
    problem = model.problem
    pulls = model.cells(where=lambda c: c.exercise.id in STRAIGHT_BAR_PULLS)
    preferred = model.holds(problem.prefers_trap_bar)
    if model.most(preferred) and pulls:
        places = len(problem.blocks) * problem.sessions_per_week
        places *= problem.limits.main_family_exercises
        done = model.number_done(pulls)
        # Where the bar may yet be bought, pulls count with it and are excused without it.
        excused = model.most(done) * (1 - preferred)
        counted = model.positive_part(("straight_bar_pulls",), done - excused)
        model.reward("trap_bar", counted, -POINTS / places)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Count straight-bar pulls from the floor."""
    weeks = plan.facts(scenario).build_weeks
    places = len(weeks) * scenario.trained_sessions
    places *= scenario.settings.session_shape.main_family_exercises
    if not scenario.prefers_trap_bar or not places:
        return TermScore("trap_bar", Fraction(0), POINTS)
    pulls = sum(e.exercise.id in STRAIGHT_BAR_PULLS for week in weeks for e in week.entries)
    return TermScore("trap_bar", -Fraction(pulls, places), POINTS)


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "straight-bar floor pulls where a trap bar is at hand"


TERM = Term(
    name="trap_bar",
    title="Novices and low-back athletes pull with a trap bar.",
    small=True,
    sources=("S11",),
    post=post,
    score=score,
    explain=explain,
)

"""A novice, and anyone coming back, spends the first two weeks without heavy axial loading.

Why
    A stabilisation phase before loading (S59); novices first learn to brace (S48).
Formally
    in weeks 1..weeks: axial points of every exercise <= max_axial per set.
Boundary
    The training week repeats inside a block, so the limit holds for the whole block that contains
    one of these weeks. An exercise with exactly max_axial points is allowed.
Size
    No rows: options that fail never become variables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from constraints._contract import Rule, RuleParams, Violation, no_relaxations

if TYPE_CHECKING:
    from optimizer.candidate import Candidate
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario


class Params(RuleParams):
    """Length and limit of the phase; zero weeks for athletes who do not need it."""

    weeks: int = Field(0, ge=0, le=8, description="length of the phase in weeks")
    max_axial: int = Field(3, ge=0, le=10, description="highest axial score of a set")


def defaults(profile: Profile) -> Params:
    """Switch the phase on for novices and returners."""
    phase = profile.parameters.stabilisation
    return Params(weeks=phase.weeks if profile.starts_gently else 0, max_axial=phase.max_axial)


def refuse(scenario: Scenario, candidate: Candidate) -> str | None:
    """Refuse axial loading in a block that contains a week of the phase."""
    phase = scenario.settings.stabilisation
    early = candidate.block.first_week < phase.weeks
    if early and candidate.exercise.axial > phase.max_axial:
        return (
            f"stabilisation: axial {candidate.exercise.axial} in the first {phase.weeks} weeks, "
            f"at most {phase.max_axial}"
        )
    return None


def post(model: PlanModel) -> None:
    """Leave nothing to post: such options never become variables."""


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Look at every set of the first weeks."""
    phase = scenario.settings.stabilisation
    for session in plan.facts(scenario).sessions:
        if session.week.week > phase.weeks:
            continue
        for entry in session.entries:
            over = entry.exercise.axial - phase.max_axial
            if over > 0:
                text = (
                    f"{session.where}: {entry.exercise.id} has axial {entry.exercise.axial}, at most "
                    f"{phase.max_axial} in the first {phase.weeks} weeks"
                )
                yield Violation("stabilisation", session.where, over, "point", text)


def explain(params: Params) -> str:
    """Say the rule in words."""
    if params.weeks == 0:
        return "No stabilisation phase for this athlete."
    return (
        f"In the first {params.weeks} weeks no set has more than {params.max_axial} axial points."
    )


RULE = Rule(
    name="stabilisation",
    title="Novices and returners start without heavy axial loading.",
    kind="hard",
    safety=True,
    sources=("S59", "S48"),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=no_relaxations,
    refuse=refuse,
)

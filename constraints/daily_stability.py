"""The Big Three every day, rest days included.

Why
    Curl-up, side bridge and bird-dog in short descending holds build endurance of the trunk at almost
    no cost (S27); they earn no volume and trigger no recovery gap.
Formally
    the plan's daily list is the Big Three, 6-4-2 holds of 10 s, without those a restriction rules out.
Boundary
    On training days they are part of the activation. A drill ruled out by a restriction is left out and
    nothing replaces it.
Size
    No rows: nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from constraints._contract import Rule, RuleParams, Violation, no_relaxations

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario


class Params(RuleParams):
    """The daily drills."""

    exercises: tuple[str, ...] = Field(
        ("mcgill_curl_up", "side_bridge", "bird_dog"), description="drills of every day"
    )
    reps: tuple[int, ...] = Field((6, 4, 2), description="descending holds, per side")
    hold_seconds: int = Field(10, ge=1, le=60, description="length of one hold")


def defaults(profile: Profile) -> Params:
    """Return the Big Three as McGill gives them."""
    big_three = profile.parameters.big_three
    return Params(
        exercises=big_three.exercises,
        reps=big_three.reps,
        hold_seconds=big_three.hold_seconds,
    )


def post(model: PlanModel) -> None:
    """Leave nothing to post: the drills are given, not chosen."""


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Compare the daily list with what is asked."""
    params = scenario.settings.daily_stability
    avoided = {tag for tag, how in scenario.athlete.restrictions.items() if how == "avoid"}
    listed = {drill.exercise: drill for drill in plan.daily}
    for name in params.exercises:
        if avoided.intersection(scenario.catalogue.exercises[name].contraindications):
            continue
        drill = listed.get(name)
        if drill is None:
            text = f"every day: {name} is missing"
            yield Violation("daily_stability", "every day", 1, "drill", text)
        elif (drill.reps, drill.hold_seconds) != (params.reps, params.hold_seconds):
            text = f"every day: {name} is not {params.reps} holds of {params.hold_seconds} s"
            yield Violation("daily_stability", "every day", 1, "drill", text)
    for name in sorted(listed):
        times = sum(drill.exercise == name for drill in plan.daily)
        if times > 1:
            text = f"every day: {name} is listed {times} times"
            yield Violation("daily_stability", "every day", times - 1, "drill", text)
        tags = avoided.intersection(scenario.catalogue.exercises[name].contraindications)
        if name not in params.exercises or tags:
            text = f"every day: {name} does not belong there"
            yield Violation("daily_stability", "every day", 1, "drill", text)


def explain(params: Params) -> str:
    """Say the rule in words."""
    reps = "-".join(str(r) for r in params.reps)
    names = ", ".join(name.replace("_", " ") for name in params.exercises)
    return f"Every day, rest days too: {names}, {reps} holds of {params.hold_seconds} s."


RULE = Rule(
    name="daily_stability",
    title="The Big Three every day.",
    kind="hard",
    safety=True,
    sources=("S27",),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=no_relaxations,
)

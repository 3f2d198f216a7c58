"""A session and a week cost no more systemic fatigue than the athlete's budget.

Why
    Fatigue points per set (ordinal, evidence 2.5) keep the sum of hard work within what a level
    tolerates; the budgets are a heuristic scaled on the S32 template (149 points a week).
Formally
    Σ sets · fatigue · method multiplier <= session budget, and the same over the week.
Boundary
    Exactly the budget is allowed. Deload weeks have fewer sets and are covered by their build week.
Size
    One row per session and one per week, of each block.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import Field

from constraints._contract import Demand, Points, Rule, RuleParams, Violation, counted, plain
from constraints._demands import block_at, demanded, place_at
from constraints._relaxing import larger_budget

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario


WEEK = "whole week"  # no session can have a name with a space in it


class Params(RuleParams):
    """Budgets in fatigue points."""

    session_points: Points = Field(Decimal(70), description="budget of a session")
    week_points: Points = Field(Decimal(190), description="budget of a week")


def defaults(profile: Profile) -> Params:
    """Take the tightest budget of the athlete's groups."""
    budget = profile.budget
    return Params(
        session_points=budget.fatigue_session_points, week_points=budget.fatigue_week_points
    )


def post(model: PlanModel) -> None:
    """Bound every session and every week."""
    limits = model.problem.limits
    for block in range(len(model.problem.blocks)):
        sessions = []
        for slot in range(len(model.problem.slots)):
            fatigue = model.fatigue(slot, block)
            where = model.place(slot, block)
            model.cap(fatigue, limits.fatigue_session_hundredths, where, model.uses(slot))
            sessions.append(fatigue)
        week = model.total(sessions)
        model.at_most(week, limits.fatigue_week_hundredths, f"block {block + 1}, {WEEK}")


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Add up what was prescribed."""
    budget = scenario.settings.fatigue_budget
    for week in plan.facts(scenario).weeks:
        for session in week.sessions:
            over = session.fatigue - budget.session_points
            if over > 0:
                text = (
                    f"{session.where}: {session.fatigue} fatigue points of {budget.session_points}"
                )
                yield Violation("fatigue_budget", session.where, over, "point", text)
        over = week.fatigue - budget.week_points
        if over > 0:
            where = f"week {week.week.week}"
            text = f"{where}: {week.fatigue} fatigue points of {budget.week_points}"
            yield Violation("fatigue_budget", where, over, "point", text)


def explain(params: Params) -> str:
    """Say the rule in words."""
    return (
        f"At most {plain(params.session_points)} fatigue points in a session and "
        f"{plain(params.week_points)} in a week."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say the budget of a session or of a week."""
    budget = scenario.settings.fatigue_budget
    block, _, what = where.partition(", ")
    if what == WEEK:
        most = counted(budget.week_points, "fatigue point")
        text = f"{block_at(scenario, block)}: at most {most} in a week"
        return demanded("fatigue_budget", where, text, "week_points")
    most = counted(budget.session_points, "fatigue point")
    text = f"{place_at(scenario, where)}: at most {most}"
    return demanded("fatigue_budget", where, text, "session_points")


def relaxations(params: Params) -> Iterator[Params]:
    """Raise the budget of the week, then that of a session."""
    yield from larger_budget(params, "week_points")
    yield from larger_budget(params, "session_points")


RULE = Rule(
    name="fatigue_budget",
    title="A session and a week stay within the fatigue budget.",
    kind="hard",
    sources=("mission", "evidence 2.5"),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
)

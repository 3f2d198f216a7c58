"""From block to block the work grows in small steps.

Why
    A simple bound on spikes with the intent of the load-ratio literature and none of its statistics
    (evidence 2.5): a muscle gains at most 2 sets or 20 % a week, whichever is more; the spine 20 %.
Formally
    V(b) <= V(b-1) + max(2 sets, 20 % of V(b-1)); A(b) <= 1.2 · A(b-1).
Boundary
    Exactly the limit is allowed; shrinking always is. Build weeks are compared. From 10 sets on the
    20 % are more than 2 sets. A muscle without volume may start with 2 sets; a spine without load in
    one block gets none in the next.
Size
    Per muscle and block border: one row, or two rows and a 0/1 choice where the cap lies above 12 sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from pydantic import Field

from constraints._contract import Demand, Rule, RuleParams, Sets, Violation, counted, plain
from constraints._demands import block_at, demanded, spoken
from constraints._relaxing import moved

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

AXIAL = "axial load"
MORE_PERCENT = (5, 10, 20, 30, 50, 80)


class Params(RuleParams):
    """Steps from one block to the next."""

    sets: Sets = Field(Decimal(2), description="a muscle may always gain this many sets")
    percent: int = Field(20, ge=0, le=100, description="or this share, whichever is more")
    axial_percent: int = Field(20, ge=0, le=100, description="growth of the weekly axial load")


def defaults(profile: Profile) -> Params:
    """Return the default steps."""
    growth = profile.parameters.growth
    return Params(sets=growth.sets, percent=growth.percent, axial_percent=growth.axial_percent)


def post(model: PlanModel) -> None:
    """Bound every block by the one before it."""
    problem, limits = model.problem, model.problem.limits
    for block in range(1, len(problem.blocks)):
        for muscle in problem.muscles:
            where = f"{muscle}, block {block} to {block + 1}"
            before = model.week_volume(muscle, block - 1)
            after = model.week_volume(muscle, block)
            # Where the volume before is large enough for the share to matter, the cap may already
            # forbid what the share would add: then the fixed step alone says everything.
            most = model.most(after)
            turning = 100 * limits.growth_tenths // max(1, limits.growth_percent)
            if limits.growth_percent == 0 or most <= turning + limits.growth_tenths:
                model.at_most(after - before, limits.growth_tenths, where)
                continue
            share = model.variable(("grows_by_share", muscle, block), 0, 1)
            factor = 100 + limits.growth_percent
            # Each row gives way to the other by no more than the other leaves open: a share of what
            # came before, itself below the cap, or the fixed step from nothing.
            slack = most * limits.growth_percent // factor - limits.growth_tenths
            model.at_most(after - before - slack * share, limits.growth_tenths, where)
            step = 100 * limits.growth_tenths
            model.at_most(100 * after - factor * before + step * share, step, where)
        axial = 100 * model.week_axial(block)
        allowed = (100 + limits.axial_growth_percent) * model.week_axial(block - 1)
        model.at_most(axial - allowed, 0, f"{AXIAL}, block {block} to {block + 1}")


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Compare the build weeks of neighbouring blocks."""
    params = scenario.settings.growth
    for before, after in pairwise(plan.facts(scenario).build_weeks):
        border = f"block {before.week.block} to {after.week.block}"
        for muscle in scenario.catalogue.muscles:
            old, new = before.muscle_sets(muscle), after.muscle_sets(muscle)
            limit = old + max(params.sets, old * params.percent / 100)
            if new > limit:
                where = f"{muscle}, {border}"
                text = f"{where}: from {old} to {new} sets, at most {limit}"
                yield Violation("growth", where, new - limit, "set", text)
        limit = before.axial * (100 + params.axial_percent) / 100
        if after.axial > limit:
            where = f"axial load, {border}"
            text = f"{where}: from {before.axial} to {after.axial} points, at most {limit}"
            yield Violation("growth", where, after.axial - limit, "point", text)


def explain(params: Params) -> str:
    """Say the rule in words."""
    return (
        f"From block to block a muscle gains at most {plain(params.sets)} sets or {params.percent} %, "
        "the "
        f"weekly axial load at most {params.axial_percent} %."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say how much more a block may bring than the one before it."""
    params = scenario.settings.growth
    what, _, border = where.partition(", ")
    block_at(scenario, border.partition(" to ")[0])
    if what == AXIAL:
        text = f"{AXIAL}, {border}: at most {params.axial_percent} % more a week"
        return demanded("growth", where, text, "axial_percent")
    muscle = scenario.catalogue.muscles[what]
    sets = counted(params.sets, "set")
    text = f"{spoken(muscle.id)}, {border}: at most {sets} or {params.percent} % more a week"
    return demanded("growth", where, text, "sets")


def relaxations(params: Params) -> Iterator[Params]:
    """Allow more sets, or a larger share, from block to block."""
    yield from moved(params, "sets", range(1, 5))
    yield from moved(params, "percent", MORE_PERCENT)
    yield from moved(params, "axial_percent", MORE_PERCENT)


RULE = Rule(
    name="growth",
    title="Volume and spinal load grow in small steps from block to block.",
    kind="hard",
    sources=("S49", "evidence 2.5"),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
)

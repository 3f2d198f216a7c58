"""After eight weeks of straight sets a hamstring or erector family changes its method.

Why
    Back strength stalls at 8-10 weeks of constant work; eccentric, pause and long-length isometric
    methods are a sensible change (S30, S51), in few slots a week (evidence 2.8).
Formally
    for each such family and each shortest run of blocks longer than 8 weeks: in at least one block of
    the run the family is not trained, or uses a plateau method - missing. At most 3 slots a week with
    a plateau method (hard).
Boundary
    Exactly 8 weeks of straight sets are allowed. A block without the family, or with one exercise of it
    by a plateau method, ends the run. Deload weeks count as weeks. Methods are offered in blocks that
    end after week 8, where the rule can ask for them, and wherever a pin asks for one.
Size
    One row per family and run; a 0/1 variable per family and block; one row per block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from pydantic import Field

from constraints._contract import (
    Demand,
    ElasticParams,
    Price,
    Rule,
    Shortage,
    Violation,
    as_violations,
    counted,
)
from constraints._demands import block_at, demanded, firmly, spoken
from constraints._relaxing import made_elastic, moved

if TYPE_CHECKING:
    from optimizer.horizon import Block
    from optimizer.linear_model import Linear
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

SLOTS = "method slots"


class Params(ElasticParams):
    """How long straight sets may last."""

    weeks: int = Field(8, ge=1, le=52, description="longest run of straight sets in weeks")
    families: tuple[str, ...] = Field(
        ("hip_hinge", "knee_flexion", "spinal_extension"), description="families that change"
    )
    max_slots_per_week: int = Field(3, ge=0, le=14, description="uses of a plateau method a week")
    price_points: Price = Field(Decimal(2), description="points per family and run")


def defaults(profile: Profile) -> Params:
    """Return the trigger and the families."""
    plateau, prices = profile.parameters.plateau, profile.parameters.prices
    return Params(
        weeks=plateau.weeks,
        families=plateau.families,
        max_slots_per_week=plateau.max_slots_per_week,
        price_points=prices.points_per_requirement,
    )


def post(model: PlanModel) -> None:
    """Break every run that is too long, at a price."""
    problem, limits = model.problem, model.problem.limits
    for block in range(len(problem.blocks)):
        changed = model.cells(block=block, where=lambda c: c.method.plateau)
        total = model.number_done(changed)
        model.at_most(total, limits.plateau_slots_per_week, f"block {block + 1}, {SLOTS}")
    for run in shortest_runs(problem.blocks, limits.plateau_weeks):
        where = f"blocks {run[0].index + 1} to {run[-1].index + 1}"
        for family in limits.plateau_families:
            straight = model.total(_straight(model, family, block.index) for block in run)
            missing = model.shortage((family, run[-1].index), 1, problem.prices.plateau)
            model.at_most(straight - missing, len(run) - 1, f"{family}, {where}")


def _straight(model: PlanModel, family: str, block: int) -> Linear:
    """Return 1 where a family is trained in a block, and only without plateau methods."""
    cells = model.cells(block=block, where=lambda c: c.exercise.family == family)
    trained = model.trains(family, block)
    changed = model.any_done(("changes", family, block), [c for c in cells if c.method.plateau])
    return model.all_true(("straight", family, block), (trained, 1 - changed))


def shortest_runs(blocks: Sequence[Block], weeks: int) -> Iterator[Sequence[Block]]:
    """Yield, for each last block, the shortest run of blocks ending there that is too long."""
    for last in range(len(blocks)):
        length = 0
        for first in range(last, -1, -1):
            length += blocks[first].weeks
            if length > weeks:
                yield blocks[first : last + 1]
                break


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Count method slots in every week; report runs as breaches when the rule is hard."""
    params = scenario.settings.plateau
    for week in plan.facts(scenario).weeks:
        slots = sum(entry.method.plateau for entry in week.entries)
        if slots > params.max_slots_per_week:
            where = f"week {week.week.week}"
            text = f"{where}: {slots} uses of plateau methods, at most {params.max_slots_per_week}"
            yield Violation("plateau", where, slots - params.max_slots_per_week, "slot", text)
    if params.hard:
        yield from as_violations(shortages(scenario, plan))


def shortages(scenario: Scenario, plan: Plan) -> Iterator[Shortage]:
    """Follow each family week by week; a block that ends a run too long is one shortage."""
    params = scenario.settings.plateau
    weeks = plan.facts(scenario).weeks
    for family in params.families:
        run = 0
        for block, members in groupby(weeks, key=lambda w: w.week.block):
            group = list(members)
            methods = [e.method.plateau for e in group[0].entries if e.exercise.family == family]
            straight = bool(methods) and not any(methods)
            run = run + len(group) if straight else 0
            if run > params.weeks:
                where = f"{family}, up to block {block}"
                price = Fraction(params.price_points)
                yield Shortage("plateau", where, Fraction(1), "change of method", price)


def explain(params: Params) -> str:
    """Say the rule in words."""
    names = ", ".join(family.replace("_", " ") for family in params.families)
    how = (
        "required"
        if params.hard
        else f"{counted(params.price_points, 'point')} where it is missing"
    )
    return (
        f"No more than {params.weeks} weeks of straight sets in {names}: then an eccentric, pause or "
        f"long-length isometric method ({how}), in at most {params.max_slots_per_week} slots a week."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say how often methods are used in a week, or how long straight sets may last."""
    params = scenario.settings.plateau
    what, _, place = where.partition(", ")
    if place == SLOTS:
        most = counted(params.max_slots_per_week, "exercise")
        text = f"{block_at(scenario, what)}: at most {most} a week with a plateau method"
        return demanded("plateau", where, text, "max_slots_per_week")
    family = scenario.catalogue.families[what]
    most = firmly(params, f"at most {counted(params.weeks, 'week')} of straight sets")
    return demanded("plateau", where, f"{spoken(family.id)} in {place}: {most}", "weeks")


def relaxations(params: Params) -> Iterator[Params]:
    """Allow more uses of a method; wait longer, then make the rule elastic."""
    yield from moved(params, "max_slots_per_week", range(1, 5))
    if params.hard:
        yield from moved(params, "weeks", (1, 2, 4, 8))
    yield from made_elastic(params)


RULE = Rule(
    name="plateau",
    title="After eight weeks of straight sets the method changes.",
    kind="elastic",
    sources=("S30", "S31", "S51", "evidence 2.8"),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
    shortages=shortages,
)

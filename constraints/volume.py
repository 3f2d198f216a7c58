"""Each muscle gets a weekly dose: never above the cap, below the floor only as a named shortage.

Why
    Fractional sets (direct 1, indirect 0.5) track growth best; about 4 sets a week is the smallest
    detectable dose, beyond the cap returns fade while recovery does not (evidence 2.1, 2.2).
Formally
    session volume <= session cap; week volume <= cap (hard); week volume >= floor - missing,
    missing >= 0 paid per fractional set and block.
Boundary
    Exactly the cap and exactly the floor are allowed. Floors are asked of build weeks; a deload
    week is meant to fall below.
Size
    Per muscle and block: one row per session, two rows per week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from constraints._contract import (
    Demand,
    ElasticParams,
    NotApplicable,
    Price,
    Rule,
    Sets,
    Shortage,
    Violation,
    as_violations,
    counted,
    plain,
)
from constraints._demands import block_at, demanded, firmly, place_at, spoken
from constraints._relaxing import entries_moved, made_elastic, moved

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

FLOOR = "floor of "


# Coverage is measured against the target, so that it cannot be nothing.
Target = Annotated[Decimal, Field(gt=0, le=100, decimal_places=1)]


class Params(ElasticParams):
    """Weekly volumes by muscle in fractional sets; muscles not named keep their level's default."""

    session_cap_sets: Sets = Field(Decimal(8), description="most of one muscle in a session")
    floor_sets: Mapping[str, Sets] = Field(default_factory=dict, description="weekly floor")
    target_sets: Mapping[str, Target] = Field(
        default_factory=dict, description="weekly target, where coverage is complete"
    )
    cap_sets: Mapping[str, Sets] = Field(default_factory=dict, description="weekly cap")
    price_points: Price = Field(Decimal(1), description="points per missing set and block")


def defaults(profile: Profile) -> Params:
    """Take floors, targets and caps of the level."""
    parameters = profile.parameters
    bands = parameters.weekly_volume_sets.levels[profile.level]
    return Params(
        session_cap_sets=parameters.session_muscle_cap_sets.levels[profile.level],
        floor_sets={muscle: band.floor for muscle, band in bands.items()},
        target_sets={muscle: band.target_high for muscle, band in bands.items()},
        cap_sets={muscle: band.cap for muscle, band in bands.items()},
        price_points=parameters.prices.points_per_set,
    )


def post(model: PlanModel) -> None:
    """Cap sessions and weeks, ask for the floor at a price."""
    problem = model.problem
    for block in range(len(problem.blocks)):
        for muscle, limits in problem.muscles.items():
            for slot in range(len(problem.slots)):
                where = f"{muscle}, {model.place(slot, block)}"
                volume = model.volume(muscle, slot, block)
                model.cap(volume, problem.limits.session_muscle_tenths, where, model.uses(slot))
            where = f"{muscle}, block {block + 1}"
            week = model.week_volume(muscle, block)
            model.cap(week, limits.cap, where)
            reachable = model.holds(limits.reachable)
            if limits.floor and model.most(reachable):
                missing = model.shortage((muscle, block), limits.floor, limits.floor_price)
                served = week + missing - limits.floor * reachable
                model.at_least(served, 0, f"{FLOOR}{where}")


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Add up credits per session and week."""
    params, facts = scenario.settings.volume, plan.facts(scenario)
    for week in facts.weeks:
        for muscle, cap in params.cap_sets.items():
            for session in week.sessions:
                done = session.muscle_sets(muscle)
                if done > params.session_cap_sets:
                    where = f"{muscle}, {session.where}"
                    text = f"{where}: {done} sets, at most {params.session_cap_sets} in a session"
                    yield Violation("volume", where, done - params.session_cap_sets, "set", text)
            done = week.muscle_sets(muscle)
            if done > cap:
                where = f"{muscle}, week {week.week.week}"
                text = f"{where}: {done} sets, at most {cap} in a week"
                yield Violation("volume", where, done - cap, "set", text)
    if params.hard:
        yield from as_violations(shortages(scenario, plan))


def shortages(scenario: Scenario, plan: Plan) -> Iterator[Shortage]:
    """List every muscle and block below its floor."""
    params = scenario.settings.volume
    for week in plan.facts(scenario).build_weeks:
        for muscle, floor in params.floor_sets.items():
            missing = Fraction(floor - week.muscle_sets(muscle))
            if missing > 0 and muscle in scenario.offers.muscles:
                where = f"{muscle}, block {week.week.block}"
                points = missing * Fraction(params.price_points)
                yield Shortage("volume", where, missing, "sets", points)


def inapplicable(scenario: Scenario) -> Iterator[NotApplicable]:
    """Name the muscles that no option trains."""
    for muscle, floor in scenario.settings.volume.floor_sets.items():
        if floor > 0 and muscle not in scenario.offers.muscles:
            yield NotApplicable("volume", muscle, "no exercise that is possible here trains it")


def explain(params: Params) -> str:
    """Say the rule in words."""
    how = (
        "required"
        if params.hard
        else f"{counted(params.price_points, 'point')} per missing set and block"
    )
    return (
        f"No muscle above {plain(params.session_cap_sets)} fractional sets in a session or its weekly "
        f"cap; weekly floors: {how}."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say the dose of a muscle in a session or a week."""
    params = scenario.settings.volume
    muscle, _, place = where.removeprefix(FLOOR).partition(", ")
    if where.startswith(FLOOR):
        least = firmly(params, f"at least {counted(params.floor_sets[muscle], 'set')}")
        text = f"{spoken(muscle)} in {block_at(scenario, place)}: {least} a week"
        return demanded("volume", where, text, "floor_sets", muscle)
    if ", " in place:
        most = counted(params.session_cap_sets, "set")
        text = f"{spoken(muscle)} on {place_at(scenario, place)}: at most {most}"
        return demanded("volume", where, text, "session_cap_sets")
    most = counted(params.cap_sets[muscle], "set")
    text = f"{spoken(muscle)} in {block_at(scenario, place)}: at most {most} a week"
    return demanded("volume", where, text, "cap_sets", muscle)


def relaxations(params: Params) -> Iterator[Params]:
    """Allow more in a session or a week, one muscle at a time; lower hard floors, then give them up."""
    yield from moved(params, "session_cap_sets", range(1, 5))
    yield from entries_moved(params, "cap_sets", (1, 2, 4))
    if params.hard:
        yield from entries_moved(params, "floor_sets", (-1, -2, -4))
    yield from made_elastic(params)


RULE = Rule(
    name="volume",
    title="Weekly volume of every muscle lies between its floor and its cap.",
    kind="mixed",
    sources=("S2", "S43", "evidence 2.1", "evidence 2.2"),
    confidence="med",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
    shortages=shortages,
    inapplicable=inapplicable,
)

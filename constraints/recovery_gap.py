"""After a moderate or heavy session a muscle rests before the next more than light one.

Why
    Sets near failure leave performance down for 24-48 h, high-volume sessions up to 72 h; small
    muscles recover sooner, older and new lifters and eccentric work later (evidence 2.3, S24).
Formally
    sessions i before j, start to start g hours apart: if both are more than light for the muscle,
    g >= 48 h + adjustments; if i is heavy, g >= 72 h + adjustments; never below 24 h. Adjustments:
    small muscles -24, age 60 or more +24, i in a novice's first two weeks +24, i trains the muscle
    eccentrically +24.
Boundary
    More than light is above 3 fractional sets, heavy above 6: exactly 3 and exactly 6 are not. A gap
    of exactly 48 h is enough. Real dates, week to week and block to block. A deload week counts as
    its build week does (it repeats its days and exercises with fewer sets). "Eccentrically" means
    by a method with extra soreness hours, credited at least half a set per set.
Size
    Per muscle: one row per ordered pair of slots within the longest gap, in a block and across its
    border; two 0/1 indicators per session and muscle.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from constraints._contract import Demand, Rule, RuleParams, Sets, Violation, plain
from constraints._demands import Place as Session
from constraints._demands import blocks_of, demanded, in_hours, minutes_apart, place_at, spoken
from constraints._relaxing import lowered

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import SessionFacts
    from optimizer.plan_model import PlanModel
    from optimizer.problem import MuscleLimits
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

Place = tuple[int, int]

AFTER = ", after "  # and the method that asks for a longer gap


class Params(RuleParams):
    """Doses in fractional sets, gaps in hours."""

    moderate_above_sets: Sets = Field(Decimal(3), description="more than light above this")
    moderate_hours: int = Field(48, ge=0, le=168, description="rest after such a session")
    heavy_above_sets: Sets = Field(Decimal(6), description="heavy above this")
    heavy_hours: int = Field(72, ge=0, le=168, description="rest after such a session")
    small_muscle_hours: int = Field(-24, ge=-72, le=0, description="for small muscles")
    minimum_hours: int = Field(24, ge=0, le=72, description="never less than this")
    age_hours: int = Field(0, ge=0, le=72, description="24 from age 60")
    early_hours: int = Field(24, ge=0, le=72, description="in the first early_weeks")
    early_weeks: int = Field(0, ge=0, le=8, description="2 for novices and returners")
    eccentric_min_credit_sets: Sets = Field(
        Decimal("0.5"), description="credit per set from which an eccentric method counts"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Params:
        if self.heavy_above_sets < self.moderate_above_sets:
            raise ValueError("heavy_above_sets is smaller than moderate_above_sets")
        return self


def defaults(profile: Profile) -> Params:
    """Add hours for age and for a first phase."""
    recovery = profile.parameters.recovery
    return Params(
        moderate_above_sets=recovery.moderate_above_sets,
        moderate_hours=recovery.moderate_hours,
        heavy_above_sets=recovery.heavy_above_sets,
        heavy_hours=recovery.heavy_hours,
        small_muscle_hours=recovery.small_muscle_hours,
        minimum_hours=recovery.minimum_hours,
        age_hours=recovery.older_hours if profile.older else 0,
        early_hours=recovery.novice_hours,
        early_weeks=recovery.novice_weeks if profile.starts_gently else 0,
        eccentric_min_credit_sets=recovery.eccentric_min_credit,
    )


def post(model: PlanModel) -> None:
    """Exclude pairs of doses that stand too close."""
    for first, second, gap, early in _pairs(model):
        for muscle, limits in model.problem.muscles.items():
            _post_pair(model, muscle, limits, first, second, gap, early)


def _pairs(model: PlanModel) -> list[tuple[Place, Place, int, bool]]:
    """Pairs of sessions with their gap in minutes, each kind of pair once."""
    limits, occurrences = model.problem.limits, model.problem.occurrences
    longest = max(
        (
            max(m.recovery_moderate_minutes, m.recovery_heavy_minutes)
            for m in model.problem.muscles.values()
        ),
        default=0,
    )
    longest += limits.recovery_early_minutes + max(
        (c.method.doms_extra_hours * 60 for c in model.problem.cells), default=0
    )
    longest = max(longest, limits.recovery_minimum_minutes)
    found: set[tuple[Place, Place, int, bool]] = set()
    for index, first in enumerate(occurrences):
        early = first.week < limits.recovery_early_weeks
        for second in occurrences[index + 1 :]:
            gap = second.start_minute - first.start_minute
            if gap >= longest:
                break
            place, after = (first.slot, first.block), (second.slot, second.block)
            found.add((place, after, gap, early))
    return sorted(found)


def _post_pair(
    model: PlanModel,
    muscle: str,
    muscle_limits: MuscleLimits,
    first: Place,
    second: Place,
    gap: int,
    early: bool,
) -> None:
    limits = model.problem.limits
    extra = limits.recovery_early_minutes if early else 0
    least = limits.recovery_minimum_minutes
    moderate = muscle_limits.recovery_moderate_minutes + extra
    heavy = muscle_limits.recovery_heavy_minutes + extra
    where = f"{muscle}, {model.place(*first)} to {model.place(*second)}"
    later = model.is_moderate(muscle, *second)
    if not later.terms and not later.constant:
        return
    if gap < max(least, moderate):
        model.at_most_one((model.is_moderate(muscle, *first), later), where)
        return
    if gap < max(least, heavy):
        model.at_most_one((model.is_heavy(muscle, *first), later), where)
    slow = model.cells(
        *first,
        lambda c: (
            c.method.doms_extra_hours > 0
            and c.credits.get(muscle, 0) >= limits.eccentric_credit_tenths
        ),
    )
    for cell in slow:
        longer = cell.method.doms_extra_hours * 60
        done = model.does(cell)
        if gap < max(least, moderate + longer):
            both = model.is_moderate(muscle, *first) + done + later
            model.at_most(both, 2, f"{where}{AFTER}{cell.method.id}")
        elif gap < max(least, heavy + longer):
            both = model.is_heavy(muscle, *first) + done + later
            model.at_most(both, 2, f"{where}{AFTER}{cell.method.id}")


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """From every dose, look ahead for the next more than light one."""
    params, facts = scenario.settings.recovery_gap, plan.facts(scenario)
    for muscle in scenario.catalogue.muscles:
        dosed = []
        for session in facts.sessions:
            sets = facts.standing_for(session).muscle_sets(muscle)
            if sets > params.moderate_above_sets:
                dosed.append((session, sets))
        for position, (session, sets) in enumerate(dosed):
            need = hours_needed(scenario, muscle, facts.standing_for(session), sets, session)
            for later, _ in dosed[position + 1 :]:
                minutes = int((later.start - session.start).total_seconds()) // 60
                if minutes >= need * 60:
                    break
                where = f"{muscle}, {session.where} to {later.where}"
                hours = Decimal(minutes) / 60
                text = f"{where}: {hours:.1f} h after {sets} sets, {need} h needed"
                yield Violation("recovery_gap", where, need - hours, "hour", text)


def hours_needed(
    scenario: Scenario, muscle: str, build: SessionFacts, sets: Decimal, session: SessionFacts
) -> int:
    """Return the hours that a muscle rests after a session that was more than light for it.

    `sets` are the muscle's fractional sets in it; `build` is the same session in a build week.
    """
    params = scenario.settings.recovery_gap
    hours = params.moderate_hours
    if sets > params.heavy_above_sets:  # a heavy session is also more than light
        hours = max(hours, params.heavy_hours)
    hours += params.age_hours
    if scenario.catalogue.muscles[muscle].small:
        hours += params.small_muscle_hours
    if session.week.week <= params.early_weeks:
        hours += params.early_hours
    slow = [
        entry.method.doms_extra_hours
        for entry in build.entries
        if entry.credit(muscle) >= params.eccentric_min_credit_sets
    ]
    return max(params.minimum_hours, hours + max(slow, default=0))


def explain(params: Params) -> str:
    """Say the rule in words."""
    early = (
        f" {params.early_hours} h more in the first {params.early_weeks} weeks;"
        if params.early_weeks
        else ""
    )
    age = f" {params.age_hours} h more for age;" if params.age_hours else ""
    light, heavy = plain(params.moderate_above_sets), plain(params.heavy_above_sets)
    return (
        f"After more than {light} sets of a muscle {params.moderate_hours} h, after more than {heavy} "
        f"sets {params.heavy_hours} h until the next dose above {light} sets; small muscles "
        f"{-params.small_muscle_hours} h less;{early}{age} eccentric methods 24 h more; never below "
        f"{params.minimum_hours} h."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say how long a muscle rests between two sessions, and how far apart they stand."""
    muscle, _, rest = where.partition(", ")
    rest, _, method = rest.partition(AFTER)
    first, second = (place_at(scenario, place) for place in rest.split(" to "))
    dose, parameter, need, gap = _closest(scenario, muscle, method, first, second)
    work = f" with {scenario.catalogue.methods[method].name.lower()} work" if method else ""
    text = (
        f"{spoken(muscle)}: {need} h between a {dose} {first.day}{work} and the next moderate or "
        f"heavy {second.day} {blocks_of(first, second)} (they are {in_hours(gap)} apart)"
    )
    return demanded("recovery_gap", where, text, parameter)


def _closest(
    scenario: Scenario, muscle: str, method: str, first: Session, second: Session
) -> tuple[str, str, int, int]:
    """Find the dose that rests too short, its parameter, the hours it needs and the minutes it has."""
    params = scenario.settings.recovery_gap
    slow = scenario.catalogue.methods[method].doms_extra_hours if method else 0
    adjust = params.age_hours
    adjust += params.small_muscle_hours if scenario.catalogue.muscles[muscle].small else 0

    def need(hours: int, week: int, more: int) -> int:
        early = params.early_hours if week < params.early_weeks else 0
        return max(params.minimum_hours, hours + adjust + early + more)

    meetings = [
        (gap, week)
        for gap, week in minutes_apart(scenario, first, second)
        # A method matters where its session would be far enough away without it.
        if not method or gap >= need(params.moderate_hours, week, 0) * 60
    ]
    for dose, parameter in (("moderate or heavy", "moderate_hours"), ("heavy", "heavy_hours")):
        needs = [(need(getattr(params, parameter), week, slow), gap) for gap, week in meetings]
        short = [(hours, gap) for hours, gap in needs if gap < hours * 60]
        if short:
            return dose, parameter, *max(short)
    raise LookupError(f"{muscle} rests long enough from {first} to {second}")


def relaxations(params: Params) -> Iterator[Params]:
    """Shorten the gaps by 6 hours at a time, never below the minimum."""
    yield from lowered(params, "moderate_hours", 6, params.minimum_hours)
    # A heavy session is also more than light: below the moderate gap nothing becomes looser.
    least = max(params.minimum_hours, params.moderate_hours)
    yield from lowered(params, "heavy_hours", 6, least)


RULE = Rule(
    name="recovery_gap",
    title="A muscle rests 48 h after a moderate and 72 h after a heavy session.",
    kind="hard",
    sources=("S24", "mission", "evidence 2.3"),
    confidence="med",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
)

"""Heavy legs and heavy back meet in one session or stand 48 hours apart, and not too often.

Why
    A leg day and a back day less than 48 h apart share the spinal muscles (S35); both heavy three
    times a week is a prudent cap rather than proven overtraining (S25).
Formally
    different sessions less than 48 h apart: not one heavy-leg and the other heavy-back; in any 7
    days at most 2 sessions (novice 1) are both. Heavy-leg: at least 24 fatigue points and 3 sets of
    exercises with fatigue >= 7 in leg families; heavy-back: at least 18 axial points in back families;
    hinges count for both.
Boundary
    Exactly 48 h apart is enough; exactly 24 points and 3 sets are heavy. Any 7 days are the days from a
    session's start up to, not including, the same hour a week later, on real dates. A deload week
    counts as its build week does.
Size
    Two rows per ordered pair of slots within the gap, one row per slot as the start of 7 days.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from constraints._contract import Demand, Rule, RuleParams, Violation, counted, plain
from constraints._demands import blocks_of, demanded, in_hours, minutes_apart, place_at
from constraints._relaxing import lowered, moved

if TYPE_CHECKING:
    from optimizer.linear_model import Linear
    from optimizer.plan import Plan
    from optimizer.plan_facts import SessionFacts
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

DAYS = 7
MINUTES_OF_7_DAYS = DAYS * 24 * 60
FROM = "7 days from "

Mark = Annotated[Decimal, Field(gt=0, le=10_000, decimal_places=2)]


class Params(RuleParams):
    """Gap, frequency and what counts as heavy."""

    gap_hours: int = Field(48, ge=0, le=168, description="heavy legs to heavy back, at least")
    both_per_7_days: int = Field(2, ge=0, le=7, description="1 for novices")
    leg_families: tuple[str, ...] = Field(
        ("squat", "single_leg", "hip_hinge", "hip_extension", "knee_flexion"),
        description="families that load the legs",
    )
    # Marks are above 0: a slot that is not trained must never count as heavy.
    leg_points: Mark = Field(Decimal(24), description="fatigue points of a heavy-leg session")
    leg_set_fatigue: int = Field(7, ge=0, le=10, description="fatigue of a hard leg set")
    leg_hard_sets: int = Field(3, ge=0, le=20, description="hard leg sets")
    back_families: tuple[str, ...] = Field(
        ("hip_hinge", "horizontal_pull", "spinal_extension", "scapular_rear_delt"),
        description="families that load the back; hinges count for both",
    )
    back_points: Mark = Field(Decimal(18), description="axial points of a heavy-back session")


def defaults(profile: Profile) -> Params:
    """Take the frequency from the level."""
    parameters = profile.parameters
    return Params(
        gap_hours=parameters.leg_back.gap_hours,
        both_per_7_days=parameters.leg_back.both_per_7_days[profile.level],
        leg_families=parameters.heavy_leg.families,
        leg_points=parameters.heavy_leg.fatigue_points,
        leg_set_fatigue=parameters.heavy_leg.hard_set_fatigue,
        leg_hard_sets=parameters.heavy_leg.hard_sets,
        back_families=parameters.heavy_back.families,
        back_points=parameters.heavy_back.axial_points,
    )


def post(model: PlanModel) -> None:
    """Exclude close pairs and bound every 7 days."""
    limits, occurrences = model.problem.limits, model.problem.occurrences
    pairs, weeks = set(), set()
    for index, first in enumerate(occurrences):
        window = [(first.slot, first.block)]
        for second in occurrences[index + 1 :]:
            gap = second.start_minute - first.start_minute
            if gap >= MINUTES_OF_7_DAYS:
                break
            window.append((second.slot, second.block))
            if gap < limits.leg_back_gap_minutes:
                pairs.add(((first.slot, first.block), (second.slot, second.block)))
        weeks.add(tuple(window))
    for first_place, second_place in sorted(pairs):
        where = f"{model.place(*first_place)} and {model.place(*second_place)}"
        for one, other in ((first_place, second_place), (second_place, first_place)):
            model.at_most_one((model.is_heavy_leg(*one), model.is_heavy_back(*other)), where)
    for places in sorted(weeks):
        total = model.total(_both(model, *place) for place in places)
        where = f"{FROM}{model.place(*places[0])}"
        model.at_most(total, limits.leg_back_both_per_7_days, where)


def _both(model: PlanModel, slot: int, block: int) -> Linear:
    heavy = (model.is_heavy_leg(slot, block), model.is_heavy_back(slot, block))
    return model.all_true(("heavy_leg_and_back", slot, block), heavy)


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Look at every two sessions and at the week after every session."""
    params, facts = scenario.settings.leg_back_spacing, plan.facts(scenario)
    heavy = []
    for session in facts.sessions:
        build = facts.standing_for(session)
        heavy.append((session, _heavy_leg(params, build), _heavy_back(params, build)))
    for position, (session, leg, back) in enumerate(heavy):
        both = 0
        for later, later_leg, later_back in heavy[position:]:
            hours = Decimal((later.start - session.start).total_seconds()) / 3600
            if hours >= DAYS * 24:
                break
            both += later_leg and later_back
            apart = later is not session and hours < params.gap_hours
            if apart and ((leg and later_back) or (back and later_leg)):
                where = f"{session.where} and {later.where}"
                text = f"{where}: heavy legs and heavy back {hours:.1f} h apart"
                yield Violation("leg_back_spacing", where, params.gap_hours - hours, "hour", text)
        if both > params.both_per_7_days:
            where = f"7 days from {session.where}"
            text = f"{where}: {both} sessions heavy for legs and back, at most {params.both_per_7_days}"
            excess = both - params.both_per_7_days
            yield Violation("leg_back_spacing", where, excess, "session", text)


def _heavy_leg(params: Params, session: SessionFacts) -> bool:
    entries = session.of_families(params.leg_families)
    hard = sum(e.sets for e in entries if e.exercise.fatigue >= params.leg_set_fatigue)
    points = sum((e.fatigue for e in entries), Decimal(0))
    return points >= params.leg_points and hard >= params.leg_hard_sets


def _heavy_back(params: Params, session: SessionFacts) -> bool:
    entries = session.of_families(params.back_families)
    return sum((e.axial for e in entries), Decimal(0)) >= params.back_points


def explain(params: Params) -> str:
    """Say the rule in words."""
    return (
        f"Heavy legs ({plain(params.leg_points)} fatigue points with {params.leg_hard_sets} hard "
        f"sets) and heavy back ({plain(params.back_points)} axial points) share a session or stand "
        f"{params.gap_hours} h apart; both in one session at most {params.both_per_7_days} times in "
        "any 7 days."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say the gap between two sessions, or how often both are heavy in 7 days."""
    params = scenario.settings.leg_back_spacing
    if where.startswith(FROM):
        place = place_at(scenario, where.removeprefix(FROM))
        most = counted(params.both_per_7_days, "session")
        text = f"7 days from {place}: legs and back both heavy in at most {most}"
        return demanded("leg_back_spacing", where, text, "both_per_7_days")
    first, second = (place_at(scenario, place) for place in where.split(" and "))
    gap = min(minutes for minutes, _ in minutes_apart(scenario, first, second))
    text = (
        f"{params.gap_hours} h between heavy legs and heavy back: {first.day} and {second.day} "
        f"{blocks_of(first, second)} are {in_hours(gap)} apart"
    )
    return demanded("leg_back_spacing", where, text, "gap_hours")


def relaxations(params: Params) -> Iterator[Params]:
    """Shorten the gap, then allow more such sessions a week (S25 is prudence, not proof)."""
    yield from lowered(params, "gap_hours", 6, 0)
    yield from moved(params, "both_per_7_days", range(1, DAYS + 1))


RULE = Rule(
    name="leg_back_spacing",
    title="Heavy legs and heavy back share a session or stand 48 hours apart.",
    kind="hard",
    sources=("S35", "S25"),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
)

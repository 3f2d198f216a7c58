"""The spine carries no more than its budget, and the hardest lifts are never stacked.

Why
    High compression and shear are dangerous without control (S62); hinge, squat and row spend the
    same budget. Leg press before deadlifts leaves stabilisers untrained and prime movers tired (S4);
    instability never meets a loaded spine (S56). Points are ordinal, not newtons (evidence 2.4).
Formally
    Σ sets · axial · method multiplier <= session and week budget; shear of an exercise <= cap;
    per session at most one exercise with axial >= 8 and at most one hinge or squat with axial >= 7;
    no unstable or balance-4 exercise with axial >= 4; not (leg press >= 4 sets on a day and a hinge
    with axial >= 7 on the next day).
Boundary
    Exactly the budget is allowed. "The day before" is the calendar day, across weeks and blocks. A
    deload week counts as its build week does, so leg press is never 4 sets there either.
Size
    One row per session and week of each block, two at-most-one rows per session, one row per leg
    press option, following hinge option and pair of days.
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
    from optimizer.candidate import Candidate
    from optimizer.catalogue import Exercise
    from optimizer.plan import Plan
    from optimizer.plan_facts import PlanFacts, SessionFacts
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

UNSTABLE_AXIAL = 4
UNSTABLE_BALANCE = 4

# What rows demand of a place, besides the budget of a session.
WEEK = "whole week"
HARDEST = "one very heavy lift"
HINGE_OR_SQUAT = "one heavy hinge or squat"
LEG_PRESS = "leg press the day before "


class Params(RuleParams):
    """Budgets and caps in ordinal axial and shear points."""

    session_points: Points = Field(Decimal(60), description="axial budget of a session")
    week_points: Points = Field(Decimal(135), description="axial budget of a week")
    max_shear: int = Field(10, ge=0, le=10, description="highest shear score of an exercise")
    single_axial: int = Field(8, ge=1, le=10, description="only one such exercise per session")
    hinge_or_squat_axial: int = Field(7, ge=1, le=10, description="only one such hinge or squat")
    leg_press_sets: int = Field(4, ge=1, le=5, description="from here, no heavy hinge next day")


def defaults(profile: Profile) -> Params:
    """Take the tightest budget of the athlete's groups."""
    budget = profile.budget
    shear = budget.shear_exercise_max
    return Params(
        session_points=budget.axial_session_points,
        week_points=budget.axial_week_points,
        max_shear=10 if shear is None else shear,
    )


def refuse(scenario: Scenario, candidate: Candidate) -> str | None:
    """Refuse shear above the cap and instability under load."""
    exercise, cap = candidate.exercise, scenario.settings.spinal_load.max_shear
    if exercise.shear > cap:
        return f"shear {exercise.shear}, at most {cap} for this athlete"
    if _unstable(exercise):
        return "unstable with a loaded spine"
    return None


def post(model: PlanModel) -> None:
    """Bound the sums, allow one of the hardest, keep leg press away from heavy hinges."""
    limits, problem = model.problem.limits, model.problem
    for block in range(len(problem.blocks)):
        for slot in range(len(problem.slots)):
            where = model.place(slot, block)
            axial = model.axial(slot, block)
            model.cap(axial, limits.axial_session_hundredths, where, model.uses(slot))
            hardest = model.cells(slot, block, lambda c: c.exercise.axial >= limits.single_axial)
            model.at_most_one((model.does(c) for c in hardest), f"{where}, {HARDEST}")
            heavy = model.cells(
                slot,
                block,
                lambda c: (
                    c.exercise.family in ("hip_hinge", "squat")
                    and c.exercise.axial >= limits.hinge_or_squat_axial
                ),
            )
            model.at_most_one((model.does(c) for c in heavy), f"{where}, {HINGE_OR_SQUAT}")
        week = model.week_axial(block)
        model.at_most(week, limits.axial_week_hundredths, f"block {block + 1}, {WEEK}")
    _post_leg_press(model)


def _post_leg_press(model: PlanModel) -> None:
    limits, occurrences = model.problem.limits, model.problem.occurrences
    by_day: dict[int, set[tuple[int, int]]] = {}
    for occurrence in occurrences:
        by_day.setdefault(occurrence.day, set()).add((occurrence.slot, occurrence.block))
    pairs = {
        (first, second)
        for day, places in by_day.items()
        for first in places
        for second in by_day.get(day + 1, ())
    }
    for first, second in sorted(pairs):
        presses = model.cells(*first, lambda c: c.exercise.id == "leg_press")
        hinges = model.cells(
            *second,
            lambda c: (
                c.exercise.family == "hip_hinge" and c.exercise.axial >= limits.hinge_or_squat_axial
            ),
        )
        for press in presses:
            many = model.reaches(("many", press.key), model.sets(press), limits.leg_press_sets)
            for hinge in hinges:
                where = f"{model.place(*first)}, {LEG_PRESS}{hinge.exercise.id}"
                model.at_most_one((many, model.does(hinge)), where)


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Add up the points and look for stacked lifts."""
    params, facts = scenario.settings.spinal_load, plan.facts(scenario)
    for week in facts.weeks:
        for session in week.sessions:
            yield from _check_session(params, session)
        over = week.axial - params.week_points
        if over > 0:
            where = f"week {week.week.week}"
            text = f"{where}: {week.axial} axial points of {params.week_points}"
            yield Violation("spinal_load", where, over, "point", text)
    yield from _check_leg_press(params, facts)


def _check_session(params: Params, session: SessionFacts) -> Iterator[Violation]:
    where = session.where
    over = session.axial - params.session_points
    if over > 0:
        text = f"{where}: {session.axial} axial points of {params.session_points}"
        yield Violation("spinal_load", where, over, "point", text)
    exercises = [entry.exercise for entry in session.entries]
    very = [e.id for e in exercises if e.axial >= params.single_axial]
    if len(very) > 1:
        text = f"{where}: {' and '.join(very)} are both above axial {params.single_axial - 1}"
        yield Violation("spinal_load", where, len(very) - 1, "exercise", text)
    stacked = [
        e.id
        for e in exercises
        if e.family in ("hip_hinge", "squat") and e.axial >= params.hinge_or_squat_axial
    ]
    if len(stacked) > 1:
        text = f"{where}: {' and '.join(stacked)} are two heavy hinges or squats"
        yield Violation("spinal_load", where, len(stacked) - 1, "exercise", text)
    for exercise in exercises:
        if exercise.shear > params.max_shear:
            text = f"{where}: {exercise.id} has shear {exercise.shear}, at most {params.max_shear}"
            excess = exercise.shear - params.max_shear
            yield Violation("spinal_load", where, excess, "point", text)
        if _unstable(exercise):
            text = f"{where}: {exercise.id} is unstable with a loaded spine"
            yield Violation("spinal_load", where, 1, "exercise", text)


def _check_leg_press(params: Params, facts: PlanFacts) -> Iterator[Violation]:
    for session in facts.sessions:
        entries = facts.standing_for(session).entries
        sets = sum(e.sets for e in entries if e.exercise.id == "leg_press")
        if sets < params.leg_press_sets:
            continue
        for later in facts.sessions:
            if (later.session.date - session.session.date).days != 1:
                continue
            for entry in later.of_families(("hip_hinge",)):
                if entry.exercise.axial >= params.hinge_or_squat_axial:
                    text = f"{session.where}: {sets} sets of leg press the day before {entry.exercise.id}"
                    excess = sets - params.leg_press_sets + 1
                    yield Violation("spinal_load", session.where, excess, "set", text)


def _unstable(exercise: Exercise) -> bool:
    shaky = "unstable_surface" in exercise.flags or exercise.balance >= UNSTABLE_BALANCE
    return shaky and exercise.axial >= UNSTABLE_AXIAL


def explain(params: Params) -> str:
    """Say the rule in words."""
    shear = "" if params.max_shear >= 10 else f" No exercise above shear {params.max_shear}."
    return (
        f"At most {plain(params.session_points)} axial points in a session and "
        f"{plain(params.week_points)} in a week; one exercise of axial "
        f"{params.single_axial} or more and one hinge or squat of "
        f"{params.hinge_or_squat_axial} or more per session; fewer than {params.leg_press_sets} "
        f"sets of leg press the day before a heavy hinge.{shear}"
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say a budget, or which lifts do not stand together."""
    params = scenario.settings.spinal_load
    block, session, *more = where.split(", ", 2)
    if session == WEEK:
        most = counted(params.week_points, "axial point")
        text = f"{block_at(scenario, block)}: at most {most} in a week"
        return demanded("spinal_load", where, text, "week_points")
    place = place_at(scenario, f"{block}, {session}")
    what = more[0] if more else ""
    if what == HARDEST:
        field = "single_axial"
        words = f"only one lift with {params.single_axial} or more axial points a set"
    elif what == HINGE_OR_SQUAT:
        field = "hinge_or_squat_axial"
        mark = params.hinge_or_squat_axial
        words = f"only one hinge or squat with {mark} or more axial points a set"
    elif what.startswith(LEG_PRESS):
        field = "leg_press_sets"
        hinge = scenario.catalogue.exercises[what.removeprefix(LEG_PRESS)].name
        words = f"fewer than {params.leg_press_sets} sets of leg press the day before {hinge}"
    else:
        field = "session_points"
        words = f"at most {counted(params.session_points, 'axial point')}"
    return demanded("spinal_load", where, f"{place}: {words}", field)


def relaxations(params: Params) -> Iterator[Params]:
    """Raise the budgets; the hardest lifts are never stacked, and a low back gets nothing looser."""
    if params.max_shear < 10:
        return
    yield from larger_budget(params, "week_points")
    yield from larger_budget(params, "session_points")


RULE = Rule(
    name="spinal_load",
    title="The spine stays within its budget and the hardest lifts are never stacked.",
    kind="hard",
    sources=("S62", "S4", "S56", "evidence 2.4"),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
    refuse=refuse,
)

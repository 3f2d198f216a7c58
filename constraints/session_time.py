"""A session fits in its minutes: warm-up, every set with its rest, and decompression included.

Why
    An honest time budget: a plan that takes 70 minutes is not a 60-minute plan (mission).
Formally
    general warm-up + activation + Σ (set-up and ramp sets + sets · seconds of a set)
    + decompression after a heavy-axial session <= minutes · 60.
Boundary
    Exactly the minutes are allowed. A set's seconds are repetitions · seconds · sides + rest,
    rounded up to a whole second. A session is heavy-axial from 36 axial points; decompression is a
    60 s hang, or 300 s lying where nothing to hang from is owned (S26).
Size
    One row and one indicator per session of each block.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import Field

from constraints._contract import (
    Demand,
    Points,
    Rule,
    RuleParams,
    Violation,
    no_relaxations,
    plain,
)
from constraints._demands import place_at
from constraints._stop_watch import work_seconds

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import Entry, SessionFacts
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario


class Params(RuleParams):
    """What a session costs before and after the exercises."""

    general_seconds: int = Field(300, ge=0, le=1800, description="general warm-up")
    activation_seconds: int = Field(240, ge=0, le=1800, description="activation")
    ramp_axial: int = Field(5, ge=0, le=10, description="ramp sets from this axial score")
    ramp_sets: int = Field(3, ge=0, le=6, description="ramp sets before the working sets")
    ramp_set_seconds: int = Field(90, ge=0, le=300, description="seconds of a ramp set")
    hang_seconds: int = Field(60, ge=0, le=600, description="decompression hanging")
    supine_seconds: int = Field(300, ge=0, le=1200, description="decompression lying")
    heavy_axial_points: Points = Field(Decimal(36), description="heavy-axial from here")


def defaults(profile: Profile) -> Params:
    """Take warm-up and decompression from the parameters."""
    parameters = profile.parameters
    return Params(
        general_seconds=parameters.warm_up.general_seconds,
        activation_seconds=parameters.warm_up.activation_seconds,
        ramp_axial=parameters.warm_up.ramp_axial,
        ramp_sets=parameters.warm_up.ramp_sets,
        ramp_set_seconds=parameters.warm_up.ramp_set_seconds,
        hang_seconds=parameters.decompression.seconds,
        supine_seconds=parameters.decompression.fallback_seconds,
        heavy_axial_points=parameters.heavy_axial.axial_points,
    )


def post(model: PlanModel) -> None:
    """Bound the seconds of every session."""
    problem = model.problem
    overhead = problem.limits.overhead_seconds
    for block in range(len(problem.blocks)):
        for slot in problem.slots:
            seconds = [
                part
                for cell in model.cells(slot.index, block)
                for part in (
                    cell.fixed_seconds * model.does(cell),
                    cell.set_seconds * model.sets(cell),
                )
            ]
            heavy = model.is_heavy_axial(slot.index, block)
            if heavy.constant:  # a mark of 0 is always reached, but only a trained session lasts
                heavy = model.uses(slot.index)
            hangs = model.all_true(
                ("hangs", slot.index, block), (heavy, model.holds(slot.when_hanging))
            )
            rest = slot.decompression_seconds * heavy - slot.hanging_saves * hangs
            total = model.total([*seconds, rest])
            room = (slot.available_seconds - overhead) * model.uses(slot.index)
            model.at_most(total - room, 0, model.place(slot.index, block))


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Walk through each session with a stop watch."""
    minutes = {slot.id: slot.minutes for slot in scenario.sessions}
    for session in plan.facts(scenario).sessions:
        spent = Decimal(_seconds(scenario, session))
        room = minutes.get(session.session.id, session.session.minutes) * 60
        if spent > room:
            text = f"{session.where}: takes {spent} seconds, there are {room}"
            yield Violation("session_time", session.where, spent - room, "second", text)


def _seconds(scenario: Scenario, session: SessionFacts) -> int:
    params = scenario.settings.session_time
    clock = params.general_seconds + params.activation_seconds
    clock += sum(_exercise_seconds(params, entry) for entry in session.entries)
    if session.axial >= params.heavy_axial_points:
        hangs = {"pull_up_bar", "rings"} & scenario.resolved_setups[session.session.setup].owned()
        clock += params.hang_seconds if hangs else params.supine_seconds
    return clock


def _exercise_seconds(params: Params, entry: Entry) -> int:
    prescription, exercise = entry.prescription, entry.exercise
    one_set = work_seconds(prescription, exercise, entry.method) + prescription.rest_seconds
    ramp = params.ramp_sets * params.ramp_set_seconds if exercise.axial >= params.ramp_axial else 0
    return int(exercise.setup_min * 60) + ramp + entry.sets * one_set


def explain(params: Params) -> str:
    """Say the rule in words."""
    minutes = Decimal(params.general_seconds + params.activation_seconds) / 60
    return (
        f"A session fits in its minutes: {minutes:.1f} minutes of warm-up and activation, all sets "
        f"with rests, and decompression from {plain(params.heavy_axial_points)} axial points."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say how long a session may take; the slot sets it, not a parameter."""
    place = place_at(scenario, where)
    minutes = plain(place.session.minutes)
    text = f"{place}: at most {minutes} minutes, warm-up and rests included"
    return Demand("session_time", where, text, ("sessions", place.slot, "minutes"))


RULE = Rule(
    name="session_time",
    title="A session fits in its minutes.",
    kind="hard",
    sources=("mission", "S59", "S26", "evidence 2.8"),
    confidence="med",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=no_relaxations,
    demand=demand,
)

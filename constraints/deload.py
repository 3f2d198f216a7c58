"""Planned light weeks, and never a week without training.

Why
    Coaches deload every 4-6 weeks with fewer sets at the same frequency (S49, evidence 2.6); a full
    week off brought nothing.
Formally
    weeks of a block repeat (same days, exercises and sets); the last week of every every_blocks-th
    block has round(0.6 · sets) sets (2 to 1, 3 to 2, 4 to 2, 5 to 3), load x 0.9 rounded down to what
    can be loaded, RIR >= 4; plans of 6 weeks or more contain such a week; every week has a session.
Boundary
    A block of one week has no week to lighten; with one-week blocks the deload week repeats the week
    before it. A plan of exactly 6 weeks needs a deload. The nine tenths are of the load wanted in the
    last build week, before either is rounded down, so the printed step can be smaller. Where nothing
    as light can be loaded, the lightest load stands in; no load is above that of the last build week.
Size
    One row at most: lightening is arithmetic, not choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator

from constraints._contract import Demand, Rule, RuleParams, Violation, no_relaxations, plain

if TYPE_CHECKING:
    from optimizer.plan import Plan, Prescription, Session, Week
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

NO_DELOAD = "no deload week in the plan"
NO_EMPTY_WEEK = "no week without training"

BuildSets = Annotated[int, Field(ge=2, le=5)]
LightSets = Annotated[int, Field(ge=1, le=5)]


class Params(RuleParams):
    """When, and how light."""

    every_blocks: int = Field(1, ge=1, le=52, description="a deload closes every n-th block")
    sets: Mapping[BuildSets, LightSets] = Field(
        default_factory=lambda: {2: 1, 3: 2, 4: 2, 5: 3}, description="sets in a deload week"
    )
    load_multiplier: Annotated[Decimal, Field(gt=0, le=1, decimal_places=2)] = Field(
        Decimal("0.90"),
        description="share of the load wanted in the last build week, before rounding down",
    )
    min_rir: int = Field(4, ge=0, le=10, description="repetitions in reserve, at least")
    required_from_weeks: int = Field(6, ge=1, le=52, description="plans this long need one")

    @field_validator("sets")
    @classmethod
    def _fewer(cls, sets: Mapping[int, int]) -> Mapping[int, int]:
        for build, light in sets.items():
            if light > build:
                raise ValueError(f"{build} sets cannot become {light} in a deload week")
        return sets


def defaults(profile: Profile) -> Params:
    """Place a deload about every 7, 5 or 4 weeks, in whole blocks."""
    deload = profile.parameters.deload
    weeks = deload.every_weeks[profile.level]
    # Nearest whole number of blocks, halves up, in integers.
    every = max(1, (2 * weeks + profile.block_weeks) // (2 * profile.block_weeks))
    if profile.weeks >= deload.required_from_weeks:
        # A short plan that needs a deload must have a block that ends in one.
        every = min(every, _places(profile))
    return Params(
        every_blocks=every,
        sets=deload.sets,
        load_multiplier=deload.load_multiplier,
        min_rir=deload.min_rir,
        required_from_weeks=deload.required_from_weeks,
    )


def _places(profile: Profile) -> int:
    """Count the blocks, or with one-week blocks the weeks, that a deload could close."""
    if profile.block_weeks == 1:
        return profile.weeks
    whole, rest = divmod(profile.weeks, profile.block_weeks)
    return max(1, whole + (rest > 1))


def post(model: PlanModel) -> None:
    """Refuse a long horizon without a deload, and a week without training."""
    problem = model.problem
    if problem.limits.deload_required and not any(block.deload for block in problem.blocks):
        model.forbid(NO_DELOAD)
    model.at_least(model.total(model.uses(slot.index) for slot in problem.slots), 1, NO_EMPTY_WEEK)


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Compare every week with the first build week of its block."""
    params = scenario.settings.deload
    yield from _check_kinds(scenario, plan)
    first: dict[int, Week] = {}
    last_build: dict[int, Week] = {}
    for week in plan.weeks:
        where = f"week {week.week}"
        if not any(session.exercises for session in week.sessions):
            yield Violation("deload", where, 1, "week", f"{where}: no training at all")
        pattern = first.setdefault(week.block, week)
        yield from _check_repeats(params, pattern, week)
        if week.kind == "build":
            last_build[week.block] = week
        else:
            yield from _check_light(params, last_build.get(week.block, pattern), week)
    long = scenario.weeks >= params.required_from_weeks
    if long and all(week.kind == "build" for week in plan.weeks):
        text = f"a plan of {scenario.weeks} weeks has no deload week"
        yield Violation("deload", "plan", 1, "week", text)


def _check_kinds(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    expected = {
        number + 1: (block.index + 1, block.kind(number))
        for block in scenario.blocks
        for number in block.week_numbers
    }
    numbers = [week.week for week in plan.weeks]
    if numbers != sorted(expected):
        text = f"the plan has weeks {numbers}, expected 1 to {scenario.weeks}"
        excess = max(1, abs(len(expected) - len(numbers)))
        yield Violation("deload", "plan", excess, "week", text)
    for week in plan.weeks:
        wanted = expected.get(week.week)
        if wanted is not None and (week.block, week.kind) != wanted:
            block, kind = wanted
            text = (
                f"week {week.week}: {week.kind} of block {week.block}, expected {kind} of {block}"
            )
            yield Violation("deload", f"week {week.week}", 1, "week", text)


def _check_repeats(params: Params, pattern: Week, week: Week) -> Iterator[Violation]:
    where = f"week {week.week}"
    mine = {session.id: session for session in week.sessions}
    theirs = {session.id: session for session in pattern.sessions}
    for name in sorted(mine.keys() ^ theirs.keys()):
        text = f"{where}: session {name} does not stand in both week {pattern.week} and this one"
        yield Violation("deload", where, 1, "session", text)
    for name in sorted(mine.keys() & theirs.keys()):
        wanted = _sets(theirs[name])
        if week.kind == "deload":
            wanted = {key: params.sets.get(sets, 0) for key, sets in wanted.items()}
        done = _sets(mine[name])
        for key in sorted(wanted.keys() | done.keys()):
            difference = abs(wanted.get(key, 0) - done.get(key, 0))
            if difference:
                text = (
                    f"{where}, {name}: {done.get(key, 0)} sets of {key[0]}, "
                    f"expected {wanted.get(key, 0)} as in week {pattern.week}"
                )
                yield Violation("deload", f"{where}, {name}", difference, "set", text)


def _check_light(params: Params, build: Week, week: Week) -> Iterator[Violation]:
    loads = {
        (session.id, entry.exercise, entry.method): entry.load_kg
        for session in build.sessions
        for entry in session.exercises
    }
    for session in week.sessions:
        where = f"week {week.week}, {session.id}"
        for entry in session.exercises:
            if entry.rir < params.min_rir:
                text = f"{where}: {entry.exercise} at {entry.rir} RIR, at least {params.min_rir}"
                yield Violation("deload", where, params.min_rir - entry.rir, "repetition", text)
            before = loads.get((session.id, entry.exercise, entry.method))
            if before is not None and entry.load_kg is not None and entry.load_kg > before:
                text = f"{where}: {entry.exercise} with {entry.load_kg} kg, {before} kg the week before"
                yield Violation("deload", where, entry.load_kg - before, "kg", text)


def _sets(session: Session) -> dict[tuple[str, str], int]:
    entries: tuple[Prescription, ...] = session.exercises
    return {(entry.exercise, entry.method): entry.sets for entry in entries}


def explain(params: Params) -> str:
    """Say the rule in words."""
    every = "every block" if params.every_blocks == 1 else f"every {params.every_blocks} blocks"
    return (
        f"The last week of {every} is a deload: sets "
        + ", ".join(f"{build} to {light}" for build, light in sorted(params.sets.items()))
        + f", load x {plain(params.load_multiplier)}, RIR at least {params.min_rir}, same days and "
        f"exercises; plans of {params.required_from_weeks} weeks or more contain one."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say that a long plan has a light week, and that every week has a session."""
    params = scenario.settings.deload
    path: tuple[str | int, ...]
    if where == NO_EMPTY_WEEK:
        text, path = "every week has at least 1 session", ("sessions_per_week",)
    elif where == NO_DELOAD:
        path = ("rules", "deload", "every_blocks")
        text = (
            f"a plan of {scenario.weeks} weeks has a deload week, as every plan does from "
            f"{params.required_from_weeks} weeks on"
        )
    else:
        raise LookupError(f"no row of deload stands at {where!r}")
    return Demand("deload", where, text, path)


RULE = Rule(
    name="deload",
    title="Planned light weeks, and never a week without training.",
    kind="hard",
    safety=True,
    sources=("S49", "evidence 2.6"),
    confidence="med",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=no_relaxations,
    demand=demand,
)

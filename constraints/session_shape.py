"""A session has a sensible shape: 2-8 exercises, not too many sets, one main lift per family.

Why
    Attention and warm-up are finite; a second hinge in a session adds fatigue, not stimulus
    (evidence 2.2). The most working sets follow the level.
Formally
    in a trained session: min <= exercises <= max; working sets <= max; at most one exercise of a
    main family and two of any other; each exercise 2 to 5 sets (deload weeks lighten them).
Boundary
    The limits themselves are allowed. A deload week is held to the maxima only.
Size
    Four rows and one per family, per session of each block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from constraints._contract import Demand, Rule, RuleParams, Violation, counted
from constraints._demands import demanded, place_at, spoken
from constraints._relaxing import lowered, moved

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import SessionFacts
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

# What rows demand of a session, besides the exercises of a family.
FEWEST, MOST, SETS = "fewest exercises", "most exercises", "working sets"


class Params(RuleParams):
    """Counts per session."""

    min_exercises: int = Field(2, ge=1, le=12, description="fewest exercises")
    max_exercises: int = Field(8, ge=1, le=12, description="most exercises")
    max_working_sets: int = Field(16, ge=2, le=40, description="most sets of all together")
    min_sets: int = Field(2, ge=2, le=5, description="fewest sets of an exercise")
    max_sets: int = Field(5, ge=2, le=5, description="most sets of an exercise")
    main_family_exercises: int = Field(1, ge=1, le=4, description="most of a main family")
    other_family_exercises: int = Field(2, ge=1, le=4, description="most of any other")

    @model_validator(mode="after")
    def _ordered(self) -> Params:
        if self.min_exercises > self.max_exercises:
            raise ValueError("min_exercises is larger than max_exercises")
        if self.min_sets > self.max_sets:
            raise ValueError("min_sets is larger than max_sets")
        return self


def defaults(profile: Profile) -> Params:
    """Take the number of working sets from the level."""
    shape = profile.parameters.session_shape
    return Params(
        min_exercises=shape.min_exercises,
        max_exercises=shape.max_exercises,
        max_working_sets=shape.max_working_sets[profile.level],
        min_sets=shape.min_sets,
        max_sets=shape.max_sets,
        main_family_exercises=shape.main_family_exercises,
        other_family_exercises=shape.other_family_exercises,
    )


def post(model: PlanModel) -> None:
    """Count exercises and sets of every session."""
    problem, limits = model.problem, model.problem.limits
    for block in range(len(problem.blocks)):
        for slot in range(len(problem.slots)):
            where = model.place(slot, block)
            done = model.number_done(model.cells(slot, block))
            uses = model.uses(slot)
            model.at_most(done - limits.max_exercises * uses, 0, f"{where}, {MOST}")
            model.at_least(done - limits.min_exercises * uses, 0, f"{where}, {FEWEST}")
            sets = model.working_sets(slot, block)
            model.cap(sets, limits.max_working_sets, f"{where}, {SETS}", uses)
            for family in problem.catalogue.families.values():
                cells = [c for c in model.cells(slot, block) if c.exercise.family == family.id]
                most = (
                    limits.main_family_exercises if family.main else limits.other_family_exercises
                )
                total = model.number_done(cells)
                if most == 1:
                    model.at_most_one((model.does(c) for c in cells), f"{where}, {family.id}")
                else:
                    model.at_most(total, most, f"{where}, {family.id}")


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Count what stands in every session."""
    for session in plan.facts(scenario).sessions:
        yield from _check_counts(scenario, session)
        yield from _check_families(scenario, session)


def _check_counts(scenario: Scenario, session: SessionFacts) -> Iterator[Violation]:
    params, where = scenario.settings.session_shape, session.where
    count = len(session.entries)
    sets = sum(entry.sets for entry in session.entries)
    if count > params.max_exercises:
        text = f"{where}: {count} exercises, at most {params.max_exercises}"
        yield Violation("session_shape", where, count - params.max_exercises, "exercise", text)
    if count < params.min_exercises:
        text = f"{where}: {count} exercises, at least {params.min_exercises}"
        yield Violation("session_shape", where, params.min_exercises - count, "exercise", text)
    if sets > params.max_working_sets:
        text = f"{where}: {sets} working sets, at most {params.max_working_sets}"
        yield Violation("session_shape", where, sets - params.max_working_sets, "set", text)
    for entry in session.entries:
        low = params.min_sets if session.week.kind == "build" else 1
        outside = max(low - entry.sets, entry.sets - params.max_sets)
        if outside > 0:
            text = f"{where}: {entry.exercise.id} has {entry.sets} sets, {low} to {params.max_sets}"
            yield Violation("session_shape", where, outside, "set", text)


def _check_families(scenario: Scenario, session: SessionFacts) -> Iterator[Violation]:
    params, where = scenario.settings.session_shape, session.where
    names = Counter(entry.exercise.id for entry in session.entries)
    for name, times in names.items():
        if times > 1:
            text = f"{where}: {name} is listed {times} times"
            yield Violation("session_shape", where, times - 1, "exercise", text)
    families = Counter(entry.exercise.family for entry in session.entries)
    for family, count in families.items():
        main = scenario.catalogue.families[family].main
        most = params.main_family_exercises if main else params.other_family_exercises
        if count > most:
            text = f"{where}: {count} exercises of {family}, at most {most}"
            yield Violation("session_shape", where, count - most, "exercise", text)


def explain(params: Params) -> str:
    """Say the rule in words."""
    return (
        f"{params.min_exercises} to {params.max_exercises} exercises and at most "
        f"{params.max_working_sets} working sets in a session, {params.min_sets} to "
        f"{params.max_sets} sets each; at most {params.main_family_exercises} exercise of a main "
        f"family and {params.other_family_exercises} of any other."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say how many exercises or sets a session may have."""
    params = scenario.settings.session_shape
    session, _, what = where.rpartition(", ")
    counts = {
        FEWEST: ("min_exercises", f"at least {counted(params.min_exercises, 'exercise')}"),
        MOST: ("max_exercises", f"at most {counted(params.max_exercises, 'exercise')}"),
        SETS: ("max_working_sets", f"at most {counted(params.max_working_sets, 'working set')}"),
    }
    if what in counts:
        field, words = counts[what]
    else:
        main = scenario.catalogue.families[what].main
        field = "main_family_exercises" if main else "other_family_exercises"
        words = f"at most {counted(getattr(params, field), f'{spoken(what)} exercise')}"
    return demanded("session_shape", where, f"{place_at(scenario, session)}: {words}", field)


def relaxations(params: Params) -> Iterator[Params]:
    """Allow more of everything that is counted, and fewer exercises."""
    yield from moved(params, "max_working_sets", range(1, 9))
    yield from moved(params, "max_exercises", range(1, 5))
    yield from lowered(params, "min_exercises", 1, 1)
    yield from moved(params, "main_family_exercises", range(1, 4))
    yield from moved(params, "other_family_exercises", range(1, 4))
    yield from moved(params, "max_sets", range(1, 4))
    yield from lowered(params, "min_sets", 1, 2)


RULE = Rule(
    name="session_shape",
    title="A session has 2 to 8 exercises, bounded sets, one main lift per family.",
    kind="hard",
    sources=("evidence 2.2",),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
)

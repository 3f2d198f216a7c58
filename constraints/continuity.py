"""An exercise is trained at most twice a week and few exercises are new in a block.

Why
    Overload needs the same lift for weeks (S49); two new exercises a week, four a block of a month are
    as many as technique can take in (evidence 2.7).
Formally
    sessions with an exercise <= 2 a week (hard); exercises in block b but not in b-1, a step up the
    ladder not counted, <= 4 + missing.
Boundary
    Exactly two and exactly four are allowed. An exercise is a step up where its family was trained in
    the block before, on lower ladder steps only. Machines have no step. The first block has no new
    exercises.
Size
    One row per exercise and block; two rows and a 0/1 variable per exercise and block border.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
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
from constraints._demands import block_at, demanded, firmly
from constraints._relaxing import made_elastic, moved

if TYPE_CHECKING:
    from optimizer.catalogue import Exercise
    from optimizer.linear_model import Linear
    from optimizer.plan import Plan
    from optimizer.plan_facts import WeekFacts
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

NEW = "new exercises"


class Params(ElasticParams):
    """How much may repeat and how much may be new."""

    per_week: int = Field(2, ge=1, le=7, description="sessions a week with the same exercise")
    new_exercises: int = Field(4, ge=0, le=30, description="new exercises in a block")
    price_points: Price = Field(Decimal(2), description="points per further new exercise")


def defaults(profile: Profile) -> Params:
    """Return the default counts."""
    continuity, prices = profile.parameters.continuity, profile.parameters.prices
    return Params(
        per_week=continuity.per_week,
        new_exercises=continuity.new_exercises,
        price_points=prices.points_per_requirement,
    )


def post(model: PlanModel) -> None:
    """Bound repetition inside a week and novelty between blocks."""
    problem, limits = model.problem, model.problem.limits
    for block in range(len(problem.blocks)):
        exercises = {c.exercise.id: c.exercise for c in model.cells(block=block)}
        new, where = [], f"block {block + 1}, {NEW}"
        for name, exercise in exercises.items():
            cells = [c for c in model.cells(block=block) if c.exercise.id == name]
            repeats = f"{name}, block {block + 1}"
            model.at_most(model.number_done(cells), limits.exercise_per_week, repeats)
            if block > 0:
                is_new = model.variable(("new", name, block), 0, 1)
                appears = model.present(name, block) - model.present(name, block - 1)
                for excuse in _excuses(model, exercise, block):
                    model.at_least(is_new - appears + excuse, 0, where)
                new.append(is_new)
        if new:
            missing = model.shortage((block,), len(new), problem.prices.continuity)
            model.at_most(model.total(new) - missing, limits.new_exercises, where)


def _excuses(model: PlanModel, exercise: Exercise, block: int) -> tuple[Linear, ...]:
    """Return what must all be 1 for a step up: a lower step trained before, and none as high."""
    ladder = model.problem.catalogue.families[exercise.family].ladder
    if exercise.tier not in ladder:
        return (model.total(()),)
    rank = ladder.index(exercise.tier)
    family = [c for c in model.cells(block=block - 1) if c.exercise.family == exercise.family]
    key = ("step_up", exercise.family, exercise.tier, block)
    lower = [c for c in family if c.step in ladder[:rank]]
    higher = [c for c in family if c.step in ladder[rank:]]
    climbed_from = model.any_done((*key, "from"), lower)
    return climbed_from, 1 - model.any_done((*key, "no higher"), higher)


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Count repetitions in every week; report novelty as breaches when the rule is hard."""
    params = scenario.settings.continuity
    for week in plan.facts(scenario).weeks:
        times = Counter(entry.exercise.id for entry in week.entries)
        for name, count in times.items():
            if count > params.per_week:
                where = f"{name}, week {week.week.week}"
                text = f"{where}: {count} sessions, at most {params.per_week}"
                yield Violation("continuity", where, count - params.per_week, "session", text)
    if params.hard:
        yield from as_violations(shortages(scenario, plan))


def shortages(scenario: Scenario, plan: Plan) -> Iterator[Shortage]:
    """Compare neighbouring blocks."""
    params = scenario.settings.continuity
    for before, after in pairwise(plan.facts(scenario).build_weeks):
        new = sorted(_new_exercises(scenario, before, after))
        surplus = len(new) - params.new_exercises
        if surplus > 0:
            where = f"block {after.week.block}, {len(new)} new exercises"
            points = surplus * Fraction(params.price_points)
            yield Shortage("continuity", where, Fraction(surplus), "exercise too many", points)


def _new_exercises(scenario: Scenario, before: WeekFacts, after: WeekFacts) -> Iterator[str]:
    old = {entry.exercise.id for entry in before.entries}
    for name in {entry.exercise.id for entry in after.entries} - old:
        exercise = scenario.catalogue.exercises[name]
        ladder = scenario.catalogue.families[exercise.family].ladder
        climbed = False
        if exercise.tier in ladder:
            reached = before.steps_trained(exercise.family)
            rank = ladder.index(exercise.tier)
            climbed = bool(reached) and all(ladder.index(step) < rank for step in reached)
        if not climbed:
            yield name


def explain(params: Params) -> str:
    """Say the rule in words."""
    how = (
        "required"
        if params.hard
        else f"{counted(params.price_points, 'point')} for each further one"
    )
    return (
        f"The same exercise at most {params.per_week} times a week; at most {params.new_exercises} "
        f"new exercises from block to block, steps up the ladder not counted ({how})."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say how often an exercise may be done in a week, or how many may be new in a block."""
    params = scenario.settings.continuity
    what, _, place = where.partition(", ")
    if place == NEW:
        most = firmly(params, f"at most {counted(params.new_exercises, 'new exercise')}")
        text = f"{block_at(scenario, what)}: {most}"
        return demanded("continuity", where, text, "new_exercises")
    name = scenario.catalogue.exercises[what].name
    most = counted(params.per_week, "session")
    text = f"{name} in {block_at(scenario, place)}: at most {most} a week"
    return demanded("continuity", where, text, "per_week")


def relaxations(params: Params) -> Iterator[Params]:
    """Allow more repetition; more novelty, then novelty at its price."""
    yield from moved(params, "per_week", range(1, 6))
    if params.hard:
        yield from moved(params, "new_exercises", (1, 2, 4, 8))
    yield from made_elastic(params)


RULE = Rule(
    name="continuity",
    title="Exercises stay for blocks: at most twice a week, few new ones.",
    kind="mixed",
    sources=("S49", "evidence 2.7"),
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

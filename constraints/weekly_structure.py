"""A week has the parts a good week has: hinge with squat, single-leg, three-sided core, balance.

Why
    Hinge and squat in one session (S36), unilateral work (S44), core as a cylinder (S5), deep
    stabilisers and scapulae (S45), both sources of hamstring work (catalogue rubric), muscles twice
    a week (evidence 2.2), posterior over anterior (S53), balance (S56).
Formally
    per block, count(part) >= wanted - missing; missing >= 0 paid per missing piece and block. The
    ratio 10 · posterior >= 13 · anterior is met or missed as a whole.
Boundary
    Exactly the wanted count and exactly the ratio are enough. A part for which no option exists in the
    whole scenario is not applicable, never missed. A muscle is trained in a session from 1.0
    fractional set. One exercise may serve several parts.
Size
    A row per part and block; a 0/1 variable per primary muscle and session.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    Shortage,
    Violation,
    as_violations,
    counted,
    plain,
)
from constraints._demands import block_at, demanded, firmly, spoken
from constraints._parts import PARTS, RATIO, SESSIONS_OF, TOGETHER
from constraints._relaxing import lowered, made_elastic, settings

if TYPE_CHECKING:
    from optimizer.linear_model import Linear
    from optimizer.plan import Plan
    from optimizer.plan_facts import WeekFacts
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario


class Params(ElasticParams):
    """How often each part is wanted in a week."""

    hinge_and_squat_sessions: int = Field(1, ge=0, le=7, description="with both in one")
    unilateral_exercises: int = Field(2, ge=0, le=10, description="for the lower body")
    hip_dominant_exercises: int = Field(1, ge=0, le=10, description="among the unilateral ones")
    core_exercises: int = Field(1, ge=0, le=7, description="on each of three sides")
    multifidus_exercises: int = Field(1, ge=0, le=7, description="multifidus-dominant")
    scapular_exercises: int = Field(1, ge=0, le=7, description="for the shoulder blades")
    hamstring_exercises: int = Field(1, ge=0, le=7, description="from hinge and knee flexion each")
    muscle_sessions: int = Field(2, ge=0, le=7, description="sessions per primary muscle")
    trained_sets: Annotated[Decimal, Field(gt=0, le=100, decimal_places=1)] = Field(
        Decimal(1), description="a muscle is trained from here"
    )
    posterior_ratio: Annotated[Decimal, Field(ge=0, le=5, decimal_places=2)] = Field(
        Decimal("1.3"), description="(glute_max + hamstrings) : quads"
    )
    balance_exercises: int = Field(2, ge=0, le=10, description="exercises with balance >= 2")
    price_points: Price = Field(Decimal(2), description="points per missing piece and block")


def defaults(profile: Profile) -> Params:
    """Take counts and price from the parameters."""
    structure, prices = profile.parameters.structure, profile.parameters.prices
    return Params(
        hinge_and_squat_sessions=structure.hinge_and_squat_sessions,
        unilateral_exercises=structure.unilateral_exercises,
        hip_dominant_exercises=structure.hip_dominant_unilateral,
        muscle_sessions=structure.muscle_sessions,
        trained_sets=structure.trained_sets,
        posterior_ratio=structure.posterior_anterior_ratio,
        balance_exercises=structure.balance_exercises,
        price_points=prices.points_per_requirement,
    )


def post(model: PlanModel) -> None:
    """Ask for every part of every block at a price."""
    problem = model.problem
    wanted, price = problem.structure.wanted, problem.structure.price
    for block in range(len(problem.blocks)):
        label = f"block {block + 1}"
        for part in PARTS:
            possible = model.offered(c for c in problem.cells if part.serves(c.exercise))
            if not model.most(possible):
                continue
            cells = [c for c in model.cells(block=block) if part.serves(c.exercise)]
            least = wanted[part.wanted]
            missing = model.shortage((part.name, block), least, price)
            model.ask(cells, least * possible - missing, f"{part.name}, {label}")
        _post_together(model, block)
        for muscle in problem.coverage_muscles:
            possible = model.holds(problem.muscles[muscle].reachable)
            if not model.most(possible):
                continue
            sessions = model.total(
                model.is_trained(muscle, slot.index, block) for slot in problem.slots
            )
            least = wanted["muscle_sessions"]
            missing = model.shortage((muscle, block), least, price)
            served = sessions + missing - least * possible
            model.at_least(served, 0, f"{SESSIONS_OF}{muscle}, {label}")
        balance = (
            100 * model.week_volume("glute_max", block)
            + 100 * model.week_volume("hamstrings", block)
            - problem.structure.posterior_percent * model.week_volume("quads", block)
        )
        met = model.reaches(("posterior_ratio", block), balance, 0)
        missing = model.shortage((RATIO, block), 1, price)
        model.at_least(met + missing, 1, f"{RATIO}, {label}")


def _post_together(model: PlanModel, block: int) -> None:
    families = ("hip_hinge", "squat")
    offered = (
        model.offered(c for c in model.problem.cells if c.exercise.family == family)
        for family in families
    )
    possible = model.all_true(("offers", *families), offered)
    if not model.most(possible):
        return
    sessions: list[Linear] = []
    for slot in range(len(model.problem.slots)):
        hinge, squat = (
            model.any_done(
                (family, slot, block),
                [c for c in model.cells(slot, block) if c.exercise.family == family],
            )
            for family in families
        )
        sessions.append(model.all_true(("hinge_and_squat", slot, block), (hinge, squat)))
    least = model.problem.structure.wanted["hinge_and_squat_sessions"]
    missing = model.shortage((TOGETHER, block), least, model.problem.structure.price)
    served = model.total(sessions) + missing - least * possible
    model.at_least(served, 0, f"{TOGETHER}, block {block + 1}")


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Report missing parts as breaches when the rule is hard."""
    if scenario.settings.weekly_structure.hard:
        yield from as_violations(shortages(scenario, plan))


def shortages(scenario: Scenario, plan: Plan) -> Iterator[Shortage]:
    """Tick off the parts of every build week."""
    params = scenario.settings.weekly_structure
    price = Fraction(params.price_points)
    excused = {item.where for item in inapplicable(scenario)}
    for week in plan.facts(scenario).build_weeks:
        for name, have, want in _tally(scenario, params, week):
            missing = Fraction(want - have)
            if missing > 0 and name not in excused:
                where = f"{name}, block {week.week.block}"
                yield Shortage("weekly_structure", where, missing, "piece", missing * price)


def _tally(scenario: Scenario, params: Params, week: WeekFacts) -> Iterator[tuple[str, int, int]]:
    exercises = [entry.exercise for entry in week.entries]
    for part in PARTS:
        yield part.name, sum(map(part.serves, exercises)), getattr(params, part.wanted)
    both = 0
    for session in week.sessions:
        families = {entry.exercise.family for entry in session.entries}
        both += families >= {"hip_hinge", "squat"}
    yield TOGETHER, both, params.hinge_and_squat_sessions
    for muscle in scenario.coverage_muscles:
        times = sum(s.muscle_sets(muscle) >= params.trained_sets for s in week.sessions)
        yield f"{SESSIONS_OF}{muscle}", times, params.muscle_sessions
    posterior = week.muscle_sets("glute_max") + week.muscle_sets("hamstrings")
    met = posterior >= params.posterior_ratio * week.muscle_sets("quads")
    yield RATIO, int(met), 1


def inapplicable(scenario: Scenario) -> Iterator[NotApplicable]:
    """Name the parts that no option could serve."""
    possible = [scenario.catalogue.exercises[name] for name in scenario.offers.exercises]
    reason = "no exercise that is possible here serves it"
    for part in PARTS:
        if not any(map(part.serves, possible)):
            yield NotApplicable("weekly_structure", part.name, reason)
    families = {exercise.family for exercise in possible}
    if not families >= {"hip_hinge", "squat"}:
        yield NotApplicable("weekly_structure", TOGETHER, reason)
    for muscle in scenario.coverage_muscles:
        if muscle not in scenario.offers.muscles:
            yield NotApplicable("weekly_structure", f"{SESSIONS_OF}{muscle}", reason)


def explain(params: Params) -> str:
    """Say the rule in words."""
    how = (
        "all required"
        if params.hard
        else f"{counted(params.price_points, 'point')} per missing piece"
    )
    return (
        f"Each week: {params.hinge_and_squat_sessions} session with hinge and squat, "
        f"{params.unilateral_exercises} unilateral lower-body exercises "
        f"({params.hip_dominant_exercises} hip-dominant), core on three sides, "
        f"{params.multifidus_exercises} multifidus-dominant and {params.scapular_exercises} scapular "
        f"exercise, hamstrings from hinge and knee flexion, every primary muscle in "
        f"{params.muscle_sessions} sessions, posterior to anterior {plain(params.posterior_ratio)}, "
        f"{params.balance_exercises} balance exercises; {how}."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say how often a part is wanted in a week."""
    params = scenario.settings.weekly_structure
    name, _, label = where.rpartition(", ")
    wanted = {part.name: part.wanted for part in PARTS}
    if name == RATIO:
        field = "posterior_ratio"
        sets = counted(params.posterior_ratio, "set")
        what = f"{sets} for glute max and hamstrings to each for the quads"
    elif name == TOGETHER:
        field = "hinge_and_squat_sessions"
        what = f"{counted(params.hinge_and_squat_sessions, 'session')} with a hinge and a squat"
    elif name.startswith(SESSIONS_OF):
        field = "muscle_sessions"
        muscle = spoken(name.removeprefix(SESSIONS_OF))
        what = f"{counted(params.muscle_sessions, 'session')} for {muscle}"
    else:
        field = wanted[name]
        kind = name.removesuffix("s") if name.endswith("exercises") else f"exercise for {name}"
        what = counted(getattr(params, field), kind)
    text = f"{block_at(scenario, label)}: {firmly(params, f'at least {what}')} a week"
    return demanded("weekly_structure", where, text, field)


def relaxations(params: Params) -> Iterator[Params]:
    """Where the rule is hard, ask for fewer pieces of a part, then make it elastic."""
    if not params.hard:
        return
    for name, value in params:
        if type(value) is int:  # a count, and not whether the rule is hard
            yield from lowered(params, name, 1, 0)
    tenths = (params.posterior_ratio - Decimal(n) / 10 for n in range(1, 6))
    yield from settings(params, "posterior_ratio", (max(Decimal(0), ratio) for ratio in tenths))
    yield from made_elastic(params)


RULE = Rule(
    name="weekly_structure",
    title="A week has hinge with squat, single-leg work, three-sided core and balance.",
    kind="elastic",
    sources=("S5", "S36", "S44", "S45", "S53", "S56", "evidence 2.2"),
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

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

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from constraints._contract import (
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

if TYPE_CHECKING:
    from optimizer.catalogue import Exercise
    from optimizer.linear_model import Linear
    from optimizer.plan import Plan
    from optimizer.plan_facts import WeekFacts
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

LOWER_BODY = frozenset({"hip_hinge", "hip_extension", "squat", "single_leg", "knee_flexion"})
HIP_DOMINANT = frozenset({"hip_hinge", "hip_extension"})
CORE = frozenset({"core_stability", "carry", "spinal_extension"})
DIRECT = 5  # tenths: at least half a set credited per set


@dataclass(frozen=True)
class Part:
    """A kind of exercise that a week should have, `wanted` names the parameter that says how often."""

    name: str
    wanted: str
    serves: Callable[[Exercise], bool]


def _one_sided(exercise: Exercise) -> bool:
    return exercise.laterality != "bilateral" and exercise.family in LOWER_BODY


def _credits(exercise: Exercise, *muscles: str) -> bool:
    return any(exercise.muscles.get(muscle, 0) >= DIRECT for muscle in muscles)


def _multifidus_dominant(exercise: Exercise) -> bool:
    credit = exercise.muscles.get("multifidus", 0)
    return credit >= DIRECT and exercise.family in CORE


PARTS = (
    Part("unilateral lower-body exercises", "unilateral_exercises", _one_sided),
    Part(
        "hip-dominant unilateral exercises",
        "hip_dominant_exercises",
        lambda e: _one_sided(e) and e.family in HIP_DOMINANT,
    ),
    Part("anterior core", "core_exercises", lambda e: e.family in CORE and _credits(e, "abs")),
    Part(
        "lateral core",
        "core_exercises",
        lambda e: e.family in CORE and _credits(e, "quadratus_lumborum"),
    ),
    Part(
        "posterior core",
        "core_exercises",
        lambda e: e.family in CORE and _credits(e, "multifidus", "erector_spinae"),
    ),
    Part("multifidus-dominant exercises", "multifidus_exercises", _multifidus_dominant),
    Part("scapular exercises", "scapular_exercises", lambda e: e.family == "scapular_rear_delt"),
    Part(
        "hamstrings from a hinge",
        "hamstring_exercises",
        lambda e: e.family == "hip_hinge" and _credits(e, "hamstrings"),
    ),
    Part(
        "hamstrings from a knee flexion",
        "hamstring_exercises",
        lambda e: e.family == "knee_flexion" and _credits(e, "hamstrings"),
    ),
    Part("balance exercises", "balance_exercises", lambda e: e.balance >= 2),
)
TOGETHER = "sessions with a hinge and a squat"
RATIO = "posterior to anterior volume"


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
            if not any(part.serves(c.exercise) for c in problem.cells):
                continue
            cells = [c for c in model.cells(block=block) if part.serves(c.exercise)]
            least = wanted[part.wanted]
            missing = model.shortage((part.name, block), least, price)
            model.at_least(model.number_done(cells) + missing, least, f"{part.name}, {label}")
        _post_together(model, block)
        for muscle in problem.coverage_muscles:
            if not problem.muscles[muscle].reachable:
                continue
            sessions = model.total(
                model.reaches(
                    ("trained", muscle, slot.index, block),
                    model.volume(muscle, slot.index, block),
                    problem.structure.trained_tenths,
                )
                for slot in problem.slots
            )
            least = wanted["muscle_sessions"]
            missing = model.shortage((muscle, block), least, price)
            model.at_least(sessions + missing, least, f"sessions of {muscle}, {label}")
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
    if not {cell.exercise.family for cell in model.problem.cells}.issuperset(families):
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
        sessions.append(model.reaches(("hinge_and_squat", slot, block), hinge + squat, 2))
    least = model.problem.structure.wanted["hinge_and_squat_sessions"]
    missing = model.shortage((TOGETHER, block), least, model.problem.structure.price)
    model.at_least(model.total(sessions) + missing, least, f"{TOGETHER}, block {block + 1}")


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
        yield f"sessions of {muscle}", times, params.muscle_sessions
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
            yield NotApplicable("weekly_structure", f"sessions of {muscle}", reason)


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


def relaxations(params: Params) -> Iterator[Params]:
    """Make the rule elastic."""
    if params.hard:
        yield params.model_copy(update={"hard": False})


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
    shortages=shortages,
    inapplicable=inapplicable,
)

"""Groups of rule defaults, in natural units, each with its source and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self, TypeVar, get_args

from pydantic import AfterValidator, Field, model_validator

from optimizer.data_files import Record

Level = Literal["novice", "intermediate", "advanced"]
Emphasis = Literal["strength", "hypertrophy", "endurance"]
Group = Literal["novice", "intermediate", "advanced", "older_adult", "youth", "low_back"]
T = TypeVar("T")


def _every_level(values: Mapping[Level, T]) -> Mapping[Level, T]:
    missing = [level for level in get_args(Level) if level not in values]
    if missing:
        raise ValueError(f"no value for {', '.join(missing)}")
    return values


Sets = Annotated[Decimal, Field(ge=0, le=40, decimal_places=1)]
BudgetPoints = Annotated[Decimal, Field(gt=0, le=1000)]
Count = Annotated[int, Field(ge=0)]
Effort = Annotated[int, Field(ge=0, le=6)]
ByLevel = Annotated[Mapping[Level, T], AfterValidator(_every_level)]


class Sourced(Record):
    """A group of defaults: where they come from and how far to trust them."""

    source: Annotated[str, Field(min_length=1)]
    confidence: Literal["high", "med", "low"]
    note: str | None = None


class VolumeBand(Record):
    """Fractional hard sets per week of one muscle: floor, target range, cap."""

    floor: Sets
    target_low: Sets
    target_high: Sets
    cap: Sets

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.floor <= self.target_low <= self.target_high <= self.cap:
            raise ValueError("floor, target_low, target_high and cap must not fall")
        return self


class WeeklyVolume(Sourced):
    """Weekly volume bands by level and muscle."""

    levels: ByLevel[Mapping[str, VolumeBand]]


class SessionMuscleCap(Sourced):
    """Most fractional sets of one muscle in one session."""

    levels: ByLevel[Sets]


class SessionShape(Sourced):
    """How many exercises and sets one session holds."""

    max_working_sets: ByLevel[Count]
    min_exercises: Count
    max_exercises: Count
    min_sets: Count
    max_sets: Count
    main_family_exercises: Count
    other_family_exercises: Count


class Budget(Record):
    """Points that may be spent, Σ sets × points; no shear cap when it is `None`."""

    axial_session_points: BudgetPoints
    axial_week_points: BudgetPoints
    fatigue_session_points: BudgetPoints
    fatigue_week_points: BudgetPoints
    shear_exercise_max: Annotated[int, Field(ge=0, le=10)] | None = None


class Budgets(Sourced):
    """Budgets by level and population."""

    groups: Mapping[Group, Budget]

    @model_validator(mode="after")
    def _every_group(self) -> Self:
        missing = [group for group in get_args(Group) if group not in self.groups]
        if missing:
            raise ValueError(f"no budget for {', '.join(missing)}")
        return self


class HeavyLeg(Sourced):
    """A session is leg-heavy when both its fatigue and its hard sets reach their limits.

    Parameters
    ----------
    fatigue_points
        Σ sets × fatigue over `families`.
    hard_set_fatigue, hard_sets
        At least `hard_sets` of those sets with fatigue of at least `hard_set_fatigue`.
    """

    families: tuple[str, ...]
    fatigue_points: BudgetPoints
    hard_set_fatigue: Count
    hard_sets: Count


class HeavyBack(Sourced):
    """A session is back-heavy from this many axial points in these families."""

    families: tuple[str, ...]
    axial_points: BudgetPoints


class HeavyAxial(Sourced):
    """A session is heavy on the spine from this many axial points in all."""

    axial_points: BudgetPoints


class Recovery(Sourced):
    """Hours from start to start by dose; `above` means strictly more fractional sets."""

    moderate_above_sets: Sets
    moderate_hours: Count
    heavy_above_sets: Sets
    heavy_hours: Count
    small_muscle_hours: Annotated[int, Field(le=0)]
    minimum_hours: Count
    older_hours: Count
    novice_hours: Count
    novice_weeks: Count
    eccentric_min_credit: Annotated[Decimal, Field(ge=0, le=1)]


class LegBack(Sourced):
    """Spacing of leg-heavy and back-heavy sessions, and how often one may be both."""

    gap_hours: Count
    both_per_7_days: ByLevel[Count]


class TrainingDays(Sourced):
    """Training days in a row."""

    max_consecutive: Annotated[int, Field(ge=1, le=7)]


class Stabilisation(Sourced):
    """First weeks of a novice or returner: a cap on axial points per set."""

    weeks: Count
    max_axial: Count


class Deload(Sourced):
    """How often and how much lighter; `sets` is `set_multiplier` worked out for whole sets."""

    every_weeks: ByLevel[Annotated[int, Field(ge=1)]]
    set_multiplier: Annotated[Decimal, Field(gt=0, le=1)]
    sets: Mapping[int, int]
    load_multiplier: Annotated[Decimal, Field(gt=0, le=1)]
    min_rir: Effort
    required_from_weeks: Count


class Growth(Sourced):
    """Most growth from block to block: the larger of sets and percent, and axial percent."""

    sets: Sets
    percent: Count
    axial_percent: Count


class Plateau(Sourced):
    """Weeks of unchanged straight sets before a family needs one of these methods."""

    weeks: Count
    methods: tuple[str, ...]
    families: tuple[str, ...]
    max_slots_per_week: Count


class Continuity(Sourced):
    """Repeats of an exercise in a week, and new exercises from block to block."""

    per_week: Count
    new_exercises: Count


class Ladder(Sourced):
    """Exposure needed on a step before the next, and what each level has mastered already."""

    sessions: Count
    weeks: Count
    mastered: ByLevel[Literal["first", "dumbbell", "barbell"]]


class Structure(Sourced):
    """What a training week contains."""

    hinge_and_squat_sessions: Count
    unilateral_exercises: Count
    hip_dominant_unilateral: Count
    hip_dominant_families: tuple[str, ...]
    core_exercises_per_side: Count
    core_sides: Mapping[Literal["anterior", "lateral", "posterior"], tuple[str, ...]]
    multifidus_exercises: Count
    scapular_exercises: Count
    hamstring_families: tuple[str, ...]
    muscle_sessions: Count
    trained_sets: Sets
    posterior_anterior_ratio: Annotated[Decimal, Field(gt=0, le=5)]
    posterior_muscles: tuple[str, ...]
    anterior_muscles: tuple[str, ...]
    balance_exercises: Count
    balance_score: Annotated[int, Field(ge=0, le=4)]


class Skill(Sourced):
    """Highest skill score an athlete may be given."""

    levels: ByLevel[Annotated[int, Field(ge=1, le=5)]]


class Populations(Sourced):
    """Ages at which parameters switch."""

    youth_below_age: Count
    older_from_age: Count
    youth_min_reps: Count


class Prices(Sourced):
    """Score points a shortage costs, per block."""

    points_per_set: Count
    points_per_requirement: Count

"""Groups of defaults for doses and loads, and the figures that are only printed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from optimizer.data_files import Record
from optimizer.parameter_groups import ByLevel, Count, Effort, Emphasis, Sourced


class Rir(Sourced):
    """Repetitions in reserve: lowest and highest by level, and floors that override them."""

    levels: ByLevel[tuple[Effort, Effort]]
    axial_7_min: Effort
    youth_min: Effort
    older_min: Effort
    low_back_min: Effort


class PercentOfMax(Sourced):
    """Load in thousandths of the one-repetition maximum by reps + RIR."""

    permille: Mapping[int, Annotated[int, Field(gt=0, le=1000)]]


class RestSeconds(Sourced):
    """Rest after a set: main lifts by emphasis, the others by role."""

    main: Mapping[Emphasis, Count]
    accessory: Count
    core: Count
    small: Count


class RepTarget(Sourced):
    """Repetitions aimed at by emphasis, before clipping to the exercise's dose."""

    strength: Count
    hypertrophy: Count
    endurance: Count


class WarmUp(Sourced):
    """Seconds before the first exercise, and ramp sets of heavy ones."""

    general_seconds: Count
    activation_seconds: Count
    ramp_axial: Count
    ramp_sets: Count
    ramp_set_seconds: Count


class BigThree(Sourced):
    """Daily spine-stability drills: descending repetitions of short holds."""

    exercises: tuple[str, ...]
    reps: tuple[int, ...]
    hold_seconds: Count
    minutes: Count


class Decompression(Sourced):
    """What follows a session heavy on the spine, and what does where there is no bar."""

    exercise: str
    seconds: Count
    fallback: str
    fallback_seconds: Count


class LoadFit(Sourced):
    """How far below the wanted load a loadable weight may be."""

    min_percent_of_wanted: Annotated[int, Field(gt=0, le=100)]


class Progression(Sourced):
    """When to raise the load: two repetitions above the target, twice in a row."""

    text: str
    load_step_percent_lower: tuple[Decimal, Decimal, Decimal]
    load_step_percent_upper: tuple[Decimal, Decimal, Decimal]


class Protein(Sourced):
    """Daily protein in grams per kg of body mass."""

    default_g_per_kg: Decimal
    low_g_per_kg: Decimal
    high_g_per_kg: Decimal


class PainRule(Sourced):
    """What to do at which pain from 0 to 10; upper ends, both included."""

    green_max: Count
    amber_max: Count
    axial_exclude_at: Count
    text: str


class SessionLoad(Sourced):
    """Foster's planned session load: RPE = base + span × fatigue used / budget, × minutes."""

    rpe_base: Count
    rpe_span: Count
    monotony_flag: Decimal


class AcuteChronic(Sourced):
    """Acute to chronic load ratio, shown and never used."""

    acute_days: Count
    chronic_days: Count
    low: Decimal
    high: Decimal


class FitnessFatigue(Sourced):
    """Banister's model, shown and never used."""

    fitness_days: Count
    fatigue_days: Count
    fitness_weight: Count
    fatigue_weight: Count


class ReturnAfterLayoff(Sourced):
    """Percent of the former weekly volume in the first weeks back."""

    weeks_off: Count
    percent_by_week: tuple[int, ...]


class MorningHinge(Sourced):
    """Minutes between waking and a heavy hinge."""

    minutes: Count
    low_back_minutes: Count


class ReportOnly(Record):
    """Figures that are printed beside a plan and decide nothing in it."""

    two_for_two: Progression
    protein: Protein
    pain: PainRule
    foster: SessionLoad
    acwr: AcuteChronic
    banister: FitnessFatigue
    return_after_layoff: ReturnAfterLayoff
    morning_hinge: MorningHinge

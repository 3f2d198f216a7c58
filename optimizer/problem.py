"""The compiled problem: integers and index tuples only.

Units: muscle volume in tenths of a fractional set, axial load and fatigue in hundredths of a point
(method multipliers have two decimals), time in seconds or minutes as named, score in exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from optimizer.catalogue import Catalogue, Exercise, Method
from optimizer.conditions import ALWAYS, NEVER, Condition
from optimizer.horizon import Block, Occurrence


@dataclass(frozen=True)
class Cell:
    """One option that may be placed: an exercise by a method in a slot of a block.

    Parameters
    ----------
    index
        Position in `Problem.cells`.
    exercise, method
        What is done and how.
    slot, block
        0-based place.
    credits
        Tenths of a fractional set per working set, by muscle.
    axial_hundredths, fatigue_hundredths
        Per working set.
    set_seconds, fixed_seconds
        Seconds per working set with its rest; set-up and ramp sets once.
    rest_seconds
        The rest in `set_seconds`, in which partners may use the station.
    when
        What must be owned for it.
    variant
        Counts the ways of the same option that other loads allow, the shortest sets first. What
        allows a variant allows every later one.
    """

    index: int
    exercise: Exercise
    method: Method
    slot: int
    block: int
    credits: Mapping[str, int]
    axial_hundredths: int
    fatigue_hundredths: int
    set_seconds: int
    fixed_seconds: int
    rest_seconds: int
    when: Condition = ALWAYS
    variant: int = 0

    @property
    def step(self) -> str | None:
        """Ladder step trained; None for machines, which stand beside the ladder."""
        return None if self.exercise.tier == "machine" else self.exercise.tier

    @property
    def key(self) -> str:
        """Stable, readable name for variables."""
        method = "" if self.method.id == "straight" else f"/{self.method.id}"
        variant = f"#{self.variant + 1}" if self.variant else ""
        return f"{self.exercise.id}{method}{variant},s{self.slot + 1},b{self.block + 1}"


@dataclass(frozen=True)
class Slot:
    """A weekly session opportunity in integers.

    Where something to hang from may yet be bought, decompression changes by `hanging_saves` seconds
    `when_hanging`.
    """

    index: int
    id: str
    start_minute: int
    available_seconds: int
    decompression_seconds: int
    hanging_saves: int = 0
    when_hanging: Condition = NEVER


@dataclass(frozen=True)
class MuscleLimits:
    """Weekly volume of one muscle in tenths of a fractional set, and its recovery in minutes.

    `reachable` says when any option credits the muscle at all.
    """

    floor: int
    target: int
    cap: int
    recovery_moderate_minutes: int
    recovery_heavy_minutes: int
    weight: int
    floor_price: Fraction
    reachable: Condition


@dataclass(frozen=True)
class LadderGate:
    """Steps that must have been trained before a step of a family is open.

    Parameters
    ----------
    family, step
        What is gated.
    needs
        ``(family, step)`` pairs, each trained in `sessions` sessions over `weeks` weeks of earlier
        blocks.
    when
        What must be owned for the gate to stand there: equipment decides which step is the next lower.
    """

    family: str
    step: str
    needs: tuple[tuple[str, str], ...]
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Limits:
    """Every rule's numbers as integers; names say the unit, counts have none."""

    # fatigue_budget, spinal_load
    fatigue_session_hundredths: int
    fatigue_week_hundredths: int
    axial_session_hundredths: int
    axial_week_hundredths: int
    single_axial: int
    hinge_or_squat_axial: int
    leg_press_sets: int
    # heavy flags
    heavy_leg_families: frozenset[str]
    heavy_leg_hundredths: int
    heavy_leg_set_fatigue: int
    heavy_leg_sets: int
    heavy_back_families: frozenset[str]
    heavy_back_hundredths: int
    heavy_axial_hundredths: int
    # recovery_gap, leg_back_spacing, training_days
    moderate_above_tenths: int
    heavy_above_tenths: int
    recovery_minimum_minutes: int
    recovery_early_minutes: int
    recovery_early_weeks: int
    eccentric_credit_tenths: int
    leg_back_gap_minutes: int
    leg_back_both_per_7_days: int
    max_consecutive_days: int
    # volume
    session_muscle_tenths: int
    # session_shape, session_time
    min_exercises: int
    max_exercises: int
    max_working_sets: int
    min_sets: int
    max_sets: int
    main_family_exercises: int
    other_family_exercises: int
    overhead_seconds: int
    # ladder
    ladder_sessions: int
    ladder_weeks: int
    # growth
    growth_tenths: int
    growth_percent: int
    axial_growth_percent: int
    # plateau, continuity
    plateau_weeks: int
    plateau_families: tuple[str, ...]
    plateau_slots_per_week: int
    exercise_per_week: int
    new_exercises: int
    # deload
    deload_required: bool


@dataclass(frozen=True)
class Structure:
    """The weekly structure: how often each part is wanted, by the name of its parameter."""

    wanted: Mapping[str, int]
    trained_tenths: int
    posterior_percent: int
    price: Fraction


@dataclass(frozen=True)
class Prices:
    """What one unit of an elastic rule costs, in score points."""

    plateau: Fraction
    continuity: Fraction


@dataclass(frozen=True)
class PinnedCells:
    """A pin in one block: at least one of the cells is done, with its sets where given."""

    where: str
    cells: tuple[int, ...]
    sets: int | None


@dataclass(frozen=True)
class TemplateNeed:
    """A need of the weekly template in one block: at least one of the cells is done."""

    where: str
    cells: tuple[int, ...]


@dataclass(frozen=True)
class Weights:
    """Score weights in points."""

    coverage: Fraction
    weakest_link: Fraction
    progress: Fraction


@dataclass(frozen=True)
class Problem:
    """Everything `post` may read.

    `hard` names the elastic rules that were made hard; `available_steps` are the ladder steps with at
    least one option anywhere, lowest first, and when; `likes` are those with an option;
    `unwelcome` exercises are disliked or under caution.
    """

    catalogue: Catalogue
    blocks: tuple[Block, ...]
    slots: tuple[Slot, ...]
    occurrences: tuple[Occurrence, ...]
    sessions_per_week: int
    cells: tuple[Cell, ...]
    muscles: Mapping[str, MuscleLimits]
    coverage_muscles: tuple[str, ...]
    limits: Limits
    structure: Structure
    prices: Prices
    weights: Weights
    hard: frozenset[str]
    available_steps: Mapping[str, Mapping[str, Condition]]
    gates: tuple[LadderGate, ...]
    pins: tuple[PinnedCells, ...]
    template: tuple[TemplateNeed, ...]
    red_flags: tuple[str, ...]
    likes: tuple[str, ...]
    unwelcome: frozenset[str]
    prefers_trap_bar: Condition

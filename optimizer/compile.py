"""From the scenario to the integer Problem: the only file with scale factors. Exact or refused."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import lcm

from constraints import RULES
from constraints._contract import ElasticParams
from optimizer.conditions import ALWAYS, NEVER, Condition
from optimizer.errors import ProblemAt
from optimizer.options import Key
from optimizer.prescribe import Option
from optimizer.problem import (
    Cell,
    LadderGate,
    Limits,
    MuscleLimits,
    Prices,
    Problem,
    Slot,
    Structure,
    Weights,
)
from optimizer.scenario import Scenario
from optimizer.wishes import pinned_cells, template_needs, unwelcome_exercises

TENTHS = 10  # fractional sets
HUNDREDTHS = 100  # axial and fatigue points
MINUTES = 60  # hours
SECONDS = 60  # minutes
PERCENT = 100

# The weakest link counts in parts of the targets' common multiple; more would not stay exact.
LARGEST_COMMON_TARGET = 10_000_000

Path = tuple[str | int, ...]


def to_int(value: Decimal, factor: int, path: Path) -> int:
    """Scale a value to an integer.

    Parameters
    ----------
    value
        The value in natural units.
    factor
        Integer units in one natural unit.
    path
        Where the value stands in the scenario.

    Raises
    ------
    ProblemAt
        If the product is not whole. Nothing is rounded.
    """
    scaled = value * factor
    if scaled != scaled.to_integral_value():
        raise ProblemAt(path, f"{value} is finer than 1/{factor}", f"multiples of 1/{factor}")
    return int(scaled)


def compile_problem(scenario: Scenario) -> Problem:
    """Compile a scenario.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    Problem
        Integers and index tuples.

    Raises
    ------
    Problems
        If a value does not scale exactly; all such values at once.
    """
    cells = tuple(_cells(scenario))
    gates = tuple(_gates(scenario))
    offers = scenario.offers
    objective = scenario.objective
    return Problem(
        catalogue=scenario.catalogue,
        blocks=scenario.blocks,
        slots=tuple(_slots(scenario)),
        occurrences=scenario.occurrences,
        sessions_per_week=scenario.trained_sessions,
        cells=cells,
        muscles=_muscles(scenario),
        coverage_muscles=scenario.coverage_muscles,
        limits=_limits(scenario),
        structure=_structure(scenario),
        prices=Prices(
            plateau=Fraction(scenario.settings.plateau.price_points),
            continuity=Fraction(scenario.settings.continuity.price_points),
        ),
        weights=Weights(
            coverage=PERCENT * Fraction(objective.coverage),
            weakest_link=PERCENT * Fraction(objective.weakest_link),
            progress=PERCENT * Fraction(objective.progress),
        ),
        hard=frozenset(
            rule.name
            for rule in RULES
            if isinstance(params := getattr(scenario.settings, rule.name), ElasticParams)
            and params.hard
        ),
        available_steps={
            family: dict.fromkeys(steps, ALWAYS) for family, steps in offers.ladder.steps.items()
        },
        gates=gates,
        pins=tuple(pinned_cells(scenario, cells)),
        template=tuple(template_needs(scenario, cells)),
        red_flags=scenario.athlete.red_flags,
        likes=tuple(name for name in scenario.athlete.likes if name in offers.exercises),
        unwelcome=unwelcome_exercises(scenario),
        prefers_trap_bar=ALWAYS if scenario.prefers_trap_bar else NEVER,
    )


def _cells(scenario: Scenario) -> Iterator[Cell]:
    for index, (key, option) in enumerate(scenario.offers.options.items()):
        yield cell_of(index, key, option)


def cell_of(
    index: int, key: Key, option: Option, when: Condition = ALWAYS, variant: int = 0
) -> Cell:
    """Write an option in integers; for the parameters see `Cell`."""
    exercise, method = option.exercise, option.method
    _, _, slot, block = key
    path: Path = ("catalogue", exercise.id, method.id)
    return Cell(
        index=index,
        exercise=exercise,
        method=method,
        slot=slot,
        block=block,
        credits=exercise.muscles,
        axial_hundredths=to_int(exercise.axial * method.axial_mult, HUNDREDTHS, path),
        fatigue_hundredths=to_int(exercise.fatigue * method.fatigue_mult, HUNDREDTHS, path),
        set_seconds=option.set_seconds,
        fixed_seconds=option.fixed_seconds,
        rest_seconds=option.rest_seconds,
        when=when,
        variant=variant,
    )


def _slots(scenario: Scenario) -> Iterator[Slot]:
    time = scenario.settings.session_time
    for index, slot in enumerate(scenario.sessions):
        hangs = {"pull_up_bar", "rings"} & scenario.setup_of(index).owned()
        yield Slot(
            index=index,
            id=slot.id,
            start_minute=slot.start_minute,
            available_seconds=to_int(slot.minutes, SECONDS, ("sessions", index, "minutes")),
            decompression_seconds=time.hang_seconds if hangs else time.supine_seconds,
        )


def _muscles(scenario: Scenario) -> dict[str, MuscleLimits]:
    volume, recovery = scenario.settings.volume, scenario.settings.recovery_gap
    found = {}
    for muscle in scenario.catalogue.muscles.values():
        adjust = recovery.age_hours + (recovery.small_muscle_hours if muscle.small else 0)
        values = {}
        for name, table in (
            ("floor", volume.floor_sets),
            ("target", volume.target_sets),
            ("cap", volume.cap_sets),
        ):
            path: Path = ("rules", "volume", f"{name}_sets", muscle.id)
            values[name] = to_int(table[muscle.id], TENTHS, path)
        found[muscle.id] = MuscleLimits(
            **values,
            recovery_moderate_minutes=(recovery.moderate_hours + adjust) * MINUTES,
            recovery_heavy_minutes=(recovery.heavy_hours + adjust) * MINUTES,
            weight=muscle.weight,
            floor_price=Fraction(volume.price_points) / TENTHS,
            reachable=ALWAYS if muscle.id in scenario.offers.muscles else NEVER,
        )
    common = lcm(*(found[muscle].target for muscle in scenario.coverage_muscles))
    if common > LARGEST_COMMON_TARGET:
        raise ProblemAt(
            ("rules", "volume", "target_sets"),
            f"the targets have no common multiple below {LARGEST_COMMON_TARGET:,} tenths of a set",
            "rounder targets, whole sets say",
        )
    return found


def _limits(scenario: Scenario) -> Limits:
    rules = scenario.settings
    shape, gap, pair = rules.session_shape, rules.recovery_gap, rules.leg_back_spacing

    def points(rule: str, field: str) -> int:
        return to_int(getattr(getattr(rules, rule), field), HUNDREDTHS, ("rules", rule, field))

    def sets(rule: str, field: str) -> int:
        return to_int(getattr(getattr(rules, rule), field), TENTHS, ("rules", rule, field))

    return Limits(
        fatigue_session_hundredths=points("fatigue_budget", "session_points"),
        fatigue_week_hundredths=points("fatigue_budget", "week_points"),
        axial_session_hundredths=points("spinal_load", "session_points"),
        axial_week_hundredths=points("spinal_load", "week_points"),
        single_axial=rules.spinal_load.single_axial,
        hinge_or_squat_axial=rules.spinal_load.hinge_or_squat_axial,
        leg_press_sets=rules.spinal_load.leg_press_sets,
        heavy_leg_families=frozenset(pair.leg_families),
        heavy_leg_hundredths=points("leg_back_spacing", "leg_points"),
        heavy_leg_set_fatigue=pair.leg_set_fatigue,
        heavy_leg_sets=pair.leg_hard_sets,
        heavy_back_families=frozenset(pair.back_families),
        heavy_back_hundredths=points("leg_back_spacing", "back_points"),
        heavy_axial_hundredths=points("session_time", "heavy_axial_points"),
        moderate_above_tenths=sets("recovery_gap", "moderate_above_sets"),
        heavy_above_tenths=sets("recovery_gap", "heavy_above_sets"),
        recovery_minimum_minutes=gap.minimum_hours * MINUTES,
        recovery_early_minutes=gap.early_hours * MINUTES,
        recovery_early_weeks=gap.early_weeks,
        eccentric_credit_tenths=sets("recovery_gap", "eccentric_min_credit_sets"),
        leg_back_gap_minutes=pair.gap_hours * MINUTES,
        leg_back_both_per_7_days=pair.both_per_7_days,
        max_consecutive_days=rules.training_days.max_consecutive,
        session_muscle_tenths=sets("volume", "session_cap_sets"),
        min_exercises=shape.min_exercises,
        max_exercises=shape.max_exercises,
        max_working_sets=shape.max_working_sets,
        min_sets=shape.min_sets,
        max_sets=shape.max_sets,
        main_family_exercises=shape.main_family_exercises,
        other_family_exercises=shape.other_family_exercises,
        overhead_seconds=rules.session_time.general_seconds + rules.session_time.activation_seconds,
        ladder_sessions=rules.progression_ladder.sessions,
        ladder_weeks=rules.progression_ladder.weeks,
        growth_tenths=sets("growth", "sets"),
        growth_percent=rules.growth.percent,
        axial_growth_percent=rules.growth.axial_percent,
        plateau_weeks=rules.plateau.weeks,
        plateau_families=rules.plateau.families,
        plateau_slots_per_week=rules.plateau.max_slots_per_week,
        exercise_per_week=rules.continuity.per_week,
        new_exercises=rules.continuity.new_exercises,
        deload_required=scenario.weeks >= rules.deload.required_from_weeks,
    )


def _structure(scenario: Scenario) -> Structure:
    params = scenario.settings.weekly_structure
    rule = ("rules", "weekly_structure")
    counts = ("exercises", "sessions")
    return Structure(
        wanted={
            name: getattr(params, name)
            for name in type(params).model_fields
            if name.endswith(counts)
        },
        trained_tenths=to_int(params.trained_sets, TENTHS, (*rule, "trained_sets")),
        posterior_percent=to_int(params.posterior_ratio, PERCENT, (*rule, "posterior_ratio")),
        price=Fraction(params.price_points),
    )


def _gates(scenario: Scenario) -> Iterator[LadderGate]:
    for family, steps in scenario.offers.ladder.steps.items():
        for step in steps:
            needs = scenario.ladder.needs(family, step)
            if needs:
                yield LadderGate(family, step, needs)

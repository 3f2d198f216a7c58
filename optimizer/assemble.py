"""From chosen sets to a dated plan: prescriptions in training order, warm-up, cool-down, daily drills.

The choice comes as working sets per (exercise, method, slot, block), from whatever engine or hand; no
integer of the Problem is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer.horizon import Block
from optimizer.options import Key
from optimizer.plan import (
    DailyDrill,
    Drill,
    Plan,
    Prescription,
    ScenarioStamp,
    Score,
    Session,
    Week,
)
from optimizer.prescribe import Option

if TYPE_CHECKING:
    from optimizer.catalogue import Exercise
    from optimizer.scenario import Scenario

Choice = Mapping[Key, int]


@dataclass(frozen=True)
class Schedule:
    """The weeks of a plan and its daily drills, before anything is scored."""

    weeks: tuple[Week, ...]
    daily: tuple[DailyDrill, ...]


def assemble(scenario: Scenario, choice: Choice, used: frozenset[int]) -> Schedule:
    """Put a choice on the calendar.

    Parameters
    ----------
    scenario
        The scenario.
    choice
        Working sets a build week, by option key; zeros may be left out.
    used
        0-based slots that are trained.

    Returns
    -------
    Schedule
    """
    weeks = []
    for block in scenario.blocks:
        chosen: dict[int, list[tuple[Option, int]]] = {slot: [] for slot in sorted(used)}
        for key, sets in choice.items():
            if sets and key[3] == block.index and key[2] in chosen:
                chosen[key[2]].append((scenario.offers.options[key], sets))
        for number in block.week_numbers:
            sessions = [
                _session(scenario, block, number, slot, _in_order(options))
                for slot, options in chosen.items()
            ]
            sessions.sort(key=lambda s: (s.date, s.start))
            weeks.append(
                Week(
                    week=number + 1,
                    block=block.index + 1,
                    kind=block.kind(number),
                    sessions=tuple(sessions),
                )
            )
    return Schedule(tuple(weeks), daily_drills(scenario))


def unscored_plan(
    scenario: Scenario, schedule: Schedule, provenance: Mapping[str, Any] | None = None
) -> Plan:
    """Make a plan of a schedule; it claims no score and no bound yet."""
    return Plan(
        scenario=ScenarioStamp(
            name=scenario.name, sha256=scenario.sha256, document=scenario.document()
        ),
        athlete=scenario.athlete.id,
        status="feasible",
        score=Score(total=Decimal(0), bound=None, gap=None, exact="0", terms=()),
        daily=schedule.daily,
        weeks=schedule.weeks,
        provenance=provenance or {},
    )


def daily_drills(scenario: Scenario) -> tuple[DailyDrill, ...]:
    """Return the Big Three, without those that a restriction rules out."""
    params = scenario.settings.daily_stability
    return tuple(
        DailyDrill(exercise=name, reps=params.reps, hold_seconds=params.hold_seconds)
        for name in params.exercises
        if _welcome(scenario, scenario.catalogue.exercises[name])
    )


def training_order(exercise: Exercise) -> tuple[int, int, int, str]:
    """Order within a session: main lifts by demand, single-leg, accessories, core (evidence 2.8)."""
    if exercise.family in ("core_stability", "carry"):
        phase = 3
    elif exercise.family == "single_leg":
        phase = 1
    elif "main" in exercise.roles:
        phase = 0
    else:
        phase = 2
    return phase, -exercise.skill * exercise.axial, -exercise.fatigue, exercise.id


def phase_of(exercise: Exercise) -> str:
    """Name of the part of a session that an exercise belongs to."""
    return ("main lifts", "single-leg", "accessories", "core")[training_order(exercise)[0]]


def _in_order(options: list[tuple[Option, int]]) -> list[tuple[Option, int]]:
    return sorted(options, key=lambda pair: training_order(pair[0].exercise))


def _session(
    scenario: Scenario, block: Block, week: int, slot: int, options: list[tuple[Option, int]]
) -> Session:
    lighter = scenario.settings.deload.sets if block.kind(week) == "deload" else None
    entries = [
        prescription(option, sets if lighter is None else lighter[sets], week - block.first_week)
        for option, sets in options
    ]
    return dated_session(scenario, week, slot, entries)


def dated_session(
    scenario: Scenario, week: int, slot: int, entries: Sequence[Prescription]
) -> Session:
    """Put prescriptions on a date, with warm-up, cool-down and the time they take.

    Parameters
    ----------
    scenario
        The scenario.
    week, slot
        0-based place.
    entries
        What is done, in training order.
    """
    written = scenario.sessions[slot]
    after = cool_down(scenario, slot, entries)
    time = scenario.settings.session_time
    seconds = time.general_seconds + time.activation_seconds
    seconds += sum(entry.seconds for entry in entries)
    seconds += sum(drill.seconds or 0 for drill in after)
    return Session(
        id=written.id,
        date=scenario.date(week, slot),
        start=written.start,
        minutes=written.minutes,
        setup=written.setup,
        before=warm_up(scenario),
        exercises=tuple(entries),
        after=after,
        seconds=seconds,
    )


def prescription(option: Option, sets: int, week_of_block: int) -> Prescription:
    """Write an option as it is done in one week of its block.

    Parameters
    ----------
    option
        The option.
    sets
        Working sets that week.
    week_of_block
        0-based week within the block.
    """
    dose = option.weeks[week_of_block]
    field = {"seconds": "seconds_hold"}.get(option.unit, option.unit)
    return Prescription.model_validate(
        {
            "exercise": option.exercise.id,
            "sets": sets,
            field: option.amount,
            "rir": dose.rir,
            "method": option.method.id,
            "tempo": option.tempo,
            "load": option.load,
            "load_kg": None if dose.load_kg is None else _plain(dose.load_kg),
            "rest_seconds": option.rest_seconds,
            "seconds": option.seconds(sets),
        }
    )


def warm_up(scenario: Scenario) -> tuple[Drill, ...]:
    """Prescribe warm-up and activation: breath, spine, a hinge drill for a weak hinge (S46, S57)."""
    time, catalogue = scenario.settings.session_time, scenario.catalogue.exercises
    drills = [Drill(exercise="brisk_walk", seconds=time.general_seconds)]
    first_step = scenario.ladder.highest_mastered("hip_hinge") == "bodyweight"
    names = ["brace_breathing", "cat_camel", *(["hinge_dowel"] if first_step else [])]
    drills += [Drill(exercise=name, reps=catalogue[name].dose.lo) for name in names]
    return tuple(d for d in drills if _welcome(scenario, catalogue[d.exercise]))


def cool_down(scenario: Scenario, slot: int, entries: Sequence[Prescription]) -> tuple[Drill, ...]:
    """Prescribe decompression after a heavy-axial session: hang where one can, else lie down (S26)."""
    catalogue, time = scenario.catalogue, scenario.settings.session_time
    axial = sum(
        (
            e.sets * catalogue.exercises[e.exercise].axial * catalogue.methods[e.method].axial_mult
            for e in entries
        ),
        Decimal(0),
    )
    if axial < time.heavy_axial_points:
        return ()
    if {"pull_up_bar", "rings"} & scenario.setup_of(slot).owned():
        # Whoever may not hang lies down for the same minute; the time is that of the rule.
        hang = catalogue.exercises["dead_hang"]
        name = "dead_hang" if _welcome(scenario, hang) else "supine_unload"
        return (Drill(exercise=name, seconds=time.hang_seconds),)
    return (Drill(exercise="supine_unload", seconds=time.supine_seconds),)


def _welcome(scenario: Scenario, exercise: Exercise) -> bool:
    avoided = {t for t, how in scenario.athlete.restrictions.items() if how == "avoid"}
    return not avoided.intersection(exercise.contraindications)


def _plain(load: Decimal) -> Decimal:
    """Write a load without needless zeros, so that equal plans are byte-equal."""
    normal = load.normalize()
    return normal if normal.as_tuple().exponent <= 0 else normal.quantize(Decimal(1))  # type: ignore[operator]

"""What a view of a plan shows, before it is text: one structure for terminal, Markdown and page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.assemble import phase_of
from optimizer.report.words import clean, day_and_month, dose, exact, load_unit, minutes, spoken

if TYPE_CHECKING:
    from optimizer.plan import DailyDrill, Drill, Plan, Prescription
    from optimizer.plan_facts import Entry, SessionFacts, WeekFacts
    from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Column:
    """Weeks of a block in which nothing moves, as one column; `rir` is that of most exercises."""

    label: str
    rir: int
    deload: bool


@dataclass(frozen=True)
class Line:
    """One exercise of a session: what is done in the first week, and what moves.

    Parameters
    ----------
    phase
        Part of the session.
    name, dose, load, tempo, rest
        As they are printed; `load` is the unit of the numbers in `weeks`, or what stands for them.
    weeks
        Load by column, with the repetitions in reserve where they are not those of the column.
    light_sets
        Sets of the deload week, where the block has one.
    cue, stop
        How to do it, and when the set is over.
    """

    phase: str
    name: str
    dose: str
    load: str
    tempo: str
    rest: str
    weeks: tuple[str, ...]
    light_sets: str | None
    cue: str | None
    stop: str | None


@dataclass(frozen=True)
class SessionView:
    """One session of the training week."""

    title: str
    used: str
    before: str
    after: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class BlockView:
    """One block: its weeks, its budgets, its training week; `same_as` names an equal earlier block."""

    title: str
    budget: str
    sessions: tuple[SessionView, ...]
    same_as: str | None = None


def block_views(scenario: Scenario, plan: Plan) -> tuple[BlockView, ...]:
    """Build the view of every block.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed; all names of the plan are known.
    """
    facts = plan.facts(scenario)
    found: list[BlockView] = []
    for number in sorted({week.block for week in plan.weeks}):
        weeks = tuple(facts.weeks_of(number))
        sessions = tuple(
            _session(scenario, weeks, session)
            for session in sorted(weeks[0].sessions, key=lambda s: s.start)
        )
        title = _title(number, weeks)
        same = next(
            (
                f"block {other + 1}"
                for other, earlier in enumerate(found)
                if _without_weeks(earlier.sessions) == _without_weeks(sessions)
            ),
            None,
        )
        found.append(BlockView(title, _budget(scenario, weeks[0]), sessions, same))
    return tuple(found)


def _without_weeks(sessions: tuple[SessionView, ...]) -> list[tuple[object, ...]]:
    """Everything of a training week except the numbers of its weeks."""
    return [
        (s.title, s.used, s.before, s.after, [c.deload for c in s.columns], s.lines)
        for s in sessions
    ]


def _title(number: int, weeks: tuple[WeekFacts, ...]) -> str:
    first, last = weeks[0].week, weeks[-1].week
    starts = min(s.session.date for s in weeks[0].sessions)
    ends = max(s.session.date for s in weeks[-1].sessions)
    span = f"week {first.week}" if first is last else f"weeks {first.week}–{last.week}"
    light = "" if last.kind == "build" else f", week {last.week} light"
    return f"Block {number} · {span}{light} · {day_and_month(starts)} – {day_and_month(ends)} {ends.year}"


def _budget(scenario: Scenario, week: WeekFacts) -> str:
    spine = scenario.settings.spinal_load.week_points
    fatigue = scenario.settings.fatigue_budget.week_points
    return (
        f"A week: spine {_of(week.axial, spine)} points, "
        f"fatigue {_of(week.fatigue, fatigue)} points, "
        f"{sum(entry.sets for entry in week.entries)} working sets"
    )


def _of(used: Decimal, budget: Decimal) -> str:
    return f"{exact(used, 1)} of {exact(budget, 1)}"


def _session(scenario: Scenario, weeks: tuple[WeekFacts, ...], first: SessionFacts) -> SessionView:
    # By name, not by place: a plan file may list its sessions in any order.
    repeats = [s for week in weeks for s in week.sessions if s.session.id == first.session.id]
    groups = _equal_weeks(repeats)
    columns = tuple(
        Column(
            _label([repeats[i].week.week for i in group]),
            _usual_rir(repeats[group[0]]),
            _light(repeats[group[0]]),
        )
        for group in groups
    )
    shown = [repeats[group[0]] for group in groups]
    lines = tuple(_line(shown, columns, entry) for entry in first.entries)
    spine = _of(first.axial, scenario.settings.spinal_load.session_points)
    fatigue = _of(first.fatigue, scenario.settings.fatigue_budget.session_points)
    session = first.session
    return SessionView(
        title=clean(f"{_weekday(session.date)} {session.start} · {session.id} · {session.setup}"),
        used=(
            f"{minutes(session.seconds)} of {exact(session.minutes, 1)} min · "
            f"spine {spine} · fatigue {fatigue}"
        ),
        before=drills_line(scenario, session.before),
        after=drills_line(scenario, session.after),
        columns=columns,
        lines=lines,
    )


def _weekday(day: dt.date) -> str:
    return day_and_month(day).split()[0]


def _light(session: SessionFacts) -> bool:
    return session.week.kind == "deload"


def _label(numbers: list[int]) -> str:
    return f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def _equal_weeks(repeats: list[SessionFacts]) -> list[list[int]]:
    """Group consecutive weeks in which a session is the same to the last number."""
    groups: list[list[int]] = []
    for index, session in enumerate(repeats):
        if groups:
            earlier = repeats[groups[-1][0]]
            same = earlier.session.exercises == session.session.exercises
            if same and _light(earlier) == _light(session):
                groups[-1].append(index)
                continue
        groups.append([index])
    return groups


def _usual_rir(session: SessionFacts) -> int:
    """Repetitions in reserve of most exercises."""
    counted = Counter(entry.prescription.rir for entry in session.entries)
    return max(counted, key=lambda rir: (counted[rir], -rir), default=0)


def _line(shown: list[SessionFacts], columns: tuple[Column, ...], opens: Entry) -> Line:
    exercise, first, method = opens.exercise, opens.prescription, opens.method
    entries = [
        next(e for e in session.entries if (e.exercise.id, e.method.id) == (exercise.id, method.id))
        for session in shown
    ]
    straight = method.id == "straight"
    light = [e.sets for e, column in zip(entries, columns, strict=True) if column.deload]
    return Line(
        phase=phase_of(exercise),
        name=exercise.name if straight else f"{exercise.name}, {method.name.lower()}",
        dose=dose(first, exercise),
        load=load_unit(first, exercise),
        tempo=first.tempo,
        rest=f"{first.rest_seconds} s",
        weeks=tuple(
            _cell(entry.prescription, column)
            for entry, column in zip(entries, columns, strict=True)
        ),
        light_sets=str(light[0]) if light else None,
        cue=exercise.cue,
        stop=exercise.stop_sign,
    )


def _cell(entry: Prescription, column: Column) -> str:
    number = "·" if entry.load_kg is None else f"{entry.load_kg.normalize():f}"
    return number if entry.rir == column.rir else f"{number} ({entry.rir})"


def drills_line(scenario: Scenario, drills: tuple[Drill, ...]) -> str:
    """Write the drills before or after a session on one line."""
    names = scenario.catalogue.exercises
    shown = []
    for drill in drills:
        name = names[drill.exercise].name if drill.exercise in names else spoken(drill.exercise)
        amount = f"{minutes(drill.seconds)} min" if drill.seconds else f"{drill.reps} reps"
        shown.append(clean(f"{name} {amount}"))
    return " · ".join(shown)


def daily_line(scenario: Scenario, daily: tuple[DailyDrill, ...]) -> str:
    """Write the drills of every day on one line."""
    names = scenario.catalogue.exercises
    if not daily:
        return ""
    reps = "-".join(str(count) for count in daily[0].reps)
    # The catalogue's names carry their dose in brackets; it stands at the end of this line.
    drills = ", ".join(names[drill.exercise].name.split(" (")[0] for drill in daily)
    return f"{drills}: {reps} holds of {daily[0].hold_seconds} s a side"

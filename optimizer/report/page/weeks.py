"""The training week of every block: a calendar for the screen and a sheet for the wall."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.report.page.horizon import monday_of
from optimizer.report.page.paper import Paper, fit_on_paper
from optimizer.report.view import BlockView, Line, SessionView, block_views
from optimizer.report.words import DAYS, day_and_month, exact, minutes

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import Entry, SessionFacts, WeekFacts
    from optimizer.scenario import Scenario


@dataclass(frozen=True)
class WeekHead:
    """Head of the column of one week."""

    number: int
    monday: str
    iso_monday: str
    light: bool


@dataclass(frozen=True)
class Cell:
    """What one week asks of an exercise; `sets` where they are not those of the first week."""

    load: str
    rir: int
    sets: int | None
    light: bool


@dataclass(frozen=True)
class Row:
    """One exercise with its weeks; `opens` names the part of the session that begins here."""

    opens: str | None
    line: Line
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class SheetSession:
    """One session of the training week."""

    start: str
    minutes: str
    slot_minutes: str
    view: SessionView
    rows: tuple[Row, ...]

    @property
    def cues(self) -> tuple[Line, ...]:
        """Exercises with something to keep in mind."""
        return tuple(row.line for row in self.rows if row.line.cue or row.line.stop)


@dataclass(frozen=True)
class Day:
    """A weekday of the calendar."""

    name: str
    sessions: tuple[SheetSession, ...]


@dataclass(frozen=True)
class Sheet:
    """One block."""

    number: int
    view: BlockView
    heads: tuple[WeekHead, ...]
    days: tuple[Day, ...]
    cues: tuple[Line, ...]
    before: str | None
    paper: Paper

    @property
    def sessions(self) -> tuple[SheetSession, ...]:
        """All sessions in order of time."""
        return tuple(session for day in self.days for session in day.sessions)


def sheets(scenario: Scenario, plan: Plan) -> tuple[Sheet, ...]:
    """Build one sheet per block.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.
    """
    facts = plan.facts(scenario)
    numbers = sorted({week.week.block for week in facts.weeks})
    return tuple(
        _sheet(scenario, number, tuple(facts.weeks_of(number)), view)
        for number, view in zip(numbers, block_views(scenario, plan), strict=True)
    )


def _sheet(scenario: Scenario, number: int, weeks: tuple[WeekFacts, ...], view: BlockView) -> Sheet:
    first = sorted(weeks[0].sessions, key=lambda s: s.start)
    sessions = [
        (session.session.date.weekday(), _session(weeks, session, seen))
        for session, seen in zip(first, view.sessions, strict=True)
    ]
    cues = {line.name: line for _, session in sessions for line in session.cues}
    return Sheet(
        number=number,
        view=view,
        heads=tuple(_head(monday_of(scenario, week), week) for week in weeks),
        days=tuple(
            Day(name, tuple(session for day, session in sessions if day == index))
            for index, name in enumerate(DAYS)
        ),
        cues=tuple(cues.values()),
        before=_shared([session.view.before for _, session in sessions]),
        paper=fit_on_paper(
            len(weeks),
            [[row.line for row in session.rows] for _, session in sessions],
            tuple(cues.values()),
        ),
    )


def _shared(warm_ups: list[str]) -> str | None:
    """Return the warm-up of all sessions where they have the same."""
    return warm_ups[0] if len(set(warm_ups)) == 1 and warm_ups[0] else None


def _head(monday: dt.date, week: WeekFacts) -> WeekHead:
    light = week.week.kind == "deload"
    return WeekHead(week.week.week, day_and_month(monday)[4:], monday.isoformat(), light)


def _session(weeks: tuple[WeekFacts, ...], first: SessionFacts, view: SessionView) -> SheetSession:
    session = first.session
    # By name, not by place: a plan file may list its sessions in any order.
    repeats = [s for week in weeks for s in week.sessions if s.session.id == session.id]
    rows = []
    phase = ""
    for entry, line in zip(first.entries, view.lines, strict=True):
        opens, phase = (None if line.phase == phase else line.phase), line.phase
        cells = tuple(_cell(repeat, entry) for repeat in repeats)
        rows.append(Row(opens, line, cells))
    return SheetSession(
        start=session.start,
        minutes=minutes(session.seconds),
        slot_minutes=exact(session.minutes, 1),
        view=view,
        rows=tuple(rows),
    )


def _cell(session: SessionFacts, opens: Entry) -> Cell:
    key = (opens.exercise.id, opens.method.id)
    entry = next(e for e in session.entries if (e.exercise.id, e.method.id) == key)
    load = entry.prescription.load_kg
    return Cell(
        load="" if load is None else exact(load, 3),
        rir=entry.prescription.rir,
        sets=None if entry.sets == opens.sets else entry.sets,
        light=session.week.kind == "deload",
    )

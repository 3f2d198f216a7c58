"""The rows of a foreign plan, understood: which exercise, where, when and how much.

Everything a row says is matched to the scenario and the catalogue, or refused with its place; whether a
plan may say it, the rules decide later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from optimizer.errors import Diagnostic, ProblemAt, show
from optimizer.foreign.cells import Range, read_amount, read_load, read_sets, read_weeks
from optimizer.foreign.names import exercise_names, method_names, session_names
from optimizer.foreign.table import Cell, Field, Table, TableError, read_table
from optimizer.loads import Basis
from optimizer.report.words import spans
from optimizer.scenario import Scenario

T = TypeVar("T")

FIELDS = (
    Field("week", ("week", "weeks", "wk", "week number")),
    Field("session", ("session", "day", "slot", "workout", "weekday"), required=True),
    Field("exercise", ("exercise", "name", "lift", "movement", "exercise name"), required=True),
    Field("sets", ("sets", "working sets", "number of sets"), required=True),
    Field("reps", ("reps", "rep", "repetitions", "amount", "reps per set")),
    Field("load", ("load", "weight", "kg", "load kg", "weight kg", "load (kg)", "weight (kg)")),
    Field("method", ("method", "technique")),
)
POUNDS = "loads are read in kilograms; 1 lb is 0.45359237 kg"
REFUSED = {
    f"{quantity}{unit}".strip(): POUNDS
    for quantity in ("", "load ", "weight ")
    for unit in ("lb", "lbs", "(lb)", "(lbs)", "pounds")
}


@dataclass(frozen=True)
class Row:
    """One row of a foreign plan.

    Parameters
    ----------
    row
        Where it stands, counted from 1.
    weeks
        Weeks of the plan, counted from 1.
    every_week
        Whether it holds for every week without naming any: then deload weeks lighten it.
    slot
        0-based slot.
    exercise, method
        Ids of the catalogue.
    sets
        Working sets of a build week.
    amount
        Least and most repetitions, seconds, metres or steps of a set; None where none are given.
    load
        Kilograms, or what the load rests on; None for the prescribed load.
    """

    row: int
    weeks: tuple[int, ...]
    every_week: bool
    slot: int
    exercise: str
    method: str
    sets: int
    amount: Range | None
    load: Decimal | Basis | None


@dataclass(frozen=True)
class ForeignPlan:
    """The rows of a foreign plan, and what about its table a reader should know."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def read_foreign_plan(source: str | Path, scenario: Scenario) -> ForeignPlan:
    """Read a plan that somebody else wrote, as a table.

    Parameters
    ----------
    source
        Path of a CSV file, or ``-`` for standard input.
    scenario
        What the plan is for: its sessions and weeks are the ones that rows may name.

    Returns
    -------
    ForeignPlan
        With rows for every week.

    Raises
    ------
    TableError
        With every problem of the table: row, column, value, what is allowed, close names.
    """
    table = read_table(source, FIELDS, REFUSED)
    reader = _Reader(scenario, table.name)
    rows = [row for cells in table.rows for row in reader.read(cells)]
    problems = [*table.problems, *reader.problems, *_repeated(table.name, rows, scenario)]
    if not problems:
        problems += _missing_weeks(table.name, rows, scenario)
    if problems:
        raise TableError(problems)
    return ForeignPlan(tuple(rows), tuple(_notes(table, rows, scenario)))


class _Reader:
    """Reads row after row and collects what is wrong."""

    def __init__(self, scenario: Scenario, file: str) -> None:
        self.catalogue, self.last_week, self.file = scenario.catalogue, scenario.weeks, file
        self.problems: list[Diagnostic] = []
        self.sessions, self.exercises = session_names(scenario), exercise_names()
        self.methods = method_names()
        self.slots = {slot.id: index for index, slot in enumerate(scenario.sessions)}

    def read(self, cells: Mapping[str, Cell]) -> Iterator[Row]:
        """Yield the row, unless one of its cells is wrong."""
        known = len(self.problems)
        weeks = self._cell(cells, "week", lambda text: read_weeks(text, self.last_week), None)
        session = self._cell(cells, "session", self.sessions.find, "")
        exercise = self._cell(cells, "exercise", self.exercises.find, "")
        method = self._cell(cells, "method", self._method, "straight")
        sets = self._cell(cells, "sets", read_sets, 0)
        load = self._cell(cells, "load", read_load, None)
        amount = None
        if exercise:
            unit = self._unit(exercise, method)
            amount = self._cell(cells, "reps", lambda text: read_amount(text, unit), None)
        if len(self.problems) > known:
            return
        yield Row(
            row=cells["exercise"].row,
            weeks=weeks or tuple(range(1, self.last_week + 1)),
            every_week=weeks is None,
            slot=self.slots[session],
            exercise=exercise,
            method=method,
            sets=sets,
            amount=amount,
            load=load,
        )

    def _cell(
        self, cells: Mapping[str, Cell], field: str, read: Callable[[str], T], otherwise: T
    ) -> T:
        """Read a cell; note what is wrong with it and go on."""
        cell = cells.get(field)
        if cell is None:
            return otherwise
        try:
            return read(cell.text)
        except ProblemAt as problem:
            said, allowed = problem.problem, problem.allowed
            self.problems.append(Diagnostic(self.file, cell.row, cell.column, field, said, allowed))
            return otherwise

    def _method(self, text: str) -> str:
        return self.methods.find(text) if text else "straight"

    def _unit(self, exercise: str, method: str) -> str:
        held = self.catalogue.methods[method].hold_seconds is not None
        return "seconds" if held else self.catalogue.exercises[exercise].dose.unit


def _repeated(file: str, rows: Sequence[Row], scenario: Scenario) -> Iterator[Diagnostic]:
    first: dict[tuple[int, int, str, str], int] = {}
    for row in rows:
        again = {
            first[key]: key[0]
            for week in reversed(row.weeks)
            if (key := (week, row.slot, row.exercise, row.method)) in first
        }
        for week in row.weeks:
            first.setdefault((week, row.slot, row.exercise, row.method), row.row)
        if again:
            earlier, week = min(again.items())
            where = f"{row.exercise} in {scenario.sessions[row.slot].id}, week {week}"
            text = f"{where} stands in row {earlier} already; keep one row"
            yield Diagnostic(file, row.row, None, "", text)


def _missing_weeks(file: str, rows: Sequence[Row], scenario: Scenario) -> Iterator[Diagnostic]:
    missing = sorted(set(range(1, scenario.weeks + 1)).difference(*(row.weeks for row in rows)))
    if missing:
        noun = "week" if len(missing) == 1 else "weeks"
        allowed = f"rows for each of the weeks 1 to {scenario.weeks}; all stands for every week"
        yield Diagnostic(file, None, None, "", f"no rows for {noun} {spans(missing)}", allowed)


def _notes(table: Table, rows: Sequence[Row], scenario: Scenario) -> Iterator[str]:
    if table.unread:
        yield f"columns that are not read: {', '.join(map(show, table.unread))}"
    if "week" not in table.fields:
        yield "no column for the week: every row holds for every week"
    light = [
        number + 1
        for block in scenario.blocks
        for number in block.week_numbers
        if block.kind(number) == "deload"
    ]
    if light and any(row.every_week for row in rows):
        noun = "week" if len(light) == 1 else "weeks"
        yield (
            f"rows for every week are lightened in deload {noun} {spans(light)}, as the deload rule "
            "says; rows that name these weeks are taken as they are"
        )

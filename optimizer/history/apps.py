"""Exports of Hevy and Strong: which column is what, and every row as a logged set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from optimizer.errors import Diagnostic, ScenarioError, closest, show
from optimizer.history.cells import UNITS, CellError, Unit, day, kilograms, number, rating, whole
from optimizer.history.table import Row, Table

Kind = Literal["working", "warm-up", "drop", "rest", "other"]

MOST_PROBLEMS = 20
HEVY = {"date": "start_time", "name": "exercise_title", "kind": "set_type", "reps": "reps"}
STRONG = {"date": "date", "name": "exercise name", "kind": "set order", "reps": "reps"}
WEIGHTS: Mapping[str, Unit | None] = {
    "weight_kg": "kg",
    "weight_lbs": "lb",
    "weight_lb": "lb",
    "weight (kg)": "kg",
    "weight (lbs)": "lb",
    "weight (lb)": "lb",
    "weight": None,
}
HEVY_KINDS: Mapping[str, Kind] = {
    "normal": "working",
    "failure": "working",
    "warmup": "warm-up",
    "dropset": "drop",
}
STRONG_KINDS: Mapping[str, Kind] = {
    "f": "working",
    "w": "warm-up",
    "d": "drop",
    "rest timer": "rest",
}


class LoggedSet(NamedTuple):
    """One row of a log.

    Parameters
    ----------
    row
        Row as a spreadsheet counts.
    day
        Day of the workout.
    name
        Exercise as the app calls it.
    amount, unit
        Weight as written; None where none was. What it means (per hand, added, assistance) depends
        on the exercise.
    reps
        Repetitions, None for holds.
    rpe
        Rating of perceived exertion, None where none was given.
    """

    row: int
    day: dt.date
    name: str
    amount: Decimal | None
    unit: Unit
    reps: int | None
    rpe: Decimal | None

    @property
    def kg(self) -> Fraction | None:
        """The weight in kilograms, exact; None for no outside load or for assistance."""
        if self.amount is None or self.amount <= 0:
            return None
        return kilograms(self.amount, self.unit)


@dataclass(frozen=True)
class Layout:
    """Where the columns of an export are.

    Parameters
    ----------
    app
        Who wrote it.
    date, name, kind, reps, rpe
        Indexes of columns.
    weights
        Columns of weights with their units, the first that is filled counts.
    unit_column
        Column that gives the unit by row.
    """

    app: Literal["Hevy", "Strong"]
    date: int
    name: int
    kind: int
    reps: int
    rpe: int | None
    weights: tuple[tuple[int, Unit | None], ...]
    unit_column: int | None


def recognise(table: Table, unit: Unit | None) -> Layout:
    """Tell from the header which app wrote a file.

    Parameters
    ----------
    table
        The open file.
    unit
        Unit the person names for weights, used where the file gives none.

    Raises
    ------
    ScenarioError
        If it is neither a Hevy nor a Strong export, a column is missing or named twice, or no unit
        is known, or the named one contradicts the file.
    """
    columns = [name.casefold() for name in table.header]
    hevy = sum(name in columns for name in HEVY.values())
    strong = sum(name in columns for name in STRONG.values())
    wanted = HEVY if hevy > strong else STRONG
    shown = ", ".join(map(show, table.header[:20]))
    if max(hevy, strong) < 2:
        expected = " or ".join(", ".join(w.values()) for w in (HEVY, STRONG))
        said = f"neither a Hevy nor a Strong export; its columns: {shown}"
        raise table.problem(Row(1, 1, []), said, f"columns {expected}, and a weight")
    for name in [*wanted.values(), *WEIGHTS, "weight unit", "rpe"]:
        if columns.count(name) > 1:
            raise table.problem(Row(1, 1, []), f"the column {name!r} stands twice", "once")
    for name in wanted.values():
        if name not in columns:
            raise _missing(table, f"the column {name!r}", closest(name, columns))
    weights = [(columns.index(name), its) for name, its in WEIGHTS.items() if name in columns]
    if not weights:
        raise _missing(table, "a column for the weight", closest("weight", columns))
    unit_column = columns.index("weight unit") if "weight unit" in columns else None
    layout = Layout(
        "Hevy" if wanted is HEVY else "Strong",
        **{part: columns.index(name) for part, name in wanted.items()},
        rpe=columns.index("rpe") if "rpe" in columns else None,
        weights=tuple((index, its or unit) for index, its in weights),
        unit_column=unit_column,
    )
    named = {its for _, its in weights if its}
    if unit and named and unit not in named:
        said = f"the header gives weights in {', '.join(sorted(named))}, --unit says {unit}"
        raise table.problem(Row(1, 1, []), said, "no --unit")
    if unit_column is None and any(its is None for _, its in layout.weights):
        said = "the file does not say whether weights are in kilograms or in pounds"
        raise table.problem(Row(1, 1, []), said, "--unit kg or --unit lb", column="Weight")
    return layout


def logged_sets(table: Table, layout: Layout) -> Iterator[tuple[Kind, str, LoggedSet | None]]:
    """Read every row.

    Parameters
    ----------
    table, layout
        The open file and its columns.

    Yields
    ------
    tuple
        Kind of the row, the mark it was told by, and the set; no set for rests and unknown kinds.

    Raises
    ------
    ScenarioError
        With every row and column that cannot be used, up to 20.
    """
    problems: list[Diagnostic] = []
    reader = _Reader(table, layout)
    try:
        for row in table.rows():
            mark = row.cells[layout.kind].strip()
            kind = reader.kind(mark)
            try:
                yield kind, mark, None if kind in ("rest", "other") else reader.set(row)
            except CellError as error:
                name = table.header[reader.at]
                problems.append(table.diagnostic(row, name, error.problem, error.allowed))
            if len(problems) == MOST_PROBLEMS:
                said = f"{MOST_PROBLEMS} cells above cannot be used; the rest was not read"
                raise table.problem(row, said)
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.diagnostics]) from None
    if problems:
        raise ScenarioError(problems)


class _Reader:
    """Reads rows of one layout; `at` is the column being read."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self.layout, self.comma_is_decimal = layout, table.delimiter == ";"
        self.at = 0

    def kind(self, mark: str) -> Kind:
        mark = mark.casefold()
        if self.layout.app == "Hevy":
            return HEVY_KINDS.get(mark, "other")
        return "working" if mark.isdecimal() else STRONG_KINDS.get(mark, "other")

    def set(self, row: Row) -> LoggedSet:
        layout, comma = self.layout, self.comma_is_decimal
        name = self._cell(row, layout.name).strip()
        if not name:
            raise CellError("no exercise is named", "the name of an exercise")
        when = day(self._cell(row, layout.date))
        amount, unit = self._weight(row)
        reps = whole(self._cell(row, layout.reps), comma)
        rpe = None if layout.rpe is None else rating(self._cell(row, layout.rpe), comma)
        return LoggedSet(row.number, when, name, amount, unit, reps, rpe)

    def _weight(self, row: Row) -> tuple[Decimal | None, Unit]:
        for index, unit in self.layout.weights:
            amount = number(self._cell(row, index), self.comma_is_decimal)
            if amount is not None:
                return amount, self._unit(row, unit) if amount else "kg"
        return None, "kg"

    def _unit(self, row: Row, unit: Unit | None) -> Unit:
        if self.layout.unit_column is not None:
            written = self._cell(row, self.layout.unit_column).strip()
            if written.casefold() in UNITS:
                return UNITS[written.casefold()]
            if written:
                raise CellError(f"the unit {show(written)} is not known", "kg or lbs")
        if unit is None:
            raise CellError("a weight without a unit", "kg or lbs, or --unit for the whole file")
        return unit

    def _cell(self, row: Row, index: int) -> str:
        self.at = index
        return row.cells[index]


def _missing(table: Table, what: str, near: str | None) -> ScenarioError:
    said = f"{what} is missing" + (f"; is it {near!r}?" if near else "")
    return table.problem(
        Row(1, 1, []), said, f"one of {', '.join(WEIGHTS)}" if "weight" in what else None
    )

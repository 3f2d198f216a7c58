"""Athletes as they come from a file, one by one: an entry is an athlete, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from optimizer.errors import Diagnostic, ProblemAt, ScenarioError, show
from optimizer.errors import Path as DataPath
from optimizer.export.spreadsheet_cells import as_written
from optimizer.history.cells import CellError
from optimizer.read import Document, validate
from optimizer.read.places import Position, Spot
from optimizer.roster.athletes_cells import CellReader, kilograms, spelt
from optimizer.roster.athletes_columns import COLUMNS, LEFT_OUT, Header, Meaning, meaning_of
from optimizer.roster.athletes_table import RawRow, RawTable
from optimizer.roster.roster_parts import RosterAthlete

ONE_REP_MAX = "one_rep_max_kg"


@dataclass(frozen=True)
class Place:
    """Where an entry stands.

    Parameters
    ----------
    file
        The file, for messages.
    number
        Row of a table, line of a JSONL file, place in an inline list from 1.
    written
        What stands there, by header.
    spot
        Gives line and column of a value by its path in the athlete's entry.
    label
        Says what the value at a path is called in the file.
    """

    file: str
    number: int
    written: Mapping[str, str]
    spot: Callable[[DataPath], Spot | None]
    label: Callable[[DataPath], str]

    def diagnostic(self, problem: ProblemAt) -> Diagnostic:
        """Say a problem with its place; its path is one in the athlete's entry."""
        line, column = self.spot(problem.path) or (None, None)
        label = self.label(problem.path)
        said = (problem.problem, problem.allowed, problem.suggestion)
        return Diagnostic(self.file, line, column, label, *said)


@dataclass(frozen=True)
class Entry:
    """One athlete of a file; None with the reasons where the entry cannot be used."""

    place: Place
    athlete: RosterAthlete | None
    problems: tuple[Diagnostic, ...] = ()


class _Positions(Mapping[DataPath, Position]):
    """Places that are worked out when one is asked for; they cannot be listed."""

    def __init__(self, find: Callable[[DataPath], Position | None]) -> None:
        self._find = find

    def __getitem__(self, path: DataPath) -> Position:
        found = self._find(path)
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[DataPath]:
        return iter(())

    def __len__(self) -> int:
        return 0


# ---- inline ----


def inline_entries(document: Document, key: str) -> Iterator[Entry]:
    """Read the athletes that stand in the roster file itself.

    Parameters
    ----------
    document
        The roster file.
    key
        The key of the list.
    """
    for index, data in enumerate(document.data[key]):
        yield _inline(document, (key, index), data)


def _inline(document: Document, prefix: DataPath, data: Any) -> Entry:
    name = f"{prefix[0]}[{prefix[1]}]"

    def spot(path: DataPath) -> Spot | None:
        for length in range(len(path), -1, -1):
            position = document.positions.get((*prefix, *path[:length]))
            if position is not None:
                return position.value
        return None

    def label(path: DataPath) -> str:
        return ".".join([name, *map(str, path)])

    written = {"id": str(data.get("id", ""))} if isinstance(data, dict) else {"id": show(data)}
    place = Place(document.name, int(prefix[1]) + 1, written, spot, label)
    positions = _Positions(lambda path: document.positions.get((*prefix, *path)))
    below = replace(document, data=data, positions=positions)
    try:
        return Entry(place, validate(RosterAthlete, below))
    except ScenarioError as refused:
        said = tuple(
            replace(one, path=f"{name}.{one.path}" if one.path else name)
            for one in refused.diagnostics
        )
        return Entry(place, None, said)


# ---- tables ----


def table_entries(
    table: RawTable, header: Header, column_map: Mapping[str, str]
) -> Iterator[Entry]:
    """Read the rows of a table as they are asked for.

    Parameters
    ----------
    table
        The table as it stands.
    header
        Its header, understood; empty for JSONL.
    column_map
        Canonical column names by header.
    """
    if not table.headers:
        return (_object(table, row, column_map) for row in table.rows)
    reader = CellReader(table.comma_is_decimal)
    places = {meaning.column.target: index for index, meaning in header.meanings.items()}
    return (_row(table, row, header, places, reader) for row in table.rows)


def _row(
    table: RawTable,
    row: RawRow,
    header: Header,
    places: Mapping[DataPath, int],
    reader: CellReader,
) -> Entry:
    def column(path: DataPath) -> int | None:
        found = (places.get(path[:length]) for length in range(len(path), 0, -1))
        return next((index for index in found if index is not None), None)

    def spot(path: DataPath) -> Spot:
        return Spot(row.number, (column(path) or 0) + 1)

    def label(path: DataPath) -> str:
        index = column(path)
        return "" if index is None else header.meanings[index].header

    cells = [str(cell) for cell in row.cells]
    written = dict(zip((name.strip() for name in table.headers), cells, strict=False))
    place = Place(table.name, row.number, written, spot, label)
    if row.problem is not None:
        return Entry(place, None, (row.problem,))
    data: dict[str, Any] = {}
    problems = []
    for index, meaning in header.meanings.items():
        text = as_written(cells[index].strip())
        if text:
            try:
                _put(data, meaning.column.target, reader.value(text, meaning))
            except CellError as error:
                where = ProblemAt(meaning.column.target, error.problem, error.allowed)
                problems.append(place.diagnostic(where))
    return _entry(place, data, problems)


def _object(table: RawTable, row: RawRow, column_map: Mapping[str, str]) -> Entry:
    """Read a line of a JSONL file: keys mean what headers mean, values may be lists and mappings."""
    assert isinstance(row.cells, Mapping)

    def spot(path: DataPath) -> Spot:
        return Spot(row.number, 1)

    def label(path: DataPath) -> str:
        return ".".join(map(str, path))

    written = {key: v if isinstance(v, str) else show(v) for key, v in row.cells.items()}
    place = Place(table.name, row.number, written, spot, label)
    if row.problem is not None:
        return Entry(place, None, (row.problem,))
    data: dict[str, Any] = {}
    problems = []
    for key, value in row.cells.items():
        name = column_map.get(key, key)
        meaning = meaning_of(name)
        if name == LEFT_OUT or value is None or (isinstance(value, str) and not value.strip()):
            continue
        if name == ONE_REP_MAX:
            data[name] = value
        elif meaning is None:
            names = ", ".join(column.name for column in COLUMNS)
            problems.append(place.diagnostic(ProblemAt((key,), f"unknown key {show(key)}", names)))
        else:
            try:
                _put(data, meaning.column.target, _json_value(value, meaning))
            except CellError as error:
                problems.append(place.diagnostic(ProblemAt((key,), error.problem, error.allowed)))
    return _entry(place, data, problems)


def _json_value(value: Any, meaning: Meaning) -> Any:
    if isinstance(value, str):
        return CellReader(comma_is_decimal=False).value(value.strip(), meaning)
    is_number = not isinstance(value, bool | list | dict)
    return kilograms(value, "lb") if meaning.unit == "lb" and is_number else value


def _put(data: dict[str, Any], target: DataPath, value: Any) -> None:
    *above, last = map(str, target)
    for part in above:
        inside = data.setdefault(part, {})
        data = inside if isinstance(inside, dict) else {}  # what is no mapping is refused later
    data[last] = value


def _entry(place: Place, data: dict[str, Any], problems: list[Diagnostic]) -> Entry:
    parts = [data.pop(key, None) for key in ("first_name", "last_name")]
    if any(parts) and data.get("name") is None:
        data["name"] = " ".join(str(part) for part in parts if part)
    if data.get("id") is None and data.get("name") is not None:
        data["id"] = spelt(str(data["name"]))
    elif data.get("id") is None:
        who = ProblemAt(("id",), "neither id nor name", "an id that no other row has")
        problems.append(place.diagnostic(who))
    if problems:
        return Entry(place, None, tuple(problems))
    try:
        # From JSON, `true` may stand where a number belongs; validate() finds it.
        if not any(isinstance(value, bool) for value in data.values()):
            return Entry(place, RosterAthlete.model_validate(data))
    except ValidationError:
        pass  # validate() says it in words, with places
    positions = _Positions(lambda path: (spot := place.spot(path)) and Position(spot))
    document = Document(data, positions, place.file, ())
    try:
        return Entry(place, validate(RosterAthlete, document))
    except ScenarioError as refused:
        said = (replace(one, path=_label_of(place, one.path)) for one in refused.diagnostics)
        return Entry(place, None, tuple(said))


def _label_of(place: Place, shown: str) -> str:
    """Name the column that the path of a diagnostic stands for."""
    keys = shown.replace("[", ".").split(".")
    return place.label(tuple(keys[: 2 if keys[0] == ONE_REP_MAX else 1])) or shown

"""Tables of athletes from CSV, TSV, XLSX and JSONL files: rows with numbers, not understood yet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.errors import Diagnostic, ScenarioError, closest, show
from optimizer.foreign.table import SEPARATORS, plain
from optimizer.read import read_text
from optimizer.read.json_data import load_json

LARGEST = 64 * 2**20
MOST_ROWS = 100_000
MOST_COLUMNS = 500
LONGEST_CELL = 10_000
WHAT = "a table of athletes"
START = "begin with a row of column names: id, group, level, squat, slots"
FORMATS = (".csv", ".tsv", ".txt", ".xlsx", ".jsonl", ".ndjson")


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in the file.

    Parameters
    ----------
    number
        As a spreadsheet counts, from 1.
    cells
        Text by 0-based column; of a JSONL file, the object's values by key.
    problem
        Why the row as a whole cannot be read; it has no cells then.
    """

    number: int
    cells: Sequence[str] | Mapping[str, object]
    problem: Diagnostic | None = None


@dataclass(frozen=True)
class RawTable:
    """A table as it stands in the file.

    Parameters
    ----------
    name
        The file, for messages.
    header_row
        Number of the header; 0 for JSONL, which has none.
    headers
        Cells of the header.
    rows
        The rows below it that hold anything, read as they are asked for.
    comma_is_decimal
        Whether a comma can only be a decimal comma.
    """

    name: str
    header_row: int
    headers: tuple[str, ...]
    rows: Iterator[RawRow]
    comma_is_decimal: bool


def open_athletes(path: Path, known: Collection[str]) -> RawTable:
    """Open a table of athletes.

    Parameters
    ----------
    path
        The file; its ending says the format.
    known
        Headers that mean something, as `plain` writes them: by them the separator is found.

    Raises
    ------
    ScenarioError
        If it is no such table.
    """
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        text = f"a file that ends with {show(path.suffix)} cannot be read as {WHAT}"
        allowed = "save it as .csv, .tsv, .xlsx or .jsonl"
        raise ScenarioError([Diagnostic(str(path), None, None, "", text, allowed)])
    if ending == ".xlsx":
        from optimizer.roster.athletes_workbook import open_workbook  # openpyxl takes long to load

        return open_workbook(path)
    name, text = read_text(path, limit=LARGEST, what=WHAT, start=START)
    if ending in (".jsonl", ".ndjson"):
        return RawTable(name, 0, (), _objects(name, text), comma_is_decimal=False)
    return _separated(name, text, known)


def _separated(name: str, text: str, known: Collection[str]) -> RawTable:
    lines = io.StringIO(text, newline=None)
    said = re.match(r"sep=([,;\t])\r?\n", text, re.IGNORECASE)
    if said:  # a spreadsheet's own way to name the separator
        lines.readline()
    skipped = 1 if said else 0
    separator = said[1] if said else _separator(text, known)
    records = _records(name, lines, separator, skipped)
    first = next(records, None)
    if first is None:
        raise ScenarioError([Diagnostic(name, None, None, "", f"the table is empty; {START}")])
    row, header = first
    if len(header) > MOST_COLUMNS:
        said_so = f"{len(header)} columns"
        raise ScenarioError([Diagnostic(name, row, None, "header", said_so, f"{MOST_COLUMNS}")])
    rows = (_fitted(name, number, cells, header) for number, cells in records)
    return RawTable(name, row, tuple(header), rows, comma_is_decimal=separator != ",")


def _separator(text: str, known: Collection[str]) -> str:
    """Choose the separator by which the header names most columns."""
    header = next(line for line in text.splitlines() if line.strip())[:LONGEST_CELL]
    counts = [
        len({plain(part.strip(' "')) for part in header.split(s)} & {*known}) for s in SEPARATORS
    ]
    return SEPARATORS[counts.index(max(counts))]


def _records(
    name: str, lines: io.StringIO, separator: str, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that hold anything, with their numbers; the header comes first."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    row, found = skipped, 0
    while True:
        row += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            text = f"not valid CSV: {error}; check the quotes"
            line = skipped + reader.line_num
            raise ScenarioError([Diagnostic(name, line, None, "", text)]) from None
        if any(cell.strip() for cell in record):
            found += 1
            if found > MOST_ROWS + 1:
                raise too_many_rows(name, row)
            yield row, record


def too_many_rows(name: str, row: int) -> ScenarioError:
    """Make the error of a table with more rows than are read."""
    text = f"more than {MOST_ROWS:,} rows"
    return ScenarioError([Diagnostic(name, row, None, "", text, "several rosters")])


def _fitted(name: str, row: int, cells: list[str], header: Sequence[str]) -> RawRow:
    """Give a record as many cells as the header has."""
    long = next((i for i, cell in enumerate(cells) if len(cell) > LONGEST_CELL), None)
    if long is not None:
        text = f"a cell of {len(cells[long]):,} characters"
        allowed = f"at most {LONGEST_CELL:,}; check the quotes"
        return RawRow(row, cells, Diagnostic(name, row, long + 1, "", text, allowed))
    if any(cell.strip() for cell in cells[len(header) :]):
        text = f"{len(cells)} cells, the header names {len(header)}"
        allowed = "quotes around a cell that holds the separator, as in a decimal comma"
        return RawRow(row, cells, Diagnostic(name, row, len(header) + 1, "", text, allowed))
    return RawRow(row, [*cells[: len(header)], *[""] * (len(header) - len(cells))])


def _objects(name: str, text: str) -> Iterator[RawRow]:
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        if not line.strip():
            continue
        if number > MOST_ROWS:
            raise too_many_rows(name, number)
        yield _object(name, number, line)


def _object(name: str, number: int, line: str) -> RawRow:
    try:
        found = load_json(line)
    except (ValueError, RecursionError) as error:
        text = f"not valid JSON: {getattr(error, 'msg', error)}"
        column = getattr(error, "colno", None)
        allowed = "one object on each line"
        return RawRow(number, {}, Diagnostic(name, number, column, "", text, allowed))
    if not isinstance(found, dict):
        text = f"{show(found)} is not an object"
        return RawRow(number, {}, Diagnostic(name, number, 1, "", text, "one object on each line"))
    return RawRow(number, found)


def near_file(path: Path) -> str | None:
    """Name the file of the same folder that was most likely meant."""
    try:
        return closest(path.name, [one.name for one in path.parent.iterdir()])
    except OSError:
        return None

"""A table that somebody else wrote: separator, header and cells, each with its row and column.

Knows nothing of training. Rows and columns are counted from 1, as a spreadsheet counts them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.errors import Diagnostic, ScenarioError, closest, show
from optimizer.read import read_text

# A plan of 52 weeks with 14 sessions of 12 exercises has 8,736 rows.
MOST_ROWS = 20_000
LARGEST = 4 * 2**20
MOST_SHOWN = 20
SEPARATORS = (",", ";", "\t")
WHAT = "a plan as CSV"


class TableError(ScenarioError):
    """A table that cannot be used; the first problems in full, the rest counted."""

    def __str__(self) -> str:
        more = len(self.diagnostics) - MOST_SHOWN
        lines = [str(one) for one in self.diagnostics[:MOST_SHOWN]]
        return "\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])


@dataclass(frozen=True)
class Field:
    """What a column means.

    Parameters
    ----------
    name
        The field.
    headers
        What the column may be called, as `plain` writes it.
    required
        Whether a table without the column is refused.
    """

    name: str
    headers: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Cell:
    """The text of one cell and its place."""

    text: str
    row: int
    column: int


@dataclass(frozen=True)
class Table:
    """A table as read.

    Parameters
    ----------
    name
        The file's name, for messages.
    fields
        The fields that have a column.
    rows
        Cells by field.
    unread
        Headers that mean nothing here.
    problems
        Rows that do not fit the header; they are not among `rows`.
    """

    name: str
    fields: frozenset[str]
    rows: tuple[Mapping[str, Cell], ...]
    unread: tuple[str, ...]
    problems: tuple[Diagnostic, ...]


def plain(header: str) -> str:
    """Write a header without differences that do not matter: case, hyphens, underscores, spaces."""
    words = re.sub(r"[\s_\-]+", " ", header.casefold()).strip(" .:")
    return re.sub(r" ?\( ?(.*?) ?\)", r" (\1)", words)


def read_table(source: str | Path, fields: Sequence[Field], refused: Mapping[str, str]) -> Table:
    """Read a table with commas, semicolons or tabs.

    Parameters
    ----------
    source
        Path, or ``-`` for standard input; UTF-8, with or without byte order mark.
    fields
        The columns that mean something.
    refused
        Why a header must not be used, by header.

    Returns
    -------
    Table
        With at least one row, good or bad.

    Raises
    ------
    TableError
        If it is no such table, or larger than any plan. Rows with too many cells are only noted.
    """
    headers = ", ".join(field.name for field in fields)
    start = f"begin with a row of column names: {headers}"
    try:
        name, text = read_text(source, limit=LARGEST, what=WHAT, start=start)
    except ScenarioError as error:
        raise TableError(error.diagnostics) from None
    known = {header: field.name for field in fields for header in field.headers}
    records = _records(name, text, known)
    row, header = next(records, (0, []))
    if not header:
        raise TableError([Diagnostic(name, None, None, "", f"the table is empty; {start}")])
    meaning = _meaning(name, row, header, fields, known, refused)
    rows, problems = [], []
    for row, record in records:
        if any(text.strip() for text in record[len(header) :]):
            problems.append(_too_long(name, row, len(record), len(header)))
            continue
        full = [*record, *[""] * (len(header) - len(record))]
        rows.append({f: Cell(full[i].strip(), row, i + 1) for i, f in meaning.items()})
    if not rows and not problems:
        raise TableError([Diagnostic(name, None, None, "", "a header and no rows; write the plan")])
    unread = tuple(h.strip() for i, h in enumerate(header) if i not in meaning and h.strip())
    return Table(name, frozenset(meaning.values()), tuple(rows), unread, tuple(problems))


def _too_long(name: str, row: int, cells: int, named: int) -> Diagnostic:
    text = f"{cells} cells, the header names {named}"
    allowed = "quotes around a cell that holds the separator, as in a decimal comma"
    return Diagnostic(name, row, named + 1, "", text, allowed)


def _records(name: str, text: str, known: Mapping[str, str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, with their numbers; the header comes first."""
    lines = io.StringIO(text, newline=None)
    said = re.match(r"sep=([,;\t])\r?\n", text, re.IGNORECASE)
    if said:  # a spreadsheet's own way to name the separator
        lines.readline()
    skipped = 1 if said else 0
    separator = said[1] if said else _separator(text, known)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    row, found = skipped, 0
    while True:
        row += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError([_torn(name, skipped + reader.line_num, error)]) from None
        if any(cell.strip() for cell in record):
            found += 1
            if found > MOST_ROWS + 1:
                text = f"more than {MOST_ROWS:,} rows; no plan has as many"
                raise TableError([Diagnostic(name, row, None, "", text)])
            yield row, record


def _torn(name: str, line: int, error: csv.Error) -> Diagnostic:
    return Diagnostic(name, line, None, "", f"not valid CSV: {error}; check the quotes")


def _separator(text: str, known: Mapping[str, str]) -> str:
    """Choose the separator by which the header names most columns."""
    header = next(line for line in text.splitlines() if line.strip())
    counts = [
        len({known.get(plain(part.strip(' "'))) for part in header.split(s)} - {None})
        for s in SEPARATORS
    ]
    return SEPARATORS[counts.index(max(counts))]


def _meaning(
    name: str,
    row: int,
    header: Sequence[str],
    fields: Sequence[Field],
    known: Mapping[str, str],
    refused: Mapping[str, str],
) -> dict[int, str]:
    """Find the field of every column that has one."""
    meaning: dict[int, str] = {}
    problems = []
    for index, written in enumerate(header):
        called = plain(written)
        field = known.get(called)
        if called in refused:
            problems.append(Diagnostic(name, row, index + 1, show(written), refused[called]))
        if field is None:
            continue
        if field in meaning.values():
            first = next(i for i, taken in meaning.items() if taken == field)
            text = f"a second column for {field}, after {show(header[first])}; keep one of them"
            problems.append(Diagnostic(name, row, index + 1, show(written), text))
        meaning.setdefault(index, field)
    strange = [plain(h) for i, h in enumerate(header) if i not in meaning and h.strip()]
    for wanted in fields:
        if wanted.required and wanted.name not in meaning.values():
            near = [h for h in strange if closest(h, wanted.headers)]
            text = f"no column for {wanted.name}"
            allowed = f"a column named {', '.join(wanted.headers)}"
            near_one = closest(near[0], wanted.headers) if near else None
            problems.append(Diagnostic(name, row, None, "header", text, allowed, near_one))
    if problems:
        raise TableError(problems)
    return meaning

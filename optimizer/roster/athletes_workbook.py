"""The first sheet of an XLSX workbook as a table of athletes; cells as the spreadsheet shows them."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from optimizer.errors import Diagnostic, ScenarioError
from optimizer.roster.athletes_table import (
    LARGEST,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    START,
    RawRow,
    RawTable,
    near_file,
    too_many_rows,
)

MOST_UNPACKED = 256 * 2**20
SHOWN_DIGITS = 15
"""Significant digits that a spreadsheet keeps of a number."""

FORMULA, ERROR = "f", "e"


def open_workbook(path: Path) -> RawTable:
    """Read the first sheet of a workbook.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ScenarioError
        If it is no workbook, or one that is larger than any table of athletes.
    """
    name = str(path).encode("utf-8", "backslashreplace").decode()
    _check_size(path, name)
    rows = list(_rows(path, name))
    first = next((index for index, row in enumerate(rows) if row.cells), None)
    if first is None:
        raise _refused(name, f"the first sheet is empty; {START}")
    header = rows[first]
    width = len(header.cells)
    below = (_fitted(name, row, width) for row in rows[first + 1 :])
    headers = tuple(str(cell) for cell in header.cells)
    return RawTable(name, header.number, headers, below, comma_is_decimal=False)


def _refused(name: str, problem: str, suggestion: str | None = None) -> ScenarioError:
    return ScenarioError([Diagnostic(name, None, None, "", problem, None, suggestion)])


def _check_size(path: Path, name: str) -> None:
    """Refuse what is no workbook or would fill the memory, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        size = path.stat().st_size
    except FileNotFoundError:
        raise _refused(name, "no such file; check the path", near_file(path)) from None
    except (OSError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or "it is not an XLSX workbook"
        raise _refused(name, f"cannot be read ({reason}); save it as .xlsx or .csv") from None
    if size > LARGEST or unpacked > MOST_UNPACKED:
        most = f"{LARGEST >> 20} MiB, {MOST_UNPACKED >> 20} MiB unpacked"
        raise _refused(name, f"is too large; a workbook of athletes may have at most {most}")


def _rows(path: Path, name: str) -> Iterator[RawRow]:
    """Read the sheet once for what was typed, and again for results where there are formulas."""
    typed = list(_cells(path, name, results=False))
    has_formulas = any(kind == FORMULA for _, cells in typed for _, kind in cells)
    shown = list(_cells(path, name, results=True)) if has_formulas else typed
    for (number, cells), (_, results) in zip(typed, shown, strict=True):
        texts, problem = [], None
        for index, ((_, kind), (value, shown_kind)) in enumerate(zip(cells, results, strict=True)):
            if kind == FORMULA and value is None:
                said = "a formula whose result was never calculated"
                allowed = "the value itself, or a workbook that was saved by a spreadsheet"
                problem = Diagnostic(name, number, index + 1, "", said, allowed)
            elif shown_kind == ERROR:
                said = f"the formula's result is the error {value}"
                problem = Diagnostic(name, number, index + 1, "", said, "a value")
            texts.append(_text(value))
        while texts and not texts[-1].strip():
            texts.pop()
        if texts or problem is not None:
            yield RawRow(number, texts, problem)


def _cells(path: Path, name: str, *, results: bool) -> Iterator[tuple[int, list[tuple[Any, str]]]]:
    """Yield the cells of the first sheet with their types, row by row."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts such as drop-down lists, which are not read
            book = load_workbook(path, read_only=True, data_only=results, keep_links=False)
            try:
                sheet = book.worksheets[0]
                # What the sheet claims to be its size is often wrong, also on purpose.
                sheet.reset_dimensions()
                for number, row in enumerate(sheet.iter_rows(), 1):
                    if number > MOST_ROWS + 1:
                        raise too_many_rows(name, number)
                    if len(row) > MOST_COLUMNS:
                        said = f"row {number} has {len(row)} columns, at most {MOST_COLUMNS}"
                        raise _refused(name, said)
                    yield number, [(cell.value, str(cell.data_type)) for cell in row]
            finally:
                book.close()
    except (*broken, zipfile.BadZipFile, ParseError, OSError, EOFError) as error:
        said = f"cannot be read as a workbook ({type(error).__name__}); save it as .csv"
        raise _refused(name, said) from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{Decimal(f'{value:.{SHOWN_DIGITS}g}').normalize():f}"
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return str(value)


def _fitted(name: str, row: RawRow, width: int) -> RawRow:
    """Give a row as many cells as the header has."""
    cells = [str(cell) for cell in row.cells]
    problem = row.problem
    long = next((i for i, cell in enumerate(cells) if len(cell) > LONGEST_CELL), None)
    if long is not None:
        text, allowed = f"a cell of {len(cells[long]):,} characters", f"at most {LONGEST_CELL:,}"
        problem = Diagnostic(name, row.number, long + 1, "", text, allowed)
    elif len(cells) > width:
        text = f"{len(cells)} cells, the header names {width}"
        problem = Diagnostic(name, row.number, width + 1, "", text, "a name above every column")
    return RawRow(row.number, [*cells[:width], *[""] * (width - len(cells))], problem)

"""The groups as an Excel workbook: an overview, exceptions, then a sheet a group.

Whatever somebody else wrote goes in as text; equal rosters give equal bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]

from optimizer.export.workbook import A4, CREATED, TEXT_ONLY
from optimizer.report.words import clean
from optimizer.roster.results.exceptions import COLUMNS as EXCEPTION_COLUMNS
from optimizer.roster.results.overview import COLUMNS, SUMMARY_COLUMNS

if TYPE_CHECKING:
    from optimizer.roster.results.exceptions import Exceptional
    from optimizer.roster.results.overview import GroupTable

NUMBERS = {"score", "alone", "shared", "minutes", "short", "points"}
NUMBERS |= {"athletes", "placed", "mean", "worst", "below floor"}
WIDE = {"slots": 34, "unplaced": 40, "what": 44, "name": 24, "group": 22, "where": 20}
USUAL_WIDTH = 12
LONGEST_SHEET_NAME = 31
MOST_EXCEPTIONS = 20_000
"""Rows of exceptions in the workbook; the CSV file has all of them."""
FORBIDDEN_IN_SHEETS = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def roster_workbook(
    title: str, groups: Sequence[GroupTable], exceptions: Sequence[Exceptional]
) -> bytes:
    """Write the workbook of a roster.

    Parameters
    ----------
    title
        Name of the roster, as somebody else wrote it.
    groups
        The groups.
    exceptions
        What is not as it should be, the gravest first; a sheet takes only so many.

    Returns
    -------
    bytes
        The XLSX file.
    """
    stream = io.BytesIO()
    # Rows go to temporary files as they are written: a sheet never stands in memory as a whole.
    options = {**TEXT_ONLY, "in_memory": False, "constant_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties(
            {"title": clean(title), "author": "liftproof", "comments": "", "created": CREATED}
        )
        head = book.add_format({"bold": True, "bg_color": "#DDDDDD", "border": 1})
        _sheet(book, head, "Groups", SUMMARY_COLUMNS, (group.cells for group in groups))
        shown = exceptions[:MOST_EXCEPTIONS]
        _sheet(book, head, "Exceptions", EXCEPTION_COLUMNS, (one.cells for one in shown))
        taken = {"groups", "exceptions"}
        for group in groups:
            name = sheet_name(group.group, taken)
            taken.add(name.lower())
            _sheet(book, head, name, COLUMNS, (line.cells for line in group.lines))
    return stream.getvalue()


def sheet_name(group: str, taken: set[str]) -> str:
    """Make a name for a sheet: what Excel refuses is replaced, equal names are numbered.

    Parameters
    ----------
    group
        Name of the group.
    taken
        Names that are used already, in lower case.
    """
    wanted = clean(group).translate(FORBIDDEN_IN_SHEETS).strip()
    wanted = _cut(wanted, LONGEST_SHEET_NAME) or "Group"
    # Excel keeps this name for itself.
    wanted = "History_" if wanted.lower() == "history" else wanted
    name, number = wanted, 2
    while name.lower() in taken:
        end = f" ({number})"
        name, number = f"{_cut(wanted, LONGEST_SHEET_NAME - len(end))}{end}", number + 1
    return name


def _cut(text: str, most: int) -> str:
    """Shorten a text to a length as Excel counts it: in units of UTF-16, no character cut in two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", errors="ignore")


def _sheet(
    book: Any, head: Any, name: str, columns: Iterable[str], rows: Iterable[Sequence[str]]
) -> None:
    titles = list(columns)
    sheet = book.add_worksheet(name)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    for place, title in enumerate(titles):
        sheet.set_column(place, place, WIDE.get(title, USUAL_WIDTH))
        sheet.write_string(0, place, title, head)
    for number, row in enumerate(rows, start=1):
        for place, (title, text) in enumerate(zip(titles, row, strict=True)):
            if title in NUMBERS and text:
                sheet.write_number(number, place, float(text))
            else:
                sheet.write_string(number, place, text)
    last = max(1, number_of_rows(sheet))
    sheet.autofilter(0, 0, last, len(titles) - 1)


def number_of_rows(sheet: Any) -> int:
    """Return the last row of a sheet that holds something."""
    return int(sheet.dim_rowmax or 0)

"""Excel workbook for a coach: an overview, then a sheet a block to print and to fill in.

Whatever somebody else wrote goes in as text: nothing becomes a formula or a link. The properties of the
file carry no date of today, so that equal plans give equal bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]

from optimizer.export.lines import load_of, name_of
from optimizer.report.notes import DISCLAIMER, notes_for
from optimizer.report.summary import summary_of
from optimizer.report.view import block_views, daily_line, drills_line
from optimizer.report.words import DAYS, clean, day_and_month, dose, exact, minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimizer.export.checked import CheckedPlan
    from optimizer.plan_facts import SessionFacts, WeekFacts
    from optimizer.report.summary import Summary
    from optimizer.report.view import BlockView

A4 = 9
LINE_HEIGHT = 15  # points
TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
# XlsxWriter writes the time of day unless it is told a date; Excel's own first year is as good as any.
CREATED = dt.datetime(1980, 1, 1)
HEAD = ("Exercise", "Dose", "Load", "RIR", "Tempo", "Rest")
WIDTHS = (40, 13, 15, 5, 9, 7)
DONE_WIDTH, NOTES_WIDTH = 10, 24
OVERVIEW_WIDTHS = (30, 16, 16, 16, 16, 16, 16, 16)


def render_workbook(checked: CheckedPlan) -> bytes:
    """Write the plan as an Excel workbook.

    Parameters
    ----------
    checked
        The plan.

    Returns
    -------
    bytes
        The XLSX file.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, TEXT_ONLY) as book:
        book.set_properties(
            {"title": checked.title, "author": "liftproof", "comments": "", "created": CREATED}
        )
        styles = _Styles(book)
        _overview(book, styles, checked)
        views = block_views(checked.scenario, checked.plan)
        for number, view in enumerate(views, start=1):
            _block(book, styles, checked, number, view)
    return stream.getvalue()


class _Styles:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        line = {"border": 1, "border_color": "#999999", "valign": "top"}
        self.title = book.add_format(
            {"bold": True, "font_size": 16, "text_wrap": True, "valign": "vcenter"}
        )
        self.strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {**line, "bold": True, "bg_color": "#DDDDDD", "text_wrap": True}
        )
        self.session = book.add_format(
            {**line, "bold": True, "bg_color": "#F2F2F2", "text_wrap": True}
        )
        self.cell = book.add_format({**line, "text_wrap": True})
        self.number = book.add_format({**line, "align": "center"})
        self.blank = book.add_format(line)
        self.unused = book.add_format({**line, "bg_color": "#DDDDDD"})


@dataclass
class _Page:
    """A sheet that is written from top to bottom."""

    sheet: Any
    widths: Sequence[int]
    row: int = 0

    def across(self, text: str, style: Any, size: int = 1) -> None:
        """Write text over the whole width, as high as it needs; `size` 2 for large letters."""
        self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, "", style)
        self.sheet.write_string(self.row, 0, text, style)
        # Excel does not find the height of joined cells by itself.
        lines = 1 + size * len(text) // sum(self.widths)
        self.sheet.set_row(self.row, LINE_HEIGHT * size * lines)
        self.row += 1

    def cells(self, values: Sequence[str | int], words: Any, numbers: Any) -> None:
        """Write one row; text is left-bound, numbers are centred."""
        for column, value in enumerate(values):
            if isinstance(value, str):
                self.sheet.write_string(self.row, column, value, words)
            else:
                self.sheet.write_number(self.row, column, value, numbers)
        self.row += 1


def _new_page(book: Any, name: str, widths: Sequence[int], footer: str) -> _Page:
    sheet = book.add_worksheet(name)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{_in_footer(footer)}&RPage &P of &N")
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    return _Page(sheet, widths)


def _in_footer(text: str) -> str:
    """Keep text from giving orders: in a footer an ampersand begins one, whatever stands before it."""
    return text[:80].replace("&", "＆")


def _overview(book: Any, styles: _Styles, checked: CheckedPlan) -> None:
    summary = summary_of(checked.result, checked.scenario)
    page = _new_page(book, "Overview", OVERVIEW_WIDTHS, summary.name)
    page.across(summary.name, styles.title, 2)
    page.across(summary.who, styles.text)
    page.across(summary.verdict, styles.strong)
    daily = daily_line(checked.scenario, checked.plan.daily)
    if daily:
        page.across(f"Every day: {daily}", styles.text)
    page.row += 1
    _week(page, styles, checked)
    page.row += 1
    _muscles(page, styles, summary)
    for title, lines in (("Short of", summary.shortages), ("Not applicable", summary.inapplicable)):
        if lines:
            page.row += 1
            _list(page, styles, title, lines)
    page.row += 1
    notes = notes_for(checked.scenario, checked.plan)
    _list(page, styles, "Notes", [note.text for note in notes] + [DISCLAIMER])


def _week(page: _Page, styles: _Styles, checked: CheckedPlan) -> None:
    page.cells(["Session", "Day", "Start", "Minutes", "Setup"], styles.head, styles.head)
    for facts in checked.facts.weeks[0].sessions:
        session = facts.session
        row = [session.id, DAYS[session.date.weekday()], session.start]
        row += [exact(session.minutes, 1), session.setup]
        page.cells([clean(text) for text in row], styles.cell, styles.number)


def _muscles(page: _Page, styles: _Styles, summary: Summary) -> None:
    """Weekly sets per muscle: the least and the most over the blocks, against what is aimed at."""
    head = ["Weekly sets per muscle", "Least", "Most", "Floor", "Target", "Cap"]
    page.cells(head, styles.head, styles.head)
    for muscle in summary.muscles:
        amounts = [min(muscle.sets), max(muscle.sets), muscle.floor, muscle.target, muscle.cap]
        page.cells([muscle.name, *(exact(n, 1) for n in amounts)], styles.cell, styles.number)


def _list(page: _Page, styles: _Styles, title: str, lines: Iterable[str]) -> None:
    page.across(title, styles.strong)
    for line in lines:
        page.across(line, styles.text)


def _block(book: Any, styles: _Styles, checked: CheckedPlan, number: int, view: BlockView) -> None:
    weeks = tuple(checked.facts.weeks_of(number))
    most = max(entry.sets for week in weeks for entry in week.entries)
    head = [*HEAD, *(f"Set {n}" for n in range(1, most + 1)), "Notes"]
    widths = [*WIDTHS, *[DONE_WIDTH] * most, NOTES_WIDTH]
    footer = f"{checked.title} · {checked.athlete} · block {number}"
    page = _new_page(book, f"Block {number}", widths, footer)
    page.across(view.title, styles.title, 2)
    page.across(view.budget, styles.text)
    page.cells(head, styles.head, styles.head)
    page.sheet.repeat_rows(page.row - 1)
    page.sheet.freeze_panes(page.row, 1)
    for week in weeks:
        for session in week.sessions:
            _session(page, styles, checked, week, session)


def _session(
    page: _Page, styles: _Styles, checked: CheckedPlan, week: WeekFacts, facts: SessionFacts
) -> None:
    session = facts.session
    light = ", light" if week.week.kind == "deload" else ""
    time = f"{minutes(session.seconds)} of {exact(session.minutes, 1)} min"
    title = f"Week {week.week.week}{light} · {day_and_month(session.date)} {session.start}"
    page.across(clean(f"{title} · {session.id} · {session.setup} · {time}"), styles.session)
    before = drills_line(checked.scenario, session.before)
    after = drills_line(checked.scenario, session.after)
    if before:
        page.across(f"Warm-up: {before}", styles.cell)
    for entry in facts.entries:
        done = entry.prescription
        row: list[str | int] = [name_of(entry), dose(done, entry.exercise), load_of(entry)]
        row += [done.rir, done.tempo, f"{done.rest_seconds} s"]
        notes = len(page.widths) - 1
        for column in range(len(row), notes + 1):
            unused = len(row) + entry.sets <= column < notes
            page.sheet.write_blank(
                page.row, column, None, styles.unused if unused else styles.blank
            )
        page.cells(row, styles.cell, styles.number)
    if after:
        page.across(f"Then: {after}", styles.cell)

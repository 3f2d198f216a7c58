"""The workbook, read by another library: contents, print set-up, no live formula or link."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from optimizer.export.checked import CheckedPlan
from optimizer.export.lines import load_of, name_of
from optimizer.export.workbook import render_workbook
from optimizer.report.words import dose
from tests.export import plans


def read(checked: CheckedPlan) -> Workbook:
    return load_workbook(io.BytesIO(render_workbook(checked)))


def table(sheet: Any) -> list[list[Any]]:
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_overview_says_what_was_proved_and_when_to_train() -> None:
    checked = plans.varied()
    text = "\n".join(str(cell) for row in table(read(checked)["Overview"]) for cell in row)
    score = checked.plan.score
    assert f"Score {score.total}. Feasible: verified" in text
    assert "Every day: McGill curl-up" in text
    assert "Not medical advice" in text
    rows = table(read(checked)["Overview"])
    assert ["mon", "Mon", "18:00", "90", "gym"] in rows
    for muscle in checked.scenario.coverage_muscles:
        name = checked.scenario.catalogue.muscles[muscle].name
        assert any(row[:1] == [name] and len(row) == 6 for row in rows)
    assert len(checked.plan.shortages) > 3
    assert sum("missing (−" in str(cell) for row in rows for cell in row) == len(
        checked.plan.shortages
    )


def test_a_sheet_a_block_holds_every_prescription_and_room_to_write() -> None:
    checked = plans.small(weeks=8)
    book = read(checked)
    assert book.sheetnames == ["Overview", "Block 1", "Block 2"]
    for number in (1, 2):
        sheet = book[f"Block {number}"]
        found = [row[:4] for row in table(sheet) if len(row) == 6 and isinstance(row[3], int)]
        assert found == [
            [name_of(e), dose(e.prescription, e.exercise), load_of(e), e.prescription.rir]
            for week in checked.facts.weeks_of(number)
            for session in week.sessions
            for e in session.entries
        ]
        head = next(row for row in table(sheet) if row[0] == "Exercise")
        assert head[6:] == ["Set 1", "Set 2", "Notes"], "as many as the most sets of the block"


def test_sessions_are_headed_with_week_date_and_time() -> None:
    titles = [row[0] for row in table(read(plans.small())["Block 1"]) if len(row) == 1]
    assert any(t.startswith("Week 1 · Mon 30 Nov 18:00 · mon · gym · ") for t in titles)
    assert any(t.startswith("Warm-up: Brisk walk") for t in titles)
    light = [t for t in map(str, titles) if ", light" in t and t.startswith("Week ")]
    assert len(light) == 2


def test_it_prints_on_a4_as_wide_as_a_page_with_its_head_on_every_page() -> None:
    for sheet in read(plans.varied()):
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        if sheet.title != "Overview":
            (first, last) = sheet.print_title_rows.replace("$", "").split(":")
            assert first == last
            assert sheet.cell(int(first), 1).value == "Exercise"
            assert sheet.freeze_panes == f"B{int(first) + 1}"


def test_foreign_text_is_text() -> None:
    for checked in plans.hostile():
        raw = render_workbook(checked)
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            sheets = [archive.read(name) for name in names if "/worksheets/sheet" in name]
        assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
        assert not [name for name in names if "external" in name.lower()]
        book = load_workbook(io.BytesIO(raw))
        assert book["Overview"]["A1"].value == checked.title
        assert book["Overview"]["A1"].data_type == "s"
        for sheet in book:
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
            assert sheet.oddFooter.right.text == "Page &P of &N", "no code from a name"


def test_nothing_comes_from_the_clock() -> None:
    raw = render_workbook(plans.varied())
    assert render_workbook(plans.varied()) == raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")

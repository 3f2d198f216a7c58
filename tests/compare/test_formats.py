"""Text, Markdown, JSON, CSV and pictures: read back by other readers, hostile names included."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from optimizer.comparing.results import Additions, Comparison
from optimizer.comparing.solving import Asked, Found
from optimizer.report import comparison_additions, comparison_setups
from optimizer.report.comparison_chart import draw
from optimizer.report.comparison_csv import to_csv
from optimizer.report.comparison_data import to_json
from optimizer.report.comparison_markdown import render_markdown
from optimizer.report.comparison_text import render_text
from optimizer.report.comparison_words import Grid, Section, interval, signed
from tests.compare.weeks import hostile, more_for_bands, three_setups

SVG = "{http://www.w3.org/2000/svg}"


def text_of(found: Comparison | Additions, width: int = 100) -> str:
    if isinstance(found, Comparison):
        return render_text(comparison_setups.sections(found), width=width)
    return render_text(comparison_additions.sections(found), width=width)


def rows_of(found: Comparison | Additions) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(found), newline="")))


@pytest.mark.parametrize("width", [60, 100])
def test_no_number_is_cut_off(width: int) -> None:
    found = three_setups()
    shown = text_of(found, width)
    assert all(len(line) <= width for line in shown.splitlines())
    for row in found.rows:
        assert row.plan is not None
        assert str(row.plan.score.total) in shown
        assert str(row.plan.score.bound) in shown
        assert row.name in shown


def test_every_muscle_of_every_setup_is_shown() -> None:
    found = three_setups()
    lines = text_of(found).splitlines()
    for muscle in found.rows[0].scenario.coverage_muscles:
        name = found.scenario.catalogue.muscles[muscle].name
        (line,) = (one for one in lines if one.startswith(f"{name} "))
        # A number for each of three setups, floor and target.
        assert len(re.findall(r"\d+(?:\.\d)?!?", line)) == 5


def test_groups_are_explained_and_numbers_of_the_same_group_agree() -> None:
    data = json.loads(to_json(three_setups()))
    shown = {row["name"]: row["group"] for row in rows_of(three_setups())}
    assert {row["name"]: str(row["group"]) for row in data["setups"]} == shown


def test_json_is_exact_and_holds_no_clock() -> None:
    found = three_setups()
    data = json.loads(to_json(found))
    assert data["format"] == "liftproof.comparison/1"
    assert "seconds" not in {key for row in data["setups"] for key in row}
    for row, written in zip(found.rows, data["setups"], strict=True):
        assert row.interval is not None
        assert Fraction(written["score_exact"]) == row.interval.low
        assert Decimal(written["score"]) <= row.interval.low
        assert Decimal(written["bound"]) >= row.interval.high
        assert [term["name"] for term in written["terms"]] == [term.name for term in row.terms]
    better = {row["number"]: row["proved_better_than"] for row in data["setups"]}
    for row in found.rows:
        for other in found.rows:
            assert row.interval is not None
            assert other.interval is not None
            assert (other.number in better[row.number]) == row.interval.above(other.interval)


def test_additions_as_data() -> None:
    found = more_for_bands()
    data = json.loads(to_json(found))
    assert [one["items"] for one in data["without_effect"]] == [
        ["foam_roller"],
        ["bands_set"],
        ["plates_117_5"],
    ]
    assert data["items"][0]["unlocks"]["exercises"] == ["inverted_row", "pull_up"]
    rows = rows_of(found)
    assert [row["name"] for row in rows][-3:] == ["foam_roller", "bands_set", "plates_117_5"]
    assert {row["note"] for row in rows[-3:]} == {"without effect"}
    for one, row in zip(found.singles, rows[1:], strict=False):
        assert one.gain is not None
        assert Decimal(row["gain_at_least"]) <= one.gain.low
        assert Decimal(row["gain_at_most"]) >= one.gain.high


def test_additions_in_words() -> None:
    shown = text_of(more_for_bands())
    assert "Not all pairs were tried" in shown
    assert "Without effect on the score" in shown
    assert "· foam_roller, 20" in shown
    assert "Inverted row" in shown


def test_equal_input_gives_equal_bytes() -> None:
    for found in (three_setups(), more_for_bands(), hostile()):
        assert draw(found) == draw(found)
        assert to_json(found) == to_json(found)
        assert text_of(found) == text_of(found)


# ---- hostile names ----


def test_no_control_character_reaches_a_terminal() -> None:
    shown = text_of(hostile())
    assert "\x1b" not in shown
    assert "\u2028" not in shown


def test_markdown_cells_cannot_be_broken_out_of() -> None:
    shown = render_markdown(comparison_setups.sections(hostile()))
    assert "<script" not in shown
    assert "<b>" not in shown
    tables = [line for line in shown.splitlines() if line.startswith("|")]
    for head, rule in itertools.pairwise(tables):
        if set(rule) <= set("|-: "):
            columns = len(re.findall(r"(?<!\\)\|", head))
            assert columns == rule.count("|")
    score = [line for line in tables if "script" in line]
    assert score
    assert all(len(re.findall(r"(?<!\\)\|", line)) in (10, 9) for line in score)


def test_csv_holds_no_formula_and_no_broken_line() -> None:
    found = hostile()
    rows = rows_of(found)
    assert len(rows) == len(found.rows)
    assert rows[0]["name"] == "'=1+1"
    for row in rows:
        for head, cell in row.items():
            number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
            assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (head, cell)
            assert cell.isprintable()


def test_json_keeps_names_as_they_are() -> None:
    data = json.loads(to_json(hostile()))
    assert [row["name"] for row in data["setups"]] == [row.name for row in hostile().rows]


@pytest.mark.parametrize("made", [three_setups, more_for_bands, hostile])
def test_pictures_are_well_formed_and_draw_every_plan(made: object) -> None:
    found = made()  # type: ignore[operator]
    root = ElementTree.fromstring(draw(found))
    assert root.tag == f"{SVG}svg"
    assert not list(root.iter(f"{SVG}script"))
    drawn = len(found.scored) if isinstance(found, Comparison) else None
    dots = list(root.iter(f"{SVG}circle"))
    assert len(dots) == (drawn or len(dots)) > 0
    width = int(root.attrib["width"])
    for shape in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= Decimal(shape.attrib.get(name, "0")) <= width


def test_without_a_plan_the_picture_says_so() -> None:
    found = hostile()
    nothing = replace(found, rows=tuple(row for row in found.rows if row.plan is None))
    root = ElementTree.fromstring(draw(nothing))
    assert "No setup has a plan." in [text.text for text in root.iter(f"{SVG}text")]


# ---- words ----


def test_a_failed_and_an_unbegun_setup_are_not_called_impossible() -> None:
    found = three_setups()
    asked = Asked("none", found.rows[0].scenario)
    failed = replace(found.rows[0], found=Found(asked, None, "the worker was killed"))
    unbegun = replace(found.rows[1], found=Found(asked, None, None))
    shown = text_of(replace(found, rows=(failed, unbegun), stopped=True))
    assert "failed: the worker was killed" in shown
    assert "not begun before the stop" in shown
    assert "Stopped early" in shown
    assert "impossible" not in shown


def test_wide_tables_are_cut_between_columns_and_repeat_the_first() -> None:
    head = ("name", *(f"column{i}" for i in range(30)))
    grid = Grid(head, (("x", *(f"value{i}" for i in range(30))),), frozenset(range(1, 31)))
    shown = render_text([Section("wide", grid)], width=60)
    assert all(len(line) <= 60 for line in shown.splitlines())
    for i in range(30):
        assert f"value{i}" in shown.split()
    assert shown.split().count("x") == shown.split().count("name") > 1


@pytest.mark.parametrize(("value", "words"), [("1.5", "+1.5"), ("-1.5", "−1.5"), ("0.00", "0.00")])
def test_signs(value: str, words: str) -> None:
    assert signed(Decimal(value)) == words


def test_unknown_gain_is_a_dash() -> None:
    assert interval(None) == "–"

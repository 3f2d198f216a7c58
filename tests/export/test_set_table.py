"""CSV: every set once, plain numbers, no formula, what the documentation says."""

from __future__ import annotations

import csv
import io
import re

import pytest

from optimizer.export.checked import CheckedPlan
from optimizer.export.set_table import COLUMNS, render_set_table
from optimizer.export.spreadsheet_cells import formula_safe
from tests.export import plans

NUMBERS = ("week", "block", "place", "set", "sets", "amount", "sides", "rir", "rest_seconds")


def rows(checked: CheckedPlan) -> list[dict[str, str]]:
    text = render_set_table(checked).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_rows_are_the_sets_of_the_plan_in_order() -> None:
    checked = plans.varied()
    found = iter(rows(checked))
    for session in checked.facts.sessions:
        for place, entry in enumerate(session.entries, start=1):
            for number in range(1, entry.sets + 1):
                row = next(found)
                assert row["session"] == session.session.id
                assert row["date"] == str(session.session.date)
                assert row["start"] == "18:00"
                assert row["kind"] == session.week.kind
                assert row["exercise"] == entry.exercise.id
                assert row["name"] == entry.exercise.name
                assert row["method"] == entry.method.id
                given = [int(row[name]) for name in ("week", "place", "set", "sets", "amount")]
                assert given == [
                    session.week.week,
                    place,
                    number,
                    entry.sets,
                    entry.prescription.amount,
                ]
                load = entry.prescription.load_kg
                assert row["load_kg"] == ("" if load is None else str(load))
    assert next(found, None) is None


def test_units_sides_and_implements() -> None:
    found = {row["exercise"]: row for row in rows(plans.varied()) if row["week"] == "1"}

    def shown(exercise: str) -> tuple[str, ...]:
        row = found[exercise]
        return tuple(row[n] for n in ("unit", "sides", "load", "load_kg", "implements"))

    assert shown("farmer_carry") == ("metres", "1", "kg", "30", "2")
    assert shown("suitcase_carry") == ("metres", "2", "kg", "20", "1")
    assert shown("copenhagen_plank") == ("seconds", "2", "body mass", "", "")
    assert shown("band_lateral_walk") == ("steps", "2", "band", "", "")
    assert shown("seated_leg_curl") == ("reps", "1", "by RIR test", "", "")
    assert shown("back_squat_high_bar")[:3] == ("reps", "1", "kg")


def test_numbers_are_plain() -> None:
    for row in rows(plans.varied()):
        assert all(re.fullmatch(r"\d+", row[name]) for name in NUMBERS)
        assert re.fullmatch(r"(\d+(\.\d*[1-9])?)?", row["load_kg"])


def test_form_is_that_of_the_standard() -> None:
    raw = render_set_table(plans.varied())
    assert raw.startswith(b"scenario,athlete,week,"), "no byte order mark"
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == len(rows(plans.varied())) + 1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_gets_an_apostrophe(sign: str) -> None:
    assert formula_safe(f"{sign}1") == f"'{sign}1"
    assert formula_safe(f"1{sign}") == f"1{sign}"


def test_foreign_text_is_one_harmless_cell() -> None:
    for checked in plans.hostile():
        found = rows(checked)
        assert len(found) == 4 * 2 + 4, "two sets of four exercises, then one in the light week"
        for row in found:
            assert set(row) == set(COLUMNS), "no cell breaks out of its column"
            assert not any(
                cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values()
            )
            assert not any(sign in cell for cell in row.values() for sign in "\n\r\x1b\x00\u202e")
    assert rows(plans.named("-2"))[0]["scenario"] == "'-2"
    assert rows(plans.named("é" * 200))[0]["setup"] == "é" * 200

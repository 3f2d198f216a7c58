"""Cells: exact numbers, units and days; what could mean two things is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from optimizer.history.cells import CellError, day, kilograms, number, rating, whole

JULY_6 = dt.date(2026, 7, 6)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-06 08:00:00",
        "2026-07-06",
        "2026-07-06T08:00",
        "6 Jul 2026, 17:59",
        "06 July 2026, 17:59",
        "Jul 6, 2026, 7:26 PM",
        "July 6, 2026, 7:26\u202fPM",  # the narrow space that newer phones write
        "Jul 6, 2026, 7:26\u00a0p.m.",
        "06.07.2026, 07:30",
        "6. Juli 2026, 07:30",
        "6 juil. 2026, 07:30",
        "6 de jul. de 2026, 07:30",
        "6 lug 2026, 07:30",
    ],
)
def test_days_as_the_apps_write_them(text: str) -> None:
    assert day(text) == JULY_6


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("mars", 3),
        ("März", 3),
        ("Mai", 5),
        ("juin", 6),
        ("août", 8),
        ("Dez", 12),
        ("ott", 10),
        ("set", 9),
    ],
)
def test_months_in_the_language_of_the_phone(text: str, month: int) -> None:
    assert day(f"6 {text} 2026, 07:30") == dt.date(2026, month, 6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no date"),
        ("yesterday", "no date"),
        ("07/06/2026, 17:59", "day and month cannot be told apart"),
        ("6 Foo 2026, 17:59", "month 'Foo'"),
        ("6 J 2026", "month 'J'"),
        ("31.02.2026", "no day of the calendar"),
        ("0001-01-01", "the year 1"),
        ("2026-07-06 and more", "no date"),
        ("6 Jul 2026" + " " * 1_000_000 + "x", ""),
    ],
)
def test_days_that_are_none(text: str, said: str) -> None:
    if said:
        with pytest.raises(CellError, match=said):
            day(text)
    else:  # only so much of a cell is looked at as a date can be long
        assert day(text) == JULY_6


@pytest.mark.parametrize(
    ("text", "semicolons", "value"),
    [
        ("62.5", False, "62.5"),
        ("62,5", False, "62.5"),
        ("1,250", True, "1.250"),
        (" 8 ", False, "8"),
        ("-20", False, "-20"),
        ("102.05828325", False, "102.05828325"),
    ],
)
def test_numbers(text: str, semicolons: bool, value: str) -> None:
    assert number(text, semicolons) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["abc", "1e3", "NaN", "inf", "1.2.3", "1.250,5", "=1+1", "9" * 50, "٣", "0x10", "5 kg"]
)
def test_text_is_no_number(text: str) -> None:
    with pytest.raises(CellError, match="is no number"):
        number(text, False)


def test_a_thousand_or_a_decimal_is_not_guessed() -> None:
    with pytest.raises(CellError, match="could be a thousand or a decimal"):
        number("1,250", False)


def test_an_empty_cell_is_no_number_and_no_zero() -> None:
    assert number("  ", False) is None
    assert whole("", False) is None
    assert rating("", False) is None


def test_counts_are_whole() -> None:
    assert whole("8.0", False) == 8
    for text in ("8.5", "-1"):
        with pytest.raises(CellError, match="is no count"):
            whole(text, False)


def test_ratings() -> None:
    assert rating("8,5", True) == Decimal("8.5")
    assert rating("0", False) is None  # how Strong writes that none was given
    for text in ("11", "0.5", "-8"):
        with pytest.raises(CellError, match="is no RPE"):
            rating(text, False)


def test_pounds_are_converted_exactly() -> None:
    assert kilograms(Decimal("225"), "lb") == Fraction(225 * 45359237, 10**8)
    assert kilograms(Decimal("1"), "lb") == Fraction("0.45359237")
    assert kilograms(Decimal("62.5"), "kg") == Fraction(125, 2)

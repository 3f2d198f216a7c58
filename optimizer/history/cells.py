"""Cells of a training log as values: exact numbers, masses, days. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from optimizer.errors import show

Unit = Literal["kg", "lb"]

KG_PER_LB = Decimal("0.45359237")
"""Kilograms in a pound, exact by definition (international yard and pound agreement of 1959)."""

UNITS: dict[str, Unit] = {"kg": "kg", "kgs": "kg", "lb": "lb", "lbs": "lb"}
FIRST_YEAR, LAST_YEAR = 1970, 2199
LONGEST_DATE = 100

_NUMBER = re.compile(r"[-+]?[0-9]{1,7}([.,][0-9]{1,20})?")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3},[0-9]{3}")
_TIME = r"(?:,?[ T]+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?)?"
_WORD = r"([^\W\d_]+)\.?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME, re.ASCII)
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + _TIME, re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\.? (?:de )?{_WORD}(?: de)?,? (\d{{4}})" + _TIME)
_MONTH_FIRST = re.compile(rf"{_WORD} (\d{{1,2}}),? (\d{{4}})" + _TIME)

# First letters of the months in English, German, French, Spanish, Italian, Portuguese, Dutch and
# the Scandinavian languages. A name counts if it begins with exactly one month's letters.
_MONTHS = (
    ("jan", "jän", "ene", "gen"),
    ("feb", "fév", "fev"),
    ("mar", "mär", "maa", "mrt"),
    ("apr", "avr", "abr"),
    ("may", "mai", "mag", "mei", "maj"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aoû", "aou", "ago"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "déc", "dic", "des"),
)


class CellError(ValueError):
    """A cell that cannot be used.

    Parameters
    ----------
    problem
        What is wrong, with the value.
    allowed
        What would be right.
    """

    def __init__(self, problem: str, allowed: str) -> None:
        self.problem, self.allowed = problem, allowed
        super().__init__(problem, allowed)


def number(text: str, comma_is_decimal: bool) -> Decimal | None:
    """Read a number with a decimal point or comma.

    Parameters
    ----------
    text
        The cell.
    comma_is_decimal
        Whether ``1,250`` is one and a quarter, as in files whose cells are parted by semicolons;
        elsewhere it could be a thousand too and is refused.

    Returns
    -------
    Decimal or None
        None for an empty cell.

    Raises
    ------
    CellError
        If it is no number.
    """
    text = text.strip()
    return _number(text, comma_is_decimal) if text else None


@lru_cache(maxsize=4096)
def _number(text: str, comma_is_decimal: bool) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise CellError(f"{show(text)} is no number", "a number such as 62.5 or 62,5")
    if _THOUSANDS.fullmatch(text) and not comma_is_decimal:
        said = f"{show(text)} could be a thousand or a decimal"
        raise CellError(said, "no comma between thousands, a point before decimals")
    return Decimal(text.replace(",", "."))


def whole(text: str, comma_is_decimal: bool) -> int | None:
    """Read a count; None for an empty cell.

    Raises
    ------
    CellError
        If it is no whole number from 0.
    """
    value = number(text, comma_is_decimal)
    if value is None:
        return None
    if value < 0 or value != value.to_integral_value():
        raise CellError(f"{show(text)} is no count", "a whole number from 0")
    return int(value)


def rating(text: str, comma_is_decimal: bool) -> Decimal | None:
    """Read a rating of perceived exertion (RPE); None where none was given.

    Raises
    ------
    CellError
        If it is not between 1 and 10.
    """
    value = number(text, comma_is_decimal)
    if not value:  # Strong writes 0 for no rating
        return None
    if not 1 <= value <= 10:
        raise CellError(f"{show(text)} is no RPE", "1 to 10, or nothing")
    return value


@lru_cache(maxsize=4096)
def kilograms(amount: Decimal, unit: Unit) -> Fraction:
    """Convert a mass to kilograms, exactly."""
    return Fraction(amount) * (Fraction(KG_PER_LB) if unit == "lb" else 1)


def day(text: str) -> dt.date:
    """Read the day of a date as the apps write it; the time is local and not used.

    Parameters
    ----------
    text
        Such as ``2026-07-15 08:00:00``, ``6 Jul 2026, 17:59``, ``May 15, 2026, 7:26 PM`` or
        ``05.06.2026, 07:30`` (day before month).

    Raises
    ------
    CellError
        If it is none of these, or no day of the calendar.
    """
    return _day(text[:LONGEST_DATE])  # what is kept in the cache stays small


@lru_cache(maxsize=4096)
def _day(text: str) -> dt.date:
    said = " ".join(text.split())  # also narrow and no-break spaces
    allowed = "such as 2026-07-15 08:00:00, 6 Jul 2026, 17:59, May 15, 2026, 7:26 PM or 05.06.2026"
    if found := _ISO.fullmatch(said):
        parts = (found[1], found[2], found[3])
    elif found := _DOTS.fullmatch(said):
        parts = (found[3], found[2], found[1])
    elif found := _DAY_FIRST.fullmatch(said):
        parts = (found[3], _month(found[2]), found[1])
    elif found := _MONTH_FIRST.fullmatch(said):
        parts = (found[3], _month(found[1]), found[2])
    else:
        hint = "; with strokes, day and month cannot be told apart" if "/" in said else ""
        raise CellError(f"{show(text)} is no date that can be read{hint}", allowed)
    try:
        value = dt.date(*map(int, parts))
    except ValueError:
        raise CellError(f"{show(text)} is no day of the calendar", allowed) from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CellError(f"the year {value.year}", f"{FIRST_YEAR} to {LAST_YEAR}")
    return value


def _month(word: str) -> str:
    name = word.casefold()
    found = {
        index
        for index, beginnings in enumerate(_MONTHS, 1)
        if any(name.startswith(letters) for letters in beginnings)
    }
    if len(found) != 1:
        allowed = "a month in English, or dates as 2026-07-15 (the language of the phone decides)"
        raise CellError(f"the month {show(word)} is not known", allowed)
    return str(found.pop())

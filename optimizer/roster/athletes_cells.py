"""Cells of an athletes' table as values: exact numbers, masses in kg, dates, lists; no guesses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from optimizer.errors import show
from optimizer.history.cells import KG_PER_LB, UNITS, CellError, Unit, number
from optimizer.roster.athletes_columns import Kind, Meaning

GRAM = Decimal("0.001")
_WITH_UNIT = re.compile(r"(?P<number>.*?\d)\s*(?P<unit>kgs?|lbs?)\.?", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DATE_WITH_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_BETWEEN = re.compile(r"[;,|\n]")
_PAIR = re.compile(r"[=:]")
_TRUTHS = {"yes": True, "y": True, "true": True, "x": True, "1": True}
_TRUTHS |= {"no": False, "n": False, "false": False, "0": False, "-": False}
_SAME_WORDS = {"beginner": "novice"}


@dataclass(frozen=True)
class CellReader:
    """Reads cells of one file.

    Parameters
    ----------
    comma_is_decimal
        Whether ``1,250`` is one and a quarter: in files whose cells are not parted by commas.
    """

    comma_is_decimal: bool

    def value(self, text: str, meaning: Meaning) -> Any:
        """Read the cell of a column.

        Parameters
        ----------
        text
            The cell, not empty.
        meaning
            Its column, with the unit of the header.

        Returns
        -------
        object
            As an inline entry would give it; masses in kg.

        Raises
        ------
        CellError
            If it cannot be read.
        """
        kind = meaning.column.kind
        if kind == "mass":
            return self._mass(text, meaning.unit)
        if kind == "whole":
            return self._whole(text)
        return _READERS[kind](text)

    def _mass(self, text: str, unit: Unit | None) -> Decimal:
        found = _WITH_UNIT.fullmatch(text)
        own = UNITS[found["unit"].casefold()] if found else None
        if own is not None and unit is not None and own != unit:
            raise CellError(f"{show(text)} in a column of {unit}", f"a mass in {unit}")
        value = number(found["number"] if found else text, self.comma_is_decimal)
        assert value is not None  # the cell is not empty
        return kilograms(value, own or unit or "kg")

    def _whole(self, text: str) -> int:
        value = number(text, self.comma_is_decimal)
        if value is None or value != value.to_integral_value():
            raise CellError(f"{show(text)} is not a whole number", "a whole number")
        return int(value)


def kilograms(amount: Decimal, unit: Unit) -> Decimal:
    """Write a mass in kg; pounds to the gram, which is as fine as an entry can be."""
    if unit == "kg":
        return amount
    return (amount * KG_PER_LB).quantize(GRAM, ROUND_HALF_EVEN)


def spelt(text: str) -> str:
    """Spell a name as the catalogue does: ``Romanian Deadlift`` is romanian_deadlift."""
    return re.sub(r"[\s\-]+", "_", text.strip().casefold())


def _text(text: str) -> str:
    return " ".join(text.split())


def _word(text: str) -> str:
    word = text.strip().casefold()
    return _SAME_WORDS.get(word, word)


def _date(text: str) -> str:
    iso, dots = _DATE.fullmatch(text.strip()), _DATE_WITH_DOTS.fullmatch(text.strip())
    parts = (iso[1], iso[2], iso[3]) if iso else (dots[3], dots[2], dots[1]) if dots else None
    allowed = "a date as 2008-05-31 or 31.05.2008"
    if parts is None:
        hint = "; with strokes, day and month cannot be told apart" if "/" in text else ""
        raise CellError(f"{show(text)} is no date that can be read{hint}", allowed)
    try:
        return dt.date(*map(int, parts)).isoformat()
    except ValueError:
        raise CellError(f"{show(text)} is no day of the calendar", allowed) from None


def _truth(text: str) -> bool:
    found = _TRUTHS.get(text.strip().casefold())
    if found is None:
        raise CellError(f"{show(text)} is neither yes nor no", "yes, no or nothing")
    return found


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def _names(text: str) -> list[str]:
    return [spelt(part) for part in _parts(text)]


def _pairs(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in _parts(text):
        name, *value = _PAIR.split(part, maxsplit=1)
        key = spelt(name)
        if not value:
            raise CellError(
                f"{show(part)} has no value", "pairs such as knee_pain=caution; low_back_pain=avoid"
            )
        if key in found:
            raise CellError(f"{show(name.strip())} stands there twice", "each once")
        found[key] = spelt(value[0])
    return found


_READERS: Mapping[Kind, Callable[[str], Any]] = {
    "text": _text,
    "word": _word,
    "date": _date,
    "truth": _truth,
    "names": _names,
    "slots": _parts,
    "pairs": _pairs,
}

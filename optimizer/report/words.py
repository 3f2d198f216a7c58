"""Numbers, doses and foreign text as words. Nothing here computes anything that matters."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.catalogue import Exercise
    from optimizer.plan import Prescription

MASKED = "\N{REPLACEMENT CHARACTER}"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def clean(text: str) -> str:
    """Take control and formatting characters out of text that somebody else wrote.

    Terminal escapes, line breaks and characters that turn the direction of writing would let a name
    pretend to be something else.
    """
    if text.isascii() and text.isprintable():
        return text  # nearly all text: rosters clean millions of cells
    kept = ("" if c in "\r\n" else c for c in " ".join(text.splitlines()))
    return "".join(MASKED if unicodedata.category(c) in _HIDDEN else c for c in kept)


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def exact(value: Fraction | Decimal | int, places: int = 2) -> str:
    """Write a number with at most so many decimals and without needless zeros."""
    fraction = Fraction(value)
    scaled = round(fraction * 10**places)
    return f"{Decimal(scaled).scaleb(-places).normalize():f}"


def plural(amount: Fraction | Decimal | int, unit: str) -> str:
    """Write an amount with its unit in the right number."""
    shown = exact(amount)
    if shown != "1" and unit and not unit.endswith(("s", "kg")):
        unit = f"{unit[:-1]}ies" if unit.endswith("ty") else f"{unit}s"
    return f"{shown} {unit}".strip()


def spans(numbers: Iterable[int]) -> str:
    """Write ascending numbers with runs as ranges: `1-3, 5`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def day_and_month(day: dt.date) -> str:
    """Write a date as `Mon 30 Nov`, in every locale."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def spoken(name: str) -> str:
    """Turn an identifier into words."""
    return name.replace("_", " ")


def dose(entry: Prescription, exercise: Exercise) -> str:
    """Write sets and amount: `3 × 10`, with `/side` for one-sided work."""
    unit = ""
    if entry.seconds_hold is not None:
        unit = " s"
    elif entry.metres is not None:
        unit = " m"
    elif entry.steps is not None:
        unit = " steps"
    side = "/side" if exercise.sides == 2 else ""
    return f"{entry.sets} × {entry.amount}{unit}{side}"


def load_unit(entry: Prescription, exercise: Exercise) -> str:
    """Name the unit of a load: `kg`, `2× kg` for one in each hand, or what stands for a number."""
    if entry.load_kg is None:
        return {"by RIR test": "by RIR", "body mass": "body"}.get(entry.load, entry.load)
    return "2× kg" if exercise.load is not None and exercise.load.implements == 2 else "kg"


def minutes(seconds: int) -> str:
    """Seconds as minutes, rounded up to a whole one."""
    return str(-(-seconds // 60))

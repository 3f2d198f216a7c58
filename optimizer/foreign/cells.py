"""What a cell of a foreign plan says: weeks, sets, repetitions, loads. Exact or refused, never guessed.

Every function raises `ProblemAt` with what is wrong and what is allowed; its path is empty, the caller
knows the cell.
"""

from __future__ import annotations

import re
from decimal import Decimal

from optimizer.errors import ProblemAt, show
from optimizer.loads import Basis
from optimizer.plan import MOST_SETS

MOST_AMOUNT = 1_000
HEAVIEST_KG = 1_000

Range = tuple[int, int]

_EVERY = {"", "all", "every", "each", "*"}
_WEEKS = re.compile(r"(?:(?:weeks?|wk|w)\.? ?)?([0-9]{1,3})(?: ?(?:-|–|—|to) ?([0-9]{1,3}))?")
_SETS = re.compile(r"(-?[0-9]{1,9})(?:[.,]0{1,3})?")
_AMOUNT = re.compile(
    r"(-?[0-9]{1,9})(?:[.,]0{1,3})?(?: ?(?:-|–|—|to) ?([0-9]{1,9}))?"
    r" ?([a-z]*?)\.?(?: ?(?:/|per|each|a) ?(?:side|leg|arm|hand)?)?"
)
_LOAD = re.compile(r"([-+]?[0-9]{1,9}(?:[.,][0-9]{1,3})?) ?([a-z%]*)\.?")
_UNITS = {
    "reps": {"", "rep", "reps", "x"},
    "seconds": {"", "s", "sec", "secs", "second", "seconds"},
    "metres": {"", "m", "metre", "metres", "meter", "meters"},
    "steps": {"", "step", "steps"},
}
_WORDS: dict[str, Basis] = {
    **dict.fromkeys(("bw", "bodyweight", "body weight", "body mass"), "body mass"),
    **dict.fromkeys(("band", "bands"), "band"),
    **dict.fromkeys(("by rir", "rir", "by rir test"), "by RIR test"),
}


def read_weeks(text: str, last: int) -> tuple[int, ...] | None:
    """Read one week, a range of weeks, or all of them.

    Parameters
    ----------
    text
        The cell.
    last
        Last week of the scenario.

    Returns
    -------
    tuple of int or None
        Weeks counted from 1; None where the row holds for every week.
    """
    said = " ".join(text.casefold().split())
    if said in _EVERY:
        return None
    allowed = f"a week such as 1, a range such as 1-{last}, or all"
    found = _WEEKS.fullmatch(said)
    if found is None:
        raise ProblemAt((), f"{show(text)} is no week", allowed)
    low = int(found[1])
    high = int(found[2] or low)
    if not 1 <= low <= high:
        raise ProblemAt((), f"{show(text)} is no range of weeks", allowed)
    if high > last:
        raise ProblemAt((), f"week {high}, the scenario has weeks 1 to {last}", allowed)
    return tuple(range(low, high + 1))


def read_sets(text: str) -> int:
    """Read the number of working sets; whether a plan may have as many, the rules say."""
    allowed = f"a whole number from 1 to {MOST_SETS}"
    found = _SETS.fullmatch(text)
    if found is None:
        raise ProblemAt((), f"{_shown(text)} is no number of sets", allowed)
    sets = int(found[1])
    if not 1 <= sets <= MOST_SETS:
        raise ProblemAt((), f"{sets} sets", allowed)
    return sets


def read_amount(text: str, unit: str) -> Range | None:
    """Read repetitions, or the seconds, metres or steps of a set.

    Parameters
    ----------
    text
        The cell: a number or a range; `10 per side` is 10, since one-sided work is counted a side.
    unit
        What the exercise is counted in.

    Returns
    -------
    tuple of int or None
        Least and most; None where the cell is empty.
    """
    if not text:
        return None
    allowed = f"{unit}, as 8 or 8-12, or nothing"
    found = _AMOUNT.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        raise ProblemAt((), f"{show(text)} is no number of {unit}", allowed)
    if found[3] not in _UNITS[unit]:
        raise ProblemAt((), f"{show(text)}, this exercise is counted in {unit}", allowed)
    low = int(found[1])
    high = int(found[2] or low)
    if not 1 <= low <= high <= MOST_AMOUNT:
        raise ProblemAt((), f"{show(text)} is no number of {unit} from 1 to {MOST_AMOUNT}", allowed)
    return low, high


def read_load(text: str) -> Decimal | Basis | None:
    """Read a load in kg, or what stands for one.

    Returns
    -------
    Decimal, str or None
        Kilograms as the catalogue counts them (in total, or a hand); what the load rests on; None
        where the cell is empty: as prescribed.
    """
    said = " ".join(text.casefold().split())
    if not said or said == "-":
        return None
    if said in _WORDS:
        return _WORDS[said]
    allowed = "kilograms, as 62.5, or body mass, band, or nothing for the prescribed load"
    found = _LOAD.fullmatch(said)
    if found is None or found[2] not in ("", "kg", "kgs"):
        raise ProblemAt((), f"{show(text)} is no load in kg", allowed)
    load = Decimal(found[1].replace(",", "."))
    if not 0 <= load <= HEAVIEST_KG:
        raise ProblemAt((), f"{show(text)} is no load from 0 to {HEAVIEST_KG} kg", allowed)
    return load


def _shown(text: str) -> str:
    return show(text) if text else "an empty cell"

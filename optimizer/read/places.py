"""Where things stand in a file, and how numbers are written there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any, NamedTuple, NoReturn

from optimizer.errors import Diagnostic, ScenarioError
from optimizer.errors import Path as DataPath

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # the breaks that libyaml counts as lines
MAX_DEPTH = 100
MAX_DIGITS = 40
"""Longer numbers mean nothing here, and 1e999999999 would need a gigabyte as an integer."""

_INT = re.compile(r"[-+]?[0-9]+")
_PREFIXED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class Spot(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


class Position(NamedTuple):
    """Where a value stands and, in a mapping, where its key stands."""

    value: Spot
    key: Spot | None = None


@dataclass(frozen=True)
class Document:
    """Plain data (dict, list, str, int, Decimal, bool, None) of one file, with places."""

    data: Any
    positions: Mapping[DataPath, Position]
    name: str
    lines: Sequence[str]


class LazyPositions(Mapping[DataPath, Position]):
    """Places looked for only when one is asked for: most files are right and never need them."""

    def __init__(self, find: Callable[[], dict[DataPath, Position]]) -> None:
        self._find = find
        self._found: dict[DataPath, Position] | None = None

    def _all(self) -> dict[DataPath, Position]:
        if self._found is None:
            self._found = self._find()
        return self._found

    def __getitem__(self, path: DataPath) -> Position:
        return self._all()[path]

    def __iter__(self) -> Iterator[DataPath]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def spotter(text: str) -> Callable[[int], Spot]:
    """Make a function from an offset in the text to its line and column."""
    starts = [0, *(found.end() for found in BREAK.finditer(text))]

    def spot(offset: int) -> Spot:
        line = bisect_right(starts, offset)
        return Spot(line, offset - starts[line - 1] + 1)

    return spot


def refuse(
    name: str, problem: str, spot: Spot | None = None, *, suggestion: str | None = None
) -> NoReturn:
    """Raise the error of a file with one problem."""
    line, column = spot if spot else (None, None)
    raise ScenarioError([Diagnostic(name, line, column, "", problem, suggestion=suggestion)])


def number(text: str) -> int | Decimal | None:
    """Read a number of YAML's core schema.

    Returns
    -------
    int or Decimal or None
        None if the text is not a number.

    Raises
    ------
    ValueError
        If the number is too long to mean anything.
    """
    whole, prefixed = _INT.fullmatch(text), _PREFIXED.fullmatch(text)
    if not (whole or prefixed or _DECIMAL.fullmatch(text)):
        return None
    if len(text) > MAX_DIGITS:
        raise ValueError(f"numbers may have at most {MAX_DIGITS} digits")
    if whole:
        return int(text)  # int(text, 0) would refuse 012
    if prefixed:
        return int(text, 0)
    try:
        value = Decimal(text)
    except DecimalException:
        value = None
    if value is None or abs(value.adjusted()) > MAX_DIGITS:
        raise ValueError(f"numbers may have at most {MAX_DIGITS} digits")
    return value


def identity(key: str) -> str | int | Decimal:
    """Say what makes a key unique: 2.5 and 2.50 are the same plate.

    Raises
    ------
    ValueError
        If the key is a number that is too long to mean anything.
    """
    value = number(key) if key[:1] in "0123456789+-." else None
    return key if value is None else value

"""Who needs a coach's eye: nobody without a plan, below the floor or short of something is left out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Literal

from optimizer.report.words import clean
from optimizer.roster.results.member_result import points
from optimizer.roster.results.overview import csv_text, dear

if TYPE_CHECKING:
    from optimizer.roster.results.member_result import MemberResult

Kind = Literal["unplaced", "below floor", "short"]
KINDS: tuple[Kind, ...] = ("unplaced", "below floor", "short")
COLUMNS = {
    "kind": "unplaced, below floor or short",
    "group": "group of the athlete",
    "athlete": "id of the athlete",
    "name": "name of the athlete",
    "rule": "rule whose demand is missed, or what limits the roster",
    "where": "part of the plan",
    "what": "what is missing, in words",
    "points": "points that it costs, or that are missing to the floor",
}


@dataclass(frozen=True, slots=True)
class Exceptional:
    """One thing that is not as it should be for one athlete; text as it was written."""

    kind: Kind
    group: str
    athlete: str
    name: str
    rule: str
    where: str
    what: str
    points: Fraction | None

    @property
    def cells(self) -> list[str]:
        """The line as text, by `COLUMNS`."""
        words = (self.kind, self.group, self.athlete, self.name, self.rule, self.where, self.what)
        return [*map(clean, words), dear(self.points)]


class Exceptions:
    """Collects what is not as it should be.

    Parameters
    ----------
    fairness
        Share of the score alone that everybody is to get, from 0 to 1.
    """

    def __init__(self, fairness: Fraction) -> None:
        self._fairness = fairness
        self._found: list[Exceptional] = []

    def add(self, member: MemberResult) -> None:
        """Take an athlete."""
        self._found.extend(exceptions_of(member, self._fairness))

    @property
    def found(self) -> tuple[Exceptional, ...]:
        """Everything, the gravest kind first, within a kind the dearest; ties as they came."""
        return tuple(sorted(self._found, key=lambda one: (KINDS.index(one.kind), -_cost(one))))


def exceptions_of(member: MemberResult, fairness: Fraction) -> Iterator[Exceptional]:
    """Yield everything that is not as it should be for one athlete.

    Parameters
    ----------
    member
        The athlete.
    fairness
        Share of the score alone that everybody is to get, from 0 to 1.
    """
    who = (member.group, member.id, member.shown_name)
    if member.checked is None:
        yield Exceptional("unplaced", *who, "", "", member.unplaced or "", None)
        return
    missing = member.below_floor(fairness)
    if missing is not None:
        said = f"{points(member.score)} of {points(member.alone_score)} points alone"
        yield Exceptional("below floor", *who, "fairness", "", said, missing)
    for one in member.checked.plan.shortages:
        # The same few places and amounts come back for everybody: each is kept once.
        rule, where, what = map(sys.intern, (one.rule, one.where, one.missing))
        yield Exceptional("short", *who, rule, where, what, _fraction(one.points))


@cache
def _fraction(points: Decimal) -> Fraction:
    return Fraction(points)


def exceptions_csv(found: tuple[Exceptional, ...]) -> str:
    """Write the exceptions as CSV; formulas in names are made harmless."""
    return csv_text(COLUMNS, (one.cells for one in found))


def _cost(one: Exceptional) -> Fraction:
    return Fraction(0) if one.points is None else one.points

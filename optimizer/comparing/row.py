"""One setup of a comparison: its price, its answer, and how it stands to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from constraints import TermScore
from optimizer.comparing.effects import StepHigher, progress_costs
from optimizer.comparing.separation import Interval, best_possible
from optimizer.comparing.solving import Found
from optimizer.plan import Plan
from optimizer.result import Result, Status
from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Row:
    """One setup (or combination of setups) and what was found with it.

    Parameters
    ----------
    number
        Place in the order asked, from 1; 0 for a setup that others are measured against.
    name
        What it is called.
    price
        Typical price; None where unknown.
    found
        The answer.
    conflict
        For an impossible one: why, in words; empty where that is not known.
    """

    number: int
    name: str
    price: Decimal | None
    found: Found
    conflict: tuple[str, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """The scenario with this equipment."""
        return self.found.asked.scenario

    @property
    def result(self) -> Result | None:
        """The result, if there is one."""
        return self.found.result

    @property
    def status(self) -> Status | None:
        """What was proved or found; None where nothing came back (see `error`)."""
        return None if self.result is None else self.result.status

    @property
    def error(self) -> str | None:
        """Why nothing came back; None also where a stop kept it from beginning."""
        return self.found.error

    @property
    def plan(self) -> Plan | None:
        """The verified plan, if there is one."""
        return None if self.result is None else self.result.plan

    @property
    def interval(self) -> Interval | None:
        """Where the best possible score lies; None without a plan."""
        if self.result is None:
            return None
        return best_possible(self.result.score, self.result.bound)

    @property
    def terms(self) -> tuple[TermScore, ...]:
        """The terms of the score, exact; empty without a plan."""
        verification = None if self.result is None else self.result.verification
        return () if verification is None else verification.terms

    @property
    def points_per_hundred(self) -> Fraction | None:
        """Score points for a hundred units of money; None where there is no price to divide by."""
        if self.result is None or self.result.score is None or not self.price:
            return None
        return 100 * self.result.score / Fraction(self.price)


@dataclass(frozen=True)
class Lower:
    """Why a setup that offers more scores less: progress is divided by the highest equipped step.

    Parameters
    ----------
    bigger, smaller
        Names of the two.
    steps
        Families whose ladder reaches higher in the bigger one.
    points
        Points of progress in the bigger and in the smaller.
    """

    bigger: str
    smaller: str
    steps: tuple[StepHigher, ...]
    points: tuple[Fraction, Fraction]


def twins_among(rows: Sequence[Row]) -> tuple[tuple[Row, Row], ...]:
    """Pair rows with the earlier row that is the same problem."""
    known = {id(row.found.asked): row for row in rows}
    pairs = [(row, known.get(id(row.found.same_as))) for row in rows]
    return tuple((row, other) for row, other in pairs if other is not None)


def lower_for_progress(smaller: Row, bigger: Row) -> Lower | None:
    """Explain why `bigger` scores lower than `smaller`, if it does for the sake of progress."""
    if smaller.interval is None or bigger.interval is None:
        return None
    steps = progress_costs(
        (smaller.scenario, smaller.interval.low, _progress(smaller)),
        (bigger.scenario, bigger.interval.low, _progress(bigger)),
    )
    points = (_progress(bigger), _progress(smaller))
    return Lower(bigger.name, smaller.name, steps, points) if steps else None


def _progress(row: Row) -> Fraction:
    return sum((term.points for term in row.terms if term.name == "progress"), Fraction(0))

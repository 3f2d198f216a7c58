"""The summary of a run: what can be added up again from its plans, and what is claimed beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR
from fractions import Fraction
from typing import Any

from optimizer.scoring import cents

FORMAT = "liftproof.run-summary/1"
PLANNED, UNPLACED, ERROR = "planned", "unplaced", "error"


@dataclass(frozen=True)
class Totals:
    """What plans add up to.

    Parameters
    ----------
    athletes
        All of the roster.
    planned, unplaced, errors
        How many have a plan, could not be placed, or failed.
    points
        Sum of the scores, exact.
    worst
        Lowest score; None without any plan.
    unplaced_points
        What an athlete without a plan costs.
    """

    athletes: int
    planned: int
    unplaced: int
    errors: int
    points: Fraction
    worst: Fraction | None
    unplaced_points: Fraction

    @property
    def value(self) -> Fraction:
        """Sum of the scores less what athletes without a plan cost."""
        return self.points - self.unplaced_points * (self.unplaced + self.errors)

    @property
    def mean(self) -> Fraction | None:
        """Mean score of those who have a plan; None without any."""
        return self.points / self.planned if self.planned else None

    def document(self) -> dict[str, Any]:
        """Return the totals as they stand in a summary: exact, and rounded down for people."""
        return {
            "athletes": self.athletes,
            "planned": self.planned,
            "unplaced": self.unplaced,
            "errors": self.errors,
            "unplaced_points": str(self.unplaced_points),
            "value": exact(self.value),
            "mean_score": exact(self.mean),
            "worst_score": exact(self.worst),
        }


def add_up(outcomes: Iterable[tuple[str, Fraction | None]], unplaced_points: Fraction) -> Totals:
    """Add up athletes by status and score.

    Parameters
    ----------
    outcomes
        Status and score of every athlete.
    unplaced_points
        What an athlete without a plan costs.
    """
    counts = {PLANNED: 0, UNPLACED: 0, ERROR: 0}
    points, worst = Fraction(0), None
    for status, score in outcomes:
        counts[status] += 1
        if score is not None:
            points += score
            worst = score if worst is None else min(worst, score)
    return Totals(
        athletes=sum(counts.values()),
        planned=counts[PLANNED],
        unplaced=counts[UNPLACED],
        errors=counts[ERROR],
        points=points,
        worst=worst,
        unplaced_points=unplaced_points,
    )


def summary_document(
    totals: Totals, bound: Fraction | None, claims: dict[str, Any]
) -> dict[str, Any]:
    """Write a summary.

    Parameters
    ----------
    totals
        What can be added up again.
    bound
        No roster is worth more than this; None where nothing was proved.
    claims
        What else is said: status, prices, options. No clock, so that equal runs are byte-equal.
    """
    # Near a bound of nothing a share of it says nothing: then of a point per athlete.
    whole = None if bound is None else max(abs(bound), Fraction(totals.athletes))
    gap = None
    if bound is not None and whole:
        gap = 100 * max(Fraction(0), bound - totals.value) / whole
    return {
        "format": FORMAT,
        **totals.document(),
        "bound": None if bound is None else exact(bound, ROUND_CEILING),
        "gap_percent": None if gap is None else str(cents(gap, ROUND_CEILING)),
        **claims,
    }


def differences(summary: dict[str, Any], totals: Totals) -> Iterator[tuple[str, str, str]]:
    """Compare a summary with what the plans add up to.

    Yields
    ------
    tuple
        The key, what the summary says and what it should say.
    """
    right = totals.document()
    for key, value in right.items():
        if summary.get(key) != value:
            yield key, _shown(summary.get(key)), _shown(value)
    bound = bound_of(summary)
    if bound is not None and totals.value > bound:
        yield "bound", _shown(summary["bound"]), f"at least the value, {_shown(right['value'])}"
    gap = summary_document(totals, bound, {})["gap_percent"]
    if summary.get("gap_percent") != gap:
        yield "gap_percent", _shown(summary.get("gap_percent")), _shown(gap)


def bound_of(summary: dict[str, Any]) -> Fraction | None:
    """Read the bound of a summary.

    Raises
    ------
    ValueError
        If it is none.
    """
    bound = summary.get("bound")
    if bound is None:
        return None
    try:
        return Fraction(bound["exact"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        raise ValueError(f"the bound {bound!r} is no number") from None


def shown(value: Fraction | None) -> str:
    """Write points for people, rounded down; empty where there are none."""
    return "" if value is None else str(cents(value, ROUND_FLOOR))


def exact(value: Fraction | None, rounding: str = ROUND_FLOOR) -> dict[str, str] | None:
    """Write points as they stand in a summary: the fraction, and rounded for people."""
    if value is None:
        return None
    return {"exact": str(value), "points": str(cents(value, rounding))}


def _shown(value: Any) -> str:
    if isinstance(value, dict) and "points" in value:
        return f"{value['points']} (exactly {value.get('exact')})"
    return str(value)

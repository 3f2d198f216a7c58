"""What may be said about scores of which only an interval is known.

The best possible score of a setup lies between the score of the plan found and the bound proved. One
setup is *proved better* than another only if its plan scores more than the other's bound: an interval
order, transitive and free of circles. "Not separated" is not transitive (a long interval may overlap
two that are apart), so it ranks nothing. Setups are shown in *groups*: two belong to the same group
if a chain of overlapping intervals joins them. Every member of a group is proved better than every
member of the next; inside a group the pairs that are proved nevertheless are named one by one, and
about all other pairs nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from optimizer.scoring import HIGHEST_SCORE


@dataclass(frozen=True)
class Interval:
    """Where the best possible score of a setup lies, in points, both ends included."""

    low: Fraction
    high: Fraction

    def above(self, other: Interval) -> bool:
        """Whether every value here is greater than every value there."""
        return self.low > other.high

    def minus(self, other: Interval) -> Interval:
        """Where the difference of two independent values lies."""
        return Interval(self.low - other.high, self.high - other.low)


def best_possible(score: Fraction | None, bound: Fraction | None) -> Interval | None:
    """Return the interval of a result; None without a plan.

    Parameters
    ----------
    score
        Points of the plan that was found.
    bound
        No plan scores above this; without one, no plan can score more than all points.
    """
    if score is None:
        return None
    return Interval(score, Fraction(HIGHEST_SCORE) if bound is None else bound)


def groups_of(intervals: Sequence[Interval]) -> tuple[tuple[int, ...], ...]:
    """Group intervals that overlap, directly or through others.

    Parameters
    ----------
    intervals
        In any order.

    Returns
    -------
    tuple of tuple of int
        Indexes, the best group first; inside a group in the order given, which ranks nothing.
    """
    groups: list[list[int]] = []
    lowest = Fraction(0)
    for index in sorted(range(len(intervals)), key=lambda i: -intervals[i].high):
        if groups and intervals[index].high >= lowest:
            groups[-1].append(index)
            lowest = min(lowest, intervals[index].low)
        else:
            groups.append([index])
            lowest = intervals[index].low
    return tuple(tuple(sorted(group)) for group in groups)


def proved_inside(intervals: Sequence[Interval], group: Sequence[int]) -> list[tuple[int, int]]:
    """List the pairs (better, worse) of one group that are separated all the same."""
    return [
        (better, worse)
        for better in group
        for worse in group
        if intervals[better].above(intervals[worse])
    ]


@dataclass(frozen=True)
class Priced:
    """A choice with its price and what it scores."""

    price: Decimal
    interval: Interval


@dataclass(frozen=True)
class Bargain:
    """A choice of which no cheaper one was found to score as much.

    Parameters
    ----------
    index
        Which choice.
    proved
        Whether it is proved better than every cheaper choice; otherwise a cheaper one may be as good.
    """

    index: int
    proved: bool


def bargains(choices: Sequence[Priced]) -> tuple[Bargain, ...]:
    """List the choices by price that found more than everything cheaper (the Pareto front).

    Parameters
    ----------
    choices
        In any order; of two with the same price and score the first counts.

    Returns
    -------
    tuple of Bargain
        Cheapest first.
    """
    order = sorted(
        range(len(choices)), key=lambda i: (choices[i].price, -choices[i].interval.low, i)
    )
    found: list[Bargain] = []
    for position, index in enumerate(order):
        here = choices[index].interval
        cheaper = [choices[i].interval for i in order[:position]]
        if all(here.low > other.low for other in cheaper):
            found.append(Bargain(index, all(here.above(other) for other in cheaper)))
    return tuple(found)

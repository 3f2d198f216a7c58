"""The outcome of a roster: value, bound and gap of the whole, and what became of everyone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from optimizer.plan import Plan
from optimizer.result import Status
from optimizer.roster.columns import UNPLACED_POINTS


@dataclass(frozen=True)
class AthleteResult:
    """What became of one athlete.

    Parameters
    ----------
    id, group
        As in the roster.
    status
        optimal or feasible with a plan; impossible where it is proved that there is none even alone;
        unknown otherwise.
    plan
        The verified plan, or None.
    score
        Score of the plan in points, exact; None without a plan.
    alone_score, alone_bound
        Best score known as if nobody else came, and what no plan can score above; None where unknown.
    floor
        Share of the score alone that fairness promises, in points; None where there is nothing to share.
    unplaced
        Why there is no plan, in words; None with one.
    """

    id: str
    group: str | None
    status: Status
    plan: Plan | None
    score: Fraction | None
    alone_score: Fraction | None
    alone_bound: Fraction | None
    floor: Fraction | None = None
    unplaced: str | None = None

    @property
    def paid(self) -> Fraction | None:
        """Points that sharing costs against the best plan known alone; None where unknown."""
        if self.score is None or self.alone_score is None:
            return None
        return max(Fraction(0), self.alone_score - self.score)

    @property
    def below_floor(self) -> bool:
        """Whether the athlete gets less than fairness promises."""
        return self.floor is not None and (self.score is None or self.score < self.floor)


@dataclass(frozen=True)
class Price:
    """What a little more of something is worth, in points of all athletes together.

    A marginal value: for a whole station, coach or quarter of an hour it is an estimate from above.

    Parameters
    ----------
    where
        Slot, and station or kind.
    kind
        ``station``, ``heads`` or ``coaching``.
    per_unit
        Points per second, head or weighted head.
    more
        What one more is, in words.
    points
        Points that one more is worth at most.
    """

    where: str
    kind: str
    per_unit: Fraction
    more: str
    points: Fraction


@dataclass(frozen=True)
class RosterResult:
    """The outcome of a roster.

    Parameters
    ----------
    status
        optimal, feasible, impossible (nobody has a plan, proved) or unknown.
    value
        Points of all athletes together, those without a plan at `UNPLACED_POINTS` each; None where
        nobody has one.
    bound
        No roster is worth more; None where nothing was proved.
    athletes
        In the order of the roster.
    prices
        What more of the room would be worth, the most first.
    """

    status: Status
    value: Fraction | None
    bound: Fraction | None
    athletes: tuple[AthleteResult, ...]
    prices: tuple[Price, ...] = ()

    @property
    def gap(self) -> Fraction | None:
        """Relative gap, as a fraction of the bound (of a point per athlete where that is more)."""
        if self.value is None or self.bound is None:
            return None
        return relative_gap(self.value, self.bound, len(self.athletes))

    @cached_property
    def scores(self) -> tuple[Fraction, ...]:
        """Scores of those who have a plan."""
        return tuple(one.score for one in self.athletes if one.score is not None)

    @property
    def mean(self) -> Fraction | None:
        """Mean score of those who have a plan."""
        return sum(self.scores, Fraction(0)) / len(self.scores) if self.scores else None

    @property
    def worst(self) -> Fraction | None:
        """Lowest score of those who have a plan."""
        return min(self.scores, default=None)

    @property
    def unplaced(self) -> tuple[AthleteResult, ...]:
        """Those without a plan; each costs the roster `UNPLACED_POINTS`."""
        return tuple(one for one in self.athletes if one.plan is None)

    @property
    def unfair(self) -> tuple[AthleteResult, ...]:
        """Those who get less than fairness promises."""
        return tuple(one for one in self.athletes if one.below_floor)

    @property
    def plans(self) -> Iterator[Plan]:
        """All plans, in the order of the roster."""
        return (one.plan for one in self.athletes if one.plan is not None)


def relative_gap(value: Fraction, bound: Fraction, count: int) -> Fraction:
    """Gap as a fraction of the bound, or of a point per athlete where that is more.

    Parameters
    ----------
    value, bound
        Points of all athletes together.
    count
        How many there are.
    """
    return max(Fraction(0), (bound - value) / max(abs(bound), Fraction(count)))


__all__ = ["UNPLACED_POINTS", "AthleteResult", "Price", "RosterResult", "relative_gap"]

"""What a comparison found: typed, frozen, and honest about what it does not know."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from optimizer.comparing.additions import Addition, Refused
from optimizer.comparing.row import Lower, Row, lower_for_progress, twins_among
from optimizer.comparing.separation import (
    Interval,
    Priced,
    bargains,
    groups_of,
    proved_inside,
)
from optimizer.engines.answer import Limits
from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Comparison:
    """Several setups over the same week.

    Parameters
    ----------
    scenario
        What was asked, with its own setups.
    limits
        Limits of each solve; `workers` are those of all together.
    rows
        In the order asked.
    stopped
        Whether a stop ended it early.
    """

    scenario: Scenario
    limits: Limits
    rows: tuple[Row, ...]
    stopped: bool = False

    @property
    def scored(self) -> tuple[Row, ...]:
        """Rows that have a plan."""
        return tuple(row for row in self.rows if row.interval is not None)

    @property
    def groups(self) -> tuple[tuple[Row, ...], ...]:
        """Rows with a plan, by group, the best group first (see `optimizer.comparing.separation`)."""
        intervals, scored = self._intervals(), self.scored
        return tuple(tuple(scored[i] for i in group) for group in groups_of(intervals))

    @property
    def twins(self) -> tuple[tuple[Row, Row], ...]:
        """Pairs (later, earlier) that are the same problem to the last integer."""
        return twins_among(self.rows)

    @property
    def proved_inside(self) -> tuple[tuple[Row, Row], ...]:
        """Pairs (better, worse) that are separated although they share a group."""
        intervals, scored = self._intervals(), self.scored
        return tuple(
            (scored[better], scored[worse])
            for group in groups_of(intervals)
            for better, worse in proved_inside(intervals, group)
        )

    @property
    def lower_for_progress(self) -> tuple[Lower, ...]:
        """Bigger setups that score lower because progress is counted against a higher step."""
        return tuple(
            found
            for bigger in self.scored
            for smaller in self.scored
            if (found := lower_for_progress(smaller, bigger)) is not None
        )

    def _intervals(self) -> list[Interval]:
        return [row.interval for row in self.rows if row.interval is not None]


class Verdict(StrEnum):
    """What is proved about a gain, best first."""

    MORE = "proved more"
    NOT_SEPARATED = "not separated"
    EQUAL = "proved equal"
    LESS = "proved less"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, gain: Interval | None) -> Verdict:
        """Say what is proved about a gain; None where there is no plan on both sides."""
        if gain is None:
            return cls.UNKNOWN
        if gain.low > 0:
            return cls.MORE
        if gain.high < 0:
            return cls.LESS
        return cls.EQUAL if gain.low == gain.high else cls.NOT_SEPARATED


@dataclass(frozen=True)
class Tried:
    """An addition that was solved.

    Parameters
    ----------
    addition
        What was added, at which price, and what that makes possible.
    row
        What was found.
    gain
        Where the gain in the best possible score lies; None without a plan on both sides.
    """

    addition: Addition
    row: Row
    gain: Interval | None

    @property
    def verdict(self) -> Verdict:
        """What is proved about the gain."""
        return Verdict.of(self.gain)


@dataclass(frozen=True)
class Additions:
    """What one more item, or two, would add to a setup.

    Parameters
    ----------
    scenario, limits, stopped
        As in `Comparison`.
    setup
        Name of the setup that is added to.
    base
        The setup as it is.
    singles, pairs
        What was solved, in the order of the library or of best gain.
    without_effect
        Items with which the problem is the same to the last integer: nothing to solve.
    refused
        Items that cannot be added, and why.
    """

    scenario: Scenario
    limits: Limits
    setup: str
    base: Row
    singles: tuple[Tried, ...]
    pairs: tuple[Tried, ...]
    without_effect: tuple[Addition, ...]
    refused: tuple[Refused, ...]
    stopped: bool = False

    @property
    def twins(self) -> tuple[tuple[Row, Row], ...]:
        """Pairs (later, earlier) of additions that are the same problem to the last integer."""
        return twins_among([one.row for one in (*self.singles, *self.pairs)])

    @property
    def bargains(self) -> tuple[tuple[Tried | None, bool], ...]:
        """What to buy by price: only what found more than everything cheaper, cheapest first.

        The setup as it is comes first, as None and for nothing. The second of each pair says whether it
        is proved better than everything cheaper.
        """
        tried = [one for one in (*self.singles, *self.pairs) if one.row.interval is not None]
        if self.base.interval is None:
            return ()
        choices = [Priced(Decimal(0), self.base.interval)]
        choices += [
            Priced(one.addition.price, one.row.interval) for one in tried if one.row.interval
        ]
        known: list[Tried | None] = [None, *tried]
        return tuple((known[found.index], found.proved) for found in bargains(choices))

    @property
    def lower_for_progress(self) -> tuple[Lower, ...]:
        """Additions that score lower because progress is counted against a higher step."""
        tried = (lower_for_progress(self.base, one.row) for one in (*self.singles, *self.pairs))
        return tuple(found for found in tried if found is not None)

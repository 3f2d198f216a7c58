"""The file of `liftproof compare --format json`, read back: setups side by side, or more items.

What such a file says about order, gains and verdicts follows from its scores and bounds; it is
worked out again here, and a file that contradicts itself is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator

from optimizer.comparing.results import Verdict
from optimizer.comparing.separation import (
    Bargain,
    Interval,
    Priced,
    bargains,
    best_possible,
    groups_of,
    proved_inside,
)
from optimizer.engines.answer import Limits
from optimizer.plan import Number
from optimizer.report.page.figures_record import (
    About,
    Figures,
    Id,
    Place,
    Points,
    Price,
    RecordPart,
    StepHigher,
    Text,
    Unlocked,
)
from optimizer.report.page.record_checks import (
    check_additions,
    check_comparison,
    check_row,
)
from optimizer.result import Status

MOST_ROWS = 128
Reasons = Annotated[tuple[Text, ...], Field(max_length=200)]


class Row(Figures):
    """One setup and what was found with it."""

    number: Place
    name: Text
    by_session: Annotated[dict[Id, Text], Field(max_length=50)]
    status: Status | None
    error: Text | None
    engine: Text | None = None
    conflict: Reasons
    price: Price | None
    score: Points | None = Field(None, alias="score_exact")
    bound: Points | None = Field(None, alias="bound_exact")
    rounded_score: Number | None = Field(alias="score")
    rounded_bound: Number | None = Field(alias="bound")
    points_per_hundred: Number | None = Field(alias="points_per_100")
    same_problem_as: Place | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        check_row(self)
        return self

    @property
    def interval(self) -> Interval | None:
        """Where the best possible score lies; None without a plan."""
        return best_possible(self.score, self.bound)


RowT = TypeVar("RowT", bound=Row)


class SetupRow(Row):
    """One setup among others."""

    group: Place | None
    proved_better_than: Annotated[tuple[Place, ...], Field(max_length=MOST_ROWS)]


class ProgressPoints(RecordPart):
    """Points of progress with more and with less equipment."""

    bigger: Number
    smaller: Number


class Lower(RecordPart):
    """Why more equipment scores less."""

    bigger: Text
    smaller: Text
    families: Annotated[tuple[Id, ...], Field(max_length=100)]
    steps: Annotated[tuple[StepHigher, ...], Field(max_length=100)]
    progress_points: ProgressPoints

    @property
    def points(self) -> tuple[Decimal, Decimal]:
        """Points of progress in the bigger and in the smaller."""
        return self.progress_points.bigger, self.progress_points.smaller


class Compared(About):
    """What both kinds of comparison say."""

    format: Literal["liftproof.comparison/1"]
    limits: Limits
    stopped: bool
    lower_for_progress: Annotated[tuple[Lower, ...], Field(max_length=MOST_ROWS**2)]


class ComparisonRecord(Compared):
    """Setups side by side."""

    setups: Annotated[tuple[SetupRow, ...], Field(min_length=1, max_length=MOST_ROWS)]

    @model_validator(mode="after")
    def _follows(self) -> Self:
        check_comparison(self)
        return self

    @property
    def scored(self) -> tuple[SetupRow, ...]:
        """Rows that have a plan."""
        return tuple(row for row in self.setups if row.interval is not None)

    @cached_property
    def groups(self) -> tuple[tuple[SetupRow, ...], ...]:
        """Rows with a plan, the best group first."""
        return tuple(tuple(self.scored[i] for i in g) for g in groups_of(self._intervals))

    @cached_property
    def contenders(self) -> tuple[SetupRow, ...]:
        """Rows with a plan that no other row is proved better than: the best is among them."""
        found = max((row.interval.low for row in self.scored if row.interval), default=None)
        if found is None:
            return ()
        return tuple(row for row in self.scored if row.interval and row.interval.high >= found)

    @property
    def proved_inside(self) -> tuple[tuple[SetupRow, SetupRow], ...]:
        """Pairs (better, worse) that are separated although they share a group."""
        intervals, scored = self._intervals, self.scored
        return tuple(
            (scored[better], scored[worse])
            for group in groups_of(intervals)
            for better, worse in proved_inside(intervals, group)
        )

    @property
    def twins(self) -> tuple[tuple[SetupRow, SetupRow], ...]:
        """Pairs (later, earlier) that are the same problem."""
        return _twins(self.setups)

    @property
    def _intervals(self) -> list[Interval]:
        return [row.interval for row in self.setups if row.interval is not None]


class Gain(RecordPart):
    """Where a gain lies, rounded outwards."""

    at_least: Number
    at_most: Number


class ItemRow(Row):
    """What was found with one more item, or two."""

    items: Annotated[tuple[Id, ...], Field(min_length=1, max_length=10)]
    items_price: Price
    gain: Gain | None
    verdict: Verdict
    unlocks: Unlocked


class ByPrice(RecordPart):
    """An item that found more than everything cheaper; 0 is the setup as it is."""

    number: Place
    better_than_all_cheaper: bool


class WithoutEffect(RecordPart):
    """Items that leave the problem as it is."""

    items: Annotated[tuple[Id, ...], Field(max_length=10)]
    price: Price


class Refused(RecordPart):
    """An item that cannot be added."""

    item: Id
    reason: Text


class AdditionsRecord(Compared):
    """What one more item, or two, would add."""

    base: Text = Field(alias="from")
    as_it_is: Row
    items: Annotated[tuple[ItemRow, ...], Field(max_length=MOST_ROWS)]
    pairs: Annotated[tuple[ItemRow, ...], Field(max_length=MOST_ROWS)]
    by_price: Annotated[tuple[ByPrice, ...], Field(max_length=2 * MOST_ROWS)]
    without_effect: Annotated[tuple[WithoutEffect, ...], Field(max_length=1_000)]
    cannot_be_added: Annotated[tuple[Refused, ...], Field(max_length=1_000)]

    @model_validator(mode="after")
    def _follows(self) -> Self:
        check_additions(self)
        return self

    @property
    def tried(self) -> tuple[ItemRow, ...]:
        """Single items, then pairs."""
        return (*self.items, *self.pairs)

    @property
    def twins(self) -> tuple[tuple[ItemRow, ItemRow], ...]:
        """Pairs (later, earlier) that are the same problem."""
        return _twins(self.tried)

    def gain_of(self, row: ItemRow) -> Interval | None:
        """Where the gain in the best possible score lies, exact; None without a plan on both sides."""
        here, start = row.interval, self.as_it_is.interval
        return None if here is None or start is None else here.minus(start)

    @property
    def bargains(self) -> tuple[tuple[ItemRow | None, Bargain], ...]:
        """What found more than everything cheaper, cheapest first; None is the setup as it is."""
        if self.as_it_is.interval is None:
            return ()
        tried = [(one, one.interval) for one in self.tried]
        rows = [(row, Priced(row.items_price, found)) for row, found in tried if found is not None]
        known = [None, *(row for row, _ in rows)]
        choices = [Priced(Decimal(0), self.as_it_is.interval), *(choice for _, choice in rows)]
        return tuple((known[found.index], found) for found in bargains(choices))


def _twins(rows: Sequence[RowT]) -> tuple[tuple[RowT, RowT], ...]:
    by_number = {row.number: row for row in rows}
    return tuple((r, by_number[r.same_problem_as]) for r in rows if r.same_problem_as is not None)

"""What a coordinator knows of a roster while it is solved, and how it asks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from optimizer.roster.columns import UNPLACED_POINTS, Column, Seating
from optimizer.roster.library import Library
from optimizer.roster.price_search import room_worth
from optimizer.roster.priced import Prices
from optimizer.roster.room_problem import Resource
from optimizer.roster.roster_result import relative_gap
from optimizer.roster.task import Decisions, Outcome, Runner, Task

# Columns kept per shape: the alone plan and the latest others.
MOST_COLUMNS = 10


@dataclass(frozen=True)
class RosterLimits:
    """When a roster is done.

    Parameters
    ----------
    gap
        Relative gap of the whole at which to stop, as a fraction of the bound.
    time_limit
        Wall-clock seconds; a roster is placed once even where that takes longer. None for none.
    deterministic_time
        Deterministic units of all plans together: the result is reproducible. None for none.
    seed
        Random seed of every engine.
    """

    gap: Fraction = Fraction(2, 100)
    time_limit: float | None = None
    deterministic_time: float | None = None
    seed: int = 0


@dataclass(frozen=True)
class RosterProgress:
    """Where a roster stands.

    Parameters
    ----------
    phase
        What is being done, in a word.
    done, total
        Athletes answered in this phase, and asked.
    placed
        Athletes with a plan that keeps the room.
    value, bound
        Score points of all together; None where nothing is known yet.
    """

    phase: str
    done: int
    total: int
    placed: int
    value: Fraction | None
    bound: Fraction | None


@dataclass(frozen=True)
class Timetable:
    """Who should come when.

    Parameters
    ----------
    days
        Slots of the room by place in the roster; athletes for whom none were found are left out.
    use
        What an athlete is expected to use on these days, by flat resource index.
    """

    days: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    use: Mapping[int, Mapping[int, int]] = field(default_factory=dict)


@dataclass
class Shape:
    """Athletes who share a problem.

    Parameters
    ----------
    place
        Shard and index of the member that is asked for all of them.
    athletes
        Places in the roster.
    alone
        Plan as if nobody else came; None without one.
    impossible
        Whether it is proved that there is none.
    alone_bound, priced_bound
        Bounds on the score, and on score less price times use at the best prices.
    columns
        Plans that are known.
    """

    place: tuple[int, int]
    athletes: list[int]
    alone: Column | None = None
    impossible: bool = False
    error: str | None = None
    alone_bound: Fraction = Fraction(100)
    priced_bound: Fraction = Fraction(100)
    relaxed_use: Mapping[int, float] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)

    @property
    def may_be_planned(self) -> bool:
        """Whether asking for a plan is not in vain: no proof and no failure stands against it."""
        return not self.impossible and self.error is None

    def keep(self, column: Column) -> None:
        """Remember a plan; one in the shared room is one with the room to himself too."""
        if self.alone is None or column.score > self.alone.score:
            self.alone = column
        if all(column.choice != known.choice for known in self.columns):
            self.columns.append(column)
            if len(self.columns) > MOST_COLUMNS:
                self.columns.pop(1)


@dataclass
class State:
    """Everything a coordinator decides by.

    Parameters
    ----------
    runner, decisions
        Who answers, and who remembers what the clock decided.
    limits
        When to stop.
    resources
        Everything limited.
    count
        Athletes.
    on_progress
        Hears of progress.

    Attributes
    ----------
    prices
        Those that prove the bound.
    crowded
        Whether the relaxed plans alone would use more than there is.
    timetable
        Who should come when.
    """

    runner: Runner
    decisions: Decisions
    limits: RosterLimits
    resources: Sequence[Resource]
    count: int
    on_progress: Callable[[RosterProgress], None] | None = None
    shapes: list[Shape] = field(default_factory=list)
    shape_by_athlete: list[int] = field(default_factory=list)
    prices: Prices = field(default_factory=dict)
    crowded: bool = False
    bound: Fraction | None = None
    seating: Seating = field(default_factory=lambda: Seating(()))
    library: Library = field(default_factory=Library)
    timetable: Timetable = field(default_factory=Timetable)
    phase: str = "start"
    spent: float = 0.0
    started: float = field(default_factory=time.monotonic)
    _stops: int = 0

    def shape(self, athlete: int) -> Shape:
        """Return the shape of an athlete."""
        return self.shapes[self.shape_by_athlete[athlete]]

    # ---- asking ----

    def ask(
        self,
        kind: str,
        asked: Sequence[tuple[tuple[int, int], Mapping[str, Any]]],
        common: Mapping[str, Any] | None = None,
    ) -> list[Outcome]:
        """Ask members, and return their outcomes in the order they were asked.

        Parameters
        ----------
        kind
            What is asked.
        asked
            Place (shard and index) and own input of each; a place may come several times.
        common
            What holds for all of them.
        """
        outcomes: list[Outcome] = [{} for _ in asked]
        tasks, origin = _tasks(kind, asked, common or {})
        for done, (task, position, outcome) in enumerate(self.runner.run(tasks), start=1):
            outcomes[origin[id(task)][position]] = outcome
            self._tell(done, len(asked))
        self.spent += sum(own.get("effort", 0.0) for _, own in asked)
        return outcomes

    def _tell(self, done: int, total: int) -> None:
        if self.on_progress is None:
            return
        placed = len(self.seating.plans)
        value = self.seating.value(self.count) if placed else None
        self.on_progress(RosterProgress(self.phase, done, total, placed, value, self.bound))

    # ---- deciding ----

    def out_of_time(self) -> bool:
        """Whether to stop for time; decided once and remembered for a run that is resumed."""
        units = self.limits.deterministic_time
        if units is not None and self.spent >= units:
            return True
        if self.limits.time_limit is None:
            return False
        self._stops += 1
        seconds = self.limits.time_limit
        passed = self.decisions.once(
            f"out of time {self._stops}", lambda: time.monotonic() - self.started >= seconds
        )
        return bool(passed)

    def value(self) -> Fraction:
        """Score points of the roster as it stands."""
        return self.seating.value(self.count)

    def gap(self) -> Fraction | None:
        """Relative gap, as a fraction of the bound (of a point per athlete where that is more)."""
        return None if self.bound is None else relative_gap(self.value(), self.bound, self.count)

    def good_enough(self) -> bool:
        """Whether the gap is the one that is wanted."""
        gap = self.gap()
        return gap is not None and gap <= self.limits.gap

    def total_bound(self, bounds: Sequence[Fraction], prices: Prices) -> Fraction:
        """Add up bounds of shapes at prices and what the room is worth at them."""
        athletes = sum(
            (len(shape.athletes) * max(bound, Fraction(-UNPLACED_POINTS))
             for shape, bound in zip(self.shapes, bounds, strict=True)),
            Fraction(0),
        )  # fmt: skip
        return athletes + room_worth(prices, [resource.capacity for resource in self.resources])


def _tasks(
    kind: str,
    asked: Sequence[tuple[tuple[int, int], Mapping[str, Any]]],
    common: Mapping[str, Any],
) -> tuple[list[Task], dict[int, list[int]]]:
    """Put questions into tasks, a shard and every member at most once in each."""
    grouped: dict[tuple[int, int], list[int]] = {}
    seen: dict[tuple[int, int], int] = {}
    for number, (place, _) in enumerate(asked):
        turn = seen[place] = seen.get(place, -1) + 1
        grouped.setdefault((place[0], turn), []).append(number)
    tasks, origin = [], {}
    for (shard, _), positions in sorted(grouped.items()):
        own = tuple(asked[number][1] for number in positions)
        members = tuple(asked[number][0][1] for number in positions)
        task = Task(kind, shard, members, common, own)
        tasks.append(task)
        origin[id(task)] = positions
    return tasks, origin

"""What a log holds of the last weeks, gathered in one pass and in bounded memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from fractions import Fraction

from optimizer.catalogue import load_catalogue
from optimizer.exercise import Exercise
from optimizer.history.apps import Kind, LoggedSet
from optimizer.history.estimate import own_maximum_kg
from optimizer.history.names import Matcher
from optimizer.loads import LOADED_TIERS

MOST_NAMES = 10_000
MOST_DAYS_KEPT = 20_000
LONGEST_NAME = 200

Best = tuple[Fraction, LoggedSet]


class Journal:
    """The last weeks of a log.

    Parameters
    ----------
    weeks
        How many weeks count, back from the newest day of the log.
    matcher
        Names of the log to exercises.
    measured
        Exercises whose sets are kept for an estimate.
    """

    def __init__(self, weeks: int, matcher: Matcher, measured: Collection[str]) -> None:
        self.weeks = weeks
        self.matcher = matcher
        self.measured = measured
        self.sets: Counter[Kind] = Counter()
        self.other_marks: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.unknown_unlisted = 0
        self.first: dt.date | None = None
        self.last: dt.date | None = None
        self._days: dict[tuple[str, dt.date], Best | None] = {}
        self._room = MOST_DAYS_KEPT
        self._exercises = load_catalogue().exercises

    @property
    def since(self) -> dt.date | None:
        """First day that counts; None for an empty log."""
        return None if self.last is None else self.last - dt.timedelta(days=7 * self.weeks - 1)

    def add(self, kind: Kind, mark: str, logged: LoggedSet | None) -> None:
        """Take in one row of the log."""
        self.sets[kind] += 1
        if logged is None:
            if kind == "other":
                self._count(self.other_marks, mark)
            return
        if self.last is None or logged.day > self.last:
            self.last = logged.day
        if self.first is None or logged.day < self.first:
            self.first = logged.day
        if kind == "working":
            self._train(logged)

    def _train(self, logged: LoggedSet) -> None:
        found = self.matcher.find(logged.name)
        if found is None:
            self.unknown_unlisted += not self._count(self.unknown, logged.name)
            return
        assert self.since is not None
        if logged.day < self.since or not _was_done(self._exercises[found], logged):
            return
        key = (found, logged.day)
        best = self._days.setdefault(key, None)
        maximum = own_maximum_kg(logged) if found in self.measured else None
        # Equal sets: the earlier row, whatever the order in which the app writes.
        if maximum is not None and (
            best is None or (maximum, -logged.row) > (best[0], -best[1].row)
        ):
            self._days[key] = (maximum, logged)
        if len(self._days) > self._room:
            self._forget()
            self._room = max(MOST_DAYS_KEPT, 2 * len(self._days))

    def _forget(self) -> None:
        """Drop days that newer ones have pushed out of the weeks that count."""
        assert self.since is not None
        self._days = {key: best for key, best in self._days.items() if key[1] >= self.since}

    @staticmethod
    def _count(counter: Counter[str], name: str) -> bool:
        name = name[:LONGEST_NAME]
        if name not in counter and len(counter) >= MOST_NAMES:
            return False
        counter[name] += 1
        return True

    def days(self) -> dict[str, list[dt.date]]:
        """Days on which each exercise was trained, oldest first, in the weeks that count."""
        self._forget()
        found: dict[str, list[dt.date]] = {}
        for exercise, day in sorted(self._days):
            found.setdefault(exercise, []).append(day)
        return found

    def best_sets(self, exercise: str) -> list[Best]:
        """Return the best set of each day, best first; of equal ones the newest first."""
        self._forget()
        found = [best for (name, _), best in self._days.items() if name == exercise and best]
        return sorted(found, key=lambda best: (best[0], best[1].day), reverse=True)


def _was_done(exercise: Exercise, logged: LoggedSet) -> bool:
    """Whether a row shows that the exercise was really done, and loaded where it needs a load."""
    if exercise.tier in LOADED_TIERS and logged.kg is None:
        return False
    return exercise.dose.unit != "reps" or bool(logged.reps)

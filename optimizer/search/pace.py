"""How long a search may go on: a clock on the wall, deterministic units, or a word from outside."""

from __future__ import annotations

import threading
import time
from math import inf

from optimizer.engines.answer import Limits

# Deterministic units of one solve of a linear relaxation, per row: about a unit per second.
UNITS_PER_ROW = 1e-6
# What a second of the wall clock is good for, cautiously.
UNITS_PER_SECOND = 0.5
# A solve that was begun gets at least this long.
LEAST_SECONDS = 0.05


class Pace:
    """The limits of a search while it runs.

    Parameters
    ----------
    limits
        Limits of the whole search; the clock starts now.
    stop
        Ends the search when it is set.
    """

    def __init__(self, limits: Limits, stop: threading.Event) -> None:
        wall = limits.wall_seconds
        self._deadline = None if wall is None else time.monotonic() + wall
        self._units_left = self._units = limits.deterministic_time
        self._seed = limits.seed
        self.stop = stop

    def over(self) -> bool:
        """Whether the search must end."""
        if self.stop.is_set() or (self._units_left is not None and self._units_left <= 0):
            return True
        return self._deadline is not None and time.monotonic() >= self._deadline

    def seconds_left(self) -> float | None:
        """Seconds on the wall clock; None without a limit."""
        return None if self._deadline is None else self._deadline - time.monotonic()

    def units_left(self) -> float | None:
        """Deterministic units; None without a limit."""
        return self._units_left

    def spent(self) -> float | None:
        """Deterministic units that were counted; None without a limit."""
        if self._units is None or self._units_left is None:
            return None
        return self._units - self._units_left

    def share(self, parts: int) -> float:
        """Deterministic units for each of some parts of the work, if they may use what is left."""
        left = self.seconds_left()
        units = [] if left is None else [left * UNITS_PER_SECOND]
        units += [] if self._units_left is None else [self._units_left]
        return max(0.0, min(units, default=inf)) / parts

    def spend(self, units: float | None) -> None:
        """Count deterministic units that a solve has cost."""
        if self._units_left is not None and units is not None:
            self._units_left -= units

    def spend_relaxation(self, rows: int, solves: int = 1) -> None:
        """Count solves of a linear relaxation."""
        self.spend(UNITS_PER_ROW * rows * solves)

    def limits(self, units: float, gap: float = 0.0) -> Limits:
        """Limits of one solve inside the search.

        Parameters
        ----------
        units
            Deterministic units that it may take; fewer where fewer are left.
        gap
            Relative gap at which it may stop.
        """
        left = self.seconds_left()
        if self._units_left is not None:
            units = min(units, self._units_left)
        return Limits(
            wall_seconds=None if left is None else max(left, LEAST_SECONDS),
            deterministic_time=max(units, UNITS_PER_ROW),
            gap=gap,
            workers=1,
            seed=self._seed,
        )

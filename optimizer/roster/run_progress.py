"""How far a run is, in one line: solved, left, rate, time to go, value, bound, gap."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from fractions import Fraction

from optimizer.roster.task import Outcome, Task
from optimizer.scoring import gap_percent

WORDS = {"shape": "shapes", "price": "bounds", "plan": "plans", "write": "writing plans"}
RATE_SECONDS = 30.0
"""The rate is that of so many last seconds: rounds differ."""


class RunProgress:
    """Collects what a run says of itself.

    Parameters
    ----------
    tell
        Hears a line whenever something has changed.
    clock
        Seconds, counting up.
    """

    def __init__(
        self, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell, self._clock = tell, clock
        self._doing, self._members, self._done, self._errors = "", 0, 0, 0
        self._moments: deque[float] = deque()
        self._value: Fraction | None = None
        self._bound: Fraction | None = None

    def asked(self, kind: str, members: int, known: int) -> None:
        """Begin a round of so many members, of which some are known from before."""
        self._doing, self._members, self._done = kind, members, known
        self._moments.clear()
        self._moments.append(self._clock())
        self._say()

    def answered(self, task: Task, position: int, outcome: Outcome) -> None:
        """Count an answer."""
        self._done += 1
        self._errors += "error" in outcome
        self._moments.append(self._clock())
        while self._moments[-1] - self._moments[0] > RATE_SECONDS and len(self._moments) > 2:
            self._moments.popleft()
        self._say()

    def stands(self, value: Fraction | None, bound: Fraction | None) -> None:
        """Note value and bound of the whole roster, in points of all athletes together."""
        self._value, self._bound = value, bound
        self._say()

    @property
    def rate(self) -> float | None:
        """Answers a second lately; None where nothing can be said."""
        seconds = self._moments[-1] - self._moments[0] if self._moments else 0.0
        return (len(self._moments) - 1) / seconds if seconds > 0 else None

    def line(self) -> str:
        """Write everything in one line."""
        left = self._members - self._done
        parts = [f"{WORDS.get(self._doing, self._doing)}: {self._done} done, {left} left"]
        if left and self.rate:
            parts.append(f"{self.rate:.1f}/s, {_time(left / self.rate)}")
        if self._errors:
            parts.append(f"{self._errors} failed")
        if self._value is not None and self._bound is not None:
            gap = gap_percent(self._value, self._bound)
            parts.append(
                f"gap {float(gap):.2f} % ({float(self._value):.0f} of {float(self._bound):.0f})"
            )
        elif self._bound is not None:
            parts.append(f"at most {float(self._bound):.0f}")
        return " · ".join(parts)

    def _say(self) -> None:
        self._tell(self.line())


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s to go"
    minutes = seconds / 60
    return f"{minutes:.0f} min to go" if minutes < 90 else f"{minutes / 60:.1f} h to go"

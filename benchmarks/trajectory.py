"""What an engine knew when: best value and best bound over time, and the time to every gap. Exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.scoring import HIGHEST_SCORE, gap_percent

# Proved gaps whose times are recorded, in per cent of the bound.
GAPS = ("5", "2", "1", "0.5", "0.25", "0")
# A gap this small counts as closed, for every engine: those that compute in doubles cannot say less.
# It is twice the margin that their bounds are given.
CLOSED_PERCENT = Fraction(1, 5_000)


@dataclass(frozen=True)
class Point:
    """Best value and bound known from some second on, in score points; None for not yet."""

    seconds: float
    value: Fraction | None
    bound: Fraction | None

    @property
    def gap_percent(self) -> Fraction | None:
        """Proved gap in per cent of the bound; None until there are a value and a bound."""
        if self.value is None or self.bound is None:
            return None
        return max(Fraction(0), gap_percent(self.value, self.bound))


class Trajectory:
    """Collects what an engine reports; only what is better than before leaves a point."""

    def __init__(self) -> None:
        self.points: list[Point] = []

    @property
    def value(self) -> Fraction | None:
        """Best value so far."""
        return self.points[-1].value if self.points else None

    @property
    def bound(self) -> Fraction | None:
        """Best bound so far."""
        return self.points[-1].bound if self.points else None

    def add(self, seconds: float, value: Fraction | None, bound: Fraction | None) -> bool:
        """Take a report.

        Parameters
        ----------
        seconds
            Since the clock of the run started.
        value, bound
            Score points; None where the report says nothing. No score is above the highest one, so
            a bound above it is cut, for every engine.

        Returns
        -------
        bool
            Whether it was news.
        """
        if bound is not None:
            bound = min(bound, Fraction(HIGHEST_SCORE))
        best = _better(self.value, value, max)
        proved = _better(self.bound, bound, min)
        if (best, proved) == (self.value, self.bound):
            return False
        if self.points:
            # Threads of an engine may report out of turn.
            seconds = max(seconds, self.points[-1].seconds)
        self.points.append(Point(seconds, best, proved))
        return True


def seconds_to_first_plan(points: Sequence[Point]) -> float | None:
    """Return when the first value was known; None if never."""
    return next((p.seconds for p in points if p.value is not None), None)


def seconds_to_gap(points: Sequence[Point], percent: Fraction) -> float | None:
    """Return when the proved gap was first at most so many per cent; None if never."""
    wanted = max(percent, CLOSED_PERCENT)
    gaps = ((p.seconds, p.gap_percent) for p in points)
    return next((seconds for seconds, gap in gaps if gap is not None and gap <= wanted), None)


def seconds_to_gaps(points: Sequence[Point]) -> dict[str, float | None]:
    """Return the time to every recorded gap, by its name in `GAPS`."""
    return {gap: seconds_to_gap(points, Fraction(gap)) for gap in GAPS}


def _better(
    before: Fraction | None, now: Fraction | None, best: Callable[[Fraction, Fraction], Fraction]
) -> Fraction | None:
    if before is None or now is None:
        return now if before is None else before
    return best(before, now)

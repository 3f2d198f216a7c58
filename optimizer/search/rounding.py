"""Rounding the weekly sums of a linear relaxation, one batch after the other (a dive).

What comes out is not a plan: days and sessions may still be divided. It is a good guess at what to do
how much of, and the relaxation usually loses little on the way (garage, 4 weeks: 92.64 before, 92.40
after, best plan 92.42).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor

from optimizer.engines.duals import Relaxation
from optimizer.search.part import Part

WHOLE = 1e-6
# Sums this near to a whole number are rounded together, so many at once.
NEAR, BATCH = 0.2, 8
# Score points that the rounding of one sum may cost without a look at other ways.
CHEAP = 0.03
# Sums that are tried both ways where rounding is dear.
TRIED = 3
# From this fraction on, up is tried before down: half a set short costs more than half too many.
UP_FIRST = 0.35
LONG = 3600.0

Box = dict[int, tuple[int, int]]


class Rounding:
    """A dive through the relaxation of a part.

    Parameters
    ----------
    part
        The part.
    relaxation
        Its relaxation.
    stopped
        Says that time is up.
    """

    def __init__(self, part: Part, relaxation: Relaxation, stopped: Callable[[], bool]) -> None:
        self._part = part
        self._relaxation = relaxation
        self._stopped = stopped
        self._box: Box = {}
        self._points = 0.0
        self._values: tuple[float, ...] = ()
        self.solves = 0

    def values(self) -> tuple[float, ...] | None:
        """Return values of all variables with whole sums; None where the dive ended early."""
        if not self._moved({}):
            return None
        for stage in (self._part.slots, self._part.days, self._part.sets):
            while divided := self._divided(stage):
                if self._stopped() or not (self._batch(divided) or self._one(divided)):
                    return None
            # What is whole now must stay so: days with half an exercise ask for sets nobody can do.
            self._box |= {i: (round(self._values[i]),) * 2 for i in stage}
        return self._values

    def _divided(self, stage: Sequence[int]) -> list[int]:
        distance = {i: abs(self._values[i] - round(self._values[i])) for i in stage}
        return sorted((i for i in stage if distance[i] > WHOLE), key=lambda i: (distance[i], i))

    def _ends(self, index: int) -> tuple[int, int]:
        variable = self._part.model.variables[index]
        return self._box.get(index, (variable.lower, variable.upper))

    def _side(self, index: int, up: bool) -> tuple[int, int]:
        low, high = self._ends(index)
        value = self._values[index]
        return (ceil(value), high) if up else (low, floor(value))

    def _batch(self, divided: Sequence[int]) -> bool:
        """Round several sums at once, fewer where that costs too much."""
        values = self._values
        batch = [i for i in divided if abs(values[i] - round(values[i])) < NEAR][:BATCH]
        while len(batch) > 1:
            sides = {i: self._side(i, round(values[i]) > values[i]) for i in batch}
            if self._moved({**self._box, **sides}, self._points - CHEAP * len(batch)):
                return True
            batch = batch[: len(batch) // 2]
        return False

    def _one(self, divided: Sequence[int]) -> bool:
        """Round the sum that costs least, of a few."""
        best: tuple[float, Box] | None = None
        for index in divided[:TRIED]:
            up_first = self._values[index] - floor(self._values[index]) >= UP_FIRST
            for up in (up_first, not up_first):
                box = {**self._box, index: self._side(index, up)}
                points = self._tried(box)
                if points is not None and (best is None or points > best[0] + WHOLE):
                    best = points, box
                if points is not None and points > self._points - CHEAP:
                    break
            if best is not None and best[0] > self._points - CHEAP:
                break
        return best is not None and self._moved(best[1])

    def _tried(self, box: Box) -> float | None:
        self.solves += 1
        return self._relaxation.points(box, LONG)

    def _moved(self, box: Box, least: float | None = None) -> bool:
        """Go on from a box, unless its optimum is below `least` or it has none."""
        points = self._tried(box)
        if points is None or (least is not None and points <= least):
            return False
        self._box, self._points, self._values = box, points, self._relaxation.values()
        return True

"""Which variable a case is divided by: the one whose two cases the relaxation bounds best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import floor

# Variables tried with both cases before one is branched on: half of them those that were best when
# they were last tried. In equal time 2, 4, 8 and 16 prove nearly the same, and more tried means fewer
# cases to write down. The first case tries more, to know what is good.
TRIED = 8
TRIED_FIRST = 60
# Score points that an empty case is worth when variables are compared.
CLOSING_GAIN = 10.0
SMALLEST_GAIN = 1e-6

Box = dict[int, tuple[int, int]]


class Branching:
    """Chooses variables, and remembers what they gained when they were last tried.

    Parameters
    ----------
    ends
        Lower and upper end by variable.
    preferred
        Variables to branch on first.
    """

    def __init__(self, ends: Iterable[tuple[int, int]], preferred: Iterable[int]) -> None:
        self._ends = list(ends)
        self._preferred = frozenset(preferred)
        self._gains: dict[int, float] = {}

    def choose(
        self,
        box: Box,
        divided: Mapping[int, float],
        gain: Callable[[Box], float],
        over: Callable[[], bool],
    ) -> tuple[int, tuple[Box, Box]] | None:
        """Choose a variable by trying the best guesses.

        Parameters
        ----------
        box
            The case: bounds that differ from the model's.
        divided
            Values of the relaxation that are not whole.
        gain
            Score points by which the relaxation of a smaller box is lower, or one of the constants.
        over
            Whether time is up: what was tried first is taken then.

        Returns
        -------
        int and two boxes, or None
            The variable, and the box below and above its value; None where nothing is divided.
        """
        best: tuple[float, int, tuple[Box, Box]] | None = None
        for index in self._candidates(divided):
            value = floor(divided[index])
            low, high = box.get(index, self._ends[index])
            boxes = {**box, index: (low, value)}, {**box, index: (value + 1, high)}
            gained = gain(boxes[0])
            # The second case is looked at only where it could make this the best variable.
            worth_it = best is None or gained * CLOSING_GAIN > best[0]
            gained *= gain(boxes[1]) if worth_it else SMALLEST_GAIN
            self._gains[index] = gained
            if best is None or gained > best[0]:
                best = gained, index, boxes
            if over():
                break
        return None if best is None else best[1:]

    def _candidates(self, divided: Mapping[int, float]) -> list[int]:
        distance = {index: abs(value - round(value)) for index, value in divided.items()}
        first = [index for index in distance if index in self._preferred]
        by_distance = sorted(first or distance, key=lambda index: (-distance[index], index))
        known = [index for index in by_distance if index in self._gains]
        known.sort(key=lambda index: -self._gains[index])
        chosen = [*known[: TRIED // 2], *(i for i in by_distance if i not in self._gains)]
        return list(dict.fromkeys([*chosen, *known]))[: TRIED if self._gains else TRIED_FIRST]

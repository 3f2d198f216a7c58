"""A part of a model: the blocks that are free, all else held or priced.

Blocks before and after a part are held at a plan's values; blocks that no plan has yet are left
out, and the rows that would link to them are paid for at their dual prices instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.linear_model import LinearModel, Row
from optimizer.search.weekly_sums import WeeklySums

# Worth of a unit in a part's objective, per score point: searches need no more digits.
PER_POINT = 10**5
NOTHING = 1e-9


@dataclass(frozen=True)
class Part:
    """A model of the free blocks alone.

    Parameters
    ----------
    model
        The linear model of the part; its objective is rounded.
    variables
        Index in the whole model by variable of the part.
    days, sets, slots
        Variables of the part that are the weekly sums, and those that say which slots are used.
    """

    model: LinearModel
    variables: tuple[int, ...]
    days: tuple[int, ...]
    sets: tuple[int, ...]
    slots: tuple[int, ...]

    def worth(self, values: Sequence[int]) -> Fraction:
        """Objective of the part in score points."""
        return self.model.score(values)

    def best(self, *known: tuple[int, ...] | None) -> tuple[int, ...] | None:
        """Return the best of some solutions, the first of equals."""
        return max((one for one in known if one is not None), key=self.worth, default=None)


class Whole:
    """A whole model, ready to be cut into parts."""

    def __init__(self, sums: WeeklySums) -> None:
        self.sums = sums
        self.blocks = 1 + max(sums.block_of, default=0)
        self._of_block: dict[int, list[int]] = defaultdict(list)
        self._rows: dict[int, list[int]] = defaultdict(list)
        self._last: list[int] = []
        for index, block in enumerate(sums.block_of):
            self._of_block[block].append(index)
        for number, row in enumerate(sums.linear.rows):
            met = {sums.block_of[index] for index in row.variables}
            self._last.append(max(met, default=0))
            for block in met:
                self._rows[block].append(number)
        scale = sums.linear.scale
        self._points = {i: c / scale for i, c in sums.linear.objective()[0].items()}

    def part(
        self,
        free: Collection[int],
        held: Mapping[int, int],
        prices: Sequence[float] | None = None,
    ) -> Part:
        """Cut out the free blocks.

        Parameters
        ----------
        free
            0-based blocks.
        held
            Values of variables in other blocks.
        prices
            Dual value of every row, score points per unit: rows that speak of blocks after the
            last free one are paid for instead of posted. Without prices all rows are posted, and
            all other variables must be held.

        Returns
        -------
        Part
        """
        variables = tuple(i for block in sorted(free) for i in self._of_block[block])
        place = {index: new for new, index in enumerate(variables)}
        worth = {place[i]: p for i, p in self._points.items() if i in place}
        model = LinearModel(variables=[self.sums.linear.variables[i] for i in variables])
        until = max(free)
        for number in sorted({n for block in free for n in self._rows[block]}):
            row = self.sums.linear.rows[number]
            if prices is None or self._last[number] <= until:
                model.rows.append(_restricted(row, place, held))
            elif abs(prices[number]) > NOTHING:
                for index, coefficient in zip(row.variables, row.coefficients, strict=True):
                    if index in place:
                        new = place[index]
                        worth[new] = worth.get(new, 0.0) - prices[number] * coefficient
        rounded = {i: round(points * PER_POINT) for i, points in sorted(worth.items())}
        model.rewards["part"] = {i: Fraction(p, PER_POINT) for i, p in rounded.items() if p}
        return Part(
            model,
            variables,
            days=_placed(self.sums.days, place),
            sets=_placed(self.sums.sets, place),
            slots=_placed(self.sums.slots, place),
        )


def _placed(indices: Sequence[int], place: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(place[index] for index in indices if index in place)


def _restricted(row: Row, place: Mapping[int, int], held: Mapping[int, int]) -> Row:
    """Return a row over the free variables, what is held moved to its sides."""
    kept = [
        (place[index], coefficient)
        for index, coefficient in zip(row.variables, row.coefficients, strict=True)
        if index in place
    ]
    spent = sum(
        coefficient * held[index]
        for index, coefficient in zip(row.variables, row.coefficients, strict=True)
        if index not in place
    )
    return Row(
        row.rule,
        row.where,
        tuple(index for index, _ in kept),
        tuple(coefficient for _, coefficient in kept),
        None if row.lower is None else row.lower - spent,
        None if row.upper is None else row.upper - spent,
        "linear" if spent else row.kind,
    )

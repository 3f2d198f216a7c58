"""A relaxation that knows only the rows that have mattered so far: a third of the time per solve.

Most rows of a plan model are far from tight in every case of a tree. They are looked at when a
solution is asked for, and added where it breaks them; a bound without them is valid, only weaker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from optimizer.engines.duals import Relaxation, Relaxed
from optimizer.linear_model import LinearModel

# A row this near to a side counts as tight, one this far beyond it as broken.
NEAR = 1e-6
# Rounds of adding rows to one solve, after which the weaker bound is taken.
MOST_ROUNDS = 20


class LazyRelaxation:
    """The linear relaxation of a model, its rows added as they are needed.

    Parameters
    ----------
    model
        The linear model.
    seconds
        Wall-clock limit of the first solve, which looks at all rows.
    values
        A good solution, where one is known already; it is not looked for then.
    """

    def __init__(
        self, model: LinearModel, seconds: float, values: Sequence[float] | None = None
    ) -> None:
        if values is None:
            first = Relaxation(model).solve({}, seconds)
            values = () if first is None else first.values
        self._lower = [-inf if row.lower is None else row.lower for row in model.rows]
        self._upper = [inf if row.upper is None else row.upper for row in model.rows]
        # By variable: solutions have few values that are not 0, and only those are looked at.
        self._column: list[list[tuple[int, int]]] = [[] for _ in model.variables]
        for number, row in enumerate(model.rows):
            for index, coefficient in zip(row.variables, row.coefficients, strict=True):
                self._column[index].append((number, coefficient))
        self._model = model
        self._others = set(range(len(model.rows)))
        self._rows = self._short_of(NEAR, values) if values else sorted(self._others)
        self._others.difference_update(self._rows)
        self._relaxation = self._known()

    def solve(
        self, box: Mapping[int, tuple[int, int]], seconds: float, *, points_only: bool = False
    ) -> Relaxed | None:
        """Solve over a box.

        Parameters
        ----------
        box
            Bounds by variable that differ from the model's.
        seconds
            Wall-clock limit of one round.
        points_only
            Leave values and multipliers out, and the rows that are not known yet.

        Returns
        -------
        Relaxed or None
            Values, and multipliers of all rows of the model; None where nothing came of it in time.
        """
        found = self._solved(box, seconds, points_only)
        for _ in range(MOST_ROUNDS):
            if found is None or not found.values or not self._add_broken(found.values):
                break
            found = self._solved(box, seconds, points_only) or found
        if found is None or found.points is None or points_only:
            return found
        multipliers = [0.0] * len(self._model.rows)
        for number, value in zip(self._rows, found.multipliers, strict=False):
            multipliers[number] = value
        return Relaxed(found.points, found.values, tuple(multipliers))

    def _solved(
        self, box: Mapping[int, tuple[int, int]], seconds: float, points_only: bool
    ) -> Relaxed | None:
        """Solve from the last basis; where the engine fails on it, with a new one."""
        found = self._relaxation.solve(box, seconds, points_only=points_only)
        if found is None:
            self._relaxation = self._known()
            found = self._relaxation.solve(box, seconds, points_only=points_only)
        return found

    def _known(self) -> Relaxation:
        return Relaxation(replace(self._model, rows=[self._model.rows[n] for n in self._rows]))

    def _add_broken(self, values: Sequence[float]) -> bool:
        broken = self._short_of(-NEAR, values)
        for number in broken:
            self._relaxation.add_row(self._model.rows[number])
        self._rows.extend(broken)
        self._others.difference_update(broken)
        return bool(broken)

    def _short_of(self, room: float, values: Sequence[float]) -> list[int]:
        """Return the rows not known yet that have less room than that to one of their sides."""
        totals = [0.0] * len(self._model.rows)
        for value, column in zip(values, self._column, strict=True):
            if value:
                for number, coefficient in column:
                    totals[number] += coefficient * value
        lower, upper = self._lower, self._upper
        return [
            number
            for number in sorted(self._others)
            if totals[number] - lower[number] < room or upper[number] - totals[number] < room
        ]

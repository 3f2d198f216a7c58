"""Counting changed entries in a linear model: how far a plan is from one that was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from optimizer.linear_model import Linear, LinearModel
from optimizer.options import Key
from optimizer.plan_model import PlanModel
from optimizer.problem import Cell

RULE = "changes"


@dataclass
class Counting:
    """A model together with 0/1 variables that count changed entries.

    Parameters
    ----------
    model
        The model of all allowed plans; it stays as it is.
    entries
        The plan that was given.
    """

    model: PlanModel
    entries: Mapping[Key, int]
    linear: LinearModel = field(init=False)
    changes: Linear = field(init=False)
    certain: int = field(init=False)

    def __post_init__(self) -> None:
        base = self.model.linear
        self.linear = replace(base, variables=list(base.variables), rows=list(base.rows))
        limits = self.model.problem.limits
        cells = {entry_of(cell): cell for cell in self.model.problem.cells}
        changed = []
        self.certain = 0
        for key, sets in self.entries.items():
            if key not in cells or not limits.min_sets <= sets <= limits.max_sets:
                self.certain += 1
            else:
                changed.append(self._differs(cells[key], sets))
        changed += [self.model.does(c) for key, c in cells.items() if key not in self.entries]
        self.changes = Linear.total(changed) + self.certain

    def _differs(self, cell: Cell, wanted: int) -> Linear:
        """Return a variable that is 1 where an entry has not the sets it had.

        It is linked in one direction: nothing makes it 1 needlessly, because it is counted against.
        """
        differs = self.linear.variable(f"changed[{cell.key}]", 0, 1)
        sets, most = self.model.sets(cell), self.model.problem.limits.max_sets
        self.linear.row(sets - (most - wanted) * differs, None, wanted, rule=RULE, where=cell.key)
        self.linear.row(sets + wanted * differs, wanted, None, rule=RULE, where=cell.key)
        return differs

    def fewest(self) -> LinearModel:
        """Return the model that makes the changes as few as can be."""
        counted = replace(self.linear, rewards={}, constants={})
        counted.reward(RULE, self.changes, Fraction(-1))
        return counted

    def at_most(self, changes: int) -> LinearModel:
        """Return the model of the highest score with at most so many changes."""
        bounded = replace(self.linear, rows=list(self.linear.rows))
        bounded.row(self.changes, None, changes, rule=RULE, where="as few as can be")
        return bounded

    def hint(self) -> dict[int, int]:
        """Start where the given plan stands."""
        values: dict[int, int] = {}
        for cell in self.model.problem.cells:
            sets = self.entries.get(entry_of(cell), 0)
            values.update(dict.fromkeys(self.model.does(cell).terms, int(sets > 0)))
            within = min(sets, self.model.problem.limits.max_sets)
            values.update(dict.fromkeys(self.model.sets(cell).terms, within))
        return values

    def value(self, values: tuple[int, ...]) -> int:
        """Count the changes of a solution."""
        return self.changes.value(values)


def entry_of(cell: Cell) -> Key:
    """Return the entry that a cell of the model stands for."""
    return cell.exercise.id, cell.method.id, cell.slot, cell.block

"""A plan model seen from above: how many days and how many sets an exercise gets in a week.

Days are nearly alike, so that moving an exercise to another day changes little; how much of it is done
decides. Searches round and bound these sums first, and leave the days to the engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from optimizer.linear_model import LinearModel, Row, Variable
from optimizer.plan_model import PlanModel
from optimizer.search.horizon_blocks import block_of_variables

SUM = "sum"

Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class WeeklySums:
    """The linear model of a plan with the weekly sums as variables of their own.

    Parameters
    ----------
    linear
        The model's own variables first, then the sums; its own rows first, then one row per sum.
    own
        Number of the model's own variables.
    block_of
        0-based block by variable.
    days, sets
        Variables, or sums, that say on how many days and with how many sets an exercise is done in
        a block.
    slots
        Variables that say whether a slot is used.
    """

    linear: LinearModel
    own: int
    block_of: tuple[int, ...]
    days: tuple[int, ...]
    sets: tuple[int, ...]
    slots: tuple[int, ...]

    def with_sums(self, values: Sequence[Number]) -> tuple[Number, ...]:
        """Complete values of the model's own variables, whole or divided, by those of the sums."""
        rows = self.linear.rows[len(self.linear.rows) - (len(self.linear.variables) - self.own) :]
        sums: list[Number] = [sum(values[i] for i in row.variables[:-1]) for row in rows]
        return tuple(values) + tuple(sums)


def weekly_sums(model: PlanModel) -> WeeklySums:
    """Add the weekly sums to a plan model.

    Parameters
    ----------
    model
        The model with its rules and its objective; it is not changed.

    Returns
    -------
    WeeklySums
    """
    linear = model.linear
    terms: dict[tuple[bool, str, int], list[int]] = defaultdict(list)
    for cell in model.problem.cells:
        for is_sets, choice in ((False, model.does(cell)), (True, model.sets(cell))):
            terms[is_sets, cell.exercise.id, cell.block].extend(choice.terms)
    variables, rows = list(linear.variables), list(linear.rows)
    blocks = list(block_of_variables(model))
    found: dict[bool, list[int]] = {False: [], True: []}
    for (is_sets, exercise, block), parts in terms.items():
        if len(parts) > 1:
            name = f"{'sets' if is_sets else 'days'}[{exercise},b{block + 1}]"
            most = sum(linear.variables[index].upper for index in parts)
            coefficients = (*(1 for _ in parts), -1)
            rows.append(Row(SUM, name, (*sorted(parts), len(variables)), coefficients, 0, 0))
            parts = [len(variables)]
            variables.append(Variable(name, 0, most))
            blocks.append(block)
        found[is_sets].extend(parts)
    return WeeklySums(
        linear=replace(linear, variables=variables, rows=rows),
        own=len(linear.variables),
        block_of=tuple(blocks),
        days=tuple(found[False]),
        sets=tuple(found[True]),
        slots=tuple(i for slot in model.problem.slots for i in model.uses(slot.index).terms),
    )

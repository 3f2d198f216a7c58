"""To which block of the horizon every variable of a plan model belongs.

A guess for speed, never for truth: searches divide the model by it, and what they find is checked
against the whole.
"""

from __future__ import annotations

from collections import defaultdict

from optimizer.linear_model import Row
from optimizer.plan_model import PlanModel


def block_of_variables(model: PlanModel) -> tuple[int, ...]:
    """Find the block of every variable.

    Parameters
    ----------
    model
        A model with its rules, and with its objective where it has one.

    Returns
    -------
    tuple of int
        0-based block by variable. Decisions belong to their block, the slots that are used to the
        first; what is derived belongs to the last block that it is derived from.
    """
    linear = model.linear
    blocks: list[int | None] = [None] * len(linear.variables)
    for slot in model.problem.slots:
        for index in model.uses(slot.index).terms:
            blocks[index] = 0
    for cell in model.problem.cells:
        for index in (*model.does(cell).terms, *model.sets(cell).terms):
            blocks[index] = cell.block
    defining: dict[int, list[Row]] = defaultdict(list)
    speaking: dict[int, list[Row]] = defaultdict(list)
    for row in linear.rows:
        if row.rule == "definition" and row.variables:
            # An auxiliary is made after what it is derived from.
            defining[row.variables[-1]].append(row)
        for index in row.variables:
            speaking[index].append(row)
    for rows in (defining, speaking):
        _derive(blocks, rows)
    return tuple(block or 0 for block in blocks)


def _derive(blocks: list[int | None], rows: dict[int, list[Row]]) -> None:
    """Find the blocks of what is derived, in passes: some things are made before their parts."""
    waiting = [index for index, block in enumerate(blocks) if block is None]
    while waiting:
        for index in waiting:
            blocks[index] = _latest(rows[index], blocks, index)
        still = [index for index in waiting if blocks[index] is None]
        if len(still) == len(waiting):
            return
        waiting = still


def _latest(rows: list[Row], blocks: list[int | None], index: int) -> int | None:
    others = (blocks[i] for row in rows for i in row.variables if i != index)
    return max((block for block in others if block is not None), default=None)

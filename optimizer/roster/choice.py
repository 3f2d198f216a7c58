"""What a plan chooses, as it travels between processes: slots trained and working sets, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.options import Key
    from optimizer.plan_model import PlanModel

Entry = tuple[str, str, str, int, int]
"""Exercise, method, slot id, 0-based block, working sets a build week."""


@dataclass(frozen=True)
class Choice:
    """Slots trained, and sets by exercise, method, slot and block.

    Parameters
    ----------
    trained
        Ids of the slots, in order of the week.
    entries
        What is done, sorted.
    """

    trained: tuple[str, ...]
    entries: tuple[Entry, ...]

    def document(self) -> dict[str, Any]:
        """Return the choice as JSON data; `choice_from` reads it back."""
        return {"trained": list(self.trained), "entries": [list(entry) for entry in self.entries]}

    def sets(self, slots: Sequence[str]) -> dict[Key, int]:
        """Return working sets by option key.

        Parameters
        ----------
        slots
            Ids of the athlete's offered slots in their order.

        Raises
        ------
        KeyError
            If the choice names a slot that is not offered.
        """
        place = {name: index for index, name in enumerate(slots)}
        return {
            (exercise, method, place[slot], block): sets
            for exercise, method, slot, block, sets in self.entries
        }


def choice_from(document: Mapping[str, Any]) -> Choice:
    """Read back what `Choice.document` gave."""
    entries = tuple(
        (str(exercise), str(method), str(slot), int(block), int(sets))
        for exercise, method, slot, block, sets in document["entries"]
    )
    return Choice(tuple(document["trained"]), entries)


def choice_of(model: PlanModel, values: Sequence[int]) -> Choice:
    """Read the choice out of a solution of an athlete's model.

    Parameters
    ----------
    model
        The model.
    values
        One value per variable.
    """
    slots = model.problem.slots
    entries = sorted(
        (cell.exercise.id, cell.method.id, slots[cell.slot].id, cell.block,
         model.sets(cell).value(values))
        for cell in model.problem.cells
        if model.does(cell).value(values)
    )  # fmt: skip
    trained = [slot for slot in slots if model.uses(slot.index).value(values)]
    trained.sort(key=lambda slot: slot.start_minute)
    return Choice(tuple(slot.id for slot in trained), tuple(entries))

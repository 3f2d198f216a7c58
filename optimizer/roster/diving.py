"""From the relaxation to whole choices: slots first, then exercises, a few at a time.

Every step sets what is nearly whole, and at least the largest of the rest, and solves the relaxation
again from its last basis. What comes out is no plan yet: rules with yes-or-no auxiliaries may still be
broken by it. It says which exercises are worth looking at, and those are few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.engines.duals import Relaxed
from optimizer.roster.athlete_model import LONG_SECONDS, AthleteModel

WHOLE = 1e-5
# Shares from which several are set at once. Slots are set one by one: there are few, and they decide.
SLOT_SHARE, EXERCISE_SHARE = 1.0, 0.75

Box = dict[int, tuple[int, int]]


def dive(
    athlete: AthleteModel, start: Relaxed, box: Mapping[int, tuple[int, int]]
) -> tuple[Box, Relaxed] | None:
    """Choose slots and exercises by the relaxation at its present prices.

    Parameters
    ----------
    athlete
        The athlete, relaxed at prices.
    start
        Solution of the relaxation over `box`.
    box
        Bounds by variable that differ from the model's.

    Returns
    -------
    tuple of dict and Relaxed, or None
        Bounds that hold every slot and every exercise at 0 or 1, and the relaxation there; None where
        the steps led nowhere.
    """
    chosen, relaxed = dict(box), start
    model = athlete.model
    does = [index for cell in model.problem.cells for index in model.does(cell).terms]
    for group, share in ((athlete.uses, SLOT_SHARE), (does, EXERCISE_SHARE)):
        found = _set_whole(athlete, chosen, relaxed, group, share)
        if found is None:
            return None
        relaxed = found
        chosen.update({index: (round(relaxed.values[index]),) * 2 for index in group})
    return chosen, relaxed


def _set_whole(
    athlete: AthleteModel, chosen: Box, relaxed: Relaxed, group: Sequence[int], share: float
) -> Relaxed | None:
    """Set 0/1 variables of a group until all are whole; `chosen` grows."""
    while True:
        parts = sorted(
            (-relaxed.values[index], index) for index in group
             if abs(relaxed.values[index] - round(relaxed.values[index])) > WHOLE
        )  # fmt: skip
        if not parts:
            return relaxed
        first = parts[0][1]
        several = [index for part, index in parts if -part >= share]
        tries: list[Box] = [{first: (1, 1)}, {first: (0, 0)}]
        if len(several) > 1:
            tries.insert(0, dict.fromkeys(several, (1, 1)))
        for step in tries:
            found = athlete.relaxation.solve({**chosen, **step}, LONG_SECONDS)
            if found is not None and found.values:
                chosen.update(step)
                relaxed = found
                break
        else:
            return None

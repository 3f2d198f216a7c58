"""A candidate option: what a rule is asked about before any variable exists."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.catalogue import Exercise, Method
from optimizer.horizon import Block
from optimizer.setups import Setup


@dataclass(frozen=True)
class Candidate:
    """An exercise by a method in a slot of a block, in natural units.

    Parameters
    ----------
    exercise, method
        What is done and how.
    slot
        0-based slot.
    setup
        The equipment there.
    block
        The block.
    """

    exercise: Exercise
    method: Method
    slot: int
    setup: Setup
    block: Block

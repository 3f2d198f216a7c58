"""Words and places that the rules' demands share.

A place stands in rows as text (``block 2, mon``). The names of sessions have no white space in them,
so that such a text can be taken apart again without doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from constraints._contract import Demand, ElasticParams, plain

if TYPE_CHECKING:
    from optimizer.scenario import Scenario
    from optimizer.scenario_parts import SessionSlot


@dataclass(frozen=True)
class Place:
    """A session of a block: `slot` and `block` count from 0, `session` is as the person wrote it."""

    slot: int
    block: int
    session: SessionSlot

    @property
    def day(self) -> str:
        """Weekday with the session's name, which tells two sessions of one day apart."""
        return f"{self.session.day.capitalize()} ({self.session.id})"

    def __str__(self) -> str:
        return f"{self.day} in block {self.block + 1}"


def place_at(scenario: Scenario, text: str) -> Place:
    """Find the session of a block that stands in a row as `text`.

    Parameters
    ----------
    scenario
        The scenario.
    text
        Block and session, e.g. ``block 2, mon``.

    Raises
    ------
    LookupError
        If no session of no block has that text.
    """
    label, _, name = text.partition(", ")
    for block in scenario.blocks:
        for slot, session in enumerate(scenario.sessions):
            if (block.label, session.id) == (label, name):
                return Place(slot, block.index, session)
    raise LookupError(f"no session of a block is {text!r}")


def block_at(scenario: Scenario, label: str) -> str:
    """Return the label of a block, ``block 2``.

    Raises
    ------
    LookupError
        If the scenario has no such block.
    """
    if label in (block.label for block in scenario.blocks):
        return label
    raise LookupError(f"no block is {label!r}")


def minutes_apart(scenario: Scenario, first: Place, second: Place) -> Iterator[tuple[int, int]]:
    """List how far apart two places stand, start to start, with the 0-based week of the first one.

    Only the next time the second place comes counts; it does so in every week of a block.
    """
    for early in scenario.occurrences:
        if (early.slot, early.block) == (first.slot, first.block):
            later = (
                o.start_minute - early.start_minute
                for o in scenario.occurrences
                if (o.slot, o.block) == (second.slot, second.block)
                and o.start_minute > early.start_minute
            )
            gap = next(later, None)
            if gap is not None:
                yield gap, early.week


def in_hours(minutes: int) -> str:
    """Write minutes as hours with at most one decimal, rounded down: never as much as is missing."""
    return f"{plain((Decimal(minutes) / 60).quantize(Decimal('0.1'), ROUND_FLOOR))} h"


def blocks_of(first: Place, second: Place) -> str:
    """Name the block of two places, or the border between them."""
    if first.block == second.block:
        return f"in block {first.block + 1}"
    return f"from block {first.block + 1} to {second.block + 1}"


def spoken(name: str) -> str:
    """Turn a name of the catalogue into words."""
    return name.replace("_", " ")


def listed(names: Sequence[str]) -> str:
    """Join names: a, b and c."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def firmly(params: ElasticParams, demand: str) -> str:
    """Say of a demand that may be missed at a price that it is a preference."""
    return demand if params.hard else f"preferably {demand}"


def demanded(rule: str, where: str, text: str, *parameter: str) -> Demand:
    """Make the demand that a parameter of a rule sets."""
    return Demand(rule, where, text, ("rules", rule, *parameter))

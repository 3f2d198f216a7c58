"""Changes of a pin: fewer sets, fewer blocks, another session, or none."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.explaining.changes import MOVE_WEIGHT, PIN_WEIGHT, Change, Dial, Edit, day_of
from optimizer.scenario import Scenario
from optimizer.scenario_parts import Pin


def pin_dials(scenario: Scenario, index: int) -> Iterator[Dial]:
    """Yield what could be changed about a pin.

    Parameters
    ----------
    scenario
        The scenario.
    index
        Which of its pins.

    Yields
    ------
    Dial
    """
    pin = scenario.pins[index]
    name = f"the pin on {scenario.catalogue.exercises[pin.exercise].name}"
    by_id = {slot.id: slot for slot in scenario.sessions}
    name += f" on {day_of(by_id[pin.session])}" if pin.session else ""
    path = ("pins", index)
    if pin.sets is not None:
        yield _sets(pin, name, path)
    yield from _blocks(scenario, pin, name, path)
    if pin.session is not None:
        yield _sessions(scenario, pin, name, path)
    yield Dial((Change(f"drop {name}", PIN_WEIGHT, (Edit("remove", path),)),), grows=True)


def _sets(pin: Pin, name: str, path: tuple[str | int, ...]) -> Dial:
    assert pin.sets is not None  # the caller
    changes = [
        Change(
            f"{name}: {sets} sets instead of {pin.sets}",
            Fraction(pin.sets - sets, pin.sets),
            (Edit("set", (*path, "sets"), sets),),
        )
        for sets in range(pin.sets - 1, 1, -1)
    ]
    free = Change(
        f"{name}: any number of sets instead of {pin.sets}",
        Fraction(pin.sets - 1, pin.sets),
        (Edit("remove", (*path, "sets")),),
    )
    return Dial((*changes, free), grows=False)


def _blocks(scenario: Scenario, pin: Pin, name: str, path: tuple[str | int, ...]) -> Iterator[Dial]:
    """Yield later first blocks, and each block left out."""
    blocks = pin.blocks or tuple(range(1, len(scenario.blocks) + 1))
    if len(blocks) == 1:
        return
    later = tuple(
        Change(
            f"{name}: only from block {blocks[gone]} on",
            PIN_WEIGHT * Fraction(gone, len(blocks)),
            (Edit("set", (*path, "blocks"), list(blocks[gone:])),),
        )
        for gone in range(1, len(blocks))
    )
    yield Dial(later, grows=True)
    single = tuple(
        Change(
            f"{name}: not in block {block}",
            PIN_WEIGHT * Fraction(1, len(blocks)),
            (Edit("set", (*path, "blocks"), [b for b in blocks if b != block]),),
        )
        for block in blocks[1:]
    )
    yield Dial(single, grows=False)


def _sessions(scenario: Scenario, pin: Pin, name: str, path: tuple[str | int, ...]) -> Dial:
    others = tuple(
        Change(
            f"move {name} to {day_of(slot)}",
            MOVE_WEIGHT,
            (Edit("set", (*path, "session"), slot.id),),
        )
        for slot in scenario.sessions
        if slot.id != pin.session
    )
    return Dial(others, grows=False)

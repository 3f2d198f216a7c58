"""What is compared: the same athlete and week with other equipment, each with its price."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.errors import ProblemAt
from optimizer.gear import Gear
from optimizer.names import unknown
from optimizer.scenario import Scenario
from optimizer.setups import Setup, load_setups_library

MOST_COMBINATIONS = 64
AS_WRITTEN = "as written"

_GEAR = frozenset(Gear.model_fields)


@dataclass(frozen=True)
class Candidate:
    """Equipment for every slot of the week.

    Parameters
    ----------
    name
        What it is called: a setup, and the slots that have another one.
    scenario
        The scenario with this equipment.
    price
        Typical price of all its setups together; None where one of them has none.
    """

    name: str
    scenario: Scenario
    price: Decimal | None


def combinations(
    scenario: Scenario, setups: Sequence[str], slots: Mapping[str, Sequence[str]]
) -> tuple[Candidate, ...]:
    """Combine setups for the whole week with setups for single slots.

    Parameters
    ----------
    scenario
        Athlete, week and rules.
    setups
        Names, of the scenario's own setups or of the library; none keeps what the slots say.
    slots
        By slot id, the setups to try there, whatever the rest of the week has.

    Returns
    -------
    tuple of Candidate
        Every combination once, in the order given.

    Raises
    ------
    ProblemAt
        If a name is unknown or there are more than 64 combinations.
    """
    known, ids = known_setups(scenario), [slot.id for slot in scenario.sessions]
    for name in setups:
        _must_exist(name, known, "setups", "setup")
    for slot, names in slots.items():
        _must_exist(slot, ids, "slots", "session")
        for name in names:
            _must_exist(name, known, "slots", "setup")
    wholes: tuple[str | None, ...] = tuple(dict.fromkeys(setups)) or (None,)
    several = [tuple(dict.fromkeys(names)) for names in slots.values()]
    count = math.prod(map(len, [wholes, *several]))
    if count > MOST_COMBINATIONS:
        raise ProblemAt(
            ("slots",), f"{count} combinations of setups", f"at most {MOST_COMBINATIONS}"
        )
    found: dict[tuple[str, ...], Candidate] = {}
    for whole in wholes:
        for names in itertools.product(*several):
            candidate = _candidate(scenario, whole, dict(zip(slots, names, strict=True)))
            found.setdefault(tuple(s.setup for s in candidate.scenario.sessions), candidate)
    return tuple(found.values())


def _must_exist(name: str, known: Collection[str], where: str, what: str) -> None:
    if name not in known:
        raise unknown((where,), what, name, known)


def known_setups(scenario: Scenario) -> list[str]:
    """Name the scenario's own setups and those of the library."""
    return sorted({*scenario.setups, *load_setups_library().setups})


def _candidate(scenario: Scenario, whole: str | None, chosen: Mapping[str, str]) -> Candidate:
    name = ", ".join([whole or AS_WRITTEN, *(f"{slot}={setup}" for slot, setup in chosen.items())])
    by_slot = {
        slot.id: chosen.get(slot.id, slot.setup if whole is None else whole)
        for slot in scenario.sessions
    }
    return Candidate(name, with_setups(scenario, by_slot), price_of(scenario, by_slot.values()))


def with_setups(
    scenario: Scenario, by_slot: Mapping[str, str], more: Mapping[str, Setup] | None = None
) -> Scenario:
    """Return the same scenario with other setups in its slots.

    Parameters
    ----------
    scenario
        The scenario.
    by_slot
        Setup of every slot, by the slot's id.
    more
        Setups to define, beside those of the scenario.

    Raises
    ------
    ValueError
        If a setup is unknown or cannot be put together.
    """
    document = scenario.model_dump(mode="json", exclude_unset=True)
    for session in document["sessions"]:
        session["setup"] = by_slot[session["id"]]
    if more:
        written = {n: s.model_dump(mode="json", exclude_unset=True) for n, s in more.items()}
        document["setups"] = {**document.get("setups", {}), **written}
    return Scenario.model_validate(document)


def price_of(scenario: Scenario, names: Iterable[str]) -> Decimal | None:
    """Add up what different setups cost.

    Parameters
    ----------
    scenario
        Its own setups come before those of the library.
    names
        Setups; one that is named twice is bought once.

    Returns
    -------
    Decimal or None
        None where something in one of them has no price: a part of the price would mislead.
    """
    known = {**load_setups_library().setups, **scenario.setups}
    total = Decimal(0)
    for name in dict.fromkeys(names):
        for setup in _with_what_it_extends(name, known):
            unpriced = setup.price is None and setup.model_fields_set & _GEAR
            if unpriced:
                return None
            items = load_setups_library().items
            total += sum((items[item].price for item in setup.items), setup.price or Decimal(0))
    return total


def _with_what_it_extends(name: str, known: Mapping[str, Setup]) -> Iterator[Setup]:
    current: str | None = name
    while current is not None:
        yield known[current]
        current = known[current].extends

"""What is asked: a scenario, a base setup, items with prices; and the scenario of any basket."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from optimizer.names import unknown
from optimizer.purchase.stock import Stock
from optimizer.scenario import Scenario
from optimizer.setups import Item, load_setups_library, resolve_setup

CENTS = 100


@dataclass(frozen=True)
class Shop:
    """A scenario whose equipment is to be bought.

    Parameters
    ----------
    scenario
        The scenario as written.
    base
        Setup that is there already, by name.
    fixed
        Setup by slot id, where a slot has equipment of its own.
    items
        What may be bought, in the library's order.
    """

    scenario: Scenario
    base: str
    fixed: Mapping[str, str]
    items: Mapping[str, Item]

    @cached_property
    def stock(self) -> Stock:
        """What the base setup becomes with every basket."""
        setup = resolve_setup(self.base, self.scenario.setups, load_setups_library())
        return Stock(setup, self.items)

    @property
    def fixed_slots(self) -> frozenset[int]:
        """0-based slots with equipment of their own."""
        slots = self.scenario.sessions
        return frozenset(index for index, slot in enumerate(slots) if slot.id in self.fixed)

    def cost(self, basket: Iterable[str]) -> Decimal:
        """Price of a basket."""
        return sum((self.items[name].price for name in basket), Decimal(0))

    def within(self, budget: Decimal) -> Shop:
        """Return the same shop without items that cost more than a budget."""
        items = {name: item for name, item in self.items.items() if item.price <= budget}
        return Shop(self.scenario, self.base, self.fixed, items)

    def stocked(self, basket: Collection[str]) -> Scenario:
        """Return the scenario with a basket added to the base setup, in all slots that are not fixed."""
        bought = [name for name in self.items if name in basket]
        document = self.scenario.model_dump(mode="json", exclude_unset=True)
        setup = self.base
        if bought:
            setup = _free_name({*self.scenario.setups, *load_setups_library().setups})
            description = f"{self.base} with {', '.join(bought)}"
            made = {"extends": self.base, "items": bought, "description": description[:1000]}
            document["setups"] = {**document.get("setups", {}), setup: made}
        for session in document["sessions"]:
            session["setup"] = self.fixed.get(session["id"], setup)
        return Scenario.model_validate(document)


def open_shop(
    scenario: Scenario,
    base: str,
    fixed: Mapping[str, str],
    items: Collection[str] | None,
) -> Shop:
    """Check what is asked, and leave out items that another one replaces at no higher price.

    Parameters
    ----------
    scenario, base, fixed
        As in `Shop`.
    items
        Items that may be bought; None for all of the library.

    Raises
    ------
    ProblemAt
        If a slot, a setup or an item is unknown.
    """
    library = load_setups_library()
    setups = {*scenario.setups, *library.setups}
    slots = [slot.id for slot in scenario.sessions]
    for slot, setup in fixed.items():
        if slot not in slots:
            raise unknown(("fixed", slot), "session", slot, slots)
        if setup not in setups:
            raise unknown(("fixed", slot), "setup", setup, setups)
    if base not in setups:
        raise unknown(("base",), "setup", base, setups)
    for place, name in enumerate(items or ()):
        if name not in library.items:
            raise unknown(("items", place), "item", name, library.items)
    offered = {n: item for n, item in library.items.items() if items is None or n in items}
    cheapest: dict[str, str] = {}
    for name, item in offered.items():
        same = repr(item.provides)
        if same not in cheapest or item.price < offered[cheapest[same]].price:
            cheapest[same] = name
    kept = {n: item for n, item in offered.items() if n in cheapest.values()}
    return Shop(scenario, base, fixed, kept)


def _free_name(taken: Collection[str]) -> str:
    name, count = "bought", 1
    while name in taken:
        count += 1
        name = f"bought_{count}"
    return name

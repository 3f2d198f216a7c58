"""Equipment that would have to be bought."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from optimizer.catalogue import Exercise
from optimizer.explaining.changes import BUY_SCALE, BUY_WEIGHT, Change, Dial, Edit
from optimizer.scenario import Scenario
from optimizer.setups import Item, Setup, SetupsLibrary, load_setups_library, resolve_setup

# Bundles that are looked at: the cheapest items of each missing kind, the cheapest bundles of those.
CHEAPEST_ITEMS = 3
MOST_BUNDLES = 12


def purchase_dial(scenario: Scenario, index: int) -> Dial:
    """Return what could be bought for the setup of a session, cheapest first.

    Bundles that make a pinned exercise possible come with single items that add anything at all.

    Parameters
    ----------
    scenario
        The scenario.
    index
        The session; everything is bought for all sessions with its setup.

    Returns
    -------
    Dial
    """
    slot, setup = scenario.sessions[index], scenario.setup_of(index)
    library = load_setups_library()
    bundles = {
        bundle
        for pin in scenario.pins
        if pin.session in (None, slot.id)
        for bundle in _bundles(scenario.catalogue.exercises[pin.exercise], setup, library)
    }
    if not bundles:
        bundles = {(name,) for name, item in library.items.items() if _is_new(item, setup)}
    priced = sorted((_price(bundle, library), bundle) for bundle in bundles)
    bought = (
        _bought(scenario, slot.setup, price, bundle, library)
        for price, bundle in priced[:MOST_BUNDLES]
    )
    changes = [change for change in bought if change is not None]
    changes += _other_setups(scenario, slot.setup, library)
    return Dial(tuple(sorted(changes, key=lambda change: change.size)), grows=False)


def _other_setups(scenario: Scenario, setup: str, library: SetupsLibrary) -> Iterator[Change]:
    """Yield setups of the library in place of one."""
    for name in library.setups:
        resolved = resolve_setup(name, library.setups, library)
        if name != setup and name not in scenario.setups and resolved.price is not None:
            price = Fraction(resolved.price)
            cost = f"{float(price):g} {library.currency} in all"
            text = f"the setup {name} instead of {setup} ({cost})"
            size = BUY_WEIGHT + price / BUY_SCALE
            yield Change(text, size, tuple(_used(scenario, setup, name)), price)


def _used(scenario: Scenario, setup: str, other: str) -> Iterator[Edit]:
    for index, slot in enumerate(scenario.sessions):
        if slot.setup == setup:
            yield Edit("set", ("sessions", index, "setup"), other)


def _bundles(exercise: Exercise, setup: Setup, library: SetupsLibrary) -> Iterator[tuple[str, ...]]:
    """Yield items that give an exercise its equipment, or more of what it loads."""
    by_price = sorted(library.items, key=lambda name: (library.items[name].price, name))
    for way in exercise.equipment_any_of or ():
        missing = sorted(set(way) - setup.owned()) or sorted(way)
        choices = [
            [name for name in by_price if kind in library.items[name].provides.owned()][
                :CHEAPEST_ITEMS
            ]
            for kind in missing
        ]
        for picked in product(*choices):
            yield tuple(sorted(set(picked)))


def _is_new(item: Item, setup: Setup) -> bool:
    return not item.provides.owned() <= setup.owned()


def _price(bundle: tuple[str, ...], library: SetupsLibrary) -> Fraction:
    return sum((Fraction(library.items[name].price) for name in bundle), Fraction(0))


def _bought(
    scenario: Scenario,
    setup: str,
    price: Fraction,
    bundle: tuple[str, ...],
    library: SetupsLibrary,
) -> Change | None:
    name = f"{setup}_and_more"
    while name in scenario.setups or name in library.setups:
        name += "_"
    bought = Setup.model_validate({"extends": setup, "items": bundle})
    try:
        resolve_setup(name, {**scenario.setups, name: bought}, library)
    except ValueError:  # such as a second cable tower with another stack
        return None
    edits = [Edit("set", ("setups", name), {"extends": setup, "items": list(bundle)})]
    edits += _used(scenario, setup, name)
    goods = " and ".join(library.items[item].name for item in bundle)
    return Change(
        text=f"for {setup}: {goods} ({float(price):g} {library.currency})",
        size=BUY_WEIGHT + price / BUY_SCALE,
        edits=tuple(edits),
        price=price,
    )

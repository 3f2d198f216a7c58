"""Where people train: setups, the items they are composed of, and what those cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from optimizer.data_files import Record, read_data
from optimizer.errors import ProblemAt, closest
from optimizer.gear import Adjustable, Bar, Gear, HandWeights, Machine, Stack, combined

__all__ = [
    "Adjustable",
    "Bar",
    "Gear",
    "HandWeights",
    "Item",
    "Machine",
    "Setup",
    "SetupsLibrary",
    "Stack",
    "load_setups_library",
    "resolve_setup",
]

Price = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)]


class Setup(Gear):
    """Where and with what someone trains.

    Parameters
    ----------
    extends
        Another setup; what is written here replaces its entries key by key.
    items
        Purchasable items of the library; their counts and plates add up, also to those of the
        setup that is extended.
    price
        Price of what is written here besides the items; once resolved, of everything.
    """

    extends: str | None = None
    items: tuple[str, ...] = ()
    name: str | None = Field(None, max_length=200)
    description: str | None = Field(None, max_length=1000)
    price: Price | None = None


class Item(Record):
    """Something that can be bought, at a typical price."""

    name: str
    price: Price
    provides: Gear


class SetupsLibrary(Record):
    """Items and setups that ship with the package; every one of them resolves."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    note: str
    items: Mapping[str, Item]
    setups: Mapping[str, Setup]

    @model_validator(mode="after")
    def _resolves(self) -> Self:
        for name in self.setups:
            resolve_setup(name, self.setups, self)
        return self


def resolve_setup(name: str, setups: Mapping[str, Setup], library: SetupsLibrary) -> Setup:
    """Follow `extends` and add up `items`.

    Parameters
    ----------
    name
        Setup to resolve.
    setups
        Setups that come before those of the library, such as a scenario's own.
    library
        Items and setups that ship with the package.

    Returns
    -------
    Setup
        Without `extends` and `items`; `price` is that of everything, `None` where nothing has one.

    Raises
    ------
    ProblemAt
        If a name is unknown, setups extend each other in a circle, or items cannot be added up.
        It is a `ValueError`; its path starts below the setup called `name`.
    """
    chain = _chain(name, setups, library)
    gear = Gear()
    prices: list[Decimal] = []
    for setup in reversed(chain):
        written = {key: getattr(setup, key) for key in setup.model_fields_set & _GEAR}
        gear = _with_items(gear, setup, written, library)
        gear = Gear.model_validate({**dict(gear), **written})
        prices += [library.items[item].price for item in setup.items]
        prices += [setup.price] if setup.price is not None else []
    whole = {key: value for key, value in gear if value != Gear.model_fields[key].get_default()}
    own = chain[0].model_dump(include={"name", "description"}, exclude_none=True)
    if prices:
        own["price"] = sum(prices, Decimal(0))
    return Setup.model_validate(whole | own)


_GEAR = frozenset(Gear.model_fields)


def _chain(name: str, setups: Mapping[str, Setup], library: SetupsLibrary) -> list[Setup]:
    """List a setup and what it extends, nearest first."""
    known = {**library.setups, **setups}
    path: tuple[str, ...] = ()
    names: list[str] = []
    current: str | None = name
    while current is not None:
        if current in names:
            circle = " extends ".join([*names, current])
            raise ProblemAt(("extends",), f"setups extend each other in a circle: {circle}")
        if current not in known:
            allowed = ", ".join(sorted(known))
            suggestion = closest(current, known)
            raise ProblemAt(path, f"unknown setup {current!r}", allowed, suggestion)
        names.append(current)
        path = ("extends",)
        current = known[current].extends
    return [known[one] for one in names]


def _with_items(
    gear: Gear, setup: Setup, written: Mapping[str, object], library: SetupsLibrary
) -> Gear:
    for place, item in enumerate(setup.items):
        if item not in library.items:
            suggestion = closest(item, library.items)
            raise ProblemAt(
                ("items", place), f"unknown item {item!r}", "an item of the library", suggestion
            )
        # What is written out replaces the sum anyway, so it need not be possible to add it up.
        fields = set(_GEAR - written.keys())
        try:
            gear = combined(gear, library.items[item].provides, fields)
        except ValueError as error:
            raise ProblemAt(("items", place), f"item {item!r} cannot be added: {error}") from error
    return gear


@cache
def load_setups_library() -> SetupsLibrary:
    """Read the shipped items and setups.

    Raises
    ------
    pydantic.ValidationError
        A `ValueError` that lists every problem of the data.
    """
    return SetupsLibrary.model_validate(read_data("setups.yaml"))

"""What a base setup becomes with every choice of items: the gear of a way of doing an exercise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from optimizer.conditions import Condition, Owned, any_of, items_of, tabulated
from optimizer.gear import Gear, combined
from optimizer.setups import Item, Setup

# Bars are loaded with whatever plates there are, named by the exercise or not.
LOADED_WITH_PLATES = frozenset({"barbell", "trap_bar"})


class Stock:
    """A base setup and the items that may be added to it.

    Parameters
    ----------
    base
        The setup that is there already, resolved.
    items
        What may be bought, in the order in which it is added.
    """

    def __init__(self, base: Setup, items: Mapping[str, Item]) -> None:
        self.base = base
        self.items = items
        self._gear = cache(self._added_up)
        self._setup = cache(self._put_together)

    def kinds(self, way: Iterable[str]) -> tuple[str, ...]:
        """Kinds of gear, by their fields, that an equipment alternative and its loads rest on."""
        fields = {"plates_kg" if name == "plates" else name for name in way}
        if fields & LOADED_WITH_PLATES:
            fields.add("plates_kg")
        return tuple(sorted(fields))

    def providers(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Items that provide any of the kinds, in their order."""
        wanted = tuple(kinds)
        return tuple(
            name
            for name, item in self.items.items()
            if any(getattr(item.provides, kind) for kind in wanted)
        )

    def setup(self, kinds: tuple[str, ...], bought: Collection[str]) -> Setup:
        """Gear of these kinds with a basket, and nothing else; equal gear is one object.

        An item that cannot be added to those before it is left out: `clashes` says where.
        """
        return self._setup(tuple(self._gear(kind, self._of_kind(kind, bought)) for kind in kinds))

    def provided(self, kinds: Iterable[str]) -> Condition:
        """Where there is at least one of any of the kinds."""
        return any_of(self._where(kind, lambda added: bool(added.value)) for kind in kinds)

    @cached_property
    def clashes(self) -> Condition:
        """Baskets whose items cannot be added up, such as two kinds of weight stack."""
        return any_of(self._where(kind, lambda added: added.clashes) for kind in Gear.model_fields)

    def _where(self, kind: str, is_so: Callable[[_Added], bool]) -> Condition:
        def truth(true: frozenset[Condition]) -> bool:
            return is_so(self._gear(kind, items_of(true)))

        return tabulated([Owned(name) for name in self.providers([kind])], truth)

    def _of_kind(self, kind: str, bought: Collection[str]) -> frozenset[str]:
        return frozenset(name for name in self.providers([kind]) if name in bought)

    def _added_up(self, kind: str, bought: frozenset[str]) -> _Added:
        gear = Gear.model_validate({kind: getattr(self.base, kind)})
        clashes = False
        for name in self.items:
            if name in bought:
                try:
                    gear = combined(gear, self.items[name].provides, {kind})
                except ValueError:
                    clashes = True
        value = getattr(gear, kind)
        return _Added(kind, repr(value), clashes, value)

    def _put_together(self, parts: tuple[_Added, ...]) -> Setup:
        return Setup.model_validate({part.kind: part.value for part in parts if part.value})


@dataclass(frozen=True)
class _Added:
    """Gear of one kind with some items, and whether any of them cannot be added."""

    kind: str
    shown: str  # stands for the value, since a table of plates has no hash of its own
    clashes: bool
    value: Any = field(compare=False)

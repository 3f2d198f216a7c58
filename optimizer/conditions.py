"""Conditions on what is owned: the facts of a problem that a purchase decides.

An ordinary problem knows its equipment, so that all its conditions are `ALWAYS` or `NEVER`; where
items can be bought, an option exists only with some baskets. Conditions are compared by their form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Owned:
    """An item is in the basket."""

    item: str

    def __str__(self) -> str:
        return self.item


@dataclass(frozen=True)
class Not:
    """A condition does not hold."""

    part: Condition

    def __str__(self) -> str:
        return f"not {self.part}"


@dataclass(frozen=True)
class AllOf:
    """Every part holds; without parts, always."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"({' and '.join(map(str, self.parts))})" if self.parts else "always"


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds; without parts, never."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"({' or '.join(map(str, self.parts))})" if self.parts else "never"


Condition = Owned | Not | AllOf | AnyOf

ALWAYS = AllOf(())
NEVER = AnyOf(())


def all_of(parts: Iterable[Condition]) -> Condition:
    """Every part holds, in its simplest form."""
    flat = _ordered(
        inner for part in parts for inner in (part.parts if isinstance(part, AllOf) else (part,))
    )
    if NEVER in flat or any(opposite(part) in flat for part in flat):
        return NEVER
    return flat[0] if len(flat) == 1 else AllOf(flat)


def any_of(parts: Iterable[Condition]) -> Condition:
    """At least one part holds; what all parts share is taken out, which makes relaxations tighter."""
    flat = _ordered(
        inner for part in parts for inner in (part.parts if isinstance(part, AnyOf) else (part,))
    )
    if ALWAYS in flat or any(opposite(part) in flat for part in flat):
        return ALWAYS
    factors = {part: _factors(part) for part in flat}
    # What asks for more than another part adds nothing.
    flat = tuple(p for p in flat if not any(factors[q] < factors[p] for q in flat))
    if len(flat) == 1:
        return flat[0]
    shared = frozenset.intersection(*(factors[part] for part in flat)) if flat else frozenset()
    if shared:
        rest = any_of(all_of(factors[part] - shared) for part in flat)
        return all_of((*shared, rest))
    return AnyOf(flat)


def opposite(condition: Condition) -> Condition:
    """Return the condition that holds exactly where this one does not."""
    if condition in (ALWAYS, NEVER):
        return NEVER if condition == ALWAYS else ALWAYS
    return condition.part if isinstance(condition, Not) else Not(condition)


def is_met(condition: Condition, basket: Collection[str]) -> bool:
    """Whether a condition holds with a basket of items."""
    match condition:
        case Owned(item):
            return item in basket
        case Not(part):
            return not is_met(part, basket)
        case AllOf(parts):
            return all(is_met(part, basket) for part in parts)
        case AnyOf(parts):
            return any(is_met(part, basket) for part in parts)


def tabulated(
    atoms: Sequence[Condition], truth: Callable[[frozenset[Condition]], bool]
) -> Condition:
    """Find the condition that is true exactly where a function of other conditions is.

    Parameters
    ----------
    atoms
        The conditions that matter; every combination is asked for.
    truth
        Whether the condition holds, given which atoms do.

    Returns
    -------
    Condition
        Without a negation wherever more of an atom never harms.
    """

    def split(position: int, true: frozenset[Condition]) -> tuple[int, Condition]:
        """Return the truth table as bits, and its condition."""
        if position == len(atoms):
            return (1, ALWAYS) if truth(true) else (0, NEVER)
        atom = atoms[position]
        without_bits, without = split(position + 1, true)
        with_bits, having = split(position + 1, true | {atom})
        bits = with_bits << (1 << (len(atoms) - position - 1)) | without_bits
        if with_bits == without_bits:
            return bits, having
        if without_bits & ~with_bits == 0:
            return bits, any_of((without, all_of((atom, having))))
        if with_bits & ~without_bits == 0:
            return bits, any_of((having, all_of((opposite(atom), without))))
        return bits, any_of((all_of((atom, having)), all_of((opposite(atom), without))))

    return split(0, frozenset())[1]


def items_of(conditions: Iterable[Condition]) -> frozenset[str]:
    """Items of those conditions that ask for one item each."""
    return frozenset(one.item for one in conditions if isinstance(one, Owned))


def _ordered(parts: Iterable[Condition]) -> tuple[Condition, ...]:
    """Drop repetitions and sort, so that equal conditions have equal forms."""
    return tuple(sorted(set(parts), key=str))


def _factors(condition: Condition) -> frozenset[Condition]:
    return frozenset(condition.parts if isinstance(condition, AllOf) else (condition,))

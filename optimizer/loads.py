"""Which loads a setup can really put on an exercise, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from optimizer.catalogue import Exercise
from optimizer.gear import Adjustable, HandWeights, Stack
from optimizer.setups import Setup

Basis = Literal["kg", "by RIR test", "band", "body mass"]
LOADED_TIERS = frozenset({"dumbbell", "barbell", "machine"})


def loadable(exercise: Exercise, items: tuple[str, ...], setup: Setup) -> tuple[Decimal, ...]:
    """List the loads of an exercise with one of its equipment alternatives.

    Parameters
    ----------
    exercise
        The exercise; its load relation says how many implements are held.
    items
        The equipment alternative, owned by the setup.
    setup
        Bars, plates, hand weights and stacks.

    Returns
    -------
    tuple of Decimal
        Ascending kg, per implement or in total as the catalogue counts; empty where the setup does
        not say which loads its machine has.
    """
    hands = exercise.load.implements if exercise.load else 1
    plates = tuple(sorted(setup.plates_kg.items()))
    if "barbell" in items and setup.barbell is not None:
        return tuple(setup.barbell.bar_kg + load for load in plate_sums(plates, 2))
    if "trap_bar" in items and setup.trap_bar is not None:
        return tuple(setup.trap_bar.bar_kg + load for load in plate_sums(plates, 2))
    if "dumbbells" in items and setup.dumbbells is not None:
        return hand_weights(setup.dumbbells, hands)
    if "kettlebell" in items and setup.kettlebell is not None:
        return hand_weights(setup.kettlebell, hands)
    if "plates" in items:
        return tuple(load for load in plate_sums(plates, 1) if load)
    for item in items:
        stack = getattr(setup, item)
        if isinstance(stack, Stack):
            return _steps(stack.min_kg, stack.max_kg, stack.step_kg)
    return ()


def ways(exercise: Exercise, setup: Setup) -> list[tuple[str, ...]]:
    """List the equipment alternatives of an exercise that a setup can serve.

    Everything is owned, and hand weights in as many equal pieces as the exercise holds.
    """
    owned = setup.owned()
    hands = exercise.load.implements if exercise.load else 1
    found = [way for way in exercise.equipment_any_of or ((),) if owned.issuperset(way)]
    return [way for way in found if _held(way, setup, hands)]


def _held(way: tuple[str, ...], setup: Setup, hands: int) -> bool:
    kinds = {"dumbbells": setup.dumbbells, "kettlebell": setup.kettlebell}
    return all(hand_weights(w, hands) for kind in way if (w := kinds.get(kind)) is not None)


@lru_cache(maxsize=64)
def plate_sums(plates: tuple[tuple[Decimal, int], ...], each: int) -> tuple[Decimal, ...]:
    """List the sums of plates taken `each` at a time (2: one for each side of the bar)."""
    sums = {Decimal(0)}
    for weight, count in plates:
        sums = {s + each * n * weight for s in sums for n in range(count // each + 1)}
    return tuple(sorted(sums))


def hand_weights(weights: HandWeights, hands: int) -> tuple[Decimal, ...]:
    """List the weights of which `hands` equal ones are owned."""
    found = set(weights.pairs_kg)
    if hands == 1:
        found.update(weights.singles_kg)
    if weights.adjustable is not None and weights.adjustable_count >= hands:
        found.update(_adjustable(weights.adjustable))
    return tuple(sorted(found))


def _adjustable(steps: Adjustable) -> tuple[Decimal, ...]:
    return _steps(steps.from_kg, steps.to_kg, steps.step_kg)


def _steps(low: Decimal, high: Decimal, step: Decimal) -> tuple[Decimal, ...]:
    return tuple(low + step * n for n in range(int((high - low) / step) + 1))


def basis(exercise: Exercise, references: Mapping[str, Decimal | None]) -> Basis:
    """Say what an exercise's load rests on.

    Parameters
    ----------
    exercise
        The exercise.
    references
        One-repetition maxima and body mass in kg by name; None where unknown.

    Returns
    -------
    str
        ``kg`` where a load can be worked out, ``by RIR test`` where an outside load is needed but no
        reference is known, else ``band`` or ``body mass``.
    """
    if exercise.tier == "band":
        return "band"
    if exercise.tier not in LOADED_TIERS:
        return "body mass"
    if exercise.load is not None and references.get(exercise.load.ref) is not None:
        return "kg"
    # Without a relation and without an implement that has a weight there is nothing to test.
    weightless = exercise.load is None and exercise.tier != "machine"
    return "body mass" if weightless and not _has_weight(exercise) else "by RIR test"


def _has_weight(exercise: Exercise) -> bool:
    heavy = {"barbell", "trap_bar", "dumbbells", "kettlebell", "plates"}
    return all(heavy.intersection(items) for items in exercise.equipment_any_of)

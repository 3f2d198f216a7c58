"""Pieces of equipment, their loads, and how two collections of them add up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, field_validator, model_validator

from optimizer.data_files import Record

Mass = Annotated[Decimal, Field(ge=0, le=500, decimal_places=3)]
Weight = Annotated[Decimal, Field(gt=0, le=500, decimal_places=3)]
Count = Annotated[int, Field(ge=0, le=1000)]


def shown(kilograms: Decimal) -> str:
    """Write a mass without needless zeros."""
    return f"{kilograms.normalize():f}"


class Adjustable(Record):
    """Adjustable hand weights: from, to, step in kg; the last step ends exactly at `to_kg`."""

    from_kg: Weight
    to_kg: Weight
    step_kg: Weight

    @model_validator(mode="after")
    def _whole_steps(self) -> Self:
        if self.to_kg < self.from_kg or (self.to_kg - self.from_kg) % self.step_kg:
            raise ValueError(
                f"steps of {shown(self.step_kg)} kg do not lead from {shown(self.from_kg)} kg "
                f"to {shown(self.to_kg)} kg"
            )
        return self


class HandWeights(Record):
    """Dumbbells or kettlebells: fixed pairs, fixed single pieces, adjustable ones (one or two)."""

    pairs_kg: tuple[Weight, ...] = ()
    singles_kg: tuple[Weight, ...] = ()
    adjustable: Adjustable | None = None
    adjustable_count: Literal[1, 2] = 2

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.pairs_kg or self.singles_kg or self.adjustable):
            raise ValueError("hand weights need pairs_kg, singles_kg or adjustable")
        return self


class Bar(Record):
    """Bars of one weight."""

    bar_kg: Annotated[Decimal, Field(gt=0, le=60, decimal_places=3)]
    count: Annotated[int, Field(ge=1, le=1000)] = 1


class Stack(Record):
    """A weight stack: loads from `min_kg` to `max_kg` in steps, as its labels say."""

    min_kg: Mass = Decimal(0)
    max_kg: Weight
    step_kg: Weight
    count: Annotated[int, Field(ge=1, le=1000)] = 1

    @model_validator(mode="after")
    def _whole_steps(self) -> Self:
        if self.max_kg < self.min_kg or (self.max_kg - self.min_kg) % self.step_kg:
            raise ValueError(
                f"steps of {shown(self.step_kg)} kg do not lead from {shown(self.min_kg)} kg "
                f"to {shown(self.max_kg)} kg"
            )
        return self


Machine = Count | Stack


class Gear(Record):
    """Equipment, by the catalogue's ids: how many, and which loads.

    A machine given as a count has no known loads: its load is found by RIR test.
    """

    barbell: Bar | None = None
    trap_bar: Bar | None = None
    plates_kg: Mapping[Weight, Count] = Field(
        default_factory=dict, description="weight in kg: how many plates"
    )
    dumbbells: HandWeights | None = None
    kettlebell: HandWeights | None = None
    cable: Machine = 0
    leg_press: Machine = 0
    leg_curl_machine: Machine = 0
    lumbar_ext_machine: Machine = 0
    reverse_hyper: Machine = 0
    bands: Count = 0
    bench: Count = 0
    box: Count = 0
    foam_roller: Count = 0
    ghd: Count = 0
    pull_up_bar: Count = 0
    rack: Count = 0
    rings: Count = 0
    sliders: Count = 0
    stability_ball: Count = 0

    @field_validator("plates_kg")
    @classmethod
    def _in_pairs(cls, plates: Mapping[Decimal, int]) -> Mapping[Decimal, int]:
        odd = [
            f"{count} plate{'s' if count > 1 else ''} of {shown(weight)} kg cannot be loaded "
            "in pairs; give an even number"
            for weight, count in plates.items()
            if count % 2
        ]
        if odd:
            raise ValueError("; ".join(odd))
        return plates

    def owned(self) -> frozenset[str]:
        """Return the catalogue's ids of everything there is at least one of."""
        return self._owned

    @cached_property
    def _owned(self) -> frozenset[str]:
        # Every rule asks it for every exercise; frozen as it is, gear has one answer.
        present = {name for name in Gear.model_fields if getattr(self, name)} - {"plates_kg"}
        return frozenset(present | ({"plates"} if any(self.plates_kg.values()) else set()))


def combined(first: Gear, second: Gear, fields: Collection[str]) -> Gear:
    """Add up two collections of equipment.

    Parameters
    ----------
    first, second
        What to add up.
    fields
        Names of the kinds to add up; the others stay as in `first`.

    Raises
    ------
    ValueError
        If two things of a kind cannot be described together, such as bars of different weight.
    """
    total = dict(first)
    for name in fields:
        mine, other = getattr(first, name), getattr(second, name)
        try:
            total[name] = _sum(mine, other) if mine and other else mine or other
        except ValueError as error:
            raise ValueError(f"{name}: {error}; write {name} out instead") from error
    return Gear.model_validate(total)


def _sum(mine: object, other: object) -> object:
    match mine, other:
        case int(), int():
            return mine + other
        case Bar(), Bar():
            return _more(mine, other)
        case Stack(), Stack():
            return _more(mine, other)
        case HandWeights(), HandWeights():
            return _sum_of_hand_weights(mine, other)
        case dict(), dict():
            kinds = sorted({*mine, *other})
            return {weight: mine.get(weight, 0) + other.get(weight, 0) for weight in kinds}
        case _:
            raise ValueError("some with a weight stack and some without cannot be added up")


Counted = TypeVar("Counted", Bar, Stack)


def _more(mine: Counted, other: Counted) -> Counted:
    if mine.model_copy(update={"count": other.count}) != other:
        raise ValueError("two kinds with different loads cannot be added up")
    return mine.model_copy(update={"count": mine.count + other.count})


def _wider(mine: Adjustable, other: Adjustable) -> Adjustable:
    """Return the one that offers every weight of both."""
    for narrow, wide in ((mine, other), (other, mine)):
        inside = wide.from_kg <= narrow.from_kg and narrow.to_kg <= wide.to_kg
        offset = (narrow.from_kg - wide.from_kg) % wide.step_kg
        if inside and offset == 0 and narrow.step_kg % wide.step_kg == 0:
            return wide
    raise ValueError("two kinds of adjustable weights cannot be added up")


def _sum_of_hand_weights(mine: HandWeights, other: HandWeights) -> HandWeights:
    adjustable, count = mine.adjustable or other.adjustable, 2
    if mine.adjustable and other.adjustable:
        adjustable = _wider(mine.adjustable, other.adjustable)
        if mine.adjustable != other.adjustable:
            count = (mine if adjustable == mine.adjustable else other).adjustable_count
    elif adjustable:
        count = (mine if mine.adjustable else other).adjustable_count
    # Two single pieces of one weight are a pair.
    singles = [weight for weight in mine.singles_kg if weight not in other.singles_kg]
    twice = [weight for weight in mine.singles_kg if weight in other.singles_kg]
    singles += [weight for weight in other.singles_kg if weight not in mine.singles_kg]
    return HandWeights.model_validate(
        {
            "pairs_kg": sorted({*mine.pairs_kg, *other.pairs_kg, *twice}),
            "singles_kg": sorted(singles),
            "adjustable": adjustable,
            "adjustable_count": count,
        }
    )

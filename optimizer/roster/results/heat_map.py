"""How full the facility is: every station, slot by slot, in its fullest week, as CSV and JSON.

What plans use is counted by the rule that limits it, from the plans; what there is comes from the
facility in integers, as it was solved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from constraints.facility_capacity import RoomUse, use_of
from optimizer.report.words import clean
from optimizer.roster.results.overview import csv_text
from optimizer.roster.room_problem import resources
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.roster.results.member_result import MemberResult
    from optimizer.roster.roster import Roster

FORMAT = "liftproof.heat-map/1"
UNITS = {"station": "seconds", "heads": "athletes", "coaching": "weighted athletes"}
COLUMNS = {
    "slot": "id of the slot",
    "day": "weekday",
    "start": "HH:MM, local time",
    "room": "id of the room",
    "kind": "station, heads or coaching",
    "station": "id of the station; empty for heads and coaching",
    "unit": "unit of used and capacity",
    "used": "use in the fullest week",
    "capacity": "most that may be used in a week",
    "percent": "used in per cent of capacity, rounded up",
    "week": "that week, from 1; empty where nothing is used",
    "price": "points of all athletes together that one unit more in every week would be worth at most",
}
BATCH = 100
"""Plans that are counted together: enough to work each exercise out once, few enough to be held."""


@dataclass(frozen=True)
class Heat:
    """One station, or heads or coaching, in one slot.

    Parameters
    ----------
    slot, day, start, room
        Which slot.
    kind, station
        What is limited; the station only for stations.
    used, capacity
        Most that is used in a week, and that may be used; in the unit of the kind.
    week
        The fullest week, from 1; None where nothing is used.
    price
        Points that a unit more in every week would be worth at most, all athletes together; None where
        no prices are known.
    """

    slot: str
    day: str
    start: str
    room: str
    kind: str
    station: str | None
    used: int
    capacity: int
    week: int | None
    price: Fraction | None

    @property
    def share(self) -> Fraction:
        """Used over capacity; all of nothing is full."""
        return Fraction(self.used, self.capacity) if self.capacity else Fraction(bool(self.used))

    @property
    def percent(self) -> int:
        """Share in per cent, rounded up."""
        return -int(-100 * self.share // 1)

    @property
    def cells(self) -> list[str]:
        """The line as text, by `COLUMNS`."""
        return [
            clean(self.slot),
            self.day,
            self.start,
            clean(self.room),
            self.kind,
            clean(self.station or ""),
            UNITS[self.kind],
            str(self.used),
            str(self.capacity),
            str(self.percent),
            "" if self.week is None else str(self.week),
            "" if self.price is None else str(_price(self.price)),
        ]

    @property
    def document(self) -> dict[str, Any]:
        """The line as JSON data; the price is written as text, so that it stays exact."""
        return {
            "slot": self.slot,
            "day": self.day,
            "start": self.start,
            "room": self.room,
            "kind": self.kind,
            "station": self.station,
            "unit": UNITS[self.kind],
            "used": self.used,
            "capacity": self.capacity,
            "percent": self.percent,
            "week": self.week,
            "price": None if self.price is None else str(_price(self.price)),
        }


class HeatMap:
    """Counts plans and forgets them.

    Parameters
    ----------
    roster
        The roster.
    prices
        Points per unit by flat index of a resource; None where there are none.
    """

    def __init__(self, roster: Roster, prices: Mapping[int, Fraction] | None = None) -> None:
        self._roster = roster
        self._prices = prices
        self._use = RoomUse()
        self._batch: list[Plan] = []

    def add(self, member: MemberResult) -> None:
        """Take an athlete."""
        if member.checked is not None:
            self._batch.append(member.checked.plan)
        if len(self._batch) >= BATCH:
            self._count()

    @property
    def use(self) -> RoomUse:
        """What all plans so far use together."""
        self._count()
        return self._use

    @property
    def found(self) -> tuple[Heat, ...]:
        """Every limited thing of every open slot, in the order of the file."""
        use = self.use
        weeks = range(1, self._roster.weeks + 1)
        return tuple(
            self._heat(kind, slot, station, capacity, price, use, weeks)
            for kind, slot, station, capacity, price in self._limits()
        )

    def _limits(self) -> Iterator[tuple[str, int, str | None, int, Fraction | None]]:
        """Yield what is limited, the blocks of a station as one: its capacity is that of a week."""
        found: dict[tuple[str, int, str | None], tuple[int, Fraction]] = {}
        for index, one in enumerate(resources(self._roster.room)):
            key = (one.kind, one.slot, one.station)
            _, before = found.get(key, (0, Fraction(0)))
            found[key] = (one.capacity, before + Fraction((self._prices or {}).get(index, 0)))
        for (kind, slot, station), (capacity, price) in found.items():
            yield kind, slot, station, capacity, None if self._prices is None else price

    def _heat(
        self,
        kind: str,
        slot: int,
        station: str | None,
        capacity: int,
        price: Fraction | None,
        use: RoomUse,
        weeks: range,
    ) -> Heat:
        here = self._roster.facility.slot_by_id[self._roster.room.slots[slot]]
        used = {week: use.amounts[week, here.id, kind, station or ""] for week in weeks}
        most = max(used.values(), default=0)
        return Heat(
            slot=here.id,
            day=here.day,
            start=here.start,
            room=self._roster.facility.room_of(here).id,
            kind=kind,
            station=station,
            used=most,
            capacity=capacity,
            week=min((week for week, amount in used.items() if amount == most > 0), default=None),
            price=price,
        )

    def _count(self) -> None:
        if self._batch:
            self._use.add(use_of(self._roster, self._batch))
            self._batch = []


def heat_csv(found: tuple[Heat, ...]) -> str:
    """Write the heat map as CSV, one line per slot and station."""
    return csv_text(COLUMNS, (one.cells for one in found))


def heat_json(found: tuple[Heat, ...]) -> str:
    """Write the heat map as JSON, with what its keys mean."""
    document = {
        "format": FORMAT,
        "meaning": COLUMNS,
        "cells": [one.document for one in found],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _price(value: Fraction) -> Decimal:
    return cents(value, ROUND_CEILING, "0.000001")

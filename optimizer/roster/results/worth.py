"""What more room would be worth: a station, a place, a coach, a quarter of an hour.

A price is what the last unit of a limited thing is worth to all athletes together. A whole station is
many units, of which each is worth less than the one before: price times amount is the most that it can
be worth, never a promise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.report.words import clean
from optimizer.roster.results.overview import csv_text
from optimizer.roster.room_problem import resources
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.roster.facility import FacilitySlot
    from optimizer.roster.roster import Roster

EXTRA_MINUTES = 15
PLACES = "0.0001"
COLUMNS = {
    "what": "one more of what",
    "where": "id of the room or slot",
    "points": "most that it is worth to all athletes together, in points",
    "points per athlete": "the same, in points of the mean score",
}


@dataclass(frozen=True)
class Worth:
    """What one more of something would be worth at most.

    Parameters
    ----------
    what, where
        In words, and the room or slot by id.
    points
        For all athletes together.
    mean
        In points of the mean score.
    """

    what: str
    where: str
    points: Fraction
    mean: Fraction

    @property
    def cells(self) -> list[str]:
        """The line as text, by `COLUMNS`."""
        rounded = (str(cents(one, ROUND_CEILING, PLACES)) for one in (self.points, self.mean))
        return [clean(self.what), clean(self.where), *rounded]


def worths(roster: Roster, prices: Mapping[int, Fraction]) -> tuple[Worth, ...]:
    """List what more room would be worth, the dearest first; what is worth nothing is left out.

    Parameters
    ----------
    roster
        The roster.
    prices
        Points per unit by flat index of a resource.
    """
    found: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for what, where, points in _parts(roster, prices):
        found[what, where] += points
    athletes = len(roster.athletes)
    known = [
        Worth(what, where, points, points / athletes)
        for (what, where), points in found.items()
        if points > 0
    ]
    return tuple(sorted(known, key=lambda one: (-one.points, one.what, one.where)))


def worth_csv(found: tuple[Worth, ...]) -> str:
    """Write what more room would be worth as CSV."""
    return csv_text(COLUMNS, (one.cells for one in found))


def _parts(roster: Roster, prices: Mapping[int, Fraction]) -> Iterator[tuple[str, str, Fraction]]:
    facility = roster.facility
    for index, one in enumerate(resources(roster.room)):
        price = Fraction(prices.get(index, 0))
        if not price:
            continue
        slot = facility.slot_by_id[roster.room.slots[one.slot]]
        room = facility.room_of(slot)
        if one.kind == "heads":
            yield "place in the slot", slot.id, price
        elif one.kind == "coaching":
            yield "coach in the slot", slot.id, price * facility.coach_ratio
        else:
            places = next(s.count for s in room.stations if s.id == one.station)
            yield f"station {one.station}", room.id, price * _seconds(roster, slot)
            extra = EXTRA_MINUTES * 60 * Fraction(facility.utilisation) * places
            yield f"{EXTRA_MINUTES} minutes in the slot", slot.id, price * extra


def _seconds(roster: Roster, slot: FacilitySlot) -> Fraction:
    """Seconds a week that one place of a station may be used in a slot."""
    return Fraction(slot.minutes) * 60 * Fraction(roster.facility.utilisation)

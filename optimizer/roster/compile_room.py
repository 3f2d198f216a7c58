"""From a roster's facility to the integer RoomProblem: minutes become seconds, nothing else scales."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.horizon import cut_into_blocks
from optimizer.roster.room_problem import RoomProblem

if TYPE_CHECKING:
    from optimizer.roster.roster import RosterFrame

SECONDS = 60  # minutes


def compile_room(roster: RosterFrame) -> RoomProblem:
    """Compile the facility of a roster.

    Parameters
    ----------
    roster
        The roster.

    Returns
    -------
    RoomProblem
        Of the slots that are open in every week. A station's seconds are places x minutes x 60 x
        utilisation, rounded down: uses are whole seconds, so that nothing is lost.
    """
    facility, slots = roster.facility, roster.open_slots
    rooms = [facility.room_of(slot) for slot in slots]
    # From two weeks a block on, how often an athlete deloads does not change how the horizon is cut.
    blocks = cut_into_blocks(roster.weeks, roster.block_weeks, 1)
    capacities = {
        (index, station.id): int(
            station.count * Fraction(slot.minutes) * SECONDS * Fraction(facility.utilisation)
        )
        for index, (slot, room) in enumerate(zip(slots, rooms, strict=True))
        for station in room.stations
    }
    return RoomProblem(
        slots=tuple(slot.id for slot in slots),
        blocks=len(blocks),
        stations={
            index: tuple(station.id for station in room.stations)
            for index, room in enumerate(rooms)
        },
        station_capacity_seconds=capacities,
        heads=tuple(facility.most_heads(slot) for slot in slots),
        coached=tuple(facility.most_coached(slot) for slot in slots),
        partners=facility.partners,
        beginner_weight=facility.beginner_weight,
        rooms=tuple(room.id for room in rooms),
        hosts={room.id: facility.hosts[room.id] for room in rooms},
    )

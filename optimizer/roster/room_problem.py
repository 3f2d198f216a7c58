"""What a facility limits, in integers: station-seconds, heads and coaching, slot by slot.

Units: seconds of stations in one week, heads (athletes in the room), coaching in heads of which a
beginner counts as several. Everything limited is a *resource* with a flat index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from optimizer.catalogue import Exercise
    from optimizer.roster.facility import Facility

ResourceKind = Literal["station", "heads", "coaching"]


@dataclass(frozen=True)
class RoomProblem:
    """The shared facility of a roster, compiled.

    Parameters
    ----------
    slots
        Ids of the facility's slots that are open throughout, in the order of the file.
    blocks
        Number of blocks of the horizon.
    stations
        Ids of the stations in a slot's room, by slot index, in the order of the file.
    station_capacity_seconds
        Seconds a week that a station (all its places together) may be used, by slot index and id.
    heads
        Most athletes by slot; None without a limit.
    coached
        Most athletes by slot as coaches count them; None without a limit.
    partners
        Athletes who share a station, one working while the others rest.
    beginner_weight
        As how many a beginner counts towards `coached`.
    rooms
        Id of the room by slot.
    hosts
        Room id to exercise id to the station where it is done; exercises without one are left out.
    """

    slots: tuple[str, ...]
    blocks: int
    stations: Mapping[int, tuple[str, ...]]
    station_capacity_seconds: Mapping[tuple[int, str], int]
    heads: tuple[int | None, ...]
    coached: tuple[int | None, ...]
    partners: int
    beginner_weight: int
    rooms: tuple[str, ...]
    hosts: Mapping[str, Mapping[str, str]]

    @cached_property
    def slot_index(self) -> Mapping[str, int]:
        """Index of a slot by its id."""
        return {name: index for index, name in enumerate(self.slots)}

    @cached_property
    def limited(self) -> tuple[Resource, ...]:
        """What `resources` lists, once."""
        found: list[Resource] = []
        for slot in range(len(self.slots)):
            for station in self.stations[slot]:
                capacity = self.station_capacity_seconds[slot, station]
                found.extend(
                    Resource("station", slot, station, block, capacity)
                    for block in range(self.blocks)
                )
            heads, coached = self.heads[slot], self.coached[slot]
            if heads is not None:
                found.append(Resource("heads", slot, None, None, heads))
            if coached is not None:
                found.append(Resource("coaching", slot, None, None, coached))
        return tuple(found)

    @cached_property
    def resources_by_slot(self) -> Mapping[int, tuple[tuple[int, Resource], ...]]:
        """Resources of a slot with their flat indexes, so that nobody looks through all of them."""
        found: dict[int, list[tuple[int, Resource]]] = {slot: [] for slot in range(len(self.slots))}
        for index, one in enumerate(self.limited):
            found[one.slot].append((index, one))
        return {slot: tuple(limited) for slot, limited in found.items()}

    def station_at(self, slot: int, exercise: str) -> str | None:
        """Station where an exercise is done in a slot; None where no station can host it."""
        return self.hosts[self.rooms[slot]].get(exercise)

    def coaching_weight(self, *, beginner: bool) -> int:
        """As how many heads an athlete counts towards coaching."""
        return self.beginner_weight if beginner else 1

    def set_seconds(self, set_seconds: int, rest_seconds: int) -> int:
        """Seconds that one working set keeps one place of a station.

        Parameters
        ----------
        set_seconds
            Seconds of the set with its rest.
        rest_seconds
            Seconds of the rest alone.

        Returns
        -------
        int
            The partners' share of the set, rounded up, but never less than its working seconds.
        """
        return max(-(-set_seconds // self.partners), set_seconds - rest_seconds)

    def place(self, slot: int, what: str, block: int | None = None) -> str:
        """Name what is limited: ``mon_17, station rack, block 2`` or ``mon_17, heads``.

        Parameters
        ----------
        slot
            Index of the slot.
        what
            Id of a station, ``heads`` or ``coaching``.
        block
            0-based block; for stations only.
        """
        if block is None:
            return f"{self.slots[slot]}, {what}"
        return f"{self.slots[slot]}, station {what}, block {block + 1}"

    def document(self) -> dict[str, Any]:
        """Return the problem as JSON data; `room_problem` reads it back."""
        return {
            "slots": list(self.slots),
            "blocks": self.blocks,
            "stations": [list(self.stations[slot]) for slot in range(len(self.slots))],
            "capacity_seconds": [
                [self.station_capacity_seconds[slot, station] for station in self.stations[slot]]
                for slot in range(len(self.slots))
            ],
            "heads": list(self.heads),
            "coached": list(self.coached),
            "partners": self.partners,
            "beginner_weight": self.beginner_weight,
            "rooms": list(self.rooms),
            "hosts": {room: dict(hosted) for room, hosted in self.hosts.items()},
        }


def room_problem(document: Mapping[str, Any]) -> RoomProblem:
    """Read back what `RoomProblem.document` gave.

    Parameters
    ----------
    document
        JSON data.
    """
    stations = {slot: tuple(ids) for slot, ids in enumerate(document["stations"])}
    return RoomProblem(
        slots=tuple(document["slots"]),
        blocks=document["blocks"],
        stations=stations,
        station_capacity_seconds={
            (slot, station): seconds
            for slot, capacities in enumerate(document["capacity_seconds"])
            for station, seconds in zip(stations[slot], capacities, strict=True)
        },
        heads=tuple(document["heads"]),
        coached=tuple(document["coached"]),
        partners=document["partners"],
        beginner_weight=document["beginner_weight"],
        rooms=tuple(document["rooms"]),
        hosts={room: dict(hosted) for room, hosted in document["hosts"].items()},
    )


@dataclass(frozen=True)
class Resource:
    """One limited thing.

    Parameters
    ----------
    kind
        ``station`` in seconds a week, ``heads`` in athletes, ``coaching`` in weighted athletes.
    slot
        Index of the slot.
    station, block
        For stations only: id of the station, 0-based block whose build weeks are meant.
    capacity
        Most that all athletes together may use.
    """

    kind: ResourceKind
    slot: int
    station: str | None
    block: int | None
    capacity: int

    def where(self, room: RoomProblem) -> str:
        """Name the resource as the rule's rows are named."""
        return room.place(self.slot, self.station or self.kind, self.block)


def resources(room: RoomProblem) -> tuple[Resource, ...]:
    """List everything that is limited, in a fixed order: an index into it names a resource.

    Parameters
    ----------
    room
        The compiled facility.

    Returns
    -------
    tuple of Resource
        By slot: every station by block, then heads and coaching where they are limited.
    """
    return room.limited


def station_of(facility: Facility, room_id: str, exercise: Exercise) -> str | None:
    """Find the station where an exercise is done.

    Parameters
    ----------
    facility
        The facility.
    room_id
        Id of the room.
    exercise
        The exercise, with its equipment alternatives.

    Returns
    -------
    str or None
        The first station of the room that, together with what is portable there, provides all of one
        equipment alternative; None if there is none.
    """
    room = facility.room(room_id)
    for station in room.stations:
        here = {*station.provides, *room.portable}
        if any(here.issuperset(way) for way in exercise.equipment_any_of or ((),)):
            return station.id
    return None

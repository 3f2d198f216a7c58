"""A shared facility as a person writes it: rooms, stations, weekly slots, coaches, closed dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from optimizer.catalogue import load_catalogue
from optimizer.errors import Problems
from optimizer.loads import ways
from optimizer.roster.facility_checks import problems_of_facility, some
from optimizer.roster.room_problem import station_of
from optimizer.scenario_parts import Identifier, Input, Minutes, SessionSlot
from optimizer.setups import Setup, load_setups_library, resolve_setup

# Lists of slots are written into one cell of a table, so that ids may not hold what separates them.
SlotName = Annotated[str, Field(pattern=r"^[^\s/\\;,|=]{1,60}$")]
Heads = Annotated[int, Field(ge=1, le=10_000)]
EquipmentName = str
SOME = AfterValidator(some)

ATHLETES_PER_COACH = {"school": 10, "college": 20}
EQUIPMENT = "equipment"


class Station(Input):
    """Places of one kind: an exercise keeps one of them for as long as it lasts."""

    id: Identifier
    count: int = Field(ge=1, le=1000, description="how many such places there are")
    provides: tuple[EquipmentName, ...] = Field(
        (), description="ids of the equipment at each place; empty for open floor"
    )


class Room(Input):
    """A room with its equipment and stations.

    The equipment says which loads one place offers; `count` of a station says how many such places
    there are.
    """

    id: Identifier = "main"
    heads: Heads | None = Field(None, description="most athletes in the room at once")
    equipment: Setup = Field(description="all gear of the room; may extend a setup of the library")
    stations: Annotated[tuple[Station, ...], SOME] = Field(
        max_length=200,
        description="an exercise is done at the first one that provides its equipment",
    )
    portable: tuple[EquipmentName, ...] = Field(
        (), description="ids of equipment that may be used at any station"
    )


class FacilitySlot(Input):
    """A weekly time at which a room may be used."""

    id: SlotName
    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    start: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    minutes: Minutes
    room: str | None = Field(None, description="id of the room; the only one where left out")
    heads: Heads | None = Field(None, description="most athletes in this slot")
    coaches: int | None = Field(
        None, ge=1, le=1000, description="coaches present; no coaching limit where left out"
    )


class Facility(Input):
    """Everything that the athletes of a roster share."""

    rooms: Annotated[tuple[Room, ...], SOME] = Field(max_length=200)
    slots: Annotated[tuple[FacilitySlot, ...], SOME] = Field(max_length=5000)
    setting: Literal["school", "college"] | None = Field(
        None, description="10 athletes per coach in a school, 20 in a college"
    )
    athletes_per_coach: int | None = Field(
        None, ge=1, le=1000, description="in place of `setting`; 10 where neither is given"
    )
    beginner_weight: int = Field(
        2, ge=1, le=10, description="as how many athletes a novice counts towards coaching"
    )
    utilisation: Decimal = Field(
        Decimal("0.85"), gt=0, le=1, decimal_places=2, description="share of station time planned"
    )
    partners: int = Field(
        1, ge=1, le=6, description="athletes who share a station, one works while the others rest"
    )
    closed: tuple[dt.date, ...] = Field(
        (),
        description="dates on which the facility is closed; a slot that meets one is not offered",
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        found = list(problems_of_facility(self))
        if found:
            raise Problems(found)
        return self

    @property
    def coach_ratio(self) -> int:
        """Athletes that one coach may have, beginners counted by their weight."""
        return self.athletes_per_coach or ATHLETES_PER_COACH[self.setting or "school"]

    @cached_property
    def _rooms(self) -> Mapping[str, Room]:
        return {room.id: room for room in self.rooms}

    @cached_property
    def slot_by_id(self) -> Mapping[str, FacilitySlot]:
        """Slots by id, in the order of the file."""
        return {slot.id: slot for slot in self.slots}

    def room(self, room_id: str) -> Room:
        """Return the room of an id."""
        return self._rooms[room_id]

    def room_of(self, slot: FacilitySlot) -> Room:
        """Return the room of a slot; the only room where the slot names none."""
        return self.rooms[0] if slot.room is None else self._rooms[slot.room]

    @cached_property
    def setups(self) -> Mapping[str, Setup]:
        """The equipment of every room by room id, without `extends` and `items`."""
        library = load_setups_library()
        return {
            room.id: resolve_setup(EQUIPMENT, {EQUIPMENT: room.equipment}, library)
            for room in self.rooms
        }

    @cached_property
    def hosts(self) -> Mapping[str, Mapping[str, str]]:
        """Room id to exercise id to the station where it is done; those without one are left out."""
        found: dict[str, dict[str, str]] = {}
        for room in self.rooms:
            stations = (
                (exercise.id, station_of(self, room.id, exercise))
                for exercise in load_catalogue().exercises.values()
            )
            found[room.id] = {name: station for name, station in stations if station is not None}
        return found

    @cached_property
    def unhosted(self) -> Mapping[str, frozenset[str]]:
        """Exercises by room id that its equipment allows but that no station of it can host."""
        every = load_catalogue().exercises.values()
        return {
            room.id: frozenset(
                exercise.id
                for exercise in every
                if exercise.volume_credit
                and exercise.id not in self.hosts[room.id]
                and ways(exercise, self.setups[room.id])
            )
            for room in self.rooms
        }

    def most_heads(self, slot: FacilitySlot) -> int | None:
        """Most athletes in a slot by room and slot; None without a limit."""
        limits = [n for n in (self.room_of(slot).heads, slot.heads) if n is not None]
        return min(limits, default=None)

    def most_coached(self, slot: FacilitySlot) -> int | None:
        """Most athletes in a slot by its coaches, beginners by their weight; None without a limit."""
        return None if slot.coaches is None else slot.coaches * self.coach_ratio

    def session(self, slot: FacilitySlot) -> SessionSlot:
        """Write a slot as a session of an athlete's scenario; its setup is the room's id."""
        return SessionSlot(
            id=slot.id,
            day=slot.day,
            start=slot.start,
            minutes=slot.minutes,
            setup=self.room_of(slot).id,
        )

    def notes(self) -> tuple[str, ...]:
        """Say which exercises fall away because no station provides their equipment."""
        said = []
        for room in self.rooms:
            provided = {*room.portable}.union(*(station.provides for station in room.stations))
            idle = sorted(self.setups[room.id].owned() - provided)
            lost = self.unhosted[room.id]
            if idle and lost:
                said.append(
                    f"room {room.id}: no station provides {', '.join(idle)}; "
                    f"{len(lost)} exercise{'s' * (len(lost) != 1)} that the equipment would allow "
                    "will not be planned"
                )
        return tuple(said)

"""What the fields of a facility must agree on: every contradiction, with its place, at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from optimizer.errors import Path, ProblemAt
from optimizer.gear import Gear
from optimizer.horizon import MINUTES_PER_WEEK
from optimizer.names import unknown
from optimizer.setups import load_setups_library, resolve_setup

if TYPE_CHECKING:
    from optimizer.roster.facility import Facility, Room

Sized = TypeVar("Sized", bound=Collection[object])

EQUIPMENT = frozenset(Gear.model_fields) - {"plates_kg"} | {"plates"}


def some(values: Sized) -> Sized:
    """Refuse an empty list; unlike `min_length`, not also a list whose only entry is wrong.

    Raises
    ------
    ProblemAt
        If it is empty.
    """
    if not values:
        raise ProblemAt((), "the list is empty", "at least one entry")
    return values


def problems_of_facility(facility: Facility) -> Iterator[ProblemAt]:
    """Yield every disagreement between fields of a facility."""
    yield from twice(("rooms",), [room.id for room in facility.rooms])
    yield from twice(("slots",), [slot.id for slot in facility.slots])
    for index, room in enumerate(facility.rooms):
        yield from _stations(("rooms", index), room)
    if facility.setting is not None and facility.athletes_per_coach is not None:
        yield ProblemAt(
            ("athletes_per_coach",),
            f"{facility.athletes_per_coach} athletes per coach and the setting "
            f"{facility.setting!r} are both given",
            "one of the two",
        )
    unplaced = list(_slot_rooms(facility))
    yield from unplaced
    if not unplaced:
        yield from _overlaps(facility)


def twice(path: Path, ids: Sequence[str]) -> Iterator[ProblemAt]:
    """Yield a problem for every id of a list that has been used before."""
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            yield ProblemAt((*path, index, "id"), f"{name!r} is used twice", "unique ids")
        seen.add(name)


def _stations(path: Path, room: Room) -> Iterator[ProblemAt]:
    yield from twice((*path, "stations"), [station.id for station in room.stations])
    try:
        owned = resolve_setup(
            "equipment", {"equipment": room.equipment}, load_setups_library()
        ).owned()
    except ProblemAt as found:
        where = (*path, "equipment", *found.path)
        yield ProblemAt(where, found.problem, found.allowed, found.suggestion)
        return
    except ValueError as error:
        yield ProblemAt((*path, "equipment"), str(error))
        return
    yield from _equipment((*path, "portable"), room.portable, owned, room.id)
    for index, station in enumerate(room.stations):
        where = (*path, "stations", index, "provides")
        yield from _equipment(where, station.provides, owned, room.id)


def _equipment(
    path: Path, names: Sequence[str], owned: Collection[str], room: str
) -> Iterator[ProblemAt]:
    for index, name in enumerate(names):
        if name not in EQUIPMENT:
            yield unknown((*path, index), "equipment", name, EQUIPMENT)
        elif name not in owned:
            there = ", ".join(sorted(owned)) or "nothing"
            yield ProblemAt(
                (*path, index),
                f"{name!r} is not among the equipment of room {room!r}",
                f"add it to the room's equipment; there is {there}",
            )


def _slot_rooms(facility: Facility) -> Iterator[ProblemAt]:
    known = [room.id for room in facility.rooms]
    for index, slot in enumerate(facility.slots):
        if slot.room is None and len(known) > 1:
            said = f"the slot {slot.id!r} names no room and there are {len(known)}"
            yield ProblemAt(("slots", index), said, f"room: {' or '.join(known)}")
        elif slot.room is not None and slot.room not in known:
            yield unknown(("slots", index, "room"), "room", slot.room, known)


def _overlaps(facility: Facility) -> Iterator[ProblemAt]:
    """Find slots of one room that overlap, across the end of the week as well."""
    by_room: dict[str, list[tuple[int, int]]] = {}
    for index, slot in enumerate(facility.slots):
        start = facility.session(slot).start_minute
        by_room.setdefault(facility.room_of(slot).id, []).append((start, index))
    for room, starts in by_room.items():
        starts.sort()
        for place, (start, index) in enumerate(starts):
            later, following = starts[(place + 1) % len(starts)]
            gap = (later - start) % MINUTES_PER_WEEK
            earlier = facility.slots[index]
            if following != index and gap < earlier.minutes:
                yield ProblemAt(
                    ("slots", following, "start"),
                    f"{facility.slots[following].id!r} starts {gap} minutes after {earlier.id!r} "
                    f"in room {room!r}, which lasts {earlier.minutes} minutes",
                    "slots of a room that do not overlap",
                )

"""Facilities: what is refused and where, which station hosts an exercise, and the integers of a room."""

from __future__ import annotations

import datetime as dt
import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from optimizer.catalogue import load_catalogue
from optimizer.errors import ProblemAt, Problems, show_path
from optimizer.roster.facility import Facility
from optimizer.roster.room_problem import Resource, resources, room_problem, station_of
from tests.roster import rosters

Data = dict[str, Any]


def facility(**more: Any) -> Facility:
    return Facility.model_validate({**deepcopy(rosters.FACILITY), **more})


def problems(data: Data) -> list[ProblemAt]:
    with pytest.raises(ValidationError) as refused:
        Facility.model_validate(data)
    found: list[ProblemAt] = []
    for error in refused.value.errors():
        cause = error.get("ctx", {}).get("error")
        if isinstance(cause, Problems):
            found += cause.problems
        elif isinstance(cause, ProblemAt):
            found.append(ProblemAt((*error["loc"], *cause.path), cause.problem, cause.allowed))
        else:
            found.append(ProblemAt(error["loc"], error["msg"]))
    return found


def slot(name: str, day: str = "monday", start: str = "17:00", **more: Any) -> Data:
    return {"id": name, "day": day, "start": start, "minutes": 60, **more}


def room(name: str = "main", **more: Any) -> Data:
    return {"id": name, "equipment": {}, "stations": [{"id": "floor", "count": 1}], **more}


def test_defaults() -> None:
    found = facility(utilisation="0.85")
    assert Facility.model_fields["utilisation"].default == Decimal("0.85")
    assert (found.coach_ratio, found.beginner_weight, found.partners) == (10, 2, 1)
    assert facility(setting="college").coach_ratio == 20
    assert facility(setting="school").coach_ratio == 10
    assert facility(athletes_per_coach=15).coach_ratio == 15
    assert Facility.model_validate(
        {"rooms": [{"equipment": {}, "stations": [{"id": "floor", "count": 1}]}],
         "slots": [slot("mon")]}
    ).room_of(facility().slots[0]).id == "main"  # fmt: skip


# What is wrong, where it is said, what is said
WRONG: list[tuple[str, Data, str, str]] = [
    (
        "two rooms of a name",
        {"rooms": [room(), room()], "slots": [slot("a", room="main")]},
        "rooms[1].id",
        "twice",
    ),
    ("two slots of a name", {"slots": [slot("a"), slot("a", "friday")]}, "slots[1].id", "twice"),
    (
        "two stations of a name",
        {"rooms": [room(stations=[{"id": "x", "count": 1}, {"id": "x", "count": 2}])]},
        "rooms[0].stations[1].id",
        "twice",
    ),
    (
        "no racks",
        {"rooms": [room(stations=[{"id": "rack", "count": 0}])]},
        "rooms[0].stations[0].count",
        "greater than or equal to 1",
    ),
    (
        "a rack that the room does not own",
        {"rooms": [room(stations=[{"id": "rack", "count": 8, "provides": ["rack"]}])]},
        "rooms[0].stations[0].provides[0]",
        "not among the equipment of room 'main'",
    ),
    (
        "a mistyped piece of equipment",
        {"rooms": [room(stations=[{"id": "rack", "count": 8, "provides": ["barbel"]}])]},
        "rooms[0].stations[0].provides[0]",
        "did you mean 'barbell'?",
    ),
    ("portable, not owned", {"rooms": [room(portable=["bands"])]}, "rooms[0].portable[0]", "bands"),
    (
        "an unknown setup",
        {"rooms": [room(equipment={"extends": "garag"})]},
        "rooms[0].equipment.extends",
        "did you mean 'garage'?",
    ),
    ("an unknown room", {"slots": [slot("a", room="mian")]}, "slots[0].room", "did you mean 'main'?"),
    (
        "a slot in one of two rooms, which is not said",
        {"rooms": [room(), room("small")], "slots": [slot("a")]},
        "slots[0]",
        "names no room",
    ),
    (
        "two answers to one question",
        {"setting": "school", "athletes_per_coach": 12},
        "athletes_per_coach",
        "both given",
    ),
    (
        "slots that overlap by a minute",
        {"slots": [slot("a"), slot("b", start="17:59")]},
        "slots[1].start",
        "'b' starts 59 minutes after 'a'",
    ),
    (
        "slots that overlap across midnight on Sunday",
        {"slots": [slot("b", start="00:10"), slot("a", "sunday", "23:30")]},
        "slots[0].start",
        "'b' starts 40 minutes after 'a'",
    ),
    ("a list separator in a slot's id", {"slots": [slot("a;b")]}, "slots[0].id", "pattern"),
    ("no slots", {"slots": []}, "slots", "the list is empty"),
    ("no rooms", {"rooms": []}, "rooms", "the list is empty"),
    ("no stations", {"rooms": [room(stations=[])]}, "rooms[0].stations", "the list is empty"),
    ("more than all of the time", {"utilisation": "1.01"}, "utilisation", "less than or equal to 1"),
    ("none of the time", {"utilisation": "0"}, "utilisation", "greater than 0"),
    ("a coach who is nobody", {"slots": [slot("a", coaches=0)]}, "slots[0].coaches", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "change", "path", "text"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_refused(why: str, change: Data, path: str, text: str) -> None:
    found = problems({**deepcopy(rosters.FACILITY), **change})
    assert [show_path(one.path) for one in found] == [path], why
    assert text in str(found[0])


def test_all_problems_at_once() -> None:
    found = problems(
        {
            **deepcopy(rosters.FACILITY),
            "rooms": [room(portable=["bnads"]), room("main", portable=["ghd"])],
            "slots": [slot("a", room="main"), slot("b", room="attic")],
        }
    )
    assert len(found) == 4


@pytest.mark.parametrize(
    "slots",
    [
        [slot("a"), slot("b", start="18:00")],
        [slot("a", "sunday", "23:00"), slot("b", "monday", "00:00")],
        [slot("a", room="main"), slot("b", room="small")],
    ],
    ids=["one after the other", "midnight on Sunday", "two rooms"],
)
def test_slots_may_touch_and_rooms_are_apart(slots: list[Data]) -> None:
    rooms = [room(), room("small")]
    named = [{"room": "main", **one} for one in slots]
    assert Facility.model_validate({"rooms": rooms, "slots": named}).slots


def stations(*provided: str, **more: Any) -> Facility:
    """A commercial gym with one station for each text of equipment, named 0, 1, …"""
    rows = [
        {"id": str(index), "count": 1, "provides": names.split()}
        for index, names in enumerate(provided)
    ]
    return facility(
        rooms=[room(equipment={"extends": "commercial_gym"}, stations=rows, **more)],
        slots=[slot("mon")],
    )


# Exercise, stations in order, portable, where it is done, why
HOSTS = [
    ("dead_bug", ["cable", ""], [], "0", "nothing is needed: the first station"),
    ("back_squat_high_bar", ["", "rack barbell plates"], [], "1", "everything it needs"),
    ("back_squat_high_bar", ["rack barbell", "plates"], [], None, "in no one place"),
    ("back_squat_high_bar", ["rack barbell", "plates"], ["plates"], "0", "with what is portable"),
    (
        "goblet_squat",
        ["dumbbells", "kettlebell"],
        [],
        "0",
        "the station's order, not the exercise's",
    ),
    ("goblet_squat", ["", "kettlebell"], [], "1", "its first alternative"),
    ("band_row", ["", "cable"], ["bands"], "0", "portable alone"),
    ("seated_cable_row", ["", "bands"], ["bands"], None, "no cable anywhere"),
]


@pytest.mark.parametrize(("exercise", "provided", "portable", "expected", "why"), HOSTS)
def test_station_of_an_exercise(
    exercise: str, provided: list[str], portable: list[str], expected: str | None, why: str
) -> None:
    found = stations(*provided, portable=portable)
    known = load_catalogue().exercises[exercise]
    assert station_of(found, "main", known) == expected, why
    assert found.hosts["main"].get(exercise) == expected
    assert (exercise in found.unhosted["main"]) == (expected is None)


def test_what_no_station_hosts_is_said() -> None:
    found = stations("", "rack barbell plates", portable=["bands"])
    (note,) = found.notes()
    assert "no station provides" in note
    assert "leg_press" in note
    everything = " ".join(sorted(found.setups["main"].owned()))
    assert stations(everything).notes() == ()


def test_equipment_that_is_not_owned_is_no_loss() -> None:
    found = facility(rooms=[room(equipment={"extends": "bands"}, portable=["bands"])])
    assert found.unhosted["main"] == frozenset()
    assert found.notes() == ()


def test_limits_of_a_slot() -> None:
    both = facility(
        rooms=[{**rosters.FACILITY["rooms"][0], "heads": 12}],
        slots=[slot("a", heads=9, coaches=2), slot("b", "friday", heads=15), slot("c", "sunday")],
        athletes_per_coach=7,
    )
    assert [both.most_heads(one) for one in both.slots] == [9, 12, 12]
    assert [both.most_coached(one) for one in both.slots] == [14, None, None]
    free = facility()
    assert free.most_heads(free.slots[0]) is None


# ---- in integers ----


def test_seconds_are_rounded_down_and_closed_slots_left_out() -> None:
    roster = rosters.roster(
        facility={
            "slots": [slot("mon", minutes="50.1"), slot("wed", "wednesday"), slot("fri", "friday")],
            "utilisation": "0.85",
            "closed": ["2026-12-09", "2026-12-14", "2026-11-29"],
        },
        weeks=2,
        athletes=[rosters.athlete("ann", sessions_per_week=2)],
    )
    room = roster.room
    assert room.slots == ("mon", "fri")
    assert roster.closed_by == {"wed": (dt.date(2026, 12, 9),)}
    assert room.station_capacity_seconds[0, "dumbbells"] == 2555  # of 2555.1
    assert room.station_capacity_seconds[0, "rack"] == 5110  # of 5110.2
    assert room.station_capacity_seconds[1, "floor"] == 4 * 3060


@pytest.mark.parametrize(("weeks", "block_weeks", "blocks"), [(1, 4, 1), (4, 4, 1), (9, 4, 3)])
def test_blocks_are_those_of_the_members(weeks: int, block_weeks: int, blocks: int) -> None:
    roster = rosters.roster(weeks=weeks, block_weeks=block_weeks)
    assert roster.room.blocks == blocks
    assert {len(member.scenario.blocks) for member in roster.members} == {blocks}


def test_resources_in_a_fixed_order() -> None:
    roster = rosters.roster(
        facility={"slots": [slot("a", heads=3), slot("b", "friday", coaches=1)]},
        weeks=8,
    )
    found = resources(roster.room)
    names = [one.where(roster.room) for one in found]
    assert names[:3] == [
        "a, station floor, block 1",
        "a, station floor, block 2",
        "a, station rack, block 1",
    ]
    assert names[6] == "a, heads"
    assert names[-1] == "b, coaching"
    assert len(names) == len(set(names)) == 14
    assert found[6] == Resource("heads", 0, None, None, 3)
    assert found[-1].capacity == 10


def test_a_room_travels_as_json() -> None:
    roster = rosters.roster(
        facility={"closed": ["2026-12-02"], "partners": 2},
        athletes=[rosters.athlete("ann", sessions_per_week=1)],
    )
    text = json.dumps(roster.room.document(), sort_keys=True)
    assert room_problem(json.loads(text)) == roster.room
    assert json.dumps(room_problem(json.loads(text)).document(), sort_keys=True) == text

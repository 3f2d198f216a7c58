"""Where they train: halls with stations and slots, tighter or wider, and the squads that meet there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from benchmarks.roster.draws import Draws
from benchmarks.roster.population import Squad

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
# Thousandths of those who are free then; 17:00 is the peak of every count of visits we found.
SQUAD_HOURS: Mapping[str, int] = MappingProxyType(
    {"06:30": 150, "12:15": 150, "15:45": 300, "17:00": 400}
)
MEMBER_HOURS: Mapping[str, int] = MappingProxyType(
    {"06:30": 250, "12:15": 150, "15:45": 150, "17:00": 450}
)
SATURDAY_HOUR = "09:00"
FREE_PERMILLE = 750
"""How many of the days a member is free at the usual hour."""
OTHER_HOUR_PERMILLE = 300
CONFLICT_PERMILLE = 250
"""How many in a squad cannot come to all of its slots."""
KEPT_PERMILLE = 700
NEXT_HALL_PERMILLE = 150
"""How many live between two halls and are offered slots of both."""

# Participants in high schools of the United States by sport, in thousands, and girls in a thousand.
SPORTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "football": (1006, 0),
        "track": (1094, 446),
        "basketball": (940, 425),
        "soccer": (853, 462),
        "baseball": (483, 0),
        "volleyball": (516, 877),
        "softball": (362, 1000),
        "wrestling": (269, 81),
        "cross_country": (208, 450),
        "golf": (161, 330),
        "tennis": (153, 500),
        "swimming": (107, 550),
        "lacrosse": (107, 470),
    }
)
STRENGTH_SPORTS = ("football", "wrestling", "baseball", "softball")
ENDURANCE_SPORTS = ("cross_country", "swimming")
COLLISION_SPORTS = ("football", "wrestling", "lacrosse")

WOMEN_AMONG_MEMBERS_PERMILLE = 480

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Kind:
    """A kind of hall.

    Parameters
    ----------
    equipment
        Setup of the library that stands in it.
    stations
        What each station provides, in the order in which exercises choose one.
    portable
        What may be carried to any station.
    heads, coaches
        Most people at once, and coaches in every slot.
    athletes_per_coach, partners
        As in a roster file.
    minutes
        Length of every slot.
    days
        When it is open.
    """

    equipment: str
    stations: Mapping[str, tuple[str, ...]]
    portable: tuple[str, ...]
    heads: int
    coaches: int | None
    athletes_per_coach: int
    partners: int
    minutes: int = 60
    days: tuple[str, ...] = DAYS


GARAGE = Kind(
    equipment="garage",
    stations={
        "floor": (),
        "dumbbells": ("dumbbells", "bench"),
        "rack": ("rack", "barbell", "plates", "bench", "pull_up_bar"),
    },
    portable=("bands",),
    heads=8,
    coaches=None,
    athletes_per_coach=10,
    partners=1,
)
SCHOOL = Kind(
    equipment="school_weight_room",
    stations={
        "floor": (),
        "dumbbells": ("dumbbells", "bench", "box"),
        "trap_bar": ("trap_bar", "plates"),
        "rack": ("rack", "barbell", "plates", "bench", "box", "pull_up_bar"),
    },
    portable=("bands",),
    heads=40,
    coaches=6,
    athletes_per_coach=10,
    partners=1,
    days=("monday", "tuesday", "thursday", "friday"),
)
HALL = Kind(
    equipment="commercial_gym",
    stations={
        "floor": (),
        "dumbbells": ("dumbbells", "kettlebell", "bench", "box"),
        "platform": ("barbell", "plates"),
        "trap_bar": ("trap_bar", "plates"),
        "rack": ("rack", "barbell", "plates", "bench", "box"),
        "rig": ("pull_up_bar", "rings", "box", "dumbbells"),
        "cable": ("cable",),
        "leg_machine": ("leg_curl_machine", "leg_press"),
        "ghd": ("ghd", "plates", "lumbar_ext_machine", "reverse_hyper"),
    },
    portable=("bands", "sliders", "foam_roller", "stability_ball"),
    heads=75,
    coaches=4,
    athletes_per_coach=20,
    partners=2,
)


@dataclass(frozen=True)
class Instance:
    """One instance of the benchmark: who, where, and how much room there is.

    Parameters
    ----------
    name
        Its folder.
    family
        Whose people these are; instances of one family differ in their rooms alone.
    title
        Name of the roster.
    athletes
        How many.
    kind
        The halls.
    halls
        How many halls there are; all alike.
    counts
        Places by station, in every hall.
    hours
        Hours of weekday slots.
    """

    name: str
    family: str
    title: str
    athletes: int
    kind: Kind
    halls: int
    counts: Counts
    hours: tuple[str, ...]


def hall_names(halls: int) -> tuple[str, ...]:
    """Name the halls: ``h01``, ``h02`` and so on."""
    return tuple(f"h{number:02d}" for number in range(1, halls + 1))


def slot_id(day: str, hour: str, hall: str, halls: int) -> str:
    """Name a slot: ``mon_1700``, with its hall at the end where there are several."""
    name = f"{day[:3]}_{hour.replace(':', '')}"
    return name if halls == 1 else f"{name}_{hall}"


def squads(instance: Instance) -> tuple[Squad, ...]:
    """Return the groups of an instance, hall by hall.

    Parameters
    ----------
    instance
        The instance.
    """
    if instance.family.startswith("club"):
        return (_members("members", hall_names(1)[0]),)
    if instance.family.startswith("school"):
        return _school(instance)
    found: list[Squad] = []
    for hall in hall_names(instance.halls):
        found += (_sport(instance, sport, hall) for sport in SPORTS)
        if instance.halls > 1:
            found.append(_members(f"staff_{hall}", hall))
    return tuple(found)


def weights(instance: Instance) -> dict[str, int]:
    """Return how large each group is, as a weight; members and staff are a fifth of a hall."""
    if instance.family.startswith("club"):
        return {"members": 1}
    if instance.family.startswith("school"):
        return {"football": 24, "track": 14, "volleyball": 12, "first_year": 10}
    found = {squad.id: 0 for squad in squads(instance)}
    for name in found:
        sport = name.rpartition("_h")[0] if instance.halls > 1 else name
        found[name] = sum(size for size, _ in SPORTS.values()) // 4
        if sport in SPORTS:
            found[name] = SPORTS[sport][0]
    return found


def _school(instance: Instance) -> tuple[Squad, ...]:
    early, late = instance.hours
    hall = hall_names(1)[0]
    by_group = {
        "football": ("varsity", "strength", 0, early, late, True),
        "track": ("varsity", "strength", 450, late, early, False),
        "volleyball": ("varsity", "hypertrophy", 900, late, early, False),
        "first_year": ("school", "hypertrophy", 500, early, late, False),
    }
    return tuple(
        Squad(name, kind, emphasis, women, hall, _days(instance, hall, main, other), neck)
        for name, (kind, emphasis, women, main, other, neck) in by_group.items()
    )


def _days(instance: Instance, hall: str, main: str, other: str) -> tuple[str, ...]:
    """Return a squad's slots: its own hour every day, on every second day another one as well."""
    return tuple(
        slot_id(day, hour, hall, instance.halls)
        for number, day in enumerate(instance.kind.days)
        for hour in sorted((main, other) if number % 2 else (main,))
    )


def _sport(instance: Instance, sport: str, hall: str) -> Squad:
    draws = Draws(f"{instance.family}/{hall}/{sport}")
    open_hours = {hour: SQUAD_HOURS[hour] for hour in instance.hours}
    main = draws.one_of("main hour", open_hours)
    other = draws.one_of("other hour", {h: w for h, w in open_hours.items() if h != main})
    hours = (main, other) if draws.happens("main on Monday", 500) else (other, main)
    strength, endurance = sport in STRENGTH_SPORTS, sport in ENDURANCE_SPORTS
    return Squad(
        id=sport if instance.halls == 1 else f"{sport}_{hall}",
        kind="college",
        emphasis="strength" if strength else "endurance" if endurance else "hypertrophy",
        women_permille=SPORTS[sport][1],
        hall=hall,
        offered=_week(instance, hall, *hours),
        neck_work=sport in COLLISION_SPORTS,
    )


def _members(name: str, hall: str) -> Squad:
    return Squad(name, "members", "hypertrophy", WOMEN_AMONG_MEMBERS_PERMILLE, hall)


def _week(instance: Instance, hall: str, monday: str, tuesday: str) -> tuple[str, ...]:
    """Return a squad's slots: one hour on Monday, Wednesday, Friday, another on the days between."""
    hours = [tuesday if number % 2 else monday for number in range(len(DAYS) - 1)]
    return tuple(
        slot_id(day, hour, hall, instance.halls)
        for day, hour in zip(DAYS, (*hours, SATURDAY_HOUR), strict=True)
    )

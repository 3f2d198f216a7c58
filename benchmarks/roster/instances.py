"""The instances of the benchmark by name: what is frozen, where it lies, and what it must hash to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from benchmarks.roster.rooms import GARAGE, HALL, SCHOOL, Counts, Instance
from optimizer.errors import ProblemAt, closest

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster

SUITE = "roster"
INSTANCES = Path(__file__).parent / "instances"
ROSTER_FILE, TABLE_FILE = "roster.yaml", "athletes.csv"

CLUB_HOURS = ("17:00",)
SCHOOL_HOURS = ("15:30", "17:00")
HALL_HOURS = ("06:30", "12:15", "15:45", "17:00")

CLUB: Mapping[str, Counts] = MappingProxyType(
    {
        "slack": {"floor": 4, "dumbbells": 2, "rack": 2},
        "tight": {"floor": 2, "dumbbells": 1, "rack": 1},
        "over": {"floor": 1, "dumbbells": 1, "rack": 1},
    }
)
SCHOOL_60: Mapping[str, Counts] = MappingProxyType(
    {
        "slack": {"floor": 12, "dumbbells": 12, "trap_bar": 2, "rack": 12},
        "tight": {"floor": 6, "dumbbells": 6, "trap_bar": 1, "rack": 8},
        "over": {"floor": 4, "dumbbells": 4, "trap_bar": 1, "rack": 5},
    }
)
_TIGHT_HALL = {
    "floor": 10, "dumbbells": 8, "platform": 3, "trap_bar": 1, "rack": 6,
    "rig": 2, "cable": 2, "leg_machine": 2, "ghd": 3,
}  # fmt: skip
HALL_350: Mapping[str, Counts] = MappingProxyType(
    {
        "slack": {name: 2 * count for name, count in _TIGHT_HALL.items()},
        "tight": _TIGHT_HALL,
        "over": {name: -(-count // 2) for name, count in _TIGHT_HALL.items()},
    }
)
CAMPUSES: Mapping[int, int] = MappingProxyType({1000: 3, 3000: 9, 5000: 15, 10000: 30})
"""Halls by athletes: as many athletes in a hall as the sports of one hall bring."""


def _instances() -> Iterable[Instance]:
    for room, counts in CLUB.items():
        yield Instance(
            f"club_10_{room}", "club_10", f"Garage club, {room}", 10, GARAGE, 1, counts, CLUB_HOURS
        )
    for room, counts in SCHOOL_60.items():
        yield Instance(
            f"school_60_{room}", "school_60", f"School weight room, {room}", 60, SCHOOL, 1, counts,
            SCHOOL_HOURS,
        )  # fmt: skip
    for room, counts in HALL_350.items():
        yield Instance(
            f"sports_350_{room}", "sports_350", f"Thirteen sports in one hall, {room}", 350, HALL, 1,
            counts, HALL_HOURS,
        )  # fmt: skip
    for athletes, halls in CAMPUSES.items():
        yield Instance(
            f"campus_{athletes}", "campus", f"Campus of {halls} halls", athletes, HALL, halls,
            _TIGHT_HALL, HALL_HOURS,
        )  # fmt: skip


SERIES = (
    "club_10_tight",
    "school_60_tight",
    "sports_350_tight",
    *(f"campus_{n}" for n in CAMPUSES),
)
"""The instances that differ in size alone: the scaling curves go through them."""
ALL: Mapping[str, Instance] = MappingProxyType({one.name: one for one in _instances()})


def names_rosters(wanted: Iterable[str]) -> bool:
    """Whether any of these names is that of a roster, of a family of them or of the suite."""
    known = {SUITE, *ALL, *(one.family for one in ALL.values())}
    return any(one.removeprefix(f"{SUITE}/") in known for one in wanted)


def chosen(wanted: Iterable[str]) -> list[str]:
    """Find the instances that are asked for.

    Parameters
    ----------
    wanted
        Names, families (``school_60``), with or without ``roster/`` before them; ``roster`` for all.

    Returns
    -------
    list of str
        Names without the suite, each once.

    Raises
    ------
    ProblemAt
        If there is no such instance; with the closest name.
    """
    found: list[str] = []
    for one in wanted:
        name = one.removeprefix(f"{SUITE}/")
        here = [i.name for i in ALL.values() if one == SUITE or name in (i.name, i.family)]
        if not here:
            allowed = f"{SUITE}, {', '.join(ALL)}"
            raise ProblemAt((), f"no roster {one[:60]!r}", allowed, closest(name, [SUITE, *ALL]))
        found += here
    return list(dict.fromkeys(found))


def roster_file(name: str, home: Path = INSTANCES) -> Path:
    """Return where an instance lies."""
    return home / name / ROSTER_FILE


def load_instance(name: str, home: Path = INSTANCES) -> Roster:
    """Read an instance.

    Raises
    ------
    ScenarioError
        If its files are missing or wrong.
    """
    from optimizer.roster.roster import load_roster

    return load_roster(roster_file(name, home))

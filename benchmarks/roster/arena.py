"""Races on rosters: one engine on one instance in a session of its own, watched from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from benchmarks.arena import About, limits_of, listen, measured
from benchmarks.record import Engine, Measurement, RosterFigures, Run, Settings
from benchmarks.roster.instances import SUITE, load_instance, roster_file
from benchmarks.roster.memory import MemoryWatch
from benchmarks.running import race_by
from optimizer.roster.room_problem import resources

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster

# Beyond the time limit: reading every plan out and checking it grows with the roster.
GRACE_SECONDS, GRACE_SECONDS_AN_ATHLETE = 60.0, 0.1


def race_rosters(
    names: Sequence[str],
    engines: Sequence[Engine],
    settings: Settings,
    note: Callable[[str], None],
) -> Run:
    """Race engines on rosters.

    Parameters
    ----------
    names
        Instances without their suite. All are read before the first race.
    engines
        Who races; they take turns on every instance.
    settings
        The same for all.
    note
        Hears of every result.

    Returns
    -------
    Run
        Not complete if it was interrupted.
    """
    rosters = {f"{SUITE}/{name}": load_instance(name) for name in names}

    def one(name: str, engine: Engine) -> Measurement:
        return measure(name, rosters[name], engine, settings)

    return race_by(one, list(rosters), engines, settings, note)


def measure(name: str, roster: Roster, engine: Engine, settings: Settings) -> Measurement:
    """Let one engine solve one roster in a process of its own.

    Parameters
    ----------
    name
        ``roster/`` and the folder of the instance.
    roster
        The same, read.
    engine
        Who races.
    settings
        Limits, workers, seed.

    Returns
    -------
    Measurement
        With status ``failed`` where the process died, had to be ended or gave an error.
    """
    path = roster_file(name.removeprefix(f"{SUITE}/"))
    request = {"engine": engine, "roster": str(path), "limits": limits_of(settings)}
    athletes = len(roster.athletes)
    grace = GRACE_SECONDS + GRACE_SECONDS_AN_ATHLETE * athletes
    allowed = None if settings.time_limit is None else settings.time_limit + grace
    watches: list[MemoryWatch] = []

    def watch(session: int) -> MemoryWatch:
        watches.append(MemoryWatch(session))
        return watches[0]

    events, death = listen("benchmarks.roster.child", request, allowed, watch)
    about = About(name, roster.sha256, roster.weeks, len(roster.open_slots))
    found = measured(about, engine, settings.time_limit, events, death)
    figures = found.roster or RosterFigures(
        athletes=athletes,
        resources=len(resources(roster.room)),
        placed=None,
        mean=None,
        worst=None,
        below_floor=None,
        total_memory_bytes=None,
    )
    seen = figures.model_copy(update={"total_memory_bytes": watches[0].most_bytes})
    return found.model_copy(update={"roster": seen})

"""What runs on rosters say: who reaches a gap, and from which size on our method is the faster one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.record import Engine, Measurement, Run
from benchmarks.roster.instances import SUITE
from benchmarks.summary import seconds_to

MONOLITHS: tuple[Engine, ...] = ("cp_sat", "highs")
ROSTER_ENGINES: tuple[Engine, ...] = ("ours", *MONOLITHS, "greedy")
ROSTER_GAPS = ("5", "2", "1")


@dataclass(frozen=True)
class Crossover:
    """From which size on our method gets to a gap sooner than a monolith.

    Parameters
    ----------
    engine
        The monolith.
    mark
        Gap in per cent.
    athletes
        The least measured size from which on ours was the first on every instance where either got
        there; None where there is no such size.
    compared
        On how many instances either got there.
    sooner_below
        The largest measured size where the monolith was the first; None where it never was.
    """

    engine: Engine
    mark: str
    athletes: int | None
    compared: int
    sooner_below: int | None


def is_roster(m: Measurement) -> bool:
    """Whether a measurement is of a roster."""
    return m.suite == SUITE and m.roster is not None


def athletes_of(m: Measurement) -> int:
    """Athletes of a measured roster."""
    return 0 if m.roster is None else m.roster.athletes


def crossover(run: Run, engine: Engine, mark: str) -> Crossover:
    """Find the size from which on our method is faster than a monolith.

    Parameters
    ----------
    run
        A run of both on rosters.
    engine
        The monolith.
    mark
        Gap in per cent, as in `seconds_to`.
    """
    duels = [
        (athletes_of(mine), _sooner(seconds_to(mine, mark), seconds_to(other, mark)))
        for mine, other in _pairs(run, engine)
    ]
    told = [(athletes, sooner) for athletes, sooner in duels if sooner is not None]
    lost = max((athletes for athletes, sooner in told if not sooner), default=None)
    won = [athletes for athletes, sooner in told if sooner and (lost is None or athletes > lost)]
    return Crossover(engine, mark, min(won, default=None), len(told), lost)


def speedups(run: Run, engine: Engine, mark: str) -> list[tuple[str, float, bool]]:
    """Return how many times faster our method reached a gap, instance by instance.

    Parameters
    ----------
    run, engine, mark
        As in `crossover`.

    Returns
    -------
    list of tuple
        Instance, ratio, and whether it is only a lower limit because the monolith never got there;
        instances on which our method did not get there are left out.
    """
    found = []
    limit = run.settings.time_limit
    for mine, other in _pairs(run, engine):
        ours, theirs = seconds_to(mine, mark), seconds_to(other, mark)
        reached = theirs if theirs is not None else limit
        if ours is not None and reached is not None:
            # Times are kept to the millisecond.
            found.append((mine.instance, reached / max(ours, 0.001), theirs is None))
    return found


def _pairs(run: Run, engine: Engine) -> Sequence[tuple[Measurement, Measurement]]:
    others = {m.instance: m for m in run.of(engine) if is_roster(m)}
    mine = [m for m in run.of("ours") if is_roster(m)]
    return [(m, others[m.instance]) for m in mine if m.instance in others]


def _sooner(ours: float | None, theirs: float | None) -> bool | None:
    """Say whether ours was the first; None where neither got there."""
    if ours is None:
        return None if theirs is None else False
    return theirs is None or ours <= theirs

"""Runs on rosters as tables for people."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.record import Measurement, Run
from benchmarks.roster.figures import (
    MONOLITHS,
    ROSTER_GAPS,
    Crossover,
    athletes_of,
    crossover,
    is_roster,
    speedups,
)
from benchmarks.summary import seconds_to
from benchmarks.tables import NONE, seconds, table

HEAD = (
    *("roster", "engine", "placed", "value", "bound", "gap %", "worst"),
    *("plan s", *(f"{gap} % s" for gap in ROSTER_GAPS), "MB"),
)
WORDS = 2


def roster_text(run: Run, width: int) -> str:
    """Write every measurement of rosters, then from which size on our method is faster.

    Parameters
    ----------
    run
        The run.
    width
        Characters of a line.
    """
    rows = [_row(m) for m in run.measurements if is_roster(m)]
    lines = [table(HEAD, rows, width, words=WORDS)]
    for engine in MONOLITHS:
        if engine in run.engines and "ours" in run.engines:
            lines += [crossover_words(crossover(run, engine, gap)) for gap in ROSTER_GAPS]
            lines += [
                f"{instance}: {'at least ' if least else ''}{ratio:.1f} times faster than {engine} to 2 %"
                for instance, ratio, least in speedups(run, engine, "2")
            ]
    return "\n".join(lines) + "\n"


def crossover_words(found: Crossover) -> str:
    """Say in a sentence from which size on our method is faster."""
    what = f"{found.mark} % against {found.engine}"
    if not found.compared:
        return f"{what}: neither got there on any roster"
    if found.athletes is None:
        return f"{what}: the monolith was first up to {found.sooner_below} athletes"
    if found.sooner_below is None:
        return f"{what}: ours was first from {found.athletes} athletes on, the smallest measured"
    return (
        f"{what}: ours was first from {found.athletes} athletes on, "
        f"the monolith up to {found.sooner_below}"
    )


def _row(m: Measurement) -> list[str]:
    figures = m.roster
    memory = None if figures is None else figures.total_memory_bytes
    return [
        m.instance.partition("/")[2],
        m.engine,
        _placed(m),
        *map(_number, (m.value, m.bound, m.gap_percent)),
        _number(None if figures is None else figures.worst),
        *(seconds(seconds_to(m, mark)) for mark in ("plan", *ROSTER_GAPS)),
        NONE if memory is None else str(memory // 10**6),
    ]


def _placed(m: Measurement) -> str:
    """Write how many of how many have a plan; the status where there is no roster at all."""
    placed = None if m.roster is None else m.roster.placed
    return f"{placed}/{athletes_of(m)}" if placed else m.status


def _number(value: Decimal | None) -> str:
    return NONE if value is None else f"{value:.2f}"

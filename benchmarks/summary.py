"""Figures of a run: medians and shifted means per suite, and how much faster than the plain solvers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import median

from benchmarks.record import SOLVERS, Engine, Measurement, Run
from benchmarks.trajectory import GAPS

# Seconds added before and taken away after a geometric mean, so that hundredths do not rule it.
SHIFT = 1.0
NEVER = float("inf")


@dataclass(frozen=True)
class Times:
    """Times to one mark over several instances.

    Parameters
    ----------
    reached
        In how many the mark was reached.
    count
        How many instances there were.
    median_seconds
        Those that never reached it count as never; None where the median is one of them.
    mean_seconds
        Shifted geometric mean; those that never reached it count with the time limit.
    """

    reached: int
    count: int
    median_seconds: float | None
    mean_seconds: float


@dataclass(frozen=True)
class Speedup:
    """How many times faster than the fastest plain solver, instance by instance.

    Parameters
    ----------
    ratio
        Median over the instances where either reached the mark; None where none did.
    count
        How many instances these are.
    at_least
        Whether at the median the solvers did not reach the mark at all: the truth is higher.
    """

    ratio: float | None
    count: int
    at_least: bool


def times(measured: Sequence[Measurement], mark: str, limit: float) -> Times:
    """Sum up the times to a mark.

    Parameters
    ----------
    measured
        One engine on several instances; at least one.
    mark
        A gap of `GAPS`, or ``plan`` for the first plan.
    limit
        Seconds with which a miss counts in the mean.
    """
    seconds = [seconds_to(m, mark) for m in measured]
    middle = median(NEVER if s is None else s for s in seconds)
    logs = [log((limit if s is None else s) + SHIFT) for s in seconds]
    return Times(
        reached=sum(s is not None for s in seconds),
        count=len(seconds),
        median_seconds=None if middle == NEVER else middle,
        mean_seconds=exp(sum(logs) / len(logs)) - SHIFT,
    )


def seconds_to(measured: Measurement, mark: str) -> float | None:
    """Return the seconds to a mark: a gap of `GAPS`, or ``plan`` for the first plan."""
    if mark == "plan":
        return measured.seconds_to_first_plan
    if mark not in GAPS:
        raise ValueError(f"no mark {mark!r}; marks: plan, {', '.join(GAPS)}")
    return measured.seconds_to_gap[mark]


def limit_of(run: Run) -> float:
    """Return the seconds with which a miss counts: the limit, or the longest run without one."""
    if run.settings.time_limit is not None:
        return run.settings.time_limit
    return max((m.seconds for m in run.measurements if m.seconds is not None), default=1.0)


def speedup(run: Run, suite: str, mark: str, engine: Engine = "ours") -> Speedup:
    """Compare an engine with the fastest plain solver of each instance in the same run.

    Parameters
    ----------
    run
        The run.
    suite
        Which suite.
    mark
        As in `times`.
    engine
        Which engine.
    """
    limit = limit_of(run)
    ratios: list[tuple[float, bool]] = []
    for m in run.of(engine, suite):
        found = [
            seconds_to(other, mark)
            for solver in SOLVERS
            for other in run.of(solver, suite)
            if other.instance == m.instance
        ]
        reached = [s for s in found if s is not None]
        mine = seconds_to(m, mark)
        if found and (reached or mine is not None):
            ratios.append(((min(reached, default=limit)) / (mine or limit), not reached))
    if not ratios:
        return Speedup(None, 0, False)
    # The lower middle one: a mean of two would say nothing of whether it is a lower limit.
    ratio, at_least = sorted(ratios)[(len(ratios) - 1) // 2]
    return Speedup(ratio, len(ratios), at_least)

"""The pictures of a run: how often an engine is how far from the fastest, gaps over time, scaling."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from benchmarks.chart import Axis, Chart
from benchmarks.record import Engine, Measurement, RecordError, Run
from benchmarks.summary import NEVER, limit_of, seconds_to
from optimizer.scoring import gap_percent

EARLIEST = 0.05  # seconds; nothing is known sooner
SMALLEST, LARGEST = 0.01, 100.0  # per cent of gap
MOST_RATIO = 100.0
BESIDE = 1.03


def pictures(run: Run, mark: str) -> dict[str, str]:
    """Draw a run.

    Parameters
    ----------
    run
        The run.
    mark
        Gap, or ``plan``, whose times profile and scaling show.

    Returns
    -------
    dict of str to str
        SVG files by name.

    Raises
    ------
    RecordError
        If nothing was measured.
    """
    if not run.measurements:
        raise RecordError("the record has no measurements: there is nothing to draw")
    drawn = {"scaling.svg": scaling(run, mark)}
    for suite in run.suites:
        drawn[f"profile-{suite}.svg"] = profile(run, suite, mark)
        drawn[f"gap-{suite}.svg"] = gap_over_time(run, suite)
    return drawn


def profile(run: Run, suite: str, mark: str) -> str:
    """Draw the performance profile of a suite (Dolan and Moré 2002).

    The height of a curve at a ratio is the share of instances on which the engine took at most that
    many times the time of the fastest engine of the run.
    """
    chart = Chart(
        f"{suite}: times to {_goal(mark)} against the fastest engine",
        Axis(1, MOST_RATIO, "times slower than the fastest on the instance"),
        Axis(0, 100, "per cent of the instances", logarithmic=False),
    )
    fastest: dict[str, float] = {}
    for m in _within(run, suite):
        seconds = seconds_to(m, mark)
        if seconds is not None:
            fastest[m.instance] = min(seconds, fastest.get(m.instance, NEVER))
    for engine in _shown(run, mark):
        ratios = sorted(_ratios(run.of(engine, suite), fastest, mark))
        count = len(run.of(engine, suite))
        if count:
            steps = [(ratio, 100 * (rank + 1) / count) for rank, ratio in enumerate(ratios)]
            reached = 100 * len(ratios) / count
            chart.stairs(engine, [(1, 0), *steps, (MOST_RATIO, reached)])
    return chart.file()


def gap_over_time(run: Run, suite: str) -> str:
    """Draw the median proved gap of a suite over time; instances without a gap count as open."""
    limit = max(limit_of(run), 2 * EARLIEST)
    chart = Chart(
        f"{suite}: median proved gap over time",
        Axis(EARLIEST, limit, "seconds, building the model included"),
        Axis(SMALLEST, LARGEST, "gap in per cent of the bound; closed gaps stand at the foot"),
    )
    for engine in run.engines:
        steps = _median_gaps(run.of(engine, suite), limit)
        if steps:
            chart.stairs(engine, [*steps, (limit, steps[-1][1])])
    return chart.file()


def scaling(run: Run, mark: str) -> str:
    """Draw times over the size of an instance: weeks × slots × exercises."""
    limit = limit_of(run)
    sized = [(m, m.weeks * m.slots * m.exercises) for m in run.measurements if m.exercises]
    sizes = [size for _, size in sized] or [1]
    chart = Chart(
        f"Time to {_goal(mark)} by size; open dots did not get there",
        Axis(min(sizes) / 1.5, max(sizes) * 1.5, "weeks × slots × exercises"),
        Axis(EARLIEST, max(limit, 2 * EARLIEST), "seconds"),
    )
    for m, size in sized:
        if m.engine not in _shown(run, mark):
            continue
        seconds = seconds_to(m, mark)
        # Side by side: where none got there all would stand on one spot.
        place = size * BESIDE ** (run.engines.index(m.engine) - len(run.engines) // 2)
        told = f"{m.instance}, {m.engine}: {'not reached' if seconds is None else f'{seconds:g} s'}"
        chart.mark(
            m.engine, (place, limit if seconds is None else seconds), seconds is not None, told
        )
    return chart.file()


def _shown(run: Run, mark: str) -> list[Engine]:
    """Return who can get there: the greedy planner proves nothing, and its misses say no more."""
    return [engine for engine in run.engines if engine != "greedy" or mark == "plan"]


def _within(run: Run, suite: str) -> list[Measurement]:
    return [m for m in run.measurements if m.suite == suite]


def _ratios(measured: Sequence[Measurement], fastest: dict[str, float], mark: str) -> list[float]:
    found = []
    for m in measured:
        seconds = seconds_to(m, mark)
        if seconds is not None:
            # Times are kept to the millisecond; two that are that short are equal.
            found.append(max(seconds, 0.001) / max(fastest[m.instance], 0.001))
    return found


def _median_gaps(measured: Sequence[Measurement], limit: float) -> list[tuple[float, float]]:
    """Return the median gap from each second on at which it changes, where it is a number."""
    moments = sorted({step[0] for m in measured for step in m.trajectory if step[0] <= limit})
    found: list[tuple[float, float]] = []
    for moment in moments:
        middle = median(_gap_at(m, moment) for m in measured)
        if middle != NEVER and (not found or middle < found[-1][1]):
            found.append((moment, middle))
    return found


def _gap_at(measured: Measurement, moment: float) -> float:
    known = [step for step in measured.trajectory if step[0] <= moment]
    if not known or measured.value is None or None in known[-1]:
        return NEVER
    _, value, bound = known[-1]
    assert value is not None  # checked above
    assert bound is not None
    gap = float(gap_percent(Fraction(value), Fraction(bound)))
    return max(0.0, min(LARGEST, gap))


def _goal(mark: str) -> str:
    return "a first plan" if mark == "plan" else f"a proved gap of {mark} %"

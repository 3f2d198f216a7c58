"""The pictures of a run on rosters: time, memory and gap over athletes, and gaps over time."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from benchmarks.chart import Axis, Chart
from benchmarks.plots import BESIDE, EARLIEST, LARGEST, SMALLEST
from benchmarks.record import Measurement, RecordError, Run
from benchmarks.roster.figures import athletes_of, is_roster
from benchmarks.roster.instances import SERIES
from benchmarks.summary import limit_of, seconds_to
from optimizer.scoring import gap_percent

MEGABYTES = (50.0, 4000.0)
MEGABYTE = 10**6


def roster_pictures(run: Run, mark: str) -> dict[str, str]:
    """Draw a run on rosters.

    Parameters
    ----------
    run
        The run.
    mark
        Gap, or ``plan``, whose times the scaling shows.

    Returns
    -------
    dict of str to str
        SVG files by name; the number of workers is part of it, so that runs can stand side by side.

    Raises
    ------
    RecordError
        If no roster was measured.
    """
    measured = [m for m in run.measurements if is_roster(m)]
    if not measured:
        raise RecordError("the record has no rosters: there is nothing to draw")
    told = f"{run.settings.workers} worker{'s' if run.settings.workers > 1 else ''}"
    workers = told.replace(" ", "-")
    limit = max(limit_of(run), 2 * EARLIEST)
    goal = "a first roster" if mark == "plan" else f"a proved gap of {mark} %"
    drawn = {
        f"roster-seconds-{workers}.svg": _over_athletes(
            measured,
            f"Time to {goal}, {told}; open dots did not get there",
            Axis(EARLIEST, limit, "seconds"),
            lambda m: seconds_to(m, mark),
            limit,
        ),
        f"roster-memory-{workers}.svg": _over_athletes(
            measured,
            f"Memory of all processes, {told}",
            Axis(*MEGABYTES, "megabytes at the most"),
            _megabytes,
            None,
        ),
        f"roster-gap-{workers}.svg": _over_athletes(
            measured,
            f"Proved gap at the end, {told}; open dots proved nothing",
            Axis(SMALLEST, LARGEST, "gap in per cent of the bound; closed gaps stand at the foot"),
            lambda m: None if m.gap_percent is None else float(m.gap_percent),
            LARGEST,
        ),
    }
    for instance in dict.fromkeys(m.instance for m in measured):
        name = f"gap-{instance.partition('/')[2]}-{workers}.svg"
        drawn[name] = _over_time([m for m in measured if m.instance == instance], limit)
    return drawn


def _over_athletes(
    measured: list[Measurement],
    title: str,
    axis: Axis,
    figure: Callable[[Measurement], float | None],
    missed: float | None,
) -> str:
    """Draw a figure over athletes; what has none stands open at `missed`, or nowhere."""
    sizes = [athletes_of(m) for m in measured]
    chart = Chart(title, Axis(min(sizes) / 1.5, max(sizes) * 1.5, "athletes"), axis)
    engines = list(dict.fromkeys(m.engine for m in measured))
    for place, engine in enumerate(engines):
        beside = BESIDE ** (place - len(engines) // 2)
        mine = [m for m in measured if m.engine == engine]
        chart.curve(engine, _series(mine, figure, beside))
        for m in mine:
            value = figure(m)
            shown = missed if value is None else value
            if shown is not None:
                told = f"{m.instance}, {engine}: {'none' if value is None else f'{value:g}'}"
                chart.mark(engine, (athletes_of(m) * beside, shown), value is not None, told)
    return chart.file()


def _series(
    mine: list[Measurement], figure: Callable[[Measurement], float | None], beside: float
) -> list[tuple[float, float]]:
    """Return the places of the instances that differ in size alone, as far as they have a figure."""
    found = []
    for m in sorted(mine, key=athletes_of):
        value = figure(m)
        if value is not None and m.instance.partition("/")[2] in SERIES:
            found.append((athletes_of(m) * beside, value))
    return found if len(found) > 1 else []


def _over_time(measured: list[Measurement], limit: float) -> str:
    chart = Chart(
        f"{measured[0].instance}: proved gap over time",
        Axis(EARLIEST, limit, "seconds, building the models included"),
        Axis(SMALLEST, LARGEST, "gap in per cent of the bound; closed gaps stand at the foot"),
    )
    for m in measured:
        steps = _gaps(m)
        if steps:
            chart.stairs(m.engine, [*steps, (limit, steps[-1][1])])
    return chart.file()


def _gaps(m: Measurement) -> list[tuple[float, float]]:
    """Return the gap from each second on at which it changes; nothing without a verified roster."""
    if m.value is None:
        return []
    return [
        (seconds, max(0.0, float(gap_percent(Fraction(value), Fraction(bound)))))
        for seconds, value, bound in m.trajectory
        if value is not None and bound is not None
    ]


def _megabytes(m: Measurement) -> float | None:
    held = None if m.roster is None else m.roster.total_memory_bytes
    return None if held is None else held / MEGABYTE

"""A small picture of a solve: the best score rising, the bound falling, towards each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from optimizer.web.run import Run

WIDTH, HEIGHT, EDGE = 320, 96, 4


class _Scale(NamedTuple):
    begin: float
    seconds: float
    low: float
    points: float


def chart_of(run: Run | None) -> Markup:
    """Draw score and bound over time; empty before there are both.

    Parameters
    ----------
    run
        A solve, running or ended. The numbers stand beside the picture, so it is hidden from readers.
    """
    moments = list(run.moments) if run is not None else []
    scores = [(m.seconds, float(m.score)) for m in moments if m.score is not None]
    bounds = [(m.seconds, float(m.bound)) for m in moments if m.bound is not None]
    if run is None or not scores or not bounds:
        return Markup("")
    first, last = moments[0].seconds, moments[-1].seconds
    low, high = _range(scores, bounds)
    scale = _Scale(first, max(last - first, 0.1), low, max(high - low, 0.01))
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path class="bound" d="{_steps(bounds, scale)}"/>'
        f'<path class="score" d="{_steps(scores, scale)}"/></svg>'
        '<p class="quiet">Solid: the best plan so far. Dashed: no plan above.</p>'
    )


def _range(
    scores: list[tuple[float, float]], bounds: list[tuple[float, float]]
) -> tuple[float, float]:
    """Cut off what is far from the end: first plans are so poor that all else would be flat."""
    best, proved = scores[-1][1], bounds[-1][1]
    room = max(3 * (proved - best), 2.0)
    low = max(min(value for _, value in scores), best - room)
    return low, min(max(value for _, value in bounds), proved + room)


def _steps(points: Iterable[tuple[float, float]], scale: _Scale) -> str:
    """Hold every value until the next one."""
    commands: list[str] = []
    for seconds, value in points:
        x = EDGE + (WIDTH - 2 * EDGE) * min((seconds - scale.begin) / scale.seconds, 1)
        part = min(max((value - scale.low) / scale.points, 0), 1)
        y = EDGE + (HEIGHT - 2 * EDGE) * (1 - part)
        commands.append(f"H{x:.1f} V{y:.1f}" if commands else f"M{x:.1f} {y:.1f}")
    return " ".join([*commands, f"H{WIDTH - EDGE}"])

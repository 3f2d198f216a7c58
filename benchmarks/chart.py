"""A chart with logarithmic or plain axes, a legend and one style per engine, as an SVG file.

Equal input gives equal bytes. Positions are drawn, never measured from: doubles are good enough here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10

from benchmarks.record import ENGINES, Engine
from optimizer.report.page.drawing import Picture

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 64, 52
STYLE = """
svg {
  --paper: #ffffff; --ink: #1c2629; --quiet: #54636a; --rule: #ddd8cd;
  --ours: #0b5650; --cp_sat: #b5480b; --highs: #1f5fa8; --scip: #8b3a86; --greedy: #6a6a1a;
  background: var(--paper); font: 13px system-ui, "Segoe UI", Roboto, Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  svg {
    --paper: #13191b; --ink: #e6eae8; --quiet: #a4b2b5; --rule: #344045;
    --ours: #93e0d6; --cp_sat: #f2a06b; --highs: #8fbdf0; --scip: #e0a3dc; --greedy: #d3d37a;
  }
}
text { fill: var(--ink); }
.quiet { fill: var(--quiet); }
.title { font-weight: 600; font-size: 15px; }
.rule { stroke: var(--rule); }
.curve { fill: none; stroke-width: 2; }
.ours { stroke: var(--ours); stroke-width: 3; }
.cp_sat { stroke: var(--cp_sat); stroke-dasharray: 9 4; }
.highs { stroke: var(--highs); stroke-dasharray: 2 4; }
.scip { stroke: var(--scip); stroke-dasharray: 9 4 2 4; }
.greedy { stroke: var(--greedy); stroke-dasharray: 1 6; }
circle { fill: var(--paper); stroke-width: 2; stroke-dasharray: none !important; }
circle.reached.ours { fill: var(--ours); }
circle.reached.cp_sat { fill: var(--cp_sat); }
circle.reached.highs { fill: var(--highs); }
circle.reached.scip { fill: var(--scip); }
circle.reached.greedy { fill: var(--greedy); }
"""


@dataclass(frozen=True)
class Axis:
    """An axis from one value to another.

    Parameters
    ----------
    low, high
        Its ends; above 0 on a logarithmic axis.
    title
        What it shows, with its unit.
    logarithmic
        Whether equal distances are equal ratios.
    """

    low: float
    high: float
    title: str
    logarithmic: bool = True

    def share(self, value: float) -> float:
        """Return where a value stands, from 0 to 1; values beyond an end stand at it."""
        inside = min(max(value, self.low), self.high)
        if self.logarithmic:
            return log10(inside / self.low) / log10(self.high / self.low)
        return (inside - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """Round values along the axis."""
        if not self.logarithmic:
            return [self.low + (self.high - self.low) * part / 4 for part in range(5)]
        decades = range(floor(log10(self.low)), ceil(log10(self.high)) + 1)
        steps = (1, 2, 5) if len(decades) <= 4 else (1,)
        marks = (step * 10.0**decade for decade in decades for step in steps)
        return [mark for mark in marks if self.low <= mark <= self.high * 1.000001]


class Chart:
    """A chart being drawn.

    Parameters
    ----------
    title
        What it is about; also for those who do not see it.
    x, y
        The axes.
    """

    def __init__(self, title: str, x: Axis, y: Axis) -> None:
        self.x, self.y = x, y
        self._engines: list[Engine] = []
        self._picture = Picture(WIDTH, HEIGHT, title)
        self._picture.text((16, 26), title, "title")
        self._picture.text((16, 46), y.title, "quiet")
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        for tick in y.ticks:
            level = self._y(tick)
            self._picture.line((LEFT, level), (right, level), "rule")
            self._picture.text((LEFT - 8, level + 4), _short(tick), "quiet", anchor="end")
        for tick in x.ticks:
            place = self._x(tick)
            self._picture.line((place, bottom), (place, bottom + 5), "rule")
            self._picture.text((place, bottom + 20), _short(tick), "quiet", anchor="middle")
        middle = (LEFT + right) // 2
        self._picture.text((middle, HEIGHT - 10), x.title, "quiet", anchor="middle")

    def stairs(self, engine: Engine, corners: Sequence[tuple[float, float]]) -> None:
        """Draw a line that keeps its level until the next corner."""
        if not corners:
            return
        self._name(engine)
        first = corners[0]
        path = [f"M {_at(self._x(first[0]))} {_at(self._y(first[1]))}"]
        for x, y in corners[1:]:
            path.append(f"H {_at(self._x(x))} V {_at(self._y(y))}")
        self._picture.shape(" ".join(path), f"curve {engine}")

    def curve(self, engine: Engine, places: Sequence[tuple[float, float]]) -> None:
        """Draw straight lines from place to place."""
        if not places:
            return
        self._name(engine)
        path = " L ".join(f"{_at(self._x(x))} {_at(self._y(y))}" for x, y in places)
        self._picture.shape(f"M {path}", f"curve {engine}")

    def mark(self, engine: Engine, place: tuple[float, float], reached: bool, hint: str) -> None:
        """Draw a dot; an open one stands for what was not reached."""
        self._name(engine)
        style = f"reached {engine}" if reached else engine
        self._picture.dot((self._x(place[0]), self._y(place[1])), 4, style, hint)

    def file(self) -> str:
        """Return the chart as a file of its own."""
        for line, engine in enumerate(sorted(self._engines, key=ENGINES.index)):
            level = TOP + 12 + 22 * line
            start = WIDTH - RIGHT + 16
            self._picture.line((start, level), (start + 34, level), f"curve {engine}")
            self._picture.text((start + 42, level + 4), engine)
        size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<style>{STYLE}</style>\n'
            f"{self._picture.markup()}\n</svg>\n"
        )

    def _name(self, engine: Engine) -> None:
        if engine not in self._engines:
            self._engines.append(engine)

    def _x(self, value: float) -> Fraction:
        return _place(LEFT + (WIDTH - LEFT - RIGHT) * self.x.share(value))

    def _y(self, value: float) -> Fraction:
        return _place(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * self.y.share(value))


def _place(position: float) -> Fraction:
    return Fraction(round(position * 10), 10)


def _at(position: Fraction) -> str:
    return f"{float(position):g}"


def _short(value: float) -> str:
    return f"{value:,.10g}" if value >= 1 else f"{value:.2g}"

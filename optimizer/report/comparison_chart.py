"""A comparison as a picture: scores with their intervals, by price where all prices are known.

A standalone SVG in the colours of its viewer's scheme, light or dark. Equal input gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.comparing.results import Comparison
from optimizer.report.comparison_marks import LINE, Frame, Mark, draw_bars, draw_scatter, short
from optimizer.report.page.drawing import Picture
from optimizer.report.words import clean, exact
from optimizer.setups import load_setups_library

if TYPE_CHECKING:
    from optimizer.comparing.results import Additions

STYLE = """
svg {
  --paper: #ffffff; --ink: #1c2629; --quiet: #54636a; --rule: #ddd8cd; --mark: #2b7d75; --best: #0b5650;
  background: var(--paper); font: 13px system-ui, "Segoe UI", Roboto, Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  svg {
    --paper: #13191b; --ink: #e6eae8; --quiet: #a4b2b5; --rule: #344045;
    --mark: #58aca2; --best: #93e0d6;
  }
}
text { fill: var(--ink); }
.quiet { fill: var(--quiet); }
.title { font-weight: 600; font-size: 15px; }
.rule { stroke: var(--rule); }
.span { stroke: var(--mark); stroke-width: 7; }
.thin { stroke: var(--mark); stroke-width: 3; }
.dot { fill: var(--best); stroke: var(--paper); stroke-width: 2; }
.open { fill: var(--paper); stroke: var(--best); stroke-width: 2; }
.front { stroke: var(--quiet); stroke-dasharray: 4 4; }
"""
FOOT, SCATTER_HEIGHT = 46, 300
BARS = Frame(width=760, left=236, right=96, top=64, ticks=8, name=29)
SCATTER = Frame(width=760, left=52, right=30, top=64, ticks=8, name=58)


def draw(found: Comparison | Additions) -> str:
    """Draw a comparison.

    Parameters
    ----------
    found
        What was found. With known prices it becomes a chart of score by price, else of bars.

    Returns
    -------
    str
        An SVG file.
    """
    if isinstance(found, Comparison):
        marks = [
            Mark(row.number, row.name, row.interval, row.price)
            for row in found.scored
            if row.interval
        ]
    else:
        marks = []
        if found.base.interval is not None:
            marks.append(Mark(0, found.base.name, found.base.interval, Decimal(0)))
        marks += [
            Mark(one.row.number, one.addition.name, one.row.interval, one.addition.price)
            for one in (*found.singles, *found.pairs)
            if one.row.interval is not None and one.row.found.same_as is None
        ]
    title = clean(found.scenario.name)
    if len(marks) > 1 and all(mark.price is not None for mark in marks):
        return _by_price(marks, title)
    return _bars(marks, title)


def _bars(marks: Sequence[Mark], title: str) -> str:
    height = BARS.top + LINE * max(1, len(marks)) + FOOT
    told = "Score of the best plan found; a bar ends where no plan can be"
    picture = _begin(BARS, height, title, told)
    if marks:
        draw_bars(picture, marks, BARS, label=lambda mark: mark.low)
    else:
        picture.text((16, BARS.top), "No setup has a plan.", "quiet")
    return _file(picture, BARS, height)


def _by_price(marks: Sequence[Mark], title: str) -> str:
    currency = load_setups_library().currency
    height = SCATTER.top + SCATTER_HEIGHT + FOOT + LINE * len(marks) + 12
    told = (
        f"Score by typical price ({currency}, in order and not to scale); "
        "a line ends where no plan can be"
    )
    picture = _begin(SCATTER, height, title, told)
    draw_scatter(picture, marks, SCATTER, SCATTER_HEIGHT)
    bottom, left = SCATTER.top + SCATTER_HEIGHT, SCATTER.left
    for index, mark in enumerate(marks):
        line = bottom + FOOT + LINE * index
        picture.text((left + 14, line), str(mark.number), anchor="end")
        picture.text((left + 24, line), short(mark.name, SCATTER.name))
        paid = "" if mark.price is None else f"{exact(mark.price, 2)} {currency}"
        picture.text((left + 480, line), paid, anchor="end")
        picture.text((left + 500, line), f"{mark.low}, no plan above {mark.high}", "quiet")
    return _file(picture, SCATTER, height)


def _begin(frame: Frame, height: int, title: str, told: str) -> Picture:
    picture = Picture(frame.width, height, f"{title}. {told}")
    picture.text((16, 26), short(title, 80), "title")
    picture.text((16, 46), told, "quiet")
    return picture


def _file(picture: Picture, frame: Frame, height: int) -> str:
    """Wrap the drawing in a file of its own, with the style inside."""
    size = f'width="{frame.width}" height="{height}" viewBox="0 0 {frame.width} {height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<style>{STYLE}</style>\n'
        f"{picture.markup()}\n</svg>\n"
    )

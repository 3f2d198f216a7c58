"""Intervals drawn as bars and by price: for a file of its own and for the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Literal

from optimizer.comparing.separation import Priced, bargains
from optimizer.report.words import clean, exact
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.comparing.separation import Interval
    from optimizer.report.page.drawing import Picture

LINE = 26
TICKS = (Fraction(1, 2), *map(Fraction, (1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000)))


@dataclass(frozen=True)
class Mark:
    """What is drawn: a row's number and name, where its best possible score lies, and its price."""

    number: int
    name: str
    interval: Interval
    price: Decimal | None

    @property
    def low(self) -> str:
        """Lower end, rounded down."""
        return str(cents(self.interval.low, ROUND_FLOOR))

    @property
    def high(self) -> str:
        """Upper end, rounded up."""
        return str(cents(self.interval.high, ROUND_CEILING))

    @property
    def hint(self) -> str:
        """All of it in a line."""
        return f"{clean(self.name)}: {self.low}, no plan above {self.high}"


@dataclass(frozen=True)
class Frame:
    """Where a chart stands in its picture, in drawing units.

    Parameters
    ----------
    width
        Of the picture.
    left, right, top
        Margins; names stand in the left one.
    ticks
        At most so many numbers along the axis of scores.
    name
        Longest name.
    """

    width: int
    left: int
    right: int
    top: int
    ticks: int
    name: int

    @property
    def inner(self) -> int:
        """Width between the margins."""
        return self.width - self.left - self.right


def short(name: str, most: int) -> str:
    """Cut a name to a length."""
    text = clean(name)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def draw_bars(
    picture: Picture,
    marks: Sequence[Mark],
    frame: Frame,
    *,
    label: Callable[[Mark], str],
    found: Literal["low", "high"] | None = "low",
    across: Fraction | None = None,
    column: bool = False,
) -> None:
    """Draw an interval per line.

    Parameters
    ----------
    picture
        Where to draw.
    marks
        At least one, from the top.
    frame
        Where the lines stand; each is `LINE` high, the numbers of the axis come below.
    label
        What to write behind a bar.
    found
        Which end was found and gets a dot; None where neither is a thing.
    across
        A value to draw a line at through all bars.
    column
        Whether the labels stand below each other at the right edge, not each behind its bar.
    """
    values = [end for mark in marks for end in (mark.interval.low, mark.interval.high)]
    low, high = _scale(values if across is None else [*values, across])

    def x(value: Fraction) -> Fraction:
        return frame.left + frame.inner * (value - low) / (high - low)

    bottom = frame.top + LINE * len(marks)
    for tick in _ticks(low, high, frame.ticks):
        picture.line((x(tick), frame.top - 10), (x(tick), bottom), "rule")
        picture.text((x(tick), bottom + 18), exact(tick, 1), "quiet", anchor="middle")
    if across is not None:
        picture.line((x(across), frame.top - 10), (x(across), bottom), "front")
    for number, mark in enumerate(marks):
        y = frame.top + LINE * number + LINE // 2
        name = f"{short(mark.name, frame.name)}{f'  #{mark.number}' if mark.number else ''}"
        picture.text((frame.left - 12, y + 4), name, anchor="end")
        picture.line((x(mark.interval.low), y), (x(mark.interval.high), y), "span")
        if found is not None:
            end = mark.interval.low if found == "low" else mark.interval.high
            picture.dot((x(end), y), 5, "dot", f"{clean(mark.name)}: {label(mark)}")
        if column:
            picture.text((frame.width, y + 4), label(mark), "quiet", anchor="end")
        else:
            picture.text((x(mark.interval.high) + 10, y + 4), label(mark), "quiet")


def draw_scatter(picture: Picture, marks: Sequence[Mark], frame: Frame, height: int) -> None:
    """Draw score by price, in order and not to scale, with the front of what no cheaper one reaches.

    Parameters
    ----------
    picture
        Where to draw.
    marks
        At least one; those without a price are left out.
    frame
        Where the chart stands; prices are written below.
    height
        Of the chart without the prices.
    """
    priced = [(mark, mark.price) for mark in marks if mark.price is not None]
    low, high = _scale([end for m, _ in priced for end in (m.interval.low, m.interval.high)])
    places = _ranks([price for _, price in priced])
    bottom = frame.top + height

    def y(value: Fraction) -> Fraction:
        return bottom - height * (value - low) / (high - low)

    step = Fraction(frame.inner, max(1, len(places)))

    def x(price: Decimal) -> Fraction:
        return frame.left + step * places[price] + step / 2

    for tick in _ticks(low, high, frame.ticks):
        picture.line((frame.left, y(tick)), (frame.width - 16, y(tick)), "rule")
        picture.text((frame.left - 8, y(tick) + 4), exact(tick, 1), "quiet", anchor="end")
    every = -(-len(places) // (frame.inner // 56))
    for price, place in places.items():
        if place % every == 0:
            picture.text((x(price), bottom + 18), exact(price, 0), "quiet", anchor="middle")
    front = bargains([Priced(price, mark.interval) for mark, price in priced])
    best = [one.index for one in front]
    for here, there in pairwise(best):
        start, end = priced[here], priced[there]
        corner = (x(end[1]), y(start[0].interval.low))
        picture.line((x(start[1]), y(start[0].interval.low)), corner, "front")
        picture.line(corner, (x(end[1]), y(end[0].interval.low)), "front")
    for index, (mark, price) in enumerate(priced):
        picture.line((x(price), y(mark.interval.low)), (x(price), y(mark.interval.high)), "thin")
        style = "dot" if index in best else "open"
        picture.dot((x(price), y(mark.interval.low)), 6, style, mark.hint)
        # Left above: lines come from the left, from below and go up.
        picture.text((x(price) - 9, y(mark.interval.low) - 6), str(mark.number), anchor="end")


def _ranks(prices: Sequence[Decimal]) -> dict[Decimal, int]:
    """Give every price a place, cheapest first: next to a gym, bands and bars would share a pixel."""
    return {price: place for place, price in enumerate(sorted(set(prices)))}


def _scale(values: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Return whole limits around all values, with room for a number below the lowest."""
    low, high = min(values), max(values)
    return Fraction(floor(low - (high - low) / 12)), Fraction(max(ceil(high), floor(low) + 1))


def _ticks(low: Fraction, high: Fraction, most: int) -> list[Fraction]:
    span = high - low
    step = next(step for step in TICKS if span / step <= most)
    first = -(-low // step) * step
    return [first + step * i for i in range(int((high - first) // step) + 1)]

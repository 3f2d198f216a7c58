"""Pictures of comparisons: scores, gains and costs as intervals, score by price, ladders."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from optimizer.catalogue import load_catalogue
from optimizer.comparing.separation import Interval
from optimizer.report.comparison_marks import (
    LINE,
    Frame,
    Mark,
    draw_bars,
    draw_scatter,
    short,
)
from optimizer.report.comparison_words import interval
from optimizer.report.page.drawing import Picture
from optimizer.report.words import clean, exact

if TYPE_CHECKING:
    from optimizer.report.page.figures_record import Stage

FRAME = Frame(width=380, left=118, right=86, top=14, ticks=5, name=14)
GAINS = Frame(width=380, left=148, right=104, top=14, ticks=4, name=19)
SCATTER = Frame(width=380, left=34, right=12, top=14, ticks=6, name=14)
AXIS, SCATTER_HEIGHT = 26, 220
LADDER_WIDTH, LADDER_LEFT, LADDER_LINE, LADDER_FOOT, LETTER = 260, 30, 17, 14, 6
SHADES = ("low", "half", "most", "full")


def score_bars(marks: Sequence[Mark], across: Fraction | None) -> Markup:
    """Draw scores: a bar from the plan found to where no plan can be.

    Parameters
    ----------
    marks
        At least one, from the top.
    across
        The least score of the best group, if others are proved worse.
    """
    said = "; ".join(mark.hint for mark in marks)
    picture = Picture(FRAME.width, _height(marks), f"Scores: {said}")
    draw_bars(picture, marks, FRAME, label=_range, across=across, column=True)
    return picture.markup()


def gain_bars(marks: Sequence[Mark]) -> Markup:
    """Draw where gains lie, against none.

    Parameters
    ----------
    marks
        At least one, from the top.
    """
    said = "; ".join(f"{clean(mark.name)} {interval(mark.interval)}" for mark in marks)
    picture = Picture(GAINS.width, _height(marks), f"Gains in points: {said}")
    draw_bars(
        picture,
        marks,
        GAINS,
        label=lambda mark: interval(mark.interval),
        found=None,
        across=Fraction(0),
        column=True,
    )
    return picture.markup()


def cost_bars(marks: Sequence[Mark], currency: str) -> Markup:
    """Draw what a score costs: from what is excluded to what was found.

    Parameters
    ----------
    marks
        At least one, from the top; their intervals are prices.
    currency
        Of the prices.
    """
    said = "; ".join(f"{clean(mark.name)} {_cost(mark)} {currency}" for mark in marks)
    picture = Picture(FRAME.width, _height(marks), f"Least cost: {said}")
    draw_bars(picture, marks, FRAME, label=_cost, found="high", column=True)
    return picture.markup()


def price_scatter(marks: Sequence[Mark], currency: str) -> Markup:
    """Draw score by price.

    Parameters
    ----------
    marks
        At least one of them with a price.
    currency
        Of the prices.
    """
    priced = [mark for mark in marks if mark.price is not None]
    said = "; ".join(f"{mark.price} {currency}, {mark.hint}" for mark in priced)
    height = SCATTER.top + SCATTER_HEIGHT + AXIS
    picture = Picture(SCATTER.width, height, f"Score by price: {said}")
    draw_scatter(picture, priced, SCATTER, SCATTER_HEIGHT)
    return picture.markup()


def _range(mark: Mark) -> str:
    return mark.low if mark.low == mark.high else f"{mark.low}–{mark.high}"


def _cost(mark: Mark) -> str:
    low, high = exact(mark.interval.low), exact(mark.interval.high)
    return low if low == high else f"{low}–{high}"


def _height(marks: Sequence[Mark]) -> int:
    return FRAME.top + LINE * len(marks) + AXIS


def cost_mark(name: str, least: Decimal | None, price: Decimal) -> Mark:
    """Make a bar of prices; what nothing excludes begins at nothing."""
    return Mark(0, name, Interval(Fraction(least or 0), Fraction(price)), None)


def ladder_picture(family: str, rows: Sequence[tuple[str, Sequence[Stage]]], weeks: int) -> Markup:
    """Draw the steps of a family, one line for each plan.

    Parameters
    ----------
    family
        Family of the catalogue.
    rows
        Short label and stages of each plan.
    weeks
        Length of the plans.
    """
    known = load_catalogue().families.get(family)
    ladder: tuple[str, ...] = () if known is None else known.ladder
    name = family if known is None else known.name
    height = len(rows) * LADDER_LINE + LADDER_FOOT
    picture = Picture(LADDER_WIDTH, height, f"{name}: highest step trained in each week")
    week = Fraction(LADDER_WIDTH - LADDER_LEFT, weeks)
    for number, (label, stages) in enumerate(rows):
        y = number * LADDER_LINE
        picture.text((0, y + 12), label, "axis")
        for stage in stages:
            shade = _shade(stage.step, ladder)
            x = LADDER_LEFT + (stage.first_week - 1) * week
            width = (stage.last_week - stage.first_week + 1) * week
            picture.box((x, y + 1), (width - 1, LADDER_LINE - 3), f"level {shade}", round_by=2)
            most = int(width / LETTER) - 1
            if stage.step is not None and most >= 3:
                style = f"on-step on-{shade}"
                picture.text((x + 4, y + 12), short(stage.step, most), style)
    y = len(rows) * LADDER_LINE + 10
    picture.text((LADDER_LEFT, y), "week 1", "axis")
    picture.text((LADDER_WIDTH, y), str(weeks), "axis", anchor="end")
    return picture.markup()


def _shade(step: str | None, ladder: Sequence[str]) -> str:
    """Darker is higher on the ladder."""
    if step is None:
        return "none"
    if step not in ladder or len(ladder) < 2:
        return "half"
    return SHADES[ladder.index(step) * (len(SHADES) - 1) // (len(ladder) - 1)]

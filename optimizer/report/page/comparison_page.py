"""The page of setups side by side: verdict first, then what the plans are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from optimizer.comparing.separation import Priced, bargains
from optimizer.report.comparison_marks import Mark
from optimizer.report.comparison_words import (
    LOWER,
    NONE,
    each,
    general_notes,
    label,
    lower_notes,
    price,
    separation,
    status_of,
    why_none,
)
from optimizer.report.page.comparison_pictures import price_scatter, score_bars
from optimizer.report.page.side_by_side import (
    Column,
    family_ladders,
    heat_tables,
    shortages,
    term_lines,
)
from optimizer.report.words import clean, exact, plural
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.report.page.comparison_record import Compared, ComparisonRecord, Row, SetupRow

STATUSES = ("optimal", "feasible", "impossible", "unknown", "failed", "not begun")
MOST_NAMED = 6


@dataclass(frozen=True)
class Line:
    """A row of the table of scores."""

    label: str
    name: str
    group: str
    status: str
    score: str
    bound: str
    minutes: str
    price: str
    per_hundred: str


@dataclass(frozen=True)
class PriceLine:
    """A setup or item that found more than everything cheaper."""

    label: str
    name: str
    price: str
    score: str
    bound: str
    proved: str


def comparison_content(record: ComparisonRecord) -> dict[str, Any]:
    """Collect what the page of a comparison of setups shows.

    Parameters
    ----------
    record
        The file, checked.
    """
    ordered = [row for group in record.groups for row in group]
    columns = [Column(label(row), clean(row.name), row) for row in ordered]
    without = _without(record)
    headline, reason = _verdict(record)
    return {
        **head(record, plural(len(record.setups), "setup")),
        "engines": engines_of(record.setups),
        "headline": headline,
        "reason": reason,
        "picture": _scores(record) if ordered else None,
        "excludes": len(record.contenders) < len(ordered),
        "counts": status_counts(record.setups),
        "said": [*_open(without), *separation(record)],
        "lines": [_line(row) for row in (*ordered, *without)],
        "without": none_lines(without),
        **_by_price(record, ordered),
        "notes": notes(record),
        **figures(columns, record.weeks),
    }


def head(record: Compared, what: str) -> dict[str, Any]:
    """Collect what stands above a page, and where it comes from."""
    cut = " · stopped early: this is what was done" if record.stopped else ""
    who = f"{clean(record.who)} · {plural(record.weeks, 'week')} · {what}"
    return {
        "name": clean(record.scenario.name),
        "who": f"{who}, {each(record.limits)}{cut}",
        "currency": record.currency,
        "provenance": [
            ("format", record.format),
            ("scenario sha256", record.scenario.sha256),
            ("liftproof", clean(record.liftproof)),
            *(
                (name.replace("_", " "), str(value))
                for name, value in record.limits
                if value is not None
            ),
        ],
    }


def figures(columns: list[Column], weeks: int) -> dict[str, Any]:
    """Collect what plans are made of, side by side."""
    return {
        "terms": term_lines(columns),
        "heat": heat_tables(columns),
        "ladders": family_ladders(columns, weeks),
        "short": shortages(columns),
    }


def notes(record: Compared) -> list[str]:
    """List the footnotes of a comparison."""
    lower = list(lower_notes(record.lower_for_progress))
    why = lower or [f"More equipment can score less: {LOWER}"]
    return [*why, *general_notes(record.limits, clean(record.price_note))]


def engines_of(rows: Sequence[Row]) -> str:
    """Name the engines whose word the bounds are."""
    return ", ".join(dict.fromkeys(clean(row.engine) for row in rows if row.engine))


def status_counts(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """Count rows by status; the four of a solve stay apart."""
    found = Counter(status_of(row) for row in rows)
    return [(status, found[status]) for status in STATUSES if found[status]]


def none_lines(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Say of every row without a plan what its status is and why."""
    return [(label(row), clean(row.name), why_none(row)) for row in rows]


def low(row: Row) -> str:
    """Write a score, rounded down."""
    return NONE if row.score is None else str(cents(row.score, ROUND_FLOOR))


def high(row: Row) -> str:
    """Write a bound, rounded up."""
    return NONE if row.bound is None else str(cents(row.bound, ROUND_CEILING))


def _verdict(record: ComparisonRecord) -> tuple[str, str]:
    """Say in a line who is best, and why that is known."""
    best = record.contenders
    if not best:
        if all(status_of(row) == "impossible" for row in record.setups):
            return "No setup allows a plan", "Proved for every one of them."
        return "No plan was found", "This does not mean that none exists."
    names = _named(best)
    worse = [row.interval.high for row in record.scored if row.interval and row not in best]
    if not worse:
        if len(best) == 1:
            return names, "The only setup with a plan; there is nothing to rank it against."
        return "No setup is proved best", f"Not separated from each other: {names}."
    found = cents(max(row.score for row in best if row.score is not None), ROUND_FLOOR)
    others = f"No plan with {'the' if len(worse) == 1 else 'any'} other setup scores above"
    reason = f"The best plan found scores {found}. {others} {cents(max(worse), ROUND_CEILING)}."
    among = " of those with a plan" if _open(_without(record)) else ""
    if len(best) > 1:
        return (
            f"Best{among} is one of {names}",
            f"{reason} These are not separated from each other.",
        )
    return f"{names} is proved best{among}", reason


def _without(record: ComparisonRecord) -> list[SetupRow]:
    return [row for row in record.setups if row.interval is None]


def _named(rows: tuple[SetupRow, ...]) -> str:
    names = [clean(row.name) for row in rows[:MOST_NAMED]]
    more = len(rows) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _open(without: list[SetupRow]) -> list[str]:
    """Name the rows that no verdict covers."""
    names = [label(row) for row in without if status_of(row) != "impossible"]
    if not names:
        return []
    return [
        f"Nothing is claimed about {', '.join(names)}: no plan was found, and none is excluded."
    ]


def _scores(record: ComparisonRecord) -> Markup:
    marks = [
        Mark(row.number, row.name, row.interval, row.price)
        for group in record.groups
        for row in group
        if row.interval is not None
    ]
    best = max(mark.interval.low for mark in marks)
    return score_bars(marks, best if len(record.contenders) < len(marks) else None)


def _line(row: SetupRow) -> Line:
    minutes = row.minutes_a_week
    used = f"{exact(minutes.used, 0)} of {exact(minutes.available, 0)}" if minutes else NONE
    per = row.points_per_hundred
    return Line(
        label=label(row),
        name=clean(row.name),
        group=NONE if row.group is None else str(row.group),
        status=status_of(row),
        score=low(row),
        bound=high(row),
        minutes=used,
        price=price(row.price),
        per_hundred=NONE if per is None else exact(per, 2),
    )


def _by_price(record: ComparisonRecord, ordered: list[SetupRow]) -> dict[str, Any]:
    """Draw score by price; setups without a known price cannot be among the bargains."""
    priced = [
        (row, Priced(row.price, row.interval))
        for row in ordered
        if row.price is not None and row.interval is not None
    ]
    found: list[PriceLine] = []
    for place, one in enumerate(bargains([choice for _, choice in priced])):
        row, choice = priced[one.index]
        sure = "" if place == 0 else ("proved" if one.proved else "not separated")
        found.append(
            PriceLine(label(row), clean(row.name), price(choice.price), low(row), high(row), sure)
        )
    marks = [Mark(row.number, row.name, one.interval, one.price) for row, one in priced]
    unpriced = [label(row) for row in ordered if row.price is None]
    return {
        "by_price": found,
        "scatter": price_scatter(marks, record.currency) if len(marks) > 1 else None,
        "unpriced": unpriced,
    }

"""Setups side by side, before it is text: sections of lines and tables, equal in all formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.comparing.measures import climb, lacking, muscles, weakest, weekly_minutes
from optimizer.report.comparison_words import (
    MAIN_TERMS,
    NONE,
    Grid,
    Section,
    each,
    general_notes,
    headline,
    label,
    lower_notes,
    points_of,
    price,
    separation,
    share,
    signed,
    status_of,
    without_plan,
)
from optimizer.report.words import clean, exact, plural, spoken
from optimizer.scoring import cents
from optimizer.setups import load_setups_library

if TYPE_CHECKING:
    from optimizer.comparing.results import Comparison
    from optimizer.comparing.row import Row

MOST_SHORTAGES = 5
LADDER_WIDTH = 17  # "bodyweight (1–4)," on one line


def sections(comparison: Comparison) -> tuple[Section, ...]:
    """Build the view of a comparison of setups.

    Parameters
    ----------
    comparison
        What was found.
    """
    scored = comparison.scored
    found = [
        headline(comparison.scenario.name, _what(comparison)),
        Section("Score", _scores(comparison), tuple(separation(comparison))),
        *without_plan(comparison.rows),
    ]
    if scored:
        found += [
            Section("What the score is made of", _terms(scored)),
            coverage(scored),
            Section("Ladder: highest step trained (weeks)", _ladder(scored)),
        ]
        short = tuple(_shortages(scored))
        found += [Section("Short of", lines=short)] if short else []
    notes = [
        *lower_notes(comparison.lower_for_progress),
        *general_notes(comparison.limits, load_setups_library().note),
    ]
    return (*found, Section("Notes", lines=tuple(notes)))


def _what(comparison: Comparison) -> str:
    athlete = comparison.scenario.athlete
    who = clean(athlete.name or athlete.id)
    weeks = plural(comparison.scenario.weeks, "week")
    cut = " Stopped early: this is what was done." if comparison.stopped else ""
    count = plural(len(comparison.rows), "setup")
    return f"{count} for {who}, {weeks}, {each(comparison.limits)}.{cut}"


# ---- scores ----


def _scores(comparison: Comparison) -> Grid:
    currency = load_setups_library().currency
    head = (
        *("", "setup", "group", "status", "score", "no plan above", "minutes a week"),
        *(f"price {currency}", f"points per 100 {currency}"),
    )
    groups = comparison.groups
    rows = [
        (label(row), clean(row.name), str(number), *_figures(row))
        for number, group in enumerate(groups, start=1)
        for row in group
    ]
    rows += [
        (label(row), clean(row.name), NONE, *_figures(row))
        for row in comparison.rows
        if row.plan is None
    ]
    return Grid(head, tuple(rows), frozenset({2, 4, 5, 6, 7, 8}))


def _figures(row: Row) -> tuple[str, ...]:
    minutes = NONE
    if row.plan is not None:
        used, available = weekly_minutes(row.plan)
        minutes = f"{exact(used, 0)} of {exact(available, 0)}"
    score, bound = points_of(row)
    per_cost = row.points_per_hundred
    return (
        status_of(row),
        *(score, bound, minutes, price(row.price)),
        NONE if per_cost is None else exact(per_cost, 2),
    )


# ---- what plans are made of ----


def _terms(rows: Sequence[Row]) -> Grid:
    head = ("", "setup", "coverage", "weakest link", "of", "progress", "small terms", "shortages")
    found = []
    for row in rows:
        assert row.plan is not None  # the caller
        small = sum((t.points for t in row.terms if t.name not in MAIN_TERMS), Fraction(0))
        short = sum((one.points for one in lacking(row.plan.shortages)), Fraction(0))
        shares = [share(row, name) for name in MAIN_TERMS]
        least = weakest(muscles(row.scenario, row.plan))
        found.append(
            (
                *(label(row), clean(row.name), shares[0], shares[1], least.name, shares[2]),
                *(signed(cents(small)), signed(cents(-short))),
            )
        )
    return Grid(head, tuple(found), frozenset({2, 3, 5, 6, 7}))


def coverage(rows: Sequence[Row]) -> Section:
    """Set the weekly sets of every muscle side by side."""
    by_row = [muscles(row.scenario, row.plan) for row in rows if row.plan is not None]
    body = []
    for index, muscle in enumerate(by_row[0]):
        here = [found[index] for found in by_row]
        cells = (f"{exact(one.sets, 1)}{'!' if one.sets < one.floor else ''}" for one in here)
        body.append((muscle.name, *cells, exact(muscle.floor, 1), exact(muscle.target, 1)))
    head = ("muscle", *map(label, rows), "floor", "target")
    low = any("!" in cell for line in body for cell in line)
    return Section(
        "Weekly sets per muscle (fractional, mean over blocks)",
        Grid(head, tuple(body), frozenset(range(1, len(head)))),
        ("! marks a muscle below its floor.",) if low else (),
    )


def _ladder(rows: Sequence[Row]) -> Grid:
    body = []
    for family in rows[0].scenario.catalogue.families.values():
        if len(family.ladder) < 2:
            continue
        cells = [_climbed(row, family.id) for row in rows]
        if set(cells) != {NONE}:
            body.append((family.name, *cells))
    return Grid(("family", *map(label, rows)), tuple(body), widest=LADDER_WIDTH)


def _climbed(row: Row, family: str) -> str:
    assert row.plan is not None  # the caller
    stages = climb(row.scenario, row.plan, family)
    if len(stages) == 1:
        return stages[0].step or NONE
    return ", ".join(f"{s.step or NONE} {_weeks(s.first_week, s.last_week)}" for s in stages)


def _weeks(first: int, last: int) -> str:
    return f"({first})" if first == last else f"({first}–{last})"


def _shortages(rows: Sequence[Row]) -> Iterable[str]:
    for row in rows:
        assert row.plan is not None  # the caller
        found = lacking(row.plan.shortages)
        if not found:
            continue
        shown = [
            f"{spoken(one.rule)}: {clean(spoken(one.what))} (−{exact(one.points, 2)} points)"
            for one in found[:MOST_SHORTAGES]
        ]
        more = len(found) - len(shown)
        shown += [f"and {more} more"] if more else []
        yield f"{label(row)} {clean(row.name)}: {'; '.join(shown)}"

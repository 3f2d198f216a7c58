"""Figures of several plans side by side: score terms, coverage, ladders, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from optimizer.catalogue import load_catalogue
from optimizer.comparing.measures import lacking
from optimizer.report.comparison_words import MAIN_TERMS, NONE, signed
from optimizer.report.page.comparison_pictures import ladder_picture
from optimizer.report.page.coverage import level
from optimizer.report.words import clean, exact, spoken
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.report.page.figures_record import Figures, Stage, Unlocked

# So many plans fit beside each other on paper.
ABREAST = 8
MOST_SHORTAGES = 5


@dataclass(frozen=True)
class Column:
    """A plan among others: a short label for heads and pictures, its name, its figures."""

    label: str
    name: str
    figures: Figures


@dataclass(frozen=True)
class TermLine:
    """What a score is made of."""

    column: Column
    coverage: str
    weakest: str
    muscle: str
    progress: str
    small: str
    missing: str
    minutes: str
    minutes_share: int


@dataclass(frozen=True)
class Cell:
    """Weekly sets of a muscle in one plan; the level is its colour."""

    sets: str
    level: str


@dataclass(frozen=True)
class HeatTable:
    """Weekly sets of every muscle in some of the plans."""

    columns: Sequence[Column]
    rows: list[tuple[str, list[Cell], str, str]]


@dataclass(frozen=True)
class FamilyLadder:
    """A family's steps in all plans: picture, and by plan what is trained when."""

    name: str
    picture: Markup
    rows: list[tuple[Column, str]]


@dataclass(frozen=True)
class Short:
    """What a plan lacks, the dearest first."""

    column: Column
    lines: list[str]
    more: list[str]


def term_lines(columns: Sequence[Column]) -> list[TermLine]:
    """List what the scores are made of, and the minutes that the plans use."""
    return [_terms(column) for column in columns]


def _terms(column: Column) -> TermLine:
    figures = column.figures
    small = sum((t.points for t in figures.terms if t.name not in MAIN_TERMS), Decimal(0))
    missing = sum((line.points for line in figures.shortages), Decimal(0))
    coverage, weakest, progress = (_percent(figures, name) for name in MAIN_TERMS)
    minutes = figures.minutes_a_week
    used, available = (minutes.used, minutes.available) if minutes else (Decimal(0), Decimal(0))
    return TermLine(
        column=column,
        coverage=coverage,
        weakest=weakest,
        muscle=muscle_name(figures.weakest_link or ""),
        progress=progress,
        small=signed(cents(Fraction(small))),
        missing=signed(cents(Fraction(-missing))),
        minutes=f"{exact(used, 0)} of {exact(available, 0)}",
        minutes_share=max(0, min(100, int(100 * used / available))) if available else 0,
    )


def _percent(figures: Figures, term: str) -> str:
    reached = figures.reached(term)
    return NONE if reached is None else f"{exact(reached, 1)} %"


def heat_tables(columns: Sequence[Column]) -> list[HeatTable]:
    """Set weekly sets per muscle side by side, in as many tables as fit on paper."""
    marks = {one.muscle: one for column in reversed(columns) for one in column.figures.muscles}
    order = dict.fromkeys(one.muscle for column in columns for one in column.figures.muscles)
    tables = []
    for some in _abreast(columns):
        sets = [{one.muscle: one.sets for one in column.figures.muscles} for column in some]
        rows = []
        for muscle in order:
            floor, target = marks[muscle].floor, marks[muscle].target
            cells = [
                Cell(exact(here[muscle], 1), level(here[muscle], floor, target))
                if muscle in here
                else Cell(NONE, "none")
                for here in sets
            ]
            rows.append((muscle_name(muscle), cells, exact(floor, 1), exact(target, 1)))
        tables.append(HeatTable(some, rows))
    return tables


def _abreast(columns: Sequence[Column]) -> Iterator[Sequence[Column]]:
    """Cut into equal parts, none wider than fits."""
    parts = -(-len(columns) // ABREAST)
    size = -(-len(columns) // max(1, parts))
    for start in range(0, len(columns), max(1, size)):
        yield columns[start : start + size]


def family_ladders(columns: Sequence[Column], weeks: int) -> list[FamilyLadder]:
    """Follow every family that a plan trains through the weeks.

    Parameters
    ----------
    columns
        The plans.
    weeks
        Their length.
    """
    families = dict.fromkeys(f for column in columns for f in column.figures.ladder)
    found = []
    for family in families:
        stages = [column.figures.ladder.get(family, ()) for column in columns]
        if any(stage.step is not None for one in stages for stage in one):
            drawn = [(c.label, one) for c, one in zip(columns, stages, strict=True)]
            found.append(
                FamilyLadder(
                    family_name(family),
                    ladder_picture(family, drawn, weeks),
                    [(c, _climbed(one)) for c, one in zip(columns, stages, strict=True)],
                )
            )
    return found


def _climbed(stages: Iterable[Stage]) -> str:
    written = []
    for stage in stages:
        first, last = stage.first_week, stage.last_week
        weeks = f"week {first}" if first == last else f"weeks {first}–{last}"
        written.append(f"{clean(stage.step or 'not trained')} ({weeks})")
    return ", ".join(written) or NONE


def shortages(columns: Sequence[Column]) -> list[Short]:
    """List what the plans lack, with its price."""
    found = []
    for column in columns:
        lines = [
            f"{clean(spoken(one.rule))}: {clean(spoken(one.what))} (−{exact(one.points, 2)} points)"
            for one in lacking(column.figures.shortages)
        ]
        if lines:
            found.append(Short(column, lines[:MOST_SHORTAGES], lines[MOST_SHORTAGES:]))
    return found


@dataclass(frozen=True)
class Possible:
    """What equipment makes possible, in words."""

    steps: list[str]
    new: list[str]
    lost: list[str]
    other_loads: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.steps or self.new or self.lost or self.other_loads)


def possible(unlocks: Unlocked) -> Possible:
    """Put into words what equipment makes possible."""
    return Possible(
        steps=[
            f"{family_name(step.family)} up to {clean(step.after)}"
            f"{f' (was {clean(step.before)})' if step.before else ''}"
            for step in unlocks.steps
        ],
        new=[exercise_name(one) for one in unlocks.exercises],
        lost=[exercise_name(one) for one in unlocks.lost],
        other_loads=len(unlocks.other_loads),
    )


def muscle_name(muscle: str) -> str:
    """Name a muscle; one that the catalogue does not know keeps its identifier, as words."""
    known = load_catalogue().muscles.get(muscle)
    return clean(spoken(muscle)) if known is None else known.name


def family_name(family: str) -> str:
    """Name a family."""
    known = load_catalogue().families.get(family)
    return clean(spoken(family)) if known is None else known.name


def exercise_name(exercise: str) -> str:
    """Name an exercise."""
    known = load_catalogue().exercises.get(exercise)
    return clean(spoken(exercise)) if known is None else known.name

"""What follows from the scores and bounds of a comparison's file must be what the file says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.comparing.results import Verdict
from optimizer.errors import ProblemAt, Problems, show
from optimizer.report.words import plural
from optimizer.result import Status
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.comparing.separation import Interval
    from optimizer.errors import Path
    from optimizer.report.page.comparison_record import (
        AdditionsRecord,
        ComparisonRecord,
        ItemRow,
        Row,
    )
    from optimizer.report.page.figures_record import Figures

WITH_PLAN = (Status.OPTIMAL, Status.FEASIBLE)


def check_row(row: Row) -> None:
    """Check that status, score, bound and figures of a row belong together.

    Raises
    ------
    ProblemAt
        With the first contradiction.
    """
    solved = row.status in WITH_PLAN
    if solved != (row.score is not None) or solved != row.has_figures:
        status = show(None if row.status is None else str(row.status))
        said = (
            f"{status} does not fit: {'no' if solved else 'there is a'} plan with score and figures"
        )
        raise ProblemAt(("status",), said, "a plan for optimal and feasible, and only for them")
    if row.score is not None and row.bound is not None and row.score > row.bound:
        raise ProblemAt(("bound_exact",), f"{row.bound} is below the score {row.score}")
    check_rounded(("score",), row.rounded_score, row.score, ROUND_FLOOR)
    check_rounded(("bound",), row.rounded_bound, row.bound, ROUND_CEILING)


def check_weeks(rows: Iterable[tuple[Path, Figures]], weeks: int) -> None:
    """Check that ladders follow the weeks of the plan.

    Raises
    ------
    Problems
        With every stage that lies elsewhere.
    """
    _all_of(
        ProblemAt(
            (*path, "ladder", family, number),
            f"weeks {stage.first_week} to {stage.last_week} of a plan of {plural(weeks, 'week')}",
            f"ascending, up to {weeks}",
        )
        for path, row in rows
        for family, stages in row.ladder.items()
        for number, stage in enumerate(stages)
        if not stage.first_week <= stage.last_week <= weeks
    )


def check_rounded(path: Path, written: Decimal | None, value: Fraction | None, way: str) -> None:
    """Check that a number is another one, rounded to cents.

    Raises
    ------
    Problems
        If it is not.
    """
    _all_of(_check(path, written, _rounded(value, way)))


def check_comparison(record: ComparisonRecord) -> None:
    """Check the numbers of rows, their groups, and who is proved better than whom.

    Raises
    ------
    Problems
        With every contradiction.
    """
    group_of = {row.number: n for n, group in enumerate(record.groups, start=1) for row in group}
    _all_of(_numbers("setups", record.setups, 1))
    found: list[ProblemAt] = []
    for index, row in enumerate(record.setups):
        lower = tuple(other.number for other in record.scored if _is_above(row, other))
        found += _check(("setups", index, "group"), row.group, group_of.get(row.number))
        found += _check(("setups", index, "proved_better_than"), row.proved_better_than, lower)
    _all_of([*found, *_same_marks("setups", record.setups, record.setups)])
    check_weeks(((("setups", n), row) for n, row in enumerate(record.setups)), record.weeks)


def check_additions(record: AdditionsRecord) -> None:
    """Check the numbers of rows, gains, verdicts and what is listed by price.

    Raises
    ------
    Problems
        With every contradiction.
    """
    _all_of(_check(("as_it_is", "number"), record.as_it_is.number, 0))
    _all_of(_numbers("items", record.items, 1))
    _all_of(_numbers("pairs", record.pairs, 1 + len(record.items)))
    found: list[ProblemAt] = []
    for key, rows in (("items", record.items), ("pairs", record.pairs)):
        for index, row in enumerate(rows):
            found += _gain((key, index), row, record.gain_of(row))
        found += _same_marks(key, rows, (record.as_it_is, *record.tried))
    listed = [(one.number, one.better_than_all_cheaper) for one in record.by_price]
    follows = [(0 if row is None else row.number, one.proved) for row, one in record.bargains]
    found += _check(("by_price",), listed, follows)
    _all_of(found)
    check_weeks([(("as_it_is",), record.as_it_is)], record.weeks)
    for key, rows in (("items", record.items), ("pairs", record.pairs)):
        check_weeks((((key, n), row) for n, row in enumerate(rows)), record.weeks)


def _gain(path: Path, row: ItemRow, gain: Interval | None) -> Iterable[ProblemAt]:
    yield from _check((*path, "verdict"), row.verdict, Verdict.of(gain))
    low, high = (None, None) if row.gain is None else (row.gain.at_least, row.gain.at_most)
    expected = None if gain is None else gain.low, None if gain is None else gain.high
    yield from _check((*path, "gain", "at_least"), low, _rounded(expected[0], ROUND_FLOOR))
    yield from _check((*path, "gain", "at_most"), high, _rounded(expected[1], ROUND_CEILING))


def _numbers(key: str, rows: Sequence[Row], first: int) -> Iterable[ProblemAt]:
    for index, row in enumerate(rows):
        yield from _check((key, index, "number"), row.number, first + index)
        earlier = row.same_problem_as
        if earlier is not None and not 1 <= earlier < row.number:
            path = (key, index, "same_problem_as")
            yield ProblemAt(path, f"{earlier} is no earlier row", "the number of an earlier row")


def _same_marks(key: str, rows: Sequence[Row], all_rows: Sequence[Row]) -> Iterable[ProblemAt]:
    """Floors and targets are the athlete's, not the setup's."""
    marks = {
        one.muscle: (one.floor, one.target) for row in reversed(all_rows) for one in row.muscles
    }
    for index, row in enumerate(rows):
        for number, one in enumerate(row.muscles):
            path = (key, index, "muscles", number)
            yield from _check(path, (one.floor, one.target), marks[one.muscle])


def _is_above(row: Row, other: Row) -> bool:
    here, there = row.interval, other.interval
    return here is not None and there is not None and here.above(there)


def _rounded(value: Fraction | None, rounding: str) -> Decimal | None:
    return None if value is None else cents(value, rounding)


def _check(path: Path, written: object, follows: object) -> list[ProblemAt]:
    if written == follows:
        return []
    shown, allowed = _words(written), _words(follows)
    return [ProblemAt(path, f"{shown} does not follow from the scores and bounds", allowed)]


def _words(value: object) -> str:
    if isinstance(value, list | tuple):
        text = ", ".join(_words(one) for one in value[:20])
        return f"[{text}{', …' if len(value) > 20 else ''}]"
    return show(value)


def _all_of(found: Iterable[ProblemAt]) -> None:
    problems = list(found)
    if problems:
        raise Problems(problems)

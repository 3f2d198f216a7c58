"""One table per group: who trains when, how well, and what sharing the room costs him.

Scores are rounded down to the hundredth, costs up, so that no table says more than is known.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.export.set_table import cell
from optimizer.report.words import clean, minutes
from optimizer.roster.results.member_result import points
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.export.checked import CheckedPlan
    from optimizer.roster.results.member_result import MemberResult

COLUMNS = {
    "athlete": "id of the athlete",
    "name": "name of the athlete",
    "score": "points of the plan, of 100; empty without a plan",
    "alone": "points of the best plan known with the room to himself",
    "shared": "points that sharing the room costs",
    "slots": "slots trained in a week, in order of time",
    "minutes": "minutes in the room in the fullest week",
    "short": "points lost for what the plan is short of",
    "unplaced": "why there is no plan",
}
SUMMARY_COLUMNS = {
    "group": "group",
    "athletes": "athletes of the group",
    "placed": "athletes with a plan",
    "mean": "mean score of those with a plan",
    "worst": "lowest score of those with a plan",
    "shared": "points that sharing costs them in the mean, where it is known",
    "below floor": "athletes with less than the share of their score alone that was asked for",
}


@dataclass(frozen=True)
class Line:
    """One athlete in the table of his group; text as it was written, unknown numbers None."""

    athlete: str
    name: str
    score: Fraction | None
    alone: Fraction | None
    shared: Fraction | None
    slots: tuple[str, ...]
    seconds: int
    short: Fraction
    unplaced: str | None
    below_floor: bool

    @property
    def cells(self) -> list[str]:
        """The line as text, by `COLUMNS`."""
        return [
            clean(self.athlete),
            self.name,
            points(self.score),
            points(self.alone),
            dear(self.shared),
            " ".join(clean(slot) for slot in self.slots),
            minutes(self.seconds) if self.slots else "",
            dear(self.short) if self.slots else "",
            clean(self.unplaced or ""),
        ]


@dataclass(frozen=True)
class GroupTable:
    """A group and its athletes."""

    group: str
    lines: tuple[Line, ...]

    @property
    def placed(self) -> tuple[Line, ...]:
        """Those with a plan."""
        return tuple(line for line in self.lines if line.score is not None)

    @property
    def mean(self) -> Fraction | None:
        """Mean score of those with a plan; None where nobody has one."""
        return _mean([line.score for line in self.lines if line.score is not None])

    @property
    def worst(self) -> Fraction | None:
        """Lowest score of those with a plan; None where nobody has one."""
        return min((line.score for line in self.lines if line.score is not None), default=None)

    @property
    def shared(self) -> Fraction | None:
        """Points that sharing costs in the mean; None where it is known of nobody."""
        return _mean([line.shared for line in self.lines if line.shared is not None])

    @property
    def cells(self) -> list[str]:
        """The group as text, by `SUMMARY_COLUMNS`."""
        return [
            clean(self.group),
            str(len(self.lines)),
            str(len(self.placed)),
            points(self.mean),
            points(self.worst),
            dear(self.shared),
            str(sum(line.below_floor for line in self.lines)),
        ]


class Overview:
    """Collects athletes by group; a few words are kept of each, never a plan.

    Parameters
    ----------
    fairness
        Share of the score alone that everybody is to get, from 0 to 1.
    """

    def __init__(self, fairness: Fraction) -> None:
        self._fairness = fairness
        self._groups: dict[str, list[Line]] = {}

    def add(self, member: MemberResult) -> None:
        """Take an athlete."""
        self._groups.setdefault(member.group, []).append(_line(member, self._fairness))

    @property
    def groups(self) -> tuple[GroupTable, ...]:
        """Groups in the order in which their first athlete came."""
        return tuple(GroupTable(group, tuple(lines)) for group, lines in self._groups.items())


def group_csv(table: GroupTable) -> str:
    """Write the table of a group as CSV; formulas in names are made harmless."""
    return csv_text(COLUMNS, (line.cells for line in table.lines))


def summary_csv(tables: Sequence[GroupTable]) -> str:
    """Write one line per group as CSV."""
    return csv_text(SUMMARY_COLUMNS, (table.cells for table in tables))


def csv_text(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a small table as CSV (RFC 4180, CRLF) in which no cell is a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_number_or_text(one) for one in row] for row in rows)
    return stream.getvalue()


def dear(value: Fraction | None) -> str:
    """Write a cost in points to the hundredth, rounded up; empty where it is unknown."""
    return "" if value is None else f"{cents(value, ROUND_CEILING)}"


def _number_or_text(text: str) -> str:
    """Keep negative numbers, which begin like a formula, and mark all that only looks like one."""
    whole = text.removeprefix("-").replace(".", "", 1)
    return text if whole.isascii() and whole.isdigit() else cell(text)


def _line(member: MemberResult, fairness: Fraction) -> Line:
    checked = member.checked
    slots, seconds = ((), 0) if checked is None else _week(checked)
    short = Fraction(0)
    if checked is not None:
        short = sum((Fraction(one.points) for one in checked.plan.shortages), short)
    return Line(
        athlete=member.id,
        name=member.shown_name,
        score=member.score,
        alone=member.alone_score,
        shared=member.shared,
        slots=slots,
        seconds=seconds,
        short=short,
        unplaced=member.unplaced,
        below_floor=member.below_floor(fairness) is not None,
    )


def _week(checked: CheckedPlan) -> tuple[tuple[str, ...], int]:
    """Return the slots of the first week and the seconds of the fullest."""
    weeks = checked.plan.weeks
    first = sorted(weeks[0].sessions, key=lambda s: (s.date, s.start)) if weeks else []
    longest = max((sum(s.seconds for s in week.sessions) for week in weeks), default=0)
    return tuple(session.id for session in first), longest


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None

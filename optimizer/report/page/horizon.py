"""The whole horizon on one picture: blocks, weeks and training days by the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from optimizer.report.page.drawing import Picture
from optimizer.report.words import DAYS, MONTHS, clean, day_and_month, exact, minutes

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import WeekFacts
    from optimizer.scenario import Scenario

FEWEST_COLUMNS, MOST_COLUMNS = 12, 18
# Names stand only where there is room for them.
WIDE_BLOCK, WIDE_MONTH = 50, 24
WIDTH, LEFT, ROW, HEAD, FOOT = 344, 32, 17, 46, 8


@dataclass(frozen=True)
class WeekRow:
    """One week of the table behind the picture."""

    week: int
    monday: str
    block: int
    kind: str
    sessions: str
    sets: int
    minutes: str
    fatigue: str
    spine: str


@dataclass(frozen=True)
class Horizon:
    """Pictures of some months each, and all weeks as a table."""

    pictures: tuple[Markup, ...]
    rows: tuple[WeekRow, ...]


def horizon(scenario: Scenario, plan: Plan) -> Horizon:
    """Draw the horizon.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.
    """
    weeks = plan.facts(scenario).weeks
    lines = -(-len(weeks) // MOST_COLUMNS)
    length = -(-len(weeks) // lines)
    return Horizon(
        pictures=tuple(
            _line(scenario, weeks[start : start + length]) for start in range(0, len(weeks), length)
        ),
        rows=tuple(_row(scenario, week) for week in weeks),
    )


def monday_of(scenario: Scenario, week: WeekFacts) -> dt.date:
    """Return the Monday of a week of the plan."""
    return scenario.start + dt.timedelta(days=7 * (week.week.week - 1))


def first_week(week: WeekFacts) -> tuple[tuple[str, str], ...]:
    """Say what a week asks for, in a few numbers."""
    return (
        ("sessions a week", str(len(week.sessions))),
        ("working sets", str(sum(entry.sets for entry in week.entries))),
        ("minutes", minutes(sum(s.session.seconds for s in week.sessions))),
    )


def _row(scenario: Scenario, week: WeekFacts) -> WeekRow:
    sessions = sorted(week.sessions, key=lambda s: s.start)
    return WeekRow(
        week=week.week.week,
        monday=day_and_month(monday_of(scenario, week)),
        block=week.week.block,
        kind="light" if week.week.kind == "deload" else "build",
        sessions=", ".join(clean(s.session.id) for s in sessions),
        sets=sum(entry.sets for entry in week.entries),
        minutes=minutes(sum(s.session.seconds for s in sessions)),
        fatigue=exact(week.fatigue, 1),
        spine=exact(week.axial, 1),
    )


def _line(scenario: Scenario, weeks: tuple[WeekFacts, ...]) -> Markup:
    first, last = weeks[0].week.week, weeks[-1].week.week
    label = (
        f"Calendar of weeks {first} to {last}: training days with their working sets; "
        "light weeks are hatched"
    )
    cell = (WIDTH - LEFT) // max(FEWEST_COLUMNS, len(weeks))
    picture = Picture(WIDTH, HEAD + 7 * ROW + FOOT, label)
    for day, name in enumerate(DAYS):
        picture.text((0, HEAD + day * ROW + 12), name, "axis")
    mondays = [monday_of(scenario, week) for week in weeks]
    for column, (week, monday) in enumerate(zip(weeks, mondays, strict=True)):
        x = LEFT + column * cell
        picture.text((x + cell // 2, 41), str(monday.day), "axis", anchor="middle")
        _week(picture, (x, cell), week, monday)
    _months(picture, [monday.month for monday in mondays], cell)
    _blocks(picture, weeks, cell)
    return picture.markup()


def _week(picture: Picture, column: tuple[int, int], week: WeekFacts, monday: dt.date) -> None:
    x, width = column
    by_day: dict[int, int] = {}
    for session in week.sessions:
        day = (session.session.date - monday).days
        by_day[day] = by_day.get(day, 0) + sum(entry.sets for entry in session.entries)
    light = week.week.kind == "deload"
    for day in range(7):
        corner, size = (x + 1, HEAD + day * ROW + 1), (width - 2, ROW - 2)
        sets = by_day.get(day)
        if sets is None:
            picture.box(corner, size, "rest", round_by=3)
            continue
        date = day_and_month(monday + dt.timedelta(days=day))
        hint = f"{date}: {sets} working sets{', light week' if light else ''}"
        picture.box(corner, size, "trained light" if light else "trained", round_by=3, hint=hint)
        place = (x + width // 2, HEAD + day * ROW + 12)
        picture.text(place, str(sets), "on-light" if light else "on-trained", anchor="middle")


def _months(picture: Picture, months: list[int], cell: int) -> None:
    column = 0
    for month, run in groupby(months):
        length = len(list(run))
        if length * cell >= WIDE_MONTH:
            picture.text((LEFT + column * cell + 2, 29), MONTHS[month - 1], "axis strong")
        column += length


def _blocks(picture: Picture, weeks: tuple[WeekFacts, ...], cell: int) -> None:
    numbers = [week.week.block for week in weeks]
    for number in sorted(set(numbers)):
        start, length = numbers.index(number), numbers.count(number)
        x = LEFT + start * cell
        picture.box((x + 1, 0), (length * cell - 2, 16), "band", round_by=3)
        name = f"Block {number}" if length * cell >= WIDE_BLOCK else str(number)
        picture.text((x + length * cell // 2, 12), name, "on-band", anchor="middle")

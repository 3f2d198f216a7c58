"""Recovery: every more than light dose of a muscle, the hours to its next one, and the hours it needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

# The required hours are the rule's own: a second copy of its arithmetic could come to differ.
from constraints.recovery_gap import hours_needed as hours_needed
from optimizer.report.page.horizon import monday_of
from optimizer.report.words import day_and_month, exact

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import SessionFacts
    from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Dose:
    """Sets of a muscle in one session, with the rest that follows.

    Parameters
    ----------
    week
        1-based week of the plan.
    date
        Day of the session.
    sets
        Fractional sets; a light week counts as its build week does.
    kind
        light, moderate or heavy; only from moderate on a muscle must rest.
    needed
        Hours that must follow; None after a light dose.
    gap
        Hours to the next more than light dose, start to start; None where there is none.
    until
        Day of that dose.
    """

    muscle: str
    week: int
    date: dt.date
    sets: Decimal
    kind: str
    needed: int | None = None
    gap: Decimal | None = None
    until: dt.date | None = None

    @property
    def day(self) -> int:
        """Weekday, Monday is 0."""
        return self.date.weekday()

    @property
    def written(self) -> str:
        """Sets, for the grid."""
        return exact(self.sets, 1)

    @property
    def hours(self) -> str:
        """Whole hours to the next dose, rounded down, for the grid."""
        return "" if self.gap is None else str(int(self.gap))


@dataclass(frozen=True)
class Gap:
    """A row of the table: the same rest, on all its dates."""

    muscle: str
    dates: str
    until: str
    sets: str
    needed: int
    gap: str
    spare: str


@dataclass(frozen=True)
class Grid:
    """Muscle by day for weeks that are alike in doses and in the rest that follows."""

    title: str
    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Dose, ...], ...]], ...]


def doses_of(scenario: Scenario, plan: Plan) -> tuple[Dose, ...]:
    """List every dose of every muscle in order of muscle and time.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.
    """
    return tuple(
        dose
        for muscle in scenario.catalogue.muscles
        for dose in _doses_of_muscle(scenario, plan, muscle)
    )


def _doses_of_muscle(scenario: Scenario, plan: Plan, muscle: str) -> list[Dose]:
    params, facts = scenario.settings.recovery_gap, plan.facts(scenario)
    counted: list[tuple[SessionFacts, Decimal]] = []
    for session in facts.sessions:
        sets = facts.standing_for(session).muscle_sets(muscle)
        if sets:
            counted.append((session, sets))
    above = [pair for pair in counted if pair[1] > params.moderate_above_sets]
    found = []
    for session, sets in counted:
        date, week = session.session.date, session.week.week
        if sets <= params.moderate_above_sets:
            found.append(Dose(muscle, week, date, sets, "light"))
            continue
        kind = "heavy" if sets > params.heavy_above_sets else "moderate"
        build = facts.standing_for(session)
        needed = hours_needed(scenario, muscle, build, sets, session)
        later = next((s for s, _ in above if s.start > session.start), None)
        gap = None if later is None else Decimal((later.start - session.start).total_seconds())
        found.append(
            Dose(
                *(muscle, week, date, sets, kind, needed),
                gap=None if gap is None else gap / 3600,
                until=None if later is None else later.session.date,
            )
        )
    return found


def tightest(doses: tuple[Dose, ...]) -> Dose | None:
    """Return the dose after which the least spare time is left."""
    counted = [dose for dose in doses if dose.gap is not None]
    return min(counted, key=_spare, default=None)


def _spare(dose: Dose) -> Decimal:
    return (dose.gap or Decimal(0)) - (dose.needed or 0)


def gap_rows(scenario: Scenario, doses: tuple[Dose, ...]) -> tuple[Gap, ...]:
    """Write every gap; rests that are alike share a row with all their dates."""
    names = scenario.catalogue.muscles
    alike: dict[tuple[object, ...], list[Dose]] = {}
    for dose in doses:
        if dose.gap is not None:
            key = (dose.muscle, dose.day, dose.sets, dose.needed, dose.gap)
            alike.setdefault(key, []).append(dose)
    return tuple(
        Gap(
            muscle=names[group[0].muscle].name,
            dates=", ".join(day_and_month(dose.date) for dose in group),
            until=day_and_month(group[0].until)[:3] if group[0].until else "",
            sets=exact(group[0].sets, 1),
            needed=group[0].needed or 0,
            gap=exact(group[0].gap or 0, 1),
            spare=exact(_spare(group[0]), 1),
        )
        for group in alike.values()
    )


def grids(scenario: Scenario, plan: Plan, doses: tuple[Dose, ...]) -> tuple[Grid, ...]:
    """Lay the doses out by muscle and day; neighbouring weeks that are alike share a grid."""
    weeks = plan.facts(scenario).weeks
    by_week = {week.week.week: _table(doses, week.week.week) for week in weeks}
    patterns = [(week, _pattern(by_week[week.week.week])) for week in weeks]
    found = []
    for _, group in groupby(patterns, key=lambda pair: pair[1]):
        alike = [week for week, _ in group]
        first, last = alike[0].week.week, alike[-1].week.week
        monday = monday_of(scenario, alike[0])
        label = f"Week {first}" if first == last else f"Weeks {first} to {last}"
        days = tuple(day_and_month(monday + dt.timedelta(days=day)) for day in range(7))
        table = by_week[first]
        rows = tuple(
            (scenario.catalogue.muscles[muscle].name, tuple(cells))
            for muscle, cells in table.items()
        )
        found.append(Grid(f"{label}, from {days[0]}", days, rows))
    return tuple(found)


def _table(doses: tuple[Dose, ...], week: int) -> dict[str, list[tuple[Dose, ...]]]:
    mine = [dose for dose in doses if dose.week == week]
    return {
        muscle: [
            tuple(dose for dose in mine if dose.muscle == muscle and dose.day == day)
            for day in range(7)
        ]
        for muscle in dict.fromkeys(dose.muscle for dose in mine)
    }


def _pattern(table: dict[str, list[tuple[Dose, ...]]]) -> list[tuple[object, ...]]:
    return [
        (dose.muscle, dose.day, dose.sets, dose.needed, dose.gap)
        for cells in table.values()
        for cell in cells
        for dose in cell
    ]

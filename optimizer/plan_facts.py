"""Read-only questions about a plan, in natural units: the one thing that all checks trust.

Nothing here knows integers, rows or solvers. Volumes are in fractional sets, points in catalogue
points, times in seconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.catalogue import Catalogue, Exercise, Method
from optimizer.plan import Plan, Prescription, Session, Week

if TYPE_CHECKING:
    from optimizer.scenario import Scenario

ZERO = Decimal(0)


@dataclass(frozen=True)
class Entry:
    """A prescription together with what the catalogue says about it."""

    prescription: Prescription
    exercise: Exercise
    method: Method

    @property
    def sets(self) -> int:
        """Working sets."""
        return self.prescription.sets

    def muscle_sets(self, muscle: str) -> Decimal:
        """Fractional sets credited to a muscle."""
        return self.sets * self.credit(muscle)

    def credit(self, muscle: str) -> Decimal:
        """Fractional sets credited to a muscle by one set."""
        if not self.exercise.volume_credit:
            return ZERO
        return Decimal(self.exercise.muscles.get(muscle, 0)) / 10

    @property
    def axial(self) -> Decimal:
        """Axial points."""
        return self.sets * self.exercise.axial * self.method.axial_mult

    @property
    def fatigue(self) -> Decimal:
        """Fatigue points."""
        return self.sets * self.exercise.fatigue * self.method.fatigue_mult


class SessionFacts:
    """One session in one week."""

    def __init__(self, week: Week, session: Session, catalogue: Catalogue) -> None:
        self.week = week
        self.session = session
        self.entries = tuple(
            Entry(p, catalogue.exercises[p.exercise], catalogue.methods[p.method])
            for p in session.exercises
        )
        self._sets_by_muscle: dict[str, Decimal] = {}

    @property
    def where(self) -> str:
        """Place in words."""
        return f"week {self.week.week}, {self.session.id}"

    @cached_property
    def start(self) -> dt.datetime:
        """Date and time of the start, by the calendar."""
        hours, minutes = self.session.start.split(":")
        clock = dt.time(int(hours), int(minutes))
        return dt.datetime.combine(self.session.date, clock)

    def muscle_sets(self, muscle: str) -> Decimal:
        """Fractional sets of a muscle."""
        known = self._sets_by_muscle.get(muscle)
        if known is None:
            known = sum((e.muscle_sets(muscle) for e in self.entries), ZERO)
            self._sets_by_muscle[muscle] = known
        return known

    @property
    def axial(self) -> Decimal:
        """Axial points."""
        return sum((e.axial for e in self.entries), ZERO)

    @property
    def fatigue(self) -> Decimal:
        """Fatigue points."""
        return sum((e.fatigue for e in self.entries), ZERO)

    def of_families(self, families: tuple[str, ...] | frozenset[str]) -> list[Entry]:
        """Entries whose exercise belongs to one of the families."""
        return [e for e in self.entries if e.exercise.family in families]


class WeekFacts:
    """One week."""

    def __init__(self, week: Week, catalogue: Catalogue) -> None:
        self.week = week
        self.sessions = tuple(SessionFacts(week, s, catalogue) for s in week.sessions)

    @property
    def entries(self) -> list[Entry]:
        """All entries of the week."""
        return [e for s in self.sessions for e in s.entries]

    def muscle_sets(self, muscle: str) -> Decimal:
        """Fractional sets of a muscle."""
        return sum((s.muscle_sets(muscle) for s in self.sessions), ZERO)

    @property
    def axial(self) -> Decimal:
        """Axial points."""
        return sum((s.axial for s in self.sessions), ZERO)

    @property
    def fatigue(self) -> Decimal:
        """Fatigue points."""
        return sum((s.fatigue for s in self.sessions), ZERO)

    def steps_trained(self, family: str) -> set[str]:
        """Ladder steps of a family trained this week; machines stand beside the ladder."""
        mine = (e.exercise for e in self.entries if e.exercise.family == family)
        return {exercise.tier for exercise in mine if exercise.tier != "machine"}


class PlanFacts:
    """A whole plan."""

    def __init__(self, plan: Plan, scenario: Scenario) -> None:
        self.plan = plan
        self.scenario = scenario
        self.catalogue = scenario.catalogue
        self.weeks = tuple(WeekFacts(week, self.catalogue) for week in plan.weeks)

    @cached_property
    def build_weeks(self) -> tuple[WeekFacts, ...]:
        """The first build week of each block: the week that stands for the block in the rules."""
        first: dict[int, WeekFacts] = {}
        for week in self.weeks:
            if week.week.kind == "build":
                first.setdefault(week.week.block, week)
        return tuple(first[block] for block in sorted(first))

    @cached_property
    def sessions(self) -> tuple[SessionFacts, ...]:
        """All sessions in order of time."""
        found = [s for week in self.weeks for s in week.sessions]
        return tuple(sorted(found, key=lambda s: s.start))

    def standing_for(self, session: SessionFacts) -> SessionFacts:
        """Return the build-week session that a session repeats (itself in a build week).

        A deload week counts as its build week does: same days and exercises, fewer sets.
        """
        if session.week.kind == "build":
            return session
        for week in self.build_weeks:
            if week.week.block == session.week.block:
                for other in week.sessions:
                    if other.session.id == session.session.id:
                        return other
        return session

    def weeks_of(self, block: int) -> Iterator[WeekFacts]:
        """All weeks of a 1-based block."""
        return (week for week in self.weeks if week.week.block == block)

"""Loads of the main lifts over the weeks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from optimizer.assemble import phase_of
from optimizer.report.page.drawing import Picture
from optimizer.report.words import clean, day_and_month, exact, load_unit

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import Entry, SessionFacts
    from optimizer.scenario import Scenario

WIDTH, HEIGHT, TOP, BOTTOM, LEFT = 168, 84, 16, 68, 34
MANY_WEEKS = 24
MAIN_PHASES = ("main lifts", "single-leg")


@dataclass(frozen=True)
class Lifted:
    """One session's load of a lift."""

    week: int
    date: str
    slot: str
    dose: str
    kilograms: Decimal
    rir: int
    light: bool

    @property
    def load(self) -> str:
        """Load without needless zeros."""
        return exact(self.kilograms, 3)


@dataclass(frozen=True)
class Lift:
    """A main lift with all its dated loads."""

    name: str
    unit: str
    lifted: tuple[Lifted, ...]
    picture: Markup


def lifts(scenario: Scenario, plan: Plan) -> tuple[Lift, ...]:
    """Collect the main and single-leg lifts that have a load in kg.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.
    """
    facts = plan.facts(scenario)
    found: dict[str, list[tuple[SessionFacts, Entry]]] = {}
    for session in facts.sessions:
        for entry in session.entries:
            loaded = entry.prescription.load_kg is not None
            if loaded and phase_of(entry.exercise) in MAIN_PHASES:
                found.setdefault(entry.exercise.id, []).append((session, entry))
    weeks = len(facts.weeks)
    return tuple(_lift(group, weeks) for group in found.values())


def _lift(group: list[tuple[SessionFacts, Entry]], weeks: int) -> Lift:
    exercise = group[0][1].exercise
    lifted = tuple(
        Lifted(
            week=session.week.week,
            date=day_and_month(session.session.date),
            slot=clean(session.session.id),
            dose=f"{entry.sets} × {entry.prescription.amount}",
            kilograms=entry.prescription.load_kg or Decimal(0),
            rir=entry.prescription.rir,
            light=session.week.kind == "deload",
        )
        for session, entry in group
    )
    unit = load_unit(group[0][1].prescription, exercise)
    return Lift(exercise.name, unit, lifted, _picture(exercise.name, unit, lifted, weeks))


def _picture(name: str, unit: str, lifted: tuple[Lifted, ...], weeks: int) -> Markup:
    least = min(one.kilograms for one in lifted)
    most = max(one.kilograms for one in lifted)
    label = f"{name}, load by week: from {exact(least, 3)} to {exact(most, 3)} {unit}"
    picture = Picture(WIDTH, HEIGHT, label)
    spread = Fraction(most - least) or Fraction(1)
    column = Fraction(WIDTH - LEFT - 6, max(1, weeks - 1))
    for kilograms in sorted({least, most}):
        y = BOTTOM - Fraction(kilograms - least) / spread * (BOTTOM - TOP)
        picture.line((LEFT - 4, y), (WIDTH, y), "grid-line")
        picture.text((LEFT - 8, y + 4), exact(kilograms, 3), "axis", anchor="end")
    points = []
    for one in lifted:
        y = BOTTOM - Fraction(one.kilograms - least) / spread * (BOTTOM - TOP)
        points.append((LEFT + (one.week - 1) * column, y, one))
    heaviest = {x: y for x, y, one in sorted(points, key=_by_load) if not one.light}
    if len(heaviest) > 1:
        path = "L".join(f"{exact(x, 1)} {exact(y, 1)}" for x, y in sorted(heaviest.items()))
        picture.shape(f"M{path}", "trend")
    for x, y, one in points:
        hint = f"{one.date}: {exact(one.kilograms, 3)} {unit}, {one.dose}, RIR {one.rir}"
        picture.dot(
            (x, y), 3 if weeks <= MANY_WEEKS else 2, "point light" if one.light else "point", hint
        )
    picture.text((LEFT, HEIGHT - 2), "week 1", "axis")
    picture.text((WIDTH, HEIGHT - 2), str(weeks), "axis", anchor="end")
    return picture.markup()


def _by_load(point: tuple[Fraction, Fraction, Lifted]) -> Decimal:
    return point[2].kilograms

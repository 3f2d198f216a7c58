"""Figures of one setup's plan that a comparison sets side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from optimizer.plan import Plan, ShortageLine
from optimizer.scenario import Scenario

ZERO = Fraction(0)


@dataclass(frozen=True)
class Muscle:
    """Weekly fractional sets of a muscle, mean over the blocks, against its floor and target."""

    id: str
    name: str
    sets: Fraction
    floor: Fraction
    target: Fraction


def muscles(scenario: Scenario, plan: Plan) -> tuple[Muscle, ...]:
    """Measure the muscles that count in the score."""
    volume = scenario.settings.volume
    weeks = plan.facts(scenario).build_weeks
    return tuple(
        Muscle(
            id=name,
            name=scenario.catalogue.muscles[name].name,
            sets=sum((Fraction(week.muscle_sets(name)) for week in weeks), ZERO) / len(weeks),
            floor=Fraction(volume.floor_sets[name]),
            target=Fraction(volume.target_sets[name]),
        )
        for name in scenario.coverage_muscles
    )


def weakest(found: tuple[Muscle, ...]) -> Muscle:
    """Return the muscle that reaches the smallest share of its target."""
    return min(found, key=lambda muscle: muscle.sets / muscle.target)


@dataclass(frozen=True)
class Stage:
    """Consecutive weeks in which a family's highest trained step is the same; None: not trained."""

    step: str | None
    first_week: int
    last_week: int


def climb(scenario: Scenario, plan: Plan, family: str) -> tuple[Stage, ...]:
    """Follow a family's highest trained ladder step through the weeks."""
    ladder = scenario.catalogue.families[family].ladder
    steps = [
        max(week.steps_trained(family), key=ladder.index, default=None)
        for week in plan.facts(scenario).weeks
    ]
    found = []
    for step, weeks in groupby(enumerate(steps, start=1), key=lambda pair: pair[1]):
        numbers = [number for number, _ in weeks]
        found.append(Stage(step, numbers[0], numbers[-1]))
    return tuple(found)


def weekly_minutes(plan: Plan) -> tuple[Fraction, Fraction]:
    """Minutes used and minutes available in a week, mean over all weeks."""
    sessions = [session for week in plan.weeks for session in week.sessions]
    weeks = len(plan.weeks)
    used = Fraction(sum(session.seconds for session in sessions), 60)
    available = sum((Fraction(session.minutes) for session in sessions), ZERO)
    return used / weeks, available / weeks


@dataclass(frozen=True)
class Lacking:
    """What a plan lacks of one thing, over all blocks."""

    rule: str
    what: str
    blocks: int
    points: Fraction


def lacking(shortages: Iterable[ShortageLine]) -> tuple[Lacking, ...]:
    """Add up a plan's shortages over the blocks, the dearest first."""
    found: dict[tuple[str, str], list[Fraction]] = {}
    for line in shortages:
        what = line.where.rsplit(", block ", 1)[0]
        found.setdefault((line.rule, what), []).append(Fraction(line.points))
    rows = [Lacking(*key, len(points), sum(points, ZERO)) for key, points in found.items()]
    return tuple(sorted(rows, key=lambda one: (-one.points, one.rule, one.what)))

"""The ladders: which step of each family is trained when, and what unlocks the next."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from optimizer.report.page.drawing import Picture
from optimizer.report.words import plural

if TYPE_CHECKING:
    from optimizer.catalogue import Family
    from optimizer.ladder import Step
    from optimizer.plan import Plan
    from optimizer.plan_facts import PlanFacts
    from optimizer.scenario import Scenario

WIDTH, LEFT, STEP, FOOT = 168, 62, 17, 14


@dataclass(frozen=True)
class Exposure:
    """What a step needs first, and where the plan gives it.

    Parameters
    ----------
    need
        The step that must be trained, in words.
    sessions, weeks
        Work on it in the blocks before the step is first trained; in the whole plan where it is not.
    opened
        1-based block in which the step is first trained; None where it is not trained.
    """

    step: str
    need: str
    sessions: int
    weeks: int
    opened: int | None


@dataclass(frozen=True)
class FamilySteps:
    """One family's ladder here: steps from low to high, and by week what is trained."""

    name: str
    steps: tuple[str, ...]
    mastered: str
    trained: tuple[frozenset[str], ...]
    exposures: tuple[Exposure, ...]
    picture: Markup

    @property
    def by_week(self) -> tuple[str, ...]:
        """Steps trained, week by week, in words."""
        ordered = (tuple(s for s in self.steps if s in week) for week in self.trained)
        return tuple(", ".join(steps) or "–" for steps in ordered)


def family_steps(scenario: Scenario, plan: Plan) -> tuple[FamilySteps, ...]:
    """Follow every family that is trained and has more than one step here.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.
    """
    facts = plan.facts(scenario)
    found = []
    for family in scenario.catalogue.families.values():
        steps = scenario.ladder.available(family.id)
        trained = tuple(frozenset(week.steps_trained(family.id)) for week in facts.weeks)
        if len(steps) < 2 or not (any(trained) or family.counts_for_progress):
            continue
        found.append(
            FamilySteps(
                family.name,
                steps,
                scenario.ladder.highest_mastered(family.id),
                trained,
                tuple(_exposures(scenario, facts, family)),
                _picture(scenario, facts, family, steps, trained),
            )
        )
    return tuple(found)


def _exposures(scenario: Scenario, facts: PlanFacts, family: Family) -> list[Exposure]:
    found = []
    for step in scenario.ladder.available(family.id):
        blocks = [w.week.block for w in facts.weeks if step in w.steps_trained(family.id)]
        opened = min(blocks, default=None)
        for need in scenario.ladder.needs(family.id, step):
            sessions, weeks = _exposure(facts, need, opened)
            name = f"{scenario.catalogue.families[need[0]].name.lower()}, {need[1]}"
            found.append(Exposure(step, name, sessions, weeks, opened))
    return found


def _exposure(facts: PlanFacts, need: Step, before_block: int | None) -> tuple[int, int]:
    """Count sessions and weeks on a step.

    Parameters
    ----------
    facts
        The plan.
    need
        Family and step.
    before_block
        Only blocks before this 1-based one count; None for the whole plan.
    """
    sessions = weeks = 0
    for week in facts.weeks:
        if before_block is not None and week.week.block >= before_block:
            continue
        on_step = sum(
            any((e.exercise.family, e.exercise.tier) == need for e in session.entries)
            for session in week.sessions
        )
        sessions += on_step
        weeks += on_step > 0
    return sessions, weeks


def gate_words(scenario: Scenario, found: Exposure) -> str:
    """Say what unlocks a step and whether the plan does."""
    gate = scenario.settings.progression_ladder
    done = f"{plural(found.sessions, 'session')} over {plural(found.weeks, 'week')}"
    asked = f"{plural(gate.sessions, 'session')} over {plural(gate.weeks, 'week')} of {found.need}"
    if found.opened is not None:
        return (
            f"{found.step} opens after {asked}: {done} done before block {found.opened}, "
            "where it begins"
        )
    return f"{found.step} would open after {asked}; this plan has {done} and stays below"


def _picture(
    scenario: Scenario,
    facts: PlanFacts,
    family: Family,
    steps: tuple[str, ...],
    trained: tuple[frozenset[str], ...],
) -> Markup:
    label = f"{family.name}: ladder step trained in each week"
    picture = Picture(WIDTH, len(steps) * STEP + FOOT, label)
    width = Fraction(WIDTH - LEFT, len(trained))
    for row, step in enumerate(reversed(steps)):
        y = row * STEP
        mastered = scenario.ladder.is_mastered(family.id, step)
        picture.text((0, y + 12), step, "axis" if mastered else "axis strong")
        styles = [
            _style(step in done, week.week.kind == "deload")
            for week, done in zip(facts.weeks, trained, strict=True)
        ]
        column = 0
        for style, run in groupby(styles):
            length = len(list(run))
            corner = (LEFT + column * width, y + 1)
            picture.box(corner, (length * width - 1, STEP - 3), f"step {style}")
            column += length
    y = len(steps) * STEP + 10
    picture.text((LEFT, y), f"week {facts.weeks[0].week.week}", "axis")
    picture.text((WIDTH, y), str(facts.weeks[-1].week.week), "axis", anchor="end")
    return picture.markup()


def _style(trained: bool, light: bool) -> str:
    if not trained:
        return "off"
    return "light" if light else "on"

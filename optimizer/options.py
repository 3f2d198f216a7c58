"""All options of a scenario, and the reason for every one that does not exist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from constraints import RULES, Rule
from optimizer.candidate import Candidate
from optimizer.catalogue import Exercise, Method
from optimizer.horizon import Block
from optimizer.ladder import Ladder
from optimizer.prescribe import Option, Prescriber

if TYPE_CHECKING:
    from optimizer.scenario import Scenario

# Most rules refuse nothing, and every candidate is put to all that may.
REFUSING = tuple(rule for rule in RULES if rule.refuse is not Rule.refuse)
LEVELS = ("novice", "intermediate", "advanced")
Key = tuple[str, str, int, int]
_Likeness = tuple[str, str | None]


@dataclass(frozen=True)
class Refusal:
    """Why an option does not exist.

    Parameters
    ----------
    exercise, method
        The option.
    slot, block
        0-based place.
    rule
        The rule that refuses it, ``load`` or ``method``.
    reason
        The sentence.
    """

    exercise: str
    method: str
    slot: int
    block: int
    rule: str
    reason: str


@dataclass(frozen=True)
class Offers:
    """Options by (exercise, method, slot, block), and refusals.

    Parameters
    ----------
    options
        Every option that may be placed.
    refusals
        Every option that may not, with its reason.
    ladder
        The ladders that follow from the options.
    """

    options: dict[Key, Option]
    refusals: tuple[Refusal, ...]
    ladder: Ladder

    @cached_property
    def exercises(self) -> frozenset[str]:
        """Exercises with at least one option."""
        return frozenset(key[0] for key in self.options)

    @cached_property
    def muscles(self) -> frozenset[str]:
        """Muscles that at least one option trains."""
        return frozenset(m for o in self.options.values() for m in o.exercise.muscles)


def make_offers(scenario: Scenario, without: Collection[str] = ()) -> Offers:
    """Make every option of a scenario.

    Parameters
    ----------
    scenario
        The scenario.
    without
        Names of rules that refuse nothing: what would be possible if they did not exist.

    Returns
    -------
    Offers
        What may be placed where; for the rest, the first reason against it.
    """
    options: dict[Key, Option] = {}
    refusals: list[Refusal] = []
    prescriber = Prescriber(scenario)
    known: dict[tuple[str, str, str, int, bool], Option | str] = {}
    judged: dict[tuple[str, str, int, _Likeness], tuple[str, str] | None] = {}
    likeness = [_likeness(scenario, slot) for slot in range(len(scenario.sessions))]
    for candidate in candidates(scenario):
        exercise, method, block = candidate.exercise, candidate.method, candidate.block
        key = (exercise.id, method.id, candidate.slot, block.index)
        alike = (exercise.id, method.id, block.index, likeness[candidate.slot])
        if alike not in judged:
            judged[alike] = refusal_of(scenario, candidate, without)
        found: Option | str
        refused = judged[alike]
        if refused is None:
            setup = scenario.sessions[candidate.slot].setup
            shape = (exercise.id, method.id, setup, block.weeks, block.deload)
            if shape not in known:
                known[shape] = prescriber.prescribe(exercise, method, candidate.setup, block)
            found = known[shape]
            if not isinstance(found, str):
                options[key] = found
                continue
            refused = ("load", found)
        refusals.append(Refusal(*key, *refused))
    ladder = Ladder(scenario, _steps(scenario, options))
    offers = Offers(options, tuple(refusals), ladder)
    return offers if "progression_ladder" in without else _climb(scenario, offers)


def _likeness(scenario: Scenario, slot: int) -> _Likeness:
    """Return what rules ask of a slot before there is any variable: equipment, template of the day."""
    session = scenario.sessions[slot]
    return session.setup, None if scenario.weekly_template is None else session.day


def candidates(scenario: Scenario) -> Iterator[Candidate]:
    """Yield every exercise by every method that is offered, in every slot of every block."""
    for exercise in scenario.catalogue.exercises.values():
        for method in scenario.catalogue.methods.values():
            for block in scenario.blocks:
                if _offered(scenario, exercise, method, block):
                    for slot in range(len(scenario.sessions)):
                        setup = scenario.setup_of(slot)
                        yield Candidate(exercise, method, slot, setup, block)


def _offered(scenario: Scenario, exercise: Exercise, method: Method, block: Block) -> bool:
    """Whether a method is offered: straight sets always, others where a rule or a pin can ask."""
    if method.id == "straight" or (exercise.id, method.id) in scenario.pinned_options:
        return True
    if not method.plateau or not method.applies_to(exercise):
        return False
    level = LEVELS.index(scenario.athlete.level) >= LEVELS.index(method.min_level)
    plateau = scenario.settings.plateau
    late = block.first_week + block.weeks > plateau.weeks
    return level and late and exercise.family in plateau.families


def refusal_of(
    scenario: Scenario, candidate: Candidate, without: Collection[str] = ()
) -> tuple[str, str] | None:
    """Name the first rule that refuses a candidate, and its reason; `without` rules are not asked."""
    exercise, method = candidate.exercise, candidate.method
    if not exercise.volume_credit:
        return "volume", "a drill without training volume; drills are placed by recipe"
    if method.id != "straight" and not method.applies_to(exercise):
        return "method", f"{method.id} does not apply to this exercise"
    for rule in REFUSING:
        if rule.name in without:
            continue
        reason = rule.refuse(scenario, candidate)
        if reason is not None:
            return rule.name, reason
    return None


def _steps(scenario: Scenario, options: dict[Key, Option]) -> dict[str, tuple[str, ...]]:
    here: dict[str, set[str]] = defaultdict(set)
    for option in options.values():
        here[option.exercise.family].add(option.exercise.tier)
    return {
        family.id: tuple(step for step in family.ladder if step in here[family.id])
        for family in scenario.catalogue.families.values()
    }


def _climb(scenario: Scenario, offers: Offers) -> Offers:
    """Take out the options of steps that cannot be open yet."""
    options: dict[Key, Option] = {}
    refusals = list(offers.refusals)
    opening: dict[tuple[str, str], int | None] = {}
    for key, option in offers.options.items():
        family, step = option.exercise.family, option.exercise.tier
        if (family, step) not in opening:
            earliest = 0 if step == "machine" else offers.ladder.earliest_block(family, step)
            opening[family, step] = earliest
        opens = opening[family, step]
        if opens is not None and key[3] >= opens:
            options[key] = option
            continue
        needs = ", ".join(
            f"{s} {f}".replace("_", " ") for f, s in offers.ladder.needs(family, step)
        )
        when = "not in this horizon" if opens is None else f"not before block {opens + 1}"
        reason = f"ladder: {when}: {needs} must have been trained first"
        refusals.append(Refusal(*key, "progression_ladder", reason))
    return replace(offers, options=options, refusals=tuple(refusals))

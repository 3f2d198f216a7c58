"""What other equipment makes possible, before anything is solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.prescribe import Option
from optimizer.scenario import Scenario


@dataclass(frozen=True)
class StepHigher:
    """A family whose highest ladder step here is higher; `before` is None where it had none."""

    family: str
    before: str | None
    after: str
    counts_for_progress: bool


@dataclass(frozen=True)
class Effect:
    """How the options of one setup differ from those of another.

    Parameters
    ----------
    exercises
        Exercises that become possible, in the catalogue's order.
    lost
        Exercises that are no longer possible.
    steps
        Families whose ladder reaches higher.
    changed
        Exercises that stay possible, with other loads, repetitions, methods or places.
    """

    exercises: tuple[str, ...]
    lost: tuple[str, ...]
    steps: tuple[StepHigher, ...]
    changed: tuple[str, ...]

    def beyond(self, others: Sequence[Effect]) -> Effect:
        """Return what none of the others does by itself."""
        known = {exercise for other in others for exercise in other.exercises}
        steps = {(step.family, step.after) for other in others for step in other.steps}
        changed = {exercise for other in others for exercise in other.changed}
        return Effect(
            exercises=tuple(e for e in self.exercises if e not in known),
            lost=self.lost,
            steps=tuple(s for s in self.steps if (s.family, s.after) not in steps),
            changed=tuple(e for e in self.changed if e not in changed),
        )


def effect_of(before: Scenario, after: Scenario) -> Effect:
    """Compare what two scenarios offer.

    Parameters
    ----------
    before, after
        The same athlete, week and rules with different equipment.
    """
    here, there = before.offers, after.offers
    order = list(after.catalogue.exercises)
    both = here.exercises & there.exercises
    old, new = _ways(before), _ways(after)
    return Effect(
        exercises=tuple(e for e in order if e in there.exercises - here.exercises),
        lost=tuple(e for e in order if e in here.exercises - there.exercises),
        steps=tuple(_steps_higher(before, after)),
        changed=tuple(e for e in order if e in both and old[e] != new[e]),
    )


def _ways(scenario: Scenario) -> dict[str, dict[tuple[str, int, int], Option]]:
    """Options by exercise, then by method, slot and block."""
    found: dict[str, dict[tuple[str, int, int], Option]] = {}
    for (exercise, method, slot, block), option in scenario.offers.options.items():
        found.setdefault(exercise, {})[method, slot, block] = option
    return found


def _steps_higher(before: Scenario, after: Scenario) -> list[StepHigher]:
    found = []
    for family in after.catalogue.families.values():
        old, new = (s.ladder.available(family.id) for s in (before, after))
        top = old[-1] if old else None
        if new and (top is None or family.ladder.index(new[-1]) > family.ladder.index(top)):
            found.append(StepHigher(family.id, top, new[-1], family.counts_for_progress))
    return found


def is_bigger(after: Scenario, before: Scenario) -> bool:
    """Whether one setup offers everything that another offers, and more."""
    return after.offers.exercises > before.offers.exercises


def progress_costs(
    smaller: tuple[Scenario, Fraction, Fraction], bigger: tuple[Scenario, Fraction, Fraction]
) -> tuple[StepHigher, ...]:
    """Say why a bigger setup scores lower, where the reason is the way progress is counted.

    Parameters
    ----------
    smaller, bigger
        Scenario, score and points of progress.

    Returns
    -------
    tuple of StepHigher
        The families whose highest equipped step is higher in the bigger setup: progress is divided
        by it. Empty where the bigger one does not score lower for that reason.
    """
    (before, score_before, progress_before), (after, score_after, progress_after) = smaller, bigger
    if score_after >= score_before or progress_after >= progress_before:
        return ()
    if not is_bigger(after, before):
        return ()
    return tuple(s for s in _steps_higher(before, after) if s.counts_for_progress)

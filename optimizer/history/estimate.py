"""One-repetition maxima from logged sets.

The share of the maximum that can be lifted so many times is that of the plan's own table
(``percent_of_max``, after Epley), so that a plan asks for the logged load again at the logged
repetitions and effort, and never for more.

References
----------
Epley 1985 (the table). Brzycki 1993 (the second opinion printed beside it). LeSuer et al. 1997 and
Reynolds, Gordon & Robergs 2006: equations hold up to about 10 repetitions to failure, best at 5 or
fewer, and are low for the deadlift. Halperin et al. 2022: repetitions in reserve are rated best near
failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import cache

from optimizer.catalogue import load_catalogue
from optimizer.exercise import Exercise
from optimizer.history.apps import LoggedSet
from optimizer.parameters import load_parameters

LIFTS = ("deadlift", "squat", "row")
MOST_REPETITIONS = 10
MOST_IN_RESERVE = 4
HEAVIEST_KG = 600  # what a scenario takes
STEP_KG = Fraction(1, 2)
SUSPICIOUS = Fraction(115, 100)
"""A day this far above the next best one is worth a second look."""


@dataclass(frozen=True)
class Estimate:
    """A one-repetition maximum with where it comes from.

    Parameters
    ----------
    lift
        Reference lift: deadlift, squat or row.
    exercise
        Exercise that was measured.
    logged
        The set.
    repetitions
        Repetitions to failure that were counted.
    exact_kg
        The estimate before rounding.
    brzycki_kg
        The same set by Brzycki's equation.
    next_best_kg
        The estimate of the best other day; None where there is none.
    """

    lift: str
    exercise: Exercise
    logged: LoggedSet
    repetitions: int
    exact_kg: Fraction
    brzycki_kg: Fraction
    next_best_kg: Fraction | None

    @property
    def kg(self) -> Decimal:
        """The maximum in kg, rounded down to half a kilogram."""
        return Decimal(int(self.exact_kg / STEP_KG)) * Decimal("0.5")

    @property
    def is_suspicious(self) -> bool:
        """Whether the set stands so far above the others that it may be a typing error."""
        return self.next_best_kg is not None and self.exact_kg > SUSPICIOUS * self.next_best_kg


@cache
def measured_by(lift: str) -> tuple[Exercise, ...]:
    """List the exercises that can stand for a reference lift, the lift itself first.

    Barbell and trap-bar exercises of the lift's own family whose share of it is known with medium or
    high confidence; the better known and closer to the lift, the earlier. Dumbbells are left out
    because logs do not say whether a weight is that of one hand or of both.
    """
    exercises = load_catalogue().exercises.values()
    related = [
        e
        for e in exercises
        if e.load is not None
        and e.load.ref == lift
        and e.load.mode == "total"
        and e.load.confidence != "low"
        and e.tier == "barbell"
    ]
    ranked = sorted(related, key=lambda e: (_unsure(e), abs(_ratio(e) - 1), e.id))
    return tuple(e for e in ranked if e.family == ranked[0].family)


def _ratio(exercise: Exercise) -> Fraction:
    assert exercise.load is not None
    return Fraction(exercise.load.ratio)


def _unsure(exercise: Exercise) -> bool:
    assert exercise.load is not None
    return exercise.load.confidence != "high"


def repetitions_to_failure(logged: LoggedSet) -> int | None:
    """Count repetitions and those in reserve, at most 10.

    Parameters
    ----------
    logged
        A working set; without a rating it counts as one to failure, which errs on the low side.

    Returns
    -------
    int or None
        None for a set of no or of more than 10 repetitions.
    """
    if not logged.reps or logged.reps > MOST_REPETITIONS:
        return None
    effort = Decimal(10) if logged.rpe is None else logged.rpe
    # RPE 8.5 leaves one or two in reserve; the smaller number errs on the low side.
    reserve = 10 - int(effort.to_integral_value(ROUND_CEILING))
    return min(logged.reps + min(reserve, MOST_IN_RESERVE), MOST_REPETITIONS)


def own_maximum_kg(logged: LoggedSet) -> Fraction | None:
    """Estimate the one-repetition maximum of the exercise itself; None where a set allows none."""
    repetitions, load = repetitions_to_failure(logged), logged.kg
    if repetitions is None or load is None:
        return None
    return load * 1000 / load_parameters().percent_of_max.permille[repetitions]


def brzycki_kg(load: Fraction, repetitions: int) -> Fraction:
    """Estimate by Brzycki 1993, load x 36 / (37 - repetitions)."""
    return load * 36 / (37 - repetitions)


def estimate(
    lift: str, best_sets: Callable[[str], Sequence[tuple[Fraction, LoggedSet]]]
) -> tuple[Estimate | None, list[LoggedSet]]:
    """Estimate a reference lift from the best recent set of the exercise that knows it best.

    Parameters
    ----------
    lift
        Reference lift.
    best_sets
        By exercise, the estimate of its own maximum and the set, one for each day, best first.

    Returns
    -------
    tuple
        The estimate, None where nothing was logged; and sets beyond what a person can lift.
    """
    beyond: list[LoggedSet] = []
    for exercise in measured_by(lift):
        ratio = _ratio(exercise)
        believable = []
        for maximum, logged in best_sets(exercise.id):
            if maximum / ratio > HEAVIEST_KG:
                beyond.append(logged)
            elif maximum / ratio >= STEP_KG:
                believable.append((maximum / ratio, logged))
        if believable:
            return _of(lift, exercise, believable), beyond
    return None, beyond


def _of(lift: str, exercise: Exercise, sets: Sequence[tuple[Fraction, LoggedSet]]) -> Estimate:
    exact, logged = sets[0]
    repetitions, load = repetitions_to_failure(logged), logged.kg
    assert repetitions is not None
    assert load is not None
    brzycki = brzycki_kg(load, repetitions) / _ratio(exercise)
    next_best = sets[1][0] if len(sets) > 1 else None
    return Estimate(lift, exercise, logged, repetitions, exact, brzycki, next_best)


def estimate_all(
    best_sets: Callable[[str], Sequence[tuple[Fraction, LoggedSet]]],
) -> tuple[list[Estimate], list[LoggedSet]]:
    """Estimate every reference lift; see `estimate`."""
    found = [estimate(lift, best_sets) for lift in LIFTS]
    return [one for one, _ in found if one], [each for _, beyond in found for each in beyond]


def measured_exercises(lifts: Iterable[str] = LIFTS) -> frozenset[str]:
    """Name the exercises that any of the lifts can be estimated from."""
    return frozenset(e.id for lift in lifts for e in measured_by(lift))

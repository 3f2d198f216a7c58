"""Making a feasible roster better: whoever is furthest from his bound is planned again."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set
from fractions import Fraction

from optimizer.roster.columns import UNPLACED_POINTS, Column
from optimizer.roster.master import choose_columns
from optimizer.roster.placing import PLAN_EFFORT, ask_plans
from optimizer.roster.pricing import typical_use
from optimizer.roster.state import State

MOST_TRIES = 5
# Part of the athletes that is planned again in a round, and how many there are at least.
PART, FEWEST = 4, 8
# Regret below this is not worth an engine's time, in score points.
SMALLEST_REGRET = Fraction(1, 20)


def improve(state: State) -> None:
    """Plan again until the gap is reached, time is up or nobody is left to try.

    In every round the worst placed of each kind look for something better; the others of the kind
    borrow what was found in the round after.

    Parameters
    ----------
    state
        With a feasible seating, which only gets better.
    """
    state.phase = "improving"
    typical = typical_use(state)
    tries: dict[Hashable, int] = {}
    borrowed: dict[int, Fraction] = {}
    while not state.good_enough() and not state.out_of_time():
        asked = [(a, 0.0) for a in _borrowers(state, borrowed)]
        asked += _seekers(state, tries, {athlete for athlete, _ in asked})
        if not asked:
            return
        found = ask_plans(state, asked, typical)
        take_better(state, [athlete for athlete, _ in asked], found)
        if state.crowded:
            choose_columns(state)


def _borrowers(state: State, borrowed: dict[int, Fraction]) -> list[int]:
    """Athletes for whom somebody's plan is better than their own and was not tried yet."""
    found = []
    for athlete in range(state.count):
        if state.shape(athlete).alone is None:
            continue
        lenders = state.library.lenders(state.shape_by_athlete[athlete])
        held = state.seating.plans.get(athlete)
        best = lenders[0].score if lenders else Fraction(-UNPLACED_POINTS)
        mine = Fraction(-UNPLACED_POINTS) if held is None else held.score
        if best > max(mine + SMALLEST_REGRET, borrowed.get(athlete, mine)):
            borrowed[athlete] = best
            found.append(athlete)
    return found


def _seekers(
    state: State, tries: dict[Hashable, int], without: Set[int]
) -> list[tuple[int, float]]:
    """Of every kind the athlete who is furthest from his bound, the worst first, with the effort."""
    worst: dict[Hashable, tuple[Fraction, int]] = {}
    for athlete in range(state.count):
        if athlete in without or state.shape(athlete).alone is None:
            continue
        kind = _kind(state, athlete)
        tried = tries.get(kind, 0)
        regret = regret_of(state, athlete)
        if tried >= MOST_TRIES or regret <= SMALLEST_REGRET:
            continue
        worst[kind] = min(worst.get(kind, (Fraction(0), -1)), (-regret / 2**tried, athlete))
    chosen = sorted((rank, athlete, kind) for kind, (rank, athlete) in worst.items())
    found = []
    for _, athlete, kind in chosen[: max(FEWEST, state.count // PART)]:
        tries[kind] = tries.get(kind, 0) + 1
        found.append((athlete, PLAN_EFFORT * 2 ** tries[kind]))
    return found


def _kind(state: State, athlete: int) -> Hashable:
    held = state.seating.plans.get(athlete)
    kin = state.library.kin[state.shape_by_athlete[athlete]]
    return (kin, (athlete,) if held is None else held.profile)


def regret_of(state: State, athlete: int) -> Fraction:
    """How many points an athlete's plan is below what is proved at the prices."""
    shape = state.shape(athlete)
    column = state.seating.plans.get(athlete)
    worth = Fraction(-UNPLACED_POINTS) if column is None else column.worth(state.prices)
    return shape.priced_bound - worth


def take_better(state: State, athletes: Sequence[int], found: Sequence[Column | None]) -> int:
    """Take plans that score more and still fit; return how many."""
    taken = 0
    for athlete, column in zip(athletes, found, strict=True):
        if column is None or not state.seating.fits(athlete, column):
            continue
        held = state.seating.plans.get(athlete)
        if held is None or column.score > held.score:
            state.seating.seat(athlete, column)
            taken += 1
    return taken

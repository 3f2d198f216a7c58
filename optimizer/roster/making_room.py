"""Room for those who found none: others move, one at a time, until a place is free.

Batches that know nothing of each other can fill the wrong slots: two athletes on Monday and Wednesday
leave the third a Friday. What is full where somebody waits becomes dear, whoever gains most by moving
away moves, and the one who waits is asked again. Where that leads nowhere, all moves are taken back.
"""

from __future__ import annotations

from fractions import Fraction

from optimizer.roster.columns import Column
from optimizer.roster.placing import PLACE_EFFORT, PLAN_EFFORT, ask_plans
from optimizer.roster.priced import PRICE_GRID, Prices
from optimizer.roster.pricing import typical_use
from optimizer.roster.state import State

# Others asked at once, moves for one athlete, and athletes in a row for whom nothing was found.
ASKED, MOST_MOVES, MOST_FAILURES = 8, 4, 3
# What a usual use of something full costs those who might move, in score points.
FULL_POINTS = 12


def make_room(state: State) -> None:
    """Place athletes who have no place, by moving others.

    Parameters
    ----------
    state
        With a feasible seating, in which nobody loses his place.
    """
    state.phase = "making room"
    failures = 0
    typical = typical_use(state)
    for athlete in waiting(state):
        if failures >= MOST_FAILURES or state.out_of_time():
            return
        before = state.seating.copy()
        if _placed_by_moves(state, athlete, typical):
            failures = 0
        else:
            state.seating = before
            failures += 1


def waiting(state: State) -> list[int]:
    """Athletes without a place who have a plan alone, those who are worth most first."""
    found = [
        athlete
        for athlete in range(state.count)
        if athlete not in state.seating.plans and state.shape(athlete).alone is not None
    ]
    return sorted(found, key=lambda athlete: (-state.shape(athlete).priced_bound, athlete))


def _placed_by_moves(state: State, athlete: int, typical: list[int]) -> bool:
    """Move others until an athlete has a place; whether that came about."""
    moved: set[int] = set()
    for _ in range(MOST_MOVES + 1):
        (column,) = ask_plans(state, [(athlete, PLAN_EFFORT)], typical)
        if column is not None and state.seating.fits(athlete, column):
            state.seating.seat(athlete, column)
            return True
        if not _best_move(state, athlete, moved, typical):
            return False
    return False


def _best_move(state: State, athlete: int, moved: set[int], typical: list[int]) -> bool:
    """Move the one who gains most by making room; whether there was one."""
    dear = _dear_where_full(state, athlete, typical)
    users = []
    for other, held in state.seating.plans.items():
        pays = held.score - held.worth(dear)
        if pays > 0 and other not in moved:
            users.append((-pays, other))
    chosen = [other for _, other in sorted(users)[:ASKED]]
    found = ask_plans(state, [(other, PLACE_EFFORT) for other in chosen], typical, prices=dear)
    best: tuple[Fraction, int, Column] | None = None
    for other, column in zip(chosen, found, strict=True):
        if column is None or not state.seating.fits(other, column):
            continue
        gain = column.worth(dear) - state.seating.plans[other].worth(dear)
        if gain > 0 and (best is None or gain > best[0]):
            best = gain, other, column
    if best is None:
        return False
    state.seating.seat(best[1], best[2])
    moved.add(best[1])
    return True


def _dear_where_full(state: State, athlete: int, typical: list[int]) -> Prices:
    """Price what has no room left for an athlete's usual use, in the slots that are offered to him."""
    slots = {
        state.resources[resource].slot
        for column in state.library.lenders(state.shape_by_athlete[athlete])
        for resource in column.use
    } | {state.resources[resource].slot for resource in state.shape(athlete).relaxed_use}
    dear = dict(state.prices)
    for index, resource in enumerate(state.resources):
        if resource.slot in slots and state.seating.left[index] < typical[index]:
            points = Fraction(FULL_POINTS, typical[index])
            dear[index] = dear.get(index, Fraction(0)) + Fraction(
                round(points * PRICE_GRID), PRICE_GRID
            )
    return dear

"""The floor of a roster: nobody gets less than a share of the score he would get alone, if that can be.

The floor is asked of each athlete's plan as a hard limit, within what the room has left. Who is still
below is reported by name; nothing is hidden in a mean.
"""

from __future__ import annotations

from fractions import Fraction

from optimizer.roster.placing import PLAN_EFFORT, ask_plans
from optimizer.roster.pricing import typical_use
from optimizer.roster.state import State

ROUNDS = 3


def keep_floors(state: State, fairness: Fraction) -> None:
    """Lift everybody to his floor who can be lifted within what the room has left.

    Parameters
    ----------
    state
        With a feasible seating; lifting one athlete takes nothing from the others.
    fairness
        Share of the score alone, 0 to 1; 0 asks for nothing.
    """
    state.phase = "fairness"
    typical = typical_use(state)
    for turn in range(ROUNDS):
        short = below_floor(state, fairness)
        if not short:
            return
        effort = PLAN_EFFORT * 2 ** (turn + 1)
        asked = [(athlete, effort) for athlete in sorted(short)]
        found = ask_plans(state, asked, typical, short)
        for (athlete, _), column in zip(asked, found, strict=True):
            if column is None or column.score < short[athlete]:
                continue
            if state.seating.fits(athlete, column):
                state.seating.seat(athlete, column)


def below_floor(state: State, fairness: Fraction) -> dict[int, Fraction]:
    """List who gets less than his floor, with the floor in points.

    Parameters
    ----------
    state
        The roster as it stands.
    fairness
        Share of the score alone.
    """
    found = {}
    for athlete in range(state.count):
        alone = state.shape(athlete).alone
        if alone is None or not fairness:
            continue
        held = state.seating.plans.get(athlete)
        floor = fairness * alone.score
        if held is None or held.score < floor:
            found[athlete] = floor
    return found

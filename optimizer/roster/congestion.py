"""What is going to be full is dear: prices that keep the first in a room from taking what the last need.

Everybody who has no place yet is expected to use what the relaxation would use with the room to himself,
on the days of his timetable, or divided over all that are offered. Where that and what is taken come near
to what there is, use costs points. The prices prove nothing; they only say which of many nearly equal
plans to take.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from optimizer.roster.columns import total_use
from optimizer.roster.priced import PRICE_GRID, Prices
from optimizer.roster.state import State

# Expected load from which on use costs something, and the load above that at which prices rise no more.
CALM_LOAD, MOST_LOAD = 0.85, 1.5
# Points for one usual use at a load of one above that. A place in a slot decides only who comes when and
# may be dear; a dear station also makes plans worse.
SLOT_POINTS, STATION_POINTS = 15, 8


def congestion_prices(state: State, waiting: Iterable[int], typical: list[int]) -> Prices:
    """Price what is expected to be full.

    Parameters
    ----------
    state
        The roster as it stands.
    waiting
        Athletes who have no place yet.
    typical
        What one athlete uses of each resource at most.

    Returns
    -------
    dict
        Score points per unit by flat resource index, on the grid of prices.
    """
    expected = total_use(
        state.timetable.use.get(athlete) or state.shape(athlete).relaxed_use for athlete in waiting
    )
    prices = dict(state.prices)
    for index, resource in enumerate(state.resources):
        taken = resource.capacity - state.seating.left[index]
        load = (taken + expected.get(index, 0.0)) / max(1, resource.capacity)
        over = min(MOST_LOAD, load - CALM_LOAD)
        if over > 0:
            usual = STATION_POINTS if resource.kind == "station" else SLOT_POINTS
            points = usual * over / typical[index]
            price = Fraction(round(points * PRICE_GRID), PRICE_GRID)
            prices[index] = prices.get(index, Fraction(0)) + price
    return prices

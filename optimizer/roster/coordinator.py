"""A whole roster over one room: alone, prices, placing, improving, writing.

The coordinator decides by outcomes only and never meets a solver of an athlete: run again over the
same outcomes, it comes to the same end.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.roster.alone import bound_alone, find_shapes, plan_alone
from optimizer.roster.columns import UNPLACED_POINTS, Seating
from optimizer.roster.fairness import keep_floors
from optimizer.roster.improving import improve
from optimizer.roster.making_room import make_room
from optimizer.roster.placing import choose_among_borrowed, place_all
from optimizer.roster.pricing import find_prices
from optimizer.roster.room_problem import resources
from optimizer.roster.sharding import shard_size
from optimizer.roster.state import RosterLimits, RosterProgress, State
from optimizer.roster.task import Decisions, FreshDecisions, Runner

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster


def solve_state(
    roster: Roster,
    runner: Runner,
    limits: RosterLimits,
    *,
    size: int | None = None,
    decisions: Decisions | None = None,
    on_progress: Callable[[RosterProgress], None] | None = None,
) -> State:
    """Solve a roster without writing its plans.

    Parameters
    ----------
    roster
        The roster.
    runner
        Who answers.
    limits
        When to stop.
    size
        Athletes of a shard.
    decisions
        Who remembers what the clock decided.
    on_progress
        Hears of progress.
    """
    limited = resources(roster.room)
    state = State(runner, decisions or FreshDecisions(), limits, limited, len(roster.athletes),
                  on_progress)  # fmt: skip
    state.seating = Seating([resource.capacity for resource in limited])
    find_shapes(state, size or shard_size(state.count))
    bound_alone(state, roster)
    plan_alone(state)
    find_prices(state)
    choose_among_borrowed(state)
    place_all(state, placing_order(roster, state))
    make_room(state)
    improve(state)
    make_room(state)
    keep_floors(state, Fraction(roster.fairness))
    return state


def placing_order(roster: Roster, state: State) -> list[int]:
    """Order athletes: those with the fewest slots to spare first, those not worth a place last.

    Parameters
    ----------
    roster, state
        The roster, and what its prices prove: at them, whoever cannot be worth more than a place costs
        leaves it to others.
    """

    def rank(athlete: int) -> tuple[bool, int, int]:
        one = roster.athletes[athlete]
        spare = len(roster.offered(one)) - roster.sessions_per_week(one)
        dear = state.shape(athlete).priced_bound <= 1 - UNPLACED_POINTS
        return dear, spare, athlete

    return sorted(range(state.count), key=rank)

"""A whole roster over one room: bounds, a timetable, placing, improving.

The coordinator decides by outcomes only and never meets a solver of an athlete: run again over the
same outcomes, it comes to the same end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.roster.alone import bound_alone, find_shapes, plan_alone
from optimizer.roster.columns import UNPLACED_POINTS, Seating
from optimizer.roster.fairness import keep_floors
from optimizer.roster.improving import improve
from optimizer.roster.making_room import make_room, waiting
from optimizer.roster.placing import place_all
from optimizer.roster.pricing import find_prices, overloaded, sum_alone
from optimizer.roster.room_problem import resources
from optimizer.roster.sharding import shard_size
from optimizer.roster.state import RosterLimits, RosterProgress, State
from optimizer.roster.task import Decisions, FreshDecisions, Runner
from optimizer.roster.timetable import make_timetable

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
    sum_alone(state)
    priced = overloaded(state)
    if priced:
        find_prices(state)
    if state.crowded:
        state.phase = "timetable"
        state.timetable = make_timetable(roster, state)
    place_all(state, placing_order(roster, state))
    plan_alone(state)
    make_room(state)
    improve(state)
    make_room(state)
    if not priced and waiting(state) and not state.out_of_time():
        # Somebody has no place although there is enough of everything: prices may prove why.
        find_prices(state)
        improve(state)
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
    turns: Counter[tuple[str, ...]] = Counter()
    ranked = []
    for athlete in range(state.count):
        one = roster.athletes[athlete]
        offered = tuple(slot.id for slot in roster.offered(one))
        spare = len(offered) - roster.sessions_per_week(one)
        dear = state.shape(athlete).priced_bound <= 1 - UNPLACED_POINTS
        # A team comes at the same hours: its members take turns with others, so that those who are
        # placed at once, not knowing of each other, seldom want the same.
        ranked.append((dear, spare, turns[offered], athlete))
        turns[offered] += 1
    return [athlete for *_, athlete in sorted(ranked)]

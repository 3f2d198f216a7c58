"""Solving a roster in memory: the coordinator, then every plan written and checked, and the room."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from constraints import ROSTER_RULES
from optimizer.errors import VerificationError
from optimizer.plan import Plan
from optimizer.result import Status
from optimizer.roster.coordinator import solve_state
from optimizer.roster.inline import InlineRunner
from optimizer.roster.room_problem import Resource, RoomProblem
from optimizer.roster.roster_result import AthleteResult, Price, RosterResult
from optimizer.roster.run_method import written_plans
from optimizer.roster.sharding import make_shards, shard_size
from optimizer.roster.state import RosterLimits, RosterProgress, State
from optimizer.roster.task import Runner

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster

QUARTER_HOUR_SECONDS = 15 * 60


def solve_roster_in_memory(
    roster: Roster,
    limits: RosterLimits,
    *,
    runner: Runner | None = None,
    on_progress: Callable[[RosterProgress], None] | None = None,
) -> RosterResult:
    """Solve a roster and keep all of it in memory.

    Parameters
    ----------
    roster
        The roster.
    limits
        When to stop.
    runner
        Who answers, knowing the shards of `make_shards(roster)`; this process when left out.
    on_progress
        Hears of progress.

    Returns
    -------
    RosterResult
        Only with plans that passed the check of every rule, the room's included.

    Raises
    ------
    VerificationError
        If a plan or the room does not pass; a defect of the program.
    """
    runner = runner or InlineRunner(list(make_shards(roster)))
    size = shard_size(len(roster.athletes))
    state = solve_state(roster, runner, limits, size=size, on_progress=on_progress)
    plans = _written(runner, state, size)
    for rule in ROSTER_RULES:
        violations = list(rule.check(roster, list(plans.values())))
        if violations:
            raise VerificationError("the roster does not pass the check of the room", violations)
    return result_of(roster, state, plans)


def _written(runner: Runner, state: State, size: int) -> dict[int, Plan]:
    plans = {}
    for first in range(0, state.count, size):
        seated = {
            athlete: (state.seating.plans[athlete], state.shape(athlete).alone_bound)
            for athlete in range(first, min(first + size, state.count))
            if athlete in state.seating.plans
        }
        for athlete, outcome in written_plans(runner, seated, size).items():
            if "error" in outcome:
                raise VerificationError(str(outcome["error"]), ())
            plans[athlete] = Plan.model_validate(outcome["plan"])
    return plans


def result_of(roster: Roster, state: State, plans: dict[int, Plan]) -> RosterResult:
    """Put together what became of a roster.

    Parameters
    ----------
    roster, state
        The roster and what the coordinator came to.
    plans
        Verified plan by place in the roster.
    """
    athletes = tuple(
        _athlete(roster, state, athlete, plans.get(athlete)) for athlete in range(state.count)
    )
    value = state.value() if plans else None
    status = Status.FEASIBLE if plans else Status.UNKNOWN
    if plans and value == state.bound:
        status = Status.OPTIMAL
    elif not plans and all(shape.impossible for shape in state.shapes):
        status = Status.IMPOSSIBLE
    bound = None if status is Status.IMPOSSIBLE else state.bound
    return RosterResult(status, value, bound, athletes, prices_worth(roster.room, state))


def _athlete(roster: Roster, state: State, athlete: int, plan: Plan | None) -> AthleteResult:
    written, shape = roster.athletes[athlete], state.shape(athlete)
    column = state.seating.plans.get(athlete)
    alone = None if shape.alone is None else shape.alone.score
    status = Status.IMPOSSIBLE if shape.impossible else Status.UNKNOWN
    if column is not None:
        done = column.score == shape.alone_bound
        status = Status.OPTIMAL if done else Status.FEASIBLE
    return AthleteResult(
        id=written.id,
        group=written.group,
        status=status,
        plan=plan,
        score=None if column is None else column.score,
        alone_score=alone,
        alone_bound=None if shape.impossible else shape.alone_bound,
        floor=None if alone is None or not roster.fairness else Fraction(roster.fairness) * alone,
        unplaced=None if column is not None else why_unplaced(state, athlete),
    )


def why_unplaced(state: State, athlete: int) -> str:
    """Say why an athlete has no plan."""
    shape = state.shape(athlete)
    if shape.error is not None:
        return shape.error
    if shape.impossible:
        return "proved impossible, even with the room to himself"
    if shape.alone is None:
        return "no plan was found, even with the room to himself"
    return "there is no place left in the slots offered"


def prices_worth(room: RoomProblem, state: State) -> tuple[Price, ...]:
    """Say what one station, one head or a quarter of an hour more would be worth, the most first.

    Parameters
    ----------
    room
        The compiled facility.
    state
        With its prices.
    """
    found = []
    for index, price in state.prices.items():
        resource = state.resources[index]
        more, amount = _one_more(resource)
        found.append(Price(resource.where(room), resource.kind, price, more, price * amount))
    return tuple(sorted(found, key=lambda one: (-one.points, one.where)))


def _one_more(resource: Resource) -> tuple[str, int]:
    if resource.kind == "station":
        return f"a quarter of an hour at one {resource.station}", QUARTER_HOUR_SECONDS
    return ("one more athlete", 1) if resource.kind == "heads" else ("one more place to coach", 1)

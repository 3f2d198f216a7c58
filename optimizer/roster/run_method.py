"""The method of rosters, as a run in a folder asks for it: solved first, then written shard by shard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optimizer.plan import Plan
from optimizer.result import Status
from optimizer.roster.columns import UNPLACED_POINTS, Column
from optimizer.roster.coordinator import solve_state
from optimizer.roster.fairness import below_floor
from optimizer.roster.manifest import RunOptions
from optimizer.roster.run import Finished, Told
from optimizer.roster.sharding import place_of
from optimizer.roster.state import RosterLimits, RosterProgress, State
from optimizer.roster.store import AthleteRow
from optimizer.roster.summary import ERROR, PLANNED, UNPLACED, exact
from optimizer.roster.task import Decisions, Outcome, Runner, Task, canonical

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster


def coordinate(
    roster: Roster,
    runner: Runner,
    *,
    options: RunOptions,
    shard_size: int,
    decisions: Decisions,
    told: Told,
) -> Finished:
    """Solve a roster and prepare its rows; see `optimizer.roster.run.Coordinate`."""
    limits = RosterLimits(
        gap=Fraction(options.gap),
        time_limit=options.time_limit,
        deterministic_time=options.deterministic_time,
        seed=options.seed,
    )

    def heard(progress: RosterProgress) -> None:
        told.stands(progress.value, progress.bound)

    state = solve_state(
        roster, runner, limits, size=shard_size, decisions=decisions, on_progress=heard
    )
    told.stands(state.value(), state.bound)
    return finished(roster, runner, state, shard_size)


def finished(roster: Roster, runner: Runner, state: State, shard_size: int) -> Finished:
    """Prepare what a run keeps of a solved roster.

    Parameters
    ----------
    roster, runner
        The roster, and who writes its plans.
    state
        What the coordinator came to.
    shard_size
        Athletes of a shard.
    """
    scores = [shape.alone.score for shape in map(state.shape, range(state.count)) if shape.alone]
    alone = sum(scores, Fraction(0)) / len(scores) if scores else None
    claims: dict[str, Any] = {
        "status": str(_status(state)),
        "shapes": len(state.shapes),
        "prices": {str(index): str(price) for index, price in sorted(state.prices.items())},
        "fairness": str(roster.fairness),
        "below_floor": len(below_floor(state, Fraction(roster.fairness))),
        "mean_alone_score": None if alone is None else exact(alone),
    }
    rows = _rows(roster, runner, state, shard_size)
    return Finished(rows, state.bound, Fraction(UNPLACED_POINTS), claims)


def _status(state: State) -> Status:
    if not state.seating.plans:
        nobody = all(shape.impossible for shape in state.shapes)
        return Status.IMPOSSIBLE if nobody else Status.UNKNOWN
    return Status.OPTIMAL if state.gap() == 0 else Status.FEASIBLE


def _rows(roster: Roster, runner: Runner, state: State, shard_size: int) -> Iterator[AthleteRow]:
    """Write plans shard by shard, so that no more than a shard's are in memory."""
    for first in range(0, state.count, shard_size):
        athletes = range(first, min(first + shard_size, state.count))
        seated = {
            athlete: (state.seating.plans[athlete], state.shape(athlete).alone_bound)
            for athlete in athletes
            if athlete in state.seating.plans
        }
        written = written_plans(runner, seated, shard_size)
        for athlete in athletes:
            blank = _blank(state, athlete, roster.athletes[athlete].id)
            if athlete in written:
                yield planned_row(blank, state.seating.plans[athlete], written[athlete])
            else:
                yield blank


def written_plans(
    runner: Runner, columns: Mapping[int, tuple[Column, Fraction]], shard_size: int
) -> dict[int, Outcome]:
    """Have plans of one shard written and verified.

    Parameters
    ----------
    runner
        Who writes.
    columns
        Choice, and a bound on the athlete's score, by place in the roster.
    shard_size
        Athletes of a shard.

    Returns
    -------
    dict
        Outcomes by place in the roster.
    """
    if not columns:
        return {}
    athletes = list(columns)
    own = tuple(
        {"choice": column.document(), "bound": str(bound)} for column, bound in columns.values()
    )
    places = [place_of(athlete, shard_size) for athlete in athletes]
    task = Task("write", places[0][0], tuple(index for _, index in places), {}, own)
    return {athletes[position]: outcome for _, position, outcome in runner.run([task])}


def planned_row(blank: AthleteRow, column: Column, written: Outcome) -> AthleteRow:
    """Write the row of an athlete whose plan was written.

    Parameters
    ----------
    blank
        What is known of the athlete.
    column
        What was chosen; it is kept, so that a newcomer can be placed later.
    written
        The outcome: a verified plan, or why there is none.
    """
    if "error" in written:
        why = {"why": str(written["error"])}
        return replace(blank, status=ERROR, record={**blank.record, **why})
    plan = Plan.model_validate(written["plan"])
    chosen = {
        "score": str(column.score),
        "use": {str(resource): amount for resource, amount in sorted(column.use.items())},
        "choice": column.document(),
    }
    record = {**blank.record, "score": plan.score.exact, "chosen": chosen}
    return replace(blank, status=PLANNED, record=record, plan=plan.to_json())


def column_in(row: AthleteRow) -> Column | None:
    """Read back what was chosen for an athlete; None for one without a plan."""
    chosen = row.record.get("chosen")
    if chosen is None or row.plan is None:
        return None
    use = {int(resource): amount for resource, amount in chosen["use"].items()}
    return Column(Fraction(chosen["score"]), use, canonical(chosen["choice"]))


def _blank(state: State, athlete: int, name: str) -> AthleteRow:
    """Say what is known of an athlete before his plan is written, or why there is none."""
    shape = state.shape(athlete)
    record: dict[str, Any] = {"alone_bound": str(shape.alone_bound)}
    if shape.alone is not None:
        record["alone_score"] = str(shape.alone.score)
    if shape.error is not None:
        return AthleteRow(athlete, name, ERROR, {**record, "why": shape.error}, None)
    why = "there is no place left in the slots offered"
    if shape.impossible:
        why = "proved impossible, even with the room to himself"
    elif shape.alone is None:
        why = "no plan was found, even with the room to himself"
    if athlete not in state.seating.plans:
        record["why"] = why
    return AthleteRow(athlete, name, UNPLACED, record, None)

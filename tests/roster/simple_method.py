"""The simplest method there is, for rooms that are large enough: everyone gets the plan he has alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from optimizer.api import solve
from optimizer.plan import Plan
from optimizer.roster.manifest import RunOptions
from optimizer.roster.members import member_from
from optimizer.roster.roster import Roster
from optimizer.roster.run import Finished, Told
from optimizer.roster.store import AthleteRow
from optimizer.roster.summary import ERROR, PLANNED
from optimizer.roster.task import Decisions, Outcome, Runner, Shard, Task

SIMPLE = "tests.roster.simple_method:perform"


def perform(shard: Shard, task: Task) -> list[Outcome]:
    """Solve athletes alone."""
    outcomes = []
    for index in task.members:
        result = solve(
            member_from(shard.members[index]).scenario,
            gap="0.2",
            time_limit=None,
            deterministic_time=task.common["effort"],
            workers=1,
            confirm_seconds=0,
        )
        assert result.plan is not None
        assert result.bound is not None
        outcomes.append({"plan": json.loads(result.plan.to_json()), "bound": str(result.bound)})
    return outcomes


def coordinate(
    roster: Roster,
    runner: Runner,
    *,
    options: RunOptions,
    shard_size: int,
    decisions: Decisions,
    told: Told,
) -> Finished:
    """Plan everyone alone."""
    count = len(roster.athletes)
    shards = [tuple(range(min(shard_size, count - first))) for first in range(0, count, shard_size)]
    tasks = [
        Task("start", number, members, {"effort": options.deterministic_time})
        for number, members in enumerate(shards)
    ]
    alone = {(task.shard, task.members[p]): outcome for task, p, outcome in runner.run(tasks)}
    bound = sum((Fraction(one["bound"]) for one in alone.values() if "bound" in one), Fraction(0))
    told.stands(None, bound)

    def rows() -> Iterator[AthleteRow]:
        for place, athlete in enumerate(roster.athletes):
            yield row(place, athlete.id, alone[divmod(place, shard_size)])

    return Finished(rows(), bound, Fraction(200), {"status": "feasible", "prices": {}})


def row(place: int, name: str, found: dict[str, Any]) -> AthleteRow:
    if "error" in found:
        return AthleteRow(place, name, ERROR, {"why": found["error"]}, None)
    plan = Plan.model_validate(found["plan"])
    record = {"score": plan.score.exact, "alone_score": plan.score.exact, "bound": found["bound"]}
    return AthleteRow(place, name, PLANNED, record, plan.to_json())

"""Whether to believe a run: plans, room and sums checked again, in parallel, without a solver.

Each athlete's scenario is made anew from the roster in the run folder, not taken from the plan.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from constraints import Violation
from constraints.facility_capacity import RoomUse, breaches, use_of
from optimizer.engines.answer import Watch
from optimizer.plan import Plan
from optimizer.roster.roster import Roster
from optimizer.roster.run_folder import PLANS, RunFolder, plan_file
from optimizer.roster.running.local import LocalEngine
from optimizer.roster.store import AthleteRow, RunFolderError, Store
from optimizer.roster.summary import PLANNED, Totals, add_up, differences
from optimizer.roster.task import Outcome, Shard, Task
from optimizer.scoring import Scoring
from optimizer.verifier import verify

THIS = "optimizer.roster.verify_run"
CHUNK = 50
NAME = "run"


@dataclass
class RunVerification:
    """What the check of a run found.

    Parameters
    ----------
    violations
        Everything found: of athletes' plans, of the room, of the folder's own claims.
    totals
        What the plans add up to.
    summary
        What the run says of itself.
    """

    violations: tuple[Violation, ...]
    totals: Totals
    summary: dict[str, Any]

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.violations


@dataclass
class _Heard:
    """What came of the athletes' checks so far."""

    violations: dict[int, list[Violation]] = field(default_factory=dict)
    outcomes: dict[int, tuple[str, Fraction | None]] = field(default_factory=dict)
    use: RoomUse = field(default_factory=RoomUse)


def verify_run(
    path: Path,
    *,
    workers: int = 1,
    watch: Watch | None = None,
    on_checked: Callable[[int, int], None] | None = None,
) -> RunVerification:
    """Check a finished run.

    Parameters
    ----------
    path
        The run folder.
    workers
        Processes.
    watch
        Its `stop` event ends the check.
    on_checked
        Called with how many athletes were checked and how many there are.

    Returns
    -------
    RunVerification

    Raises
    ------
    RunFolderError
        If it is no run folder, was damaged or has not come to its end.
    Stopped
        If the watch said stop.
    """
    folder = RunFolder(path)
    summary, roster = folder.summary(), folder.roster()
    store = folder.store(reading=True)
    try:
        found, ids = list(_whole(folder, roster, store)), store.ids()
    finally:
        store.close()
    heard = _Heard()
    count = len(ids)
    tasks = [
        Task("verify", 0, tuple(numbers), {"folder": str(path.absolute())})
        for numbers in _chunks([number for number in ids if number < len(roster.athletes)])
    ]
    with LocalEngine(
        _NoShards(), perform=f"{THIS}:perform", workers=workers, watch=watch, preload=(THIS,)
    ) as engine:
        for task, position, outcome in engine.run(tasks):
            _hear(heard, task.members[position], outcome)
            if on_checked is not None:
                on_checked(len(heard.outcomes), count)
    for number in sorted(heard.violations):
        found += heard.violations[number]
    found += breaches(roster, heard.use)
    totals = add_up(
        (heard.outcomes[number] for number in sorted(heard.outcomes)), _unplaced_points(summary)
    )
    found += _claims(summary, folder, totals)
    return RunVerification(tuple(found), totals, summary)


def perform(shard: Shard, task: Task) -> list[Outcome]:
    """Check the plans of athletes; `members` are places in the roster."""
    roster, folder, store = _opened(task.common["folder"])
    return [_checked(roster, folder, row) for row in store.athletes(task.members)]


@lru_cache(maxsize=1)
def _opened(path: str) -> tuple[Roster, RunFolder, Store]:
    folder = RunFolder(Path(path))
    return folder.roster(), folder, folder.store(reading=True)


def _checked(roster: Roster, folder: RunFolder, row: AthleteRow) -> Outcome:
    """Check one athlete's row with its plan."""
    answer: Outcome = {"status": row.status, "score": None, "violations": [], "use": []}
    problems: list[Violation] = []
    if (row.status == PLANNED) != (row.plan is not None):
        has = "has no plan" if row.plan is None else "has a plan"
        problems.append(_fault(row.id, "plan", f"{row.status}, and yet {has}"))
    kept = plan_file(folder.path, row.number, row.id)
    if (folder.path / PLANS).is_dir() and (kept.read_text("utf-8") if kept.exists() else None) != (
        row.plan
    ):
        problems.append(_fault(row.id, "file", f"{kept.name} is not the plan of the run"))
    if row.plan is not None:
        problems += _check_plan(roster, row, answer)
    answer["violations"] = [_written(row.id, one) for one in problems]
    return answer


def _check_plan(roster: Roster, row: AthleteRow, answer: Outcome) -> Iterator[Violation]:
    assert row.plan is not None  # the caller
    try:
        plan = Plan.model_validate(json.loads(row.plan))
    except (ValueError, ValidationError) as error:
        yield _fault(row.id, "plan", f"unreadable: {str(error).splitlines()[0]}")
        return
    if plan.athlete != row.id:
        yield _fault(row.id, "plan", f"a plan for {plan.athlete!r}")
    verification = verify(roster.member(row.number).scenario, plan)
    yield from verification.violations
    use = use_of(roster, [plan])
    answer["use"] = [[*key, amount] for key, amount in use.amounts.items()]
    answer["athletes"] = list(use.athletes)
    yield from use.faults
    if verification.terms:
        total = Scoring(verification.terms, verification.shortages).total
        answer["score"] = str(total)
        claimed = row.record.get("score")
        if claimed != str(total):
            yield _fault(row.id, "score", f"scores {total}, the run says {claimed}")


def _hear(heard: _Heard, number: int, outcome: Outcome) -> None:
    if "error" in outcome:
        # It is in the list, so that the run does not pass; what it is worth nobody knows.
        heard.violations[number] = [
            _fault(f"athlete {number + 1}", "check", f"the check failed: {outcome['error']}")
        ]
        heard.outcomes[number] = ("error", None)
        return
    score = outcome["score"]
    heard.outcomes[number] = (outcome["status"], None if score is None else Fraction(score))
    if outcome["violations"]:
        heard.violations[number] = [
            Violation(one[0], one[1], Decimal(one[2]), one[3], one[4])
            for one in outcome["violations"]
        ]
    part = RoomUse()
    for week, slot, kind, station, amount in outcome["use"]:
        part.amounts[week, slot, kind, station] += amount
    part.athletes.update(outcome.get("athletes", ()))
    heard.use.add(part)


def _whole(folder: RunFolder, roster: Roster, store: Store) -> Iterator[Violation]:
    """Compare who is in the run with who is in the roster."""
    ids = store.ids()
    for number, athlete in enumerate(roster.athletes):
        if number not in ids:
            yield _fault(athlete.id, "athlete", "in the roster, but not in the run")
        elif ids[number] != athlete.id:
            yield _fault(athlete.id, "athlete", f"the run calls him {ids[number]!r}")
    for number, name in ids.items():
        if number >= len(roster.athletes):
            yield _fault(name, "athlete", "in the run, but not in the roster")


def _claims(summary: dict[str, Any], folder: RunFolder, totals: Totals) -> Iterator[Violation]:
    """Compare what the run says of itself with what it is."""
    if summary.get("roster_sha256") != folder.manifest.roster_sha256:
        yield _fault("summary", "roster", "of another roster than the manifest's")
    try:
        for key, said, right in differences(summary, totals):
            yield _fault("summary", key, f"{key} is said to be {said}; the plans say {right}")
    except ValueError as error:
        yield _fault("summary", "bound", str(error))


def _unplaced_points(summary: dict[str, Any]) -> Fraction:
    try:
        return Fraction(summary["unplaced_points"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        raise RunFolderError(
            "summary.json: damaged: unplaced_points is no number; run again with --resume"
        ) from None


def _written(athlete: str, one: Violation) -> list[str]:
    where = one.where if one.where.startswith(athlete) else f"{athlete}, {one.where}"
    excess = one.excess
    if isinstance(excess, Fraction):
        excess = Decimal(excess.numerator) / Decimal(excess.denominator)
    return [one.rule, where, str(excess), one.unit, one.message]


def _fault(where: str, unit: str, text: str) -> Violation:
    return Violation(NAME, where, 1, unit, f"{where}: {text}")


def _chunks(numbers: list[int]) -> list[list[int]]:
    return [numbers[first : first + CHUNK] for first in range(0, len(numbers), CHUNK)]


class _NoShards:
    """Plans are read from the run folder by who checks them; nothing travels."""

    _empty = Shard.of(0, {}, [])

    def packed(self, number: int) -> bytes:
        return self._empty.pack()

    def sha256(self, number: int) -> str:
        return self._empty.sha256

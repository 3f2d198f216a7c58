"""Who races on rosters: each takes a roster and limits, tells what it knows, ends with verified plans."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.arena import PLACES
from benchmarks.contestants import Outcome, Report
from benchmarks.record import Engine, RosterFigures
from optimizer._version import __version__
from optimizer.engines.answer import Limits, Watch
from optimizer.roster.room_problem import resources
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster
    from optimizer.roster.running.engine import Engine as TaskEngine
    from optimizer.roster.running.engine import Shards
    from optimizer.roster.store import AthleteRow
    from optimizer.roster.task import Outcome as TaskOutcome
    from optimizer.roster.task import Task

MODULES: dict[Engine, tuple[str, ...]] = {
    "ours": ("optimizer.roster.run_method", "optimizer.roster.running.local"),
    "cp_sat": ("benchmarks.roster.monoliths",),
    "highs": ("benchmarks.roster.monoliths",),
    "greedy": ("benchmarks.roster.monoliths",),
}


def warm_up(engine: Engine) -> None:
    """Import what an engine needs, before its clock starts."""
    for module in (*MODULES[engine], "optimizer.roster.verify_run"):
        import_module(module)


def race(engine: Engine, roster: Roster, limits: Limits, report: Report) -> Outcome:
    """Let an engine solve a roster.

    Parameters
    ----------
    engine
        Which.
    roster
        The instance, read but not compiled.
    limits
        The wall clock starts now.
    report
        Hears of values and bounds in points per athlete as soon as the engine does.

    Returns
    -------
    Outcome

    Raises
    ------
    VerificationError, EngineError
        If an engine's plans or bound are refused; a defect of the engine or the model.
    """
    if engine == "ours":
        return ours(roster, limits, report)
    from benchmarks.roster.monoliths import first_come, one_model

    if engine == "greedy":
        return first_come(roster, limits, report)
    return one_model(engine, roster, limits, report)


def ours(roster: Roster, limits: Limits, report: Report) -> Outcome:
    """Make the run that `liftproof roster` makes, and verify it as `liftproof verify` does."""
    from optimizer.roster.manifest import RunOptions
    from optimizer.roster.run import Terms, run_roster
    from optimizer.roster.run_folder import RunFolder
    from optimizer.roster.run_method import coordinate
    from optimizer.roster.running.local import LocalEngine
    from optimizer.roster.verify_run import verify_run

    def engine(shards: Shards, watch: Watch) -> TaskEngine:
        return LocalEngine(shards, workers=limits.workers, watch=watch)

    options = RunOptions(
        gap=f"{Decimal(str(limits.gap)):f}",
        time_limit=limits.wall_seconds,
        deterministic_time=limits.deterministic_time,
        seed=limits.seed,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run"
        told = _Told(len(roster.athletes), report)
        summary = run_roster(
            roster, path, options, Terms(engine), coordinate, watch=Watch(), told=told
        )
        checked = verify_run(path, workers=limits.workers)
        with closing(RunFolder(path).store(reading=True)) as store:
            below = sum(below_floor(roster, row) for row in store.athletes())
    count = len(roster.athletes)
    bound = summary["bound"]
    value = checked.totals.value / count if checked.passed and checked.totals.planned else None
    proved = None if bound is None else Fraction(bound["exact"]) / count
    report(value, proved)
    return Outcome(
        status=summary["status"],
        value=value,
        bound=proved,
        verified=checked.passed,
        engine_version=f"liftproof {__version__}: prices, plans as columns, placing, improving",
        measured={
            "roster": figures(
                roster,
                placed=checked.totals.planned,
                mean=checked.totals.mean,
                worst=checked.totals.worst,
                below=below,
            )
        },
    )


@dataclass
class _Told:
    """Passes value and bound on, in points per athlete."""

    athletes: int
    report: Report

    def asked(self, kind: str, members: int, known: int) -> None:
        """Begin a round: no news."""

    def answered(self, task: Task, position: int, outcome: TaskOutcome) -> None:
        """Count an answer: no news."""

    def stands(self, value: Fraction | None, bound: Fraction | None) -> None:
        """Pass on."""
        per_athlete = (None if one is None else one / self.athletes for one in (value, bound))
        self.report(*per_athlete)


def below_floor(roster: Roster, row: AthleteRow) -> bool:
    """Whether an athlete with a plan gets less than the share of his score alone."""
    score, alone = (row.record.get(name) for name in ("score", "alone_score"))
    if score is None or alone is None:
        return False
    return Fraction(score) < Fraction(roster.fairness) * Fraction(alone)


def figures(
    roster: Roster,
    *,
    placed: int,
    mean: Fraction | None,
    worst: Fraction | None,
    below: int | None,
) -> dict[str, Any]:
    """Write what a record says of a roster besides value and bound.

    Parameters
    ----------
    roster
        The instance.
    placed
        Athletes with a plan.
    mean, worst
        Scores of these in points; None without any.
    below
        Athletes below the floor; None where nobody's score alone is known.
    """
    found = RosterFigures(
        athletes=len(roster.athletes),
        resources=len(resources(roster.room)),
        placed=placed,
        mean=None if mean is None else cents(mean, ROUND_FLOOR, PLACES),
        worst=None if worst is None else cents(worst, ROUND_FLOOR, PLACES),
        below_floor=below,
        total_memory_bytes=None,
    )
    return found.model_dump(mode="json")

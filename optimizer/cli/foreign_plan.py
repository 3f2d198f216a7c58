"""`liftproof verify --plan-csv`: a plan from elsewhere, judged, compared with the best, and mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from constraints import RULES
from optimizer.cli import exit_codes, keep
from optimizer.cli.findings import findings_data, lack_lines, score_of, violation_lines
from optimizer.cli.inputs import scenario_from
from optimizer.cli.repair_words import best_data, best_line, repair_data, repair_lines
from optimizer.cli.streams import Streams
from optimizer.foreign.judge import Judgement, judge_plan_csv
from optimizer.report.words import clean, plural
from optimizer.result import Result, Status

if TYPE_CHECKING:
    from optimizer.engines.answer import Watch
    from optimizer.foreign.repair import Repair
    from optimizer.scenario import Scenario
    from optimizer.solver import Progress

MOST_SHORTAGES = 10


@dataclass(frozen=True)
class Wishes:
    """What the command line asks for beside the check itself."""

    plan_csv: str
    style: str
    show_all: bool
    repair: bool
    output: str | None
    force: bool
    against_best: bool
    gap: Decimal
    time_limit: Decimal
    workers: int | None

    @property
    def threads(self) -> int:
        """Threads to solve with."""
        return self.workers or keep.default_workers()


def check_foreign_plan(source: str, wishes: Wishes, streams: Streams) -> int:
    """Check a plan that somebody else wrote.

    Parameters
    ----------
    source
        The scenario file, or ``-``.
    wishes
        What is asked for.
    streams
        Where results and notes go.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    click.UsageError
        If the wishes contradict each other.
    ScenarioError, TableError
        With every problem of the file.
    """
    _refuse_contradictions(source, wishes)
    scenario = scenario_from(source)
    judgement = judge_plan_csv(wishes.plan_csv, scenario)
    target = _target(source, wishes, scenario)
    for note in judgement.notes:
        streams.note(clean(note))
    to_stdout = wishes.output == "-"
    is_json = wishes.style == "json"
    say = streams.note if to_stdout else streams.result
    found = findings_data(judgement.verification)
    if not is_json:
        say("\n".join(_finding_lines(judgement, wishes.show_all)))
    code = exit_codes.DONE if judgement.verification.passed else exit_codes.VIOLATIONS
    if wishes.against_best:
        best = _solved(scenario, wishes, streams)
        found["best"] = best_data(best)
        if not is_json:
            say(best_line(judgement, best))
    if wishes.repair:
        mended = _repaired(scenario, judgement, wishes, streams)
        found["repair"] = repair_data(mended, scenario)
        if not is_json:
            say("\n".join(repair_lines(mended, judgement, scenario)))
        code = _keep(mended, target, to_stdout, streams) or code
    if is_json:
        streams.data(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return code


def _refuse_contradictions(source: str, wishes: Wishes) -> None:
    if source == wishes.plan_csv == "-":
        raise click.UsageError("scenario and plan cannot both be standard input")
    if wishes.output is not None and not wishes.repair:
        raise click.UsageError("-o keeps a repaired plan; add --repair")
    if wishes.output == "-" and wishes.style == "json":
        raise click.UsageError("-o - and --format json cannot both write to standard output")


def _target(source: str, wishes: Wishes, scenario: Scenario) -> Path | None:
    """Choose the file of the repaired plan before anything is solved; None where none is kept."""
    if wishes.output in (None, "-"):
        return None
    target = keep.chosen_target(wishes.output, source, scenario, False, wishes.force)
    if target is not None:
        keep.check_writable(target)
    return target


# ---- the check ----


def _finding_lines(judgement: Judgement, show_all: bool) -> list[str]:
    verification = judgement.verification
    lines = violation_lines(verification.violations, show_all=show_all, join_weeks=True)
    lines.append(f"score {score_of(verification)}, recomputed")
    lines += lack_lines(verification, None if show_all else MOST_SHORTAGES)
    if verification.passed:
        weeks = plural(len(judgement.draft.plan.weeks), "week")
        return [*lines, f"verified: {len(RULES)} rules checked over {weeks}, no violation"]
    return [*lines, f"not verified: {plural(len(verification.violations), 'violation')}"]


# ---- against the best ----


def _solved(scenario: Scenario, wishes: Wishes, streams: Streams) -> Result:
    from optimizer.cli.running import RunOptions, run

    options = RunOptions(
        gap=wishes.gap / 100,
        time_limit=float(wishes.time_limit),
        deterministic_time=None,
        workers=wishes.threads,
        seed=0,
        confirm_seconds=0.0,
    )
    best, interrupted = run(scenario, options, streams)
    if interrupted:
        streams.note("interrupted: this is the best plan so far")
    return best


# ---- the repair ----


def _repaired(scenario: Scenario, judgement: Judgement, wishes: Wishes, streams: Streams) -> Repair:
    from optimizer.cli.running import run_task
    from optimizer.engines.answer import Limits
    from optimizer.foreign.repair import repair

    limits = Limits(
        wall_seconds=float(wishes.time_limit), gap=float(wishes.gap / 100), workers=wishes.threads
    )

    def task(watch: Watch, on_progress: Callable[[Progress], None]) -> Repair:
        entries = judgement.draft.entries
        return repair(scenario, entries, limits, watch=watch, on_progress=on_progress)

    mended, interrupted = run_task(task, streams, "looking for the nearest plan")
    if interrupted:
        streams.note("interrupted: this is the nearest plan so far")
    return mended


def _keep(mended: Repair, target: Path | None, to_stdout: bool, streams: Streams) -> int | None:
    """Keep the repaired plan; return an exit code where there is none."""
    if mended.plan is None:
        impossible = mended.status is Status.IMPOSSIBLE
        return exit_codes.IMPOSSIBLE if impossible else exit_codes.NOT_FOUND
    if to_stdout:
        streams.data(mended.plan.to_json())
    elif target is not None:
        streams.note(keep.save(mended.plan.to_json(), target))
    else:
        streams.note("the repaired plan is not kept; -o FILE keeps it")
    return None

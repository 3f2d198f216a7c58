"""`liftproof verify` of a run folder: every plan, the room and the sums."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimizer.cli import exit_codes
from optimizer.cli.streams import Streams

if TYPE_CHECKING:
    from optimizer.engines.answer import Watch
    from optimizer.roster.verify_run import RunVerification

TRUST = """What this verification rests on
  Python's integers, decimals and fractions: nothing is compared with a tolerance.
  The reading of the roster in the run folder, from which every athlete's scenario is made anew.
  The check of each rule, and of facility_capacity for the room, on the calendar and in natural units.
What it does not rest on
  Any solver, the database's word about scores, or the summary.
What the bound rests on
  The word of who made the run: that no roster is worth more is not proved again here.
"""


def check_run(
    files: tuple[str, ...], style: str, show_all: bool, trust: bool, streams: Streams
) -> int:
    """Check a run folder and print what was found.

    Parameters
    ----------
    files
        The run folder, after the roster file where there are two.
    style
        ``text`` or ``json``.
    show_all
        Whether to show every violation.
    trust
        Whether to say what the answer rests on.
    streams
        Where it goes.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    RunFolderError
        If the folder cannot be checked.
    """
    from optimizer.cli.keep import default_workers
    from optimizer.cli.running import run_task
    from optimizer.roster.task import Stopped
    from optimizer.roster.verify_run import verify_run

    path = Path(files[-1])
    if len(files) == 2:
        _same_roster(files[0], path)

    def task(watch: Watch, tell: Any) -> RunVerification | Stopped:
        try:
            return verify_run(
                path,
                workers=default_workers(),
                watch=watch,
                on_checked=lambda done, of: tell(f"checked {done} of {of}"),
            )
        except Stopped as stopped:
            return stopped

    found, _ = run_task(task, streams, doing="reading the run")
    if isinstance(found, Stopped):
        streams.note("interrupted: not all was checked")
        return exit_codes.INTERRUPTED
    if style == "json":
        streams.data(json.dumps(_data(found, trust), indent=1, ensure_ascii=False) + "\n")
    else:
        streams.result("\n".join([*_lines(found, show_all), *([TRUST] if trust else [])]))
    return exit_codes.DONE if found.passed else exit_codes.VIOLATIONS


def _same_roster(source: str, path: Path) -> None:
    from optimizer.roster.roster import load_roster
    from optimizer.roster.run_folder import RunFolder
    from optimizer.roster.store import RunFolderError

    asked, run = load_roster(source, skip_bad=True).sha256, RunFolder(path).manifest.roster_sha256
    if asked != run:
        raise RunFolderError(
            f"{path} is a run of another roster than {source}, or {source} has changed since"
        )


def _lines(found: RunVerification, show_all: bool) -> list[str]:
    from constraints import ROSTER_RULES, RULES
    from optimizer.cli.findings import violation_lines
    from optimizer.report.words import plural
    from optimizer.roster.summary import shown

    totals = found.totals
    lines = violation_lines(found.violations, show_all=show_all)
    said = f"{plural(totals.planned, 'plan')} of {plural(totals.athletes, 'athlete')}"
    if totals.planned:
        lines.append(
            f"value {shown(totals.value)}, mean score {shown(totals.mean)}, worst "
            f"{shown(totals.worst)}, recomputed"
        )
    rules = len(RULES) + len(ROSTER_RULES)
    if found.passed:
        lines.append(f"verified: {said}, {rules} rules and the room in every week, no violation")
    else:
        count = plural(len(found.violations), "violation")
        lines.append(f"not verified: {count} in {said}")
    return lines


def _data(found: RunVerification, trust: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "verified": found.passed,
        "recomputed": found.totals.document(),
        "violations": [
            {
                "rule": one.rule,
                "where": one.where,
                "excess": str(one.excess),
                "unit": one.unit,
                "message": one.message,
            }
            for one in found.violations
        ],
    }
    if trust:
        data["trust"] = TRUST
    return data


def is_run(files: tuple[str, ...]) -> bool:
    """Whether the last file that is named is a folder."""
    return files[-1] != "-" and Path(files[-1]).is_dir()


def refuse_certificate(certificate: str | None) -> None:
    """Refuse what belongs to a single plan.

    Raises
    ------
    click.UsageError
        If a certificate is named.
    """
    if certificate is not None:
        raise click.UsageError("--certificate goes with a plan file, not with a run folder")

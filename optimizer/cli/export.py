"""`liftproof export`: a verified plan for calendars, spreadsheets, lifting apps and watches."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli import exit_codes
from optimizer.cli.examples import example
from optimizer.cli.streams import Streams
from optimizer.export.set_table import COLUMNS

if TYPE_CHECKING:
    from optimizer.export.checked import CheckedPlan

FORMATS = {
    "ics": "calendar, one event a session; importing a changed plan updates the events",
    "csv": "one row per prescribed set, see below",
    "xlsx": "a coach's workbook: overview, then a sheet a block to print and fill in",
    "liftoscript": "text to paste into the Liftosaur app",
    "fit": "workouts for Garmin watches: -o names a folder or a .zip file",
    "markdown": "the plan as a page of text",
    "json": "the plan file, in its canonical form",
}
BINARY = ("xlsx", "fit")


def _listed(title: str, entries: Mapping[str, str]) -> str:
    return "\n".join(["\b", title, *(f"  {name:13}{about}" for name, about in entries.items())])


EPILOG = "\n\n".join(
    [
        example(
            "liftproof export garage.plan.json --to ics --timezone Europe/Berlin -o garage.ics",
            "liftproof export garage.plan.json --to liftoscript   # to standard output",
        ),
        _listed("Formats:", FORMATS),
        _listed("Columns of csv:", COLUMNS),
        "csv is RFC 4180 in UTF-8. Numbers are plain, unknown ones empty; a text that a spreadsheet "
        "would take for a formula begins with an apostrophe.",
    ]
)


@click.command("export", epilog=EPILOG)
@click.argument("source", metavar="PLAN")
@click.option("--to", type=click.Choice(list(FORMATS)), required=True, help="Format, see below.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="-",
    show_default=True,
    help="File, or - for standard output.",
)
@click.option("--timezone", metavar="ZONE", help="ics: where the sessions are, as Europe/Berlin.")
@click.option("--daily-drills", is_flag=True, help="ics: add the drills of every day.")
@click.option(
    "--sequence",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    help="ics: revision; raise it where a calendar takes no update.",
)
@click.pass_context
def command(
    context: click.Context,
    source: str,
    to: str,
    output: str,
    timezone: str | None,
    daily_drills: bool,
    sequence: int,
) -> None:
    """Write the plan file PLAN in another format, after verifying it again.

    A plan that breaks a rule is not exported: exit code 5, and what is wrong. Equal plans give equal
    files. An existing file is replaced whole or not at all.
    """
    _check_usage(source, to, output, bool(timezone or daily_drills or sequence))
    from optimizer.api import load_plan
    from optimizer.cli.findings import MOST_SHOWN, violation_lines
    from optimizer.errors import VerificationError
    from optimizer.export.checked import check_plan
    from optimizer.export.render import CalendarOptions, render

    streams: Streams = context.obj
    plan = load_plan(source)
    try:
        checked = check_plan(plan)
    except VerificationError as error:
        shown = violation_lines(error.violations[:MOST_SHOWN], show_all=True)
        streams.note("\n".join([*shown, f"{error.message}; liftproof verify lists them all"]))
        context.exit(exit_codes.VIOLATIONS)
    if to == "fit" and output != "-" and not _is_zip(output):
        streams.note(_save_folder(checked, Path(output)))
        return
    options = CalendarOptions(timezone, daily_drills, sequence)
    content = render(checked, to, options)
    if daily_drills and not plan.daily:
        streams.note("the plan has no drills for every day")
    if output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        _save(content, Path(os.path.realpath(output)))
        streams.note(f"{to} written to {output}")


def _is_zip(output: str) -> bool:
    return output.lower().endswith(".zip")


def _check_usage(source: str, to: str, output: str, for_calendar: bool) -> None:
    """Refuse what cannot be meant, before anything is read."""
    if for_calendar and to != "ics":
        raise click.UsageError(f"--timezone, --daily-drills and --sequence are for ics, not {to}")
    if output == "-":
        if to in BINARY and _to_a_terminal():
            raise click.UsageError(f"{to} is no text for a terminal; name a file with -o")
        return
    try:
        _check_target(source, Path(output), is_folder=to == "fit" and not _is_zip(output))
    except OSError as error:  # such as a name that is too long
        raise click.UsageError(f"-o {output} cannot be used: {error.strerror or error}") from None


def _check_target(source: str, target: Path, *, is_folder: bool) -> None:
    if target.is_dir() and not is_folder:
        raise click.UsageError(f"-o {target} is a directory; name a file in it")
    if is_folder and target.exists() and not target.is_dir():
        raise click.UsageError(f"-o {target} is a file; name a folder or a .zip file")
    if source != "-" and target.exists() and Path(source).exists() and target.samefile(source):
        raise click.UsageError(f"-o {target} is the plan itself; name another file")
    from optimizer.cli.outputs import check_kept

    check_kept(target)
    if is_folder and target.suffix.lower() == ".fit":
        raise click.UsageError(f"fit is one file a session: -o {target} names a folder or a .zip")


def _to_a_terminal() -> bool:
    return sys.stdout.isatty()


def _save(content: bytes, target: Path) -> None:
    from optimizer.cli.keep import check_writable
    from optimizer.plan_file import save_bytes

    check_writable(target)
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a device or a pipe
        else:
            save_bytes(content, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.UsageError(f"{target} cannot be written: {reason}") from None


def _save_folder(checked: CheckedPlan, folder: Path) -> str:
    from optimizer.export.render import fit_files
    from optimizer.report.words import plural

    files = fit_files(checked)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be made: {error.strerror or error}") from None
    for name, content in files.items():
        _save(content, folder / name)
    return f"{plural(len(files), 'FIT workout')} written to {folder}; copy them to GARMIN/NewFiles"

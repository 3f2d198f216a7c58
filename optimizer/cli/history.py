"""`liftproof history`: one-repetition maxima and ladder steps from a training log."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import click

from optimizer.cli.examples import example
from optimizer.cli.inputs import known_name
from optimizer.cli.streams import Streams


@click.command(
    "history",
    epilog=example(
        "liftproof history hevy.csv",
        "liftproof history strong.csv --unit lb --merge my.yaml",
        'liftproof history hevy.csv --as "RDL with straps=romanian_deadlift"',
    ),
)
@click.argument("file")
@click.option("--unit", type=click.Choice(["kg", "lb"]), help="Unit of weights if FILE has none.")
@click.option(
    "--weeks",
    type=click.IntRange(1, 104),
    default=8,
    show_default=True,
    help="How many weeks count, back from the newest day in FILE.",
)
@click.option(
    "--as",
    "meanings",
    multiple=True,
    metavar="NAME=EXERCISE",
    help="What a name in FILE means; may be given several times.",
)
@click.option("--format", "style", type=click.Choice(["yaml", "json"]), default="yaml")
@click.option("--merge", "scenario", metavar="SCENARIO", help="Write it into this scenario file.")
@click.option(
    "-o", "--output", metavar="OUT", help="With --merge: write OUT, leave SCENARIO alone."
)
@click.option("--replace", is_flag=True, help="With --merge: replace values that stand there.")
@click.option("--force", is_flag=True, help="Replace OUT if it exists.")
@click.pass_obj
def command(
    streams: Streams,
    file: str,
    unit: Literal["kg", "lb"] | None,
    weeks: int,
    meanings: tuple[str, ...],
    style: str,
    scenario: str | None,
    output: str | None,
    replace: bool,
    force: bool,
) -> None:
    """Estimate one-repetition maxima and ladder steps from the Hevy or Strong export FILE.

    Prints a fragment for a scenario, with the set that each number comes from. Warm-up and drop sets,
    body weight and assistance never count as load. A name that is not known is listed, not guessed.
    """
    from optimizer.history import as_json, as_yaml, load_scenario_file, merge, read_history
    from optimizer.history.notes import notes, stale
    from optimizer.report.words import clean

    if scenario is None and (output is not None or replace or force):
        raise click.UsageError("-o, --replace and --force go with --merge SCENARIO")
    if scenario is not None and style != "yaml":
        raise click.UsageError(
            "--format says how the fragment is printed; leave it out with --merge"
        )
    if file == "-" and scenario == "-":
        raise click.UsageError("log and scenario cannot both be standard input")
    target = None if scenario is None else _target(scenario, output, force)
    into = None if scenario is None else load_scenario_file(scenario)
    history = read_history(
        file,
        unit=unit,
        weeks=weeks,
        chosen=dict(map(_meaning, meanings)),
        gate=None if into is None else into.gate,
    )
    for line in notes(history):
        streams.note(line)
    if into is None:
        streams.data(as_json(history) if style == "json" else as_yaml(history))
        return
    if warning := stale(history, into.scenario):
        streams.note(warning)
    merged = merge(history, into, replace=replace)
    for line in [*merged.notes, *merged.diff.splitlines()]:
        streams.note(clean(line))
    if target is None:
        streams.data(merged.text)
    elif merged.diff or output is not None:
        _write(merged.text, target)
        streams.note(f"wrote {target}")
    else:
        streams.note(f"{target}: nothing to change")


def _meaning(written: str) -> tuple[str, str]:
    from optimizer.catalogue import load_catalogue

    name, sign, exercise = written.rpartition("=")
    if not sign or not name.strip():
        raise click.UsageError(f"--as {written[:60]!r}: write NAME=EXERCISE")
    return name.strip(), known_name(exercise.strip(), load_catalogue().exercises, "exercise")


def _target(scenario: str, output: str | None, force: bool) -> Path | None:
    """Choose the file to write; None for standard output."""
    chosen = output or scenario
    if chosen == "-":
        return None
    target = Path(os.path.realpath(chosen))
    if target.is_dir():
        raise click.UsageError(f"{chosen} is a directory; name a file")
    same = scenario != "-" and target == Path(os.path.realpath(scenario))
    if output is not None and os.path.lexists(target) and not same and not force:
        raise click.UsageError(f"-o {output} exists; --force replaces it")
    return target


def _write(text: str, target: Path) -> None:
    from optimizer.plan_file import save_text

    try:
        mode = target.stat().st_mode if target.exists() else None
        save_text(text, target)
        if mode is not None:
            target.chmod(mode)  # a file that others may not read stays so
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.UsageError(f"{target} cannot be written: {reason}") from None

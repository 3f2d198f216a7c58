"""`liftproof roster`: many athletes in one room, in a folder that survives every interruption."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from optimizer.cli import exit_codes
from optimizer.cli.examples import example
from optimizer.cli.numbers import Number
from optimizer.cli.roster_group import RosterGroup
from optimizer.cli.streams import Streams

if TYPE_CHECKING:
    from optimizer.engines.answer import Watch
    from optimizer.roster.roster import Roster
    from optimizer.roster.run import MakeEngine
    from optimizer.roster.running.engine import Engine, Shards

OPTION_NAMES = ("gap", "time_limit", "deterministic_time", "seed")


@click.group(
    "roster",
    cls=RosterGroup,
    commands_by_module={
        "add-athlete": ("roster_add", "Place a newcomer in a finished run."),
        "results": ("roster_results", "Write tables, heat map and every set of a finished run."),
    },
    epilog=example(
        "liftproof roster school.yaml -o run/",
        "liftproof roster school.yaml -o run/ --resume",
        "liftproof verify run/",
        "liftproof roster results run/ -o results/",
        "liftproof roster add-athlete run/ --athlete newcomer.csv -o run2/",
    ),
)
def command() -> None:
    """Plan many athletes who share rooms, stations and coaches.

    `liftproof roster ROSTER -o DIR` is short for `liftproof roster solve ROSTER -o DIR`.
    """


@command.command(
    "solve",
    epilog=example(
        "liftproof roster school.yaml -o run/",
        "liftproof roster school.yaml -o run/ --resume",
        'liftproof roster school.yaml -o run/ --map "Max RDL=deadlift" --skip-bad',
        "liftproof roster club.yaml -o run/ --engine cluster --scheduler tcp://10.0.0.1:8786",
    ),
)
@click.argument("source", metavar="ROSTER")
@click.option("-o", "--output", metavar="DIR", required=True, help="Folder of the run.")
@click.option("--resume", is_flag=True, help="Go on with the run in DIR.")
@click.option(
    "--gap",
    type=Number(least=0, below=100),
    default="2",
    show_default=True,
    help="Stop when no roster can be better by more than this, in per cent.",
)
@click.option("--time-limit", type=Number(above=0), help="Seconds.  [default: none]")
@click.option(
    "--deterministic-time",
    type=Number(above=0),
    help="Limit in the engine's own units, for all athletes together; without --time-limit the "
    "result is the same on every engine and with any number of workers.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option(
    "--map",
    "column_map",
    multiple=True,
    metavar="HEADER=COLUMN",
    help="What a column of the athletes' table means; may be given several times.",
)
@click.option("--skip-bad", is_flag=True, help="Set wrong rows aside in DIR/rejected.csv.")
@click.option("--engine", type=click.Choice(["local", "cluster"]), default="local")
@click.option("--scheduler", metavar="ADDRESS", help="Of Dask, such as tcp://10.0.0.1:8786.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Processes of the local engine.  [default: one per core, at most 4]",
)
@click.option(
    "--athlete-seconds",
    type=Number(above=0),
    default="600",
    show_default=True,
    help="End a process that takes longer for one athlete's question.",
)
@click.option("--retry-errors", is_flag=True, help="With --resume: ask failed athletes again.")
@click.option("--plan-files", is_flag=True, help="Write every plan into DIR/plans as well.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def solve(
    context: click.Context,
    /,
    source: str,
    output: str,
    resume: bool,
    column_map: tuple[str, ...],
    skip_bad: bool,
    style: str,
    **asked: Any,
) -> None:
    """Plan all athletes of ROSTER so that the room holds; keep everything in DIR.

    Every answer is stored the moment it comes. Kill the run at any time: --resume goes on, nothing
    finished is lost or solved twice, and the end result is the same. A roster that has changed
    since is refused. Exit code 4: no athlete has a plan; 3: proved that none can have one.
    """
    from optimizer.cli.running import run_task
    from optimizer.roster.roster import load_roster

    streams: Streams = context.obj
    _check_options(context, resume, asked)
    path = Path(output)
    roster = load_roster(source, column_map=meanings_of(column_map), skip_bad=skip_bad)
    for note in roster.notes:
        streams.note(f"note: {note}")
    terms = {"going_on": resume, "again": asked["retry_errors"], "plan_files": asked["plan_files"]}
    options = _options(context, path, resume, asked)

    def task(watch: Watch, tell: Any) -> dict[str, Any]:
        from optimizer.roster.run import Terms, run_roster
        from optimizer.roster.run_method import coordinate
        from optimizer.roster.run_progress import RunProgress
        from optimizer.roster.task import Stopped

        try:
            return run_roster(
                roster,
                path,
                options,
                Terms(make_engine_of(asked), **terms),
                coordinate,
                watch=watch,
                told=RunProgress(tell),
            )
        except Stopped:
            return {}

    summary, _ = run_task(task, streams, doing="setting up")
    _keep_rejected(roster, path, streams)
    if not summary:
        streams.note(f"interrupted: what was found is kept in {path}; go on with --resume")
        context.exit(exit_codes.INTERRUPTED)
    if style == "json":
        streams.data(json.dumps(summary, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    else:
        from optimizer.cli.roster_words import summary_lines

        streams.result("\n".join(summary_lines(summary, path)))
    impossible = summary.get("status") == "impossible"
    nothing = exit_codes.IMPOSSIBLE if impossible else exit_codes.NOT_FOUND
    context.exit(exit_codes.DONE if summary["planned"] else nothing)


def _check_options(context: click.Context, resume: bool, asked: dict[str, Any]) -> None:
    if asked["engine"] == "cluster" and asked["scheduler"] is None:
        raise click.UsageError(
            "--engine cluster needs --scheduler; start one with `dask scheduler` and give its address"
        )
    if asked["engine"] == "local" and asked["scheduler"] is not None:
        raise click.UsageError("--scheduler goes with --engine cluster")
    if asked["engine"] == "cluster" and asked["workers"] is not None:
        raise click.UsageError("--workers goes with --engine local; a cluster has its own")
    if asked["retry_errors"] and not resume:
        raise click.UsageError("--retry-errors goes with --resume")


def _options(context: click.Context, path: Path, resume: bool, asked: dict[str, Any]) -> Any:
    """Take what is asked for; in a run that goes on, the run's own where nothing is asked for."""
    from optimizer.roster.manifest import RunOptions
    from optimizer.roster.run_folder import RunFolder

    limit, units = asked["time_limit"], asked["deterministic_time"]
    options = RunOptions(
        gap=format((asked["gap"] / Decimal(100)).normalize(), "f"),
        time_limit=None if limit is None else float(limit),
        deterministic_time=None if units is None else float(units),
        seed=asked["seed"],
    )
    if not resume:
        return options
    stored = RunFolder(path).manifest.options
    given = {
        name
        for name in OPTION_NAMES
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    return stored.model_copy(update={name: getattr(options, name) for name in given})


def make_engine_of(asked: dict[str, Any]) -> MakeEngine:
    """Return what makes the engine that is asked for.

    Parameters
    ----------
    asked
        Options `engine`, `workers` and `athlete_seconds`; `scheduler` for a cluster.
    """
    from optimizer.cli.keep import default_workers

    seconds = float(asked["athlete_seconds"])

    def make(shards: Shards, watch: Watch) -> Engine:
        if asked["engine"] == "cluster":
            from optimizer.roster.running.cluster import ClusterEngine

            return ClusterEngine(
                shards, scheduler=asked["scheduler"], allowed_seconds=seconds, watch=watch
            )
        from optimizer.roster.running.local import LocalEngine

        workers = asked["workers"] or default_workers()
        return LocalEngine(shards, workers=workers, allowed_seconds=seconds, watch=watch)

    return make


def meanings_of(pairs: tuple[str, ...]) -> dict[str, str]:
    """Read what columns mean.

    Parameters
    ----------
    pairs
        As ``HEADER=COLUMN``.

    Raises
    ------
    click.UsageError
        If one is written otherwise.
    """
    meanings = {}
    for pair in pairs:
        header, equals, column = pair.rpartition("=")
        if not equals or not header.strip() or not column.strip():
            raise click.UsageError(f'--map {pair[:60]!r}: write it as "HEADER=COLUMN"')
        meanings[header.strip()] = column.strip()
    return meanings


def _keep_rejected(roster: Roster, path: Path, streams: Streams) -> None:
    if not roster.rejected:
        return
    from optimizer.cli.outputs import save_file
    from optimizer.roster.rejected import rejected_csv

    target = path / "rejected.csv"
    save_file(rejected_csv(roster.rejected), target)
    streams.note(f"rows that were set aside, with the reasons, are in {target}")

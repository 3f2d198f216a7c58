"""The command line: `python -m benchmarks`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from benchmarks.record import ENGINES, Engine, RecordError, Run, Settings, load_run
from benchmarks.trajectory import GAPS
from optimizer.cli import exit_codes
from optimizer.cli.examples import example
from optimizer.cli.group import report
from optimizer.cli.inputs import known_name
from optimizer.cli.numbers import Number
from optimizer.cli.streams import Streams

if TYPE_CHECKING:
    from decimal import Decimal

FILE = click.Path(path_type=Path, dir_okay=False)
MARK = click.option(
    "--gap",
    "mark",
    type=click.Choice(["plan", *GAPS]),
    default="1",
    show_default=True,
    help="Which times to show: to this proved gap in per cent, or to the first plan.",
)


class _Commands(click.Group):
    """Commands whose errors end as sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if isinstance(error, BrokenPipeError):
                raise  # the reader of our output has gone; click ends quietly
            ctx.exit(report(error, debug=False))


@click.group(
    name="benchmarks",
    cls=_Commands,
    epilog=example(
        "python -m benchmarks run block --time-limit 30 -o block.json",
        "python -m benchmarks show block.json",
        "python -m benchmarks compare before.json after.json",
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.pass_context
def main(context: click.Context) -> None:
    """Race engines on frozen instances and keep what they did."""
    context.obj = Streams()


@main.command(
    epilog=example(
        "python -m benchmarks run mesocycle --time-limit 30 --workers 2 -o mesocycle.json",
        "python -m benchmarks run magnus_garage --engines ours,highs -o try.json",
        "python -m benchmarks run school_60_tight --time-limit 60 -o school.json",
    )
)
@click.argument("wanted", metavar="[SUITE|INSTANCE]...", nargs=-1)
@click.option(
    "--engines", default=",".join(ENGINES), show_default=True, help="Who races, in this order."
)
@click.option(
    "--time-limit",
    type=Number(above=0),
    default="30",
    show_default=True,
    help="Seconds per engine and instance, building the model included; none beside "
    "--deterministic-time, unless it is given.",
)
@click.option("--deterministic-time", type=Number(above=0), help="Limit for the CP-SAT engines.")
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option(
    "--stop-gap",
    type=Number(least=0, below=100),
    default="0",
    show_default=True,
    help="Gap in per cent at which an engine may stop.",
)
@click.option("-o", "--output", type=FILE, required=True, help="Record; must not exist.")
@click.option("--no-best-known", is_flag=True, help="Leave best_known.json alone.")
@click.pass_context
def run(
    context: click.Context,
    wanted: tuple[str, ...],
    engines: str,
    time_limit: Decimal,
    deterministic_time: Decimal | None,
    workers: int,
    seed: int,
    stop_gap: Decimal,
    output: Path,
    no_best_known: bool,
) -> None:
    """Race engines on suites or instances (all when left out) and write a record.

    Instance by instance, one engine after the other, each in a process of its own. Ctrl-C ends the race
    and keeps the instances that are done. Exit code 1: an engine failed or contradicted what is known.
    Rosters (`roster`, or their names) are raced in a run of their own, by all engines but scip.
    """
    from benchmarks.arena import check_same_model
    from benchmarks.best_known import BEST_KNOWN, improve, load_best_known, save_best_known
    from benchmarks.record import check_free, save_run

    check_free(output)
    streams: Streams = context.obj
    only_deterministic = deterministic_time is not None and _by_default(context, "time_limit")
    settings = Settings(
        time_limit=None if only_deterministic else float(time_limit),
        deterministic_time=None if deterministic_time is None else float(deterministic_time),
        gap_percent=float(stop_gap),
        workers=workers,
        seed=seed,
    )
    chosen = None if _by_default(context, "engines") else _engines(engines)
    done = _race(wanted, chosen, settings, streams)
    save_run(done, output)
    streams.note(f"record written to {output}")
    streams.result(_summary(done, streams.width))
    check_same_model(done.measurements)
    if not no_best_known:
        known = load_best_known(BEST_KNOWN)
        better = improve(known, done, output.stem)
        if better != known:
            save_best_known(better, BEST_KNOWN)
            streams.note(f"{_changes(known, better)} improved in {BEST_KNOWN.name}")
    if not done.complete:
        context.exit(exit_codes.INTERRUPTED)
    if any(m.status == "failed" for m in done.measurements):
        context.exit(exit_codes.INTERNAL)


@main.command(epilog=example("python -m benchmarks show mesocycle.json --gap 0.25 --details"))
@click.argument("record", type=FILE)
@MARK
@click.option("--details", is_flag=True, help="Every measurement, not only the suites.")
@click.pass_obj
def show(streams: Streams, record: Path, mark: str, details: bool) -> None:
    """Show the record of a run: median seconds to every gap, and how many instances got there.

    Of rosters every measurement, and from which size on our method is faster than one model.
    """
    from benchmarks.tables import details_text

    found = load_run(record)
    if details:
        streams.result(details_text(found, mark, streams.width))
    streams.result(_summary(found, streams.width))


@main.command(epilog=example("python -m benchmarks compare before.json after.json --gap 0.25"))
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@MARK
@click.pass_obj
def compare(streams: Streams, before: Path, after: Path, mark: str) -> None:
    """Compare two records that were run alike; others are refused."""
    from benchmarks.tables import comparison_text

    streams.result(comparison_text(load_run(before), load_run(after), mark, streams.width))


@main.command(epilog=example('python -m benchmarks history run.json --note "bounds by HiGHS"'))
@click.argument("record", type=FILE)
@click.option("--note", default="", help="What changed since the run before.")
@click.pass_obj
def history(streams: Streams, record: Path, note: str) -> None:
    """Add a run to HISTORY.md; one on rosters to that of the rosters."""
    from benchmarks.history import HISTORY, add_run
    from benchmarks.roster.history import ROSTER_HISTORY, add_roster_run

    found = load_run(record)
    if _of_rosters(found):
        add_roster_run(found, note, ROSTER_HISTORY)
        streams.note(f"added to {ROSTER_HISTORY.parent.name}/{ROSTER_HISTORY.name}")
    else:
        add_run(found, note, HISTORY)
        streams.note(f"added to {HISTORY.name}")


@main.command(epilog=example("python -m benchmarks plot run.json -o pictures"))
@click.argument("record", type=FILE)
@MARK
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder.",
)
@click.pass_obj
def plot(streams: Streams, record: Path, mark: str, output: Path) -> None:
    """Draw a run: performance profiles and gaps over time by suite, and scaling, as SVG.

    Of rosters time, memory and gap over athletes, and the gap over time of each.
    """
    from benchmarks.plots import pictures
    from benchmarks.roster.plots import roster_pictures
    from optimizer.plan_file import save_text

    found = load_run(record)
    drawn = roster_pictures(found, mark) if _of_rosters(found) else pictures(found, mark)
    output.mkdir(parents=True, exist_ok=True)
    for name, picture in drawn.items():
        save_text(picture, output / name)
        streams.note(f"{output / name}")


@main.command(
    epilog=example("python -m benchmarks generate", "python -m benchmarks generate roster")
)
@click.argument("what", type=click.Choice(["scenarios", "roster"]), default="scenarios")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder.  [default: where the frozen instances are]",
)
@click.pass_obj
def generate(streams: Streams, what: str, output: Path | None) -> None:
    """Write the instance files again from their tables; they come out the same."""
    from benchmarks.generate import INSTANCES, write_instances
    from benchmarks.roster.generate import write_instances as write_rosters
    from benchmarks.roster.instances import INSTANCES as ROSTERS

    if what == "roster":
        target = output or ROSTERS
        streams.note(f"{len(write_rosters(target)) // 2} rosters written to {target}")
        return
    target = output or INSTANCES
    streams.note(f"{len(write_instances(target))} instances written to {target}")


def _race(
    wanted: tuple[str, ...], engines: list[Engine] | None, settings: Settings, streams: Streams
) -> Run:
    """Race on scenarios or on rosters; `engines` are the usual ones where None."""
    from benchmarks.instances import chosen_names
    from benchmarks.roster.arena import race_rosters
    from benchmarks.roster.figures import ROSTER_ENGINES
    from benchmarks.roster.instances import chosen, names_rosters
    from benchmarks.running import race_all

    if not names_rosters(wanted):
        return race_all(chosen_names(wanted), engines or list(ENGINES), settings, streams.note)
    for engine in engines or ():
        if engine not in ROSTER_ENGINES:
            raise RecordError(f"{engine} takes no rosters: {', '.join(ROSTER_ENGINES)} do")
    return race_rosters(chosen(wanted), engines or list(ROSTER_ENGINES), settings, streams.note)


def _summary(run: Run, width: int) -> str:
    from benchmarks.roster.tables import roster_text
    from benchmarks.tables import summary_text

    return roster_text(run, width) if _of_rosters(run) else summary_text(run, width)


def _of_rosters(run: Run) -> bool:
    from benchmarks.roster.figures import is_roster

    return any(map(is_roster, run.measurements))


def _by_default(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.DEFAULT


def _engines(text: str) -> list[Engine]:
    names = [name.strip() for name in text.split(",")]
    for name in names:
        known_name(name, ENGINES, "engine")
    if len(set(names)) < len(names):
        raise RecordError(f"an engine is named twice: {text}")
    by_name = {str(engine): engine for engine in ENGINES}
    return [by_name[name] for name in names]


def _changes(known: dict[str, Any], better: dict[str, Any]) -> str:
    count = sum(known.get(name) != entry for name, entry in better.items())
    return f"{count} instance{'' if count == 1 else 's'}"

"""`liftproof compare`: setups side by side, what one more item adds, and what to buy with a budget."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from optimizer.cli.effort import effort
from optimizer.cli.examples import example
from optimizer.cli.inputs import known_name
from optimizer.cli.numbers import Number
from optimizer.cli.streams import PIPED_WIDTH, Streams

if TYPE_CHECKING:
    from optimizer.cli import compare_run
    from optimizer.engines.answer import Watch
    from optimizer.scenario import Scenario

FORMATS = ("text", "markdown", "json", "csv")


@click.command(
    "compare",
    epilog=example(
        "liftproof compare garage.yaml --setup home_dumbbells --setup garage --chart setups.svg",
        "liftproof compare travelling.yaml --slot sat=commercial_gym --slot sat=none",
        "liftproof compare garage.yaml --from garage --add                  # every single item",
        "liftproof compare garage.yaml --from garage --add rings_pair --add ghd_bench",
        "liftproof compare garage.yaml --from home_dumbbells --budget 500   # best purchase",
    ),
)
@click.argument("source", metavar="SCENARIO")
@click.option(
    "--setup",
    "setups",
    multiple=True,
    metavar="NAME",
    help="A setup for the whole week; repeat it.",
)
@click.option(
    "--slot",
    "slots",
    multiple=True,
    metavar="ID=NAME",
    help="Setup of one session; repeat it to compare combinations, 64 at most.",
)
@click.option(
    "--from", "base", metavar="NAME", help="The setup that --add and --budget start from."
)
@click.option(
    "--add",
    "items",
    multiple=True,
    is_flag=False,
    flag_value="",
    metavar="[ITEM]",
    help="What one more item adds: every item of the library, or those named.",
)
@click.option(
    "--budget", type=Number(least=0), help="The best purchase for this much; all items together."
)
@click.option(
    "--reach", type=Number(least=0), help="The cheapest purchase that reaches this score."
)
@effort(
    seconds="30",
    of_what="Seconds for each setup; for --budget and --reach, of all.",
    gap="Stop each when no plan can be better by more than this, in per cent.",
    threads="Threads of all processes together.",
)
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--chart", metavar="FILE", help="Draw scores with their intervals as an SVG file.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="-",
    show_default=True,
    help="File, or - for standard output.",
)
@click.pass_context
def command(
    context: click.Context,
    source: str,
    setups: tuple[str, ...],
    slots: tuple[str, ...],
    base: str | None,
    items: tuple[str, ...],
    budget: Decimal | None,
    reach: Decimal | None,
    gap: Decimal,
    time_limit: Decimal,
    deterministic_time: Decimal | None,
    workers: int | None,
    seed: int,
    style: str,
    chart: str | None,
    output: str,
) -> None:
    """Solve the week of SCENARIO with several setups, side by side.

    The same athlete, week and limits for each. Setups whose intervals from score to bound overlap are
    not separated, and not ranked. With --add: what single items and promising pairs add. With
    --budget or --reach: what to buy, decided together with the plan.
    Ctrl-C prints what is done. Exit code 0 when every setup got a status, also impossible ones; 4:
    nothing found for any within the limit.
    """
    from optimizer.api import Limits
    from optimizer.cli import compare_run
    from optimizer.cli.inputs import scenario_from
    from optimizer.cli.keep import default_workers
    from optimizer.cli.outputs import save_file
    from optimizer.cli.running import run_task

    streams: Streams = context.obj
    scenario = scenario_from(source)
    by_slot = _by_slot(scenario, slots)
    question = compare_run.Question(scenario, setups, by_slot, base, items, budget, reach)
    question.check()
    if chart is not None and question.buys:
        raise click.UsageError("--chart draws comparisons; a purchase has none")
    if chart == output == "-":
        raise click.UsageError("--chart - and the comparison cannot both go to standard output")
    target = _file("-o", output, source)
    picture = None if chart is None else _file("--chart", chart, source)
    by_default = context.get_parameter_source("time_limit") is ParameterSource.DEFAULT
    only_deterministic = deterministic_time is not None and by_default
    limits = Limits(
        wall_seconds=None if only_deterministic else float(time_limit),
        deterministic_time=None if deterministic_time is None else float(deterministic_time),
        gap=float(gap / 100),
        workers=workers or default_workers(),
        seed=seed,
    )

    def task(watch: Watch, report: Callable[[Any], None]) -> compare_run.Answer:
        return compare_run.answer(question, limits, watch, report)

    found, interrupted = run_task(task, streams, "building the models")
    if interrupted:
        streams.note("interrupted: this is what was done")
    text = compare_run.render(
        found,
        style,
        streams.width if target is None else PIPED_WIDTH,
        color=target is None and streams.out_colored,
    )
    if target is not None:
        save_file(text, target)
        streams.note(f"written to {output}")
    elif style == "text":
        streams.result(text)
    else:
        streams.data(text)
    if chart is not None:
        svg = compare_run.picture(found)
        if picture is None:
            streams.data(svg)
        else:
            save_file(svg, picture)
            streams.note(f"chart written to {chart}")
    context.exit(compare_run.exit_code(found, interrupted))


def _by_slot(scenario: Scenario, slots: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    from optimizer.comparing.candidates import known_setups

    found: dict[str, tuple[str, ...]] = {}
    for written in slots:
        slot, sign, name = written.partition("=")
        if not sign:
            raise click.UsageError(
                f"--slot {written[:60]!r}: write it as ID=NAME, such as fri=garage"
            )
        known_name(slot, [one.id for one in scenario.sessions], "session")
        known_name(name, known_setups(scenario), "setup")
        found[slot] = (*found.get(slot, ()), name)
    return found


def _file(option: str, output: str, source: str) -> Path | None:
    """Choose a file before anything is solved; never the scenario that is read."""
    from optimizer.cli.outputs import chosen_file

    target = chosen_file(output, "-")
    read = Path(source)
    if target is not None and target.exists() and source != "-" and target.samefile(read):
        raise click.UsageError(f"{option} {output} is the scenario itself; name another file")
    return target

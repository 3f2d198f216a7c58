"""`liftproof explain`: why no plan exists and what would change that, or where a plan is held back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from optimizer.cli import exit_codes
from optimizer.cli.effort import effort
from optimizer.cli.examples import example
from optimizer.cli.streams import Streams

if TYPE_CHECKING:
    from optimizer.api import Watch
    from optimizer.explaining.explanation import Explanation

FORMATS = ("text", "json")


@click.command(
    "explain",
    epilog=example(
        "liftproof explain impossible.yaml",
        "liftproof explain garage.yaml --time-limit 120 --format json",
    ),
)
@click.argument("source", metavar="SCENARIO")
@click.option("--setup", help="Use this setup in all sessions.")
@effort(
    seconds="60",
    of_what="Seconds for everything together.",
    units="Limit of each solve in the engine's own units; reproducible with --workers 1.",
)
@click.option(
    "--whole", is_flag=True, help="Feasible: measure on all weeks, not on the first block alone."
)
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True)
@click.pass_context
def command(
    context: click.Context,
    source: str,
    setup: str | None,
    time_limit: Decimal,
    deterministic_time: Decimal | None,
    workers: int | None,
    whole: bool,
    seed: int,
    style: str,
) -> None:
    """Say why SCENARIO has no plan and which change would give it one.

    Impossible: a minimal conflict, demands with their lines, impossible without any one of them; then the
    smallest changes that make a plan possible, each shown by a plan. What protects the athlete is
    never relaxed. Feasible: what one unit more of time, budgets, sessions or ladder steps is worth.
    Ctrl-C stops and prints what is known. Exit code 3: proved impossible; 4: nothing known in time.
    """
    from optimizer.cli.inputs import scenario_from
    from optimizer.cli.keep import default_workers

    streams: Streams = context.obj
    scenario = scenario_from(source, setup)
    from optimizer.api import explain
    from optimizer.cli.running import run_task

    by_default = context.get_parameter_source("time_limit") is ParameterSource.DEFAULT
    only_deterministic = deterministic_time is not None and by_default

    def task(watch: Watch, report: Callable[[Any], None]) -> Explanation:
        return explain(
            scenario,
            time_limit=None if only_deterministic else float(time_limit),
            deterministic_time=None if deterministic_time is None else float(deterministic_time),
            workers=workers or default_workers(),
            seed=seed,
            whole=whole,
            watch=watch,
            report=report,
        )

    explanation, interrupted = run_task(task, streams, "reading the scenario")
    if interrupted:
        streams.note("interrupted: this is what is known so far")
    if style == "json":
        from optimizer.report.explanation_json import explanation_json

        streams.data(explanation_json(explanation))
    else:
        from optimizer.report.explanation_text import render_explanation

        streams.result(render_explanation(explanation, source, streams.width))
    context.exit(_exit_code(explanation, interrupted))


def _exit_code(explanation: Explanation, interrupted: bool) -> int:
    from optimizer.result import Status

    if explanation.status is Status.IMPOSSIBLE:
        return exit_codes.IMPOSSIBLE
    if explanation.status is Status.UNKNOWN:
        return exit_codes.INTERRUPTED if interrupted else exit_codes.NOT_FOUND
    return exit_codes.DONE

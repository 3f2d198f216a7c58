"""`liftproof solve`: the best plan, proved feasible, bounded and never lost."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from optimizer.cli import exit_codes
from optimizer.cli.effort import effort
from optimizer.cli.examples import example
from optimizer.cli.numbers import Number
from optimizer.cli.streams import Streams

if TYPE_CHECKING:
    from optimizer.result import Result
    from optimizer.scenario import Scenario

FORMATS = ("text", "markdown", "json")


@click.command(
    "solve",
    epilog=example(
        "liftproof solve garage.yaml -o garage.plan.json --time-limit 60",
        "liftproof solve garage.yaml --why romanian_deadlift",
        "liftproof solve garage.yaml -o garage.plan.json --certificate garage.proof.json",
    ),
)
@click.argument("source", metavar="SCENARIO")
@click.option(
    "-o", "--output", metavar="FILE", help="Plan file.  [default: <scenario>.plan.json here]"
)
@click.option("--setup", help="Use this setup in all sessions.")
@effort(
    seconds="30",
    of_what="Seconds.",
    gap="Stop when no plan can be better by more than this, in per cent; 0 asks for a proof.",
)
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--why", metavar="EXERCISE", help="Say where an exercise is possible; no solve.")
@click.option("--no-confirm", is_flag=True, help="Ask no second engine for its opinion.")
@click.option("--force", is_flag=True, help="Let -o replace a file that is no plan.")
@click.option(
    "--certificate",
    metavar="FILE",
    help="Prove the bound in integers, so that `verify` can check it without a solver; as FILE.vipr "
    "for other programs that check proofs (VIPR 1.0).",
)
@click.option(
    "--certificate-seconds",
    type=Number(above=0),
    default="20",
    show_default=True,
    help="Seconds for the certificate, after the solve.",
)
@click.pass_context
def command(
    context: click.Context,
    source: str,
    output: str | None,
    setup: str | None,
    gap: Decimal,
    time_limit: Decimal,
    deterministic_time: Decimal | None,
    workers: int | None,
    seed: int,
    style: str,
    why: str | None,
    no_confirm: bool,
    force: bool,
    certificate: str | None,
    certificate_seconds: Decimal,
) -> None:
    """Find the best plan of SCENARIO, prove it feasible and bound it.

    Without -o the plan is kept beside you, as <scenario>.plan.json. Ctrl-C stops and keeps the best
    plan so far; a second Ctrl-C quits. Exit code 3: proved impossible; 4: nothing found in time.
    """
    from optimizer.cli import keep
    from optimizer.cli.inputs import scenario_from

    streams: Streams = context.obj
    scenario = scenario_from(source, setup)
    if why is not None:
        from optimizer.cli.why import why_text

        streams.result(why_text(scenario, why))
        return
    if output == "-":
        output, style = None, "json"
    target = keep.chosen_target(output, source, scenario, style == "json", force)
    if target is not None:
        keep.check_writable(target)
    from optimizer.cli.certificates import Effort, certify, chosen_certificate
    from optimizer.cli.running import RunOptions, run

    proof = None if certificate is None else chosen_certificate(certificate, source, target, force)
    by_default = context.get_parameter_source("time_limit") is ParameterSource.DEFAULT
    only_deterministic = deterministic_time is not None and by_default
    options = RunOptions(
        gap=gap / 100,
        time_limit=None if only_deterministic else float(time_limit),
        deterministic_time=None if deterministic_time is None else float(deterministic_time),
        workers=workers or keep.default_workers(),
        seed=seed,
        confirm_seconds=0.0 if no_confirm else 30.0,
    )
    result, interrupted = run(scenario, options, streams)
    if result.plan is None:
        code = _without_plan(result, streams, style, interrupted)
    else:
        code = exit_codes.DONE
        if interrupted:
            streams.note("interrupted: this is the best plan so far")
        if target is not None:
            target = target if output is not None else keep.unless_better(target, result.score)
            streams.note(keep.save(result.plan.to_json(), target))
        _show(result, scenario, streams, style)
    if proof is not None and not interrupted:
        certify(scenario, result, proof, Effort(float(certificate_seconds), options.gap), streams)
    context.exit(code)


def _show(result: Result, scenario: Scenario, streams: Streams, style: str) -> None:
    assert result.plan is not None  # the caller
    if style == "json":
        streams.data(result.plan.to_json())
    elif style == "markdown":
        from optimizer.report.markdown import render_markdown

        streams.data(render_markdown(result, scenario))
    else:
        from optimizer.report.text import render_text

        streams.result(
            render_text(result, scenario, width=streams.width, color=streams.out_colored)
        )


def _without_plan(result: Result, streams: Streams, style: str, interrupted: bool) -> int:
    from optimizer.report.words import clean
    from optimizer.result import Status

    second = result.confirmation
    if style == "json":
        data = {
            "status": str(result.status),
            "reasons": list(result.reasons),
            "confirmed": None if second is None else second.confirmed,
            "second_opinion": None if second is None else second.statement,
        }
        streams.data(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    if result.status is not Status.IMPOSSIBLE:
        if interrupted:
            streams.note("interrupted before there was a plan")
            return exit_codes.INTERRUPTED
        streams.note(
            "no plan found within the limit; this does not mean that none exists "
            "(try a longer --time-limit)"
        )
        return exit_codes.NOT_FOUND
    lines = ["proved impossible: no plan keeps all rules and wishes of this scenario"]
    lines += [f"  cannot be met: {clean(reason)}" for reason in result.reasons]
    if second is not None:
        lines.append(f"  second opinion: {second.statement}")
    elif result.reasons:
        lines.append("  seen by arithmetic; no engine was needed")
    else:
        lines.append("  second opinion: none was asked for")
    lines.append(
        "  `liftproof explain` says which demands clash and what would make a plan possible"
    )
    if style == "text":
        streams.result("\n".join(lines))
    else:
        streams.note("\n".join(lines))
    return exit_codes.IMPOSSIBLE

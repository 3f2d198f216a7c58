"""`liftproof report`: a verified plan, or a comparison, as one page to read, print and keep."""

from __future__ import annotations

import click

from optimizer.cli import exit_codes
from optimizer.cli.examples import example
from optimizer.cli.streams import Streams


@click.command(
    "report",
    epilog=example(
        "liftproof report garage.plan.json -o garage.html",
        "liftproof solve garage.yaml --format json | liftproof report - -o garage.html",
        "liftproof compare garage.yaml --setup none --setup garage --format json -o setups.json",
        "liftproof report setups.json -o setups.html",
    ),
)
@click.argument("source", metavar="FILE")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="-",
    show_default=True,
    help="HTML file, or - for standard output.",
)
@click.pass_context
def command(context: click.Context, source: str, output: str) -> None:
    """Write a plan file as one HTML page, after verifying it again, or a comparison.

    FILE is a plan, or the JSON of compare; its format says which. The page needs no network and
    fetches nothing; on paper every block is one A4 page with blanks for the loads done. A plan that
    breaks a rule is not shown: exit code 5, and what is wrong. A comparison holds no plans: its page
    is a record, and says so. Equal files give equal pages. An existing file is replaced whole or not
    at all.
    """
    from optimizer.cli.outputs import chosen_file, save_file

    target = chosen_file(output, source)
    from optimizer.cli.findings import MOST_SHOWN, violation_lines
    from optimizer.errors import VerificationError
    from optimizer.report.page.reading import read_source, render_source

    streams: Streams = context.obj
    try:
        page = render_source(read_source(source))
    except VerificationError as error:
        shown = violation_lines(error.violations[:MOST_SHOWN], show_all=True)
        streams.note("\n".join([*shown, f"{error.message}; liftproof verify lists them all"]))
        context.exit(exit_codes.VIOLATIONS)
    if target is None:
        streams.data(page)
        return
    save_file(page, target)
    streams.note(f"page written to {output}; it opens in any browser")

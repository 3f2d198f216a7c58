"""`liftproof schema`: the JSON Schemas of scenario and roster files."""

from __future__ import annotations

import click

from optimizer.cli.examples import example
from optimizer.cli.streams import Streams


@click.command("schema", epilog=example("liftproof schema > scenario.schema.json"))
@click.option("--roster", is_flag=True, help="The schema of roster files instead.")
@click.pass_obj
def command(streams: Streams, roster: bool) -> None:
    """Print the JSON Schema (draft 2020-12) of scenario files.

    Editors that know JSON Schema complete and check such files with it.
    """
    from optimizer.report.schema import schema_text

    streams.data(schema_text(roster=roster))

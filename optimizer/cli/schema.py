"""`liftproof schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import click

from optimizer.cli.examples import example
from optimizer.cli.streams import Streams


@click.command("schema", epilog=example("liftproof schema > scenario.schema.json"))
@click.pass_obj
def command(streams: Streams) -> None:
    """Print the JSON Schema (draft 2020-12) of scenario files.

    Editors that know JSON Schema complete and check scenario files with it.
    """
    from optimizer.report.schema import schema_text

    streams.data(schema_text())

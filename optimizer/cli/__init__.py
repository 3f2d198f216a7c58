"""The command line: `liftproof`. Each command is a module that is imported only when it is asked for."""

from __future__ import annotations

import gc

import click

from optimizer._version import __version__
from optimizer.cli.group import CommandGroup
from optimizer.cli.streams import COLORS, Streams

__all__ = ["main"]

GARBAGE_THRESHOLD = 100_000

# Command: (module, what stands in the list of commands). Kept here so that help imports no module.
COMMANDS = {
    "solve": "Find the best plan of a scenario, prove it feasible and bound it.",
    "verify": "Check a plan by every rule, without a solver.",
    "roster": "Plan many athletes who share one room, in a folder that can be resumed.",
    "report": "Write a plan as one page to read, print and pin to the wall.",
    "export": "Write a plan for calendars, spreadsheets, lifting apps and watches.",
    "serve": "Open a local page to edit a scenario, solve it and compare plans.",
    "explain": "Say why no plan exists and what would change that, or where a plan is held back.",
    "compare": "Compare setups, find out what one more item adds or what to buy.",
    "new": "Write a commented starter scenario.",
    "history": "Estimate one-repetition maxima and ladder steps from a Hevy or Strong export.",
    "rules": "Show the rules and the score in words, with parameters and sources.",
    "exercises": "List the exercises of the catalogue.",
    "setups": "List the setups library, with typical prices.",
    "schema": "Print the JSON Schema of scenario files.",
}

EPILOG = """\b
Example:
  liftproof new my.yaml
  liftproof solve my.yaml -o my.plan.json
  liftproof verify my.yaml my.plan.json

\b
Exit codes:
  0  done
  1  internal or verification error (please report)
  2  wrong usage or a bad file
  3  proved impossible
  4  nothing found within the limit (this does not mean that none exists)
  5  verify found violations
  130  interrupted before there was a plan
"""


@click.group(
    name="liftproof",
    cls=CommandGroup,
    commands_by_module=COMMANDS,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="liftproof")
@click.option(
    "--color",
    type=click.Choice(COLORS),
    default="auto",
    help="Colour: auto means on a terminal, unless NO_COLOR is set.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
@click.pass_context
def main(context: click.Context, color: str, debug: bool) -> None:
    """Find strength-training plans that can be proved.

    Results go to standard output, progress and notes to standard error. A file named - is standard
    input or output. Not medical advice.
    """
    # Start-up makes many small objects that live to the end: collecting among them costs a tenth.
    gc.set_threshold(GARBAGE_THRESHOLD)
    context.obj = Streams(color)

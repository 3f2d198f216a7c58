"""`liftproof new`: a commented starter scenario that solves as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import click

from optimizer.cli.examples import example
from optimizer.cli.inputs import known_name
from optimizer.cli.streams import Streams

# What the template says and what a copy says instead.
TEMPLATE_START = "start: 2026-11-30"
TEMPLATE_SETUP = "setup: garage}"

today: Callable[[], dt.date] = dt.date.today


def next_monday(day: dt.date) -> dt.date:
    """Return the first Monday after a day; for a Monday, the one a week later."""
    return day + dt.timedelta(days=7 - day.weekday())


def starter(setup: str, start: dt.date) -> str:
    """Fill the template.

    Parameters
    ----------
    setup
        Name of a setup of the library.
    start
        A Monday.
    """
    from importlib.resources import files

    text = files("scenarios").joinpath("starter.yaml").read_text(encoding="utf-8")
    text = text.replace(TEMPLATE_START, f"start: {start.isoformat()}")
    return text.replace(TEMPLATE_SETUP, f"setup: {setup}}}")


@click.command(
    "new", epilog=example("liftproof new my.yaml --setup home_dumbbells", "liftproof solve my.yaml")
)
@click.argument("file")
@click.option("--setup", default="garage", show_default=True, help="A setup of the library.")
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day, a Monday.  [default: the next Monday after today]",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@click.pass_obj
def command(
    streams: Streams, file: str, setup: str, start: dt.datetime | None, force: bool
) -> None:
    """Write a commented starter scenario to FILE.

    It solves as it is; change what differs. The plan starts on the next Monday after today.
    """
    from optimizer.setups import load_setups_library

    known_name(setup, load_setups_library().setups, "setup")
    first = start.date() if start is not None else next_monday(today())
    if first.weekday() != 0:
        raise click.UsageError(f"--start {first} is a {first:%A}; give the date of a Monday")
    text = starter(setup, first)
    if file == "-":
        streams.data(text)
        return
    try:
        with Path(file).open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise click.UsageError(f"{file} exists; --force replaces it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise click.UsageError(f"{file} cannot be written: {reason}") from None
    streams.note(f"wrote {file}; next: liftproof solve {file}")

"""Options of every command that solves: how long, how well, with how many threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from optimizer.cli.numbers import Number

Command = TypeVar("Command", bound=Callable[..., Any])


def effort(
    *,
    seconds: str,
    of_what: str,
    gap: str | None = None,
    units: str = "Limit in the engine's own units, not seconds; reproducible with --workers 1.",
    threads: str = "Threads.",
) -> Callable[[Command], Command]:
    """Add ``--gap``, ``--time-limit``, ``--deterministic-time``, ``--workers`` and ``--seed``.

    Parameters
    ----------
    seconds
        Default of the time limit.
    of_what
        Help of the time limit.
    gap
        Help of the gap; without it the command has none.
    units
        Help of the deterministic limit.
    threads
        Help of the workers, before their default.
    """
    options = [
        click.option(
            "--time-limit", type=Number(above=0), default=seconds, show_default=True, help=of_what
        ),
        click.option("--deterministic-time", type=Number(above=0), help=units),
        click.option(
            "--workers",
            type=click.IntRange(1, 256),
            help=f"{threads}  [default: one per core, at most 4]",
        ),
        click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True),
    ]
    if gap is not None:
        wanted = Number(least=0, below=100)
        options.insert(
            0, click.option("--gap", type=wanted, default="1", show_default=True, help=gap)
        )

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate

"""The group of commands: imports a command when it is asked for, and catches errors at one place."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from optimizer.cli import exit_codes
from optimizer.errors import (
    EngineError,
    LiftproofError,
    ProblemAt,
    Problems,
    VerificationError,
    closest,
)

REPORT = "this is a defect of liftproof, not of your files: please report it"


class CommandGroup(click.Group):
    """A group whose commands are modules of this package, each with an attribute `command`.

    Parameters
    ----------
    commands_by_module
        One line of help by command; a command is a module of the same name.
    """

    def __init__(self, *args: Any, commands_by_module: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = dict(commands_by_module)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which they are needed."""
        return list(self.lines)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.lines:
            return None
        command: click.Command = import_module(f"optimizer.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; suggest a close one where there is none of that name."""
        name = args[0]
        if name in self.lines:
            return name, self.get_command(ctx, name), args[1:]
        near = closest(name, self.lines)
        hint = f"did you mean {near!r}?" if near else f"commands: {', '.join(self.lines)}"
        raise click.UsageError(f"no such command {name[:60]!r}; {hint}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from their lines, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.lines.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; every error of the domain ends here, without a traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(exit_codes.INTERRUPTED)
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # the reader of our output has gone; click ends quietly
            ctx.exit(report(error, bool(ctx.params.get("debug"))))


def report(error: Exception, debug: bool) -> int:
    """Print an error for a person.

    Parameters
    ----------
    error
        What was raised.
    debug
        Whether to show the traceback of an internal error.

    Returns
    -------
    int
        The exit code.
    """
    if isinstance(error, ProblemAt | Problems) or (
        isinstance(error, LiftproofError) and not isinstance(error, VerificationError | EngineError)
    ):
        click.echo(f"error: {error}" if "\n" not in str(error) else str(error), err=True)
        return exit_codes.USAGE
    if debug:
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    said = str(error) if isinstance(error, LiftproofError) else f"{type(error).__name__}: {error}"
    hint = "" if debug else " (--debug before the command shows more)"
    click.echo(f"internal error: {said}\n{REPORT}{hint}", err=True)
    return exit_codes.INTERNAL

"""The group of roster commands: what is no command's name is a roster to solve."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

DEFAULT = "solve"


class RosterGroup(click.Group):
    """A group with a default command; the others are modules, imported when they are asked for.

    Parameters
    ----------
    commands_by_module
        Module below `optimizer.cli` and one line of help, by command.
    """

    def __init__(
        self, *args: Any, commands_by_module: Mapping[str, tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.modules = dict(commands_by_module)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, the default first."""
        return [*self.commands, *self.modules]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command."""
        if cmd_name in self.modules:
            module = import_module(f"optimizer.cli.{self.modules[cmd_name][0]}")
            found: click.Command = module.command
            return found
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from their lines, without importing any."""
        own = [(name, one.get_short_help_str(80)) for name, one in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*own, *((n, line) for n, (_, line) in self.modules.items())])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; without a command's name they are those of the default."""
        own = (*self.list_commands(ctx), *ctx.help_option_names)
        if args and args[0] not in own:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

"""Where output goes: results to standard output, notes to standard error, colour where it is wanted."""

from __future__ import annotations

import io
import os
import shutil
import sys
from typing import IO

import click

COLORS = ("auto", "always", "never")
PIPED_WIDTH = 100
NARROWEST, WIDEST = 60, 120


class Streams:
    """Standard output and standard error, with what they can show.

    Parameters
    ----------
    color
        ``auto``, ``always`` or ``never``.
    """

    def __init__(self, color: str = "auto") -> None:
        self.color = color
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A narrow encoding shall cost a sign, not the plan.
                stream.reconfigure(errors="replace")

    def colored(self, stream: IO[str]) -> bool:
        """Whether to colour what goes to a stream."""
        if self.color != "auto":
            return self.color == "always"
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not plain and stream.isatty()

    @property
    def out_colored(self) -> bool:
        """Whether to colour results."""
        return self.colored(sys.stdout)

    @property
    def width(self) -> int:
        """Columns for results: the terminal's within limits, a fixed number in a pipe."""
        if not sys.stdout.isatty():
            return PIPED_WIDTH
        return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)

    @property
    def shows_progress(self) -> bool:
        """Whether a person watches standard error."""
        return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def result(self, text: str) -> None:
        """Print a result for people; colours in the text are kept."""
        click.echo(text.removesuffix("\n"), color=True)

    def data(self, text: str) -> None:
        """Print a result for machines: UTF-8 whatever the locale says, line ends as they are."""
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()

    def note(self, text: str) -> None:
        """Print a note to standard error."""
        click.echo(text, err=True)

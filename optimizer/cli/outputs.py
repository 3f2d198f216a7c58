"""Where other files than plans go: written whole or not at all, never over the plan they come from."""

from __future__ import annotations

import os
from pathlib import Path

import click

from optimizer.cli.keep import check_writable
from optimizer.plan_file import save_text

# What people write or what took long to find is never replaced by something made from it.
KEPT = (".yaml", ".yml", ".plan.json")


def check_kept(target: Path) -> None:
    """Refuse to write over a scenario or a plan.

    Raises
    ------
    click.UsageError
        If the target is there and its name says that it is one.
    """
    if target.is_file() and target.name.lower().endswith(KEPT):
        raise click.UsageError(
            f"-o {target} exists and looks like a scenario or a plan; name another file"
        )


def chosen_file(output: str, source: str) -> Path | None:
    """Choose the file to write before anything is computed.

    Parameters
    ----------
    output
        What ``-o`` says.
    source
        The file that is read, or ``-``.

    Returns
    -------
    Path or None
        None for standard output.

    Raises
    ------
    click.UsageError
        If it is a folder, the source itself, or cannot be written.
    """
    if output == "-":
        return None
    target = Path(os.path.realpath(output))
    try:
        if target.is_dir():
            raise click.UsageError(f"-o {output} is a directory; name a file in it")
        read = Path(source)
        if source != "-" and target.exists() and read.exists() and target.samefile(read):
            raise click.UsageError(f"-o {output} is the plan itself; name another file")
        check_kept(target)
    except OSError as error:  # such as a name that is too long
        raise click.UsageError(f"-o {output} cannot be used: {error.strerror or error}") from None
    check_writable(target)
    return target


def save_file(text: str, target: Path) -> None:
    """Write a file.

    Raises
    ------
    click.UsageError
        If it cannot be written.
    """
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")  # a device or a pipe
        else:
            save_text(text, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.UsageError(f"{target} cannot be written: {reason}") from None

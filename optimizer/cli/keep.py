"""Where a plan goes: never over a file that is something else, and never lost."""

from __future__ import annotations

import json
import os
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimizer.plan import FORMAT
from optimizer.plan_file import LARGEST, save_text

if TYPE_CHECKING:
    from optimizer.scenario import Scenario

SUFFIX = ".plan.json"
MOST_CORES = 4


def default_workers() -> int:
    """One thread per core this process may use, at most four."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, MOST_CORES))


def chosen_target(
    output: str | None, source: str, scenario: Scenario, to_stdout: bool, force: bool
) -> Path | None:
    """Choose the plan file before anything is solved.

    Parameters
    ----------
    output
        What ``-o`` says, if anything.
    source
        The scenario file, or ``-``.
    scenario
        The scenario; an earlier plan of the same one may be replaced.
    to_stdout
        Whether the plan goes to standard output anyway.
    force
        Whether ``-o`` may replace a file that is no plan.

    Returns
    -------
    Path or None
        None where the plan goes to standard output only.

    Raises
    ------
    click.UsageError
        If the file exists and is no plan.
    """
    if output is not None:
        target = Path(os.path.realpath(output))
        if target.is_dir():
            raise click.UsageError(f"-o {output} is a directory; name a file in it")
        if target.is_file() and not force and _plan_in(target) is None:
            raise click.UsageError(
                f"-o {output} exists and is no liftproof plan; --force replaces it"
            )
        return target
    if to_stdout:
        return None
    stem = "scenario" if source == "-" else Path(source).stem
    number = 1
    while True:
        name = f"{stem}{SUFFIX}" if number == 1 else f"{stem}-{number}{SUFFIX}"
        target = Path.cwd() / name
        if not os.path.lexists(target) or _is_of(target, scenario):
            return target
        number += 1


def unless_better(target: Path, score: Fraction | None) -> Path:
    """Leave an earlier plan of the same scenario alone that has a higher score; take a free name."""
    earlier = _plan_in(target)
    if earlier is None or score is None:
        return target
    try:
        if Fraction(earlier["score"]["exact"]) <= score:
            return target
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return target
    number = 2
    stem = target.name.removesuffix(SUFFIX)
    while os.path.lexists(target):
        target = target.with_name(f"{stem}-{number}{SUFFIX}")
        number += 1
    return target


def _is_of(target: Path, scenario: Scenario) -> bool:
    plan = _plan_in(target)
    stamp = plan.get("scenario") if plan is not None else None
    return isinstance(stamp, dict) and stamp.get("sha256") == scenario.sha256


def _plan_in(target: Path) -> dict[str, Any] | None:
    """Return a file as data if it says that it is a plan; it need not be a good one."""
    try:
        if not target.is_file() or target.stat().st_size > LARGEST:
            return None
        data = json.loads(target.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and data.get("format") == FORMAT else None


def check_writable(target: Path) -> None:
    """Find out before a long solve that its plan could not be kept.

    Raises
    ------
    click.UsageError
        If no file can be made there.
    """
    if target.exists() and not target.is_file():
        return  # a device or a pipe; only writing shows whether it takes anything
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.UsageError(f"{target} cannot be written: {reason}") from None


def save(text: str, target: Path) -> str:
    """Keep a plan; in the temporary directory if its place has gone meanwhile.

    Returns
    -------
    str
        Where it went, for people.
    """
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")
        else:
            save_text(text, target)
    except OSError as error:
        reason = error.strerror or str(error)
        handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=SUFFIX)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        return f"{target} can no longer be written ({reason}); the plan is in {name}"
    return f"plan written to {_near(target)}"


def _near(target: Path) -> str:
    """Name a file as one would from here."""
    here = Path.cwd()
    return str(target.relative_to(here)) if target.is_relative_to(here) else str(target)

"""Reading and writing plan files: canonical JSON in, canonical JSON out, never a half-written file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from optimizer.errors import Diagnostic, PlanFileError, ScenarioError
from optimizer.plan import FORMAT, Plan
from optimizer.read import parse_yaml, read_text, validate
from optimizer.scenario import Scenario

LARGEST = 32 * 2**20


def load_plan(source: str | Path) -> Plan:
    """Read a plan file.

    Parameters
    ----------
    source
        Path, or ``-`` for standard input.

    Returns
    -------
    Plan

    Raises
    ------
    PlanFileError
        With every problem of the file and its place.
    """
    try:
        name, text = read_text(source, limit=LARGEST, what="a plan file")
        document = parse_yaml(text, name)
        found = document.data.get("format") if isinstance(document.data, Mapping) else None
        if found != FORMAT:
            shown = "no format" if found is None else f"format {found!r}"
            raise PlanFileError([Diagnostic(name, 1, 1, "format", shown, FORMAT)])
        return validate(Plan, document)
    except PlanFileError:
        raise
    except ScenarioError as error:
        raise PlanFileError(error.diagnostics) from None


def scenario_inside(plan: Plan) -> Scenario:
    """Return the scenario that travels inside a plan.

    Raises
    ------
    PlanFileError
        If it is no valid scenario.
    """
    from pydantic import ValidationError

    try:
        return Scenario.model_validate(plan.scenario.document)
    except ValidationError as error:
        diagnostics = [
            Diagnostic("plan file", None, None, _path(item["loc"]), item["msg"])
            for item in error.errors(include_url=False)
        ]
        raise PlanFileError(diagnostics) from None


def save_text(text: str, target: Path) -> None:
    """Write a text file whole or not at all, in UTF-8."""
    save_bytes(text.encode("utf-8"), target)


def save_bytes(content: bytes, target: Path) -> None:
    """Write a file whole or not at all: beside it first, then moved into place."""
    directory = target.parent
    handle, temporary = tempfile.mkstemp(dir=directory, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _path(parts: tuple[str | int, ...]) -> str:
    return ".".join(("scenario", "document", *map(str, parts)))

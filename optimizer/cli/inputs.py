"""Reading what a command line names: scenarios, and names that may be mistyped."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from optimizer.errors import Diagnostic, ScenarioError, closest

if TYPE_CHECKING:
    from optimizer.scenario import Scenario


def known_name(value: str, choices: Collection[str], what: str) -> str:
    """Return a name that exists.

    Raises
    ------
    click.UsageError
        With the closest name, or with all where there are few.
    """
    if value in choices:
        return value
    near = closest(value, choices)
    few = f"one of {', '.join(choices)}" if len(choices) <= 30 else None
    hint = f"did you mean {near!r}?" if near else few or f"{len(choices)} names exist"
    raise click.UsageError(f"unknown {what} {value[:60]!r}; {hint}")


def scenario_from(source: str, setup: str | None = None) -> Scenario:
    """Read a scenario, with one setup in all sessions where it is asked for.

    Raises
    ------
    ScenarioError
        With every problem of the file.
    """
    from pydantic import ValidationError

    from optimizer.api import load_scenario

    scenario = load_scenario(source)
    if setup is None:
        return scenario
    try:
        return scenario.with_setup(setup)
    except ValidationError as error:
        raise ScenarioError(
            Diagnostic(source, None, None, "--setup", f"{setup}: {found['msg']}")
            for found in error.errors(include_url=False)
        ) from None

"""The draft against the same validation as files: a scenario, or every problem with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optimizer.errors import Diagnostic, ScenarioError
from optimizer.read import parse_yaml, validate
from optimizer.read.document import MIB
from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Checked:
    """A text and what it says.

    Parameters
    ----------
    text
        As it was written.
    data
        Plain data; None where the text is not YAML.
    scenario
        None where anything is wrong.
    problems
        Everything that is wrong, from top to bottom.
    """

    text: str
    data: Any
    scenario: Scenario | None
    problems: tuple[Diagnostic, ...]

    @property
    def is_yaml(self) -> bool:
        """Whether the form can show it: a mapping, however wrong what it holds."""
        return isinstance(self.data, dict)


def check(text: str, name: str) -> Checked:
    """Read a scenario from text.

    Parameters
    ----------
    text
        YAML.
    name
        What to call it in messages.
    """
    size = len(text.encode("utf-8", "replace"))
    if size > MIB:
        problem = f"is {size / 1e6:.1f} MB; a scenario may have at most 1 MiB"
        return Checked(text, None, None, (Diagnostic(name, None, None, "", problem),))
    try:
        document = parse_yaml(text, name)
    except ScenarioError as error:
        return Checked(text, None, None, error.diagnostics)
    try:
        return Checked(text, document.data, validate(Scenario, document), ())
    except ScenarioError as error:
        return Checked(text, document.data, None, error.diagnostics)

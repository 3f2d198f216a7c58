"""What can go wrong, said in a way the writer of a file can act on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and list indexes from the top."""


def show(value: object) -> str:
    """Show an offending value on one short line, with control characters escaped."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict | list | tuple):
        return "a mapping" if isinstance(value, dict) else "a list"
    # Cut before repr: values may be megabytes long.
    text = repr(value[:61]) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def show_path(path: Iterable[str | int]) -> str:
    """Show a path as `sessions[0].minutes`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = part if part.isprintable() and len(part) <= 60 else show(part)
            text += f".{name}" if text else name
    return text


@dataclass(frozen=True)
class Diagnostic:
    """One problem of one file, with its place; lines and columns count from 1."""

    file: str
    line: int | None
    column: int | None
    path: str
    problem: str
    allowed: str | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        said = [self.problem]
        if self.allowed is not None:
            said.append(f"allowed: {self.allowed}")
        if self.suggestion is not None:
            said.append(f"did you mean {self.suggestion!r}?")
        return ": ".join(part for part in (place, self.path, "; ".join(said)) if part)


class LiftproofError(Exception):
    """Base of every error that is meant to be read by a person."""


class ScenarioError(LiftproofError):
    """A file that cannot be used, with everything that is wrong in it.

    Parameters
    ----------
    diagnostics
        The problems; kept sorted by place so that a reader can work from top to bottom.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(
            sorted(diagnostics, key=lambda one: (one.file, one.line or 0, one.column or 0))
        )
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(map(str, self.diagnostics))


class PlanFileError(ScenarioError):
    """A plan file that cannot be used."""


class VerificationError(LiftproofError):
    """A plan that breaks a rule.

    Parameters
    ----------
    message
        What was being checked and what came of it.
    violations
        The broken rules, as the verifier gives them.
    """

    def __init__(self, message: str, violations: Iterable[Any] = ()) -> None:
        self.message = message
        self.violations: tuple[Any, ...] = tuple(violations)
        # Both go to the base class because pickling (worker processes) calls __init__ with args.
        super().__init__(message, self.violations)

    def __str__(self) -> str:
        return "\n".join([self.message, *map(str, self.violations)])


class EngineError(LiftproofError):
    """The solver contradicted itself or the model; a defect of the program, not of the input."""


class ProblemAt(ValueError):  # noqa: N818 - names a problem of the input, not of the program
    """A problem a model validator found below its own model.

    Parameters
    ----------
    path
        Keys and indexes from the model that raises this to the offending value.
    problem
        What is wrong, in plain words and with the value.
    allowed
        What would be right.
    suggestion
        The closest valid name.
    """

    def __init__(
        self,
        path: Sequence[str | int],
        problem: str,
        allowed: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        self.path: Path = tuple(path)
        self.problem = problem
        self.allowed = allowed
        self.suggestion = suggestion
        super().__init__(self.path, problem, allowed, suggestion)

    def __str__(self) -> str:
        where = show_path(self.path)
        return str(Diagnostic("", None, None, where, self.problem, self.allowed, self.suggestion))


class Problems(ValueError):  # noqa: N818 - as ProblemAt
    """Several problems a model validator found at once."""

    def __init__(self, problems: Iterable[ProblemAt]) -> None:
        self.problems: tuple[ProblemAt, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def closest(value: str, choices: Iterable[str]) -> str | None:
    """Find the choice a mistyped value most likely meant.

    Parameters
    ----------
    value
        What was written.
    choices
        The valid names.

    Returns
    -------
    str or None
        The most similar choice, or None when nothing is similar enough to be worth saying.
    """
    names = {name.casefold(): name for name in sorted(choices)}
    wanted = value.casefold()[:200]  # difflib is quadratic; no valid name is that long
    if wanted in names:
        return names[wanted]
    # 0.6 is difflib's own limit between a typing error and another word.
    found = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    return names[found[0]] if found else None

"""Check data against a model; say every problem with its place, in plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from optimizer.errors import (
    Diagnostic,
    ProblemAt,
    Problems,
    ScenarioError,
    closest,
    show,
    show_path,
)
from optimizer.errors import Path as DataPath
from optimizer.read.messages import Said, say, wanted
from optimizer.read.model_fields import annotations_at, keys_at
from optimizer.read.places import Document, Spot

ModelT = TypeVar("ModelT", bound=BaseModel)
Vocabulary = Mapping[str, Collection[str]]

_ABSENT = object()


@dataclass(frozen=True)
class _Finding:
    """One pydantic error at its place in the document."""

    error: ErrorDetails
    path: DataPath
    branches: tuple[tuple[DataPath, str], ...]
    """Unions passed on the way: where each stands and which of its branches was tried."""
    is_key: bool


def validate(
    model: type[ModelT],
    document: Document,
    *,
    vocabulary: Vocabulary | None = None,
    context: dict[str, Any] | None = None,
) -> ModelT:
    """Validate a document; raise all of its problems at once.

    Parameters
    ----------
    model
        What the document should be.
    document
        Data with places, as `parse_yaml` gives it.
    vocabulary
        Valid names by the key they are written under, to help with values that are refused
        without saying what is allowed.
    context
        Passed on to the model's validators.

    Returns
    -------
    BaseModel
        The validated model.

    Raises
    ------
    ScenarioError
        If anything is wrong.
    """
    problems: list[Diagnostic] = []
    result = None
    try:
        result = model.model_validate(document.data, context=context)
    except ValidationError as refused:
        errors = refused.errors(include_url=False)
        places: dict[tuple[DataPath, bool], list[_Finding]] = {}
        for finding in _one_branch_each([_find(document.data, error) for error in errors]):
            places.setdefault((finding.path, finding.is_key), []).append(finding)
        for findings in places.values():
            problems.extend(_diagnose(model, document, findings, vocabulary or {}))
    known = {problem.path for problem in problems}
    problems.extend(
        problem for problem in _truth_values(model, document) if problem.path not in known
    )
    if result is None or problems:
        raise ScenarioError(problems)
    return result


def _find(data: Any, error: ErrorDetails) -> _Finding:
    """Drop the parts of an error's location that are not in the document.

    pydantic puts names of union branches, discriminators and '[key]' between the real parts.
    """
    path: list[str | int] = []
    branches: list[tuple[DataPath, str]] = []
    is_key = error["type"] == "extra_forbidden"
    location = error["loc"]
    if error["type"] == "union_tag_invalid":  # the tag is wrong, not the whole mapping
        location = (*location, str(error["ctx"]["discriminator"]).strip("'"))
    for index, part in enumerate(location):
        child = _child(data, part)
        if child is not _ABSENT:
            path.append(part)
            data = child
        elif error["type"] == "missing" and index == len(location) - 1:
            path.append(part)
        elif part == "[key]":
            is_key = True
        else:
            branches.append((tuple(path), str(part)))
    return _Finding(error, tuple(path), tuple(branches), is_key)


def _child(data: Any, part: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(part, _ABSENT)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return _ABSENT


def _one_branch_each(findings: list[_Finding]) -> list[_Finding]:
    """Keep, for every union, only the branch that the writer most likely meant.

    That is one where not the whole value has the wrong type, and of these the one with the
    fewest errors. When the whole value fits no branch, all of these errors are kept to be told
    as one.
    """
    scores: dict[DataPath, dict[str, list[int]]] = {}
    for finding in findings:
        for site, branch in finding.branches[:1]:
            score = scores.setdefault(site, {}).setdefault(branch, [0, 0])
            score[0] |= finding.path == site and _is_about_type(finding.error)
            score[1] += 1
    best = {
        site: min(branches.items(), key=lambda one: one[1]) for site, branches in scores.items()
    }
    return [
        finding
        for finding in findings
        if all(best[site][1][0] or branch == best[site][0] for site, branch in finding.branches[:1])
    ]


def _is_about_type(error: ErrorDetails) -> bool:
    return wanted(error["type"]) is not None


def _diagnose(
    model: type[BaseModel], document: Document, findings: list[_Finding], vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """Put the findings at one place into words; they are several where no union branch fits."""
    first = findings[0]
    error, path = first.error, first.path
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, ProblemAt | Problems):
        for problem in cause.problems if isinstance(cause, Problems) else (cause,):
            yield _located(document, (*path, *problem.path), problem)
        return
    if error["type"] == "extra_forbidden":
        keys = keys_at(model, path[:-1], [branch for _, branch in first.branches])
        key = str(path[-1])
        allowed = ", ".join(keys) or "no keys here"
        said = Said(f"unknown key {show(key)}", allowed, closest(key, keys))
    elif error["type"] == "missing":
        said = Said(f"the key {show(path[-1])} is required")
    elif len(findings) > 1:
        choices = dict.fromkeys(wanted(one.error["type"]) or "" for one in findings)
        said = Said(f"{show(error['input'])} is not allowed here", " or ".join(choices))
    else:
        said = _with_names(say(error), error["input"], path, vocabulary)
    yield _diagnostic(document, path, _spot(document, path, at_key=first.is_key), said)


def _with_names(said: Said, value: Any, path: DataPath, vocabulary: Vocabulary) -> Said:
    """Add the valid names where a validator did not."""
    keys = [part for part in path if isinstance(part, str)]
    names = vocabulary.get(keys[-1], ()) if keys else ()
    if said.allowed is not None or not names or not isinstance(value, str):
        return said
    return Said(said.problem, ", ".join(sorted(names)), closest(value, names))


def _located(document: Document, path: DataPath, found: ProblemAt) -> Diagnostic:
    """Place what a validator found; it says where, but not whether it means key or value."""
    value = _value_at(document.data, path)
    problem = found.problem
    at_key = bool(path) and repr(path[-1]) in problem and show(value) not in problem
    said = Said(problem, found.allowed, found.suggestion)
    return _diagnostic(document, path, _spot(document, path, at_key=at_key), said)


def _value_at(data: Any, path: DataPath) -> Any:
    for part in path:
        data = _child(data, part)
    return data


def _spot(document: Document, path: DataPath, *, at_key: bool) -> Spot | None:
    """Find the place to point at; for what is not written, the key of what should hold it."""
    for length in range(len(path), -1, -1):
        position = document.positions.get(path[:length])
        if position is not None:
            at_key = at_key or length < len(path)
            return position.key if at_key and position.key else position.value
    return None


def _diagnostic(document: Document, path: DataPath, spot: Spot | None, said: Said) -> Diagnostic:
    line, column = spot if spot else (None, None)
    problem, allowed, suggestion = said
    return Diagnostic(
        document.name,
        line,
        column,
        show_path(path),
        _printable(problem),
        None if allowed is None else _printable(allowed),
        suggestion,
    )


def _printable(text: str) -> str:
    """Escape what could move a terminal's cursor: messages repeat what was written."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _truth_values(model: type[BaseModel], document: Document) -> Iterator[Diagnostic]:
    """Refuse `true` where a number belongs; pydantic would read it as 1."""
    for path in _paths_of_bools(document.data, ()):
        types = annotations_at(model, path)
        if types and all(one in (int, Decimal, type(None)) for one in types):
            said = Said(f"{show(_value_at(document.data, path))} is not a number")
            yield _diagnostic(document, path, _spot(document, path, at_key=False), said)


def _paths_of_bools(data: Any, path: DataPath) -> Iterator[DataPath]:
    if isinstance(data, bool):
        yield path
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _paths_of_bools(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _paths_of_bools(value, (*path, index))

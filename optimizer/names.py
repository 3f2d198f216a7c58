"""Names of the catalogue as types: an unknown one is an error at its own place in the file."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated

from pydantic import AfterValidator

from optimizer.catalogue import load_catalogue
from optimizer.errors import Path, ProblemAt, closest
from optimizer.templates import load_templates

MOST_NAMES_SHOWN = 30


def unknown(path: Path, what: str, value: str, allowed: Collection[str]) -> ProblemAt:
    """Build the problem of a name that does not exist.

    Parameters
    ----------
    path
        Where the name stands, relative to what is being validated.
    what
        What kind of name it is, in words.
    value
        The name as written.
    allowed
        All valid names; listed in the message where they are few.
    """
    few = len(allowed) <= MOST_NAMES_SHOWN
    shown = ", ".join(sorted(allowed)) if few else f"one of {len(allowed)} names"
    return ProblemAt(path, f"unknown {what} {value!r}", shown, closest(value, allowed))


def _known(what: str, names: Callable[[], Collection[str]]) -> AfterValidator:
    def check(value: str) -> str:
        allowed = names()
        if value not in allowed:
            raise unknown((), what, value, allowed)
        return value

    return AfterValidator(check)


ExerciseName = Annotated[str, _known("exercise", lambda: load_catalogue().exercises)]
FamilyName = Annotated[str, _known("family", lambda: load_catalogue().families)]
MethodName = Annotated[str, _known("method", lambda: load_catalogue().methods)]
RestrictionName = Annotated[str, _known("restriction", lambda: load_catalogue().restrictions)]
TemplateName = Annotated[str, _known("template", load_templates)]

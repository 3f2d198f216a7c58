"""What a change of a scenario is; how it is written into the text is `optimizer.web.rewrite`'s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optimizer.errors import LiftproofError
from optimizer.errors import Path as DataPath


class Removed:
    """Stands for the value of what is taken away."""


REMOVED = Removed()


@dataclass(frozen=True)
class Change:
    """A new value at a place; at the length of a list it is appended.

    Parameters
    ----------
    path
        Keys and indexes from the top; mappings on the way that are missing are made.
    value
        Plain data, or `REMOVED`. What is left empty by a removal is removed with it.
    """

    path: DataPath
    value: Any


class CannotRewriteError(LiftproofError):
    """A text in which this change cannot be made without touching something else."""

"""Athletes who share a problem: the same compiled integers, the same slots, the same weight.

Names, loads in kilograms and dates do not matter as long as the integers are equal: such athletes have
the same plans with the same scores, and are solved once.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from optimizer.compile import compile_problem
from optimizer.problem import Cell, Problem

if TYPE_CHECKING:
    from optimizer.roster.members import Member


def shape_of(member: Member) -> str:
    """Hash everything that an athlete's plans, their scores and their use of the room depend on.

    Parameters
    ----------
    member
        The athlete.

    Returns
    -------
    str
        SHA-256; equal for athletes with equal problems.
    """
    problem = compile_problem(member.scenario)
    digest = hashlib.sha256(f"{member.beginner}".encode())
    for field in fields(Problem):
        if field.name == "catalogue":
            continue  # one for all
        value = getattr(problem, field.name)
        parts = map(_cell, value) if field.name == "cells" else (value,)
        for part in parts:
            digest.update(f"{field.name}={_plain(part)!r}\n".encode())
    return digest.hexdigest()


def _cell(cell: Cell) -> tuple[Any, ...]:
    by_id = {"exercise": cell.exercise.id, "method": cell.method.id}
    return tuple(by_id.get(f.name, getattr(cell, f.name)) for f in fields(Cell))


def _plain(value: Any) -> Any:
    """Write sets in an order: hashing of text differs from process to process."""
    if isinstance(value, frozenset | set):
        return sorted(map(repr, value))
    if isinstance(value, dict):
        return [(key, _plain(part)) for key, part in value.items()]
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return [(f.name, _plain(getattr(value, f.name))) for f in fields(value)]
    return value

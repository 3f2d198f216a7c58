"""What lists offer: exercises by family, setups of the library and of the draft, plain names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from optimizer.catalogue import load_catalogue
from optimizer.report.words import clean
from optimizer.setups import load_setups_library
from optimizer.web.fields import Choice, at

__all__ = ["Choice", "exercise_name", "exercises", "labelled", "optional", "setups"]


def labelled(names: Mapping[str, str]) -> tuple[Choice, ...]:
    """Turn labels by value into choices."""
    return tuple(Choice(value, label) for value, label in names.items())


def optional(label: str, options: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Put a choice of nothing first."""
    return (Choice("", label), *options)


@cache
def exercises() -> tuple[Choice, ...]:
    """List the exercises that can be asked for, by family."""
    catalogue = load_catalogue()
    return tuple(
        Choice(exercise.id, exercise.name, family.name)
        for family in catalogue.families.values()
        for exercise in catalogue.exercises.values()
        if exercise.family == family.id and exercise.volume_credit
    )


def exercise_name(exercise: str) -> str:
    """Name an exercise for people; what is unknown stays as it is written."""
    known = load_catalogue().exercises
    return known[exercise].name if exercise in known else clean(exercise)


def setups(data: Any, besides: str | None = None) -> tuple[Choice, ...]:
    """List the setups of a draft and of the library.

    Parameters
    ----------
    data
        The draft as plain data.
    besides
        Left out: a setup cannot start from itself.
    """
    own = at(data, ("setups",))
    library = load_setups_library().setups
    mine = [name for name in (own if isinstance(own, dict) else {}) if name != besides]
    return (
        *(Choice(name, clean(name), "Own") for name in mine),
        *(
            Choice(name, setup.name or name, "Library")
            for name, setup in library.items()
            if name not in mine
        ),
    )

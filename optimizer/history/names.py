"""Which exercise of the catalogue a name in a log means; a name that is not known is never guessed."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Self

from pydantic import model_validator

from optimizer.catalogue import load_catalogue
from optimizer.data_files import Record, read_data

Key = tuple[str, ...]

# Stricter than for typing errors in our own files: apps know hundreds of exercises that the
# catalogue has not, and "Leg Press" is no help to someone who logged a "Bench Press".
NEAR_ENOUGH = 0.85
_WORD = re.compile(r"[^\W_]+")


class LoggedNames(Record):
    """Names under which logs keep exercises: the file ``logged_names.yaml``.

    Parameters
    ----------
    abbreviations
        Words written short.
    notes
        What the logs leave open, by exercise.
    names
        Names by exercise, besides those of the catalogue.
    """

    abbreviations: Mapping[str, str]
    notes: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_key(self) -> Mapping[Key, str]:
        """Exercise by the words of its names."""
        found: dict[Key, str] = {}
        for exercise in load_catalogue().exercises.values():
            for name in (exercise.name, *self.names.get(exercise.id, ())):
                if found.setdefault(self.key(name), exercise.id) != exercise.id:
                    other = found[self.key(name)]
                    raise ValueError(f"{name!r} names both {other} and {exercise.id}")
        return found

    def key(self, name: str) -> Key:
        """Return the words of a name, sorted, so that `(Barbell)` may stand anywhere."""
        folded = unicodedata.normalize("NFKC", name).casefold().replace("'", "").replace("’", "")
        words = " ".join(self.abbreviations.get(w, w) for w in _WORD.findall(folded)).split()
        return tuple(sorted(_singular(word) for word in words))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        known = load_catalogue().exercises
        unknown = sorted({*self.names, *self.notes} - set(known))
        if unknown:
            raise ValueError(f"unknown exercises: {', '.join(unknown)}")
        _ = self.by_key
        return self


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=1)
def load_logged_names() -> LoggedNames:
    """Read the shipped names.

    Raises
    ------
    pydantic.ValidationError
        A `ValueError` that lists every problem of the data.
    """
    return LoggedNames.model_validate(read_data("logged_names.yaml"))


class Matcher:
    """Finds exercises by the names of a log.

    Parameters
    ----------
    chosen
        Exercises the person gave for names of the log; they come first.
    """

    def __init__(self, chosen: Mapping[str, str]) -> None:
        self._names = load_logged_names()
        self._ids = load_catalogue().exercises
        self._known = {**self._names.by_key, **{self._names.key(n): e for n, e in chosen.items()}}
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, name: str) -> str | None:
        return name if name in self._ids else self._known.get(self._names.key(name))

    def near(self, name: str) -> str | None:
        """Name the exercise whose words are closest, None where none is close."""
        words = " ".join(self._names.key(name[:200]))
        texts = {" ".join(key): exercise for key, exercise in sorted(self._known.items())}
        found = difflib.get_close_matches(words, texts, n=1, cutoff=NEAR_ENOUGH)
        return texts[found[0]] if found else None

"""Fields of the form: where each stands in the scenario, how it is shown and how it is read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from optimizer.errors import Diagnostic, show_path
from optimizer.errors import Path as DataPath
from optimizer.read.places import number
from optimizer.web.changes import REMOVED, Change

Kind = Literal["text", "number", "numbers", "choice", "flag", "item", "date", "time"]
MOST_ROWS = 300
"""Of one list: more than any valid scenario has, and few enough to be shown at once."""
_WORD = re.compile(r"[A-Za-z0-9_]+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Choice:
    """An option of a list; options of one group stand together."""

    value: str
    label: str
    group: str = ""


@dataclass
class Slot:
    """A place on the page at which problems are shown.

    Parameters
    ----------
    path
        Place in the scenario; problems at it or below it are shown here, unless a closer slot exists.
    id
        Of the HTML element.
    """

    path: DataPath
    id: str
    problems: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shown_path = show_path(self.path)

    def distance(self, problem: Diagnostic) -> int | None:
        """How far above a problem this slot is; None if the problem is somewhere else."""
        here, there = self.shown_path, problem.path
        if there == here or not here or there.startswith((f"{here}.", f"{here}[")):
            return len(there) - len(here)
        return None


@dataclass
class Field:
    """One input.

    Parameters
    ----------
    path
        Place in the scenario.
    label
        What it asks for, with the unit.
    kind
        How it is shown and read; ``item`` ticks one entry of a list.
    value
        As it is written, or ``""``.
    choices
        Where there are some, one of them is chosen; what is written but is none is added to them.
    hint
        Help beside the field.
    optional
        Whether an empty field takes the key out of the scenario.
    item
        For ``item``: the entry.
    """

    path: DataPath
    label: str
    kind: Kind = "text"
    value: str = ""
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    optional: bool = True
    item: str = ""

    def __post_init__(self) -> None:
        self.slot = Slot((*self.path, self.item) if self.item else self.path, f"{self.id}-error")
        if self.choices and self.value not in {one.value for one in self.choices}:
            self.choices = (*self.choices, Choice(self.value, self.value))

    @property
    def id(self) -> str:
        """Id of the input on the page."""
        return element_id("f", (*self.path, *([self.item] if self.item else ())))

    @property
    def input_type(self) -> str:
        """Type of the HTML input: a picker only where it can show what is written."""
        if self.kind == "date" and _DATE.fullmatch(self.value):
            return "date"
        if self.kind == "time" and _TIME.fullmatch(self.value):
            return "time"
        return "text"

    def change(self, written: str, data: Any) -> Change:
        """Turn what a person entered into a change of the scenario.

        Parameters
        ----------
        written
            The input's value; ``""`` for an empty or unticked one.
        data
            The scenario as plain data.
        """
        written = written if self.kind == "text" else written.strip()
        if self.kind == "item":
            return self._ticked(bool(written), data)
        if not written and (self.optional or self.kind != "text"):
            return Change(self.path, REMOVED)
        return Change(self.path, self._parsed(written))

    def _parsed(self, written: str) -> Any:
        if self.kind == "flag":
            return True
        if self.kind == "number":
            return _number(written)
        if self.kind == "numbers":
            parts = [_number(part) for part in re.split(r"[,;\s]+", written) if part]
            return written if any(isinstance(part, str) for part in parts) else parts
        return written

    def _ticked(self, wanted: bool, data: Any) -> Change:
        kept = at(data, self.path)
        items = list(kept) if isinstance(kept, list) else []
        if wanted and self.item not in items:
            items.append(self.item)
        elif not wanted:
            items = [one for one in items if one != self.item]
        return Change(self.path, items or REMOVED)


@dataclass
class Row:
    """Fields that belong together, such as a session; or one entry of a list, without fields."""

    path: DataPath
    title: str
    fields: list[Field]
    removable: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        self.slot = Slot(self.path, f"{self.id}-error")

    @property
    def id(self) -> str:
        """Id of the row on the page."""
        return element_id("r", self.path)


@dataclass
class Section:
    """A part of the form.

    Parameters
    ----------
    path
        Where what it shows stands in the scenario; None for several places.
    folded
        Whether it starts closed.
    """

    id: str
    title: str
    fields: list[Field] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    intro: str = ""
    path: DataPath | None = None
    folded: bool = False

    def __post_init__(self) -> None:
        self.slot = None if self.path is None else Slot(self.path, f"{self.id}-error")


@dataclass
class Form:
    """All sections, with every problem at its slot."""

    sections: list[Section]
    elsewhere: Slot

    def fields(self) -> Iterable[Field]:
        """Yield all fields in order."""
        for section in self.sections:
            yield from section.fields
            for row in section.rows:
                yield from row.fields

    def slots(self) -> Iterable[Slot]:
        """Yield all slots in order."""
        for section in self.sections:
            if section.slot is not None:
                yield section.slot
            for one in section.fields:
                yield one.slot
            for row in section.rows:
                yield row.slot
                for one in row.fields:
                    yield one.slot

    def place(self, problems: Iterable[Diagnostic]) -> None:
        """Show every problem at the closest slot."""
        slots = [*self.slots(), self.elsewhere]
        for problem in problems:
            near = [(d, s) for s in slots if (d := s.distance(problem)) is not None]
            min(near, key=lambda pair: pair[0])[1].problems.append(problem)


def element_id(prefix: str, path: DataPath) -> str:
    """Build an id that any path can have; what a person named freely is hashed."""
    return "-".join([prefix, *(_id_part(str(part)) for part in path)])


def _id_part(part: str) -> str:
    return (
        part
        if _WORD.fullmatch(part)
        else hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    )


def _number(written: str) -> Any:
    try:
        found = number(written)
    except ValueError:
        return written
    return written if found is None else found


def at(data: Any, path: DataPath) -> Any:
    """Return what stands at a place, or None."""
    for part in path:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def listed(data: Any, path: DataPath) -> list[Any]:
    """Return the list at a place, as much of it as a form can show; empty if there is none."""
    found = at(data, path)
    return found[:MOST_ROWS] if isinstance(found, list) else []


def shown(value: Any) -> str:
    """Write a value as a field shows it."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value)
    return str(value)


def field_at(data: Any, path: DataPath, label: str, **details: Any) -> Field:
    """Build a field that shows what stands at a place; `details` are those of `Field`."""
    return Field(path, label, value=shown(at(data, path)), **details)

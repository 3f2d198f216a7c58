"""What the columns of an athletes' table mean: names, synonyms, units, and what a caller maps."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from optimizer.errors import Diagnostic, closest, show
from optimizer.errors import Path as DataPath
from optimizer.foreign.table import plain
from optimizer.history.cells import UNITS, Unit

Kind = Literal["text", "word", "whole", "mass", "date", "truth", "names", "slots", "pairs"]

LEFT_OUT = "-"
# Between a typing error and another word: a column of another name may stand there, one that was
# meant to be read must not be passed over.
NEARLY = 0.8
_UNIT = re.compile(r"(?P<base>.+?)(?: \(| )(?P<unit>kgs?|kilograms?|lbs?|pounds?)\)?")
_WORDS: dict[str, Unit] = {**UNITS, "kilogram": "kg", "kilograms": "kg"}
_WORDS |= {"pound": "lb", "pounds": "lb"}


@dataclass(frozen=True)
class Column:
    """A column that means something.

    Parameters
    ----------
    name
        Its canonical name.
    target
        Where its value stands in an athlete's entry; the parts of a name are joined first.
    kind
        How its cells are read.
    synonyms
        Other headers, as `plain` writes them.
    """

    name: str
    target: DataPath
    kind: Kind
    synonyms: tuple[str, ...] = ()


def _lift(name: str, *more: str) -> Column:
    written = tuple(
        form.format(word)
        for word in (name, *more)
        for form in ("{}", "{} 1rm", "1rm {}", "{} max", "max {}", "{} one rep max")
    )
    return Column(name, ("one_rep_max_kg", name), "mass", written[1:])


COLUMNS = (
    Column("id", ("id",), "text", ("athlete id", "athlete", "player id", "student id")),
    Column("first_name", ("first_name",), "text", ("forename", "given name", "firstname")),
    Column("last_name", ("last_name",), "text", ("surname", "family name", "lastname")),
    Column("name", ("name",), "text", ("full name", "athlete name", "player", "player name")),
    Column("group", ("group",), "text", ("team", "sport", "squad", "group name")),
    Column("level", ("level",), "word", ("training level", "experience")),
    Column("age", ("age",), "whole", ("age years", "age (years)", "years")),
    Column("birth_date", ("birth_date",), "date", ("date of birth", "dob", "birthday", "born")),
    Column("body_mass", ("body_mass_kg",), "mass", ("bodyweight", "body weight", "weight", "mass")),
    _lift("deadlift"),
    _lift("squat", "back squat"),
    _lift("row", "pendlay row", "barbell row"),
    Column("emphasis", ("emphasis",), "word", ("goal", "focus")),
    Column(
        "restrictions",
        ("restrictions",),
        "pairs",
        ("restriction", "injuries", "injury", "limitations"),
    ),
    Column("red_flags", ("red_flags",), "names", ("warning signs",)),
    Column("ladder", ("ladder",), "pairs", ("steps mastered", "mastered")),
    Column(
        "slots", ("slots",), "slots", ("availability", "available", "times", "time slots", "slot")
    ),
    Column(
        "sessions_per_week",
        ("sessions_per_week",),
        "whole",
        ("sessions", "sessions a week", "days per week", "days a week", "frequency"),
    ),
    Column("likes", ("likes",), "names", ("favourites", "preferred exercises")),
    Column("dislikes", ("dislikes",), "names", ("disliked exercises",)),
    Column("returning", ("returning",), "truth", ("returning athlete", "after lay off")),
    Column("neck_work", ("neck_work",), "truth", ("neck", "trains neck")),
)
BY_NAME = {column.name: column for column in COLUMNS}
BY_HEADER = {plain(header): c for c in COLUMNS for header in (c.name, *c.synonyms)}


@dataclass(frozen=True)
class Meaning:
    """A column of a file that is read.

    Parameters
    ----------
    header
        As the file writes it.
    column
        What it means.
    unit
        Unit in the header; None where it has none.
    """

    header: str
    column: Column
    unit: Unit | None = None


def meaning_of(header: str) -> Meaning | None:
    """Find what a header means; None where it means nothing here."""
    called = plain(header)
    if called in BY_HEADER:
        return Meaning(header, BY_HEADER[called])
    with_unit = _UNIT.fullmatch(called)
    column = BY_HEADER.get(with_unit["base"].strip()) if with_unit else None
    if with_unit is None or column is None or column.kind != "mass":
        return None
    return Meaning(header, column, _WORDS[with_unit["unit"]])


def mapped(column_map: Mapping[str, str], file: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with a map of headers to columns, whatever the file's header is."""
    for header, target in column_map.items():
        if target != LEFT_OUT and meaning_of(target) is None:
            names = [column.name for column in COLUMNS]
            text = f"{show(header)} is mapped to {show(target)}, which is no column"
            allowed = (
                f"{', '.join(names)}, masses also with _kg or _lb, or {LEFT_OUT} to leave it out"
            )
            yield Diagnostic(file, None, None, "--map", text, allowed, closest(target, names))


@dataclass(frozen=True)
class Header:
    """The header of a table, understood.

    Parameters
    ----------
    meanings
        What columns mean, by 0-based index; columns that mean nothing are left out.
    unread
        Headers of the other columns.
    problems
        Why the table cannot be used.
    """

    meanings: Mapping[int, Meaning]
    unread: tuple[str, ...]
    problems: tuple[Diagnostic, ...]


def read_header(
    file: str, row: int, headers: Sequence[str], column_map: Mapping[str, str]
) -> Header:
    """Understand the header of a table.

    Parameters
    ----------
    file, row
        Where it stands.
    headers
        Its cells.
    column_map
        Canonical column names by header, in place of what a header would mean; ``-`` leaves it out.

    Returns
    -------
    Header
        Also with problems: a column twice, a name that is nearly one of ours, no column for ids.
    """
    problems = list(mapped(column_map, file))
    wanted = {plain(header): target for header, target in column_map.items()}
    meanings: dict[int, Meaning] = {}
    unread: list[str] = []
    for index, written in enumerate(headers):
        called = plain(written)
        target = wanted.pop(called, None)
        if target == LEFT_OUT or not called:
            continue
        found = meaning_of(written if target is None else target)
        if found is None and target is None:
            unread.append(written.strip())
            problems.extend(_nearly(file, row, index, written))
        if found is None:
            continue
        first = next((i for i, m in meanings.items() if m.column is found.column), None)
        if first is not None:
            text = f"a second column for {found.column.name}, after {show(headers[first])}"
            allowed = (
                f"one of the two; --map {show(written.strip() + '=' + LEFT_OUT)} leaves it out"
            )
            problems.append(Diagnostic(file, row, index + 1, written.strip(), text, allowed))
            continue
        meanings[index] = Meaning(written.strip(), found.column, found.unit)
    shown = [header.strip() for header in headers if header.strip()]
    for header in wanted:
        original = next(written for written in column_map if plain(written) == header)
        text = f"{show(original)} is mapped, but no column has this name"
        near = closest(original, shown)
        problems.append(Diagnostic(file, row, None, "--map", text, ", ".join(shown), near))
    if not problems and not {"id", "name", "first_name", "last_name"} & _names(meanings):
        text, allowed = "no column says who a row is", "a column named id or name"
        problems.append(Diagnostic(file, row, None, "header", text, allowed))
    return Header(meanings, tuple(unread), tuple(problems))


def _names(meanings: Mapping[int, Meaning]) -> set[str]:
    return {meaning.column.name for meaning in meanings.values()}


def _nearly(file: str, row: int, index: int, written: str) -> Iterator[Diagnostic]:
    """Refuse a header that is nearly one of ours: a restriction must not be passed over."""
    near = difflib.get_close_matches(plain(written)[:100], BY_HEADER, n=1, cutoff=NEARLY)
    if near:
        name = written.strip()
        text = f"unknown column {show(name)}"
        meant = BY_HEADER[near[0]].name
        allowed = (
            f"another name; --map {show(f'{name}={meant}')} reads it, "
            f"--map {show(f'{name}={LEFT_OUT}')} leaves it out"
        )
        yield Diagnostic(file, row, index + 1, name, text, allowed, meant)

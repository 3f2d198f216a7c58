"""Reading a roster: its file, the table of athletes it names, and what becomes of rows that are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from optimizer.errors import Diagnostic, ProblemAt, ScenarioError
from optimizer.foreign.table import TableError
from optimizer.read import Document, parse_yaml, read_text, validate
from optimizer.roster.athletes_columns import BY_HEADER, Header, mapped, read_header
from optimizer.roster.athletes_table import open_athletes
from optimizer.roster.entries import Entry, Place, inline_entries, table_entries
from optimizer.roster.rejected import RejectedRow
from optimizer.roster.roster import Roster, RosterFile
from optimizer.roster.roster_checks import AthleteJudge
from optimizer.roster.roster_parts import RosterAthlete

LARGEST = 64 * 2**20
WHAT = "a roster file"
START = "it needs name, start, weeks, athletes and facility"
ATHLETES = "athletes"


class RosterError(TableError):
    """A roster that cannot be used; the first problems in full, the rest counted."""


def read_roster(source: str | Path, column_map: Mapping[str, str], *, skip_bad: bool) -> Roster:
    """Read a roster file with its athletes; see `load_roster`."""
    try:
        name, text = read_text(source, limit=LARGEST, what=WHAT, start=START)
        document = parse_yaml(text, name)
        _no_other_format(document)
        frame = _frame(document)
        folder = Path() if source == "-" else Path(source).parent
        header, entries = _entries(document, frame, folder, column_map)
        athletes, problems, rejected = _sorted_out(frame, entries)
        if rejected and not skip_bad:
            raise ScenarioError(problems)
        if not athletes:
            raise ScenarioError([*problems, _nobody(document, rejected)])
        notes = _notes(header, rejected)
    except ScenarioError as error:
        raise RosterError(error.diagnostics) from None
    written = {field: getattr(frame, field) for field in frame.model_fields_set}
    whole = Roster.model_validate(written | {ATHLETES: tuple(athletes)})
    return whole.noted(rejected, notes)


def _no_other_format(document: Document) -> None:
    data = document.data if isinstance(document.data, dict) else {}
    written = data.get("format")
    if isinstance(written, str) and written.startswith("liftproof."):
        text = f"this file is of the format {written}; a roster is wanted"
        raise ScenarioError([Diagnostic(document.name, None, None, "", text)])
    if "athlete" in data and "facility" not in data:
        text = "this is a scenario of one athlete; a roster is wanted"
        allowed = "athletes and facility; `liftproof solve` takes scenarios"
        raise ScenarioError([Diagnostic(document.name, None, None, "athlete", text, allowed)])


def _frame(document: Document) -> RosterFile:
    """Check everything but inline athletes, which are checked one by one."""
    data = document.data
    if isinstance(data, dict) and isinstance(data.get(ATHLETES), list):
        data = {**data, ATHLETES: "inline"}
    return validate(RosterFile, replace(document, data=data))


def _entries(
    document: Document, frame: RosterFile, folder: Path, column_map: Mapping[str, str]
) -> tuple[Header, Iterator[Entry]]:
    if isinstance(document.data[ATHLETES], list):
        if column_map:
            text = "the athletes stand in the roster file; there are no columns to map"
            raise ScenarioError([Diagnostic(document.name, None, None, "--map", text)])
        return Header({}, (), ()), inline_entries(document, ATHLETES)
    assert isinstance(frame.athletes, str)
    try:
        table = open_athletes(folder / frame.athletes, BY_HEADER)
    except ScenarioError as error:
        position = document.positions.get((ATHLETES,))
        line = position.value.line if position else None
        named = f"named in {document.name}" + (f":{line}" if line else "")
        raise ScenarioError(
            replace(one, problem=f"{one.problem} ({named})") if one.line is None else one
            for one in error.diagnostics
        ) from None
    header = Header({}, (), tuple(mapped(column_map, table.name)))
    if table.headers:
        header = read_header(table.name, table.header_row, table.headers, column_map)
    if header.problems:
        raise ScenarioError(header.problems)
    return header, table_entries(table, header, column_map)


def _sorted_out(
    frame: RosterFile, entries: Iterable[Entry]
) -> tuple[list[RosterAthlete], list[Diagnostic], tuple[RejectedRow, ...]]:
    """Part entries into athletes and rejected rows, with what is wrong with these."""
    judge = AthleteJudge(frame)
    first: dict[str, int] = {}
    athletes: list[RosterAthlete] = []
    problems: list[Diagnostic] = []
    rejected: list[RejectedRow] = []
    for entry in entries:
        found = list(entry.problems)
        if entry.athlete is not None:
            found += _judged(entry.place, entry.athlete, judge, first)
            first.setdefault(entry.athlete.id, entry.place.number)
        if not found and entry.athlete is not None:
            athletes.append(entry.athlete)
            continue
        problems += found
        reasons = tuple(str(replace(one, file="", line=None, column=None)) for one in found)
        place = entry.place
        rejected.append(RejectedRow(place.file, place.number, reasons, place.written))
    return athletes, problems, tuple(rejected)


def _judged(
    place: Place, athlete: RosterAthlete, judge: AthleteJudge, first: Mapping[str, int]
) -> Iterator[Diagnostic]:
    if athlete.id in first:
        text = f"{athlete.id!r} is used twice, first in row {first[athlete.id]}"
        yield place.diagnostic(ProblemAt(("id",), text, "an id that no other row has"))
    for problem in judge.problems(athlete):
        yield place.diagnostic(problem)


def _nobody(document: Document, rejected: tuple[RejectedRow, ...]) -> Diagnostic:
    position = document.positions.get((ATHLETES,))
    line, column = position.value if position else (None, None)
    count = len(rejected)
    text = f"all {count} rows were rejected" if count else "the roster has no athletes"
    return Diagnostic(document.name, line, column, ATHLETES, text, "at least one athlete")


def _notes(header: Header, rejected: tuple[RejectedRow, ...]) -> tuple[str, ...]:
    said = []
    if header.unread:
        said.append(f"columns that are not read: {', '.join(header.unread)}")
    bare = [
        meaning.header
        for meaning in header.meanings.values()
        if meaning.column.kind == "mass" and meaning.unit is None
    ]
    if bare:
        said.append(f"columns without a unit, read as kg: {', '.join(bare)}")
    if rejected:
        said.append(f"{len(rejected)} row{'s' * (len(rejected) != 1)} set aside")
    return tuple(said)

"""CSV: one row per prescribed set (RFC 4180, UTF-8 without byte order mark, CRLF).

The columns are those of `COLUMNS`. Numbers are plain, with a point; what is unknown or does not apply
is empty. A text cell that begins with ``= + - @``, a tab or a carriage return gets an apostrophe in
front, because spreadsheets would take it for a formula. Control characters and characters that turn
the direction of writing are replaced by U+FFFD.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from optimizer.export.spreadsheet_cells import formula_safe
from optimizer.report.words import clean

if TYPE_CHECKING:
    from optimizer.export.checked import CheckedPlan
    from optimizer.plan import Prescription
    from optimizer.plan_facts import Entry, SessionFacts

COLUMNS = {
    "scenario": "name of the scenario",
    "athlete": "id of the athlete",
    "week": "week of the plan, from 1",
    "block": "block, from 1",
    "kind": "build or deload",
    "session": "id of the session",
    "date": "YYYY-MM-DD",
    "start": "HH:MM, local time",
    "setup": "equipment of the session",
    "place": "place of the exercise in the session, from 1",
    "exercise": "id in the catalogue",
    "name": "name in the catalogue",
    "method": "id of the method",
    "set": "working set, from 1",
    "sets": "working sets of the exercise",
    "amount": "how much one set is, per side",
    "unit": "reps, seconds, metres or steps",
    "sides": "2: one side after the other, else 1",
    "load": "kg, by RIR test, band or body mass",
    "load_kg": "kg, per implement held",
    "implements": "2: one in each hand, else 1; empty without load_kg",
    "rir": "repetitions in reserve",
    "tempo": "seconds down-hold-up, or hold or walk",
    "rest_seconds": "rest after the set",
}


def render_set_table(checked: CheckedPlan) -> bytes:
    """Write every prescribed set as one row.

    Parameters
    ----------
    checked
        The plan.

    Returns
    -------
    bytes
        The CSV file, with a head row.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in set_rows(checked):
        writer.writerow(cell(row[column]) for column in COLUMNS)
    return stream.getvalue().encode("utf-8")


def set_rows(checked: CheckedPlan) -> Iterator[dict[str, object]]:
    """Yield every prescribed set by column, in order of time; what does not apply is None.

    Parameters
    ----------
    checked
        The plan.
    """
    for session in checked.facts.sessions:
        yield from _rows(checked, session)


def _rows(checked: CheckedPlan, facts: SessionFacts) -> Iterator[dict[str, object]]:
    week, session = facts.week, facts.session
    where: dict[str, object] = {
        "scenario": checked.scenario.name,
        "athlete": checked.scenario.athlete.id,
        "week": week.week,
        "block": week.block,
        "kind": week.kind,
        "session": session.id,
        "date": session.date.isoformat(),
        "start": session.start,
        "setup": session.setup,
    }
    for place, entry in enumerate(facts.entries, start=1):
        for number in range(1, entry.sets + 1):
            yield {**where, "place": place, "set": number, **_what(entry)}


def _what(entry: Entry) -> dict[str, object]:
    done, exercise = entry.prescription, entry.exercise
    held = exercise.load.implements if exercise.load is not None else 1
    return {
        "exercise": exercise.id,
        "name": exercise.name,
        "method": entry.method.id,
        "sets": entry.sets,
        "amount": done.amount,
        "unit": unit_of(done),
        "sides": exercise.sides,
        "load": done.load,
        "load_kg": None if done.load_kg is None else f"{done.load_kg.normalize():f}",
        "implements": None if done.load_kg is None else held,
        "rir": done.rir,
        "tempo": done.tempo,
        "rest_seconds": done.rest_seconds,
    }


def unit_of(done: Prescription) -> str:
    """Name what is counted in a set."""
    fields = ("reps", "metres", "steps")
    return next((name for name in fields if getattr(done, name) is not None), "seconds")


def cell(value: object) -> str:
    """Write a value for a table that may be opened by a spreadsheet."""
    return "" if value is None else formula_safe(clean(str(value)))

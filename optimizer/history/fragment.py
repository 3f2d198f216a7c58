"""What a log says, as a fragment of a scenario: YAML with its reasons as comments, or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from optimizer.history.apps import LoggedSet
from optimizer.history.estimate import MOST_REPETITIONS, Estimate
from optimizer.history.names import load_logged_names
from optimizer.history.read import History
from optimizer.history.steps import TrainedStep
from optimizer.read.places import number as read_number
from optimizer.report.words import MASKED, clean, exact, plural

MAXIMA, LADDER = "one_rep_max_kg", "ladder"
LONGEST_NAME = 60
LONGEST_LINE = 90
# A reason as it is written below, so that a later log can take its place.
REASON = re.compile(
    r'".*", \d{4}-\d\d-\d\d, row \d+: .* × \d+.*; by Epley .*'
    r"|\d+ days? in \d+ calendar weeks?, last \d{4}-\d\d-\d\d"
)


@dataclass(frozen=True)
class Entry:
    """A key of the scenario with the value a log suggests and the reason.

    Parameters
    ----------
    key, value
        What stands in the scenario.
    reason
        One line of plain characters.
    """

    key: str
    value: str
    reason: str

    @property
    def data(self) -> int | Decimal | str:
        """The value as it is read back."""
        found = read_number(self.value)
        return self.value if found is None else found


def entries(history: History) -> dict[str, list[Entry]]:
    """List what a log suggests for ``one_rep_max_kg`` and for ``ladder``."""
    return {
        MAXIMA: [Entry(e.lift, number(e.kg), reason_of(e)) for e in history.estimates],
        LADDER: [Entry(s.family, s.step, _exposure(s)) for s in history.steps],
    }


def number(value: Decimal) -> str:
    """Write a number without needless zeros."""
    return f"{value.normalize():f}"


def quoted(name: str) -> str:
    """Quote a name that somebody else wrote, on one short line without control characters."""
    shown = clean(name[: LONGEST_NAME + 1])
    shown = "".join(c if c.isprintable() else MASKED for c in shown)
    return f'"{shown if len(shown) <= LONGEST_NAME else shown[: LONGEST_NAME - 1] + "…"}"'


def set_in_words(logged: LoggedSet) -> str:
    """Write a set: `225 lb (102.06 kg) × 5 at RPE 8`."""
    assert logged.amount is not None
    load = f"{number(logged.amount)} {logged.unit}"
    if logged.unit != "kg":
        load += f" ({exact(logged.kg or 0)} kg)"
    effort = "" if logged.rpe is None else f" at RPE {number(logged.rpe)}"
    return f"{load} × {logged.reps}{effort}"


def reason_of(one: Estimate) -> str:
    """Say where an estimate comes from."""
    said = f"{quoted(one.logged.name)}, {one.logged.day}, row {one.logged.row}: "
    said += set_in_words(one.logged)
    assert one.exercise.load is not None
    ratio = one.exercise.load.ratio
    if ratio != 1:
        said += f", {one.exercise.id} taken as {exact(Fraction(ratio) * 100)} % of the {one.lift}"
    said += f"; by Epley {exact(one.exact_kg, 1)}, by Brzycki {exact(one.brzycki_kg, 1)}"
    note = load_logged_names().notes.get(one.exercise.id)
    return f"{said}; {note}" if note else said


def _exposure(step: TrainedStep) -> str:
    return f"{plural(step.days, 'day')} in {plural(step.weeks, 'calendar week')}, last {step.last}"


def header(history: History) -> list[str]:
    """Say what a fragment rests on, in lines for comments."""
    sessions, weeks = history.gate
    lines = [f"From {quoted(history.file)} ({history.app}), {history.since} to {history.last}."]
    if history.estimates:
        lines += [
            "One-repetition maxima are estimates, rounded down to 0.5 kg: the best set of up to "
            f"{MOST_REPETITIONS} repetitions,",
            "by the table percent_of_max (Epley); without RPE a set counts as one to failure. They are",
            "no test: people differ widely in the repetitions they can do at a share (Nuzzo 2024).",
        ]
    if history.steps:
        lines += [
            f"Ladder: the highest step trained on {plural(sessions, 'day')} or more in at least "
            f"{plural(weeks, 'calendar week')}.",
            "A step below the default of your level lowers what is open: delete it if you know better.",
        ]
    return lines


def as_yaml(history: History) -> str:
    """Write the fragment as YAML, reasons as comments."""
    lines = [f"# {line}" for line in header(history)]
    found = {key: some for key, some in entries(history).items() if some}
    lines.append("athlete:" if found else "athlete: {}")
    for key, some in found.items():
        lines += block(key, some, "  ")
    return "\n".join(lines) + "\n"


def block(key: str, some: Iterable[Entry], indent: str) -> list[str]:
    """Write one mapping in lines, each entry with its reason."""
    return [f"{indent}{key}:", *entry_lines(some, f"{indent}  ")]


def entry_lines(some: Iterable[Entry], indent: str) -> list[str]:
    """Write entries; a short reason stands behind its entry, a long one above it."""
    lines = []
    for entry in some:
        line = f"{indent}{entry.key}: {entry.value}"
        if len(line) + len(entry.reason) <= LONGEST_LINE:
            lines.append(f"{line}  # {entry.reason}")
        else:
            lines += [f"{indent}# {entry.reason}", line]
    return lines


def as_json(history: History) -> str:
    """Write the fragment as JSON, with everything it rests on beside it."""
    athlete: dict[str, Any] = {}
    if history.estimates:
        # Halves are exact in every reader's floating point.
        athlete[MAXIMA] = {e.lift: json.loads(number(e.kg)) for e in history.estimates}
    if history.steps:
        athlete[LADDER] = {step.family: step.step for step in history.steps}
    found = {
        "athlete": athlete,
        "log": {
            "file": clean(history.file),
            "app": history.app,
            "first": str(history.first),
            "since": str(history.since),
            "last": str(history.last),
            "rows": dict(history.sets),
        },
        "estimates": [_estimate_data(one) for one in history.estimates],
        "steps": [
            {
                "family": s.family,
                "step": s.step,
                "days": s.days,
                "weeks": s.weeks,
                "last": str(s.last),
            }
            for s in history.steps
        ],
        "unknown_names": [
            {"name": one.name, "sets": one.sets, "near": one.near} for one in history.unknown
        ],
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _estimate_data(one: Estimate) -> dict[str, Any]:
    logged, load = one.logged, one.exercise.load
    assert load is not None
    return {
        "lift": one.lift,
        "kg": number(one.kg),
        "epley_kg": exact(one.exact_kg),
        "brzycki_kg": exact(one.brzycki_kg),
        "exercise": one.exercise.id,
        "share_of_lift": str(load.ratio),
        "name": logged.name,
        "date": str(logged.day),
        "row": logged.row,
        "weight": None if logged.amount is None else number(logged.amount),
        "unit": logged.unit,
        "reps": logged.reps,
        "rpe": None if logged.rpe is None else number(logged.rpe),
        "repetitions_to_failure": one.repetitions,
    }

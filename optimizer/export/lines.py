"""One exercise of one session in words, as calendars and lifting apps show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.report.words import dose, exact, load_unit

if TYPE_CHECKING:
    from optimizer.plan_facts import Entry

KILOGRAM_PLACES = 3
_UNKNOWN = {"by RIR test": "load by RIR test"}


def name_of(entry: Entry) -> str:
    """Name an exercise, with its method unless it is done in straight sets."""
    if entry.method.id == "straight":
        return entry.exercise.name
    return f"{entry.exercise.name}, {entry.method.name.lower()}"


def load_of(entry: Entry) -> str:
    """Write a load: `62.5 kg`, `2× 20 kg` for one in each hand, or what stands for a number."""
    done = entry.prescription
    if done.load_kg is None:
        return _UNKNOWN.get(done.load, done.load)
    return load_unit(done, entry.exercise).replace(
        "kg", f"{exact(done.load_kg, KILOGRAM_PLACES)} kg"
    )


def line_of(entry: Entry) -> str:
    """Write everything that has to be known to do an exercise, without its name."""
    done = entry.prescription
    parts = [dose(done, entry.exercise), load_of(entry), f"RIR {done.rir}"]
    return ", ".join([*parts, f"tempo {done.tempo}", f"rest {done.rest_seconds} s"])

"""What a log says, written into a scenario file: nothing a person wrote is lost."""

from __future__ import annotations

import copy
import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.errors import Diagnostic, ScenarioError, show
from optimizer.history.fragment import LADDER, Entry, as_yaml, entries
from optimizer.history.read import History
from optimizer.history.splice import CannotSplice, with_entries
from optimizer.ladder import Ladder
from optimizer.read import Document, parse_yaml, read_text, validate
from optimizer.scenario import Scenario


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario with the text it was read from."""

    name: str
    text: str
    document: Document
    scenario: Scenario

    @property
    def gate(self) -> tuple[int, int]:
        """Sessions and weeks that this scenario asks of a ladder step."""
        rule = self.scenario.settings.progression_ladder
        return rule.sessions, rule.weeks


@dataclass(frozen=True)
class Merged:
    """A scenario text with the findings of a log in it.

    Parameters
    ----------
    text
        The new text.
    diff
        What changed, as a unified diff; empty where nothing did.
    notes
        What was left as it is, and why.
    """

    text: str
    diff: str
    notes: tuple[str, ...]


def load_scenario_file(source: str | Path) -> ScenarioFile:
    """Read a scenario and keep its text.

    Raises
    ------
    ScenarioError
        With every problem of the file.
    """
    name, text = read_text(source)
    document = parse_yaml(text, name)
    return ScenarioFile(name, text, document, validate(Scenario, document))


def merge(history: History, into: ScenarioFile, *, replace: bool) -> Merged:
    """Write the findings of a log into a scenario.

    Parameters
    ----------
    history
        The findings.
    into
        The scenario.
    replace
        Whether findings replace values that a person wrote.

    Raises
    ------
    ScenarioError
        If the file's layout leaves no safe place, or the result would be no valid scenario.
    """
    text, notes = into.text, []
    wanted: dict[str, Any] = copy.deepcopy(into.document.data)
    for key, some in entries(history).items():
        written = wanted["athlete"].get(key) or {}
        kept, said = _choose(key, some, written, into, replace)
        notes += said
        if kept:
            wanted["athlete"][key] = {**written, **{e.key: e.data for e in kept}}
            text = _spliced(text, key, kept, into.name, history)
    if text != into.text and _data(text) != wanted:
        raise _no_place(into.name, "the entries would not stand where they belong", history)
    validate(Scenario, parse_yaml(text, into.name))
    diff = difflib.unified_diff(
        into.text.splitlines(),
        text.splitlines(),
        into.name,
        f"{into.name} with the log",
        lineterm="",
    )
    return Merged(text, "\n".join(diff), tuple(notes))


def _data(text: str) -> Any:
    """Read a changed text back; None where the change has broken it."""
    try:
        return parse_yaml(text, "").data
    except ScenarioError:
        return None


def _choose(
    key: str, some: list[Entry], written: dict[str, Any], into: ScenarioFile, replace: bool
) -> tuple[list[Entry], list[str]]:
    kept, notes = [], []
    ladder = Ladder(into.scenario, {})
    for entry in some:
        path = f"athlete.{key}.{entry.key}"
        mine = written.get(entry.key)
        default = ladder.highest_mastered(entry.key) if key == LADDER else None
        if entry.data in (mine, default):
            continue
        if mine is not None and not replace:
            notes.append(f"{path}: {show(mine)} stays, the log says {entry.value} (--replace)")
        elif mine is None and key == LADDER and ladder.is_mastered(entry.key, entry.value):
            notes.append(f"{path}: {entry.value} was trained; the level opens {default} anyway")
        else:
            kept.append(entry)
    return kept, notes


def _spliced(text: str, key: str, kept: list[Entry], name: str, history: History) -> str:
    try:
        return with_entries(text, "athlete", key, kept)
    except CannotSplice as error:
        raise _no_place(name, str(error), history) from None


def _no_place(name: str, reason: str, history: History) -> ScenarioError:
    said = f"cannot be changed in place ({reason}); write this into it by hand:\n{as_yaml(history)}"
    return ScenarioError([Diagnostic(name, None, None, "athlete", said)])

"""What a repair changes: entries added, removed or given other sets, by block and session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from optimizer.foreign.draft import Draft
from optimizer.horizon import Block
from optimizer.options import Key
from optimizer.plan import Plan
from optimizer.report.words import plural, spans
from optimizer.scenario import Scenario

Kind = Literal["added", "removed", "sets"]
SIGNS: Mapping[Kind, str] = {"added": "+", "removed": "-", "sets": "~"}


@dataclass(frozen=True)
class Change:
    """One changed entry: an exercise by a method in a slot of a block.

    Parameters
    ----------
    kind
        ``added``, ``removed``, or other ``sets``.
    entry
        Exercise, method, 0-based slot and 0-based block.
    before, after
        Working sets a week; 0 where the entry does not stand.
    """

    kind: Kind
    entry: Key
    before: int
    after: int


def entries_of(plan: Plan, scenario: Scenario) -> dict[Key, int]:
    """Return working sets by entry, as in the first week of each block."""
    slots = {slot.id: index for index, slot in enumerate(scenario.sessions)}
    firsts = {block.first_week + 1: block.index for block in scenario.blocks}
    return {
        (entry.exercise, entry.method, slots[session.id], firsts[week.week]): entry.sets
        for week in plan.weeks
        if week.week in firsts
        for session in week.sessions
        for entry in session.exercises
    }


def changes_between(before: Mapping[Key, int], after: Mapping[Key, int]) -> tuple[Change, ...]:
    """List the entries that differ, by block, slot and exercise."""
    found = []
    for key in sorted(before.keys() | after.keys(), key=lambda k: (k[3], k[2], k[0], k[1])):
        old, new = before.get(key, 0), after.get(key, 0)
        if old != new:
            kind: Kind = "sets" if old and new else "added" if new else "removed"
            found.append(Change(kind, key, old, new))
    return tuple(found)


def change_lines(changes: tuple[Change, ...], scenario: Scenario) -> list[str]:
    """Write changes for people; what is the same in several blocks becomes one line."""
    blocks: dict[tuple[int, str], list[int]] = defaultdict(list)
    for change in changes:
        name, method, slot, block = change.entry
        by = "" if method == "straight" else f" ({method})"
        sets = (
            f"{change.before} -> {plural(change.after, 'set')}"
            if change.kind == "sets"
            else plural(change.after or change.before, "set")
        )
        blocks[slot, f"{SIGNS[change.kind]} {name}{by}, {sets}"].append(block + 1)
    lines = []
    for (slot, text), numbers in sorted(blocks.items(), key=lambda item: (item[1], *item[0])):
        noun = "block" if len(numbers) == 1 else "blocks"
        lines.append(f"{noun} {spans(numbers)}, {scenario.sessions[slot].id}: {text}")
    return lines


def uneven_weeks(draft: Draft, scenario: Scenario) -> list[int]:
    """List the weeks, from 1, that do not repeat the first week of their block."""
    return [week for block in scenario.blocks for week in _uneven(draft, scenario, block)]


def _uneven(draft: Draft, scenario: Scenario, block: Block) -> Iterator[int]:
    pattern: dict[tuple[str, str, str], int] | None = None
    for week in draft.plan.weeks[block.first_week : block.first_week + block.weeks]:
        done = {(s.id, e.exercise, e.method): e.sets for s in week.sessions for e in s.exercises}
        pattern = done if pattern is None else pattern
        lighter = scenario.settings.deload.sets
        light = {key: lighter[sets] for key, sets in pattern.items() if sets in lighter}
        if done != (light if week.kind == "deload" else pattern):
            yield week.week

"""A small reader of Liftoscript, written from the description of the language, to check what is written.

A program is lines: `# week`, `## day`, `//` comments, or an exercise. An exercise is sections separated
by `/`: first `[label: ]Name[, Equipment]`, then sets, `warmup:` and `progress:` in any order. A name
may hold no `/ ( ) { } [ ] # | !`. A set is `SETSxREPS` with a label in brackets (at most 8 characters), a
load (`62.5kg`, or `?+` to be asked), `@RPE`, and rest (`90s`) or work and rest (`40s|45s`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

EQUIPMENT = (
    *("Band", "Barbell", "Bodyweight", "Cable", "Dumbbell", "EZ Bar", "Kettlebell"),
    *("Leverage Machine", "Medicine Ball", "Smith Machine", "Trap Bar"),
)
_SET = re.compile(
    r"""(?P<sets>\d+)x(?P<reps>\d+)
    (?:\ \((?P<label>[^/{}()\#\[\]|!\t\n]{1,8})\))?
    (?:\ (?P<load>\d+(?:\.\d+)?)kg|\ (?P<ask>\?\+))
    (?:\ @(?P<rpe>\d+))?
    (?:\ (?P<rest>\d+)s|\ (?P<work>\d+)s\|(?P<then>\d+)s)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Exercise:
    """One line of a day."""

    label: str | None
    name: str
    equipment: str
    sets: int
    reps: int
    set_label: str | None
    load_kg: Decimal | None
    rpe: int | None
    rest: int
    work: int | None
    warm_up: str | None
    comments: tuple[str, ...]


@dataclass
class Day:
    """A day with its exercises."""

    name: str
    comments: tuple[str, ...]
    exercises: list[Exercise] = field(default_factory=list)


@dataclass
class Week:
    """A week with its days."""

    name: str
    comments: tuple[str, ...]
    days: list[Day] = field(default_factory=list)


def read(text: str) -> tuple[list[Week], list[str]]:
    """Read a program: its weeks, and the comments that only its reader sees."""
    weeks: list[Week] = []
    hidden: list[str] = []
    comments: list[str] = []
    for line in text.split("\n"):
        if line.startswith("///"):
            hidden.append(line[3:].strip())
        elif line.startswith("//"):
            comments.append(line[2:].strip())
        elif line.startswith("##"):
            weeks[-1].days.append(Day(line[2:].strip(), tuple(comments)))
            comments = []
        elif line.startswith("#"):
            weeks.append(Week(line[1:].strip(), tuple(comments)))
            comments = []
        elif line.strip():
            weeks[-1].days[-1].exercises.append(_exercise(line, tuple(comments)))
            comments = []
    assert not comments, "a comment belongs to nothing"
    return weeks, hidden


def _exercise(line: str, comments: tuple[str, ...]) -> Exercise:
    first, *sections = line.split(" / ")
    assert not re.search(r"[/(){}\[\]#|!]", first), f"the name breaks the line: {line}"
    label, _, name = first.rpartition(": ")
    assert ":" not in label
    assert ":" not in name
    name, _, equipment = name.rpartition(", ")
    assert "," not in name
    assert equipment in EQUIPMENT, line
    sets = [s for s in sections if not s.startswith(("warmup:", "progress:"))]
    assert len(sets) == 1, line
    found = _SET.fullmatch(sets[0])
    assert found, sets[0]
    assert [s for s in sections if s.startswith("progress:")] == ["progress: none"]
    warm_ups = [s.removeprefix("warmup: ") for s in sections if s.startswith("warmup:")]
    assert warm_ups in ([], ["none"])
    load, rpe, work = found["load"], found["rpe"], found["work"]
    return Exercise(
        label=label or None,
        name=name,
        equipment=equipment,
        sets=int(found["sets"]),
        reps=int(found["reps"]),
        set_label=found["label"],
        load_kg=None if load is None else Decimal(load),
        rpe=None if rpe is None else int(rpe),
        rest=int(found["rest"] or found["then"]),
        work=None if work is None else int(work),
        warm_up=warm_ups[0] if warm_ups else None,
        comments=comments,
    )

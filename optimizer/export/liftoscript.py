"""Liftoscript: the text that lifters paste into the Liftosaur app ("full mode"), every week in full.

Loads are those of the plan, per implement held, so nothing progresses by itself (`progress: none`).
Repetitions in reserve become `@` RPE, which is ten minus that. `0kg` stands for body mass and bands;
where the load is to be found by RIR test, the app is told to ask for it (`?+`) and given no RPE, from
which it would work out a load of its own. Holds are timed sets; metres and sides stand as labels behind
the sets. Exercises that begin with ramp sets keep the app's own warm-up sets, the others have none.

Equipment is always named. An exercise that Liftosaur does not know is written under the catalogue's
name and has to be made there first as a custom exercise; the head of the file lists them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from optimizer.export.lines import line_of, name_of
from optimizer.report.notes import DISCLAIMER
from optimizer.report.view import daily_line, drills_line
from optimizer.report.words import clean, day_and_month, exact, spoken

if TYPE_CHECKING:
    from optimizer.catalogue import Exercise
    from optimizer.export.checked import CheckedPlan
    from optimizer.plan import Prescription, Week
    from optimizer.plan_facts import Entry, SessionFacts
    from optimizer.setups import Setup

MOST_RPE = 10
LABELS = {
    ("reps", 2): "per side",
    ("steps", 1): "steps",
    ("steps", 2): "per side",
    ("metres", 1): "metres",
    ("metres", 2): "m a side",
    ("seconds_hold", 2): "per side",
}
IMPLEMENTS = {
    "bands": "Band",
    "barbell": "Barbell",
    "cable": "Cable",
    "dumbbells": "Dumbbell",
    "kettlebell": "Kettlebell",
    "trap_bar": "Trap Bar",
}
_BRACKETS = re.compile(r"\([^)]*\)")
# These end a name, start a section or give it a meaning of its own; a comma announces equipment.
_BREAKING = re.compile(r"[/(){}\[\]#|!,:\\]+")


def render_liftoscript(checked: CheckedPlan) -> bytes:
    """Write the plan as a Liftoscript program.

    Parameters
    ----------
    checked
        The plan.

    Returns
    -------
    bytes
        UTF-8 text.
    """
    names = _Names(checked)
    lines = [f"/// {text}" for text in _head(checked, names)]
    for week in checked.facts.weeks:
        lines += ["", *_comments(_about_week(checked, week.week)), f"# Week {week.week.week}"]
        for session in week.sessions:
            lines += ["", *_day(checked, session, names)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def custom_name(exercise: Exercise) -> str:
    """Return the name under which an exercise has to be made that Liftosaur does not know."""
    name = _BREAKING.sub(" ", _BRACKETS.sub("", clean(exercise.name)))
    return " ".join(name.split())


def implement(exercise: Exercise, setup: Setup) -> str:
    """Name the equipment of an exercise as Liftosaur does: that of the first way that is owned."""
    if exercise.tier != "bodyweight":
        owned = setup.owned()
        ways = (way for way in exercise.equipment_any_of if owned.issuperset(way))
        for item in next(ways, ()):
            if item in IMPLEMENTS:
                return IMPLEMENTS[item]
    return "Leverage Machine" if exercise.tier == "machine" else "Bodyweight"


class _Names:
    """Names of a plan's exercises; one that two exercises share is told apart by a label."""

    def __init__(self, checked: CheckedPlan) -> None:
        self.setups = checked.scenario.resolved_setups
        self.custom: set[str] = set()
        self.users: dict[str, set[str]] = defaultdict(set)
        for session in checked.facts.sessions:
            for entry in session.entries:
                name = self._plain(entry.exercise, session)
                self.users[name].add(entry.exercise.id)
                if entry.exercise.external_ids.liftosaur is None:
                    self.custom.add(name)

    def of(self, entry: Entry, session: SessionFacts) -> str:
        name = self._plain(entry.exercise, session)
        shared = len(self.users[name]) > 1
        return f"{spoken(entry.exercise.id)}: {name}" if shared else name

    def _plain(self, exercise: Exercise, session: SessionFacts) -> str:
        here = implement(exercise, self.setups[session.session.setup])
        known = exercise.external_ids.liftosaur
        if known is None:
            return f"{custom_name(exercise)}, {here}"
        name, usual = known.rsplit(", ", 1)
        return f"{name}, {here if usual in IMPLEMENTS.values() else usual}"


def _head(checked: CheckedPlan, names: _Names) -> Iterator[str]:
    yield f"{checked.title} · {checked.athlete}"
    yield "Written by liftproof: loads are explicit and per implement held; nothing progresses by itself."
    yield "0kg: body mass or a band. per side: one side after the other."
    for name in sorted(names.custom):
        yield f"Make this custom exercise first: {name}"
    yield DISCLAIMER


def _comments(texts: Iterable[str]) -> Iterator[str]:
    # Liftosaur repeats a description in later weeks until there is another: an empty one ends it.
    yield from [f"// {text}" for text in texts if text] or ["//"]


def _about_week(checked: CheckedPlan, week: Week) -> Iterator[str]:
    yield f"Block {week.block}, {'light week' if week.kind == 'deload' else 'training week'}"
    daily = daily_line(checked.scenario, checked.plan.daily)
    yield f"Every day: {daily}" if daily else ""


def _day(checked: CheckedPlan, facts: SessionFacts, names: _Names) -> Iterator[str]:
    session = facts.session
    before = drills_line(checked.scenario, session.before)
    after = drills_line(checked.scenario, session.after)
    parts = ((f"Warm-up: {before}", before), (f"Then: {after}", after))
    yield from _comments(text for text, there in parts if there)
    yield f"## {day_and_month(session.date)} {session.start} {clean(session.id)}"
    for entry in facts.entries:
        ramp = _begins_with_ramp_sets(checked, entry)
        cue, stop = entry.exercise.cue, entry.exercise.stop_sign
        yield from _comments(
            [
                f"{name_of(entry)}: {line_of(entry)}",
                "Begin with ramp sets" if ramp else "",
                cue or "",
                f"Stop when: {stop}" if stop else "",
            ]
        )
        sections = [names.of(entry, facts), _sets(entry.prescription, entry.exercise)]
        sections += [] if ramp else ["warmup: none"]
        yield " / ".join([*sections, "progress: none"])


def _begins_with_ramp_sets(checked: CheckedPlan, entry: Entry) -> bool:
    time = checked.scenario.settings.session_time
    return time.ramp_sets > 0 and entry.exercise.axial >= time.ramp_axial


def _sets(done: Prescription, exercise: Exercise) -> str:
    """Write the sets: `3x10 (per side) 20kg @7 75s`, or `3x1 40s|90s 0kg @7` for a hold."""
    timed = done.seconds_hold is not None
    field = next(
        name for name in ("reps", "seconds_hold", "metres", "steps") if getattr(done, name)
    )
    parts = [f"{done.sets}x{1 if timed else done.amount}"]
    label = LABELS.get((field, exercise.sides))
    parts += [f"({label})"] if label else []
    if done.load_kg is not None:
        parts += [f"{exact(done.load_kg, 3)}kg", f"@{MOST_RPE - done.rir}"]
    elif done.load == "by RIR test":
        parts.append("?+")
    else:
        parts += ["0kg", f"@{MOST_RPE - done.rir}"]
    rest = f"{done.rest_seconds}s"
    return " ".join([*parts, f"{done.seconds_hold}s|{rest}" if timed else rest])

"""Room of the rules that look at one session or one week at a time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.report.page.room import Measured, Room, nearest, per_cent, place_of, share
from optimizer.report.words import clean, exact, plural


def equipment(m: Measured) -> Iterator[Room]:
    """Say what everything is done with."""
    count = sum(len(session.entries) for session in m.facts.sessions)
    names = sorted({clean(session.session.setup) for session in m.facts.sessions})
    yield Room(f"{plural(count, 'prescription')}, all done with {', '.join(names)}")


def restrictions(m: Measured) -> Iterator[Room]:
    """Compare the hardest skill with the level's."""
    most = m.scenario.settings.restrictions.max_skill
    entries = [e.exercise for s in m.facts.sessions for e in s.entries]
    yield from nearest("highest skill", "", ((e.skill, most, e.name) for e in entries))


def stabilisation(m: Measured) -> Iterator[Room]:
    """Look at the first weeks of those who start gently."""
    phase = m.scenario.settings.stabilisation
    early = [s for s in m.facts.sessions if s.week.week <= phase.weeks]
    found = ((e.exercise.axial, phase.max_axial, e.exercise.name) for s in early for e in s.entries)
    yield from nearest("highest axial score of a set", "points", found)


def session_shape(m: Measured) -> Iterator[Room]:
    """Count exercises and working sets of the fullest session."""
    shape, sessions = m.scenario.settings.session_shape, m.facts.sessions
    yield from nearest(
        "most in a session",
        "exercises",
        ((len(s.entries), shape.max_exercises, place_of(s)) for s in sessions),
    )
    yield from nearest(
        "most in a session",
        "working sets",
        ((sum(e.sets for e in s.entries), shape.max_working_sets, place_of(s)) for s in sessions),
    )


def fatigue(m: Measured) -> Iterator[Room]:
    """Find the week and the session nearest to their fatigue budgets."""
    budget = m.scenario.settings.fatigue_budget
    weeks = ((w.fatigue, budget.week_points, f"week {w.week.week}") for w in m.facts.weeks)
    yield from nearest("week", "points", weeks)
    sessions = ((s.fatigue, budget.session_points, place_of(s)) for s in m.facts.sessions)
    yield from nearest("session", "points", sessions)


def spine(m: Measured) -> Iterator[Room]:
    """Find the week and the session nearest to their axial budgets."""
    budget = m.scenario.settings.spinal_load
    weeks = ((w.axial, budget.week_points, f"week {w.week.week}") for w in m.facts.weeks)
    yield from nearest("week", "points", weeks)
    sessions = ((s.axial, budget.session_points, place_of(s)) for s in m.facts.sessions)
    yield from nearest("session", "points", sessions)


def volume(m: Measured) -> Iterator[Room]:
    """Find the muscle nearest to a cap, in a session and in a week."""
    params, names = m.scenario.settings.volume, m.scenario.catalogue.muscles
    yield from nearest(
        "one muscle in a session",
        "sets",
        (
            (s.muscle_sets(muscle), params.session_cap_sets, f"{names[muscle].name}, {place_of(s)}")
            for muscle in params.cap_sets
            for s in m.facts.sessions
        ),
    )
    weeks = m.facts.build_weeks
    yield from nearest(
        "nearest to its weekly cap",
        "sets",
        (
            (w.muscle_sets(muscle), cap, f"{names[muscle].name}, block {w.week.block}")
            for muscle, cap in params.cap_sets.items()
            for w in weeks
        ),
    )
    floors = [
        (w.muscle_sets(muscle), floor, f"{names[muscle].name}, block {w.week.block}")
        for muscle, floor in params.floor_sets.items()
        for w in weeks
        if floor
    ]
    if floors:
        sets, floor, where = min(floors, key=lambda one: one[0] / one[1])
        if sets >= floor:  # what is below stands among the shortages
            text = f"nearest to its floor: {exact(sets, 1)} sets, floor {exact(floor, 1)} ({where})"
            yield Room(text, per_cent(share(floor, sets)))


def session_time(m: Measured) -> Iterator[Room]:
    """Find the session that fills its minutes most."""
    found = (
        (Fraction(s.session.seconds, 60), s.session.minutes, place_of(s)) for s in m.facts.sessions
    )
    yield from nearest("fullest session", "minutes", found)

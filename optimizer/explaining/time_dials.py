"""Changes of when and how long someone trains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from optimizer.explaining.changes import (
    DAY_WEIGHT,
    FEWER_WEIGHT,
    SLOT_WEIGHT,
    Change,
    Dial,
    Edit,
    day_of,
)
from optimizer.horizon import WEEKDAYS
from optimizer.scenario import Scenario
from optimizer.scenario_parts import SessionSlot

MOST_MINUTES = 240
MORE_MINUTES = 60
# Starts that are offered, in minutes after midnight: nobody is told to train at three in the morning.
EARLIEST, LATEST = 6 * 60, 21 * 60
# Half hours for the first two hours, then whole hours: every start costs a solve.
SHIFTS = (*range(30, 120, 30), *range(120, 24 * 60, 60))


def minutes_dial(scenario: Scenario, which: Sequence[int]) -> Dial:
    """Return longer sessions, a minute at a time, at most an hour more.

    Parameters
    ----------
    scenario
        The scenario.
    which
        The sessions that get longer together.
    """
    slots = [scenario.sessions[index] for index in which]
    shortest = min(slot.minutes for slot in slots)
    changes = []
    for more in range(1, MORE_MINUTES + 1):
        longer = [min(slot.minutes + more, Decimal(MOST_MINUTES)) for slot in slots]
        named = "; ".join(
            f"{day_of(slot)}: {minutes:f} minutes instead of {slot.minutes:f}"
            for slot, minutes in zip(slots, longer, strict=True)
        )
        edits = (
            Edit("set", ("sessions", index, "minutes"), str(minutes))
            for index, minutes in zip(which, longer, strict=True)
        )
        size = len(slots) * Fraction(more) / Fraction(shortest)
        changes.append(Change(named, size, tuple(edits)))
    return Dial(tuple(changes), grows=True)


def start_dials(scenario: Scenario, index: int) -> Iterator[Dial]:
    """Yield later and earlier starts on the same day, and other days, nearest first."""
    slot = scenario.sessions[index]
    of_day = slot.start_minute % (24 * 60)
    later = (by for by in SHIFTS if by <= LATEST - of_day)
    earlier = (by for by in SHIFTS if by <= of_day - EARLIEST)
    yield Dial(tuple(_shifted(slot, index, of_day, by) for by in later), grows=False)
    yield Dial(tuple(_shifted(slot, index, of_day, -by) for by in earlier), grows=False)
    today = WEEKDAYS.index(slot.day)
    taken = {other.day for other in scenario.sessions}
    free = [day for day in range(7) if WEEKDAYS[day] not in taken]
    free.sort(key=lambda day: (abs(day - today), day))
    moves = tuple(
        Change(
            text=f"{day_of(slot)}: train on {WEEKDAYS[day].capitalize()} instead",
            size=DAY_WEIGHT + Fraction(abs(day - today), 28),
            edits=(Edit("set", ("sessions", index, "day"), WEEKDAYS[day]),),
        )
        for day in free
    )
    yield Dial(moves, grows=False)


def _shifted(slot: SessionSlot, index: int, of_day: int, by: int) -> Change:
    start = f"{(of_day + by) // 60:02}:{(of_day + by) % 60:02}"
    hours = Decimal(abs(by)) / 60
    much = f"{hours.normalize():f} hour{'' if hours == 1 else 's'}"
    return Change(
        text=f"{day_of(slot)}: start at {start}, {much} {'later' if by > 0 else 'earlier'}",
        size=Fraction(abs(by), 24 * 60),
        edits=(Edit("set", ("sessions", index, "start"), start),),
    )


def more_sessions(scenario: Scenario) -> Dial:
    """Return one more weekly session on each free day, like the first one listed."""
    pattern = scenario.sessions[0]
    taken = {slot.day for slot in scenario.sessions}
    ids = {slot.id for slot in scenario.sessions}
    changes = []
    for day in WEEKDAYS:
        if day in taken or len(scenario.sessions) >= 14:
            continue
        name = next(n for n in (day[:3], day, f"{day}_extra", f"{day}_more") if n not in ids)
        slot = {
            "id": name,
            "day": day,
            "start": pattern.start,
            "minutes": str(pattern.minutes),
            "setup": pattern.setup,
        }
        edits = [Edit("append", ("sessions",), slot)]
        if scenario.sessions_per_week is not None:
            edits.append(Edit("set", ("sessions_per_week",), scenario.sessions_per_week + 1))
        text = (
            f"one more session: {day.capitalize()} at {pattern.start}, {pattern.minutes:f} minutes"
        )
        changes.append(Change(text, SLOT_WEIGHT, tuple(edits)))
    return Dial(tuple(changes), grows=False)


def number_of_sessions(scenario: Scenario) -> Iterator[Dial]:
    """Yield fewer and more of the listed sessions trained in a week."""
    trained, listed = scenario.trained_sessions, len(scenario.sessions)
    for counts in (range(trained - 1, 0, -1), range(trained + 1, listed + 1)):
        changes = tuple(
            Change(
                text=f"{count} of the {listed} sessions a week instead of {trained}",
                size=FEWER_WEIGHT * abs(count - trained),
                edits=(Edit("set", ("sessions_per_week",), count),),
            )
            for count in counts
        )
        yield Dial(changes, grows=False)

"""What a person should know about how a log was read: one sentence a line, for standard error."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.history.estimate import LIFTS, measured_by
from optimizer.history.fragment import quoted, set_in_words
from optimizer.history.read import History
from optimizer.report.words import clean, exact, plural
from optimizer.scenario import Scenario

MOST_SHOWN = 20
STALE_DAYS = 28


def notes(history: History) -> Iterator[str]:
    """Say what was read, what was left out and what looks odd."""
    rows = history.sets
    yield (
        f"{clean(history.file)}: {history.app}, {plural(rows.get('working', 0), 'working set')}, "
        f"{history.first} to {history.last}; used: from {history.since} on "
        f"({plural(history.weeks, 'week')})"
    )
    left = (rows.get("warm-up"), "warm-up set"), (rows.get("drop"), "drop set")
    out = [plural(count, word) for count, word in left if count]
    if out:
        yield f"left out: {', '.join(out)}"
    if history.other_marks:
        marks = sorted(history.other_marks.items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{quoted(mark)} ({count})" for mark, count in marks[:MOST_SHOWN])
        yield f"left out, set types that are not known: {shown}"
    yield from _odd(history)
    yield from _missing(history)
    yield from _unknown(history)


def _odd(history: History) -> Iterator[str]:
    for one in history.estimates:
        if one.is_suspicious and one.next_best_kg is not None:
            yield (
                f"{one.lift}: {exact(one.exact_kg, 1)} kg stands far above the next best day, "
                f"{exact(one.next_best_kg, 1)} kg: look at row {one.logged.row} for a typing error"
            )
    for logged in history.beyond:
        yield (
            f"row {logged.row}: {quoted(logged.name)}, {set_in_words(logged)}: more than anyone "
            "lifts; not used"
        )


def _missing(history: History) -> Iterator[str]:
    found = {one.lift for one in history.estimates}
    for lift in LIFTS:
        if lift not in found:
            measuring = ", ".join(e.id for e in measured_by(lift))
            yield (
                f"no estimate for {lift}: in these weeks no set of up to 10 repetitions with a load "
                f"of {measuring}"
            )


def _unknown(history: History) -> Iterator[str]:
    if not history.unknown:
        return
    yield (
        "names that no exercise of the catalogue has, not used "
        '(--as "NAME=EXERCISE" says what one means):'
    )
    for one in history.unknown[:MOST_SHOWN]:
        near = f"; close: {one.near}" if one.near else ""
        yield f"  {quoted(one.name)}: {plural(one.sets, 'set')}{near}"
    more = history.unknown[MOST_SHOWN:]
    sets = sum(one.sets for one in more) + history.unknown_unlisted
    if sets:
        yield f"  and {len(more)} further names with {plural(sets, 'set')}"


def stale(history: History, scenario: Scenario) -> str | None:
    """Warn where a log ends long before a plan begins."""
    days = (scenario.start - history.last).days
    if days <= STALE_DAYS:
        return None
    return (
        f"the log ends {days} days before the plan starts ({history.last}, {scenario.start}): "
        "after a lay-off a maximum is lower; `returning: true` starts gently"
    )

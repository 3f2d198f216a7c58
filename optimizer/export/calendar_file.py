"""iCalendar (RFC 5545): one event a session, and the daily drills as a recurring event.

The UID of an event follows from the scenario's name, the athlete, the date and the session, so that
importing a changed plan again updates the events. Nothing follows from the clock: the time stamp that
the format asks for is the first day of the plan.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar, Event

from optimizer._version import __version__
from optimizer.errors import closest
from optimizer.export.checked import ExportError
from optimizer.export.lines import line_of, name_of
from optimizer.report.notes import DISCLAIMER
from optimizer.report.view import daily_line, drills_line
from optimizer.report.words import clean, minutes, plural

if TYPE_CHECKING:
    from optimizer.export.checked import CheckedPlan
    from optimizer.export.render import CalendarOptions
    from optimizer.plan_facts import SessionFacts

# Any fixed value will do; another one would double the events of everybody who imports again.
UID_SPACE = uuid.uuid5(uuid.NAMESPACE_OID, "liftproof sessions")
DAY = dt.timedelta(days=1)


def render_calendar(checked: CheckedPlan, options: CalendarOptions) -> bytes:
    """Write the sessions as calendar events.

    Parameters
    ----------
    checked
        The plan.
    options
        Time zone, daily drills and revision.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    ExportError
        If there is no such time zone.
    """
    zone = None if options.timezone is None else zone_of(options.timezone)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//liftproof//liftproof {__version__}//EN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", checked.title)
    for event in _events(checked, zone, options.daily_drills):
        event.add("dtstamp", dt.datetime.combine(checked.scenario.start, dt.time(), dt.UTC))
        event.add("sequence", options.sequence)
        calendar.add_component(event)
    if zone is not None:
        dates = [session.session.date for session in checked.facts.sessions]
        calendar.add_missing_timezones(first_date=min(dates) - DAY, last_date=max(dates) + 2 * DAY)
    content: bytes = calendar.to_ical()
    return content


def zone_of(name: str) -> ZoneInfo:
    """Find a time zone.

    Raises
    ------
    ExportError
        With the closest name, if there is none of this name.
    """
    known = available_timezones()
    if name in known:
        return ZoneInfo(name)
    near = closest(name, known)
    hint = f"did you mean {near!r}?" if near else "write it as Europe/Berlin or America/New_York"
    raise ExportError(f"unknown time zone {name[:60]!r}; {hint}")


def _events(checked: CheckedPlan, zone: ZoneInfo | None, daily_drills: bool) -> Iterator[Event]:
    for session in checked.facts.sessions:
        yield _session(checked, session, zone)
    if daily_drills and checked.plan.daily:
        yield _daily(checked)


def _session(checked: CheckedPlan, facts: SessionFacts, zone: ZoneInfo | None) -> Event:
    week, session = facts.week, facts.session
    light = ", light" if week.kind == "deload" else ""
    sets = plural(sum(entry.sets for entry in facts.entries), "set")
    event = Event()
    event.add("uid", _uid(checked, session.date.isoformat(), session.id))
    event.add("summary", f"Strength {clean(session.id)} · week {week.week}{light} · {sets}")
    event.add("dtstart", facts.start.replace(tzinfo=zone))
    # Not an end: on the night of a clock change only a duration is sure to be the session's.
    event.add("duration", dt.timedelta(seconds=int(session.minutes * 60)))
    event.add("location", clean(session.setup))
    event.add("description", _description(checked, facts))
    return event


def _description(checked: CheckedPlan, facts: SessionFacts) -> str:
    week, session = facts.week, facts.session
    before = drills_line(checked.scenario, session.before)
    after = drills_line(checked.scenario, session.after)
    lines = [
        f"{checked.title} · {checked.athlete}",
        f"Week {week.week}, block {week.block} ({week.kind}), {minutes(session.seconds)} min",
        *([f"Warm-up: {before}"] if before else []),
        *(f"{name_of(entry)}: {line_of(entry)}" for entry in facts.entries),
        *([f"Then: {after}"] if after else []),
        DISCLAIMER,
    ]
    return "\n".join(lines)


def _daily(checked: CheckedPlan) -> Event:
    start = checked.scenario.start
    event = Event()
    event.add(
        "uid", _uid(checked, start.isoformat(), "every day/drills")
    )  # no session id has a space
    event.add("summary", "Daily drills")
    event.add("dtstart", start)
    event.add("dtend", start + DAY)
    event.add("rrule", {"freq": "daily", "count": 7 * len(checked.plan.weeks)})
    event.add("transp", "TRANSPARENT")
    event.add("description", daily_line(checked.scenario, checked.plan.daily))
    return event


def _uid(checked: CheckedPlan, date: str, session: str) -> str:
    place = [checked.scenario.name, checked.scenario.athlete.id, date, session]
    return f"{uuid.uuid5(UID_SPACE, json.dumps(place))}@liftproof"

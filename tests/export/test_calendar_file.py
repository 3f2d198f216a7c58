"""Calendars: times across a clock change, stable UIDs, the daily drills, foreign text."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event, Timezone

from optimizer.export.calendar_file import render_calendar
from optimizer.export.checked import CheckedPlan, ExportError
from optimizer.export.lines import name_of
from optimizer.export.render import CalendarOptions
from tests import builders
from tests.export import plans

BERLIN = CalendarOptions(timezone="Europe/Berlin")
FLOATING = CalendarOptions()


def read(checked: CheckedPlan, options: CalendarOptions = FLOATING) -> Calendar:
    return Calendar.from_ical(render_calendar(checked, options))


def events(checked: CheckedPlan, options: CalendarOptions = FLOATING) -> list[Event]:
    return read(checked, options).events


def test_one_event_a_session_with_its_time_and_lines() -> None:
    checked = plans.varied()
    found = events(checked)
    assert len(found) == len(checked.facts.sessions) == 12
    for event, session in zip(found, checked.facts.sessions, strict=True):
        assert event.start == session.start
        assert event.start.tzinfo is None, "floating: the time holds wherever the reader is"
        assert event.duration == dt.timedelta(minutes=90)
        for entry in session.entries:
            assert f"{name_of(entry)}: {entry.sets} × " in event["description"]
        assert f"week {session.week.week}" in event["summary"]
    assert sum("light" in event["summary"] for event in found) == 3


def test_lines_say_what_is_done() -> None:
    text = "".join(str(event["description"]) for event in events(plans.varied())[:3])
    for line in (
        "Back squat, high bar: 2 × 10, 75 kg, RIR 3, tempo 2-0-1, rest 90 s",
        "Single-arm dumbbell row, bench supported: 2 × 10/side, 25 kg, RIR 3",
        "Farmer's carry: 2 × 30 m, 2× 30 kg, RIR 3, tempo walk",
        "Front plank: 2 × 40 s, body mass",
        "Band lateral walk: 2 × 15 steps/side, band",
        "Seated leg curl machine: 3 × 10, load by RIR test",
        "Barbell Romanian deadlift, paused repetitions: 3 × 10",
        "Warm-up: Brisk walk 5 min",
        "Not medical advice",
    ):
        assert line in text, line


@pytest.mark.parametrize(
    ("start", "zone", "offsets"),
    [
        ("2027-03-22", "Europe/Berlin", {1, 2}),  # summer time begins on 28 March
        ("2026-10-19", "Europe/Berlin", {1, 2}),  # and ends on 25 October
        ("2026-10-26", "America/New_York", {-5, -4}),
        ("2026-10-19", "Asia/Tokyo", {9}),
        ("2150-03-23", "Europe/Berlin", {1, 2}),
    ],
)
def test_six_in_the_evening_stays_six_in_the_evening(
    start: str, zone: str, offsets: set[int]
) -> None:
    checked = plans.small(start=start)
    calendar = read(checked, CalendarOptions(timezone=zone))
    known = ZoneInfo(zone)
    found = set()
    for event, session in zip(calendar.events, checked.facts.sessions, strict=True):
        assert event.start.replace(tzinfo=None) == session.start
        assert event.start.utcoffset() == session.start.replace(tzinfo=known).utcoffset()
        found.add(int(event.start.utcoffset().total_seconds()) // 3600)
    assert found == offsets
    [rules] = calendar.walk("VTIMEZONE")
    assert isinstance(rules, Timezone)
    written = rules.to_tz(lookup_tzid=False)  # from the file's own rules, not from a database
    for session in checked.facts.sessions:
        local = session.start
        assert local.replace(tzinfo=written).utcoffset() == local.replace(tzinfo=known).utcoffset()


def test_a_session_on_the_night_of_the_change_keeps_its_length() -> None:
    days = [{"id": "sun", "day": "sunday", "start": "01:30", "minutes": "90", "setup": "gym"}]
    sets = {("db_rdl", "sun"): 2, ("band_row", "sun"): 2}
    checked = plans.make(sets, sessions=days, start="2027-03-22", weeks=1, block_weeks=1)
    [event] = events(checked, BERLIN)
    assert event.duration == dt.timedelta(minutes=90)
    assert b"DTEND" not in render_calendar(checked, BERLIN)


def test_unknown_zone_is_an_error_with_the_closest() -> None:
    with pytest.raises(ExportError, match="did you mean 'Europe/Berlin'"):
        render_calendar(plans.varied(), CalendarOptions(timezone="europe/berln"))
    with pytest.raises(ExportError, match="unknown time zone"):
        render_calendar(plans.varied(), CalendarOptions(timezone="../../etc/passwd"))


# ---- identity ----


def uids(checked: CheckedPlan) -> list[str]:
    return [str(event["uid"]) for event in events(checked, BERLIN)]


def test_the_same_place_in_the_plan_has_the_same_uid_whatever_is_done() -> None:
    first = uids(plans.small())
    assert len(set(first)) == 4
    other = plans.make(
        {
            ("pull_up", "mon"): 3,
            ("calf_raise_bw", "mon"): 3,
            ("db_rdl", "thu"): 3,
            ("band_row", "thu"): 2,
        },
        sessions=builders.days("monday", "thursday", setup="gym"),
        weeks=2,
    )
    assert uids(other) == first
    assert first[0] == "d8e36827-6995-5ee9-90b0-f91bf235015f@liftproof", (
        "or calendars fill up twice"
    )


def test_another_name_athlete_session_or_date_is_another_event() -> None:
    all_uids = [
        *uids(plans.small()),
        *uids(plans.small(name="other")),
        *uids(plans.small(athlete={"id": "lea"})),
        *uids(plans.small(("a", "b"))),
        *uids(plans.small(start="2027-11-29")),
    ]
    assert len(all_uids) == len(set(all_uids)) == 20


def test_nothing_comes_from_the_clock_and_the_revision_is_the_users() -> None:
    found = events(plans.small(), CalendarOptions(sequence=7))
    assert {event.DTSTAMP for event in found} == {dt.datetime(2026, 11, 30, tzinfo=dt.UTC)}
    assert {int(event["sequence"]) for event in found} == {7}


# ---- daily drills ----


def test_daily_drills_recur_over_the_whole_plan() -> None:
    checked = plans.small()
    [drills] = events(checked, CalendarOptions(daily_drills=True))[4:]
    assert drills.start == checked.scenario.start
    [rule] = drills.rrules
    assert (rule["FREQ"], rule["COUNT"]) == (["DAILY"], [14])
    assert "Bird-dog" in drills["description"]
    assert str(drills["transp"]) == "TRANSPARENT", "nobody is busy all day"
    assert len(events(checked)) == 4


def test_a_plan_without_daily_drills_has_no_such_event() -> None:
    checked = plans.small(rules={"daily_stability": {"exercises": []}})
    assert checked.plan.daily == ()
    assert len(events(checked, CalendarOptions(daily_drills=True))) == 4


# ---- form ----


def test_lines_are_folded_and_end_as_the_format_asks() -> None:
    raw = render_calendar(plans.varied(), BERLIN)
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    raw.decode("utf-8")


@pytest.mark.parametrize("place", range(len(plans.EVIL_TEXTS) + len(plans.EVIL_IDS)))
def test_foreign_text_stays_inside_its_event(place: int) -> None:
    checked = plans.hostile()[place]
    raw = render_calendar(checked, BERLIN)
    assert raw.count(b"\r\nBEGIN:VEVENT\r\n") == 4
    text = raw.decode("utf-8")
    assert not any(sign in text for sign in "\x1b\x00\u202e\u2066\u2028\x85")
    found = Calendar.from_ical(raw).events
    assert len({str(event["uid"]) for event in found}) == 4
    for event in found:
        assert str(event["description"]).split("\n")[0] == f"{checked.title} · {checked.athlete}"

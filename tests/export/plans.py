"""Plans to export: one with every kind of prescription, and ones whose names attack the formats."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from optimizer.export.checked import CheckedPlan, check_plan
from tests import builders

# Machines without listed loads are set by RIR test.
GYM = {
    "extends": "commercial_gym",
    "kettlebell": {"pairs_kg": [8, 12, 16, 20, 24]},
    "leg_curl_machine": 1,
}
# Repetitions, holds, metres and steps, on one side and on both; every basis of a load; one name that
# two exercises share elsewhere; one method besides straight sets.
SETS: dict[tuple[Any, ...], int] = {
    ("back_squat_high_bar", "mon"): 2,
    ("single_arm_db_row", "mon"): 2,
    ("farmer_carry", "mon"): 2,
    ("front_plank", "mon"): 2,
    ("back_squat_low_bar", "wed"): 2,
    ("band_lateral_walk", "wed"): 2,
    ("suitcase_carry", "wed"): 2,
    ("seated_leg_curl", "wed"): 3,
    ("romanian_deadlift", "pause_iso", "fri", 1): 3,
    ("band_face_pull", "fri"): 2,
    ("pull_up", "fri"): 2,
    ("copenhagen_plank", "fri"): 2,
}
PAUSED = {"exercise": "romanian_deadlift", "session": "fri", "method": "pause_iso"}

# Free text of the model: the names of scenario, athlete and setup may be anything up to a length.
EVIL_TEXTS = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x";"click")',
    "+1+cmd|' /C calc'!A0",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "https://example.org/?a=1&b=2",
    "\u202eevil \u2066x\u2069",
    "مرحبا שלום",
    "🏋️ 👩‍👩‍👧 Zoë 安",
    "x" * 200,
    "é" * 200,
    "a\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:1\u2028b\x85c",
    "\x1b[31mred\x07\x00",
    'quo"ted, "semi;colon", back\\slash\\n',
    "# Week 9\n## Day\nSquat / 9x9 / progress: custom() {~ ~}",
    "&P&G &L &[Path]",
    "{{ 7 * 7 }} ${x} %s {0}",
)
# Ids take no white space and no slashes.
EVIL_IDS = (
    "<b>x",
    '=HYPERLINK("http:x")',
    "+1",
    "-2",
    "@x",
    "..",
    "#1",
    "a:b|c*d?",
    "[1:2]{~}!",
    "\u202eevil",
    "🏋" * 60,
    "x" * 60,
    "\x1b[31m",
    "&P&G",
    "a,b;c",
)


def make(sets: Mapping[tuple[Any, ...], int] = SETS, **overrides: Any) -> CheckedPlan:
    """Build a plan that passes verification."""
    days = builders.days("monday", "wednesday", "friday", minutes=90, setup="gym")
    defaults = {"sessions": days, "setups": {"gym": GYM}, "pins": [PAUSED] if sets is SETS else []}
    made = builders.scenario(**{**defaults, **overrides})
    return check_plan(builders.plan(made, sets))


@cache
def varied() -> CheckedPlan:
    """One block of four weeks, the last of them light."""
    return make()


SMALL = {
    ("db_rdl", 0): 2,
    ("band_row", 0): 2,
    ("db_bulgarian_split_squat", 1): 2,
    ("pull_up", 1): 2,
}


def small(ids: tuple[str, str] = ("mon", "thu"), **overrides: Any) -> CheckedPlan:
    """Build a plan of two weeks with two sessions each."""
    days = builders.days("monday", "thursday", setup="gym")
    for day, chosen in zip(days, ids, strict=True):
        day["id"] = chosen
    sets = {(exercise, ids[place]): count for (exercise, place), count in SMALL.items()}
    return make(sets, **{"sessions": days, "weeks": 2, **overrides})


@cache
def named(text: str) -> CheckedPlan:
    """Give scenario, athlete and setup a name of free text."""
    return small(
        name=text,
        athlete={"name": text},
        sessions=builders.days("monday", "thursday", setup=text),
        setups={text: {**GYM, "name": text, "description": text}},
    )


@cache
def identified(text: str) -> CheckedPlan:
    """Give the athlete and the sessions ids of free text."""
    return small((text, f"{text[:59]}2"), athlete={"id": text})


def hostile() -> list[CheckedPlan]:
    """Every plan whose names attack something."""
    return [*map(named, EVIL_TEXTS), *map(identified, EVIL_IDS)]

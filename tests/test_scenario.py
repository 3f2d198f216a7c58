"""Scenarios: every contradiction between fields, with its path."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from optimizer.errors import ProblemAt, Problems
from optimizer.scenario import Scenario
from tests.builders import days, scenario


def _problems(**overrides: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Every path and sentence with which a scenario is refused."""
    with pytest.raises(ValidationError) as caught:
        scenario(**overrides)
    found = []
    for item in caught.value.errors():
        error = item.get("ctx", {}).get("error")
        parts = error.problems if isinstance(error, Problems) else [error]
        for part in parts:
            if isinstance(part, ProblemAt):
                found.append(((*item["loc"], *part.path), part.problem))
            else:
                found.append((item["loc"], item["msg"]))
    return found


def _slot(name: str, day: str, start: str, minutes: str = "60") -> dict[str, Any]:
    return {"id": name, "day": day, "start": start, "minutes": minutes, "setup": "garage"}


MON = {"exercise": "dead_bug", "session": "mon"}


@pytest.mark.parametrize(
    ("overrides", "path", "words"),
    [
        ({"start": "2026-12-01"}, ("start",), "2026-12-01 is a Tuesday"),
        (
            {"sessions": [_slot("a", "monday", "18:00"), _slot("a", "friday", "18:00")]},
            ("sessions", 1, "id"),
            "'a' is used twice",
        ),
        (
            {"sessions": [_slot("a", "monday", "18:00"), _slot("b", "monday", "18:59")]},
            ("sessions", 1, "start"),
            "'b' starts 59 minutes after 'a', which lasts 60 minutes",
        ),
        (
            {"sessions": [_slot("b", "monday", "00:30"), _slot("a", "sunday", "23:45")]},
            ("sessions", 0, "start"),
            "'b' starts 45 minutes after 'a'",
        ),
        ({"sessions_per_week": 4}, ("sessions_per_week",), "4 sessions asked for, 3 listed"),
        (
            {"block_weeks": 1, "rules": {"deload": {"every_blocks": 1}}},
            ("rules", "deload", "every_blocks"),
            "every week would be a deload week",
        ),
        (
            {"sessions": days("monday", setup="garge")},
            ("sessions", 0, "setup"),
            "unknown setup 'garge'",
        ),
        (
            {"setups": {"a": {"extends": "b"}, "b": {"extends": "a"}}},
            ("setups", "a", "extends"),
            "in a circle",
        ),
        (
            {"setups": {"a": {"extends": "nope"}}},
            ("setups", "a", "extends"),
            "unknown setup 'nope'",
        ),
        (
            {"setups": {"a": {"items": ["nope"]}}},
            ("setups", "a", "items", 0),
            "unknown item 'nope'",
        ),
        (
            {"athlete": {"ladder": {"hinge": "band"}}},
            ("athlete", "ladder", "hinge"),
            "unknown family",
        ),
        (
            {"athlete": {"ladder": {"hip_abduction": "barbell"}}},
            ("athlete", "ladder", "hip_abduction"),
            "unknown step of hip_abduction 'barbell'",
        ),
        (
            {"athlete": {"restrictions": {"knee": "avoid"}}},
            ("athlete", "restrictions", "knee"),
            "unknown restriction 'knee'",
        ),
        ({"athlete": {"likes": ["dead_bug", "bug"]}}, ("athlete", "likes", 1), "unknown exercise"),
        ({"athlete": {"dislikes": ["bug"]}}, ("athlete", "dislikes", 0), "unknown exercise 'bug'"),
        (
            {"athlete": {"likes": ["dead_bug"], "dislikes": ["db_rdl", "dead_bug"]}},
            ("athlete", "dislikes", 1),
            "'dead_bug' is also among the likes",
        ),
        ({"bans": ["bug"]}, ("bans", 0), "unknown exercise 'bug'"),
        ({"pins": [{"exercise": "bug"}]}, ("pins", 0, "exercise"), "unknown exercise 'bug'"),
        (
            {"pins": [{"exercise": "dead_bug"}], "bans": ["dead_bug"]},
            ("pins", 0, "exercise"),
            "'dead_bug' is pinned and banned",
        ),
        ({"pins": [{"exercise": "bird_dog"}]}, ("pins", 0, "exercise"), "a drill without training"),
        ({"pins": [{**MON, "method": "slow"}]}, ("pins", 0, "method"), "unknown method 'slow'"),
        ({"pins": [{**MON, "session": "tue"}]}, ("pins", 0, "session"), "unknown session 'tue'"),
        (
            {"pins": [{"exercise": "dead_bug", "sets": 3}]},
            ("pins", 0, "sets"),
            "sets are pinned without a session",
        ),
        ({"pins": [{**MON, "blocks": [1, 2]}]}, ("pins", 0, "blocks", 1), "there is no block 2"),
        ({"pins": [{**MON, "blocks": [0]}]}, ("pins", 0, "blocks", 0), "there is no block 0"),
        (
            {"pins": [{**MON, "sets": 3}, {**MON, "sets": 4}]},
            ("pins", 1),
            "'dead_bug' is pinned twice in 'mon'",
        ),
        (
            {"pins": [{**MON, "method": "straight"}, {**MON, "method": "cluster", "blocks": [1]}]},
            ("pins", 1),
            "with different sets or methods",
        ),
        ({"template": "mwd"}, ("template",), "unknown template 'mwd'"),
        (
            {"template": "mwf", "sessions": days("monday", "friday")},
            ("template",),
            "needs a session on wednesday",
        ),
        (
            {"rules": {"plateau": {"families": ["hinge"]}}},
            ("rules", "plateau", "families", 0),
            "unknown family 'hinge'",
        ),
        (
            {"rules": {"leg_back_spacing": {"leg_families": ["squat", "legs"]}}},
            ("rules", "leg_back_spacing", "leg_families", 1),
            "unknown family 'legs'",
        ),
        (
            {"rules": {"daily_stability": {"exercises": ["bug"]}}},
            ("rules", "daily_stability", "exercises", 0),
            "unknown exercise 'bug'",
        ),
        (
            {"rules": {"volume": {"cap_sets": {"butt": "3"}}}},
            ("rules", "volume", "cap_sets", "butt"),
            "unknown muscle 'butt'",
        ),
    ],
)
def test_problem_with_its_path(
    overrides: dict[str, Any], path: tuple[str | int, ...], words: str
) -> None:
    found = _problems(**overrides)
    said = [sentence for place, sentence in found if place[: len(path)] == path]
    assert any(words in sentence for sentence in said), found


def test_all_problems_come_at_once() -> None:
    names = _problems(start="2026-12-01", bans=["bug"], template="mwd")
    assert {path[0] for path, _ in names} == {"start", "bans", "template"}
    between = _problems(
        sessions_per_week=9,
        sessions=days("monday", setup="garge"),
        pins=[{**MON, "sets": 3}],
        bans=["dead_bug"],
    )
    assert {path[0] for path, _ in between} == {"sessions_per_week", "sessions", "pins"}


@pytest.mark.parametrize(
    "overrides",
    [
        {"sessions": [_slot("a", "monday", "18:00"), _slot("b", "monday", "19:00")]},
        {"sessions": [_slot("b", "monday", "00:45"), _slot("a", "sunday", "23:45")]},
        {"sessions": [_slot("only", "monday", "00:00", "240")]},
        {"sessions_per_week": 3},
        {"block_weeks": 1},
        {"block_weeks": 1, "rules": {"deload": {"every_blocks": 2}}},
        {"pins": [{**MON, "sets": 3}, {**MON, "sets": 3}]},
        {"pins": [{**MON, "sets": 3}, {"exercise": "front_plank", "session": "mon", "sets": 4}]},
        {
            "weeks": 8,
            "pins": [{**MON, "sets": 3, "blocks": [1]}, {**MON, "sets": 4, "blocks": [2]}],
        },
    ],
)
def test_the_good_side_of_every_boundary(overrides: dict[str, Any]) -> None:
    assert scenario(**overrides).name == "toy"


@pytest.mark.parametrize(
    ("overrides", "where"),
    [
        ({"weeks": 0}, ("weeks",)),
        ({"weeks": 53}, ("weeks",)),
        ({"block_weeks": 13}, ("block_weeks",)),
        ({"sessions": []}, ("sessions",)),
        ({"nonsense": 1}, ("nonsense",)),
        ({"athlete": {"age": 6}}, ("athlete", "age")),
        ({"athlete": {"level": "elite"}}, ("athlete", "level")),
        ({"athlete": {"one_rep_max_kg": {"bench": "80"}}}, ("athlete", "one_rep_max_kg", "bench")),
        ({"sessions": [_slot("a", "monday", "24:00")]}, ("sessions", 0, "start")),
        ({"sessions": [_slot("a", "monday", "18:00", "9")]}, ("sessions", 0, "minutes")),
        ({"sessions": [_slot("a", "monday", "18:00", "60.25")]}, ("sessions", 0, "minutes")),
        ({"pins": [{**MON, "sets": 1}]}, ("pins", 0, "sets")),
        ({"start": 20261130}, ("start",)),
        ({"objective": {"coverage": "0.71"}}, ("objective",)),
        ({"rules": {"recovery": {}}}, ("rules", "recovery")),
    ],
)
def test_single_fields(overrides: dict[str, Any], where: tuple[str | int, ...]) -> None:
    assert where in [path for path, _ in _problems(**overrides)]


def test_dates_and_minutes() -> None:
    toy = scenario(weeks=8)
    assert [slot.start_minute for slot in toy.sessions] == [1080, 2 * 1440 + 1080, 4 * 1440 + 1080]
    assert toy.date(0, 0) == dt.date(2026, 11, 30)
    assert toy.date(5, 2) == dt.date(2027, 1, 8)
    assert toy.sessions[0].minutes == Decimal(60)


def test_the_document_makes_the_same_scenario_again() -> None:
    toy = scenario(weeks=8, athlete={"likes": ["dead_bug"]}, sessions_per_week=2)
    again = Scenario.model_validate(toy.document())
    assert again.document() == toy.document()
    assert again.sha256 == toy.sha256
    assert scenario(weeks=4).sha256 != toy.sha256


def test_other_setup_and_shorter_horizon() -> None:
    toy = scenario(weeks=8)
    assert {slot.setup for slot in toy.with_setup("bands").sessions} == {"bands"}
    with pytest.raises(ProblemAt, match="did you mean 'bands'"):
        toy.with_setup("band")
    assert toy.first_weeks(4).weeks == 4
    assert len(toy.first_weeks(4).blocks) == 1

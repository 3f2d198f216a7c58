"""recovery_gap: doses and hours on both sides of every limit, over Sundays and block borders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from constraints.recovery_gap import RULE, Params, explain, relaxations
from optimizer.scenario import Scenario
from tests import builders

NAME = RULE.name
# hamstrings 1.0 a set; calves 1.0 a set, a small muscle
CURL, CALF = "seated_leg_curl", "leg_press_calf_raise"


def toy(*slots: str, **more: Any) -> Scenario:
    """Slots as ``monday 18:00``, named by the first three letters of the day."""
    written = []
    for slot in slots:
        day, start = slot.split()
        written += [{**builders.days(day, setup="commercial_gym")[0], "start": start}]
    athlete = {"one_rep_max_kg": {}, **more.pop("athlete", {})}
    rules = {"deload": {"every_blocks": 9}, **more.pop("rules", {})}
    only = more.pop("only", [CURL, CALF])
    return builders.scenario(
        only, sessions=written, athlete=athlete, rules=rules, **{"weeks": 1, **more}
    )


def curls(**sets: int) -> dict[tuple[str, str], int]:
    return {(CURL, day): count for day, count in sets.items()}


LIGHT3 = {"recovery_gap": {"heavy_above_sets": "4.0"}}
# slots, sets, rules, hours missing, why
ROWS: list[tuple[tuple[str, str], tuple[int, int], dict[str, Any], str | None, str]] = [
    (("monday 18:00", "tuesday 18:00"), (3, 5), {}, None, "exactly 3 sets are light"),
    (("monday 18:00", "tuesday 18:00"), (5, 3), {}, None, "a light session may follow soon"),
    (("monday 18:00", "tuesday 18:00"), (4, 4), {}, "24", "more than light a day apart"),
    (("monday 18:00", "wednesday 18:00"), (4, 4), {}, None, "exactly 48 h"),
    (("monday 18:00", "wednesday 17:59"), (4, 4), {}, str(Decimal(1) / 60), "a minute short"),
    (("monday 18:00", "wednesday 18:00"), (4, 4), LIGHT3, None, "exactly the heavy mark"),
    (("monday 18:00", "wednesday 18:00"), (5, 4), LIGHT3, "24", "heavy, 48 h of 72"),
    (("monday 18:00", "wednesday 18:00"), (4, 5), LIGHT3, None, "heavy comes second"),
    (("monday 18:00", "thursday 18:00"), (5, 5), LIGHT3, None, "heavy, exactly 72 h"),
    (("monday 18:00", "thursday 17:00"), (5, 4), LIGHT3, "1", "heavy, an hour short"),
]


@pytest.mark.parametrize(
    ("slots", "sets", "rules", "missing", "why"), ROWS, ids=[r[4] for r in ROWS]
)
def test_table(
    slots: tuple[str, str],
    sets: tuple[int, int],
    rules: dict[str, Any],
    missing: str | None,
    why: str,
) -> None:
    scenario = toy(*slots, rules=rules)
    first, second = (slot[:3] for slot in slots)
    wanted = curls(**{first: sets[0], second: sets[1]})
    found = builders.reported(scenario, wanted, NAME)
    assert [place for place, _, _ in found] == (
        [] if missing is None else [f"hamstrings, week 1, {first} to week 1, {second}"]
    ), why
    for _, excess, unit in found:
        assert unit == "hour"
        assert round(Decimal(excess), 6) == round(Decimal(missing or 0), 6)
    assert builders.rows_allow(scenario, wanted, NAME) == (missing is None), why


@pytest.mark.parametrize(
    ("athlete", "rules", "slots", "allowed", "why"),
    [
        ({}, {}, ("monday 18:00", "tuesday 18:00"), True, "small: 48 - 24 h"),
        ({}, {}, ("monday 18:00", "tuesday 17:59"), False, "small: a minute short of 24 h"),
        ({}, LIGHT3, ("monday 18:00", "wednesday 18:00"), True, "small and heavy: 72 - 24 h"),
        ({}, LIGHT3, ("monday 18:00", "wednesday 17:59"), False, "small and heavy: a minute short"),
        ({"age": 59}, {}, ("monday 18:00", "tuesday 18:00"), True, "59 years: 24 h"),
        ({"age": 60}, {}, ("monday 18:00", "tuesday 18:00"), False, "60 years: 48 h"),
        ({"age": 60}, {}, ("monday 18:00", "wednesday 18:00"), True, "60 years: exactly 48 h"),
        (
            {},
            {"recovery_gap": {"small_muscle_hours": -72}},
            ("monday 18:00", "tuesday 17:59"),
            False,
            "never below the minimum",
        ),
        (
            {},
            {"recovery_gap": {"small_muscle_hours": -72, "minimum_hours": 0}},
            ("monday 20:00", "tuesday 01:00"),
            True,
            "a minimum of nothing",
        ),
        (
            {},
            {"recovery_gap": {"minimum_hours": 72}},
            ("monday 18:00", "thursday 17:59"),
            False,
            "a minimum above every gap, a minute short",
        ),
        (
            {},
            {"recovery_gap": {"minimum_hours": 72}},
            ("monday 18:00", "thursday 18:00"),
            True,
            "a minimum above every gap, exactly",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_adjustments_of_a_small_muscle(
    athlete: dict[str, Any], rules: dict[str, Any], slots: tuple[str, str], allowed: bool, why: str
) -> None:
    scenario = toy(*slots, athlete=athlete, rules=rules)
    first, second = (slot.id for slot in scenario.sessions)
    sets = {(CALF, first): 5, (CALF, second): 5}
    assert (builders.reported(scenario, sets, NAME) == []) == allowed, why
    assert builders.rows_allow(scenario, sets, NAME) == allowed, why


@pytest.mark.parametrize("block_weeks", [1, 4], ids=["block border", "inside a block"])
@pytest.mark.parametrize(
    ("second", "allowed"), [("saturday 18:00", True), ("saturday 18:01", False)]
)
def test_from_the_weekend_to_monday(second: str, allowed: bool, block_weeks: int) -> None:
    """Saturday 18:00 to Monday 18:00 are 48 h, whether or not a block begins on that Monday."""
    scenario = toy("monday 18:00", second, weeks=2, block_weeks=block_weeks)
    sets = curls(mon=4, sat=4)
    assert (builders.reported(scenario, sets, NAME) == []) == allowed
    assert builders.rows_allow(scenario, sets, NAME) == allowed
    alone = toy("monday 18:00", second, weeks=1)
    assert builders.reported(alone, sets, NAME) == [], "no Monday follows the last day"
    assert builders.rows_allow(alone, sets, NAME)


def test_doses_of_different_blocks_meet_at_the_border_only() -> None:
    scenario = toy("monday 18:00", "sunday 18:00", weeks=2, block_weeks=1)
    over = {(CURL, "sun", 1): 4, (CURL, "mon", 2): 4}
    found = builders.reported(scenario, over, NAME)
    assert found == [("hamstrings, week 1, sun to week 2, mon", 24, "hour")]
    assert not builders.rows_allow(scenario, over, NAME)
    fine = {(CURL, "mon", 1): 4, (CURL, "sun", 2): 4}
    assert builders.reported(scenario, fine, NAME) == []
    assert builders.rows_allow(scenario, fine, NAME)


@pytest.mark.parametrize(("early", "expected"), [(0, []), (1, [1]), (2, [1, 2]), (8, [1, 2, 3])])
def test_first_weeks_ask_for_a_day_more(early: int, expected: list[int]) -> None:
    rules = {"recovery_gap": {"early_weeks": early}}
    scenario = toy("monday 18:00", "wednesday 18:00", weeks=3, block_weeks=1, rules=rules)
    found = [place for place, _, _ in builders.reported(scenario, curls(mon=4, wed=4), NAME)]
    assert found == [f"hamstrings, week {w}, mon to week {w}, wed" for w in expected]
    assert builders.rows_allow(scenario, curls(mon=4, wed=4), NAME) == (not expected)


@pytest.mark.parametrize(
    ("slots", "least", "allowed", "why"),
    [
        (("monday 18:00", "wednesday 18:00"), "0.5", False, "48 h of 72"),
        (("monday 18:00", "thursday 18:00"), "0.5", True, "exactly 72 h"),
        (("monday 18:00", "thursday 17:59"), "0.5", False, "a minute short of 72 h"),
        (("monday 18:00", "wednesday 18:00"), "1.0", False, "credited exactly the least"),
        (("monday 18:00", "wednesday 18:00"), "1.1", True, "credited less than the least"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_day_more_after_an_eccentric_method(
    slots: tuple[str, str], least: str, allowed: bool, why: str
) -> None:
    rules = {"plateau": {"weeks": 1}, "recovery_gap": {"eccentric_min_credit_sets": least}}
    scenario = toy(*slots, weeks=2, block_weeks=2, rules=rules)
    first, second = (slot.id for slot in scenario.sessions)
    slow = {(CURL, "slow_eccentric", first, 1): 4, (CURL, "straight", second, 1): 4}
    assert (builders.reported(scenario, slow, NAME) == []) == allowed, why
    assert builders.rows_allow(scenario, slow, NAME) == allowed, why
    after = {(CURL, "straight", first, 1): 4, (CURL, "slow_eccentric", second, 1): 4}
    assert builders.reported(scenario, after, NAME) == [], (
        "the second one does not need rest before"
    )
    assert builders.rows_allow(scenario, after, NAME)


def test_a_deload_week_counts_as_its_build_week_does() -> None:
    """4 sets become 2, which are light; the week before is too close all the same."""
    rules = {"deload": {"every_blocks": 1}}
    scenario = toy("monday 18:00", "sunday 18:00", weeks=2, block_weeks=2, rules=rules)
    assert scenario.blocks[0].deload
    found = builders.reported(scenario, curls(mon=4, sun=4), NAME)
    assert [place for place, _, _ in found] == ["hamstrings, week 1, sun to week 2, mon"]
    assert not builders.rows_allow(scenario, curls(mon=4, sun=4), NAME)


def test_every_pair_that_is_too_close_is_a_witness() -> None:
    scenario = toy("monday 18:00", "tuesday 18:00", "wednesday 17:00")
    found = builders.reported(scenario, curls(mon=4, tue=4, wed=4), NAME)
    places = ("mon to week 1, tue", "mon to week 1, wed", "tue to week 1, wed")
    assert found == [
        (f"hamstrings, week 1, {place}", hours, "hour")
        for place, hours in zip(places, (24, 1, 25), strict=True)
    ]


@pytest.mark.parametrize(
    ("athlete", "age", "early"),
    [
        ({"level": "novice"}, 0, 2),
        ({"level": "intermediate", "age": 59}, 0, 0),
        ({"level": "advanced", "age": 60}, 24, 0),
        ({"level": "advanced", "returning": True}, 0, 2),
    ],
)
def test_defaults_follow_the_athlete(athlete: dict[str, Any], age: int, early: int) -> None:
    settings = builders.scenario(athlete=athlete).settings.recovery_gap
    assert settings == Params(age_hours=age, early_weeks=early)


def test_heavy_is_more_than_moderate() -> None:
    with pytest.raises(ValidationError, match="heavy_above_sets is smaller"):
        Params(moderate_above_sets=3, heavy_above_sets="2.9")
    assert Params(moderate_above_sets=3, heavy_above_sets=3).heavy_above_sets == 3


def test_explain_says_the_numbers() -> None:
    text = explain(
        Params(
            moderate_above_sets="3.5", heavy_above_sets="6.5", moderate_hours=47, heavy_hours=71,
            small_muscle_hours=-23, minimum_hours=22, age_hours=21, early_hours=20, early_weeks=7,
        )
    )  # fmt: skip
    for number in ("3.5", "6.5", "47 h", "71 h", "23 h less", "22 h", "21 h", "20 h", "7 weeks"):
        assert number in text


def test_relaxations_are_looser_and_nearest_first() -> None:
    found = list(relaxations(Params()))
    moderate = [(hours, 72) for hours in (42, 36, 30, 24)]
    heavy = [(48, hours) for hours in (66, 60, 54, 48)]
    assert [(p.moderate_hours, p.heavy_hours) for p in found] == moderate + heavy
    low = list(relaxations(Params(moderate_hours=30, heavy_hours=40)))
    assert [(p.moderate_hours, p.heavy_hours) for p in low] == [(24, 40), (30, 34), (30, 30)]


def test_relaxations_stop_at_the_minimum() -> None:
    found = list(relaxations(Params(moderate_hours=48, heavy_hours=72, minimum_hours=45)))
    assert [(p.moderate_hours, p.heavy_hours) for p in found][:2] == [(45, 72), (48, 66)]
    assert list(relaxations(Params(moderate_hours=20, heavy_hours=24))) == []

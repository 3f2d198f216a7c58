"""session_time: a session to the second, on both sides of its minutes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from constraints.session_time import RULE, Params, explain
from optimizer.scenario import Scenario
from tests import builders

NAME = RULE.name
ONLY = ("db_rdl", "band_row", "prone_cobra", "suitcase_carry", "bird_dog_row")
WARM = 540  # five minutes and four


def toy(minutes: str, **more: Any) -> Scenario:
    slots = builders.days("monday", setup=more.pop("setup", "garage"))
    slots[0]["minutes"] = minutes
    rules = {"session_time": more.pop("params", {}), **more.pop("rules", {})}
    return builders.scenario(
        ONLY,
        athlete={"one_rep_max_kg": {}},
        sessions=slots,
        rules=rules,
        **{"weeks": 1, **more},
    )


def seconds(scenario: Scenario, sets: dict[Any, int]) -> int:
    """Seconds that the plan itself claims for its first session."""
    return builders.plan(scenario, sets).weeks[0].sessions[0].seconds


ROW2 = {("band_row", "mon"): 2}
RDL3 = {("db_rdl", "mon"): 3}
# sets, parameters, expected seconds, why
SECONDS: list[tuple[dict[Any, int], dict[str, Any], int, str]] = [
    ({}, {}, WARM, "warm-up and activation alone"),
    ({}, {"general_seconds": 0, "activation_seconds": 0}, 0, "nothing at all"),
    (ROW2, {}, WARM + 30 + 2 * (12 * 3 + 75), "set-up, repetitions and rests, the last one too"),
    (RDL3, {}, WARM + 30 + 270 + 3 * (10 * 3 + 90), "ramp sets from axial 5 on"),
    (RDL3, {"ramp_axial": 6}, WARM + 30 + 3 * (10 * 3 + 90), "no ramp sets below the mark"),
    (RDL3, {"heavy_axial_points": 15}, WARM + 300 + 360 + 60, "a hang from 15 points on"),
    (RDL3, {"heavy_axial_points": "15.01"}, WARM + 300 + 360, "a hundredth below the mark"),
    ({}, {"heavy_axial_points": 0}, WARM + 60, "a mark of nothing is always reached"),
    ({("prone_cobra", "mon"): 2}, {}, WARM + 2 * (20 + 75), "a hold is done once"),
    ({("suitcase_carry", "mon"): 2}, {}, WARM + 30 + 2 * (2 * 30 + 45), "a carry on two sides"),
    ({("bird_dog_row", "mon"): 2}, {}, WARM + 30 + 2 * (2 * 30 + 45), "two sides"),
]


@pytest.mark.parametrize(
    ("sets", "params", "expected", "why"), SECONDS, ids=[row[3] for row in SECONDS]
)
def test_seconds_on_both_sides_of_the_minutes(
    sets: dict[Any, int], params: dict[str, Any], expected: int, why: str
) -> None:
    """Minutes are written with one decimal, six seconds: the next below and above are tried."""
    assert seconds(toy("200", params=params), sets) == expected, why
    tight = Decimal(expected // 6) / 10
    if tight < 10:
        return  # no session is shorter than ten minutes
    enough = tight if expected % 6 == 0 else tight + Decimal("0.1")
    allowed = toy(str(enough), params=params)
    assert builders.reported(allowed, sets, NAME) == []
    assert builders.rows_allow(allowed, sets, NAME)
    if enough > 10:
        short = toy(str(enough - Decimal("0.1")), params=params)
        over = expected - int((enough - Decimal("0.1")) * 60)
        assert builders.reported(short, sets, NAME) == [("week 1, mon", over, "second")]
        assert not builders.rows_allow(short, sets, NAME)


def test_hanging_takes_a_minute_where_there_is_a_bar() -> None:
    params = {"heavy_axial_points": 15}
    lying, hanging = (toy("200", params=params, setup=s) for s in ("home_dumbbells", "garage"))
    assert seconds(lying, RDL3) - seconds(hanging, RDL3) == 300 - 60
    for scenario in (lying, hanging):
        assert builders.reported(scenario, RDL3, NAME) == []


def test_a_slow_method_takes_longer() -> None:
    scenario = toy("200", weeks=2, rules={"plateau": {"weeks": 1}, "deload": {"every_blocks": 9}})
    slow = {("db_rdl", "slow_eccentric", "mon", 1): 3}
    per_rep = scenario.catalogue.methods["slow_eccentric"].sec_per_rep
    assert per_rep is not None
    assert per_rep > 3
    assert seconds(scenario, slow) == WARM + 300 + 3 * (int(10 * per_rep) + 90)
    assert builders.reported(scenario, slow, NAME) == []


def test_the_check_uses_its_own_stop_watch() -> None:
    """Seconds that a file claims do not count; repetitions and rests do."""
    scenario = toy("20")
    plan = builders.plan(scenario, ROW2)

    def lie(data: dict[str, Any]) -> None:
        session = data["weeks"][0]["sessions"][0]
        session["seconds"] = 1
        session["exercises"][0].update(seconds=1, rest_seconds=900)

    (found,) = builders.violations(scenario, builders.edited(scenario, plan, lie), NAME)
    assert found.excess == WARM + 30 + 2 * (36 + 900) - 1200


def test_an_unused_slot_takes_no_time() -> None:
    slots = builders.days("monday", "friday", minutes=10)
    slots[1]["minutes"] = "60"
    for mark in (0, 36):
        scenario = builders.scenario(
            ONLY,
            weeks=1,
            sessions=slots,
            sessions_per_week=1,
            rules={"session_time": {"heavy_axial_points": mark}},
        )
        sets = {("band_row", "fri"): 2}
        assert builders.reported(scenario, sets, NAME, ["fri"]) == []
        assert builders.rows_allow(scenario, sets, NAME, ["fri"])


def test_deload_weeks_are_shorter_and_never_too_long() -> None:
    scenario = toy("21.9", weeks=4)
    found = [place for place, _, _ in builders.reported(scenario, {("db_rdl", "mon"): 4}, NAME)]
    assert found == ["week 1, mon", "week 2, mon", "week 3, mon"]


def test_defaults_explain_and_relaxations() -> None:
    assert builders.scenario().settings.session_time == Params()
    text = explain(Params(general_seconds=330, activation_seconds=240, heavy_axial_points="33.5"))
    assert "9.5 minutes" in text
    assert "33.5" in text
    assert list(RULE.relaxations(Params())) == []

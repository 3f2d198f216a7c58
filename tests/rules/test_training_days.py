"""training_days: two days in a row are allowed, three are not, over Sundays and block borders too."""

from __future__ import annotations

from typing import Any

import pytest

from constraints.training_days import RULE, Params, explain, relaxations
from optimizer.horizon import WEEKDAYS
from optimizer.scenario import Scenario
from tests import builders

NAME = RULE.name


def toy(*names: str, most: int = 2, **more: Any) -> Scenario:
    return builders.scenario(
        ["band_row"],
        sessions=builders.days(*names),
        rules={"training_days": {"max_consecutive": most}},
        **{"weeks": 2, "sessions_per_week": 3, **more},
    )


def light(*names: str) -> dict[tuple[str, str], int]:
    return {("band_row", name): 2 for name in names}


# used days, most in a row, violations as (date, days too many), why
ROWS: list[tuple[str, int, list[tuple[str, int]], str]] = [
    ("mon tue thu", 2, [], "two in a row"),
    (
        "mon tue wed",
        2,
        [("2026-12-02", 1), ("2026-12-09", 1)],
        "three in a row, from the first day of the horizon on",
    ),
    ("sun mon wed", 2, [], "Sunday and Monday are two"),
    ("sun mon tue", 2, [("2026-12-08", 1)], "Sunday to Tuesday, over the week's end"),
    ("sat sun mon", 2, [("2026-12-07", 1)], "Saturday to Monday, over the week's end"),
    (
        "fri sat sun",
        2,
        [("2026-12-06", 1), ("2026-12-13", 1)],
        "three in a row, up to the last day of the horizon",
    ),
    ("mon wed fri", 1, [], "one at a time"),
    ("mon wed sun", 1, [("2026-12-07", 1)], "Sunday and Monday, one allowed"),
    (
        "mon tue wed",
        1,
        [("2026-12-01", 1), ("2026-12-02", 2), ("2026-12-08", 1), ("2026-12-09", 2)],
        "every day too many is a witness",
    ),
    ("mon tue wed", 3, [], "exactly three"),
]


@pytest.mark.parametrize("block_weeks", [1, 4], ids=["block border", "inside a block"])
@pytest.mark.parametrize(
    ("used", "most", "expected", "why"), ROWS, ids=[f"{r[3]} ({r[1]})" for r in ROWS]
)
def test_table(
    used: str, most: int, expected: list[tuple[str, int]], why: str, block_weeks: int
) -> None:
    scenario = toy(*WEEKDAYS, most=most, block_weeks=block_weeks)
    names = used.split()
    found = builders.reported(scenario, light(*names), NAME, names)
    assert found == [(day, days, "day") for day, days in expected], why
    assert builders.rows_allow(scenario, light(*names), NAME, names) == (not expected), why


def test_seven_days_in_a_row_may_be_allowed_and_run_on() -> None:
    """With 7 allowed, 14 days in a row are 7 too many at the end."""
    scenario = toy(*WEEKDAYS, most=7, sessions_per_week=7)
    everything = light(*(name[:3] for name in WEEKDAYS))
    found = builders.reported(scenario, everything, NAME)
    assert [excess for _, excess, _ in found] == [1, 2, 3, 4, 5, 6, 7]
    assert not builders.rows_allow(scenario, everything, NAME)
    one_week = toy(*WEEKDAYS, most=7, sessions_per_week=7, weeks=1)
    assert builders.reported(one_week, everything, NAME) == []
    assert builders.rows_allow(one_week, everything, NAME)


def test_two_sessions_on_one_day_are_one_training_day() -> None:
    slots = builders.days("monday", "tuesday")
    slots.append({**slots[0], "id": "late", "start": "20:00"})
    scenario = builders.scenario(["band_row"], sessions=slots, weeks=1)
    sets = light("mon", "tue", "late")
    assert builders.reported(scenario, sets, NAME) == []
    assert builders.rows_allow(scenario, sets, NAME)


def test_daily_drills_are_no_training() -> None:
    scenario = toy(*WEEKDAYS)
    plan = builders.plan(scenario, light("mon", "wed"), ["mon", "wed", "fri"])
    assert plan.daily
    assert builders.violations(scenario, plan, NAME) == []


def test_default_explain_and_relaxations() -> None:
    assert builders.scenario().settings.training_days == Params(max_consecutive=2)
    assert "3 training days" in explain(Params(max_consecutive=3))
    assert [p.max_consecutive for p in relaxations(Params(max_consecutive=2))] == [3, 4, 5, 6]
    assert [p.max_consecutive for p in relaxations(Params(max_consecutive=6))] == [7]
    assert list(relaxations(Params(max_consecutive=7))) == []

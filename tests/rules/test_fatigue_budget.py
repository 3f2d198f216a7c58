"""fatigue_budget: exactly the budget is allowed, a hundredth of a point more is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from constraints.fatigue_budget import RULE, Params, explain, relaxations
from optimizer.scenario import Scenario
from tests import builders

NAME = RULE.name
MASTERED = dict.fromkeys(("hip_hinge", "squat", "horizontal_pull"), "barbell")
LIFTER = {"one_rep_max_kg": {}, "ladder": MASTERED}
ONLY = ("db_rdl", "band_row", "romanian_deadlift")  # 5, 2 and 7 points a set


def toy(session: str = "100", week: str = "100", **more: Any) -> Scenario:
    return builders.scenario(
        ONLY,
        athlete=LIFTER,
        rules={
            "fatigue_budget": {"session_points": session, "week_points": week},
            "plateau": {"weeks": 1},  # methods are offered from the second week on
            "deload": {"every_blocks": 9},
            **more.pop("rules", {}),
        },
        **{"weeks": 2, **more},
    )


RDL3 = {("db_rdl", "mon"): 3}
SLOW3 = {("db_rdl", "slow_eccentric", "mon", 1): 3}  # 5 · 1.15 · 3 = 17.25
EVERY_DAY = {("db_rdl", day): 2 for day in ("mon", "wed", "fri")}  # 30 a week
BOTH_WEEKS = (1, 2)

# session budget, week budget, sets, excess in every week by place, why
ROWS: list[tuple[str, str, dict[Any, int], dict[str, str], str]] = [
    ("15", "100", RDL3, {}, "exactly the session budget"),
    ("14.99", "100", RDL3, {", mon": "0.01"}, "a hundredth over"),
    ("17.25", "100", SLOW3, {}, "a method's multiplier, exactly the budget"),
    ("17.24", "100", SLOW3, {", mon": "0.01"}, "a method's multiplier, a hundredth over"),
    ("15", "30", EVERY_DAY, {}, "exactly the week budget"),
    ("15", "29.99", EVERY_DAY, {"": "0.01"}, "the week, a hundredth over, though no session is"),
    ("9", "29", EVERY_DAY, {", mon": "1", ", wed": "1", ", fri": "1", "": "1"}, "all witnesses"),
    ("0", "0", {}, {}, "a budget of nothing allows the empty plan"),
    ("0", "100", {("band_row", "fri"): 2}, {", fri": "4"}, "a budget of nothing allows no set"),
    ("10000", "10000", {**RDL3, ("romanian_deadlift", "mon"): 5}, {}, "no budget at all"),
]


@pytest.mark.parametrize(
    ("session", "week", "sets", "excess", "why"), ROWS, ids=[row[4] for row in ROWS]
)
def test_table(
    session: str, week: str, sets: dict[Any, int], excess: dict[str, str], why: str
) -> None:
    scenario = toy(session, week)
    expected = {
        (f"week {number}{place}", Decimal(over), "point")
        for number in BOTH_WEEKS
        for place, over in excess.items()
    }
    assert set(builders.reported(scenario, sets, NAME)) == expected, why
    assert builders.rows_allow(scenario, sets, NAME) == (not expected), why


def test_a_deload_week_is_lighter_than_its_build_week() -> None:
    """Only the build weeks are over the budget: 3 sets become 2."""
    scenario = toy("14.99", "100", weeks=4, rules={"deload": {"every_blocks": 1}})
    places = [place for place, _, _ in builders.reported(scenario, RDL3, NAME)]
    assert places == ["week 1, mon", "week 2, mon", "week 3, mon"]
    assert not builders.rows_allow(scenario, RDL3, NAME)


def test_only_the_last_block_is_over() -> None:
    scenario = toy("14.99", "100", weeks=3, block_weeks=1)
    sets = {("db_rdl", "mon", 2): 2, ("db_rdl", "fri", 3): 3}
    assert builders.reported(scenario, sets, NAME) == [("week 3, fri", Decimal("0.01"), "point")]
    assert not builders.rows_allow(scenario, sets, NAME)


@pytest.mark.parametrize(
    ("athlete", "session", "week"),
    [
        ({"level": "novice"}, 50, 130),
        ({"level": "intermediate"}, 70, 190),
        ({"level": "advanced"}, 90, 260),
        ({"level": "advanced", "age": 59}, 90, 260),
        ({"level": "advanced", "age": 60}, 45, 115),
        ({"level": "advanced", "age": 17}, 45, 115),
        ({"level": "advanced", "age": 18}, 90, 260),
        ({"level": "advanced", "restrictions": {"lbp_flexion": "caution"}}, 50, 130),
        ({"level": "novice", "age": 70, "restrictions": {"lbp_flexion": "avoid"}}, 45, 115),
    ],
)
def test_the_tightest_budget_of_the_athletes_groups(
    athlete: dict[str, Any], session: int, week: int
) -> None:
    settings = builders.scenario(athlete=athlete).settings.fatigue_budget
    assert settings == Params(session_points=session, week_points=week)


def test_explain_says_both_numbers() -> None:
    text = explain(Params(session_points="71.5", week_points="191.25"))
    assert "71.5" in text
    assert "191.25" in text


def test_relaxations_are_looser_and_nearest_first() -> None:
    params = Params(session_points=70, week_points=190)
    found = list(relaxations(params))
    weeks = [p.week_points for p in found if p.session_points == 70]
    assert weeks == [192, 194, 196, 200, 204, 209, 219, 228, 238, 247, 266, 285]
    sessions = [p.session_points for p in found if p.week_points == 190]
    assert sessions == [71, 72, 73, 74, 75, 77, 81, 84, 88, 91, 98, 105]
    assert len(found) == len(weeks) + len(sessions)


def test_relaxations_of_extreme_budgets() -> None:
    assert list(relaxations(Params(session_points=0, week_points=9_999))) == []
    assert list(relaxations(Params(session_points=0, week_points=9_900))) == [
        Params(session_points=0, week_points=9_999)
    ]
    small = [p.session_points for p in relaxations(Params(session_points=Decimal("2.25")))]
    assert [points for points in small if points != Decimal("2.25")] == [3, 4]

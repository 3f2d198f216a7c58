"""leg_back_spacing: heavy on both sides of every mark, 48 h and 7 days to the minute."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from constraints.leg_back_spacing import RULE, Params, explain, relaxations
from optimizer.scenario import Scenario
from tests import builders

NAME = RULE.name
MASTERED = dict.fromkeys(("hip_hinge", "squat", "horizontal_pull"), "barbell")
LIFTER = {"one_rep_max_kg": {}, "ladder": MASTERED}
# fatigue and axial of a set: front squat 8 and 7, row 6 and 6, goblet 5 and 3, hinge 7 and 7
ONLY = ("front_squat", "pendlay_row", "goblet_squat", "romanian_deadlift")


def toy(*slots: str, params: dict[str, Any] | None = None, **more: Any) -> Scenario:
    written = []
    for slot in slots:
        day, start = slot.split()
        written += [{**builders.days(day)[0], "start": start}]
    rules = {
        "leg_back_spacing": params or {},
        "deload": {"every_blocks": 9},
        **more.pop("rules", {}),
    }
    return builders.scenario(
        ONLY, sessions=written, athlete=LIFTER, rules=rules, **{"weeks": 1, **more}
    )


LEGS = ("front_squat", 3)  # 24 points, 3 hard sets
BACK = ("pendlay_row", 3)  # 18 points
DAY, TWO_DAYS, SHORT = "tuesday 18:00", "wednesday 18:00", "wednesday 17:59"
MINUTE = Decimal(1) / 60

# second slot, first session, second session, parameters, hours missing, why
Done = tuple[str, int]
ROWS: list[tuple[str, Done, Done, dict[str, Any], Decimal | int | None, str]] = [
    (TWO_DAYS, LEGS, BACK, {}, None, "exactly 48 h"),
    (SHORT, LEGS, BACK, {}, MINUTE, "a minute short"),
    (SHORT, BACK, LEGS, {}, MINUTE, "back first"),
    (DAY, LEGS, BACK, {}, 24, "exactly 24 points, 3 sets and 18 points are heavy"),
    (DAY, LEGS, BACK, {"leg_points": "24.01"}, None, "a hundredth below the leg points"),
    (DAY, LEGS, BACK, {"back_points": "18.01"}, None, "a hundredth below the back points"),
    (DAY, LEGS, BACK, {"leg_hard_sets": 4}, None, "a hard set below"),
    (DAY, LEGS, BACK, {"leg_set_fatigue": 8}, 24, "a hard set by exactly its mark"),
    (DAY, LEGS, BACK, {"leg_set_fatigue": 9}, None, "no hard sets"),
    (DAY, ("front_squat", 2), BACK, {}, None, "two sets of squats are not heavy"),
    (DAY, ("goblet_squat", 5), BACK, {}, None, "points enough, but no hard set"),
    (DAY, LEGS, ("pendlay_row", 2), {}, None, "two sets of rows are not heavy"),
    (DAY, LEGS, LEGS, {}, None, "legs and legs are another rule's business"),
    (DAY, LEGS, BACK, {"gap_hours": 24}, None, "exactly 24 h where 24 are asked"),
    (DAY, LEGS, BACK, {"gap_hours": 0}, None, "no gap at all"),
]


@pytest.mark.parametrize(
    ("slot", "first", "second", "params", "missing", "why"), ROWS, ids=[r[5] for r in ROWS]
)
def test_table(
    slot: str,
    first: Done,
    second: Done,
    params: dict[str, Any],
    missing: Decimal | int | None,
    why: str,
) -> None:
    scenario = toy("monday 18:00", slot, params=params)
    later = slot[:3]
    sets = {(first[0], "mon"): first[1], (second[0], later): second[1]}
    found = builders.reported(scenario, sets, NAME)
    assert [place for place, _, _ in found] == (
        [] if missing is None else [f"week 1, mon and week 1, {later}"]
    ), why
    assert all(unit == "hour" for _, _, unit in found)
    assert all(round(Decimal(hours), 6) == round(Decimal(missing or 0), 6) for _, hours, _ in found)
    assert builders.rows_allow(scenario, sets, NAME) == (missing is None), why


@pytest.mark.parametrize("block_weeks", [1, 4], ids=["block border", "inside a block"])
@pytest.mark.parametrize(
    ("slot", "allowed"),
    [("saturday 18:00", True), ("saturday 18:01", False), ("sunday 18:00", False)],
)
def test_from_the_weekend_to_monday(slot: str, allowed: bool, block_weeks: int) -> None:
    scenario = toy("monday 18:00", slot, weeks=2, block_weeks=block_weeks)
    sets = {("pendlay_row", "mon"): 3, ("front_squat", slot[:3]): 3}
    assert (builders.reported(scenario, sets, NAME) == []) == allowed
    assert builders.rows_allow(scenario, sets, NAME) == allowed


def test_a_hinge_counts_for_both() -> None:
    """Four hinge sets: 28 fatigue points, 28 axial points."""
    scenario = toy("monday 18:00", "tuesday 18:00")
    sets = {("romanian_deadlift", "mon"): 4, ("romanian_deadlift", "tue"): 4}
    assert len(builders.reported(scenario, sets, NAME)) == 1
    assert not builders.rows_allow(scenario, sets, NAME)


BOTH = {("romanian_deadlift", day): 4 for day in ("mon", "wed", "fri")}


@pytest.mark.parametrize(
    ("most", "days", "excess"),
    [(2, 3, 1), (3, 3, 0), (2, 2, 0), (1, 2, 1), (1, 1, 0), (0, 1, 1)],
)
def test_both_in_any_7_days(most: int, days: int, excess: int) -> None:
    slots = ("monday 18:00", "wednesday 18:00", "friday 18:00")
    scenario = toy(*slots, params={"both_per_7_days": most})
    sets = dict(list(BOTH.items())[:days])
    found = builders.reported(scenario, sets, NAME)
    assert max((over for _, over, _ in found), default=0) == excess
    assert all(unit == "session" for _, _, unit in found)
    assert builders.rows_allow(scenario, sets, NAME) == (not excess)


def test_the_same_hour_a_week_later_is_beyond_7_days() -> None:
    """Once a week is never twice in 7 days; Friday and Monday are, over the border."""
    once = toy("monday 18:00", weeks=2, block_weeks=1, params={"both_per_7_days": 1})
    sets = {("romanian_deadlift", "mon"): 4}
    assert builders.reported(once, sets, NAME) == []
    assert builders.rows_allow(once, sets, NAME)
    slots = ("monday 18:00", "friday 18:00")
    border = toy(*slots, weeks=2, block_weeks=1, params={"both_per_7_days": 1})
    over = {("romanian_deadlift", "fri", 1): 4, ("romanian_deadlift", "mon", 2): 4}
    assert builders.reported(border, over, NAME) == [("7 days from week 1, fri", 1, "session")]
    assert not builders.rows_allow(border, over, NAME)


def test_a_deload_week_counts_as_its_build_week_does() -> None:
    scenario = toy("monday 18:00", "tuesday 18:00", weeks=2, rules={"deload": {"every_blocks": 1}})
    sets = {("front_squat", "mon"): 3, ("pendlay_row", "tue"): 3}
    found = [place for place, _, _ in builders.reported(scenario, sets, NAME)]
    assert found == [f"week {week}, mon and week {week}, tue" for week in (1, 2)]
    assert not builders.rows_allow(scenario, sets, NAME)


@pytest.mark.parametrize(("level", "most"), [("novice", 1), ("intermediate", 2), ("advanced", 2)])
def test_defaults_follow_the_level(level: str, most: int) -> None:
    settings = builders.scenario(athlete={"level": level}).settings.leg_back_spacing
    assert settings == Params(both_per_7_days=most)


def test_explain_says_the_numbers() -> None:
    text = explain(
        Params(gap_hours=47, both_per_7_days=3, leg_points="25.5", leg_hard_sets=4, back_points=19)
    )
    for words in ("47 h", "3 times", "25.5 fatigue", "4 hard sets", "19 axial"):
        assert words in text


def test_relaxations_are_looser_and_nearest_first() -> None:
    found = list(relaxations(Params()))
    gaps = [(hours, 2) for hours in (42, 36, 30, 24, 18, 12, 6, 0)]
    assert [(p.gap_hours, p.both_per_7_days) for p in found] == [
        *gaps, *((48, times) for times in (3, 4, 5, 6, 7)),
    ]  # fmt: skip
    assert list(relaxations(Params(gap_hours=0, both_per_7_days=7))) == []

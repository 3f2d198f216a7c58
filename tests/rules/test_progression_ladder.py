"""Progression ladder: a step opens after four sessions over two weeks on the one below."""

from __future__ import annotations

from typing import Any

import pytest

from constraints import RULES
from constraints.progression_ladder import Params
from optimizer.scenario import Scenario
from tests.builders import choice, days, model, model_allows, plan, scenario, violations

RULE = next(rule for rule in RULES if rule.name == "progression_ladder")
DAYS = ("monday", "wednesday", "friday", "saturday")
BW, BAND, DB = "bw_good_morning", "band_rdl", "db_rdl"
Weeks = dict[str, list[int]]  # sessions of an exercise in each block


def _toy(only: list[str], ladder: dict[str, str], **more: Any) -> Scenario:
    """Build a toy with one-week blocks and no deload, so that every week is chosen freely."""
    more = {"weeks": 7, "block_weeks": 1, "sessions": days(*DAYS), **more}
    rules = {"deload": {"every_blocks": 52}, **more.pop("rules", {})}
    return scenario(only=only, athlete={"level": "advanced", "ladder": ladder}, rules=rules, **more)


def _judge(
    only: list[str], ladder: dict[str, str], weeks: Weeks, /, **more: Any
) -> list[tuple[str, int, str]]:
    """Check the plan, and that the model allows it exactly where the check does.

    The plan is put together by an athlete who has mastered everything, because options that cannot
    be open yet do not even exist for the other.
    """
    families = ("hip_hinge", "squat", "single_leg", "horizontal_pull")
    free = _toy(only, dict.fromkeys(families, "barbell"), **more)
    gated = _toy(only, ladder, **more)
    ids = [slot.id for slot in gated.sessions]
    sets = {
        (name, ids[session], block): 2
        for name, counts in weeks.items()
        for block, count in enumerate(counts, start=1)
        for session in range(count)
    }
    found = violations(gated, plan(free, sets), "progression_ladder")
    chosen = choice(gated, sets)
    allowed = chosen.keys() <= gated.offers.options.keys() and model_allows(
        model(gated, "progression_ladder"), chosen, set(range(len(ids)))
    )
    assert allowed == (not found)
    return [(v.where, int(v.excess), v.unit) for v in found]


# Bodyweight is open to everyone and is trained first, so that bands are open from week 3 on in
# every reading; the rows ask when dumbbells are.
START: Weeks = {BW: [2, 2]}
ALL_THREE = [BW, BAND, DB]


@pytest.mark.parametrize(
    ("weeks", "expected", "why"),
    [
        ({BW: [4, 4, 4, 4, 4]}, [], "the lowest step is open"),
        ({**START, BAND: [0, 0, 2, 2], DB: [0, 0, 0, 0, 1]}, [], "exactly 4 sessions in 2 weeks"),
        ({**START, BAND: [0, 0, 3, 1], DB: [0, 0, 0, 0, 1]}, [], "3 and 1"),
        ({**START, BAND: [0, 0, 2, 1], DB: [0, 0, 0, 0, 1]}, [("block 5", 1, "session")], "3"),
        (
            {**START, BAND: [0, 0, 4], DB: [0, 0, 0, 1]},
            [("block 4", 1, "week")],
            "4 sessions in one week",
        ),
        (
            {**START, BAND: [0, 0, 3], DB: [0, 0, 0, 1]},
            [("block 4", 1, "session"), ("block 4", 1, "week")],
            "3 sessions in one week",
        ),
        (
            {**START, DB: [0, 0, 1]},
            [("block 3", 4, "session"), ("block 3", 2, "week")],
            "no step is left out where it is equipped",
        ),
        ({**START, BAND: [0, 0, 1, 1, 1, 1], DB: [0, 0, 0, 0, 0, 0, 1]}, [], "one a week"),
        ({**START, BAND: [0, 0, 2, 0, 0, 2], DB: [0, 0, 0, 0, 0, 0, 1]}, [], "weeks between"),
        (
            {**START, BAND: [0, 0, 2, 1, 1], DB: [0, 0, 0, 0, 1]},
            [("block 5", 1, "session")],
            "sessions of the same block do not count",
        ),
        (
            {**START, BAND: [0, 0, 2], DB: [0, 0, 1]},
            [("block 3", 4, "session"), ("block 3", 2, "week")],
            "two steps in one block",
        ),
        (
            {**START, BAND: [0, 0, 2, 1], DB: [0, 0, 0, 0, 1, 1]},
            [("block 5", 1, "session"), ("block 6", 1, "session")],
            "every block that comes too early is named",
        ),
    ],
)
def test_oracle(weeks: Weeks, expected: list[tuple[str, int, str]], why: str) -> None:
    found = _judge(ALL_THREE, {"hip_hinge": "bodyweight"}, weeks)
    assert found == [(f"hip_hinge dumbbell, {w}", excess, unit) for w, excess, unit in expected], (
        why
    )


@pytest.mark.parametrize(
    ("only", "mastered", "weeks", "breaches", "why"),
    [
        (ALL_THREE, "dumbbell", {DB: [1]}, 0, "mastered at the start"),
        (ALL_THREE, "barbell", {DB: [1]}, 0, "a higher step mastered"),
        (ALL_THREE, "band", {BAND: [2, 2], DB: [0, 0, 1]}, 0, "the step below trained"),
        ([BW, DB], "bodyweight", {BW: [2, 2], DB: [0, 0, 1]}, 0, "without bands it is bodyweight"),
        ([BAND, DB], "bodyweight", {BAND: [1]}, 0, "the lowest step with an option is open"),
        ([DB], "bodyweight", {DB: [1]}, 0, "the only step is open"),
    ],
)
def test_steps_that_are_mastered_or_not_equipped(
    only: list[str], mastered: str, weeks: Weeks, breaches: int, why: str
) -> None:
    assert len(_judge(only, {"hip_hinge": mastered}, weeks)) == breaches, why


@pytest.mark.parametrize(
    ("only", "mastered", "weeks"),
    [
        (ALL_THREE, "band", {DB: [1]}),
        (ALL_THREE, "bodyweight", {BAND: [1]}),
        (ALL_THREE, "bodyweight", {BW: [2, 1], BAND: [0, 0, 1]}),
        ([BW, DB], "bodyweight", {DB: [0, 0, 1]}),
        ([BAND, DB], "bodyweight", {DB: [1]}),
    ],
)
def test_the_step_above_a_mastered_one_needs_sessions_too(
    only: list[str], mastered: str, weeks: Weeks
) -> None:
    assert _judge(only, {"hip_hinge": mastered}, weeks)


ROW, LIGHT_ROW, LUNGE, SPLIT = (
    "single_arm_db_row",
    "towel_doorway_row",
    "db_reverse_lunge",
    "split_squat_bw",
)
LOW = {"single_leg": "bodyweight", "horizontal_pull": "bodyweight"}


@pytest.mark.parametrize(
    ("only", "ladder", "weeks", "breaches", "why"),
    [
        (
            [SPLIT, LUNGE, LIGHT_ROW, ROW],
            LOW,
            {SPLIT: [2, 2], LIGHT_ROW: [2, 2], ROW: [0, 0, 2, 2], LUNGE: [0, 0, 0, 0, 1]},
            0,
            "split squats and dumbbell rows before",
        ),
        (
            [SPLIT, LUNGE, LIGHT_ROW, ROW],
            LOW,
            {SPLIT: [2, 2], LIGHT_ROW: [2, 2], ROW: [0, 0, 2, 1], LUNGE: [0, 0, 0, 0, 1]},
            1,
            "a dumbbell row too few",
        ),
        (
            [SPLIT, LUNGE, LIGHT_ROW, ROW],
            {**LOW, "horizontal_pull": "dumbbell"},
            {SPLIT: [2, 2], LUNGE: [0, 0, 1]},
            0,
            "rows are mastered",
        ),
        (
            [SPLIT, LUNGE, LIGHT_ROW, "band_row"],
            LOW,
            {SPLIT: [2, 2], LUNGE: [0, 0, 1]},
            2,
            "without dumbbell rows the prerequisite falls to band rows",
        ),
        (
            [SPLIT, LUNGE, LIGHT_ROW, "band_row"],
            LOW,
            {SPLIT: [2, 2], LIGHT_ROW: [2, 2], "band_row": [0, 0, 2, 2], LUNGE: [0, 0, 0, 0, 1]},
            0,
            "and those are enough",
        ),
        ([SPLIT, LUNGE], LOW, {SPLIT: [2, 2], LUNGE: [0, 0, 1]}, 0, "no rows at all here"),
    ],
)
def test_loaded_single_leg_needs_dumbbell_rows(
    only: list[str], ladder: dict[str, str], weeks: Weeks, breaches: int, why: str
) -> None:
    """S18."""
    assert len(_judge(only, ladder, weeks)) == breaches, why


@pytest.mark.parametrize(
    ("barbell", "family", "below"),
    [
        ("front_squat", "squat", "bw_squat"),
        ("barbell_reverse_lunge", "single_leg", SPLIT),
        ("pendlay_row", "horizontal_pull", LIGHT_ROW),
    ],
)
def test_barbell_steps_need_the_dumbbell_hinge(barbell: str, family: str, below: str) -> None:
    """S54, and the row's own gate."""
    only = [below, barbell, BW, DB]
    ladder = {family: "bodyweight", "hip_hinge": "bodyweight"}
    trained = {below: [2, 2, 2], BW: [2, 2], DB: [0, 0, 2, 2], barbell: [0, 0, 0, 0, 1]}
    assert _judge(only, ladder, trained) == []
    assert _judge(only, ladder, {**trained, DB: [0, 0, 2, 1]}) == [
        (f"{family} barbell, block 5", 1, "session")
    ]
    mastered = {**ladder, "hip_hinge": "dumbbell"}
    assert _judge(only, mastered, {below: [2, 2], barbell: [0, 0, 1]}) == []


def test_machines_stand_beside_the_ladder() -> None:
    only = ["bw_squat", "band_squat", "goblet_squat", "leg_press"]
    ladder = {"squat": "bodyweight"}
    gym = {
        "sessions": days(*DAYS, setup="gym"),
        "setups": {"gym": {"extends": "commercial_gym", "bands": 5}},
    }
    assert _judge(only, ladder, {"leg_press": [2]}, **gym) == []  # never gated
    counted = {"bw_squat": [2, 2], "leg_press": [0, 0, 2, 2], "goblet_squat": [0, 0, 0, 0, 1]}
    assert len(_judge(only, ladder, counted, **gym)) == 2  # never counted


def test_deload_sessions_count() -> None:
    pairs = {"weeks": 6, "block_weeks": 2, "rules": {"deload": {"every_blocks": 1}}}
    hinge = {"hip_hinge": "bodyweight"}
    assert all(block.deload for block in _toy(ALL_THREE, hinge, **pairs).blocks)
    enough = {BW: [2], BAND: [0, 2], DB: [0, 0, 1]}
    assert _judge(ALL_THREE, hinge, enough, **pairs) == []
    assert _judge(ALL_THREE, hinge, {**enough, BAND: [0, 1]}, **pairs) == [
        ("hip_hinge dumbbell, block 3", 2, "session")
    ]


@pytest.mark.parametrize(
    ("params", "bands", "breaches"),
    [
        ({"sessions": 1, "weeks": 1}, [0, 0, 0, 0, 0, 1], 0),
        ({"sessions": 5}, [0, 0, 0, 0, 3, 2], 0),
        ({"sessions": 5}, [0, 0, 0, 0, 2, 2], 1),
        ({"weeks": 3}, [0, 0, 0, 0, 2, 2], 1),
        ({"weeks": 3}, [0, 0, 0, 2, 1, 1], 0),
    ],
)
def test_the_persons_own_exposure(params: dict[str, int], bands: list[int], breaches: int) -> None:
    rules = {"progression_ladder": params}
    weeks = {BW: [4, 4, 4], BAND: bands, DB: [0, 0, 0, 0, 0, 0, 1]}
    found = _judge(ALL_THREE, {"hip_hinge": "bodyweight"}, weeks, rules=rules)
    assert len(found) == breaches


def test_message_explanation_and_relaxations() -> None:
    free = _toy(ALL_THREE, {"hip_hinge": "barbell"})
    gated = _toy(ALL_THREE, {"hip_hinge": "bodyweight"})
    sets = {(BAND, "mon", 1): 2, (DB, "mon", 3): 2}
    found = violations(gated, plan(free, sets), "progression_ladder")
    assert found[-2].message == (
        "hip_hinge dumbbell, block 3: only 1 earlier sessions of hip_hinge band, 4 needed"
    )
    assert "4 sessions over 2 weeks" in RULE.explain(Params())
    assert "7 sessions over 3 weeks" in RULE.explain(Params(sessions=7, weeks=3))
    looser = [(p.sessions, p.weeks) for p in RULE.relaxations(Params())]
    assert looser == [(3, 2), (2, 2), (1, 2), (4, 1)]
    assert list(RULE.relaxations(Params(sessions=1, weeks=1))) == []

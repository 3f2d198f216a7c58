"""session_shape: counts of a session on both sides of every limit."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from constraints.session_shape import RULE, Params, explain, relaxations
from optimizer.scenario import Scenario
from tests import builders

NAME = RULE.name
SCAPULAR = ("prone_ytw", "band_face_pull", "band_pull_apart")
MIXED = (
    "db_rdl", "goblet_squat", "db_reverse_lunge", "band_row", "band_pulldown", "calf_raise_bw",
    "side_lying_abduction", "band_leg_curl", "dead_bug",
)  # fmt: skip
ONLY = (*SCAPULAR, *MIXED, "kb_deadlift", "kb_swing")


def toy(**params: int) -> Scenario:
    return builders.scenario(
        ONLY,
        weeks=1,
        sessions=builders.days("monday"),
        athlete={"one_rep_max_kg": {}},
        rules={"session_shape": params},
    )


def of(*names: str, sets: int = 2) -> dict[tuple[str, str], int]:
    return {(name, "mon"): sets for name in names}


# parameters, sets, violations as (excess, unit), why
ROWS: list[tuple[dict[str, int], dict[Any, int], list[tuple[int, str]], str]] = [
    ({}, of("db_rdl", "band_row"), [], "exactly two exercises"),
    ({}, of("db_rdl"), [(1, "exercise")], "one exercise"),
    ({}, {}, [(2, "exercise")], "an empty session"),
    ({"min_exercises": 1}, of("db_rdl"), [], "one may be enough"),
    ({}, of(*MIXED[:8]), [], "exactly eight exercises, exactly 16 sets"),
    ({"max_working_sets": 40}, of(*MIXED), [(1, "exercise")], "nine exercises"),
    ({"max_exercises": 9}, of(*MIXED), [(2, "set")], "18 sets of 16"),
    ({"max_working_sets": 15}, of(*MIXED[:8]), [(1, "set")], "16 sets of 15"),
    ({}, of("db_rdl", "band_row", sets=5), [], "five sets each"),
    ({"max_sets": 4}, {("db_rdl", "mon"): 4, ("band_row", "mon"): 4}, [], "four of four sets"),
    ({}, of("db_rdl", "kb_deadlift"), [(1, "exercise")], "two hinges, a main family"),
    ({}, of("db_rdl", "kb_deadlift", "kb_swing"), [(2, "exercise")], "three hinges"),
    ({"main_family_exercises": 2}, of("db_rdl", "kb_deadlift"), [], "two hinges where allowed"),
    ({}, of(*SCAPULAR[:2]), [], "two scapular exercises"),
    ({}, of(*SCAPULAR), [(1, "exercise")], "three scapular exercises"),
    ({"other_family_exercises": 1}, of(*SCAPULAR[:2]), [(1, "exercise")], "one of each family"),
    (
        {"max_exercises": 2, "max_working_sets": 8},
        of("db_rdl", "kb_deadlift", "band_row", sets=3),
        [(1, "exercise"), (1, "set"), (1, "exercise")],
        "all witnesses",
    ),
]


@pytest.mark.parametrize(("params", "sets", "expected", "why"), ROWS, ids=[r[3] for r in ROWS])
def test_table(
    params: dict[str, int], sets: dict[Any, int], expected: list[tuple[int, str]], why: str
) -> None:
    scenario = toy(**params)
    found = builders.reported(scenario, sets, NAME)
    assert found == [("week 1, mon", excess, unit) for excess, unit in expected], why
    assert builders.rows_allow(scenario, sets, NAME) == (not expected), why


@pytest.mark.parametrize(
    ("sets", "excess"), [(1, 1), (2, 0), (4, 0), (5, 1), (6, 2)], ids=lambda value: str(value)
)
def test_sets_of_an_exercise(sets: int, excess: int) -> None:
    """Between 2 and 4 sets; what no option offers can still stand in a file."""
    scenario = toy(max_sets=4)
    plan = builders.plan(scenario, of("db_rdl", "band_row"))

    def change(data: dict[str, Any]) -> None:
        data["weeks"][0]["sessions"][0]["exercises"][0]["sets"] = sets

    found = builders.violations(scenario, builders.edited(scenario, plan, change), NAME)
    assert [v.excess for v in found] == ([excess] if excess else [])
    if sets > 1:
        wanted = {("db_rdl", "mon"): sets, ("band_row", "mon"): 2}
        assert builders.rows_allow(scenario, wanted, NAME) == (not excess)


def test_a_deload_week_may_have_single_sets() -> None:
    scenario = builders.scenario(ONLY, weeks=4, sessions=builders.days("monday"))
    plan = builders.plan(scenario, of("db_rdl", "band_row"))
    light = plan.weeks[-1]
    assert light.kind == "deload"
    assert {entry.sets for entry in light.sessions[0].exercises} == {1}
    assert builders.violations(scenario, plan, NAME) == []


def test_an_exercise_listed_twice_is_reported() -> None:
    scenario = toy()
    plan = builders.plan(scenario, of("prone_ytw", "band_row"))

    def twice(data: dict[str, Any]) -> None:
        session = data["weeks"][0]["sessions"][0]
        session["exercises"] = [*session["exercises"], session["exercises"][-1]]

    found = builders.violations(scenario, builders.edited(scenario, plan, twice), NAME)
    assert "is listed 2 times" in found[0].message


def test_an_unused_slot_needs_no_exercises_and_holds_none() -> None:
    scenario = builders.scenario(
        ONLY, weeks=1, sessions=builders.days("monday", "friday"), sessions_per_week=1
    )
    sets = {("db_rdl", "fri"): 2, ("band_row", "fri"): 2}
    assert builders.reported(scenario, sets, NAME, ["fri"]) == []
    assert builders.rows_allow(scenario, sets, NAME, ["fri"])
    assert not builders.rows_allow(scenario, sets, NAME, ["mon"])


@pytest.mark.parametrize(
    ("level", "sets"), [("novice", 12), ("intermediate", 16), ("advanced", 20)]
)
def test_working_sets_follow_the_level(level: str, sets: int) -> None:
    settings = builders.scenario(athlete={"level": level}).settings.session_shape
    assert settings == Params(max_working_sets=sets)


@pytest.mark.parametrize(
    "wrong", [{"min_exercises": 9, "max_exercises": 8}, {"min_sets": 4, "max_sets": 3}]
)
def test_limits_that_cross_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="is larger than"):
        Params(**wrong)


def test_explain_says_every_number() -> None:
    params = Params(
        min_exercises=3, max_exercises=7, max_working_sets=19, min_sets=2, max_sets=4,
        main_family_exercises=1, other_family_exercises=2,
    )  # fmt: skip
    for words in ("3 to 7 exercises", "19 working sets", "2 to 4 sets", "1 exercise", "2 of any"):
        assert words in explain(params)


def test_relaxations_are_looser_and_nearest_first() -> None:
    found = list(relaxations(Params()))
    assert [p.max_working_sets for p in found if p.max_working_sets != 16] == [*range(17, 25)]
    assert [p.max_exercises for p in found if p.max_exercises != 8] == [9, 10, 11, 12]
    assert [p.min_exercises for p in found if p.min_exercises != 2] == [1]
    assert [p.main_family_exercises for p in found if p.main_family_exercises != 1] == [2, 3, 4]
    assert [p.other_family_exercises for p in found if p.other_family_exercises != 2] == [3, 4]
    assert len(found) == 18
    narrow = list(relaxations(Params(min_sets=4, max_sets=4, max_working_sets=38)))
    assert [p.max_working_sets for p in narrow if p.max_working_sets != 38] == [39, 40]
    assert [(p.min_sets, p.max_sets) for p in narrow][-3:] == [(4, 5), (3, 4), (2, 4)]
    assert not any(p.max_working_sets > 40 for p in relaxations(Params(max_working_sets=40)))

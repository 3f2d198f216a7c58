"""Weekly structure: what a week has, what is missing and what that costs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from constraints import RULES
from constraints.weekly_structure import Params
from optimizer.catalogue import load_catalogue
from optimizer.scenario import Scenario
from tests.builders import choice, model, model_allows, plan, scenario, violations

RULE = next(rule for rule in RULES if rule.name == "weekly_structure")
USED = {0, 1, 2}
OFF = {
    "hinge_and_squat_sessions": 0,
    "unilateral_exercises": 0,
    "hip_dominant_exercises": 0,
    "core_exercises": 0,
    "multifidus_exercises": 0,
    "scapular_exercises": 0,
    "hamstring_exercises": 0,
    "muscle_sessions": 0,
    "posterior_ratio": "0",
    "balance_exercises": 0,
}
UNILATERAL, HIP = "unilateral lower-body exercises", "hip-dominant unilateral exercises"
TOGETHER, RATIO = "sessions with a hinge and a squat", "posterior to anterior volume"


def _toy(only: list[str], hard: bool = False, **wanted: Any) -> Scenario:
    """Build a toy in which only the named parts are wanted."""
    return scenario(only=only, rules={"weekly_structure": {**OFF, **wanted, "hard": hard}})


@pytest.mark.parametrize(
    ("wanted", "only", "sets", "missing", "why"),
    [
        (
            {"unilateral_exercises": 2},
            ["split_squat_bw", "single_leg_glute_bridge", "bw_squat"],
            {("split_squat_bw", "mon"): 2, ("single_leg_glute_bridge", "wed"): 2},
            {},
            "exactly two",
        ),
        (
            {"unilateral_exercises": 2},
            ["split_squat_bw", "single_leg_glute_bridge", "bw_squat"],
            {("split_squat_bw", "mon"): 5, ("bw_squat", "wed"): 2},
            {UNILATERAL: 1},
            "one, and one on both legs",
        ),
        (
            {"unilateral_exercises": 2},
            ["split_squat_bw", "single_arm_db_row", "bw_squat"],
            {("single_arm_db_row", "mon"): 2},
            {UNILATERAL: 2},
            "a one-armed row is not for the legs",
        ),
        (
            {"unilateral_exercises": 2},
            ["split_squat_bw"],
            {("split_squat_bw", "mon"): 2, ("split_squat_bw", "fri"): 2},
            {},
            "the same one twice is two",
        ),
        (
            {"unilateral_exercises": 2},
            ["db_walking_lunge", "bw_squat"],
            {("db_walking_lunge", "mon"): 2},
            {UNILATERAL: 1},
            "alternating sides is unilateral",
        ),
        (
            {"hip_dominant_exercises": 1},
            ["split_squat_bw", "single_leg_glute_bridge", "glute_bridge"],
            {("split_squat_bw", "mon"): 2, ("glute_bridge", "mon"): 2},
            {HIP: 1},
            "one is not for the hip, the other not one-sided",
        ),
        (
            {"hip_dominant_exercises": 1},
            ["split_squat_bw", "single_leg_glute_bridge"],
            {("single_leg_glute_bridge", "mon"): 2},
            {},
            "a one-legged bridge",
        ),
        (
            {"core_exercises": 1},
            ["dead_bug", "suitcase_carry", "prone_cobra"],
            {},
            {"anterior core": 1, "lateral core": 1, "posterior core": 1},
            "no core at all",
        ),
        (
            {"core_exercises": 1},
            ["dead_bug", "suitcase_carry", "prone_cobra"],
            {("suitcase_carry", "mon"): 2},
            {"posterior core": 1},
            "a carry serves the front (0.5) and the side, its 0.4 for multifidus is too little",
        ),
        (
            {"multifidus_exercises": 1},
            ["prone_cobra", "dead_bug"],
            {("dead_bug", "mon"): 2},
            {"multifidus-dominant exercises": 1},
            "abs are not multifidus",
        ),
        (
            {"multifidus_exercises": 1},
            ["prone_cobra", "dead_bug"],
            {("prone_cobra", "mon"): 2},
            {},
            "exactly half a set a set",
        ),
        (
            {"scapular_exercises": 1},
            ["prone_ytw", "band_row"],
            {("band_row", "mon"): 2},
            {"scapular exercises": 1},
            "a row is no scapular exercise",
        ),
        (
            {"hamstring_exercises": 1},
            ["db_rdl", "bw_good_morning", "db_leg_curl"],
            {("bw_good_morning", "mon"): 2, ("db_leg_curl", "mon"): 2},
            {"hamstrings from a hinge": 1},
            "a good morning with 0.4 is no source",
        ),
        (
            {"hamstring_exercises": 1},
            ["db_rdl", "bw_good_morning", "db_leg_curl"],
            {("db_rdl", "mon"): 2},
            {"hamstrings from a knee flexion": 1},
            "no knee flexion",
        ),
        (
            {"balance_exercises": 2},
            ["split_squat_bw", "step_up_bw", "bw_squat"],
            {("split_squat_bw", "mon"): 2, ("bw_squat", "mon"): 2},
            {"balance exercises": 1},
            "balance 2 counts, balance 1 does not",
        ),
        (
            {"hinge_and_squat_sessions": 1},
            ["db_rdl", "bw_squat"],
            {("db_rdl", "mon"): 2, ("bw_squat", "mon"): 2},
            {},
            "both in one session",
        ),
        (
            {"hinge_and_squat_sessions": 1},
            ["db_rdl", "bw_squat"],
            {("db_rdl", "mon"): 2, ("bw_squat", "wed"): 2},
            {TOGETHER: 1},
            "on different days",
        ),
        (
            {"hinge_and_squat_sessions": 2},
            ["db_rdl", "bw_squat"],
            {("db_rdl", "mon"): 2, ("bw_squat", "mon"): 2},
            {TOGETHER: 1},
            "once of twice",
        ),
        (
            {"posterior_ratio": "1.3"},
            ["db_leg_curl", "bw_squat"],
            {("bw_squat", "mon"): 2},
            {RATIO: 1},
            "posterior 0.6 of 0.8 quads",
        ),
        (
            {"posterior_ratio": "1.3"},
            ["db_leg_curl", "bw_squat"],
            {("bw_squat", "mon"): 2, ("db_leg_curl", "mon"): 2},
            {},
            "2.0 of 0.8",
        ),
        ({"posterior_ratio": "1.3"}, ["db_leg_curl"], {}, {}, "no volume at all meets it"),
        (
            {"posterior_ratio": "2.5"},
            ["db_leg_curl", "bw_squat"],
            {("bw_squat", "mon"): 2, ("db_leg_curl", "mon"): 2},
            {},
            "exactly 2.5",
        ),
        (
            {"posterior_ratio": "2.51"},
            ["db_leg_curl", "bw_squat"],
            {("bw_squat", "mon"): 2, ("db_leg_curl", "mon"): 2},
            {RATIO: 1},
            "a hundredth more is wanted",
        ),
        (
            {"muscle_sessions": 2},
            ["calf_raise_bw"],
            {("calf_raise_bw", "mon"): 2, ("calf_raise_bw", "fri"): 2},
            {},
            "exactly 1.0 set in two sessions",
        ),
        (
            {"muscle_sessions": 2, "trained_sets": "1.1"},
            ["calf_raise_bw"],
            {("calf_raise_bw", "mon"): 2, ("calf_raise_bw", "fri"): 3},
            {"sessions of calves": 1},
            "1.0 is below 1.1",
        ),
        (
            {"muscle_sessions": 2},
            ["calf_raise_bw"],
            {("calf_raise_bw", "mon"): 5},
            {"sessions of calves": 1},
            "one long session is one",
        ),
    ],
)
def test_oracle(
    wanted: dict[str, Any],
    only: list[str],
    sets: dict[tuple[str, str], int],
    missing: dict[str, int],
    why: str,
) -> None:
    toy = _toy(only, **wanted)
    made = plan(toy, sets)
    found = {s.where: s.missing for s in RULE.shortages(toy, made)}
    assert found == {f"{name}, block 1": count for name, count in missing.items()}, why
    assert all(s.points == 2 * s.missing for s in RULE.shortages(toy, made))
    assert violations(toy, made, "weekly_structure") == []
    assert model_allows(model(toy, "weekly_structure"), choice(toy, sets), USED), "elastic"
    hard = _toy(only, hard=True, **wanted)
    assert len(violations(hard, made, "weekly_structure")) == len(missing)
    allowed = model_allows(model(hard, "weekly_structure"), choice(hard, sets), USED)
    assert allowed == (not missing), why


def test_one_exercise_may_serve_several_parts() -> None:
    toy = _toy(
        ["bw_single_leg_hinge", "bw_squat"],
        hard=True,
        unilateral_exercises=1,
        hip_dominant_exercises=1,
        balance_exercises=1,
    )
    sets = {("bw_single_leg_hinge", "mon"): 2}
    assert violations(toy, plan(toy, sets), "weekly_structure") == []
    assert model_allows(model(toy, "weekly_structure"), choice(toy, sets), USED)


def test_parts_without_any_option_are_not_applicable() -> None:
    toy = scenario(only=["dead_bug", "front_plank"], rules={"weekly_structure": {"hard": True}})
    excused = {item.where for item in RULE.inapplicable(toy)}
    assert {UNILATERAL, HIP, TOGETHER, "lateral core", "scapular exercises"} <= excused
    assert "anterior core" not in excused
    assert {f"sessions of {muscle}" for muscle in toy.coverage_muscles} <= excused
    assert all(item.reason for item in RULE.inapplicable(toy))
    sets = {("dead_bug", "mon"): 2}
    assert violations(toy, plan(toy, sets), "weekly_structure") == []
    assert model_allows(model(toy, "weekly_structure"), choice(toy, sets), USED)
    # What is possible is still asked for.
    assert [v.where for v in violations(toy, plan(toy, {}), "weekly_structure")] == [
        "anterior core, block 1"
    ]
    assert not model_allows(model(toy, "weekly_structure"), {}, USED)


def test_every_part_can_be_served_by_some_exercise() -> None:
    from constraints._parts import PARTS

    exercises = [e for e in load_catalogue().exercises.values() if e.volume_credit]
    for part in PARTS:
        assert any(map(part.serves, exercises)), part.name
        assert not all(map(part.serves, exercises)), part.name
        assert part.wanted in Params.model_fields


def test_blocks_are_judged_one_by_one_and_the_price_is_the_persons() -> None:
    rules = {"weekly_structure": {**OFF, "balance_exercises": 2, "price_points": "1.25"}}
    toy = scenario(only=["split_squat_bw"], weeks=8, rules=rules)
    made = plan(toy, {("split_squat_bw", "mon", 2): 2})
    assert [(s.where, s.missing, s.points) for s in RULE.shortages(toy, made)] == [
        ("balance exercises, block 1", 2, Fraction(5, 2)),
        ("balance exercises, block 2", 1, Fraction(5, 4)),
    ]


def test_trained_from_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="trained_sets"):
        scenario(rules={"weekly_structure": {"trained_sets": "0"}})


def test_explanation_and_relaxations() -> None:
    text = RULE.explain(Params())
    for words in ("1 session with hinge", "2 unilateral", "1.3", "2 balance", "2 points"):
        assert words in text
    assert "all required" in RULE.explain(Params(hard=True))
    hard = Params(hard=True)
    found = list(RULE.relaxations(hard))
    assert [p.balance_exercises for p in found if p.balance_exercises != 2] == [1, 0]
    ratios = [p.posterior_ratio for p in found if p.posterior_ratio != hard.posterior_ratio]
    assert ratios == [Decimal(ratio) for ratio in ("1.2", "1.1", "1.0", "0.9", "0.8")]
    assert [p.hard for p in found] == [True] * (len(found) - 1) + [False]
    assert list(RULE.relaxations(Params())) == []

"""restrictions: what is ruled out, skill and repetitions on both sides of their limits, red flags."""

from __future__ import annotations

from typing import Any

import pytest

from constraints.restrictions import ADVICE, RULE, Params, explain
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from tests import builders

NAME = RULE.name


def toy(**athlete: Any) -> Scenario:
    rules = athlete.pop("rules", {})
    return builders.scenario(
        athlete={"one_rep_max_kg": {}, **athlete},
        sessions=builders.days("monday", setup="commercial_gym"),
        weeks=1,
        rules=rules,
    )


def anyone() -> Scenario:
    """Someone to whom nothing is forbidden."""
    return toy(level="advanced", ladder={"hip_hinge": "barbell", "squat": "barbell"})


def of(exercise: str, **fields: Any) -> Plan:
    """A plan of one exercise."""
    plan = builders.plan(anyone(), {(exercise, "mon"): 2})
    data = plan.model_dump()
    data["weeks"][0]["sessions"][0]["exercises"][0].update(fields)
    return Plan.model_validate(data)


# athlete, exercise, fields, violations as (excess, unit), why
ROWS: list[tuple[dict[str, Any], str, dict[str, Any], list[tuple[int, str]], str]] = [
    ({"restrictions": {"knee_pain": "avoid"}}, "bw_squat", {}, [(1, "restriction")], "ruled out"),
    ({"restrictions": {"knee_pain": "caution"}}, "bw_squat", {}, [], "caution allows"),
    ({"restrictions": {"knee_pain": "avoid"}}, "band_row", {}, [], "another exercise"),
    (
        {"restrictions": {"hamstring_strain": "avoid", "knee_pain": "avoid"}},
        "nordic_curl",
        {},
        [(2, "restriction")],
        "ruled out twice",
    ),
    (
        {"restrictions": {"hamstring_strain": "avoid", "knee_pain": "caution"}},
        "nordic_curl",
        {},
        [(1, "restriction")],
        "only what is to be avoided counts",
    ),
    ({"level": "intermediate"}, "conventional_deadlift", {}, [], "skill 4 of 4"),
    ({"level": "intermediate"}, "deficit_deadlift", {}, [(1, "skill")], "skill 5 of 4"),
    ({"level": "advanced"}, "deficit_deadlift", {}, [], "skill 5 of 5"),
    ({"level": "novice"}, "db_rdl", {}, [], "skill 2 of 2"),
    ({"level": "novice"}, "kb_swing", {}, [(1, "skill")], "skill 3 of 2"),
    ({"level": "novice"}, "deficit_deadlift", {}, [(3, "skill")], "skill 5 of 2"),
    ({"rules": {"restrictions": {"min_reps": 8}}}, "db_rdl", {"reps": 8}, [], "exactly 8"),
    (
        {"rules": {"restrictions": {"min_reps": 8}}},
        "db_rdl",
        {"reps": 7},
        [(1, "repetition")],
        "7 of 8",
    ),
    (
        {"rules": {"restrictions": {"min_reps": 15}}},
        "prone_cobra",
        {"seconds_hold": 10},
        [],
        "holds have no repetitions",
    ),
    (
        {"rules": {"restrictions": {"min_reps": 15}}},
        "farmer_carry",
        {"metres": 10},
        [],
        "carries have no repetitions",
    ),
]


@pytest.mark.parametrize(
    ("athlete", "exercise", "fields", "expected", "why"), ROWS, ids=[r[4] for r in ROWS]
)
def test_table(
    athlete: dict[str, Any],
    exercise: str,
    fields: dict[str, Any],
    expected: list[tuple[int, str]],
    why: str,
) -> None:
    scenario = toy(**athlete)
    found = builders.violations(scenario, of(exercise, **fields), NAME)
    assert [(v.excess, v.unit) for v in found] == expected, why
    assert all(v.where == "week 1, mon" for v in found)
    refused = {r.exercise for r in scenario.offers.refusals if r.rule == NAME}
    if not fields:
        assert (exercise in refused) == bool(expected), why


@pytest.mark.parametrize(
    ("most", "refused"), [(8, False), (9, True)], ids=["8 of at most 8", "9 of at most 8"]
)
def test_an_exercise_of_few_repetitions_is_refused(most: int, refused: bool) -> None:
    """trap_bar_deadlift is done for 3 to 8 repetitions."""
    scenario = toy(ladder={"hip_hinge": "barbell"}, rules={"restrictions": {"min_reps": most}})
    assert ("trap_bar_deadlift" not in scenario.offers.exercises) == refused
    if not refused:
        option = next(o for o in scenario.offers.options.values() if o.unit == "reps")
        assert option.amount >= most


def test_red_flags_forbid_every_plan() -> None:
    flagged = builders.scenario(
        ["band_row"], weeks=1, athlete={"red_flags": ["night pain", "numbness"]}
    )
    found = builders.reported(flagged, {("band_row", "mon"): 2}, NAME)
    assert found == [("athlete", 1, "red flag")] * 2
    assert not builders.rows_allow(flagged, {("band_row", "mon"): 2}, NAME)
    well = builders.scenario(["band_row"], weeks=1)
    assert builders.reported(well, {("band_row", "mon"): 2}, NAME) == []
    assert builders.rows_allow(well, {("band_row", "mon"): 2}, NAME)


@pytest.mark.parametrize(
    ("athlete", "skill", "reps"),
    [
        ({"level": "novice"}, 2, 1),
        ({"level": "intermediate"}, 4, 1),
        ({"level": "advanced"}, 5, 1),
        ({"level": "advanced", "age": 17}, 5, 8),
        ({"level": "advanced", "age": 18}, 5, 1),
    ],
)
def test_defaults_follow_level_and_age(athlete: dict[str, Any], skill: int, reps: int) -> None:
    settings = builders.scenario(athlete=athlete).settings.restrictions
    assert settings == Params(max_skill=skill, min_reps=reps)


def test_explain_and_relaxations() -> None:
    text = explain(Params(max_skill=3, min_reps=6))
    assert "skill 3" in text
    assert "6 repetitions" in text
    assert ADVICE in text
    assert list(RULE.relaxations(Params())) == []
    assert RULE.safety

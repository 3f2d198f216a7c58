"""stabilisation: in the first weeks no set above the axial limit; the limit itself is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from constraints.stabilisation import RULE, Params, explain
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from tests import builders

NAME = RULE.name
ONLY = ("band_rdl", "kb_deadlift", "band_row", "db_rdl")  # axial 3, 4, 1 and 5
ALL_STEPS = {"hip_hinge": "barbell", "horizontal_pull": "barbell"}


def toy(weeks: int, limit: int, **more: Any) -> Scenario:
    athlete = {"one_rep_max_kg": {}, "ladder": ALL_STEPS, **more.pop("athlete", {})}
    rules = {"stabilisation": {"weeks": weeks, "max_axial": limit}, "deload": {"every_blocks": 9}}
    return builders.scenario(ONLY, athlete=athlete, rules=rules, **{"weeks": 4, **more})


def plan_without_the_rule(scenario: Scenario, sets: dict[Any, int], **more: Any) -> Plan:
    """A plan of the same weeks, made where the rule is off."""
    return builders.plan(toy(0, 10, **more), sets)


# weeks of the phase, limit, block weeks, sets, violations as (week, excess), why
ROWS: list[tuple[int, int, int, dict[Any, int], list[tuple[int, int]], str]] = [
    (2, 3, 1, {("band_rdl", "mon"): 2}, [], "exactly the limit"),
    (2, 3, 1, {("kb_deadlift", "mon"): 2}, [(1, 1), (2, 1)], "a point over, in both first weeks"),
    (2, 3, 1, {("kb_deadlift", "mon", 2): 2}, [(2, 1)], "the last week of the phase"),
    (2, 3, 1, {("kb_deadlift", "mon", 3): 2}, [], "the first week after the phase"),
    (2, 3, 4, {("db_rdl", "mon"): 2}, [(1, 2), (2, 2)], "the block goes on after the phase"),
    (0, 0, 1, {("db_rdl", "mon"): 2}, [], "no phase"),
    (1, 0, 1, {("band_row", "wed", 1): 2}, [(1, 1)], "nothing at all on the spine"),
    (8, 5, 1, {("db_rdl", "fri"): 2}, [], "the whole plan, exactly the limit"),
    (
        8,
        4,
        1,
        {("db_rdl", "fri"): 2},
        [(w, 1) for w in (1, 2, 3, 4)],
        "the whole plan, a point over",
    ),
]


@pytest.mark.parametrize(
    ("weeks", "limit", "block_weeks", "sets", "expected", "why"), ROWS, ids=[r[5] for r in ROWS]
)
def test_table(
    weeks: int,
    limit: int,
    block_weeks: int,
    sets: dict[Any, int],
    expected: list[tuple[int, int]],
    why: str,
) -> None:
    scenario = toy(weeks, limit, block_weeks=block_weeks)
    plan = plan_without_the_rule(scenario, sets, block_weeks=block_weeks)
    found = [(v.where, v.excess, v.unit) for v in builders.violations(scenario, plan, NAME)]
    (place,) = {key[1] for key in sets}
    assert found == [(f"week {week}, {place}", over, "point") for week, over in expected], why
    wanted = builders.choice(toy(0, 10, block_weeks=block_weeks), sets)
    assert (set(wanted) <= set(scenario.offers.options)) == (not expected), why


def test_a_block_that_contains_one_of_the_weeks_is_held_to_the_limit_as_a_whole() -> None:
    """Weeks 3 and 4 are the second block; a phase of 3 weeks reaches into it."""
    inside, outside = toy(3, 3, block_weeks=2), toy(2, 3, block_weeks=2)
    key = ("db_rdl", "straight", 0, 1)
    assert key not in inside.offers.options
    assert key in outside.offers.options


@pytest.mark.parametrize(
    ("athlete", "weeks"),
    [
        ({"level": "novice"}, 2),
        ({"level": "intermediate"}, 0),
        ({"level": "advanced", "returning": True}, 2),
        ({"level": "advanced"}, 0),
    ],
)
def test_novices_and_returners_have_the_phase(athlete: dict[str, Any], weeks: int) -> None:
    settings = builders.scenario(athlete=athlete).settings.stabilisation
    assert settings == Params(weeks=weeks, max_axial=3)


def test_refusal_says_the_numbers() -> None:
    scenario = toy(2, 3)
    reasons = {r.exercise: r.reason for r in scenario.offers.refusals if r.rule == NAME}
    assert reasons["db_rdl"] == "stabilisation: axial 5 in the first 2 weeks, at most 3"


def test_explain_and_relaxations() -> None:
    text = explain(Params(weeks=2, max_axial=3))
    assert "2 weeks" in text
    assert "3 axial points" in text
    assert "No stabilisation" in explain(Params(weeks=0))
    assert list(RULE.relaxations(Params(weeks=2))) == []
    assert RULE.safety

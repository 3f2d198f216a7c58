"""Daily stability: the Big Three, 6-4-2 holds of 10 s, without what a restriction rules out."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from constraints import RULES
from constraints.daily_stability import Params
from tests.builders import edited, model, plan, scenario, violations

RULE = next(rule for rule in RULES if rule.name == "daily_stability")
BIG_THREE = ["mcgill_curl_up", "side_bridge", "bird_dog"]


def _drill(name: str, reps: tuple[int, ...] = (6, 4, 2), seconds: int = 10) -> dict[str, Any]:
    return {"exercise": name, "reps": reps, "hold_seconds": seconds}


@pytest.mark.parametrize(
    ("daily", "breaches", "why"),
    [
        ([_drill(n) for n in BIG_THREE], 0, "the Big Three"),
        ([_drill(n) for n in reversed(BIG_THREE)], 0, "in any order"),
        ([_drill(n) for n in BIG_THREE[:2]], 1, "one is missing"),
        ([], 3, "all are missing"),
        ([_drill(n, (6, 4, 1)) for n in BIG_THREE], 3, "a hold too few in each"),
        ([_drill(BIG_THREE[0], seconds=9), *map(_drill, BIG_THREE[1:])], 1, "9 seconds, not 10"),
        ([*map(_drill, BIG_THREE), _drill("dead_bug")], 1, "a drill that does not belong"),
    ],
)
def test_oracle(daily: list[dict[str, Any]], breaches: int, why: str) -> None:
    toy = scenario(only=["dead_bug"])
    good = plan(toy, {("dead_bug", "mon"): 2})
    found = violations(toy, edited(toy, good, lambda d: d.update(daily=daily)), "daily_stability")
    assert [(v.excess, v.unit) for v in found] == [(1, "drill")] * breaches, why


@pytest.mark.parametrize(
    ("restrictions", "left"),
    [
        ({}, BIG_THREE),
        ({"wrist_pain": "avoid"}, BIG_THREE[:2]),
        ({"wrist_pain": "caution"}, BIG_THREE),
        ({"neck_pain": "avoid", "shoulder_load": "avoid", "wrist_pain": "avoid"}, []),
    ],
)
def test_a_drill_ruled_out_is_left_out(restrictions: dict[str, str], left: list[str]) -> None:
    toy = scenario(only=["dead_bug"], athlete={"restrictions": restrictions})
    good = plan(toy, {("dead_bug", "mon"): 2})
    assert [drill.exercise for drill in good.daily] == left
    assert violations(toy, good, "daily_stability") == []
    all_three = edited(toy, good, lambda d: d.update(daily=[_drill(n) for n in BIG_THREE]))
    assert len(violations(toy, all_three, "daily_stability")) == 3 - len(left)


def test_the_persons_own_numbers() -> None:
    own = {"exercises": ["bird_dog"], "reps": [8, 6], "hold_seconds": 8}
    toy = scenario(only=["dead_bug"], rules={"daily_stability": own})
    good = plan(toy, {("dead_bug", "mon"): 2})
    assert [drill.model_dump() for drill in good.daily] == [_drill("bird_dog", (8, 6), 8)]
    assert violations(toy, good, "daily_stability") == []


def test_unknown_drills_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"exercises\[0\]: unknown exercise 'bird_dgo'"):
        scenario(rules={"daily_stability": {"exercises": ["bird_dgo"]}})


def test_nothing_is_posted() -> None:
    toy = scenario(only=["dead_bug"])
    rows = model(toy, "daily_stability").linear.rows
    assert [row for row in rows if row.rule == "daily_stability"] == []


def test_explanation_and_no_relaxations() -> None:
    text = RULE.explain(Params())
    for words in ("6-4-2", "10 s", "bird dog", "side bridge", "mcgill curl up"):
        assert words in text
    assert RULE.safety
    assert list(RULE.relaxations(Params())) == []

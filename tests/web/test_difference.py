"""Two plans compared: what changed, and only such verdicts as the bounds prove."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from optimizer.export.checked import CheckedPlan
from optimizer.plan import Plan
from optimizer.web.difference import difference


def scored(
    plan: Plan, total: str, bound: str | None, status: str = "feasible", other: bool = False
) -> Plan:
    score = plan.score.model_copy(
        update={
            "total": Decimal(total),
            "exact": total,
            "bound": None if bound is None else Decimal(bound),
        }
    )
    stamp = plan.scenario.model_copy(update={"sha256": "other"}) if other else plan.scenario
    return plan.model_copy(update={"score": score, "status": status, "scenario": stamp})


def with_sessions(plan: Plan, change: Any) -> Plan:
    data = plan.model_dump()
    for week in data["weeks"]:
        change(week)
    return Plan.model_validate(data)


@pytest.fixture
def plan(plans: tuple[CheckedPlan, CheckedPlan]) -> Plan:
    return plans[0].plan


def test_equal_plans_do_not_differ(plan: Plan) -> None:
    found = difference(plan, plan)
    assert found.parts == ()
    assert found.score == 0
    assert found.changes == 0
    assert found.verdict.startswith("Same scenario. Both plans score the same")


def test_sets_added_removed_and_a_session_that_is_gone(plan: Plan) -> None:
    first = plan.weeks[0].sessions[0]
    entry = first.exercises[0]

    def change(week: dict[str, Any]) -> None:
        for session in week["sessions"]:
            if session["id"] == first.id:
                kept = session["exercises"][0] | {"sets": entry.sets + 1}
                added = session["exercises"][0] | {"exercise": "leg_press"}
                session["exercises"] = [kept, added]
        week["sessions"] = [one for one in week["sessions"] if one["id"] != "fri"]

    found = difference(plan, with_sessions(plan, change))
    parts = {(part.block, part.session): part.lines for part in found.parts}
    assert set(parts) == {(1, first.id), (1, "fri")}
    assert {line.kind for line in parts[1, "fri"]} == {"removed"}
    kinds = [line.kind for line in parts[1, first.id]]
    assert kinds == ["changed", "added", *["removed"] * (len(first.exercises) - 1)]
    changed = parts[1, first.id][0]
    assert str(changed.before).startswith(f"{entry.sets} ×")
    assert str(changed.after).startswith(f"{entry.sets + 1} ×")


def test_the_way_back_is_the_opposite(plans: tuple[CheckedPlan, CheckedPlan]) -> None:
    old, new = plans[0].plan, plans[1].plan
    there, back = difference(old, new), difference(new, old)
    assert there.changes == back.changes > 0
    assert there.score == -back.score
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    kinds = sorted(line.kind for part in there.parts for line in part.lines)
    assert kinds == sorted(opposite[line.kind] for part in back.parts for line in part.lines)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (("90", "92"), ("93", "95"), "allows more"),
        (("93", "95"), ("90", "92"), "allows less"),
        (("90", "93"), ("92", "95"), "Not separated"),
        (("90", "92"), ("92", "95"), "Not separated"),  # both might be 92
        (("90", None), ("99", "100"), "Not separated"),
        (("90", "92"), ("92.01", None), "allows more"),
        (("90", "90", "optimal"), ("90.01", "91"), "allows more"),
        (("90", "90.01", "optimal"), ("90", "90.01", "optimal"), "the same best score, 90."),
    ],
)
def test_what_is_proved_about_two_scenarios(
    plan: Plan, before: tuple[str, ...], after: tuple[str, ...], said: str
) -> None:
    found = difference(scored(plan, *before), scored(plan, *after, other=True))
    assert said in found.verdict


def test_a_verdict_without_a_bound_says_up_to_the_highest_score(plan: Plan) -> None:
    found = difference(scored(plan, "90", None), scored(plan, "91", "92", other=True))
    assert "90 to 100 before, 91 to 92 now" in found.verdict
    assert found.bound is None


def test_one_scenario_has_one_best_score(plan: Plan) -> None:
    found = difference(scored(plan, "90", "95"), scored(plan, "92", "97"))
    assert "The new plan scores higher" in found.verdict
    assert "above 95" in found.verdict
    assert found.bound == 2
    best = difference(scored(plan, "90", "95"), scored(plan, "95", "95.01", "optimal"))
    assert "the best possible" in best.verdict

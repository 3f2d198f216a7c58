"""What a plan file may not claim: wandering slots, bounds out of thin air, another order or scenario."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from optimizer.plan import Plan
from optimizer.scenario import Scenario
from optimizer.verifier import verify
from tests import builders

SETS = {
    ("romanian_deadlift", "mon"): 3,
    ("band_row", "mon"): 2,
    ("bw_squat", "wed"): 2,
    ("band_row", "wed"): 2,
    ("bw_squat", "fri"): 2,
    ("band_face_pull", "fri"): 2,
}


def _good() -> tuple[Scenario, Plan]:
    toy = builders.scenario()
    return toy, builders.plan(toy, SETS)


def _units(toy: Scenario, plan: Plan) -> set[str]:
    return {v.unit for v in verify(toy, plan).violations if v.rule == "plan"}


def test_a_good_plan_claims_nothing_wrong() -> None:
    assert _units(*_good()) == set()


def test_sessions_are_chosen_once_for_the_whole_plan() -> None:
    """Other slots in another block passed before: the model has one choice of slots for all weeks."""
    toy = builders.scenario(weeks=8, sessions_per_week=2)
    first = builders.plan(toy, SETS, used=("mon", "wed"))
    second = builders.plan(toy, SETS, used=("mon", "fri"))
    mixed = first.model_copy(update={"weeks": (*first.weeks[:4], *second.weeks[4:])})
    found = [v for v in verify(toy, builders.rescored(toy, mixed)).violations if v.rule == "plan"]
    assert {v.where for v in found} == {f"week {n}" for n in range(5, 9)}
    assert not _units(toy, first)


@pytest.mark.parametrize(
    ("status", "bound", "gap", "unit"),
    [
        ("optimal", None, None, "status"),
        ("optimal", None, Decimal(0), "status"),
        ("feasible", None, Decimal(-7), "gap"),
        ("feasible", Decimal(99), None, "gap"),
        ("feasible", Decimal(150), Decimal(50), "bound"),
    ],
)
def test_bound_gap_and_status_belong_together(
    status: str, bound: Decimal | None, gap: Decimal | None, unit: str
) -> None:
    toy, plan = _good()
    score = plan.score.model_copy(update={"bound": bound, "gap": gap})
    assert unit in _units(toy, plan.model_copy(update={"status": status, "score": score}))


def test_a_bound_below_the_exact_score_is_found() -> None:
    """Rounding the score down first let a bound through that was smaller by less than a cent."""
    toy, plan = _good()
    below = plan.score.model_copy(update={"bound": plan.score.total, "gap": Decimal(0)})
    exact = verify(toy, plan).terms
    assert exact
    claimed = plan.model_copy(update={"score": below})
    assert "bound" in _units(toy, claimed)


def test_exercises_and_sessions_stand_in_order() -> None:
    toy, plan = _good()

    def turn_exercises(data: dict[str, Any]) -> None:
        session = data["weeks"][0]["sessions"][0]
        session["exercises"] = session["exercises"][::-1]

    def turn_sessions(data: dict[str, Any]) -> None:
        data["weeks"][0]["sessions"] = data["weeks"][0]["sessions"][::-1]

    assert _units(toy, builders.edited(toy, plan, turn_exercises)) == {"order"}
    assert _units(toy, builders.edited(toy, plan, turn_sessions)) == {"order"}


def test_the_scenario_inside_is_compared_whole() -> None:
    toy, plan = _good()
    other = plan.scenario.model_copy(update={"document": {**plan.scenario.document, "weeks": 5}})
    assert _units(toy, plan.model_copy(update={"scenario": other})) == {"document"}


@pytest.mark.parametrize(
    "change",
    [
        {"score": {"total": "1", "bound": "1E+3000000", "exact": "1", "terms": []}},
        {"weeks": [{"week": 1_000_000, "block": 1, "kind": "build", "sessions": []}]},
    ],
)
def test_numbers_beyond_any_plan_are_refused_at_once(change: dict[str, Any]) -> None:
    _, plan = _good()
    with pytest.raises(ValidationError):
        Plan.model_validate({**plan.model_dump(), **change})

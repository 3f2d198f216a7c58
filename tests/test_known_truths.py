"""Truths known without this program: what it must say about plans and equipment in any version."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Any

import pytest

from optimizer.build import build_model
from optimizer.catalogue import load_catalogue
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.engines.highs import solve_with_highs
from optimizer.plan import Plan
from optimizer.plan_facts import PlanFacts
from optimizer.plan_model import PlanModel
from optimizer.result import Status
from optimizer.scenario import Scenario
from optimizer.setups import load_setups_library
from optimizer.solver import solve_scenario
from optimizer.verifier import verify
from tests import builders

MWF = ("monday", "wednesday", "friday")
FOUR = ("monday", "tuesday", "thursday", "friday")
QUICK = Limits(wall_seconds=None, deterministic_time=5, gap=0, workers=1)

# Monday heavy squat and light back, Wednesday back and leg curls, Friday single-leg and stability (S32).
S32 = {
    ("back_squat_high_bar", "mon"): 4,
    ("pull_up", "mon"): 3,
    ("band_face_pull", "mon"): 3,
    ("conventional_deadlift", "wed"): 3,
    ("pendlay_row", "wed"): 3,
    ("seated_leg_curl", "wed"): 3,
    ("db_bulgarian_split_squat", "fri"): 4,
    ("back_extension_bw", "fri"): 4,
    ("pallof_press", "fri"): 2,
    ("dead_bug", "fri"): 3,
}


# ---- the Monday, Wednesday, Friday template ----


@pytest.fixture(scope="module")
def gym() -> Scenario:
    return builders.scenario(
        sessions=builders.days(*MWF, setup="commercial_gym"),
        template="mwf",
        athlete={
            "ladder": {"squat": "barbell", "hip_hinge": "barbell", "horizontal_pull": "barbell"}
        },
    )


@pytest.fixture(scope="module")
def template_plan(gym: Scenario) -> Plan:
    return builders.plan(gym, S32)


@pytest.fixture(scope="module")
def template_facts(gym: Scenario, template_plan: Plan) -> PlanFacts:
    return template_plan.facts(gym)


def test_the_template_breaks_no_rule(gym: Scenario, template_plan: Plan) -> None:
    assert verify(gym, template_plan).violations == ()


def test_the_linear_model_allows_the_template(gym: Scenario) -> None:
    assert builders.model_allows(builders.model(gym), builders.choice(gym, S32), {0, 1, 2})


def test_the_template_costs_what_was_counted_by_hand(template_facts: PlanFacts) -> None:
    for week in template_facts.build_weeks:
        assert [s.axial for s in week.sessions] == [32, 45, 33]
        assert [s.fatigue for s in week.sessions] == [51, 57, 41]
        assert week.axial == 110
        assert week.fatigue == 149


def test_the_template_forgets_calves_and_neck(template_facts: PlanFacts) -> None:
    for week in template_facts.weeks:
        assert week.muscle_sets("calves") == 0
        assert week.muscle_sets("neck_extensors") == 0


def test_the_template_is_just_below_two_floors(gym: Scenario, template_plan: Plan) -> None:
    found = {s.where: s.missing for s in verify(gym, template_plan).shortages if s.rule == "volume"}
    assert found == {
        "calves, block 1": 4,
        "glute_med, block 1": Fraction(6, 10),
        "quadratus_lumborum, block 1": Fraction(2, 10),
    }


def test_the_template_never_has_hinge_and_squat_together(
    gym: Scenario, template_plan: Plan
) -> None:
    lacking = {s.where for s in verify(gym, template_plan).shortages}
    assert "sessions with a hinge and a squat, block 1" in lacking


def test_a_heavy_hinge_on_tuesday_would_be_too_close() -> None:
    # The same week with the back day moved a day nearer to the squats is no longer allowed.
    days = ("monday", "tuesday", "friday")
    moved = builders.scenario(
        sessions=builders.days(*days, setup="commercial_gym"),
        athlete={"ladder": dict.fromkeys(builders.BARBELL_FAMILIES, "barbell")},
    )
    sets = {(e, "tue" if slot == "wed" else slot): n for (e, slot), n in S32.items()}
    broken = builders.violations(moved, builders.plan(moved, sets))
    assert "leg_back_spacing" in {v.rule for v in broken}


# ---- equipment ----


def volume_model(setup: str, days: tuple[str, ...], **overrides: Any) -> PlanModel:
    asked = builders.scenario(
        sessions=builders.days(*days, minutes=90, setup=setup),
        rules={"volume": {"hard": True}},
        **overrides,
    )
    return build_model(compile_problem(asked), with_objective=False)


@pytest.mark.parametrize("days", [MWF, FOUR])
def test_without_equipment_the_lats_stay_below_their_floor(days: tuple[str, ...]) -> None:
    model = builders.model(
        builders.scenario(sessions=builders.days(*days, minutes=90, setup="none"))
    )
    model.reward("lats", model.week_volume("lats", 0), Fraction(1))
    answer = solve_with_cp_sat(model.linear, QUICK)
    assert answer.verdict is Verdict.OPTIMAL
    assert answer.values is not None
    assert 0 < model.linear.score(answer.values) < model.problem.muscles["lats"].floor


@pytest.mark.parametrize("days", [MWF, FOUR])
def test_without_equipment_hard_floors_are_impossible(days: tuple[str, ...]) -> None:
    model = volume_model("none", days).linear
    assert solve_with_cp_sat(model, QUICK).verdict is Verdict.IMPOSSIBLE
    second = solve_with_highs(model, Limits(wall_seconds=60, gap=0))
    assert second.verdict is Verdict.IMPOSSIBLE


def test_without_equipment_a_plan_exists_and_names_the_lats() -> None:
    asked = builders.scenario(sessions=builders.days(*MWF, setup="none"))
    limits = QUICK.model_copy(update={"deterministic_time": 0.5})
    result = solve_scenario(asked, limits, confirm_seconds=0)
    assert result.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert result.plan is not None
    assert any(line.where == "lats, block 1" for line in result.plan.shortages)


@pytest.mark.parametrize("setup", sorted(set(load_setups_library().setups) - {"none"}))
@pytest.mark.parametrize("days", [MWF, FOUR], ids=["three days", "four days"])
def test_from_bands_up_every_floor_can_be_reached(setup: str, days: tuple[str, ...]) -> None:
    model = volume_model(setup, days)
    answer = solve_with_cp_sat(model.linear, QUICK)
    assert answer.values is not None, answer.verdict
    for muscle, limits in model.problem.muscles.items():
        assert model.week_volume(muscle, 0).value(answer.values) >= limits.floor


# ---- the superset of S21 ----


def test_the_superset_is_no_pair_of_opposites() -> None:
    exercises = load_catalogue().exercises
    squat, row = exercises["front_squat"], exercises["pendlay_row"]
    both = sum(credit * row.muscles.get(muscle, 0) for muscle, credit in squat.muscles.items())
    lengths = [sum(c * c for c in e.muscles.values()) for e in (squat, row)]
    # cosine² = both² / (a · b), in ten-thousandths of the cosine without a float
    cosine = isqrt(10**8 * both * both // (lengths[0] * lengths[1]))
    assert Decimal(cosine).scaleb(-4).quantize(Decimal("0.01")) == Decimal("0.39")
    assert squat.axial + row.axial == 13

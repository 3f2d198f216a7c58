"""Every example scenario keeps what the comment at its head promises."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from optimizer.api import load_plan, load_scenario, scenario_inside, solve, verify
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.result import Result, Status
from optimizer.scenario import Scenario

FOLDER = Path(__file__).parents[1] / "scenarios" / "examples"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
PROMISE = re.compile(r"^# Expected status: (feasible|impossible)$", re.MULTILINE)

# Every example is solved once, by one process.
pytestmark = pytest.mark.xdist_group("examples")

# Deterministic units: enough for a verified plan with room to spare, not for a good one.
UNITS = 1.5
UNITS_OF = {
    "choose_4_of_6": 3.0,
    "commercial_gym_advanced": 5.0,
    "garage": 3.0,
    "home_dumbbells": 2.0,
}


def promised(name: str) -> str:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    head = text.split("\nname:")[0]
    found = PROMISE.findall(head)
    assert len(found) == 1, f"{name}: one line '# Expected status: …' in the comment at the head"
    return str(found[0])


@cache
def scenario(name: str) -> Scenario:
    return load_scenario(FOLDER / f"{name}.yaml")


@cache
def solved(name: str) -> Result:
    return solve(
        scenario(name),
        gap=0,
        time_limit=None,
        deterministic_time=UNITS_OF.get(name, UNITS),
        workers=1,
        confirm_seconds=20 if promised(name) == "impossible" else 0,
    )


def test_both_kinds_are_shown() -> None:
    assert {promised(name) for name in NAMES} == {"feasible", "impossible"}
    assert len(NAMES) >= 13


@pytest.mark.parametrize("name", NAMES)
def test_a_comment_says_what_it_shows(name: str) -> None:
    assert (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").startswith("# Shows: ")


@pytest.mark.parametrize("name", NAMES)
def test_the_promised_status_is_reached(name: str) -> None:
    result = solved(name)
    if promised(name) == "impossible":
        assert result.status is Status.IMPOSSIBLE
        assert result.plan is None
        assert result.reasons or (result.confirmation and result.confirmation.confirmed)
    else:
        assert result.status in (Status.FEASIBLE, Status.OPTIMAL)
        assert result.score is not None
        assert result.bound is not None
        assert result.score <= result.bound


@pytest.mark.parametrize("name", [n for n in NAMES if promised(n) == "feasible"])
def test_the_plan_passes_from_its_file(name: str, tmp_path: Path) -> None:
    plan = solved(name).plan
    assert plan is not None
    target = tmp_path / "plan.json"
    target.write_text(plan.to_json(), encoding="utf-8")
    read = load_plan(target)
    assert read.to_json() == plan.to_json()
    for asked in (scenario(name), scenario_inside(read)):
        verification = verify(asked, read)
        assert verification.passed, verification.violations
    assert len(read.weeks) == scenario(name).weeks


def test_three_heavy_days_are_refused_by_the_second_engine_too() -> None:
    result = solved("impossible_three_heavy_days")
    assert result.confirmation is not None
    assert result.confirmation.confirmed is True
    assert result.confirmation.engine.startswith("HIGHS")


@pytest.mark.parametrize(
    ("rules", "possible"),
    [
        ({"choices"}, True),
        ({"choices", "training_days"}, False),
        ({"choices", "leg_back_spacing"}, False),
        ({"training_days", "leg_back_spacing"}, True),
    ],
    ids=["pins", "pins, training days", "pins, spacing", "no pins"],
)
def test_three_heavy_days_collide_with_two_rules(rules: set[str], possible: bool) -> None:
    problem = compile_problem(scenario("impossible_three_heavy_days"))
    model = build_model(problem, rules=rules, with_objective=False)
    limits = Limits(wall_seconds=None, deterministic_time=3, gap=0, workers=1)
    answer = solve_with_cp_sat(model.linear, limits)
    assert (answer.values is not None) == possible
    assert (answer.verdict is Verdict.IMPOSSIBLE) != possible


def test_four_of_six_evenings_are_trained() -> None:
    plan = solved("choose_4_of_6").plan
    assert plan is not None
    trained = {tuple(s.id for s in week.sessions) for week in plan.weeks}
    assert len(trained) == 1, "the choice holds for the whole plan"
    assert len(trained.pop()) == 4


def test_travelling_uses_two_setups() -> None:
    plan = solved("travelling").plan
    assert plan is not None
    setups = {session.setup for week in plan.weeks for session in week.sessions}
    assert setups == {"hotel", "commercial_gym"}


def test_the_sore_back_gets_the_small_budget() -> None:
    asked = scenario("trap_bar_low_back")
    plan = solved("trap_bar_low_back").plan
    assert plan is not None
    for week in plan.facts(asked).weeks:
        assert week.axial <= 50
        assert all(entry.exercise.shear <= 3 for entry in week.entries)


def test_the_bodyweight_plan_names_the_lats() -> None:
    plan = solved("bodyweight_novice").plan
    assert plan is not None
    assert any(line.where.startswith("lats") for line in plan.shortages)

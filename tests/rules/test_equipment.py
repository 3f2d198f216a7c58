"""equipment: what is not there cannot be used, and what cannot be put together cannot be lifted."""

from __future__ import annotations

from typing import Any

import pytest

from constraints.equipment import RULE, Params, explain
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from tests import builders

NAME = RULE.name
PLATES = {"barbell": {"bar_kg": 20}, "plates_kg": {"10": 4, "5": 2, "2.5": 2}}
SETUPS: dict[str, dict[str, Any]] = {
    "bar": PLATES,
    "trap": {"trap_bar": {"bar_kg": 25}, "plates_kg": {"10": 2}},
    "fixed": {"dumbbells": {"pairs_kg": [10, "12.5"], "singles_kg": [16]}, "bench": 1},
    "adjustable": {"dumbbells": {"adjustable": {"from_kg": 2, "to_kg": 24, "step_kg": 2}}},
    "bells": {"kettlebell": {"singles_kg": [16]}, "bench": 1},
    "neck": {"plates_kg": {"5": 2, "2.5": 2}, "bench": 1},
    "bare": {"bench": 1},
}


def toy(setup: str, **more: Any) -> Scenario:
    return builders.scenario(
        setups=SETUPS,
        sessions=builders.days("monday", setup=setup),
        athlete={"one_rep_max_kg": {}},
        weeks=1,
        **more,
    )


def with_entry(scenario: Scenario, exercise: str, load: str | None) -> Plan:
    """One exercise at one load, whether or not it is offered."""
    donor = builders.scenario(
        athlete={"one_rep_max_kg": {}, "level": "advanced"},
        sessions=builders.days("monday", setup="commercial_gym"),
        weeks=1,
    )
    data = builders.plan(donor, {("bent_over_row", "mon"): 2}).model_dump()
    session = data["weeks"][0]["sessions"][0]
    session["setup"] = scenario.sessions[0].setup
    entry = session["exercises"][0]
    entry.update(exercise=exercise, load_kg=load, load="by RIR test" if load is None else "kg")
    return Plan.model_validate(data)


# setup, exercise, load, unit of the violation (None where it is fine), why
ROWS: list[tuple[str, str, str | None, str | None, str]] = [
    ("bar", "bent_over_row", "20", None, "the empty bar"),
    ("bar", "bent_over_row", "19.999", "load", "a gram less than the bar"),
    ("bar", "bent_over_row", "22.5", "load", "a single plate is no pair"),
    ("bar", "bent_over_row", "25", None, "one pair of 2.5"),
    ("bar", "bent_over_row", "30", None, "one pair of 5"),
    ("bar", "bent_over_row", "40", None, "one pair of 10"),
    ("bar", "bent_over_row", "75", None, "everything that comes in pairs"),
    ("bar", "bent_over_row", "77.5", "load", "one step beyond everything"),
    ("bar", "bent_over_row", "75.001", "load", "a gram beyond everything"),
    ("bar", "bent_over_row", "37.5", "load", "between two loads"),
    ("bar", "bent_over_row", None, None, "a load that is found by test"),
    ("bar", "front_squat", "40", "exercise", "no rack"),
    ("trap", "trap_bar_deadlift", "25", None, "the empty trap bar"),
    ("trap", "trap_bar_deadlift", "45", None, "a pair on the trap bar"),
    ("trap", "trap_bar_deadlift", "20", "load", "the weight of another bar"),
    ("trap", "bent_over_row", "45", "exercise", "a trap bar is no barbell"),
    ("fixed", "db_rdl", "12.5", None, "an owned pair"),
    ("fixed", "db_rdl", "12", "load", "no such pair"),
    ("fixed", "db_rdl", "16", "load", "a single for two hands"),
    ("fixed", "single_arm_db_row", "16", None, "a single for one hand"),
    ("fixed", "single_arm_db_row", "10", None, "one of a pair"),
    ("adjustable", "db_rdl", "2", None, "the lightest"),
    ("adjustable", "db_rdl", "24", None, "the heaviest"),
    ("adjustable", "db_rdl", "26", "load", "a step too heavy"),
    ("adjustable", "db_rdl", "23", "load", "between two steps"),
    ("adjustable", "db_rdl", "0", "load", "less than the lightest"),
    ("bells", "single_arm_db_row", "16", None, "the second alternative of the equipment"),
    ("bells", "single_arm_db_row", "20", "load", "no such kettlebell"),
    ("neck", "plate_neck_extension", "7.5", None, "plates need no pair here"),
    ("neck", "plate_neck_extension", "17.5", "load", "more than all plates"),
    ("bare", "bw_squat", None, None, "nothing is needed"),
    ("bare", "db_rdl", None, "exercise", "nothing there to lift"),
    ("bare", "band_row", None, "exercise", "no bands"),
    ("bare", "reverse_hyper_bench", None, None, "one of three alternatives is there"),
]


@pytest.mark.parametrize(
    ("setup", "exercise", "load", "unit", "why"), ROWS, ids=[f"{r[1]}, {r[4]}" for r in ROWS]
)
def test_table(setup: str, exercise: str, load: str | None, unit: str | None, why: str) -> None:
    scenario = toy(setup)
    found = builders.violations(scenario, with_entry(scenario, exercise, load), NAME)
    expected = [] if unit is None else [("week 1, mon", 1, unit)]
    assert [(v.where, v.excess, v.unit) for v in found] == expected, why
    offered = exercise in scenario.offers.exercises
    assert unit != "exercise" or not offered, "what cannot be used is not offered"


def test_a_setup_that_does_not_exist_is_a_violation() -> None:
    scenario = toy("bar")
    plan = with_entry(scenario, "bent_over_row", "40")
    moved = builders.edited(
        scenario, plan, lambda d: d["weeks"][0]["sessions"][0].update(setup="moon")
    )
    (violation,) = builders.violations(scenario, moved, NAME)
    assert (violation.excess, violation.unit) == (1, "setup")


def test_every_load_that_is_offered_can_be_put_together() -> None:
    """Loads come from one algorithm (all sums), the check asks by another (backtracking)."""
    maxima = {"deadlift": "140", "squat": "110", "row": "75"}
    for setup in ("garage", "commercial_gym", "trap_bar_garage", "home_dumbbells"):
        scenario = builders.scenario(
            athlete={"level": "advanced", "one_rep_max_kg": maxima},
            sessions=builders.days("monday", setup=setup),
            weeks=4,
        )
        loaded = 0
        for (exercise, _, _, _), option in scenario.offers.options.items():
            loaded += option.weeks[0].load_kg is not None
            assert builders.reported(scenario, {(exercise, "mon"): 2}, NAME) == [], exercise
        assert loaded > 5, setup


def test_posting_has_nothing_to_say() -> None:
    scenario = toy("bar")
    assert {row.rule for row in builders.model(scenario, NAME).linear.rows} <= {"plan"}


def test_refusal_names_what_is_missing() -> None:
    reasons = {r.exercise: r.reason for r in toy("bare").offers.refusals if r.rule == NAME}
    assert "needs" in reasons["db_rdl"]
    assert "band" in reasons["band_row"]


@pytest.mark.parametrize(
    ("setup", "exercise", "refused"),
    [
        ("bells", "double_kb_front_squat", True),  # one kettlebell is not two
        ("bells", "db_rdl", True),
        ("bells", "goblet_squat", False),  # one is held
        ("fixed", "double_kb_front_squat", False),  # a pair is owned
        ("adjustable", "db_rdl", False),
    ],
)
def test_two_equal_weights_are_needed_where_two_are_held(
    setup: str, exercise: str, refused: bool
) -> None:
    scenario = toy(setup)
    reasons = {r.reason for r in scenario.offers.refusals if r.exercise == exercise}
    wanted = "needs two equal weights to hold, the setup has only single ones"
    assert (wanted in reasons) == refused
    assert (exercise in scenario.offers.exercises) != refused
    found = [v.unit for v in RULE.check(scenario, with_entry(scenario, exercise, None))]
    assert found == (["piece"] if refused else [])


def test_explain_and_relaxations() -> None:
    assert "equipment and loads" in explain(Params())
    assert list(RULE.relaxations(Params())) == []
    assert RULE.safety

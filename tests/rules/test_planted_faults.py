"""A good plan, damaged once per rule: exactly that rule reports it. Edits by hand never pass `verify`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from constraints import RULES
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from optimizer.verifier import verify
from tests import builders
from tests.rules.test_agreement_toys import NO_PARTS

Data = dict[str, Any]
Damage = Callable[[Data], None]

GOOD = {
    ("front_squat", "mon"): 3,  # heavy legs: 24 fatigue points
    ("side_lying_abduction", "mon"): 3,
    ("dead_bug", "mon"): 2,
    ("pendlay_row", "wed"): 3,  # heavy back: 18 axial points, 48 h later
    ("band_leg_curl", "wed"): 2,
    ("band_glute_bridge", "fri"): 2,
    ("prone_ytw", "fri"): 3,  # with the row more than light for the middle traps, 48 h later
    ("calf_raise_bw", "fri"): 2,
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Limits close around the good plan, so that each can be broken without the others."""
    return builders.scenario(
        athlete={
            "one_rep_max_kg": {},
            "restrictions": {"neck_pain": "avoid"},
            "ladder": {
                **dict.fromkeys(("squat", "horizontal_pull", "hip_hinge"), "barbell"),
                "hip_extension": "band",
            },
        },
        weeks=2,
        block_weeks=1,
        sessions=builders.days("monday", "wednesday", "friday", minutes=90),
        bans=["towel_doorway_row"],
        rules={
            "stabilisation": {"weeks": 1, "max_axial": 8},
            "fatigue_budget": {"session_points": 29},
            "spinal_load": {"max_shear": 6},
            "volume": {"cap_sets": {"calves": "1.0"}},
            "training_days": {"max_consecutive": 1},
            "recovery_gap": {"moderate_above_sets": "1.6"},
            "weekly_structure": {
                **NO_PARTS, "hard": True, "scapular_exercises": 1, "posterior_ratio": 0,
            },
            "growth": {"sets": "0.5"},
            "plateau": {"max_slots_per_week": 0},
            "continuity": {"per_week": 1},
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def good(scenario: Scenario) -> Plan:
    """A plan that passes everything."""
    return builders.plan(scenario, GOOD)


def session(data: Data, week: int, name: str) -> Data:
    """Find a session; weeks count from 1."""
    return next(s for s in data["weeks"][week - 1]["sessions"] if s["id"] == name)


def entry(data: Data, week: int, name: str, exercise: str) -> Data:
    """Find a prescription."""
    return next(e for e in session(data, week, name)["exercises"] if e["exercise"] == exercise)


def change(week: int, name: str, which: str, /, **values: Any) -> Damage:
    """Overwrite fields of one prescription."""
    return lambda data: entry(data, week, name, which).update(values)


def move(week: int, name: str, **values: Any) -> Damage:
    """Overwrite fields of one session."""
    return lambda data: session(data, week, name).update(values)


def add(exercise: str) -> Damage:
    """Do two sets of a further exercise on the first Friday."""

    def damage(data: Data) -> None:
        entries = session(data, 1, "fri")["exercises"]
        copy = deepcopy(entries[0])
        copy.update(exercise=exercise, sets=2)
        session(data, 1, "fri")["exercises"] = [*entries, copy]

    return damage


def keep(week: int, name: str, *wanted: str) -> Damage:
    """Leave out all but some exercises of a session."""

    def damage(data: Data) -> None:
        place = session(data, week, name)
        place["exercises"] = [e for e in place["exercises"] if e["exercise"] in wanted]

    return damage


def no_drill(data: Data) -> None:
    """Forget one of the Big Three."""
    data["daily"] = data["daily"][1:]


def called_deload(data: Data) -> None:
    """Call a build week a deload week."""
    data["weeks"][1]["kind"] = "deload"


FAULTS: dict[str, Damage] = {
    "equipment": add("seated_leg_curl"),  # there is no such machine
    "restrictions": add("chin_tuck_hold"),  # ruled out by neck pain
    "stabilisation": add("back_squat_low_bar"),  # axial 9 in the first week
    "session_shape": keep(2, "fri", "prone_ytw"),  # a single exercise
    "fatigue_budget": change(1, "mon", "front_squat", method="tempo_411"),  # 31.4 points of 29
    "spinal_load": add("good_morning_barbell"),  # shear 7
    "volume": change(1, "fri", "calf_raise_bw", sets=3),  # 1.5 sets, cap 1.0
    "session_time": change(1, "wed", "pendlay_row", rest_seconds=3000),  # two hours
    "training_days": move(1, "fri", date=dt.date(2026, 12, 6)),  # the Sunday before Monday
    "recovery_gap": move(1, "fri", start="17:00"),  # 47 h after the rows
    "leg_back_spacing": move(1, "wed", start="17:00"),  # 47 h after the squats
    "progression_ladder": add("barbell_hip_thrust"),  # dumbbells were never used
    "weekly_structure": keep(2, "fri", "band_glute_bridge", "calf_raise_bw"),  # nothing scapular
    "daily_stability": no_drill,
    "deload": called_deload,
    "growth": change(1, "mon", "side_lying_abduction", sets=2),  # then 0.7 sets more, 0.5 allowed
    "plateau": change(1, "wed", "pendlay_row", method="pause_iso"),  # no slot for methods
    "continuity": add("side_lying_abduction"),  # a second time in the week
    "choices": add("towel_doorway_row"),  # banned
}
# Rules that must also fire, by nature of the damage, with the reason. Nothing so far.
BY_NATURE: dict[str, dict[str, str]] = {}


def test_there_is_a_fault_for_every_rule() -> None:
    assert list(FAULTS) == [rule.name for rule in RULES]


def test_the_good_plan_is_good(scenario: Scenario, good: Plan) -> None:
    assert verify(scenario, good).violations == ()


@pytest.mark.parametrize("rule", FAULTS)
def test_damage_is_reported_by_its_rule_only(scenario: Scenario, good: Plan, rule: str) -> None:
    damaged = builders.edited(scenario, good, FAULTS[rule])
    found = builders.violations(scenario, damaged)
    assert {violation.rule for violation in found} == {rule, *BY_NATURE.get(rule, ())}
    for violation in found:
        assert violation.excess > 0
        assert violation.unit
        assert violation.where
        assert violation.where in violation.message or violation.rule in ("training_days", "deload")
    assert not verify(scenario, damaged).passed


def set_score(**values: Any) -> Damage:
    """Overwrite parts of the claimed score."""
    return lambda data: data["score"].update(values)


def stamp(**values: Any) -> Damage:
    """Overwrite parts of the scenario's stamp."""
    return lambda data: data["scenario"].update(values)


def no_shortages(data: Data) -> None:
    """Hide everything that the plan lacks."""
    assert data["shortages"]
    data["shortages"] = []


def term(data: Data) -> None:
    """Polish one term of the score."""
    data["score"]["terms"][0]["value"] += Decimal("0.01")


def session_twice(data: Data) -> None:
    """List a session twice in its week."""
    week = data["weeks"][0]
    week["sessions"] = [*week["sessions"], week["sessions"][0]]


def session_missing(data: Data) -> None:
    """Leave out a whole session."""
    week = data["weeks"][1]
    week["sessions"] = week["sessions"][:-1]


EDITS: dict[str, tuple[Damage, str]] = {
    "one set more": (change(2, "wed", "band_leg_curl", sets=3), "seconds"),
    "one set less": (change(2, "mon", "front_squat", sets=2), "seconds"),
    "one repetition": (change(1, "mon", "front_squat", reps=9), "reps"),
    "one kilogram": (change(1, "mon", "front_squat", load="kg", load_kg=Decimal(60)), "load_kg"),
    "less rest": (change(1, "wed", "pendlay_row", rest_seconds=10), "rest_seconds"),
    "another effort": (change(1, "wed", "pendlay_row", rir=0), "rir"),
    "another tempo": (change(1, "wed", "pendlay_row", tempo="9-9-9"), "tempo"),
    "an exercise's seconds": (change(1, "mon", "dead_bug", seconds=1), "seconds"),
    "a session's seconds": (move(1, "mon", seconds=1), "second"),
    "a date": (move(1, "mon", date=dt.date(2026, 12, 1)), "date"),
    "a start": (move(1, "mon", start="18:01"), "start"),
    "minutes": (move(1, "mon", minutes=Decimal(120)), "minutes"),
    "a setup": (move(1, "mon", setup="none"), "setup"),
    "a session twice": (session_twice, "session"),
    "a session missing": (session_missing, "session"),
    "the total": (set_score(total=Decimal(99)), "score"),
    "the exact total": (set_score(exact="99"), "score"),
    "a term": (term, "term"),
    "a bound below the score": (set_score(bound=Decimal("-500.00"), gap=Decimal(0)), "bound"),
    "an optimum without proof": (lambda data: data.update(status="optimal"), "status"),
    "the shortages": (no_shortages, "shortage"),
    "the hash": (stamp(sha256="0" * 64), "hash"),
    "the athlete": (lambda data: data.update(athlete="kim"), "name"),
    "an unknown exercise": (change(1, "mon", "dead_bug", exercise="dead_bog"), "exercise"),
    "an unknown method": (change(1, "mon", "dead_bug", method="strait"), "method"),
    "an unknown session": (move(1, "mon", id="sun"), "session"),
}


@pytest.mark.parametrize(("damage", "unit"), EDITS.values(), ids=EDITS.keys())
def test_edits_by_hand_do_not_pass(
    scenario: Scenario, good: Plan, damage: Damage, unit: str
) -> None:
    data = good.model_dump()
    damage(data)
    edited = Plan.model_validate(data)
    assert edited != good, "the edit must change something"
    verification = verify(scenario, edited)
    assert not verification.passed
    assert unit in {v.unit for v in verification.violations}


def test_a_scenario_edited_by_hand_is_noticed(good: Plan) -> None:
    """The same plan against a scenario with one minute more is no longer this scenario's plan."""
    other = builders.scenario(weeks=2, block_weeks=1)
    assert "hash" in {v.unit for v in verify(other, good).violations}

"""Rules that decide before solving: what they refuse is what their checks report, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from constraints import RULES, Rule
from optimizer.assemble import prescription
from optimizer.candidate import Candidate
from optimizer.options import Key
from optimizer.plan import Plan
from optimizer.prescribe import Option
from optimizer.scenario import Scenario
from optimizer.setups import load_setups_library
from tests import builders

SETUPS = sorted(load_setups_library().setups)
# Checks that look at one exercise at a time; the others speak about sessions, weeks and blocks.
STATIC = ("equipment", "restrictions", "stabilisation", "spinal_load", "choices")
ATHLETES: dict[str, dict[str, Any]] = {
    "intermediate": {},
    "novice": {"level": "novice"},
    "youth": {"age": 15},
    "low back": {"restrictions": {"lbp_flexion": "avoid", "knee_pain": "caution"}},
}
BANS = ("band_row", "goblet_squat")


def toy(athlete: dict[str, Any], setup: str, **more: Any) -> Scenario:
    """One session, no known maxima: loads are found by test, so that only equipment decides."""
    return builders.scenario(
        athlete={"one_rep_max_kg": {}, **athlete},
        weeks=1,
        sessions=builders.days("monday", setup=setup),
        rules={"session_shape": {"min_exercises": 1}},
        bans=list(BANS),
        **more,
    )


def donor() -> Scenario:
    """Someone who may do everything: where a scenario refuses an exercise, it is written from here."""
    everyone: dict[str, Any] = {"level": "advanced", "one_rep_max_kg": {}, "body_mass_kg": None}
    ladder = {family: record.ladder[-1] for family, record in _families().items() if record.ladder}
    return builders.scenario(
        athlete={**everyone, "ladder": ladder},
        weeks=1,
        sessions=builders.days("monday", setup="commercial_gym"),
    )


def _families() -> dict[str, Any]:
    return dict(builders.scenario().catalogue.families)


def one_exercise(scenario: Scenario, option: Option) -> Plan:
    """A plan of nothing but two sets of one exercise."""
    base = builders.plan(scenario, {})
    entry = prescription(option, 2, 0)
    weeks = tuple(
        week.model_copy(
            update={
                "sessions": tuple(
                    s.model_copy(update={"exercises": (entry,)}) for s in week.sessions
                )
            }
        )
        for week in base.weeks
    )
    return Plan(**{**dict(base), "weeks": weeks})  # a new plan: no facts of the empty one


def refused_by(scenario: Scenario, option: Option, rules: Sequence[Rule] = RULES) -> set[str]:
    """Static rules that refuse an exercise before solving."""
    candidate = Candidate(
        option.exercise, option.method, 0, scenario.setup_of(0), scenario.blocks[0]
    )
    return {r.name for r in rules if r.refuse(scenario, candidate) is not None}


def reported_by(scenario: Scenario, option: Option) -> set[str]:
    """Rules whose check reports a plan of the exercise."""
    plan = one_exercise(scenario, option)
    return {violation.rule for violation in builders.violations(scenario, plan)}


def every_exercise(scenario: Scenario) -> Iterator[tuple[Key, Option]]:
    """The scenario's own option where it has one, else the donor's."""
    own = scenario.offers.options
    for key, option in donor().offers.options.items():
        yield key, own.get(key, option)


def test_the_donor_does_every_exercise() -> None:
    exercises = builders.scenario().catalogue.exercises.values()
    assert donor().offers.exercises == {e.id for e in exercises if e.volume_credit}


@pytest.mark.parametrize("setup", SETUPS)
@pytest.mark.parametrize("athlete", ATHLETES.values(), ids=ATHLETES.keys())
def test_refused_is_what_the_checks_report(athlete: dict[str, Any], setup: str) -> None:
    scenario = toy(athlete, setup)
    seen: set[str] = set()
    for key, option in every_exercise(scenario):
        refused, reported = refused_by(scenario, option), reported_by(scenario, option)
        where = (key[0], refused, reported)
        assert refused & set(STATIC) == reported & set(STATIC), where
        if key in scenario.offers.options:
            assert not refused, where
            assert not reported, where
        elif not refused:
            ladder_or_load = {
                r.rule
                for r in scenario.offers.refusals
                if (r.exercise, r.method, r.slot, r.block) == key
            }
            assert ladder_or_load <= {"load", "progression_ladder"}, where
        seen |= refused
    assert "choices" in seen
    assert ("equipment" in seen) == (setup != "commercial_gym")
    assert ("stabilisation" in seen) == (athlete.get("level") == "novice")


def test_every_option_is_offered_or_refused_with_a_reason_never_both() -> None:
    scenario = toy({}, "garage")
    refused = {(r.exercise, r.method, r.slot, r.block): r.reason for r in scenario.offers.refusals}
    offered = set(scenario.offers.options)
    assert not offered & set(refused)
    assert {key[0] for key in offered | set(refused)} == set(scenario.catalogue.exercises)
    assert all(refused.values())


def test_the_daily_drills_are_given_whatever_is_chosen() -> None:
    """daily_stability posts nothing: every plan that is assembled passes its check."""
    for athlete in ({}, {"restrictions": {"lbp_flexion": "avoid", "wrist_pain": "avoid"}}):
        scenario = toy(athlete, "garage")
        for sets in ({}, {("db_rdl", "mon"): 2}):
            known = {key: n for key, n in sets.items() if key[0] in scenario.offers.exercises}
            plan = builders.plan(scenario, known)
            assert builders.violations(scenario, plan, "daily_stability") == []
            short = plan.model_copy(update={"daily": plan.daily[1:]})
            assert len(builders.violations(scenario, short, "daily_stability")) == 1


@pytest.mark.parametrize("name", STATIC)
def test_a_refusal_that_is_forgotten_is_noticed(name: str) -> None:
    """The comparison can fail: a rule that forgets to refuse still reports in its check."""
    athlete = {"level": "novice", "restrictions": {"lbp_flexion": "avoid"}}
    scenario = toy(athlete, "garage")
    blind = [replace(r, refuse=lambda *_: None) if r.name == name else r for r in RULES]
    differs = [
        option.exercise.id
        for _, option in every_exercise(scenario)
        if refused_by(scenario, option, blind) & {name} != reported_by(scenario, option) & {name}
    ]
    assert differs

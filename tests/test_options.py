"""Options: what may be placed, and the reason in words for everything that may not."""

from __future__ import annotations

from typing import Any

import pytest

from constraints import RULES
from optimizer.scenario import Scenario
from tests.builders import days, scenario


def _reasons(toy: Scenario, exercise: str, method: str = "straight") -> set[tuple[str, str]]:
    return {
        (r.rule, r.reason)
        for r in toy.offers.refusals
        if (r.exercise, r.method) == (exercise, method)
    }


@pytest.mark.parametrize(
    ("exercise", "more", "rule", "words"),
    [
        ("leg_press", {}, "equipment", "needs a leg press"),
        ("db_single_leg_calf_raise", {}, "equipment", "needs a plyo box or sturdy step"),
        ("deficit_deadlift", {}, "restrictions", "skill 5, at most 4 at level intermediate"),
        (
            "romanian_deadlift",
            {"athlete": {"restrictions": {"hamstring_strain": "avoid"}}},
            "restrictions",
            "restriction hamstring_strain",
        ),
        (
            "conventional_deadlift",
            {"athlete": {"age": 16}},
            "restrictions",
            "at most 6 repetitions, at least 8 asked at this age",
        ),
        ("bird_dog", {}, "volume", "a drill without training volume; drills are placed by recipe"),
        ("dead_bug", {"bans": ["dead_bug"]}, "choices", "banned in this scenario"),
        (
            "front_squat",
            {"athlete": {"level": "novice"}, "rules": {"restrictions": {"max_skill": 4}}},
            "stabilisation",
            "stabilisation: axial 7 in the first 2 weeks, at most 3",
        ),
        (
            "romanian_deadlift",
            {"athlete": {"restrictions": {"lbp_extension": "caution"}}},
            "spinal_load",
            "shear 6, at most 3 for this athlete",
        ),
    ],
)
def test_refusals_in_words(exercise: str, more: dict[str, Any], rule: str, words: str) -> None:
    toy = scenario(**more)
    assert exercise not in toy.offers.exercises
    found = _reasons(toy, exercise)
    assert {name for name, _ in found} == {rule}
    assert all(reason.startswith(words) for _, reason in found), found


def test_too_light_names_the_hardest_week() -> None:
    toy = scenario(athlete={"one_rep_max_kg": {"deadlift": "200"}})
    # 56 kg a hand at 12 repetitions with 1 in reserve: 0.698 x 56 = 39.088 in the last build week.
    wanted = 56 * 698 / 1000
    assert f"{wanted:.1f}" == "39.1"
    assert _reasons(toy, "db_rdl") == {
        (
            "load",
            "too light: 39.1 kg a hand wanted at 12 repetitions, the heaviest here is 24 kg",
        )
    }


def test_every_candidate_is_an_option_or_has_one_reason() -> None:
    toy = scenario(weeks=12, athlete={"level": "novice"})
    refused = [(r.exercise, r.method, r.slot, r.block) for r in toy.offers.refusals]
    assert len(refused) == len(set(refused))
    assert not set(refused) & toy.offers.options.keys()
    straight = {
        (exercise, "straight", slot, block)
        for exercise in toy.catalogue.exercises
        for slot in range(3)
        for block in range(3)
    }
    assert straight <= set(refused) | toy.offers.options.keys()
    names = {rule.name for rule in RULES} | {"load", "method", "volume"}
    assert {r.rule for r in toy.offers.refusals} <= names
    assert all(r.reason for r in toy.offers.refusals)


def test_slots_have_their_own_equipment() -> None:
    toy = scenario(sessions=[*days("monday"), *days("wednesday", setup="none")])
    assert ("db_rdl", "straight", 0, 0) in toy.offers.options
    assert ("db_rdl", "straight", 1, 0) not in toy.offers.options
    assert ("bw_squat", "straight", 1, 0) in toy.offers.options


@pytest.mark.parametrize(
    ("level", "method", "offered"),
    [
        ("novice", "pause_iso", True),
        ("novice", "slow_eccentric", False),
        ("intermediate", "slow_eccentric", True),
        ("intermediate", "supramaximal_eccentric", False),
        ("advanced", "supramaximal_eccentric", True),
        ("advanced", "cluster", False),
        ("advanced", "tempo_411", False),
    ],
)
def test_methods_by_level(level: str, method: str, offered: bool) -> None:
    toy = scenario(weeks=12, athlete={"level": level, "one_rep_max_kg": {}})
    found = {key[1] for key in toy.offers.options}
    assert (method in found) == offered


def test_a_pinned_method_is_offered_from_the_start() -> None:
    pins = [{"exercise": "romanian_deadlift", "method": "tempo_411"}]
    advanced = {"level": "advanced"}
    toy = scenario(pins=pins, athlete=advanced)
    tempo = {key[0] for key in toy.offers.options if key[1] == "tempo_411"}
    assert tempo == {"romanian_deadlift"}
    wrong = scenario(pins=[{"exercise": "dead_bug", "method": "tempo_411"}], athlete=advanced)
    assert _reasons(wrong, "dead_bug", "tempo_411") == {
        ("method", "tempo_411 does not apply to this exercise")
    }


def test_muscles_are_those_of_the_options() -> None:
    toy = scenario(only=["calf_raise_bw", "dead_bug"])
    assert toy.offers.exercises == {"calf_raise_bw", "dead_bug"}
    assert toy.offers.muscles == {"calves", "abs"}

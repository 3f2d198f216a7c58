"""Loads that a setup can really make, against enumeration by hand."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from optimizer.catalogue import load_catalogue
from optimizer.gear import HandWeights
from optimizer.loads import basis, hand_weights, loadable, plate_sums
from optimizer.setups import Setup

D = Decimal
EXERCISES = load_catalogue().exercises


def _kg(*values: str | int) -> tuple[Decimal, ...]:
    return tuple(D(value) for value in values)


def _by_hand(plates: Iterable[tuple[Decimal, int]], each: int) -> tuple[Decimal, ...]:
    """Put every subset of single plates on one side; with two sides the other side mirrors it."""
    side = [weight for weight, count in plates for _ in range(count // each)]
    sums = {
        each * sum(subset, D(0))
        for size in range(len(side) + 1)
        for subset in itertools.combinations(side, size)
    }
    return tuple(sorted(sums))


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("each", [1, 2])
def test_plate_sums_against_every_subset(seed: int, each: int) -> None:
    chance = random.Random(seed)
    weights = chance.sample(["0.5", "1.25", "2.5", "5", "7.5", "10", "15", "20", "25"], 4)
    plates = tuple((D(weight), 2 * chance.randint(0, 2 if each == 1 else 3)) for weight in weights)
    assert plate_sums(plates, each) == _by_hand(plates, each)


def _setup(**gear: Any) -> Setup:
    return Setup.model_validate(gear)


GARAGE_PLATES = {20: 4, 10: 2, 5: 2, 2.5: 2, 1.25: 2}


@pytest.mark.parametrize(
    ("exercise", "items", "gear", "expected", "why"),
    [
        (
            "romanian_deadlift",
            ("barbell", "plates"),
            {"barbell": {"bar_kg": 20}, "plates_kg": {10: 2, 5: 4}},
            _kg(20, 30, 40, 50, 60),
            "the empty bar, then pairs",
        ),
        (
            "romanian_deadlift",
            ("barbell", "plates"),
            {"barbell": {"bar_kg": 15}, "plates_kg": {}},
            _kg(15),
            "nothing but the bar",
        ),
        (
            "romanian_deadlift",
            ("barbell", "plates"),
            {"barbell": {"bar_kg": "8.4"}, "plates_kg": {"1.25": 2}},
            _kg("8.4", "10.9"),
            "an odd bar stays exact",
        ),
        (
            "trap_bar_deadlift",
            ("trap_bar", "plates"),
            {
                "barbell": {"bar_kg": 20},
                "trap_bar": {"bar_kg": 25},
                "plates_kg": {20: 2},
            },
            _kg(25, 65),
            "the bar that the exercise is done with",
        ),
        (
            "db_rdl",
            ("dumbbells",),
            {"dumbbells": {"pairs_kg": [10, 5], "singles_kg": [24]}},
            _kg(5, 10),
            "two in the hands: pairs only, in order",
        ),
        (
            "single_arm_db_row",
            ("dumbbells", "bench"),
            {"dumbbells": {"pairs_kg": [5, 10], "singles_kg": [24]}, "bench": 1},
            _kg(5, 10, 24),
            "one in the hand: singles too",
        ),
        (
            "db_rdl",
            ("dumbbells",),
            {"dumbbells": {"adjustable": {"from_kg": 2, "to_kg": 8, "step_kg": 2}}},
            _kg(2, 4, 6, 8),
            "adjustable, two of them",
        ),
        (
            "db_rdl",
            ("dumbbells",),
            {
                "dumbbells": {
                    "adjustable": {"from_kg": 2, "to_kg": 8, "step_kg": 2},
                    "adjustable_count": 1,
                    "pairs_kg": [3],
                }
            },
            _kg(3),
            "a single adjustable one makes no pair",
        ),
        (
            "kb_deadlift",
            ("kettlebell",),
            {"kettlebell": {"singles_kg": [16, 24]}},
            _kg(16, 24),
            "kettlebells by the piece",
        ),
        (
            "plate_neck_extension",
            ("plates", "bench"),
            {"plates_kg": {5: 2, "2.5": 2}, "bench": 1},
            _kg("2.5", 5, "7.5", 10, "12.5", 15),
            "plates held in the hands, one by one, never nothing",
        ),
        (
            "lat_pulldown",
            ("cable",),
            {"cable": {"min_kg": 5, "max_kg": 20, "step_kg": 5}},
            _kg(5, 10, 15, 20),
            "a stack, both ends included",
        ),
        ("leg_press", ("leg_press",), {"leg_press": 1}, (), "a machine of unknown loads"),
        ("band_rdl", ("bands",), {"bands": 5}, (), "bands have no kilograms"),
    ],
)
def test_loadable(
    exercise: str,
    items: tuple[str, ...],
    gear: dict[str, Any],
    expected: tuple[Decimal, ...],
    why: str,
) -> None:
    assert loadable(EXERCISES[exercise], items, _setup(**gear)) == expected, why


def test_garage_bar_against_enumeration() -> None:
    setup = _setup(barbell={"bar_kg": 20}, plates_kg=GARAGE_PLATES)
    plates = [(D(str(weight)), count) for weight, count in GARAGE_PLATES.items()]
    expected = tuple(20 + load for load in _by_hand(plates, 2))
    got = loadable(EXERCISES["front_squat"], ("barbell", "plates", "rack"), setup)
    assert got == expected
    assert (got[0], got[-1], len(got)) == (D(20), D("137.5"), len(set(got)))


def test_hand_weights_name_no_weight_twice() -> None:
    weights = HandWeights.model_validate(
        {
            "pairs_kg": [4, 6],
            "singles_kg": [6, 7],
            "adjustable": {"from_kg": 2, "to_kg": 6, "step_kg": 2},
        }
    )
    assert hand_weights(weights, 1) == _kg(2, 4, 6, 7)
    assert hand_weights(weights, 2) == _kg(2, 4, 6)


ALL_KNOWN = {"deadlift": D(140), "squat": D(110), "row": D(75), "bodyweight": D(78)}
NONE_KNOWN = dict.fromkeys(ALL_KNOWN)


@pytest.mark.parametrize(
    ("exercise", "references", "expected", "why"),
    [
        ("romanian_deadlift", ALL_KNOWN, "kg", "a known reference"),
        ("romanian_deadlift", NONE_KNOWN, "by RIR test", "a bar without a known reference"),
        ("romanian_deadlift", {**NONE_KNOWN, "squat": D(1)}, "by RIR test", "another reference"),
        ("band_rdl", ALL_KNOWN, "band", "a band"),
        ("band_assisted_nordic", ALL_KNOWN, "band", "a band, whatever the relation"),
        ("bw_squat", ALL_KNOWN, "body mass", "no load"),
        ("pull_up", ALL_KNOWN, "body mass", "a relation to body mass is no outside load"),
        ("db_leg_curl", ALL_KNOWN, "by RIR test", "a dumbbell without a relation"),
        ("seated_leg_curl", ALL_KNOWN, "by RIR test", "a machine without a relation"),
        ("weighted_pull_up", ALL_KNOWN, "kg", "body mass and load"),
        ("rollout", ALL_KNOWN, "body mass", "a bar that is only rolled on, or sliders"),
    ],
)
def test_basis(
    exercise: str, references: dict[str, Decimal | None], expected: str, why: str
) -> None:
    assert basis(EXERCISES[exercise], references) == expected, why

"""Maxima: which set counts, by which table, from which exercise, and never too high by rounding."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.catalogue import load_catalogue
from optimizer.history.apps import LoggedSet
from optimizer.history.estimate import (
    LIFTS,
    brzycki_kg,
    measured_by,
    own_maximum_kg,
    repetitions_to_failure,
)
from optimizer.history.notes import notes
from optimizer.parameters import load_parameters
from optimizer.prescribe import Prescriber
from tests.builders import scenario
from tests.history.logs import DEADLIFT, hevy, hevy_row, maxima, read


def logged(
    amount: str | None = "100", reps: int | None = 5, rpe: str | None = None, unit: str = "kg"
) -> LoggedSet:
    return LoggedSet(
        row=2,
        day=dt.date(2026, 7, 6),
        name=DEADLIFT,
        amount=None if amount is None else Decimal(amount),
        unit="lb" if unit == "lb" else "kg",
        reps=reps,
        rpe=None if rpe is None else Decimal(rpe),
    )


@pytest.mark.parametrize(
    ("reps", "rpe", "counted"),
    [
        (1, None, 1),
        (5, None, 5),
        (10, None, 10),
        (11, None, None),
        (0, None, None),
        (None, None, None),
        (5, "10", 5),
        (5, "9.5", 5),  # half a repetition in reserve counts as none
        (5, "8.5", 6),
        (5, "8", 7),
        (5, "6", 9),
        (5, "3", 9),  # ratings far from failure say little: at most four in reserve
        (9, "7", 10),  # equations hold up to ten to failure
    ],
)
def test_repetitions_to_failure(reps: int | None, rpe: str | None, counted: int | None) -> None:
    assert repetitions_to_failure(logged(reps=reps, rpe=rpe)) == counted


@pytest.mark.parametrize("reps", range(1, 11))
def test_the_table_of_the_plan_is_inverted(reps: int) -> None:
    permille = load_parameters().percent_of_max.permille[reps]
    assert own_maximum_kg(logged(reps=reps)) == Fraction(100 * 1000, permille)
    # The table is Epley's equation rounded to thousandths; one repetition is the maximum itself.
    epley = 100 if reps == 1 else 100 * (1 + Fraction(reps, 30))
    found = own_maximum_kg(logged(reps=reps))
    assert found is not None
    assert abs(found - epley) < Fraction(1, 10)


def test_known_values() -> None:
    # From the published equations, by hand: 100 kg x 10 is 133.3 by both; x 5 is 116.7 and 112.5.
    assert brzycki_kg(Fraction(100), 10) == Fraction(400, 3)
    assert brzycki_kg(Fraction(100), 5) == Fraction(225, 2)
    assert brzycki_kg(Fraction(100), 1) == 100
    assert own_maximum_kg(logged(reps=1)) == 100


@pytest.mark.parametrize("amount", [None, "0", "-20"])
def test_no_load_is_no_estimate(amount: str | None) -> None:
    assert own_maximum_kg(logged(amount)) is None


@pytest.mark.parametrize("unit", ["kg", "lb"])
@pytest.mark.parametrize(("reps", "rpe"), [(3, "8"), (5, "9"), (8, "8"), (10, None), (1, None)])
def test_a_plan_asks_for_no_more_than_was_lifted(
    reps: int, rpe: str | None, unit: str, tmp_path: Path
) -> None:
    """The loop closes: same exercise, repetitions and effort give the logged load, but for rounding."""
    row = hevy_row(weight="225" if unit == "lb" else "140.25", reps=str(reps), rpe=rpe or "")
    header = hevy().strip().replace("weight_kg", "weight_lbs") if unit == "lb" else hevy().strip()
    history = read(tmp_path, hevy(row, header=header))
    kg = maxima(history)["deadlift"]
    athlete = scenario(athlete={"one_rep_max_kg": {"deadlift": kg}})
    catalogue = load_catalogue()
    wanted = Prescriber(athlete).wanted_kg(
        catalogue.exercises["conventional_deadlift"],
        catalogue.methods["straight"],
        reps,
        0 if rpe is None else 10 - int(rpe),
    )
    lifted = history.estimates[0].logged.kg
    assert lifted is not None
    assert lifted - Fraction(1, 2) < wanted <= lifted


def test_maxima_are_rounded_down_to_half_a_kilogram(tmp_path: Path) -> None:
    for weight, kg in (
        ("100", "100.0"),
        ("100.49", "100.0"),
        ("100.5", "100.5"),
        ("100.99", "100.5"),
    ):
        assert maxima(read(tmp_path, hevy(hevy_row(weight=weight, reps="1")))) == {"deadlift": kg}


class TestWhichExercise:
    def test_the_lift_itself_comes_first(self) -> None:
        first = {lift: measured_by(lift)[0] for lift in LIFTS}
        assert {lift: e.id for lift, e in first.items()} == {
            "deadlift": "conventional_deadlift",
            "squat": "back_squat_high_bar",
            "row": "pendlay_row",
        }
        assert all(e.load and e.load.ratio == 1 for e in first.values())

    def test_only_barbells_of_the_family_with_known_ratios(self) -> None:
        for lift in LIFTS:
            for exercise in measured_by(lift):
                assert exercise.load
                assert exercise.load.mode == "total"
                assert exercise.load.confidence != "low"
                assert exercise.tier == "barbell"
                assert exercise.family == measured_by(lift)[0].family

    def test_a_related_lift_only_where_the_lift_is_missing(self, tmp_path: Path) -> None:
        related = hevy_row("Romanian Deadlift (Barbell)", "120", "1")
        assert maxima(read(tmp_path, hevy(related))) == {"deadlift": "160.0"}  # 120 / 0.75
        assert maxima(read(tmp_path, hevy(related, hevy_row(reps="1")))) == {"deadlift": "100.0"}

    def test_every_lift(self, tmp_path: Path) -> None:
        rows = [
            hevy_row("Squat (Barbell)", "90", "1"),
            hevy_row("Bent Over Row (Barbell)", "63", "1"),
            hevy_row("Trap Bar Deadlift", "106", "1"),
        ]
        found = maxima(read(tmp_path, hevy(*rows)))
        assert found == {"deadlift": "100.0", "squat": "90.0", "row": "60.0"}

    @pytest.mark.parametrize(
        "name",
        [
            "Pull Up",
            "Pull Up (Assisted)",
            "Pull Up (Weighted)",
            "Pull Up (Band)",
            "Deadlift (Dumbbell)",
            "Romanian Deadlift (Dumbbell)",
            "Leg Press (Machine)",
            "Seated Cable Row - V Grip (Cable)",
            "Deadlift (Smith Machine)",
            "Squat (Bodyweight)",
        ],
    )
    def test_body_weight_assistance_hands_and_machines_are_no_barbell(
        self, name: str, tmp_path: Path
    ) -> None:
        assert maxima(read(tmp_path, hevy(hevy_row(name, "40", "5")))) == {}


class TestWhichSet:
    def test_the_best_of_the_last_weeks(self, tmp_path: Path) -> None:
        rows = [
            hevy_row(weight="150", day="10 May 2026"),
            hevy_row(weight="120", day="11 May 2026"),
            hevy_row(weight="110", day="5 Jul 2026"),
        ]
        for order in (rows, rows[::-1]):  # Hevy writes the newest first, Strong the oldest
            assert read(tmp_path, hevy(*order)).estimates[0].logged.amount == 120
            assert read(tmp_path, hevy(*order), weeks=4).estimates[0].logged.amount == 110
            assert read(tmp_path, hevy(*order), weeks=9).estimates[0].logged.amount == 150

    def test_the_weeks_count_back_from_the_newest_day_of_the_log(self, tmp_path: Path) -> None:
        history = read(tmp_path, hevy(hevy_row(), hevy_row("Crunch", day="5 Jul 2027")), weeks=8)
        assert history.since == dt.date(2027, 5, 11)
        assert maxima(history) == {}

    def test_more_repetitions_can_be_the_better_set(self, tmp_path: Path) -> None:
        rows = [hevy_row(weight="110", reps="3"), hevy_row(weight="105", reps="6")]
        assert read(tmp_path, hevy(*rows)).estimates[0].logged.reps == 6

    def test_of_equal_sets_the_newest_day_and_the_first_row(self, tmp_path: Path) -> None:
        rows = [hevy_row(day=f"{day} Jul 2026") for day in (6, 6, 8, 8, 7)]
        assert read(tmp_path, hevy(*rows)).estimates[0].logged.row == 4

    def test_a_typing_error_is_pointed_out(self, tmp_path: Path) -> None:
        rows = [hevy_row(weight="100"), hevy_row(weight="200", day="7 Jul 2026")]
        history = read(tmp_path, hevy(*rows))
        assert history.estimates[0].is_suspicious
        assert any("look at row 3" in line for line in notes(history))
        assert not read(tmp_path, hevy(*rows[:1])).estimates[0].is_suspicious

    def test_more_than_anyone_lifts_is_not_used(self, tmp_path: Path) -> None:
        rows = [hevy_row(weight="1000"), hevy_row(weight="100", reps="1", day="7 Jul 2026")]
        history = read(tmp_path, hevy(*rows))
        assert maxima(history) == {"deadlift": "100.0"}
        assert any("row 2" in line and "not used" in line for line in notes(history))

    def test_a_feather_is_no_maximum(self, tmp_path: Path) -> None:
        assert maxima(read(tmp_path, hevy(hevy_row(weight="0.1")))) == {}

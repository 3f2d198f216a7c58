"""Names of exercises as other people write them."""

from __future__ import annotations

import pytest

from optimizer.catalogue import load_catalogue
from optimizer.errors import ProblemAt
from optimizer.foreign.names import exercise_names, method_names


def test_every_id_and_name_finds_its_exercise() -> None:
    names = exercise_names()
    for exercise in load_catalogue().exercises.values():
        for text in (
            exercise.id,
            exercise.id.upper().replace("_", "-"),
            exercise.name,
            f"  {exercise.name.upper()} ".replace("-", " "),
        ):
            assert names.find(text) == exercise.id, text


def test_every_method_is_found() -> None:
    names = method_names()
    for method in load_catalogue().methods.values():
        assert names.find(method.name.upper()) == method.id


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Romanian Deadlift (Barbell)", "romanian_deadlift"),
        ("Dumbbell RDL", "db_rdl"),
        ("DB Romanian Deadlift", "db_rdl"),
        ("Pendlay row", "pendlay_row"),
        ("High-bar back squat", "back_squat_high_bar"),
        ("Farmers carry", "farmer_carry"),
        ("Bulgarian split squat", "db_bulgarian_split_squat"),
    ],
)
def test_other_names(text: str, meant: str) -> None:
    assert exercise_names().find(text) == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Back squat", "several meanings; allowed: one of back_squat_high_bar, back_squat_low_bar"),
        ("bakc squat high bar", "close names are back_squat_high_bar"),
        ("squat", "close names are"),
        ("", "no exercise"),
        ("!!", "unknown exercise '!!'"),
        ("レッグカール", "unknown exercise"),
        ("x" * 100_000, "unknown exercise"),
    ],
)
def test_nothing_is_guessed(text: str, said: str) -> None:
    with pytest.raises(ProblemAt) as caught:
        exercise_names().find(text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 300

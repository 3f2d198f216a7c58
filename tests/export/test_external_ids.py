"""Links of the catalogue to other programs: well-formed, and every planted fault is found."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from optimizer.catalogue import Catalogue, catalogue_data, load_catalogue
from optimizer.cli import main

Links = dict[str, Any]


def damaged(exercise: str, change: Callable[[Links], object]) -> dict[str, Any]:
    data = copy.deepcopy(catalogue_data())
    [row] = [e for e in data["exercises"] if e["id"] == exercise]
    change(row.setdefault("external_ids", {}))
    return data


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"free_exercise_db": "Romanian_Deadlift"},
            "'Romanian_Deadlift' is romanian_deadlift already",
        ),
        ({"free_exercise_db": "Skater Squat"}, "free_exercise_db"),
        ({"liftosaur": "Skater Squat"}, "liftosaur"),
        ({"liftosaur": "Skater Squat, barbell"}, "liftosaur"),
        ({"liftosaur": "Skater/Squat, Barbell"}, "liftosaur"),
        ({"liftosaur": "a: Skater Squat, Barbell"}, "liftosaur"),
        ({"liftosaur": "Skater, Squat, Barbell"}, "liftosaur"),
        ({"garmin_fit": [8]}, "garmin_fit"),
        ({"garmin_fit": [8, 65535]}, "garmin_fit"),
        ({"garmin_fit": [-1, 0]}, "garmin_fit"),
        ({"strong": "Skater Squat"}, "Extra inputs are not permitted"),
    ],
)
def test_a_planted_fault_is_found(change: Links, message: str) -> None:
    data = damaged("skater_squat", lambda links: links.update(change))
    with pytest.raises(ValueError, match="skater_squat") as caught:
        Catalogue.model_validate(data)
    assert message in str(caught.value)


def test_links_are_optional_and_shown() -> None:
    exercises = load_catalogue().exercises
    assert exercises["skater_squat"].external_ids.liftosaur is None
    linked = [e for e in exercises.values() if e.external_ids.model_dump(exclude_none=True)]
    assert len(linked) > len(exercises) / 2
    shown = CliRunner().invoke(main, ["exercises", "--format", "json"])
    rows = {row["id"]: row["external_ids"] for row in json.loads(shown.stdout)}
    assert rows["romanian_deadlift"] == {
        "liftosaur": "Romanian Deadlift, Barbell",
        "garmin_fit": [8, 23],
        "free_exercise_db": "Romanian_Deadlift",
    }
    assert rows["skater_squat"] == {}

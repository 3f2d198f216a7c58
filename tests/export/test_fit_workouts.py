"""Watch workouts, decoded by Garmin's own library: what the watch will count is what the plan says."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from fit_tool.fit_file_builder import FitFileBuilder  # type: ignore[import-untyped]
from fit_tool.profile import profile_type  # type: ignore[import-untyped]
from fit_tool.profile.messages.workout_step_message import (  # type: ignore[import-untyped]
    WorkoutStepMessage,
)
from garmin_fit_sdk import Decoder, Stream  # type: ignore[import-untyped]

from optimizer.catalogue import load_catalogue
from optimizer.export.checked import CheckedPlan
from optimizer.export.fit_workouts import LONGEST_NAME, LONGEST_NOTE, render_fit_files, short
from optimizer.export.lines import line_of, name_of
from optimizer.plan_facts import Entry
from tests.export import plans

CATALOGUE = load_catalogue().exercises
CATEGORIES = {item.value: item.name for item in profile_type.ExerciseCategory}


def decoded(raw: bytes) -> dict[str, list[dict[Any, Any]]]:
    def stream() -> Stream:
        return Stream.from_byte_array(bytearray(raw))

    assert Decoder(stream()).check_integrity()
    # A second decoder: the check uses up the stream of the first.
    messages, errors = Decoder(stream()).read(convert_types_to_strings=False)
    assert errors == []
    return {str(name): found for name, found in messages.items()}


def files(checked: CheckedPlan) -> list[dict[str, list[dict[Any, Any]]]]:
    return [decoded(raw) for raw in render_fit_files(checked).values()]


def performed(steps: list[dict[Any, Any]]) -> Iterator[dict[Any, Any]]:
    """Walk through a workout as a watch does: a repeat step leads back until it is done."""
    laps: dict[int, int] = {}
    at = 0
    while at < len(steps):
        step = steps[at]
        assert step["message_index"] == at
        if step["duration_type"] == profile_type.WorkoutStepDuration.REPEAT_UNTIL_STEPS_CMPLT.value:
            laps[at] = laps.get(at, 1) + 1
            at = step["duration_step"] if laps[at] <= step["repeat_steps"] else at + 1
            continue
        yield step
        at += 1


def expected(entry: Entry) -> Iterator[tuple[Any, ...]]:
    done = entry.prescription
    kinds = profile_type.WorkoutStepDuration
    timed, counted, open_end = kinds.TIME.value, kinds.REPS.value, kinds.OPEN.value
    for _ in range(done.sets):
        for _side in range(entry.exercise.sides):
            if done.seconds_hold is not None:
                yield "work", timed, done.seconds_hold, done.load_kg
            elif done.metres is not None:
                yield "work", open_end, None, done.load_kg
            else:
                yield "work", counted, done.amount, done.load_kg
        yield "rest", timed, done.rest_seconds, None


def found(step: dict[Any, Any]) -> tuple[Any, ...]:
    resting = step["intensity"] == profile_type.Intensity.REST.value
    amount = step.get("duration_time", step.get("duration_reps"))
    weight = step.get("exercise_weight")
    return (
        "rest" if resting else "work",
        step["duration_type"],
        None if amount is None else int(amount),
        None if weight is None else Decimal(str(weight)),
    )


def test_a_watch_counts_the_sets_of_the_plan() -> None:
    checked = plans.varied()
    for messages, session in zip(files(checked), checked.facts.sessions, strict=True):
        wanted = [step for entry in session.entries for step in expected(entry)]
        assert [found(s) for s in performed(messages["workout_step_mesgs"])] == wanted


def test_steps_are_named_and_noted() -> None:
    checked = plans.varied()
    for messages, session in zip(files(checked), checked.facts.sessions, strict=True):
        work = [s for s in messages["workout_step_mesgs"] if s.get("notes")]
        wanted = [
            (f"{name_of(entry)}{side}", line_of(entry))
            for entry in session.entries
            for side in ([""] if entry.exercise.sides == 1 else [", first side", ", second side"])
        ]
        assert [(s["wkt_step_name"], s["notes"]) for s in work] == wanted
        for step, (name, _) in zip(work, wanted, strict=True):
            exercise = next(e.exercise for e in session.entries if name.startswith(name_of(e)))
            pair = exercise.external_ids.garmin_fit
            assert (step.get("exercise_category"), step.get("exercise_name")) == (
                pair or (None, None)
            )
        titles = {
            (t["exercise_category"], t["exercise_name"]) for t in messages["exercise_title_mesgs"]
        }
        pairs = {e.exercise.external_ids.garmin_fit for e in session.entries} - {None}
        assert titles == pairs


def test_every_file_is_a_strength_workout_of_its_own() -> None:
    found = files(plans.small())
    heads = [messages["file_id_mesgs"][0] for messages in found]
    assert {head["type"] for head in heads} == {profile_type.FileType.WORKOUT.value}
    assert len({head["serial_number"] for head in heads}) == 4
    assert [f"{head['time_created']:%m-%d %H:%M}" for head in heads[:2]] == [
        "11-30 18:00",
        "12-03 18:00",
    ]
    for messages in found:
        workout = messages["workout_mesgs"][0]
        assert workout["sport"] == profile_type.Sport.TRAINING.value
        assert workout["sub_sport"] == profile_type.SubSport.STRENGTH_TRAINING.value
        assert workout["num_valid_steps"] == len(messages["workout_step_mesgs"])
    assert [messages["workout_mesgs"][0]["wkt_name"] for messages in found[:2]] == [
        "W1 mon",
        "W1 thu",
    ]


def test_dates_beyond_the_formats_clock_leave_it_out() -> None:
    for start in ("1950-01-02", "2150-01-05"):
        heads = [m["file_id_mesgs"][0] for m in files(plans.small(start=start))]
        assert not any("time_created" in head for head in heads)
        assert len({head["serial_number"] for head in heads}) == 4


@pytest.mark.parametrize("cents", [1, 7, 113, 6125, 6130, 10250, 29999, 65534])
def test_weights_survive_to_ten_grams(cents: int) -> None:
    load = Decimal(cents).scaleb(-2)
    assert weight_in_file(load) == load


@pytest.mark.parametrize("load", ["655.35", "700", "1.125", "0"])
def test_weights_that_the_format_cannot_hold_are_left_to_the_note(load: str) -> None:
    assert weight_in_file(Decimal(load)) is None


def weight_in_file(load: Decimal) -> Decimal | None:
    """Write one weight as the exporter does and read it back."""
    from optimizer.export.fit_workouts import _exercise

    [entry] = [
        e for e in plans.varied().facts.sessions[2].entries if e.exercise.id == "romanian_deadlift"
    ]
    heavy = Entry(
        entry.prescription.model_copy(update={"load_kg": load}), entry.exercise, entry.method
    )
    step = WorkoutStepMessage()
    step.message_index = 0
    for name, value in _exercise(heavy).items():
        setattr(step, name, value)
    builder = FitFileBuilder(auto_define=True)
    builder.add(step)
    weight = decoded(builder.build_bytes())["workout_step_mesgs"][0].get("exercise_weight")
    return None if weight is None else Decimal(str(weight))


# ---- names ----


def names_of_category(category: int) -> type[enum.Enum]:
    words = CATEGORIES[category].split("_")
    kind: type[enum.Enum] = getattr(
        profile_type, f"{''.join(map(str.capitalize, words))}ExerciseName"
    )
    return kind


@pytest.mark.parametrize(
    ("exercise", "pair"),
    [(e.id, e.external_ids.garmin_fit) for e in CATALOGUE.values() if e.external_ids.garmin_fit],
)
def test_every_pair_of_the_catalogue_exists(exercise: str, pair: tuple[int, int]) -> None:
    category, name = pair
    assert category in CATEGORIES, exercise
    assert name in {member.value for member in names_of_category(category)}, exercise


@pytest.mark.parametrize(
    ("exercise", "name"),
    [
        ("romanian_deadlift", "ROMANIAN_DEADLIFT"),
        ("conventional_deadlift", "BARBELL_DEADLIFT"),
        ("trap_bar_deadlift", "TRAP_BAR_DEADLIFT"),
        ("barbell_hip_thrust", "BARBELL_HIP_THRUST_WITH_BENCH"),
        ("back_extension_bw", "SPINE_EXTENSION"),
        ("chest_supported_db_row", "CHEST_SUPPORTED_DUMBBELL_ROW"),
        ("db_bulgarian_split_squat", "DUMBBELL_BULGARIAN_SPLIT_SQUAT"),
        ("band_face_pull", "FACE_PULL"),
    ],
)
def test_pairs_mean_the_exercise(exercise: str, name: str) -> None:
    pair = CATALOGUE[exercise].external_ids.garmin_fit
    assert pair is not None
    assert names_of_category(pair[0])(pair[1]).name == name


def test_enough_exercises_have_a_pair() -> None:
    trained = [e for e in CATALOGUE.values() if e.volume_credit]
    assert sum(e.external_ids.garmin_fit is not None for e in trained) >= len(trained) // 2


def test_no_name_of_the_catalogue_has_to_be_cut() -> None:
    method = max((m.name for m in load_catalogue().methods.values()), key=len)
    for exercise in CATALOGUE.values():
        name = f"{exercise.name}, {method}, second side"
        assert short(name, LONGEST_NAME) == name


def test_text_is_cut_between_characters() -> None:
    assert short("é" * 40, 61) == "é" * 30
    assert short("🏋" * 40, 61) == "🏋" * 15
    assert short("abc", 61) == "abc"


def test_foreign_text_fits_into_the_fields_and_never_names_a_file() -> None:
    for checked in plans.hostile():
        written = render_fit_files(checked)
        assert len(written) == 4
        for name, raw in written.items():
            assert name.removesuffix(".fit").replace("-", "").isalnum()
            assert name.isascii()
            assert len(name) <= 40
            messages = decoded(raw)
            workout = messages["workout_mesgs"][0]
            assert workout["wkt_name"].startswith("W")
            assert len(workout["wkt_name"].encode()) <= LONGEST_NAME
            assert "\x1b" not in workout["wkt_name"]
            notes = [s["notes"] for s in messages["workout_step_mesgs"] if "notes" in s]
            assert max(len(note.encode()) for note in notes) <= LONGEST_NOTE

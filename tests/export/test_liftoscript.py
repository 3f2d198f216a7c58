"""Liftoscript: read back, every week in full, names that the app can read, loads of the plan."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.catalogue import load_catalogue
from optimizer.export.checked import CheckedPlan
from optimizer.export.liftoscript import custom_name, implement, render_liftoscript
from optimizer.setups import Setup
from tests import builders
from tests.export import plans
from tests.export.liftoscript_reader import EQUIPMENT, Exercise, Week, read


def weeks(checked: CheckedPlan) -> list[Week]:
    return read(render_liftoscript(checked).decode("utf-8"))[0]


def hidden(checked: CheckedPlan) -> list[str]:
    return read(render_liftoscript(checked).decode("utf-8"))[1]


def first_week(checked: CheckedPlan) -> dict[str, Exercise]:
    return {e.name: e for day in weeks(checked)[0].days for e in day.exercises}


def test_every_week_and_day_is_there_with_the_numbers_of_the_plan() -> None:
    checked = plans.varied()
    found = weeks(checked)
    assert [week.name for week in found] == ["Week 1", "Week 2", "Week 3", "Week 4"]
    for week, facts in zip(found, checked.facts.weeks, strict=True):
        for day, session in zip(week.days, facts.sessions, strict=True):
            for line, entry in zip(day.exercises, session.entries, strict=True):
                done = entry.prescription
                assert (line.sets, line.rest) == (done.sets, done.rest_seconds)
                held = done.seconds_hold
                assert (line.reps, line.work) == ((1, held) if held else (done.amount, None))
                if done.load == "by RIR test":
                    assert (line.load_kg, line.rpe) == (None, None), "no load made up from RPE"
                else:
                    assert line.load_kg == (done.load_kg or 0)
                    assert line.rpe == 10 - done.rir
                assert f"{done.sets} × " in line.comments[0]


def test_samples() -> None:
    text = render_liftoscript(plans.varied()).decode("utf-8")
    for line in (
        "\nback squat high bar: Squat, Barbell / 2x10 75kg @7 90s / progress: none\n",
        "\nBent Over One Arm Row, Dumbbell / 2x10 (per side) 25kg @7 90s / warmup: none / progress",
        "\nFarmer's carry, Dumbbell / 2x30 (metres) 30kg @7 45s / ",
        "\nSuitcase carry, Kettlebell / 2x30 (m a side) 20kg @7 45s / ",
        "\nBand lateral walk, Band / 2x15 (per side) 0kg @7 60s / ",
        "\nSeated Leg Curl, Leverage Machine / 3x10 ?+ 75s / ",
        "\nPlank, Bodyweight / 2x1 0kg @7 40s|45s / ",
        "\nCopenhagen Plank, Bodyweight / 2x1 (per side) 0kg @7 20s|45s / ",
        "\n// Barbell Romanian deadlift, paused repetitions: 3 × 10, ",
        "\n## Mon 30 Nov 18:00 mon\n",
        "\n// Block 1, light week\n",
    ):
        assert line in text, line


def test_a_name_that_two_exercises_share_is_labelled_only_then() -> None:
    labels = {(e.label, e.name) for w in weeks(plans.varied()) for d in w.days for e in d.exercises}
    shared = {label for label, name in labels if name == "Squat"}
    assert shared == {"back squat high bar", "back squat low bar"}
    assert {label for label, name in labels if name != "Squat"} == {None}
    for checked in (plans.varied(), plans.small()):
        for week in weeks(checked):
            for day in week.days:
                keys = [(e.label, e.name, e.equipment) for e in day.exercises]
                assert len(keys) == len(set(keys)), "the app takes an exercise once a day"


def test_warm_up_sets_are_the_apps_where_the_plan_has_ramp_sets_and_else_none() -> None:
    found = first_week(plans.varied())
    assert found["Romanian Deadlift"].warm_up is None
    assert "Begin with ramp sets" in found["Romanian Deadlift"].comments
    assert found["Plank"].warm_up == "none"
    for checked in (plans.varied(), plans.small(weeks=8)):
        by_exercise: dict[tuple[str | None, str, str], set[str | None]] = {}
        for line in (e for w in weeks(checked) for d in w.days for e in d.exercises):
            key = (line.label, line.name, line.equipment)
            by_exercise.setdefault(key, set()).add(line.warm_up)
        assert all(len(kinds) == 1 for kinds in by_exercise.values()), "the app refuses two kinds"


def test_what_has_to_be_made_first_is_listed() -> None:
    said = [line for line in hidden(plans.varied()) if line.startswith("Make this custom")]
    catalogue = load_catalogue().exercises
    used = {e.exercise.id for s in plans.varied().facts.sessions for e in s.entries}
    missing = [catalogue[name] for name in used if not catalogue[name].external_ids.liftosaur]
    assert len(missing) == 3
    assert len(said) == 3
    for exercise in missing:
        assert any(f": {custom_name(exercise)}, " in line for line in said)


def test_every_description_is_written_anew() -> None:
    """The app repeats a description until there is another."""
    for week in weeks(plans.varied()):
        assert week.comments
        for day in week.days:
            assert day.comments
            assert all(line.comments for line in day.exercises)


# ---- names ----


def test_custom_names_are_readable_and_unique() -> None:
    names = [custom_name(exercise) for exercise in load_catalogue().exercises.values()]
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert not set(name) & set("/(){}[]#|!,:\\\n\t"), name
        assert name == " ".join(name.split())
    built_in = {
        exercise.external_ids.liftosaur.split(", ")[0].lower()
        for exercise in load_catalogue().exercises.values()
        if exercise.external_ids.liftosaur
    }
    custom = {
        custom_name(exercise).lower()
        for exercise in load_catalogue().exercises.values()
        if exercise.external_ids.liftosaur is None
    }
    assert not custom & built_in, "a custom exercise would hide a built-in one"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Inverted row, feet elevated", "Inverted row feet elevated"),
        ("Kickstand (B-stance) dumbbell RDL", "Kickstand dumbbell RDL"),
        ("A/B [c] {d} #e |f| !g: h\\i", "A B c d e f g h i"),
        ("Leg press (stop before\npelvic tuck)", "Leg press"),
    ],
)
def test_what_breaks_a_name_is_replaced(written: str, name: str) -> None:
    some = load_catalogue().exercises["skater_squat"]
    assert custom_name(some.model_copy(update={"name": written})) == name


def test_equipment_is_that_of_the_place() -> None:
    exercises = load_catalogue().exercises
    bells = Setup.model_validate({"kettlebell": {"pairs_kg": [16]}, "bench": 1, "bands": 1})
    dumb = Setup.model_validate({"dumbbells": {"pairs_kg": [16]}, "bench": 1, "cable": 1})
    assert implement(exercises["db_rdl"], bells) == "Kettlebell"
    assert implement(exercises["db_rdl"], dumb) == "Dumbbell"
    assert implement(exercises["pallof_press"], bells) == "Band"
    assert implement(exercises["pallof_press"], dumb) == "Cable"
    assert implement(exercises["inverted_row"], dumb) == "Bodyweight"
    assert implement(exercises["leg_press"], dumb) == "Leverage Machine"
    assert implement(exercises["lat_pulldown"], dumb) == "Cable"
    bells_only = {
        "kettlebell": {"pairs_kg": [8, 16, 24, 32]},
        "bands": 1,
        "bench": 1,
        "pull_up_bar": 1,
    }
    sets = {
        ("db_rdl", "mon"): 2,
        ("band_row", "mon"): 2,
        ("pull_up", "thu"): 2,
        ("band_good_morning", "thu"): 2,
    }
    days = builders.days("monday", "thursday", setup="gym")
    checked = plans.make(sets, sessions=days, setups={"gym": bells_only})
    assert first_week(checked)["Romanian Deadlift"].equipment == "Kettlebell"


def test_names_of_the_catalogue_are_spelt_as_the_app_spells_equipment() -> None:
    for exercise in load_catalogue().exercises.values():
        known = exercise.external_ids.liftosaur
        assert known is None or known.rsplit(", ", 1)[1] in EQUIPMENT


def test_loads_are_written_without_a_float() -> None:
    checked = plans.varied()
    loads = {e.prescription.load_kg for s in checked.facts.sessions for e in s.entries} - {None}
    found = {line.load_kg for w in weeks(checked) for d in w.days for line in d.exercises}
    assert loads <= found
    assert Decimal("27.5") in found


def test_foreign_text_cannot_leave_its_line() -> None:
    for checked in plans.hostile():
        found = weeks(checked)
        assert [(len(week.days), week.name) for week in found] == [(2, "Week 1"), (2, "Week 2")]
        for week in found:
            assert [len(day.exercises) for day in week.days] == [2, 2]
        assert hidden(checked)[0] == f"{checked.title} · {checked.athlete}".strip()
        text = render_liftoscript(checked).decode("utf-8")
        assert not any(sign in text for sign in "\r\x1b\x00\u202e\u2028")

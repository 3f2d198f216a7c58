"""FIT: one strength workout a session, for the folder `GARMIN/NewFiles` of a Garmin watch.

A set is a step counted in repetitions (or steps), or timed for a hold; a carry in metres ends with the
lap button. One-sided work has a step for each side. Then comes the rest, and both are repeated for the
number of sets. Steps carry the catalogue's name and, where Garmin has the same exercise, its category
and name. The weight is that of one implement; what the format cannot hold exactly (beyond 655.34 kg or
finer than 10 g) stands only in the note of the step.

Importing this module needs the extra: ``pip install 'liftproof[garmin]'``.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fit_tool.fit_file_builder import FitFileBuilder  # type: ignore[import-untyped]
from fit_tool.profile.messages.exercise_title_message import (  # type: ignore[import-untyped]
    ExerciseTitleMessage,
)
from fit_tool.profile.messages.file_id_message import (  # type: ignore[import-untyped]
    FileIdMessage,
)
from fit_tool.profile.messages.workout_message import (  # type: ignore[import-untyped]
    WorkoutMessage,
)
from fit_tool.profile.messages.workout_step_message import (  # type: ignore[import-untyped]
    WorkoutStepMessage,
)
from fit_tool.profile.profile_type import (  # type: ignore[import-untyped]
    FileType,
    FitBaseUnit,
    Intensity,
    Manufacturer,
    Sport,
    SubSport,
    WorkoutStepDuration,
    WorkoutStepTarget,
)

from optimizer.export.lines import line_of, name_of
from optimizer.report.words import clean

if TYPE_CHECKING:
    from optimizer.export.checked import CheckedPlan
    from optimizer.plan_facts import Entry, SessionFacts

LONGEST_NAME, LONGEST_NOTE = 120, 240  # bytes; a field holds 255 with its end mark
HEAVIEST_KG, FINEST_KG = Decimal("655.34"), Decimal("0.01")
FIRST_YEAR, LAST_YEAR = 1990, 2100  # what the format's clock can show
SIDES = {1: ("",), 2: (", first side", ", second side")}


def render_fit_files(checked: CheckedPlan) -> dict[str, bytes]:
    """Write the workout of every session.

    Parameters
    ----------
    checked
        The plan.

    Returns
    -------
    dict
        Contents by file name, in order of time.
    """
    files = {}
    for number, session in enumerate(checked.facts.sessions, start=1):
        builder = FitFileBuilder(auto_define=True)
        for message in _messages(checked, session):
            builder.add(message)
        files[_file_name(number, session)] = builder.build_bytes()
    return files


def _file_name(number: int, facts: SessionFacts) -> str:
    """Name a file so that it is unique, sorts by time and means nothing to any file system."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", facts.session.id).strip("-")[:20]
    parts = [f"{number:03}", facts.session.date.isoformat(), *([plain] if plain else [])]
    return f"{'-'.join(parts)}.fit"


def _messages(checked: CheckedPlan, facts: SessionFacts) -> Iterator[Any]:
    session = facts.session
    place = [checked.scenario.name, checked.scenario.athlete.id, str(session.date), session.id]
    identity = FileIdMessage()
    identity.type = FileType.WORKOUT
    identity.manufacturer = Manufacturer.DEVELOPMENT.value
    identity.product = 0
    identity.serial_number = zlib.crc32(json.dumps(place).encode()) or 1  # 0 means none
    if FIRST_YEAR <= session.date.year <= LAST_YEAR:
        identity.time_created = int(facts.start.replace(tzinfo=dt.UTC).timestamp()) * 1000
    yield identity
    steps = list(_numbered(facts))
    workout = WorkoutMessage()
    workout.workout_name = short(f"W{facts.week.week} {clean(session.id)}", LONGEST_NAME)
    workout.sport = Sport.TRAINING
    workout.sub_sport = SubSport.STRENGTH_TRAINING
    workout.num_valid_steps = len(steps)
    yield workout
    yield from steps
    yield from _titles(facts)


def _numbered(facts: SessionFacts) -> Iterator[Any]:
    count = 0
    for entry in facts.entries:
        first = count
        for fields in _steps(entry, first):
            step = WorkoutStepMessage()
            step.message_index = count
            for name, value in fields.items():
                setattr(step, name, value)
            yield step
            count += 1


def _steps(entry: Entry, first: int) -> Iterator[Mapping[str, Any]]:
    """Yield the fields of an exercise's steps: its sides, the rest, and how often both are done."""
    done = entry.prescription
    for side in SIDES[entry.exercise.sides]:
        yield {
            "workout_step_name": short(f"{name_of(entry)}{side}", LONGEST_NAME),
            "notes": short(line_of(entry), LONGEST_NOTE),
            "intensity": Intensity.ACTIVE,
            "target_type": WorkoutStepTarget.OPEN,
            **_duration(entry),
            **_exercise(entry),
        }
    if done.rest_seconds:
        yield {
            "workout_step_name": "Rest",
            "intensity": Intensity.REST,
            "target_type": WorkoutStepTarget.OPEN,
            "duration_type": WorkoutStepDuration.TIME,
            "duration_time": done.rest_seconds,
        }
    if done.sets > 1:
        yield {
            "duration_type": WorkoutStepDuration.REPEAT_UNTIL_STEPS_CMPLT,
            "duration_step": first,
            "target_type": WorkoutStepTarget.OPEN,
            "target_repeat_steps": done.sets,
        }


def _duration(entry: Entry) -> Mapping[str, Any]:
    done = entry.prescription
    if done.seconds_hold is not None:
        return {"duration_type": WorkoutStepDuration.TIME, "duration_time": done.seconds_hold}
    if done.metres is not None:
        return {"duration_type": WorkoutStepDuration.OPEN}
    return {"duration_type": WorkoutStepDuration.REPS, "duration_reps": done.amount}


def _exercise(entry: Entry) -> Mapping[str, Any]:
    fields: dict[str, Any] = {}
    if entry.exercise.external_ids.garmin_fit is not None:
        category, name = entry.exercise.external_ids.garmin_fit
        fields = {"exercise_category": category, "exercise_name": name}
    load = entry.prescription.load_kg
    if load is not None and 0 < load <= HEAVIEST_KG and load % FINEST_KG == 0:
        fields |= {"exercise_weight": float(load), "weight_display_unit": FitBaseUnit.KILOGRAM}
    return fields


def _titles(facts: SessionFacts) -> Iterator[Any]:
    """Yield the catalogue's names of the exercises that Garmin knows too."""
    named = {entry.exercise.external_ids.garmin_fit: entry.exercise.name for entry in facts.entries}
    for index, (pair, name) in enumerate(named.items()):
        if pair is not None:
            title = ExerciseTitleMessage()
            title.message_index = index
            title.exercise_category, title.exercise_name = pair
            title.workout_step_name = short(name, LONGEST_NAME)
            yield title


def short(text: str, most: int) -> str:
    """Cut text to so many bytes of UTF-8, between two characters."""
    return text.encode("utf-8")[:most].decode("utf-8", "ignore")

"""Scenarios that no plan satisfies, each for another reason."""

from __future__ import annotations

from typing import Any

from tests.builders import days

NOVICE = {"level": "novice", "one_rep_max_kg": {}, "ladder": {}}
THREE_IN_A_ROW = days("monday", "tuesday", "wednesday")


def pin(exercise: str, session: str | None = None, **more: Any) -> dict[str, Any]:
    """Write a pin."""
    return {"exercise": exercise, **({"session": session} if session else {}), **more}


# By name: overrides of `tests.builders.scenario`, and the rules that its conflict must speak of.
IMPOSSIBLE: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a restriction against a pin": (
        {
            "athlete": {"restrictions": {"knee_pain": "avoid"}},
            "pins": [pin("back_squat_high_bar", "mon")],
        },
        {"choices", "restrictions"},
    ),
    "no equipment for a pin": (
        {
            "sessions": days("monday", "thursday", setup="bands"),
            "pins": [pin("romanian_deadlift", "mon")],
        },
        {"choices", "equipment"},
    ),
    "too short for two exercises": (
        {"sessions": days("monday", "thursday", minutes=13)},
        {"session_time", "session_shape", "plan"},
    ),
    "three days in a row": (
        {"sessions": THREE_IN_A_ROW},
        {"training_days", "plan"},
    ),
    "more sets than a muscle takes": (
        {
            "sessions": days("monday", "wednesday", "friday", minutes=120),
            "pins": [
                pin(name, "mon", sets=5)
                for name in (
                    "romanian_deadlift",
                    "barbell_hip_thrust",
                    "bent_over_row",
                    "suitcase_carry",
                )
            ],
        },
        {"choices", "volume"},
    ),
    "more sets than a session holds": (
        {
            "rules": {"session_shape": {"max_working_sets": 6}},
            "pins": [pin(name, "mon", sets=4) for name in ("romanian_deadlift", "band_row")],
        },
        {"choices", "session_shape"},
    ),
    "a fatigue budget that is too small": (
        {
            "rules": {"fatigue_budget": {"week_points": 20}},
            "pins": [pin("romanian_deadlift", "mon", sets=4)],
        },
        {"choices", "fatigue_budget"},
    ),
    "an axial budget that is too small": (
        {
            "rules": {"spinal_load": {"session_points": 20}},
            "pins": [pin("conventional_deadlift", "mon", sets=3)],
        },
        {"choices", "spinal_load"},
    ),
    "hamstrings on two days": (
        {
            "sessions": days("monday", "tuesday", "friday"),
            "pins": [
                pin("romanian_deadlift", "mon", sets=4),
                pin("db_single_leg_rdl", "tue", sets=4),
            ],
        },
        {"choices", "recovery_gap"},
    ),
    "a step before its time": (
        {
            "athlete": {"ladder": {"hip_hinge": "dumbbell"}},
            "weeks": 8,
            "pins": [pin("romanian_deadlift", "mon", blocks=[1])],
        },
        {"choices", "progression_ladder"},
    ),
    "axial work in the first weeks of a novice": (
        {
            "athlete": {**NOVICE, "ladder": {"hip_hinge": "dumbbell"}},
            "pins": [pin("db_rdl", "mon")],
        },
        {"choices", "stabilisation"},
    ),
    "a red flag": ({"athlete": {"red_flags": ["night pain"]}}, {"restrictions"}),
    "an exercise three times a week": (
        {"pins": [pin("band_face_pull", day) for day in ("mon", "wed", "fri")]},
        {"choices", "continuity"},
    ),
    "a floor that the minutes do not allow": (
        {
            "sessions": days("monday", minutes=20),
            "rules": {"volume": {"hard": True}},
        },
        {"volume", "session_time"},
    ),
    "a week that must be complete": (
        {
            "sessions": days("monday", minutes=25),
            "rules": {"weekly_structure": {"hard": True}},
        },
        {"weekly_structure"},
    ),
    "a template without its equipment": (
        {"sessions": days("monday", "wednesday", "friday", setup="none"), "template": "mwf"},
        {"choices", "equipment"},
    ),
    "skill beyond the level": (
        {"athlete": NOVICE, "pins": [pin("nordic_curl", "mon")]},
        {"choices", "restrictions"},
    ),
    "a low back under shear": (
        {
            "athlete": {"restrictions": {"lbp_flexion": "caution"}},
            "pins": [pin("conventional_deadlift", "mon")],
        },
        {"choices", "spinal_load"},
    ),
    "two heavy hinges at once": (
        {"pins": [pin("conventional_deadlift", "mon"), pin("back_squat_high_bar", "mon")]},
        {"choices", "spinal_load"},
    ),
}

"""The parts of a good week that weekly_structure asks for, and which exercises serve each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.catalogue import Exercise

LOWER_BODY = frozenset({"hip_hinge", "hip_extension", "squat", "single_leg", "knee_flexion"})
HIP_DOMINANT = frozenset({"hip_hinge", "hip_extension"})
CORE = frozenset({"core_stability", "carry", "spinal_extension"})
DIRECT = 5  # tenths: at least half a set credited per set


@dataclass(frozen=True)
class Part:
    """A kind of exercise that a week should have, `wanted` names the parameter that says how often."""

    name: str
    wanted: str
    serves: Callable[[Exercise], bool]


def _one_sided(exercise: Exercise) -> bool:
    return exercise.laterality != "bilateral" and exercise.family in LOWER_BODY


def _credits(exercise: Exercise, *muscles: str) -> bool:
    return any(exercise.muscles.get(muscle, 0) >= DIRECT for muscle in muscles)


def _multifidus_dominant(exercise: Exercise) -> bool:
    credit = exercise.muscles.get("multifidus", 0)
    return credit >= DIRECT and exercise.family in CORE


PARTS = (
    Part("unilateral lower-body exercises", "unilateral_exercises", _one_sided),
    Part(
        "hip-dominant unilateral exercises",
        "hip_dominant_exercises",
        lambda e: _one_sided(e) and e.family in HIP_DOMINANT,
    ),
    Part("anterior core", "core_exercises", lambda e: e.family in CORE and _credits(e, "abs")),
    Part(
        "lateral core",
        "core_exercises",
        lambda e: e.family in CORE and _credits(e, "quadratus_lumborum"),
    ),
    Part(
        "posterior core",
        "core_exercises",
        lambda e: e.family in CORE and _credits(e, "multifidus", "erector_spinae"),
    ),
    Part("multifidus-dominant exercises", "multifidus_exercises", _multifidus_dominant),
    Part("scapular exercises", "scapular_exercises", lambda e: e.family == "scapular_rear_delt"),
    Part(
        "hamstrings from a hinge",
        "hamstring_exercises",
        lambda e: e.family == "hip_hinge" and _credits(e, "hamstrings"),
    ),
    Part(
        "hamstrings from a knee flexion",
        "hamstring_exercises",
        lambda e: e.family == "knee_flexion" and _credits(e, "hamstrings"),
    ),
    Part("balance exercises", "balance_exercises", lambda e: e.balance >= 2),
)
TOGETHER = "sessions with a hinge and a squat"
RATIO = "posterior to anterior volume"
SESSIONS_OF = "sessions of "  # and a muscle

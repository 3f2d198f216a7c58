"""Toy instances on which posting and check of a rule are compared plan by plan.

Every toy is small enough to look at all of its plans, has plans exactly on a limit (moving the limit
by its smallest unit changes the verdict on some plan) and plans that miss it by less than its
coarsest unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from constraints import RULES
from optimizer.catalogue import load_catalogue
from optimizer.scenario import Scenario
from tests import builders

MOST_CELLS = 14
MASTERED = dict.fromkeys(("hip_hinge", "squat", "horizontal_pull"), "barbell")


@dataclass(frozen=True)
class Toy:
    """A tiny scenario for one rule.

    `beside` names rules that the rule leans on (its docstring or the order of RULES says so); they are
    posted and checked with it. `tighter` moves the limit by its smallest unit; `nearest` bounds the
    smallest excess that some plan of the toy shows.
    """

    rule: str
    only: tuple[str, ...]
    days: tuple[str, ...] = ("monday", "wednesday")
    starts: tuple[str, ...] = ()
    minutes: str = "90"
    setup: str = "garage"
    sets: tuple[int, int] = (2, 3)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    athlete: Mapping[str, Any] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    tighter: Mapping[str, Any] | None = None
    nearest: Decimal | int = 1

    def scenario(self, **changed: Any) -> Scenario:
        """Build the toy; `changed` parameters of its rule replace the toy's."""
        low, high = self.sets
        written: dict[str, Any] = {
            # Free 0/1 choices of other rules would only multiply equal plans.
            "growth": {"percent": 0},
            **self.rules,
        }
        shape = {"min_exercises": 1, "min_sets": low, "max_sets": high}
        written["session_shape"] = {**shape, **written.get("session_shape", {})}
        minutes = changed.pop("minutes", self.minutes)
        if changed:
            written[self.rule] = {**written.get(self.rule, {}), **changed}
        slots = builders.days(*self.days, setup=self.setup)
        for position, slot in enumerate(slots):
            slot["minutes"] = minutes
            if self.starts:
                slot["start"] = self.starts[position]
        return builders.scenario(
            self.only,
            sessions=slots,
            rules=written,
            athlete={"one_rep_max_kg": {}, "ladder": MASTERED, **self.athlete},
            **{"weeks": 1, **self.more},
        )


def no_floors(**floors: str) -> dict[str, str]:
    """Floors of 0 sets for every muscle that is not named."""
    return {muscle: floors.get(muscle, "0") for muscle in load_catalogue().muscles}


NO_PARTS = dict.fromkeys(
    (
        "hinge_and_squat_sessions", "unilateral_exercises", "hip_dominant_exercises",
        "core_exercises", "multifidus_exercises", "scapular_exercises", "hamstring_exercises",
        "muscle_sessions", "balance_exercises",
    ),
    0,
)  # fmt: skip
METHODS = {"plateau": {"weeks": 1}}  # methods are offered from the second week on
TWO_BLOCKS = {"weeks": 2, "block_weeks": 1}
THREE_BLOCKS = {"weeks": 3, "block_weeks": 1}
PULLS = ("towel_doorway_row", "band_row", "single_arm_db_row")

TOYS: dict[str, Toy] = {
    "sets and families of a session": Toy(
        "session_shape",
        ("db_rdl", "kb_deadlift", "prone_ytw", "band_face_pull", "band_pull_apart"),
        days=("monday",),
        rules={"session_shape": {"min_exercises": 2, "max_exercises": 3, "max_working_sets": 7}},
        tighter={"max_working_sets": 6},
    ),
    "fatigue with fractions of a point": Toy(
        "fatigue_budget",
        ("db_rdl", "band_row"),
        rules={**METHODS, "fatigue_budget": {"session_points": "17.25", "week_points": "28.75"}},
        more={"weeks": 2},
        tighter={"session_points": "17.24"},
        nearest=Decimal("0.75"),
    ),
    "axial points with fractions": Toy(
        "spinal_load",
        ("db_rdl", "prone_cobra"),
        rules={**METHODS, "spinal_load": {"session_points": "14.25", "week_points": "24.5"}},
        more={"weeks": 2},
        tighter={"session_points": "14.24"},
        nearest=Decimal("0.75"),
    ),
    "the hardest lifts are not stacked": Toy(
        "spinal_load",
        ("conventional_deadlift", "romanian_deadlift", "back_squat_high_bar", "front_squat"),
        days=("monday",),
        rules={"spinal_load": {"session_points": 100, "hinge_or_squat_axial": 9}},
        tighter={"single_axial": 7},
    ),
    "leg press on Sunday, hinge on Monday": Toy(
        "spinal_load",
        ("leg_press", "romanian_deadlift"),
        days=("monday", "sunday"),
        setup="commercial_gym",
        rules={"spinal_load": {"leg_press_sets": 3}},
        more={"weeks": 2},
        tighter={"leg_press_sets": 2},
    ),
    "caps of volume": Toy(
        "volume",
        ("db_rdl", "band_leg_curl"),
        rules={
            "volume": {
                "session_cap_sets": "3.9",
                "cap_sets": {"hamstrings": "6.6"},
                "floor_sets": no_floors(),
            }
        },
        tighter={"session_cap_sets": "3.8"},
        nearest=Decimal("0.3"),
    ),
    "floors of volume": Toy(
        "volume",
        ("db_rdl", "band_leg_curl"),
        rules={"volume": {"hard": True, "floor_sets": no_floors(hamstrings="5.1")}},
        tighter={"floor_sets": no_floors(hamstrings="5.2")},
        nearest=Decimal("0.3"),
    ),
    "a session on the second": Toy(
        "session_time",
        ("db_rdl", "band_row"),
        days=("monday", "thursday"),
        minutes="22.2",
        rules={**METHODS, "session_time": {"heavy_axial_points": "14.25", "hang_seconds": 61}},
        more={"weeks": 2},
        tighter={"minutes": "22.1"},
        nearest=59,
    ),
    "decompression after every session": Toy(
        "session_time",
        ("band_row", "prone_cobra"),
        days=("monday", "wednesday", "friday"),
        minutes="14.2",
        rules={"session_time": {"heavy_axial_points": 0}},
        more={"sessions_per_week": 2},
        tighter={"minutes": "14.1"},
        nearest=59,
    ),
    "days in a row over Sunday": Toy(
        "training_days",
        ("band_row",),
        days=("monday", "tuesday", "wednesday", "saturday", "sunday"),
        sets=(2, 2),
        more={"weeks": 2, "sessions_per_week": 3},
        beside=("session_shape",),
        tighter={"max_consecutive": 1},
    ),
    "two and three days of rest": Toy(
        "recovery_gap",
        ("band_leg_curl",),
        days=("monday", "wednesday", "friday"),
        starts=("18:00", "17:59", "18:00"),
        sets=(2, 4),
        rules={"recovery_gap": {"moderate_above_sets": "1.7", "heavy_above_sets": "1.8"}},
        more=TWO_BLOCKS,
        tighter={"heavy_hours": 73},
        nearest=Decimal("0.02"),
    ),
    "rest of small muscles, in age and in the first week": Toy(
        "recovery_gap",
        ("calf_raise_bw", "band_leg_curl"),
        days=("monday", "tuesday", "thursday"),
        sets=(3, 3),
        athlete={"age": 60},
        rules={
            "recovery_gap": {
                "moderate_above_sets": "1.4",
                "heavy_above_sets": "1.7",
                "early_weeks": 1,
            }
        },
        more=TWO_BLOCKS,
        tighter={"early_weeks": 2},
        nearest=24,
    ),
    "rest after an eccentric method": Toy(
        "recovery_gap",
        ("db_rdl",),
        days=("monday", "wednesday"),
        sets=(2, 3),
        rules={
            **METHODS,
            "recovery_gap": {"moderate_above_sets": "1.8", "heavy_above_sets": "2.6"},
        },
        more={"weeks": 2},
        tighter={"moderate_above_sets": "1.7"},
        nearest=24,
    ),
    "rest longer after less": Toy(
        "recovery_gap",
        ("band_leg_curl",),
        days=("monday", "wednesday", "friday"),
        sets=(2, 4),
        rules={
            "recovery_gap": {
                "moderate_above_sets": "1.7",
                "heavy_above_sets": "2.3",
                "moderate_hours": 72,
                "heavy_hours": 24,
                "minimum_hours": 72,
            }
        },
        more=TWO_BLOCKS,
        tighter={"moderate_hours": 73},
        nearest=24,
    ),
    "heavy legs and heavy back": Toy(
        "leg_back_spacing",
        ("front_squat", "pendlay_row", "romanian_deadlift"),
        starts=("18:00", "17:59"),
        sets=(3, 3),
        rules={"leg_back_spacing": {"leg_points": 21, "both_per_7_days": 1}},
        more=TWO_BLOCKS,
        tighter={"both_per_7_days": 0},
        nearest=Decimal("0.02"),
    ),
    "heavy by points and by hard sets": Toy(
        "leg_back_spacing",
        ("front_squat", "pendlay_row", "goblet_squat"),
        days=("monday", "tuesday"),
        rules={"leg_back_spacing": {"leg_points": 24, "back_points": 18}},
        tighter={"leg_points": "23.99", "leg_set_fatigue": 5},
        nearest=24,
    ),
    "a step opens after sessions": Toy(
        "progression_ladder",
        PULLS,
        days=("monday", "thursday"),
        sets=(2, 2),
        athlete={"ladder": {"horizontal_pull": "band"}},
        rules={"progression_ladder": {"sessions": 1, "weeks": 1}},
        more=TWO_BLOCKS,
        tighter={"sessions": 2},
    ),
    "a step opens after weeks": Toy(
        "progression_ladder",
        PULLS,
        days=("monday",),
        sets=(2, 2),
        athlete={"ladder": {"horizontal_pull": "bodyweight"}},
        rules={"progression_ladder": {"sessions": 1, "weeks": 1}},
        more=THREE_BLOCKS,
        tighter={"weeks": 2},
    ),
    "parts of a week": Toy(
        "weekly_structure",
        ("db_rdl", "goblet_squat", "db_reverse_lunge"),
        rules={
            "weekly_structure": {
                **NO_PARTS,
                "hard": True,
                "hinge_and_squat_sessions": 1,
                "unilateral_exercises": 1,
                "posterior_ratio": "2.2",
            }
        },
        tighter={"posterior_ratio": "2.21"},
    ),
    "muscles twice a week": Toy(
        "weekly_structure",
        ("prone_cobra", "band_back_extension"),
        sets=(2, 4),
        rules={
            "weekly_structure": {
                **NO_PARTS,
                "hard": True,
                "muscle_sessions": 1,
                "trained_sets": "0.8",
            }
        },
        tighter={"trained_sets": "0.9"},
    ),
    "a week without training": Toy(
        "deload",
        ("band_row", "prone_cobra"),
        sets=(2, 2),
        rules={"deload": {"every_blocks": 2, "required_from_weeks": 3}},
        more=THREE_BLOCKS,
        beside=("session_shape",),
    ),
    "small steps of volume and load": Toy(
        "growth",
        ("db_rdl", "band_leg_curl"),
        days=("monday",),
        sets=(2, 5),
        rules={"growth": {"sets": "1.9", "percent": 0, "axial_percent": 50}},
        more=TWO_BLOCKS,
        tighter={"axial_percent": 49},
        nearest=Decimal("0.8"),
    ),
    "steps by share": Toy(
        "growth",
        ("band_leg_curl", "hamstring_walkout"),
        days=("monday",),
        sets=(2, 5),
        rules={"growth": {"sets": "0.5", "percent": 50, "axial_percent": 100}},
        more=TWO_BLOCKS,
        beside=("volume",),
        tighter={"percent": 49},
        nearest=Decimal("0.1"),
    ),
    "a change of method": Toy(
        "plateau",
        ("db_rdl",),
        sets=(2, 2),
        rules={"plateau": {"weeks": 2, "hard": True, "max_slots_per_week": 1}},
        more=THREE_BLOCKS,
        tighter={"max_slots_per_week": 0},
    ),
    "few new exercises": Toy(
        "continuity",
        PULLS,
        sets=(2, 2),
        rules={"continuity": {"hard": True, "new_exercises": 1, "per_week": 1}},
        more=TWO_BLOCKS,
        tighter={"new_exercises": 0},
    ),
    "pins of sets and places": Toy(
        "choices",
        ("band_row", "band_leg_curl"),
        more={
            "pins": [
                {"exercise": "band_row", "session": "mon", "sets": 3},
                {"exercise": "band_leg_curl"},
            ]
        },
    ),
}
OPTION_RULES = ("equipment", "restrictions", "stabilisation", "daily_stability")


def test_every_rule_has_a_toy_or_decides_about_options() -> None:
    assert {toy.rule for toy in TOYS.values()} | set(OPTION_RULES) == {r.name for r in RULES}
    assert not {toy.rule for toy in TOYS.values()} & set(OPTION_RULES)


@pytest.mark.parametrize("toy", TOYS.values(), ids=TOYS.keys())
def test_toys_are_small_and_are_what_they_seem(toy: Toy) -> None:
    scenario = toy.scenario()
    assert 0 < len(scenario.offers.options) <= MOST_CELLS
    assert scenario.offers.exercises == set(toy.only), scenario.offers.refusals

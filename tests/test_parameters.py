"""The defaults: they equal the numbers of the specification, and faults are found."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any, get_args

import pytest

from optimizer.catalogue import load_catalogue
from optimizer.data_files import read_data
from optimizer.parameters import Budget, Level, Parameters, Sourced, VolumeBand, load_parameters

P = load_parameters()


@pytest.fixture
def data() -> Any:
    return copy.deepcopy(read_data("parameters.yaml"))


def band(*figures: str) -> VolumeBand:
    names = ("floor", "target_low", "target_high", "cap")
    return VolumeBand(**{n: Decimal(f) for n, f in zip(names, figures, strict=True)})


@pytest.mark.parametrize(
    ("level", "muscle", "figures"),
    [
        ("novice", "glute_max", ("4", "6", "10", "14")),
        ("novice", "neck_extensors", ("0", "2", "4", "6")),
        ("intermediate", "glute_max", ("6", "10", "16", "22")),
        ("intermediate", "erector_spinae", ("3", "5", "9", "13")),
        ("intermediate", "lats", ("6", "10", "16", "20")),
        ("advanced", "hamstrings", ("8", "10", "16", "20")),
        ("advanced", "abs", ("4", "6", "12", "20")),
    ],
)
def test_weekly_volume(level: Level, muscle: str, figures: tuple[str, ...]) -> None:
    assert P.weekly_volume_sets.levels[level][muscle] == band(*figures)


def test_every_level_names_the_catalogues_muscles() -> None:
    for level in get_args(Level):
        assert set(P.weekly_volume_sets.levels[level]) == set(load_catalogue().muscles)


def test_session_limits() -> None:
    assert dict(P.session_muscle_cap_sets.levels) == {
        "novice": 6,
        "intermediate": 8,
        "advanced": 11,
    }
    shape = P.session_shape
    assert dict(shape.max_working_sets) == {"novice": 12, "intermediate": 16, "advanced": 20}
    assert (shape.min_exercises, shape.max_exercises) == (2, 8)
    assert (shape.min_sets, shape.max_sets) == (2, 5)
    assert (shape.main_family_exercises, shape.other_family_exercises) == (1, 2)


@pytest.mark.parametrize(
    ("group", "figures"),
    [
        ("novice", (40, 90, 50, 130, None)),
        ("intermediate", (60, 135, 70, 190, None)),
        ("advanced", (75, 175, 90, 260, None)),
        ("older_adult", (30, 70, 45, 115, None)),
        ("youth", (25, 60, 45, 115, None)),
        ("low_back", (20, 50, 50, 130, 3)),
    ],
)
def test_budgets(group: Any, figures: tuple[int | None, ...]) -> None:
    assert tuple(dict(P.budgets.groups[group]).values()) == figures


def test_the_three_day_template_fits_the_intermediate_budgets() -> None:
    budget = P.budgets.groups["intermediate"]
    assert max(32, 45, 33) <= budget.axial_session_points
    assert budget.axial_week_points >= 110
    assert max(51, 57, 41) <= budget.fatigue_session_points
    assert budget.fatigue_week_points >= 149


def test_heavy_sessions_and_recovery() -> None:
    leg = P.heavy_leg
    assert (leg.fatigue_points, leg.hard_set_fatigue, leg.hard_sets) == (24, 7, 3)
    assert (P.heavy_back.axial_points, P.heavy_axial.axial_points) == (18, 36)
    assert {"hip_hinge"} == set(leg.families) & set(P.heavy_back.families)
    r = P.recovery
    assert (r.moderate_above_sets, r.moderate_hours) == (3, 48)
    assert (r.heavy_above_sets, r.heavy_hours) == (6, 72)
    assert (r.small_muscle_hours, r.minimum_hours) == (-24, 24)
    assert (r.older_hours, r.novice_hours, r.novice_weeks) == (24, 24, 2)
    assert r.eccentric_min_credit == Decimal("0.5")
    assert P.leg_back.gap_hours == 48
    assert dict(P.leg_back.both_per_7_days) == {"novice": 1, "intermediate": 2, "advanced": 2}
    assert P.training_days.max_consecutive == 2
    assert (P.stabilisation.weeks, P.stabilisation.max_axial) == (2, 3)


def test_deload_growth_plateau_continuity_ladder() -> None:
    deload = P.deload
    assert dict(deload.every_weeks) == {"novice": 7, "intermediate": 5, "advanced": 4}
    assert dict(deload.sets) == {2: 1, 3: 2, 4: 2, 5: 3}
    assert (deload.load_multiplier, deload.min_rir) == (Decimal("0.9"), 4)
    assert deload.required_from_weeks == 6
    for sets, lighter in deload.sets.items():
        assert lighter == int(sets * deload.set_multiplier + Decimal("0.5"))
    assert (P.growth.sets, P.growth.percent, P.growth.axial_percent) == (2, 20, 20)
    assert (P.plateau.weeks, P.plateau.max_slots_per_week) == (8, 3)
    methods = load_catalogue().methods.values()
    assert set(P.plateau.methods) == {m.id for m in methods if m.plateau}
    assert (P.continuity.per_week, P.continuity.new_exercises) == (2, 4)
    assert (P.ladder.sessions, P.ladder.weeks) == (4, 2)
    assert list(P.ladder.mastered.values()) == ["first", "dumbbell", "barbell"]


def test_weekly_structure() -> None:
    s = P.structure
    assert (s.hinge_and_squat_sessions, s.unilateral_exercises, s.hip_dominant_unilateral) == (
        1,
        2,
        1,
    )
    assert (s.muscle_sessions, s.trained_sets) == (2, 1)
    assert s.posterior_anterior_ratio == Decimal("1.3")
    assert (s.balance_exercises, s.balance_score) == (2, 2)


def test_effort_and_load() -> None:
    assert dict(P.rir.levels) == {"novice": (3, 4), "intermediate": (1, 3), "advanced": (0, 3)}
    floors = (P.rir.axial_7_min, P.rir.youth_min, P.rir.older_min, P.rir.low_back_min)
    assert floors == (1, 3, 2, 3)
    assert P.load.min_percent_of_wanted == 85
    assert (P.prices.points_per_set, P.prices.points_per_requirement) == (1, 2)


def test_percent_of_max_is_epley_for_every_count_from_2_to_30() -> None:
    table = P.percent_of_max.permille
    assert list(table) == list(range(1, 31))
    assert table[1] == 1000
    for reps in range(2, 31):
        assert abs(table[reps] * (30 + reps) - 30000) * 2 <= 30 + reps
    known = {2: 938, 3: 909, 5: 857, 8: 789, 10: 750, 12: 714, 15: 667, 18: 625, 20: 600}
    assert {reps: table[reps] for reps in known} == known


def test_time() -> None:
    rest = P.rest_seconds
    assert dict(rest.main) == {"strength": 180, "hypertrophy": 90, "endurance": 60}
    assert (rest.accessory, rest.core, rest.small) == (75, 45, 60)
    target = P.rep_target
    assert (target.strength, target.hypertrophy, target.endurance) == (5, 10, 15)
    warm_up = P.warm_up
    assert (warm_up.general_seconds, warm_up.activation_seconds) == (300, 240)
    assert (warm_up.ramp_axial, warm_up.ramp_sets, warm_up.ramp_set_seconds) == (5, 3, 90)


def test_drills_and_populations() -> None:
    assert P.big_three.reps == (6, 4, 2)
    assert (P.big_three.hold_seconds, P.big_three.minutes) == (10, 7)
    assert (P.decompression.seconds, P.decompression.fallback_seconds) == (60, 300)
    assert dict(P.skill.levels) == {"novice": 2, "intermediate": 4, "advanced": 5}
    people = P.populations
    assert (people.youth_below_age, people.older_from_age, people.youth_min_reps) == (18, 60, 8)


def test_names_exist_in_the_catalogue() -> None:
    catalogue = load_catalogue()
    s = P.structure
    families = {
        *P.heavy_leg.families,
        *P.heavy_back.families,
        *P.plateau.families,
        *s.hip_dominant_families,
        *s.hamstring_families,
    }
    assert families <= set(catalogue.families)
    sides = {muscle for side in s.core_sides.values() for muscle in side}
    assert {*sides, *s.posterior_muscles, *s.anterior_muscles} <= set(catalogue.muscles)
    drills = {*P.big_three.exercises, P.decompression.exercise, P.decompression.fallback}
    assert drills <= set(catalogue.exercises)
    assert not any(catalogue.exercises[name].volume_credit for name in drills)


def test_every_group_says_where_it_comes_from() -> None:
    groups = [getattr(P, name) for name in Parameters.model_fields if name != "report_only"]
    groups += [getattr(P.report_only, name) for name in type(P.report_only).model_fields]
    assert len(groups) == 28 + 8
    assert all(isinstance(group, Sourced) and group.source for group in groups)


def test_a_budget_can_be_made_from_numbers() -> None:
    budget = Budget(
        axial_session_points=Decimal(20),
        axial_week_points=Decimal(50),
        fatigue_session_points=Decimal(50),
        fatigue_week_points=Decimal(130),
        shear_exercise_max=3,
    )
    assert budget == P.budgets.groups["low_back"]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("deload", "sets"), {2: 1, 3: 2}, "deload.sets must name every set count"),
        (("deload", "every_weeks"), {"novice": 7}, "no value for intermediate, advanced"),
        (("budgets", "groups"), {}, "no budget for novice"),
        (("growth", "source"), "", "at least 1 character"),
        (("growth", "confidence"), "sure", "'high', 'med' or 'low'"),
        (("growth", "precent"), 20, "Extra inputs are not permitted"),
        (("percent_of_max", "permille"), {1: 1000, 3: 909}, "without a gap"),
        (("percent_of_max", "permille"), {1: 900, 2: 938}, "must not rise"),
        (("rir", "levels", "novice"), [4, 3], "lowest before the highest"),
        (
            ("weekly_volume_sets", "levels", "novice", "lats", "cap"),
            Decimal("9.5"),
            "must not fall",
        ),
        (("weekly_volume_sets", "levels", "novice", "biceps"), None, "biceps"),
    ],
)
def test_a_planted_fault_is_found(
    data: Any, path: tuple[str, ...], value: object, message: str
) -> None:
    *above, last = path
    group = data
    for key in above:
        group = group[key]
    group[last] = value
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is checked below
        Parameters.model_validate(data)
    assert message in str(caught.value)


def test_levels_must_name_the_same_muscles(data: Any) -> None:
    del data["weekly_volume_sets"]["levels"]["novice"]["lats"]
    with pytest.raises(ValueError, match="the same muscles at every level"):
        Parameters.model_validate(data)

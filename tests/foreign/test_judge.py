"""Plans from elsewhere, judged: what is wrong is a violation in words, never a crash."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.catalogue import load_catalogue
from optimizer.cli.findings import violation_lines
from optimizer.foreign.judge import Judgement
from optimizer.scenario import Scenario
from optimizer.verifier import verify
from tests import builders
from tests.foreign.tables import as_table, bands, broken, garage, judged
from tests.test_known_truths import MWF, S32

CLEAN = ("all,mon,band_rdl,2,,,", "all,mon,band_row,2,,,", "all,thu,band_squat,2,,,")
CLEAN = (*CLEAN, "all,thu,band_face_pull,2,,,")


def words(judgement: Judgement) -> list[str]:
    """Every violation as it is printed."""
    found = judgement.verification.violations
    return violation_lines(found, show_all=True, join_weeks=True)


def said(judgement: Judgement, rule: str) -> list[str]:
    return [line for line in words(judgement) if line.startswith(f"{rule}: ")]


# ---- what is right ----


def test_a_plan_of_ours_comes_back_clean(tmp_path: Path) -> None:
    scenario = builders.scenario(
        weeks=6, block_weeks=3, sessions=builders.days("monday", "thursday", setup="bands")
    )
    sets = {("band_rdl", "mon"): 2, ("band_row", "mon"): 3, ("band_squat", "thu"): 2}
    ours = builders.plan(scenario, sets | {("band_face_pull", "thu"): 2})
    assert verify(scenario, ours).passed
    judgement = judged(tmp_path, scenario, *as_table(ours))
    assert words(judgement) == []
    assert judgement.draft.plan.weeks == ours.weeks
    assert judgement.draft.plan.score == ours.score
    assert verify(scenario, judgement.draft.plan).passed


def test_loads_by_week_come_back_clean(tmp_path: Path) -> None:
    scenario = builders.scenario(weeks=4, sessions=builders.days("monday"))
    ours = builders.plan(scenario, {("front_squat", "mon"): 3, ("db_bent_over_row", "mon"): 3})
    rows = as_table(ours)
    assert len({row.split(",")[5] for row in rows}) > 2, "loads differ from week to week"
    judgement = judged(tmp_path, scenario, *rows)
    assert words(judgement) == []
    assert judgement.draft.plan.weeks == ours.weeks


def test_the_template_of_s32_breaks_no_rule(tmp_path: Path) -> None:
    gym = builders.scenario(
        sessions=builders.days(*MWF, setup="commercial_gym"),
        template="mwf",
        athlete={
            "ladder": {"squat": "barbell", "hip_hinge": "barbell", "horizontal_pull": "barbell"}
        },
    )
    catalogue = load_catalogue().exercises
    rows = [f'{slot}day,"{catalogue[name].name}",{sets}' for (name, slot), sets in S32.items()]
    rows = [row.replace("wedday", "Wednesday") for row in rows]
    judgement = judged(tmp_path, gym, *rows, header="day,exercise,sets")
    assert words(judgement) == []
    lacking = {s.where for s in judgement.verification.shortages}
    assert "calves, block 1" in lacking
    assert "sessions with a hinge and a squat, block 1" in lacking
    week = judgement.draft.plan.facts(gym).weeks[0]
    assert (week.axial, week.fatigue) == (110, 149)
    assert judgement.draft.plan.weeks == builders.plan(gym, S32).weeks


def test_the_superset_of_s21_is_two_exercises_of_one_session(tmp_path: Path) -> None:
    rows = ("1,mon,Front squat,3,8,,", "1,mon,Pendlay row,3,10,,")
    judgement = judged(tmp_path, garage(), *rows)
    assert words(judgement) == []
    (session,) = judgement.draft.plan.weeks[0].sessions
    assert [(e.exercise, e.sets, e.reps) for e in session.exercises] == [
        ("front_squat", 3, 8),
        ("pendlay_row", 3, 10),
    ]
    assert sum(load_catalogue().exercises[e.exercise].axial for e in session.exercises) == 13


# ---- doses ----


@pytest.fixture
def monday() -> Scenario:
    return garage()


ROW = "1,mon,pendlay_row,3,,,"


@pytest.mark.parametrize(
    ("dose", "kept"),
    [(",", 10), ("8,", 8), ("6-8,", 8), ("8-12,", 10), ("10-20,", 10), ("3-5,", 5)],
)
def test_repetitions_of_a_working_set_are_kept(
    tmp_path: Path, monday: Scenario, dose: str, kept: int
) -> None:
    judgement = judged(tmp_path, monday, f"1,mon,front_squat,3,{dose},", ROW)
    assert words(judgement) == []
    entry = judgement.draft.plan.weeks[0].sessions[0].exercises[0]
    assert entry.reps == kept
    # Fewer repetitions are prescribed with more load; never more than the athlete can lift.
    ten = judged(tmp_path, monday, "1,mon,front_squat,3,10,,", ROW).draft.plan
    assert entry.load_kg is not None
    assert entry.load_kg >= (ten.weeks[0].sessions[0].exercises[0].load_kg or 0)


@pytest.mark.parametrize(("reps", "excess"), [("2", "1 repetition"), ("30", "20 repetitions")])
def test_repetitions_of_no_working_set_are_a_violation(
    tmp_path: Path, monday: Scenario, reps: str, excess: str
) -> None:
    judgement = judged(tmp_path, monday, f"1,mon,front_squat,3,{reps},,", ROW)
    (line,) = said(judgement, "dose")
    assert f"front_squat: {reps} reps a set, 3 to 10 make a working set" in line
    assert line.endswith(f"[{excess}]")


def test_the_heaviest_load_that_is_not_too_heavy(tmp_path: Path) -> None:
    # One kilogram steps, so that the limit can be met from both sides.
    loads = {"plates_kg": {"0.5": 4, "1": 2, "2": 2, "5": 2, "10": 4, "20": 8}}
    setup = {"fine": {"extends": "garage", **loads}}
    fine = builders.scenario(
        weeks=1, block_weeks=1, setups=setup, sessions=builders.days("monday", setup="fine")
    )

    def heavy(load: int) -> list[str]:
        rows = (f"1,mon,front_squat,3,8,{load},", ROW)
        return said(judged(tmp_path, fine, *rows), "load")

    # 110 kg squat x 0.82, 8 repetitions with 3 in reserve (one build week: the easiest effort).
    permille = fine.profile.parameters.percent_of_max.permille
    most = Decimal(110) * Decimal("0.82") * permille[8 + 3] / 1000
    assert heavy(int(most)) == []
    (line,) = heavy(int(most) + 1)
    assert f"front_squat: {int(most) + 1} kg for 8 reps is too heavy" in line
    least = most * fine.profile.parameters.load.min_percent_of_wanted / 100
    assert heavy(int(least) + 1) == []
    (line,) = heavy(int(least))
    assert "is too light" in line


def test_a_load_nobody_owns_is_a_violation(tmp_path: Path, monday: Scenario) -> None:
    judgement = judged(tmp_path, monday, "1,mon,front_squat,3,8,61.3,", ROW)
    assert said(judgement, "equipment") == [
        "equipment: week 1, mon: front_squat with 61.3 kg cannot be loaded [1 load]"
    ]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("1,mon,pull_up,3,8,bodyweight,", None),
        ("1,mon,pull_up,3,8,0,", None),
        ("1,mon,pull_up,3,8,20,", "load"),
        ("1,mon,front_squat,3,8,body mass,", "load"),
    ],
)
def test_loads_without_a_number(
    tmp_path: Path, monday: Scenario, row: str, rule: str | None
) -> None:
    assert broken(judged(tmp_path, monday, row, ROW)) == ({rule} - {None})


def test_a_load_without_a_list_of_loads_is_not_judged(tmp_path: Path) -> None:
    gym = builders.scenario(
        weeks=1, block_weeks=1, sessions=builders.days("monday", setup="commercial_gym")
    )
    judgement = judged(tmp_path, gym, "1,mon,seated_leg_curl,3,,40,", ROW)
    unlisted = any("not judged: seated_leg_curl with 40 kg" in note for note in judgement.notes)
    listed = judgement.draft.plan.weeks[0].sessions[0].exercises[-1].load_kg == 40
    assert unlisted != listed
    assert not said(judgement, "equipment")


# ---- what our options refuse ----


@pytest.mark.parametrize(
    ("exercise", "overrides", "rule", "reason"),
    [
        ("seated_leg_curl", {}, "equipment", "needs a leg curl machine"),
        ("front_squat", {"bans": ["front_squat"]}, "choices", "banned in this scenario"),
        (
            "good_morning_barbell",
            {"athlete": {"restrictions": {"lbp_flexion": "avoid"}}},
            "restrictions",
            "restriction lbp_flexion",
        ),
        ("bird_dog", {}, "volume", "drills are placed by recipe"),
        (
            "conventional_deadlift",
            {"athlete": {"ladder": {"hip_hinge": "dumbbell"}}},
            "progression_ladder",
            "not in this horizon",
        ),
        (
            "db_rdl",
            {"athlete": {"one_rep_max_kg": {"deadlift": "500"}}},
            "load",
            "too light",
        ),
    ],
)
def test_an_exercise_without_an_option_stays_and_says_why(
    tmp_path: Path, exercise: str, overrides: dict[str, object], rule: str, reason: str
) -> None:
    judgement = judged(tmp_path, garage(**overrides), f"1,mon,{exercise},3,,,", ROW)
    assert exercise in [e.exercise for e in judgement.draft.plan.weeks[0].sessions[0].exercises]
    lines = said(judgement, rule)
    assert any(f"{exercise} cannot be done here: " in line and reason in line for line in lines)


def test_a_method_that_is_not_offered_is_a_violation(tmp_path: Path, monday: Scenario) -> None:
    judgement = judged(tmp_path, monday, "1,mon,front_squat,3,,,Paused repetitions", ROW)
    assert judgement.draft.plan.weeks[0].sessions[0].exercises[0].method == "pause_iso"
    assert broken(judgement) == {"method"}


@pytest.mark.parametrize("sets", [1, 6, 12, 99])
def test_sets_beyond_the_rule_are_violations(tmp_path: Path, monday: Scenario, sets: int) -> None:
    judgement = judged(tmp_path, monday, f"1,mon,front_squat,{sets},,,", ROW)
    assert any(f"has {sets} sets, 2 to 5" in line for line in said(judgement, "session_shape"))


def test_no_exercise_crashes_any_check(tmp_path: Path) -> None:
    child = builders.scenario(
        weeks=2,
        block_weeks=2,
        athlete={"level": "novice", "age": 12},
        sessions=builders.days("monday", setup="none"),
    )
    for exercise in load_catalogue().exercises:
        judgement = judged(tmp_path, child, f"all,mon,{exercise},40,1000,1000,")
        assert not judgement.verification.passed
        assert judgement.verification.terms
    everything = [f"all,mon,{name},99,1000,1000," for name in child.catalogue.exercises]
    assert len(words(judged(tmp_path, child, *everything))) > len(everything)


# ---- weeks and sessions ----


def test_weeks_of_a_block_must_repeat(tmp_path: Path) -> None:
    rows = ("1,mon,band_rdl,2,,,", "2-3,mon,band_rdl,4,,,", "4,mon,band_rdl,1,,,")
    judgement = judged(tmp_path, bands(4), *rows, *(row.replace("all", "1-3") for row in CLEAN[1:]))
    assert "deload: weeks 2-3, mon: 4 sets of band_rdl, expected 2 as in week 1 [2 sets]" in words(
        judgement
    )


def test_rows_for_every_week_are_lightened_and_named_weeks_are_not(tmp_path: Path) -> None:
    scenario = bands(4)
    assert words(judged(tmp_path, scenario, *CLEAN)) == []
    named = [row.replace("all", "1-4") for row in CLEAN]
    assert broken(judged(tmp_path, scenario, *named)) == {"deload"}


def test_too_many_sets_for_every_week_leave_the_light_week_complete(tmp_path: Path) -> None:
    judgement = judged(tmp_path, bands(4), CLEAN[0].replace(",2,", ",7,"), *CLEAN[1:])
    light = [w for w in judgement.draft.plan.weeks if w.kind == "deload"]
    assert [e.sets for w in light for e in w.sessions[0].exercises] == [3, 1]
    assert said(judgement, "session_shape") == [
        "session_shape: weeks 1-3, mon: band_rdl has 7 sets, 2 to 5 [2 sets]"
    ]


def test_sessions_that_are_not_trained_are_a_violation(tmp_path: Path) -> None:
    judgement = judged(tmp_path, bands(), *CLEAN[:2])
    assert "plan: weeks 1-2: 1 sessions, 2 a week are trained [1 session]" in words(judgement)


def test_a_session_in_some_weeks_only_is_a_violation(tmp_path: Path) -> None:
    thursday_once = [row.replace("all,thu", "1,thu") for row in CLEAN]
    judgement = judged(tmp_path, bands(), *thursday_once)
    assert {"plan", "deload"} <= broken(judgement)

"""Facts about a plan, against sums by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.builders import days, edited, plan, scenario

D = Decimal
ONLY = ["db_rdl", "dead_bug", "calf_raise_bw", "leg_press"]
SETS = {("db_rdl", "mon"): 3, ("dead_bug", "mon"): 2, ("calf_raise_bw", "fri"): 5}


def test_sums_of_sessions_and_weeks() -> None:
    toy = scenario(only=ONLY)
    facts = plan(toy, SETS).facts(toy)
    monday, wednesday, friday = facts.build_weeks[0].sessions
    # db_rdl: hamstrings 0.9, axial 5, fatigue 5 a set; dead_bug: abs 0.5, axial 1, fatigue 1.
    assert monday.muscle_sets("hamstrings") == D("2.7")
    assert monday.muscle_sets("abs") == D("1.0")
    assert (monday.axial, monday.fatigue) == (3 * 5 + 2 * 1, 3 * 5 + 2 * 1)
    assert (wednesday.axial, wednesday.entries) == (0, ())
    assert friday.muscle_sets("calves") == D("2.5")
    week = facts.build_weeks[0]
    assert (week.axial, week.fatigue) == (17, 17 + 5)
    assert week.muscle_sets("calves") == D("2.5")
    assert len(week.entries) == 3
    assert [e.exercise.id for e in monday.of_families(("hip_hinge",))] == ["db_rdl"]
    assert friday.where == "week 1, fri"


def test_methods_change_the_points() -> None:
    toy = scenario(only=ONLY, pins=[{"exercise": "db_rdl", "method": "slow_eccentric"}])
    (entry,) = plan(toy, {("db_rdl", "slow_eccentric", "mon", 1): 4}).facts(toy).weeks[0].entries
    assert (entry.axial, entry.fatigue) == (D("19.00"), D("23.00"))  # 4 x 5 x 0.95 and x 1.15
    assert entry.muscle_sets("hamstrings") == D("3.6")


def test_drills_have_no_volume() -> None:
    toy = scenario(only=ONLY)

    def bird_dog(data: dict) -> None:  # type: ignore[type-arg]
        data["weeks"][0]["sessions"][0]["exercises"][0]["exercise"] = "bird_dog"

    changed = edited(toy, plan(toy, {("dead_bug", "mon"): 2}), bird_dog)
    (entry,) = changed.facts(toy).weeks[0].entries
    assert entry.exercise.muscles["multifidus"] == 5
    assert entry.muscle_sets("multifidus") == 0


def test_build_weeks_stand_for_blocks() -> None:
    toy = scenario(only=ONLY, weeks=9)
    facts = plan(toy, SETS).facts(toy)
    assert [(w.week.week, w.week.block) for w in facts.build_weeks] == [(1, 1), (5, 2), (9, 3)]
    assert [w.week.week for w in facts.weeks_of(2)] == [5, 6, 7, 8]
    assert len(facts.weeks) == 9


def test_sessions_in_order_of_time_over_the_turn_of_the_year() -> None:
    late = {"id": "early", "day": "monday", "start": "06:30", "minutes": "30", "setup": "garage"}
    toy = scenario(only=ONLY, weeks=6, sessions=[*days("friday", "monday"), late])
    sessions = plan(toy, {}).facts(toy).sessions
    assert [s.session.id for s in sessions[:3]] == ["early", "mon", "fri"]
    starts = [s.start for s in sessions]
    assert starts == sorted(starts)
    assert starts[0] == dt.datetime(2026, 11, 30, 6, 30)
    assert starts[-1] == dt.datetime(2027, 1, 8, 18, 0)


def test_a_deload_session_stands_for_its_build_session() -> None:
    toy = scenario(only=ONLY)
    facts = plan(toy, SETS).facts(toy)
    light = facts.weeks[3].sessions[0]
    assert light.week.kind == "deload"
    assert facts.standing_for(light) is facts.build_weeks[0].sessions[0]
    third = facts.weeks[2].sessions[0]
    assert facts.standing_for(third) is third


def test_steps_trained_leave_machines_out() -> None:
    toy = scenario(only=ONLY, sessions=days("monday", setup="commercial_gym"))
    (week, *_) = plan(toy, {("leg_press", "mon"): 2, ("db_rdl", "mon"): 2}).facts(toy).weeks
    assert week.steps_trained("squat") == set()
    assert week.steps_trained("hip_hinge") == {"dumbbell"}

"""Members: every athlete of a roster is an ordinary scenario that the core can plan."""

from __future__ import annotations

import json
from typing import Any

import pytest

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.roster.members import member_from
from optimizer.roster.room_model import AthleteUse
from optimizer.roster.roster import Roster
from tests.roster import rosters

GROUP = {
    "level": "novice",
    "emphasis": "strength",
    "restrictions": {"knee_pain": "caution", "lbp_flexion": "avoid"},
    "slots": ["fri", "mon"],
    "sessions_per_week": 1,
    "likes": ["dead_bug"],
    "pins": [{"exercise": "band_row", "session": "mon"}],
    "bans": ["front_squat"],
}


def one(own: dict[str, Any] | None = None, **more: Any) -> Roster:
    person = {"id": "ann", "group": "team", **(own or {})}
    return rosters.roster(athletes=[person], **{"groups": {"team": GROUP}, **more})


def test_a_group_gives_the_defaults() -> None:
    member = one(bans=["good_morning_barbell"]).member(0)
    scenario, athlete = member.scenario, member.scenario.athlete
    assert (member.id, member.group, member.name, member.beginner) == ("ann", "team", None, True)
    assert (athlete.level, athlete.emphasis, athlete.age) == ("novice", "strength", 30)
    assert athlete.restrictions == {"knee_pain": "caution", "lbp_flexion": "avoid"}
    assert [slot.id for slot in scenario.sessions] == ["mon", "fri"]  # the order of the file
    assert {slot.setup for slot in scenario.sessions} == {"main"}
    assert scenario.trained_sessions == 1
    assert [pin.exercise for pin in scenario.pins] == ["band_row"]
    assert {"front_squat", "good_morning_barbell"} < set(scenario.bans)


def test_an_athlete_overrides_the_group() -> None:
    own = {
        "level": "advanced",
        "emphasis": "endurance",
        "restrictions": {"knee_pain": "avoid", "neck_pain": "caution"},
        "slots": ["mon", "wed"],
        "sessions_per_week": 2,
        "likes": ["band_row"],
        "name": "Ann",
        "body_mass_kg": "61.5",
        "one_rep_max_kg": {"squat": "80"},
    }
    member = one(own).member(0)
    athlete = member.scenario.athlete
    assert not member.beginner
    assert (athlete.level, athlete.emphasis) == ("advanced", "endurance")
    # restrictions add up: a group's are not lifted by silence
    assert athlete.restrictions == {
        "knee_pain": "avoid", "lbp_flexion": "avoid", "neck_pain": "caution",
    }  # fmt: skip
    assert [slot.id for slot in member.scenario.sessions] == ["mon", "wed"]
    assert member.scenario.trained_sessions == 2
    assert athlete.likes == ("band_row",)
    assert (member.name, str(athlete.body_mass_kg)) == ("Ann", "61.5")
    assert str(athlete.one_rep_max_kg.squat) == "80"


def test_without_a_group_all_slots_are_offered_and_trained() -> None:
    member = rosters.roster().member(0)
    assert [slot.id for slot in member.scenario.sessions] == ["mon", "wed", "fri"]
    assert member.scenario.trained_sessions == 3


@pytest.mark.parametrize(
    ("born", "age"), [("2006-11-30", 20), ("2006-12-01", 19), ("2008-02-29", 18)]
)
def test_age_on_the_first_day(born: str, age: int) -> None:
    assert one({"birth_date": born}).member(0).scenario.athlete.age == age


def test_what_no_station_hosts_is_banned() -> None:
    roster = rosters.roster()
    banned = set(roster.member(0).scenario.bans)
    assert banned == roster.facility.unhosted["main"]
    assert "pull_up" in banned
    offered = roster.member(0).scenario.offers.exercises
    assert offered <= set(roster.room.hosts["main"])
    assert {"dead_bug", "front_squat", "db_rdl"} <= offered


def two_rooms() -> Roster:
    rack = {"id": "rack", "count": 1, "provides": ["rack", "barbell", "plates"]}
    return rosters.roster(
        facility={
            "rooms": [
                {"id": "full", "equipment": {"extends": "garage"}, "stations": [rack]},
                {
                    "id": "bare",
                    "equipment": {"extends": "home_dumbbells"},
                    "stations": [{"id": "floor", "count": 3, "provides": ["dumbbells"]}],
                },
            ],
            "slots": [
                {"id": "mon", "day": "monday", "start": "17:00", "minutes": 60, "room": "full"},
                {"id": "wed", "day": "wednesday", "start": "17:00", "minutes": 60, "room": "bare"},
            ],
        },
        athletes=[rosters.athlete("ann"), rosters.athlete("bob", slots=["wed"])],
    )


def test_rooms_give_each_session_its_own_equipment() -> None:
    roster = two_rooms()
    ann, bob = roster.members
    assert [slot.setup for slot in ann.scenario.sessions] == ["full", "bare"]
    assert list(bob.scenario.resolved_setups) == ["bare"]
    squats = {key[2] for key in ann.scenario.offers.options if key[0] == "front_squat"}
    assert squats == {0}
    # the full room has dumbbells but no station for them: nowhere for those who train there too
    assert "db_rdl" in ann.scenario.bans
    assert "db_rdl" in bob.scenario.offers.exercises


def test_every_option_of_every_member_has_a_station() -> None:
    """What the room would not count may not be planned; the use of a member can always be written."""
    for roster in (rosters.roster(), two_rooms()):
        for member in roster.members:
            model = build_model(compile_problem(member.scenario))
            use = AthleteUse(roster.room, model, beginner=member.beginner)
            for cell in model.problem.cells:
                slot = roster.room.slots.index(model.problem.slots[cell.slot].id)
                assert roster.room.station_at(slot, cell.exercise.id) is not None
            assert use.heads(0).terms or member.id == "bob"


def test_an_exercise_without_a_station_is_not_passed_over() -> None:
    roster = rosters.roster()
    model = build_model(compile_problem(roster.member(0).scenario))
    hosts = {"main": {k: v for k, v in roster.room.hosts["main"].items() if k != "dead_bug"}}
    from dataclasses import replace

    with pytest.raises(ValueError, match="no station hosts dead_bug"):
        AthleteUse(replace(roster.room, hosts=hosts), model, beginner=False)


def test_members_are_made_when_asked_for_and_always_the_same() -> None:
    roster = rosters.roster()
    assert len(roster.members) == 2
    assert [member.id for member in roster.members] == ["ann", "bob"]
    assert roster.members[-1].id == "bob"
    assert [member.id for member in roster.members[:1]] == ["ann"]
    with pytest.raises(IndexError):
        roster.members[2]
    assert roster.members[0].scenario is not roster.members[0].scenario
    assert roster.members[0].scenario.sha256 == roster.member(0).scenario.sha256


def test_a_member_travels_as_json() -> None:
    for roster in (one({"name": '=HYPERLINK("x")'}), two_rooms()):
        for member in roster.members:
            document = json.loads(json.dumps(member.document()))
            back = member_from(document)
            assert back.document() == member.document()
            assert back.scenario.sha256 == member.scenario.sha256
            first, second = (compile_problem(m.scenario) for m in (member, back))
            assert first == second


def test_shared_rules_and_goal_reach_everyone() -> None:
    rules = {"session_time": {"ramp_sets": 1}, "fatigue_budget": {"week_points": "111"}}
    goal = {"coverage": "0.5", "weakest_link": "0.3", "progress": "0.2"}
    roster = one(rules=rules, objective=goal)
    scenario = roster.member(0).scenario
    assert str(scenario.settings.fatigue_budget.week_points) == "111"
    assert str(scenario.objective.coverage) == "0.5"
    assert roster.session_time == scenario.settings.session_time
    assert roster.session_time.ramp_sets == 1

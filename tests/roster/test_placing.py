"""Placing a roster: who comes when, what is dear, which days, and what the clock may cut short."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from optimizer.engines.answer import Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.roster.alone import bound_alone, find_shapes
from optimizer.roster.athlete_model import AthleteModel
from optimizer.roster.borrowing import borrowed_plans, choice_profile
from optimizer.roster.choosing_days import days_by_promise
from optimizer.roster.columns import Column, Seating
from optimizer.roster.congestion import (
    CALM_LOAD,
    SLOT_POINTS,
    STATION_POINTS,
    congestion_prices,
)
from optimizer.roster.coordinator import placing_order, solve_state
from optimizer.roster.inline import InlineRunner
from optimizer.roster.nearby import near
from optimizer.roster.placing import reserved
from optimizer.roster.planning import Planned, Wish, plan_athlete, priced_model
from optimizer.roster.pricing import overloaded, sum_alone
from optimizer.roster.room_problem import Resource
from optimizer.roster.roster import Roster
from optimizer.roster.sharding import make_shards, shard_size
from optimizer.roster.state import RosterLimits, Shape, State, Timetable
from optimizer.roster.task import Task
from optimizer.roster.timetable import make_timetable
from tests.roster import rosters
from tests.roster.test_method import EXACT, FEW, athlete, room, toy

RESOURCES = (
    Resource("heads", 0, None, None, 10),
    Resource("station", 0, "rack", 0, 1000),
    Resource("heads", 1, None, None, 10),
    Resource("station", 1, "rack", 0, 1000),
)


class Yes:
    """Decides by what it is told."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer

    def once(self, name: str, decide: Any) -> bool:
        return self.answer


def state(uses: Sequence[dict[int, float]]) -> State:
    """A roster of athletes of whom only the relaxed use is known."""
    runner = InlineRunner([])
    found = State(runner, Yes(False), RosterLimits(), RESOURCES, len(uses))
    found.seating = Seating([resource.capacity for resource in RESOURCES])
    found.shapes = [
        Shape((0, number), [number], relaxed_use=use) for number, use in enumerate(uses)
    ]
    found.shape_by_athlete = list(range(len(uses)))
    return found


# ---- what is going to be full ----


def test_what_is_expected_to_be_full_is_dear() -> None:
    nine_on_monday = state([{0: 1.0, 1: 50.0}] * 9)
    prices = congestion_prices(nine_on_monday, range(9), [1, 100, 1, 100])
    # 9 of 10 heads; the racks are taken for 450 of 1,000 seconds.
    assert prices.keys() == {0}
    assert float(prices[0]) == pytest.approx(SLOT_POINTS * (0.9 - CALM_LOAD), abs=1e-3)


def test_what_is_taken_counts_like_what_is_expected() -> None:
    room = state([{1: 400.0}, {1: 500.0}])
    room.seating.seat(0, Column(Fraction(80), {1: 480}, "{}"))
    prices = congestion_prices(room, [1], [1, 100, 1, 100])
    assert float(prices[1]) == pytest.approx(STATION_POINTS * (0.98 - CALM_LOAD) / 100, rel=0.02)


def test_prices_that_prove_the_bound_are_paid_as_well() -> None:
    room = state([{0: 1.0}] * 9)
    room.prices = {0: Fraction(2), 3: Fraction(1)}
    prices = congestion_prices(room, range(9), [1, 100, 1, 100])
    assert prices[0] > 2
    assert prices[3] == 1


def test_a_room_is_overloaded_by_kind_over_all_slots() -> None:
    peaked = state([{1: 1500.0}])
    sum_alone(peaked)
    assert peaked.crowded
    # There are 2,000 seconds at racks in all: somebody has to come on another day, nothing is lost.
    assert not overloaded(peaked)
    full = state([{1: 990.0, 3: 980.0}])
    sum_alone(full)
    assert not full.crowded
    assert overloaded(full)


# ---- order ----


def test_members_of_a_team_take_turns_with_others() -> None:
    team = [rosters.athlete(f"t{n}", slots=["mon", "wed"], sessions_per_week=2) for n in range(3)]
    others = [rosters.athlete(f"o{n}", slots=["wed", "fri"], sessions_per_week=2) for n in range(2)]
    free = [rosters.athlete("f", sessions_per_week=2)]
    whole = rosters.roster(only=FEW, athletes=[*free, *team, *others])
    order = placing_order(whole, state([{}] * 6))
    assert [whole.athletes[index].id for index in order] == ["t0", "o0", "t1", "o1", "t2", "f"]


# ---- timetable ----


def timetable_of(whole: Roster) -> tuple[State, Timetable]:
    runner = InlineRunner(list(make_shards(whole)))
    found = State(runner, Yes(False), RosterLimits(), whole.room.limited, len(whole.athletes))
    find_shapes(found, shard_size(len(whole.athletes)))
    bound_alone(found, whole)
    return found, make_timetable(whole, found)


@pytest.mark.parametrize("count", [3, 4])
def test_a_timetable_keeps_heads_exactly(count: int) -> None:
    found, timetable = timetable_of(toy(count, facility=room(heads=2)))
    # Two heads on three evenings are six places, and whoever comes takes two: enough for three.
    assert len(timetable.days) <= 3
    if count == 3:
        assert len(timetable.days) == 3
    for index, resource in enumerate(found.resources):
        if resource.kind == "heads":
            came = sum(use.get(index, 0) for use in timetable.use.values())
            assert came <= resource.capacity
    assert all(len(days) == 2 for days in timetable.days.values())


def test_a_timetable_spreads_the_stations() -> None:
    whole = toy(3, facility=room(racks=1))
    found, timetable = timetable_of(whole)
    evenings = [sum(slot in days for days in timetable.days.values()) for slot in range(3)]
    assert evenings == [2, 2, 2]
    for number, use in timetable.use.items():
        slots = {found.resources[resource].slot for resource in use}
        assert slots == set(timetable.days[number])


def test_places_of_those_who_wait_are_kept() -> None:
    room = state([{}, {}])
    room.timetable = Timetable({0: (0,), 1: (1,)}, {0: {0: 1.0, 1: 300.0}, 1: {2: 1.0}})
    assert reserved(room, [0, 1]) == {0: {0: 1}, 1: {2: 1}}
    assert reserved(room, [1]) == {1: {2: 1}}


# ---- days ----


def test_sessions_stand_apart_where_the_relaxation_sees_no_difference() -> None:
    days = {"slots": [
        {"id": day[:3], "day": day, "start": "17:00", "minutes": "60"}
        for day in ("monday", "tuesday", "wednesday", "friday")
    ]}  # fmt: skip
    whole = rosters.roster(
        only=FEW, facility=days, athletes=[rosters.athlete("a", sessions_per_week=2)] * 1
    )
    one = AthleteModel(whole.member(0), whole.room)
    relaxed = one.relax({})
    assert relaxed is not None
    found = days_by_promise(one, relaxed, {})
    held, inside = found[0]
    chosen = [n for n, index in enumerate(one.uses) if held[index] == (1, 1)]
    assert len(chosen) == 2
    assert inside.points is not None
    # Monday and Tuesday, or Tuesday and Wednesday, stand too close.
    assert chosen not in ([0, 1], [1, 2])


def test_days_that_are_given_are_kept() -> None:
    one = athlete()
    found = plan_athlete(one, Wish({}, {}, days=(0, 2)))
    assert isinstance(found, Planned)
    assert found.choice.trained == ("mon", "fri")
    lender = (choice_profile(one.model.problem.slots, found.choice), found.choice, found.score)
    assert len(borrowed_plans(one, [lender], {}, {})) >= 1
    assert len(borrowed_plans(one, [lender], {}, {}, only=(0, 2))) == 1
    nowhere = {i: 0 for i, resource in enumerate(one.limited) if resource.slot == 0}
    # Others may be possible: whoever asks may ask again without the days.
    assert isinstance(plan_athlete(one, Wish({}, nowhere, days=(0, 2))), Verdict)
    free = plan_athlete(one, Wish({}, nowhere))
    assert isinstance(free, Planned)
    assert free.choice.trained == ("wed", "fri")


# ---- near the relaxation ----


def test_near_plans_hold_the_weekly_sets_between_guide_and_plan() -> None:
    one = athlete()
    relaxed = one.relax({})
    assert relaxed is not None
    wish = Wish({}, {})
    model = near(one.sums, priced_model(one, wish), relaxed.values, None, 0)
    best = solve_with_cp_sat(one.linear, EXACT).values
    assert best is not None
    with_plan = near(one.sums, priced_model(one, wish), relaxed.values, best, 0)
    own = one.sums.with_sums(best)
    for index in one.sums.sets:
        assert model.variables[index].lower <= model.variables[index].upper
        assert with_plan.variables[index].lower <= own[index] <= with_plan.variables[index].upper
    # The best plan of all is inside, so that it is found.
    found = solve_with_cp_sat(with_plan, EXACT)
    assert found.values is not None
    assert one.linear.score(found.values[: one.sums.own]) == one.linear.score(best)


# ---- the clock ----


def test_a_roster_is_placed_by_borrowing_where_time_is_up() -> None:
    """Nobody searches after the end of time but those who have no plan at all."""
    whole = toy(8, facility=room(racks=6))
    efforts: list[float] = []

    class Listening(InlineRunner):
        def run(self, tasks: Sequence[Task]) -> Any:
            for task in tasks:
                efforts.extend(own["effort"] for own in task.own if "effort" in own)
            yield from super().run(tasks)

    runner = Listening(list(make_shards(whole)))
    late = solve_state(whole, runner, RosterLimits(time_limit=0.001), decisions=Yes(True))
    assert set(late.seating.plans) == set(range(8))
    assert not late.seating.overdrawn()
    assert 0.0 in efforts


def test_outcomes_are_those_of_the_question_alone() -> None:
    """A model that has answered other questions answers this one as a fresh one does."""
    one, other = athlete(), AthleteModel(toy(1).member(0), toy(1).room)
    wish = Wish({0: Fraction(1, 1000)}, {}, effort=0.3)
    plan_athlete(one, Wish({}, {}, effort=0.2))
    first, second = plan_athlete(one, wish), plan_athlete(other, wish)
    assert isinstance(first, Planned)
    assert isinstance(second, Planned)
    assert first.choice == second.choice

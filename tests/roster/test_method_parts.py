"""The small parts of the method: seating, prices, borrowing, libraries."""

from __future__ import annotations

from fractions import Fraction

import pytest

from optimizer.engines.answer import Verdict
from optimizer.roster.athlete_model import AthleteModel
from optimizer.roster.borrowing import borrowed_plans, patterns, profile_of
from optimizer.roster.choice import choice_from, choice_of
from optimizer.roster.columns import UNPLACED_POINTS, Column, Seating
from optimizer.roster.inline import InlineRunner
from optimizer.roster.library import Library, profiles_of
from optimizer.roster.master import choose_columns
from optimizer.roster.planning import Planned, Wish, plan_athlete
from optimizer.roster.price_search import PriceSearch
from optimizer.roster.priced import PRICE_GRID, on_grid
from optimizer.roster.room_problem import Resource
from optimizer.roster.roster import Roster
from optimizer.roster.roster_result import relative_gap
from optimizer.roster.state import RosterLimits, Shape, State, _tasks
from optimizer.roster.task import FreshDecisions
from tests.roster import rosters
from tests.roster.test_method import FEW

DAY = 24 * 60


def column(score: int, name: str = "", profile: tuple[int, ...] = (), **use: int) -> Column:
    """A plan that uses resources 0, 1, … written as r0, r1, …."""
    amounts = {int(resource[1:]): amount for resource, amount in use.items()}
    return Column(Fraction(score), amounts, name or f'{{"score":{score}}}', profile)


# ---- seating ----


def test_a_seating_counts_what_is_left() -> None:
    seating = Seating([10, 2])
    seating.seat(0, column(80, r0=6, r1=1))
    assert seating.left == [4, 1]
    assert not seating.fits(1, column(90, r0=5))
    assert seating.fits(1, column(90, r0=4, r1=1))
    # His own use is free again when his plan changes.
    assert seating.fits(0, column(90, r0=10))
    assert not seating.fits(0, column(90, r0=11))
    seating.seat(0, column(70, r0=1))
    assert seating.left == [9, 2]
    assert seating.value(3) == 70 - 2 * UNPLACED_POINTS
    other = seating.copy()
    other.unseat(0)
    assert other.left == [10, 2]
    assert seating.left == [9, 2]


def test_an_overdrawn_room_is_seen() -> None:
    seating = Seating([10, 2], {0: column(80, r0=6), 1: column(80, r0=4, r1=3)})
    assert seating.left == [0, -1]
    assert seating.overdrawn() == [1]


# ---- prices ----


def test_prices_lie_on_the_grid() -> None:
    assert on_grid(0.25) == Fraction(1, 4)
    assert on_grid(-1.0) == 0
    assert on_grid(1 / 3).denominator <= PRICE_GRID


def test_the_master_prices_what_is_short() -> None:
    """Two athletes, one head; each is worth 90 with it and 80 without."""
    search = PriceSearch([1, 100], [2], [1, 1])
    search.ceilings = [1000.0, 1000.0]
    search.add(0, 90.0, {0: 1.0})
    search.add(0, 80.0, {1: 1.0})
    duals, mixed = search.master()
    assert mixed == pytest.approx(170)
    assert duals == {0: pytest.approx(10)}
    assert search.bound([Fraction(80)], {0: Fraction(10)}) == 170


def test_a_ceiling_holds_a_price_down_until_it_is_raised() -> None:
    search = PriceSearch([1], [2], [1])
    search.add(0, 90.0, {0: 1.0})
    duals, _ = search.master()
    assert search.at_ceiling(duals) == [0]
    before = search.ceilings[0]
    search.raise_ceilings(duals)
    assert search.ceilings[0] > before


def test_the_next_question_stands_between() -> None:
    search = PriceSearch([1], [1], [1])
    asked = search.next_prices({0: Fraction(4)}, {0: 8.0, 1: 2.0})
    assert Fraction(4) < asked[0] < Fraction(8)
    assert 0 < asked[1] < 2


# ---- borrowing ----


def test_profiles_count_gaps_in_the_steps_of_the_rules() -> None:
    def profile(*starts: int) -> tuple[int, ...]:
        return profile_of([(start, 3600) for start in starts])

    monday, wednesday = 18 * 60, 2 * DAY + 18 * 60
    assert profile(monday, wednesday) == profile(monday + DAY, wednesday + DAY)
    # 48 hours are enough for a rule, a minute less is not.
    assert profile(monday, wednesday) != profile(monday, wednesday - 1)
    assert profile(monday, wednesday) == profile(monday, wednesday + 1)
    assert profile_of([(monday, 3600)]) != profile_of([(monday, 2700)])


def test_patterns_list_every_set_of_days_once() -> None:
    whole = rosters.roster(
        only=FEW, athletes=[rosters.athlete("a", sessions_per_week=2), rosters.athlete("b")]
    )
    one = AthleteModel(whole.member(0), whole.room)
    found = patterns(one.model.problem.slots, 2)
    assert sorted(days for several in found.values() for days in several) == [
        (0, 1), (0, 2), (1, 2),
    ]  # fmt: skip
    assert profiles_of(whole, 0) == frozenset(found)


def two_of_three() -> Roster:
    athletes = [rosters.athlete(name, sessions_per_week=2) for name in ("a", "b")]
    return rosters.roster(only=FEW, athletes=athletes)


def test_a_plan_is_lent_to_other_days_and_checked_there() -> None:
    whole = two_of_three()
    one = AthleteModel(whole.member(0), whole.room)
    slots = one.model.problem.slots
    monday_wednesday = profile_of(
        [(slot.start_minute, slot.available_seconds) for slot in slots[:2]]
    )
    found = plan_athlete(one, Wish({}, {}, days=(0, 1)))
    assert isinstance(found, Planned)
    assert found.choice.trained == ("mon", "wed")
    assert (
        choice_from(found.choice.document()) == found.choice == choice_of(one.model, found.values)
    )
    lender = (monday_wednesday, found.choice, found.score)
    offered = borrowed_plans(one, [lender], {}, {})
    # Wednesday and Friday stand as far apart as Monday and Wednesday.
    assert len(offered) == 2
    full_monday = {i: 0 for i, r in enumerate(one.limited) if r.slot == 0}
    again = plan_athlete(one, Wish({}, full_monday, effort=0), [lender])
    assert isinstance(again, Planned)
    assert again.choice.trained == ("wed", "fri")
    assert again.score == found.score


def test_a_borrowed_plan_that_breaks_a_rule_is_dropped() -> None:
    whole = two_of_three()
    one = AthleteModel(whole.member(0), whole.room)
    found = plan_athlete(one, Wish({}, {}))
    assert isinstance(found, Planned)
    doubled = tuple(
        (*entry[:2], day, *entry[3:])
        for entry in found.choice.entries
        for day in found.choice.trained
    )
    lender_days = [slot for slot in one.model.problem.slots if slot.id in found.choice.trained]
    profile = profile_of([(slot.start_minute, slot.available_seconds) for slot in lender_days])
    overloaded = type(found.choice)(found.choice.trained, tuple(sorted(set(doubled))))
    wish = Wish({}, {}, effort=0)
    assert plan_athlete(one, wish, [(profile, overloaded, Fraction(99))]) is Verdict.UNKNOWN
    assert isinstance(plan_athlete(one, wish, [(profile, found.choice, found.score)]), Planned)


def test_a_library_lends_the_best_that_suits() -> None:
    library = Library(kin=["x", "x", "y"], profiles=[frozenset({(1,), (2,)}), frozenset({(2,)}),
                                                     frozenset({(1,)})])  # fmt: skip
    assert library.keep(0, column(80, profile=(1,)))
    assert library.keep(0, column(70, profile=(2,)))
    assert not library.keep(1, column(69, profile=(2,)))
    assert [one.score for one in library.lenders(0)] == [80, 70]
    assert [one.score for one in library.lenders(1)] == [70]
    assert library.lenders(2) == []
    assert library.best_score(1) == 80


# ---- asking and gap ----


def test_a_member_is_named_once_in_a_task() -> None:
    asked = [((0, 1), {"n": 1}), ((0, 1), {"n": 2}), ((1, 0), {"n": 3}), ((0, 2), {"n": 4})]
    tasks, origin = _tasks("plan", asked, {})
    found = sorted(
        (number, task.shard, member, own["n"])
        for task in tasks
        for number, member, own in zip(origin[id(task)], task.members, task.own, strict=True)
    )
    assert found == [(0, 0, 1, 1), (1, 0, 1, 2), (2, 1, 0, 3), (3, 0, 2, 4)]


def test_the_gap_is_a_share_of_the_bound_or_of_a_point_for_everyone() -> None:
    assert relative_gap(Fraction(98), Fraction(100), 1) == Fraction(2, 100)
    assert relative_gap(Fraction(-1), Fraction(1), 10) == Fraction(2, 10)
    assert relative_gap(Fraction(5), Fraction(4), 1) == 0


# ---- the master ----


def test_the_master_swaps_plans_for_the_better() -> None:
    """One head in each of two slots: the first took what only the second needs."""
    resources = [Resource("heads", slot, None, None, 1) for slot in (0, 1)]
    state = State(InlineRunner([]), FreshDecisions(), RosterLimits(), resources, 2)
    wanted, other = column(80, "first", r0=1), column(79, "second", r1=1)
    needed = column(70, "third", r0=1)
    state.shapes = [
        Shape((0, 0), [0], columns=[wanted, other]),
        Shape((0, 1), [1], columns=[needed]),
    ]
    state.shape_by_athlete = [0, 1]
    state.seating = Seating([1, 1], {0: wanted})
    assert choose_columns(state)
    assert state.seating.plans == {0: other, 1: needed}
    assert state.seating.left == [0, 0]
    assert not choose_columns(state)


def test_the_master_counts_athletes_of_one_shape() -> None:
    """Three alike, two places for the better plan; nobody who has it loses it to another."""
    resources = [Resource("heads", slot, None, None, 2) for slot in (0, 1)]
    state = State(InlineRunner([]), FreshDecisions(), RosterLimits(), resources, 3)
    good, poor = column(80, "good", r0=1), column(60, "poor", r1=1)
    state.shapes = [Shape((0, 0), [0, 1, 2], columns=[good, poor])]
    state.shape_by_athlete = [0, 0, 0]
    state.seating = Seating([2, 2], {1: good, 2: poor})
    assert choose_columns(state)
    assert state.seating.plans[1] is good
    assert sorted(one.score for one in state.seating.plans.values()) == [60, 80, 80]
    assert not state.seating.overdrawn()

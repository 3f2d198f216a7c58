"""The method of rosters on toys: bounds hold, rooms hold, and enumeration agrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from constraints import ROSTER_RULES
from optimizer.api import solve_roster
from optimizer.engines.answer import Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.result import Status
from optimizer.roster import worker
from optimizer.roster.athlete_model import AthleteModel
from optimizer.roster.columns import UNPLACED_POINTS
from optimizer.roster.inline import InlineRunner
from optimizer.roster.planning import Planned, Wish, plan_athlete, priced_model
from optimizer.roster.roster import Roster
from optimizer.roster.roster_result import RosterResult
from optimizer.roster.shapes import shape_of
from optimizer.roster.sharding import make_shards
from optimizer.roster.task import Outcome, Task
from optimizer.verifier import verify
from tests.roster import rosters

FEW = (
    "romanian_deadlift", "front_squat", "pendlay_row", "barbell_hip_thrust", "band_face_pull",
    "bw_single_leg_hinge",
)  # fmt: skip
EXACT = Limits(wall_seconds=None, gap=0, workers=1)
TWO_OF_THREE = {"sessions_per_week": 2}
RACKS = 2


def room(heads: int | None = None, racks: int = RACKS) -> dict[str, Any]:
    """A facility of three evenings; `heads` bounds each."""
    facility: dict[str, Any] = {"rooms": [dict(rosters.FACILITY["rooms"][0])]}
    stations = [dict(one) for one in rosters.FACILITY["rooms"][0]["stations"]]
    stations[1]["count"] = racks
    facility["rooms"][0]["stations"] = stations
    if heads is not None:
        facility["rooms"][0]["heads"] = heads
    return facility


def toy(count: int, *, facility: dict[str, Any] | None = None, **more: Any) -> Roster:
    """Athletes who train two of three evenings."""
    athletes = [rosters.athlete(f"a{n}", **TWO_OF_THREE) for n in range(count)]
    return rosters.roster(only=FEW, athletes=athletes, facility=facility or room(), **more)


@cache
def athlete(racks: int = RACKS) -> AthleteModel:
    whole = toy(1, facility=room(racks=racks))
    return AthleteModel(whole.member(0), whole.room)


def best_worth(one: AthleteModel, prices: dict[int, Fraction]) -> Fraction:
    """The exact optimum of score less price times use."""
    posted = priced_model(one, Wish(prices, {}))
    answer = solve_with_cp_sat(posted, EXACT)
    assert answer.verdict is Verdict.OPTIMAL
    assert answer.values is not None
    return posted.score(answer.values)


def some_prices() -> Iterator[dict[int, Fraction]]:
    yield {}
    for scale in (1, 4, 40):
        yield {
            index: Fraction(scale, 2**8 if one.kind == "station" else 1)
            for index, one in enumerate(athlete().limited)
            if index % 2 or scale == 40
        }


@pytest.mark.parametrize("prices", list(some_prices()), ids=lambda p: f"{len(p)} prices")
def test_bounds_at_prices_are_never_below_the_best_plan(prices: dict[int, Fraction]) -> None:
    one = athlete()
    relaxed = one.relax(prices)
    assert relaxed is not None
    proved, best = one.bound(prices, relaxed), best_worth(one, prices)
    assert best <= proved
    # The bound is that of the relaxation, not a trivial one.
    assert abs(float(proved) - (relaxed.points or 0)) < 1e-3
    # Whatever an engine says instead of dual values: weaker, never wrong.
    crooked = tuple(value * 1.5 + 0.01 for value in relaxed.multipliers)
    one.bound(prices, relaxed)
    assert one.proof.bound(crooked) >= best


def test_the_relaxation_knows_that_days_left_out_hold_no_work() -> None:
    """Two of three evenings are worth little more than two given ones, not as much as three."""
    one = athlete()
    tightened = [row for row in one.relaxed_model.rows if row.rule == "strengthening"]
    plan = plan_athlete(one, Wish({}, {}))
    assert isinstance(plan, Planned)
    assert tightened
    assert all(row.holds(plan.values) for row in tightened)
    free = one.relax({})
    assert free is not None
    given = [
        one.relax({}, {index: (int(n in days),) * 2 for n, index in enumerate(one.uses)})
        for days in ((0, 1), (0, 2), (1, 2))
    ]
    best = max(relaxed.points or 0 for relaxed in given if relaxed is not None)
    assert free.points is not None
    assert best - 1e-6 <= free.points <= best + 1


def test_a_relaxation_remembers_no_earlier_question() -> None:
    """An engine asked before ended at another vertex of the same value, and at another plan."""
    one = athlete()
    prices = list(some_prices())
    first = one.relax(prices[2])
    for other in prices:
        one.relax(other)
        one.relaxation.solve({one.uses[0]: (0, 0)}, 10)
    again = one.relax(prices[2])
    assert first is not None
    assert again is not None
    assert again.values == first.values


def test_a_plan_keeps_what_is_left() -> None:
    one = athlete()
    found = plan_athlete(one, Wish({}, {}))
    assert isinstance(found, Planned)
    busiest = max(found.use, key=lambda index: found.use[index])
    half = found.use[busiest] // 2
    less = plan_athlete(one, Wish({}, {busiest: half}))
    assert isinstance(less, Planned)
    assert less.use.get(busiest, 0) <= half
    assert less.score <= one.bound({}, one.relax({}))


def test_no_plan_where_nothing_is_left() -> None:
    one = athlete()
    heads = {i: 0 for i, resource in enumerate(one.limited)}
    assert plan_athlete(one, Wish({}, heads)) is Verdict.IMPOSSIBLE


def test_a_plan_reaches_its_floor_or_is_not_made() -> None:
    one = athlete()
    best = best_worth(one, {})
    reached = plan_athlete(one, Wish({}, {}, least=best - 1))
    assert isinstance(reached, Planned)
    assert reached.score >= best - 1
    assert plan_athlete(one, Wish({}, {}, least=best + 1)) is Verdict.IMPOSSIBLE


# ---- shapes ----


def test_names_and_loads_do_not_make_a_shape() -> None:
    athletes = [
        rosters.athlete("a", one_rep_max_kg={"deadlift": "140", "squat": "110", "row": "75"}),
        rosters.athlete("b", one_rep_max_kg={"deadlift": "142", "squat": "111", "row": "76"}),
        rosters.athlete("c", level="novice"),
        rosters.athlete("d", **TWO_OF_THREE),
    ]
    whole = rosters.roster(only=FEW, athletes=athletes)
    shapes = [shape_of(member) for member in whole.members]
    assert shapes[0] == shapes[1]
    assert len(set(shapes)) == 3


# ---- whole rosters ----


def solved(whole: Roster, **more: Any) -> RosterResult:
    limits: dict[str, Any] = {"gap": 0, "time_limit": None, "deterministic_time": 1.0}
    return solve_roster(whole, **{**limits, **more})


def checked(whole: Roster, result: RosterResult) -> None:
    """Everything a result says of itself, found out again."""
    placed = [one for one in result.athletes if one.plan is not None]
    for one in placed:
        member = whole.member(whole.index_by_id[one.id])
        assert one.plan is not None
        assert verify(member.scenario, one.plan).passed
        assert Fraction(one.plan.score.exact) == one.score
    assert not [v for rule in ROSTER_RULES for v in rule.check(whole, list(result.plans))]
    missing = UNPLACED_POINTS * (len(result.athletes) - len(placed))
    if placed:
        assert result.value == sum(result.scores, Fraction(0)) - missing
        assert result.bound is not None
        assert result.value is not None
        assert result.value <= result.bound


def test_a_roster_with_room_for_all_is_the_sum_of_its_parts() -> None:
    whole = toy(3, facility=room(racks=6))
    result = solved(whole)
    checked(whole, result)
    best = best_worth(athlete(racks=6), {})
    assert result.value is not None
    assert result.bound is not None
    assert result.value <= 3 * best <= result.bound
    assert result.gap is not None
    assert result.gap < Fraction(2, 100)
    assert not result.prices
    assert all(one.paid == 0 for one in result.athletes)


def joint_optimum(whole: Roster) -> tuple[Fraction, Fraction]:
    """Value and bound of all athletes in one model, with everybody in it."""
    from optimizer.roster.room_model import AthleteUse, JointRoomModel

    models = [AthleteModel(member, whole.room) for member in whole.members]
    uses = [AthleteUse(whole.room, one.model, beginner=one.beginner) for one in models]
    joint = JointRoomModel(uses, [member.id for member in whole.members])
    for rule in ROSTER_RULES:
        rule.post(joint)
    limits = Limits(wall_seconds=None, deterministic_time=1, gap=0.001, workers=1)
    answer = solve_with_cp_sat(joint.linear, limits)
    assert answer.values is not None
    assert answer.bound is not None
    return joint.linear.score(answer.values), Fraction(answer.bound, joint.linear.scale)


def test_a_crowded_room_agrees_with_one_model_of_all() -> None:
    """Two heads an evening and one rack for three: everybody fits, and somebody pays."""
    whole = toy(3, facility=room(heads=2, racks=1))
    result = solved(whole)
    checked(whole, result)
    assert not result.unplaced
    value, bound = joint_optimum(whole)
    assert result.value is not None
    assert result.bound is not None
    assert result.value <= bound
    assert value <= result.bound
    assert result.value >= value * Fraction(97, 100)


def test_who_finds_no_place_is_told_and_costs_points() -> None:
    """Two heads on each of three evenings are six places: three athletes of two evenings, not four."""
    whole = toy(4, facility=room(heads=2))
    result = solved(whole, deterministic_time=1.0)
    checked(whole, result)
    assert result.status is Status.FEASIBLE
    assert len(result.unplaced) == 1
    assert result.unplaced[0].unplaced == "there is no place left in the slots offered"
    assert result.unplaced[0].status is Status.UNKNOWN
    # The bound knows that somebody has to stay away: without prices it would be above 4 x 60 points.
    assert result.bound is not None
    assert result.bound < sum((one.alone_bound or 0) for one in result.athletes) - UNPLACED_POINTS
    assert any(price.kind == "heads" and price.points > 0 for price in result.prices)


def test_nobody_can_be_placed() -> None:
    """Pins that contradict each other: proved for everyone."""
    pins = [{"exercise": name, "session": "mon", "sets": 5} for name in FEW[:3]]
    rules = {"session_shape": {"max_working_sets": 6}}
    whole = rosters.roster(
        only=FEW,
        rules=rules,
        groups={"all": {"pins": pins}},
        athletes=[rosters.athlete("a", group="all"), rosters.athlete("b", group="all")],
    )
    result = solved(whole)
    assert result.status is Status.IMPOSSIBLE
    assert result.value is None
    assert result.bound is None
    assert [one.unplaced for one in result.athletes] == [
        "proved impossible, even with the room to himself"
    ] * 2


def test_the_floor_is_kept_or_named() -> None:
    whole = toy(3, facility=room(heads=2, racks=1), fairness="0.9")
    result = solved(whole)
    checked(whole, result)
    for one in result.athletes:
        assert one.alone_score is not None
        assert one.floor == Fraction(9, 10) * one.alone_score
        assert one.below_floor == (one.score is None or one.score < one.floor)
    assert set(result.unfair) == {one for one in result.athletes if one.below_floor}


class Shuffled(InlineRunner):
    """Answers from the back, one at a time, and forgets every model in between."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        for task in reversed(tasks):
            for position in reversed(range(len(task.members))):
                worker.forget()
                ((_, _, outcome),) = super().run([task.only((position,))])
                yield task, position, outcome


def test_results_depend_on_questions_only() -> None:
    whole = toy(3, facility=room(heads=2, racks=1))
    worker.forget()
    one = solved(whole, deterministic_time=0.6)
    other = solved(whole, deterministic_time=0.6, runner=Shuffled(list(make_shards(whole))))
    assert one.value == other.value
    assert one.bound == other.bound
    assert [a.plan for a in one.athletes] == [a.plan for a in other.athletes]


class Failing(InlineRunner):
    """Fails on one member, whatever is asked."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        for task, position, outcome in super().run(tasks):
            broken = task.members[position] == 0 and task.shard == 0
            yield task, position, {"error": "the process died"} if broken else outcome


def test_whoever_fails_stops_nobody() -> None:
    whole = toy(2, facility=room(racks=4))
    result = solved(whole, deterministic_time=0.3, runner=Failing(list(make_shards(whole))))
    checked(whole, result)
    assert result.athletes[0].plan is None
    assert result.athletes[0].unplaced == "the process died"
    assert result.athletes[1].plan is not None
    assert result.value is not None
    assert result.value < 0

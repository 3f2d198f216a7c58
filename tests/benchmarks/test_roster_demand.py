"""How tight a room is: on paper for two athletes, and for the smallest instance as its README says."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from benchmarks.roster.demand import Demand, Use, demand_on, use_alone
from optimizer.roster.room_problem import resources
from tests.roster.finished import roster

ONE = {"id": "ann", "group": "a"}


def test_shares_are_added_up_over_slots_and_the_peak_is_one_slot() -> None:
    whole = roster(ONE, {"id": "bob", "group": "a"})
    limited = resources(whole.room)
    at = {one.where(whole.room): index for index, one in enumerate(limited)}
    used: Counter[int] = Counter()
    for where, amount in at.items():
        if "heads" in where:
            used[amount] = 2
    rig = next(index for where, index in at.items() if where.startswith("thu") and "rig" in where)
    used[rig] = 1530
    found = demand_on(whole.room, Use(used, athletes=2, shapes=1))
    # two of four heads in both slots; half of one of the two slots' capacity of 3060 s at the rig
    assert found.by_kind["heads"] == Fraction(1, 2)
    assert found.by_kind["rig"] == Fraction(1, 4)
    assert found.by_kind["floor"] == 0
    assert (found.tightness, found.peak) == (Fraction(1, 2), Fraction(1, 2))


def test_athletes_of_one_problem_are_planned_once_and_counted_twice() -> None:
    some = ["romanian_deadlift", "db_rdl", "band_row", "pull_up", "db_bulgarian_split_squat"]
    bans = [name for name in roster(ONE).catalogue.exercises if name not in some]
    one = roster(ONE, bans=bans, weeks=1)
    two = roster(ONE, {**ONE, "id": "bob"}, bans=bans, weeks=1)
    single, double = (demand_on(whole.room, use_alone(whole)) for whole in (one, two))
    assert (single.athletes, single.shapes) == (1, 1)
    assert (double.athletes, double.shapes) == (2, 1)
    assert single.by_kind["heads"] == Fraction(2, 8)
    assert double.by_kind == {kind: 2 * share for kind, share in single.by_kind.items()}
    assert single.tightness > 0


def test_nothing_used_is_not_tight() -> None:
    assert Demand({}, Fraction(0), "", 0, 0).tightness == 0

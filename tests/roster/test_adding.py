"""Who moves for a newcomer: decided on toy plans, where every answer is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import pytest

from optimizer.roster.adding import Newcomer, Placed
from optimizer.roster.columns import Column, Seating
from optimizer.roster.task import Outcome, Task

NEW = 9
Ways = Mapping[int, Sequence[tuple[int, dict[int, int]]]]
"""By athlete, score and use of every plan there is; the first is the one he has."""


class ToyPlanner:
    """Finds the best of a few plans at prices, within what is left."""

    def __init__(self, ways: Ways) -> None:
        self.ways, self.asked = ways, 0

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        for task in reversed(tasks):
            self.asked += 1
            yield task, 0, self.answer(task)

    def answer(self, task: Task) -> Outcome:
        (own,), athlete = task.own, task.members[0]
        ways = self.ways[athlete]
        if task.kind == "price":
            return {"bound": str(max(score for score, _ in ways) + 1)}
        if task.kind == "fail":
            return {"error": "out of order"}
        prices = {int(r): Fraction(price) for r, price in own["prices"].items()}
        left = {int(r): amount for r, amount in own["left"].items()}
        open_ways = [
            (score - sum((prices.get(r, 0) * n for r, n in use.items()), Fraction(0)), score, use)
            for score, use in ways
            if all(n <= left.get(r, n) for r, n in use.items())
            and score >= Fraction(own.get("least", 0))
        ]
        if not open_ways:
            return {"planned": "impossible"}
        _, score, use = max(open_ways, key=lambda way: way[0])
        return {
            "planned": "feasible",
            "score": str(score),
            "use": {str(r): n for r, n in use.items()},
            "choice": {"use": sorted(use.items())},
            "profile": [],
        }


def place(
    capacities: Sequence[int],
    ways: Ways,
    allow_moves: int,
    least: Mapping[int, Fraction] | None = None,
) -> Placed:
    seating = Seating(capacities)
    for athlete, (first, *_) in ways.items():
        if athlete != NEW:
            seating.seat(athlete, Column(Fraction(first[0]), first[1], f"{athlete}"))
    before = dict(seating.plans)
    found = Newcomer(ToyPlanner(ways), seating, NEW, 10, {}, least or {}).place(allow_moves)
    assert seating.plans == before  # it is left as it is
    assert len(found.moved) <= allow_moves
    if found.column is not None:
        after = Seating(capacities, {**before, **found.moved, NEW: found.column})
        assert after.overdrawn() == []
    return found


def scores(found: Placed) -> dict[int, int]:
    return {athlete: int(column.score) for athlete, column in found.moved.items()}


def test_the_best_plan_where_there_is_room() -> None:
    found = place([3, 3], {0: [(70, {0: 2})], NEW: [(60, {1: 1}), (80, {0: 1})]}, 0)
    assert found.column is not None
    assert found.column.score == 80
    assert (found.bound, found.moved) == (81, {})


def test_the_best_that_still_fits() -> None:
    found = place([2, 3], {0: [(70, {0: 2})], NEW: [(60, {1: 1}), (80, {0: 1})]}, 3)
    assert found.column is not None
    assert found.column.score == 60
    assert found.alone is not None
    assert found.alone.score == 80
    assert found.moved == {}


FULL: Ways = {
    0: [(70, {0: 1}), (50, {1: 1})],
    1: [(70, {0: 1}), (65, {1: 1})],
    2: [(70, {2: 1}), (69, {1: 1})],
    NEW: [(80, {0: 1})],
}


def test_who_loses_least_moves() -> None:
    assert place([2, 1, 1], FULL, 0).column is None
    found = place([2, 1, 1], FULL, 1)
    assert scores(found) == {1: 65}


def test_nobody_moves_below_his_floor() -> None:
    found = place([2, 1, 1], FULL, 1, {1: Fraction(66), 0: Fraction(40)})
    assert scores(found) == {0: 50}
    assert place([2, 1, 1], FULL, 1, {1: Fraction(66), 0: Fraction(51)}).column is None


def test_as_many_as_needed_and_no_more_than_allowed() -> None:
    ways: Ways = {
        0: [(70, {0: 1}), (60, {1: 1})],
        1: [(70, {0: 1}), (61, {1: 1})],
        2: [(70, {0: 1}), (62, {1: 1})],
        NEW: [(80, {0: 2})],
    }
    assert place([3, 3], ways, 1).column is None
    assert scores(place([3, 3], ways, 2)) == {1: 61, 2: 62}
    assert scores(place([3, 3], ways, 3)) == {1: 61, 2: 62}


def test_a_plan_that_asks_less_of_others_comes_first() -> None:
    ways: Ways = {
        0: [(70, {0: 1, 1: 1}), (60, {1: 1, 2: 1})],
        NEW: [(80, {0: 1, 1: 1}), (78, {0: 1, 2: 1})],
    }
    found = place([1, 1, 2], ways, 1)
    assert found.column is not None
    assert found.column.score == 78
    assert scores(found) == {0: 60}


def test_where_nobody_can_move() -> None:
    ways: Ways = {0: [(70, {0: 1})], NEW: [(80, {0: 1})]}
    found = place([1], ways, 5)
    assert (found.column, found.impossible) == (None, False)
    assert found.alone is not None


def test_impossible_alone() -> None:
    found = place([1], {0: [(70, {0: 1})], NEW: [(-5, {0: 1})]}, 5)
    assert (found.column, found.alone, found.impossible) == (None, None, True)


def test_a_newcomer_whose_problem_fails() -> None:
    class Failing(ToyPlanner):
        def answer(self, task: Task) -> Outcome:
            return {"error": "out of order"}

    with pytest.raises(RuntimeError, match="out of order"):
        Newcomer(Failing({}), Seating([1]), NEW, 10, {}).place()

"""Intervals of scores: what is proved, what is not, and that nothing is ranked without proof."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from optimizer.comparing.separation import (
    Bargain,
    Interval,
    Priced,
    bargains,
    best_possible,
    groups_of,
    proved_inside,
)


def spans(*pairs: tuple[int, int]) -> list[Interval]:
    return [Interval(Fraction(low), Fraction(high)) for low, high in pairs]


def test_touching_intervals_are_not_separated() -> None:
    low, high = spans((80, 90), (90, 95))
    assert not high.above(low)
    assert groups_of([low, high]) == ((0, 1),)


def test_one_hundredth_separates() -> None:
    low, high = Interval(Fraction(80), Fraction(90)), Interval(Fraction(9001, 100), Fraction(95))
    assert high.above(low)
    assert groups_of([low, high]) == ((1,), (0,))


def test_a_long_interval_joins_what_is_apart_and_the_proved_pair_is_kept() -> None:
    found = spans((70, 75), (72, 92), (90, 95))
    assert groups_of(found) == ((0, 1, 2),)
    assert proved_inside(found, (0, 1, 2)) == [(2, 0)]


def test_members_keep_the_order_given() -> None:
    assert groups_of(spans((1, 9), (50, 60), (2, 8), (55, 58))) == ((1, 3), (0, 2))


def test_equal_points_share_a_group() -> None:
    assert groups_of(spans((90, 90), (90, 90), (91, 91))) == ((2,), (0, 1))


def test_nothing_gives_no_groups() -> None:
    assert groups_of([]) == ()


@pytest.mark.parametrize("seed", range(30))
def test_groups_say_exactly_what_is_proved(seed: int) -> None:
    chance = random.Random(seed)
    found = []
    for _ in range(chance.randint(1, 9)):
        low = chance.randint(-20, 100)
        found.append(Interval(Fraction(low, 3), Fraction(low + chance.randint(0, 25), 3)))
    groups = groups_of(found)
    assert sorted(itertools.chain(*groups)) == list(range(len(found)))
    for upper, lower in itertools.combinations(groups, 2):
        assert all(found[a].above(found[b]) for a in upper for b in lower)
    for group in groups:
        reached = {group[0]}
        for _ in group:
            reached |= {
                j
                for i in reached
                for j in group
                if not found[i].above(found[j]) and not found[j].above(found[i])
            }
        assert reached == set(group)


def test_without_a_bound_all_points_are_possible() -> None:
    assert best_possible(Fraction(90), None) == Interval(Fraction(90), Fraction(100))
    assert best_possible(None, Fraction(90)) is None


def test_difference_is_the_widest_one() -> None:
    more, less = spans((90, 94), (80, 85))
    assert more.minus(less) == Interval(Fraction(5), Fraction(14))


def priced(*choices: tuple[int, int, int]) -> list[Priced]:
    return [
        Priced(Decimal(price), Interval(Fraction(low), Fraction(high)))
        for price, low, high in choices
    ]


def test_bargains_found_more_than_everything_cheaper() -> None:
    found = bargains(priced((500, 94, 96), (0, 60, 63), (35, 80, 82), (900, 93, 97), (700, 95, 96)))
    assert found == (Bargain(1, True), Bargain(2, True), Bargain(0, True), Bargain(4, False))


def test_of_two_with_one_price_the_better_counts() -> None:
    assert bargains(priced((10, 50, 60), (10, 55, 60))) == (Bargain(1, True),)


def test_a_dearer_choice_with_the_same_score_is_no_bargain() -> None:
    assert bargains(priced((10, 50, 50), (20, 50, 50))) == (Bargain(0, True),)

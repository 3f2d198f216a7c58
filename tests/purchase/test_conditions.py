"""Conditions: their form, their truth, and the 0/1 variables that stand for them."""

from __future__ import annotations

import itertools
from collections.abc import Collection

import pytest

from optimizer.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Not,
    Owned,
    all_of,
    any_of,
    is_met,
    items_of,
    opposite,
    tabulated,
)
from optimizer.engines.answer import Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.linear_model import Linear
from optimizer.postings import Postings

A, B, C = Owned("a"), Owned("b"), Owned("c")
BASKETS = [frozenset(b) for n in range(4) for b in itertools.combinations("abc", n)]


@pytest.mark.parametrize(
    ("condition", "form"),
    [
        (all_of([]), "always"),
        (any_of([]), "never"),
        (all_of([A, A]), "a"),
        (all_of([B, A]), "(a and b)"),
        (all_of([A, NEVER]), "never"),
        (all_of([A, ALWAYS]), "a"),
        (all_of([A, Not(A)]), "never"),
        (any_of([A, ALWAYS]), "always"),
        (any_of([A, Not(A), B]), "always"),
        (any_of([A, all_of([A, B])]), "a"),
        (any_of([all_of([A, C]), all_of([B, C])]), "((a or b) and c)"),
        (any_of([all_of([A, B]), C]), "((a and b) or c)"),
        (opposite(opposite(A)), "a"),
        (opposite(ALWAYS), "never"),
    ],
)
def test_simplest_forms(condition: Condition, form: str) -> None:
    assert str(condition) == form


def truths() -> list[frozenset[frozenset[str]]]:
    """Every function of three items, by the baskets where it is true."""
    return [
        frozenset(basket for place, basket in enumerate(BASKETS) if bits >> place & 1)
        for bits in range(1 << len(BASKETS))
    ]


def test_every_function_of_three_items_is_found_by_its_table() -> None:
    for wanted in truths():
        condition = tabulated([A, B, C], lambda true, w=wanted: items_of(true) in w)  # type: ignore[misc]
        assert {basket for basket in BASKETS if is_met(condition, basket)} == wanted
        assert {basket for basket in BASKETS if is_met(opposite(condition), basket)} == (
            {*BASKETS} - wanted
        )


def test_where_more_never_harms_nothing_is_negated() -> None:
    growing = [
        wanted
        for wanted in truths()
        if all(larger in wanted for small in wanted for larger in BASKETS if small < larger)
    ]
    assert len(growing) == 20  # the Dedekind number of three
    for wanted in growing:
        condition = tabulated([A, B, C], lambda true, w=wanted: items_of(true) in w)  # type: ignore[misc]
        assert "not" not in str(condition)


def held(condition: Condition, basket: Collection[str], sign: int) -> int:
    """Value of a condition's variable with a basket, pushed up or down by the objective."""
    model = Postings(frozenset())
    literal = model.holds(condition)
    for item in "abc":
        model.equal(model.owns(item), int(item in basket), item)
    model.reward("push", literal, model.linear.scale * sign)  # type: ignore[arg-type]
    answer = solve_with_cp_sat(model.linear, Limits(wall_seconds=None, gap=0, workers=1))
    assert answer.verdict is Verdict.OPTIMAL
    assert answer.values is not None
    return literal.value(answer.values)


@pytest.mark.parametrize(
    "condition",
    [
        A,
        Not(B),
        all_of([A, B]),
        any_of([A, B, C]),
        any_of([all_of([A, Not(B)]), all_of([B, C])]),
        opposite(any_of([A, all_of([B, C])])),
    ],
    ids=str,
)
def test_a_variable_says_neither_more_nor_less(condition: Condition) -> None:
    for basket in BASKETS:
        expected = int(is_met(condition, basket))
        assert held(condition, basket, 1) == held(condition, basket, -1) == expected


def test_what_is_known_needs_no_variable() -> None:
    model = Postings(frozenset())
    assert model.holds(ALWAYS).constant == 1
    assert model.holds(NEVER).constant == 0
    assert model.all_true(("all",), []).constant == 1
    assert model.any_true(("any",), []).constant == 0
    assert model.all_true(("none",), [Linear(), Linear(constant=1)]).constant == 0
    assert not model.linear.variables


def test_numbers_of_literals() -> None:
    model = Postings(frozenset())
    literals = [model.owns(item) for item in "abc"]
    numbers = model.how_many("bought", [*literals, Linear(constant=1)])
    assert list(numbers) == [1, 2, 3, 4]
    for item in "ab":
        model.equal(model.owns(item), 1, item)
    model.equal(model.owns("c"), 0, "c")
    answer = solve_with_cp_sat(model.linear, Limits(wall_seconds=None, gap=0, workers=1))
    assert answer.values is not None
    assert {n: literal.value(answer.values) for n, literal in numbers.items()} == {
        1: 0, 2: 0, 3: 1, 4: 0
    }  # fmt: skip
    assert model.how_many("fixed", [Linear(constant=1)] * 2)[2].constant == 1
    assert model.how_many("nothing", [Linear()]) == {}

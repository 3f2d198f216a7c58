"""The linear model: rows, bounds, an exact objective, a stable hash."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.linear_model import LARGEST_EXACT_SUM, Linear, LinearModel

F = Fraction


def _two() -> tuple[LinearModel, Linear, Linear]:
    model = LinearModel()
    return model, model.variable("x", 0, 5), model.variable("y", -2, 3)


def test_expressions() -> None:
    _, x, y = _two()
    mixed = 3 * x - 2 * y + 7
    assert (mixed.terms, mixed.constant) == ({0: 3, 1: -2}, 7)
    assert mixed.value((2, -1)) == 15
    assert (1 - x).value((4, 0)) == -3
    assert (x + x - 2 * x).terms == {}
    assert (x * 0).terms == {}
    assert Linear.total([]).value(()) == 0
    kept = dict(x.terms)
    x + y
    assert x.terms == kept, "adding changes neither side"


def test_bounds_over_the_box() -> None:
    model, x, y = _two()
    assert model.bounds(3 * x - 2 * y + 7) == (7 - 6, 7 + 15 + 4)
    assert model.bounds(Linear(constant=4)) == (4, 4)


@pytest.mark.parametrize(
    ("lower", "upper", "kept"),
    [
        (None, 8, False),  # x + y is at most 8 anyway
        (None, 7, True),
        (-2, None, False),
        (-1, None, True),
        (-2, 8, False),
        (-2, 7, True),
        (None, None, False),
    ],
)
def test_rows_that_always_hold_are_left_out(
    lower: int | None, upper: int | None, kept: bool
) -> None:
    model, x, y = _two()
    model.row(x + y, lower, upper, rule="r", where="w")
    assert bool(model.rows) == kept


def test_a_row_moves_its_constant_to_the_bounds() -> None:
    model, x, y = _two()
    model.row(2 * y - x + 3, 0, 4, rule="some_rule", where="here")
    (row,) = model.rows
    assert (row.variables, row.coefficients, row.lower, row.upper) == ((0, 1), (-1, 2), -3, 1)
    assert row.name == "some_rule: here"
    expected = {(a, b): 0 <= 2 * b - a + 3 <= 4 for a in range(6) for b in range(-2, 4)}
    assert {point: row.holds(point) for point in expected} == expected
    assert set(expected.values()) == {True, False}


def test_broken_names_rows_and_bounds() -> None:
    model, x, y = _two()
    model.row(x + y, None, 4, rule="cap", where="")
    assert list(model.broken((2, 2))) == []
    assert list(model.broken((5, 3))) == ["cap"]
    assert list(model.broken((6, -3))) == ["bounds of x", "bounds of y"]


def test_impossible_rows() -> None:
    model, x, y = _two()
    model.row(x + y, 8, None, rule="a", where="just possible")
    model.row(x + y, 9, None, rule="b", where="too much")
    model.row(x + y, None, -3, rule="c", where="too little")
    model.row(Linear(), 1, None, rule="d", where="never")
    assert [row.rule for row in model.impossible_rows()] == ["b", "c", "d"]


def test_objective_is_exact() -> None:
    model, x, y = _two()
    model.reward("first", x, F(1, 6))
    model.reward("first", 2 * y + 3, F(1, 10))
    model.reward("second", x, F(1, 4))
    assert model.scale == 60
    assert model.objective() == ({0: 25, 1: 12}, 18)
    for point in ((0, 0), (5, -2), (3, 3)):
        coefficients, constant = model.objective()
        by_integers = F(constant + sum(c * point[i] for i, c in coefficients.items()), model.scale)
        by_hand = F(5, 12) * point[0] + F(1, 5) * point[1] + F(3, 10)
        assert model.score(point) == by_integers == by_hand


def test_rewards_that_cancel_leave_no_coefficient() -> None:
    model, x, _ = _two()
    model.reward("first", x, F(1, 3))
    model.reward("second", x, F(-1, 3))
    assert model.objective() == ({}, 0)
    assert LinearModel().objective() == ({}, 0)
    assert LinearModel().scale == 1


def test_objectives_too_large_to_be_exact_are_refused() -> None:
    model = LinearModel()
    x = model.variable("x", 0, 1)
    model.reward("big", x, F(LARGEST_EXACT_SUM))
    assert model.objective() == ({0: LARGEST_EXACT_SUM}, 0)
    model.reward("big", model.variable("y", -1, 0), F(1))
    with pytest.raises(OverflowError, match="weights with fewer decimals"):
        model.objective()


def test_hash_sees_every_part() -> None:
    def build(upper: int = 5, bound: int = 4, points: int = 1, where: str = "w") -> str:
        model = LinearModel()
        x = model.variable("x", 0, upper)
        y = model.variable("y", -2, 3)
        model.row(x + y, None, bound, rule="r", where=where)
        model.reward("t", x, F(points))
        return model.sha256()

    hashes = [build(), build(upper=6), build(bound=3), build(points=2), build(where="v")]
    assert len(set(hashes)) == len(hashes)
    assert build() == hashes[0]


PROGRAM = """
from tests.builders import scenario
from optimizer.build import build_model
from optimizer.compile import compile_problem
toy = scenario(weeks=8, athlete={"restrictions": {"knee_pain": "caution"}, "likes": ["db_rdl"]})
print(build_model(compile_problem(toy)).linear.sha256(), toy.sha256)
"""


def test_hash_does_not_depend_on_the_order_of_sets() -> None:
    root = Path(__file__).resolve().parent.parent

    def run(seed: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    outputs = {run(seed) for seed in ("0", "1", "4711")}
    assert len(outputs) == 1
    assert len(outputs.pop().split()) == 2

"""A relaxation that adds its rows late says the same as one that knows all of them."""

from __future__ import annotations

import random

import pytest

from optimizer.certificates.lazy_rows import LazyRelaxation
from optimizer.engines.duals import Relaxation, Relaxed
from optimizer.linear_model import LinearModel
from tests.certificates.models import random_model

MODELS = 60


def boxes(source: random.Random, model: LinearModel) -> list[dict[int, tuple[int, int]]]:
    found: list[dict[int, tuple[int, int]]] = [{}]
    for index, variable in enumerate(model.variables):
        value = source.randint(variable.lower, variable.upper)
        found += [{index: (variable.lower, value)}, {index: (value, variable.upper)}]
    return found


def test_same_optimum_over_every_box() -> None:
    source = random.Random(8)
    solved = empty = late = 0
    for _ in range(MODELS):
        model = random_model(source)
        whole, lazy = Relaxation(model), LazyRelaxation(model, 10)
        known = len(lazy._rows)
        for box in boxes(source, model):
            expected, found = whole.solve(box, 10), lazy.solve(box, 10)
            assert expected is not None
            assert found is not None
            if expected.points is None:
                assert found.points is None
                empty += 1
                continue
            assert found.points == pytest.approx(expected.points, abs=1e-6)
            assert len(found.values) == len(model.variables)
            assert len(found.multipliers) == len(model.rows)
            solved += 1
        late += len(lazy._rows) > known
    assert solved > 100
    assert empty > 5
    assert late > 2


def test_points_alone_are_never_too_low() -> None:
    source = random.Random(9)
    seen = 0
    for _ in range(MODELS):
        model = random_model(source)
        lazy = LazyRelaxation(model, 10)
        for box in boxes(source, model):
            quick, whole = lazy.solve(box, 10, points_only=True), Relaxation(model).solve(box, 10)
            assert quick is not None
            assert whole is not None
            assert quick.values == quick.multipliers == ()
            if whole.points is not None:
                assert quick.points is not None
                assert quick.points >= whole.points - 1e-6
                seen += 1
    assert seen > 100


def test_a_known_solution_saves_the_first_solve() -> None:
    model = random_model(random.Random(2))
    first = Relaxation(model).solve({}, 10)
    assert first is not None
    assert first.points is not None
    again = LazyRelaxation(model, 10, first.values).solve({}, 10)
    assert again is not None
    assert again.points == pytest.approx(first.points)


def test_an_engine_that_fails_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    model = random_model(random.Random(2))
    lazy = LazyRelaxation(model, 10)
    expected = lazy.solve({}, 10)
    broken = lazy._relaxation

    def failing(*_: object, **__: object) -> Relaxed | None:
        return None

    monkeypatch.setattr(broken, "solve", failing)
    found = lazy.solve({}, 10)
    assert lazy._relaxation is not broken
    assert expected is not None
    assert found is not None
    assert found.points == pytest.approx(expected.points)

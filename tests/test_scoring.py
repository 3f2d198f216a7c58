"""Scores: terms and shortages add up exactly; small terms can never outweigh a point."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

import pytest

from constraints import TERMS, Shortage, TermScore
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.scoring import (
    Scoring,
    cents,
    gap_percent,
    score_plan,
    write_score,
    write_shortages,
)
from optimizer.solver import plan_of
from tests.builders import plan, scenario

F, D = Fraction, Decimal


def test_small_terms_together_are_worth_less_than_a_point() -> None:
    toy = scenario(only=["db_rdl"])
    made = plan(toy, {("db_rdl", "mon"): 2})
    scores = {term.name: term.score(toy, made) for term in TERMS}
    small = sum((scores[term.name].weight for term in TERMS if term.small), F(0))
    assert small < 1
    assert all(scores[term.name].weight > 0 for term in TERMS if term.small)
    large = sum((scores[term.name].weight for term in TERMS if not term.small), F(0))
    assert large == 100
    assert [s.name for s in scores.values()] == [term.name for term in TERMS]


def test_every_term_stays_within_its_weight() -> None:
    for toy in (
        scenario(only=["db_rdl", "band_row", "bw_squat"]),
        scenario(only=["db_rdl"], athlete={"likes": ["db_rdl"], "dislikes": ["bw_squat"]}),
    ):
        for sets in ({}, {("db_rdl", day): 5 for day in ("mon", "wed", "fri")}):
            made = plan(toy, sets)
            for term in TERMS:
                value = term.score(toy, made).value
                assert (-1 <= value <= 0) if term.small else (0 <= value <= 1), term.name
                assert term.explain(toy)


def test_total_is_terms_minus_shortages() -> None:
    scoring = Scoring(
        (TermScore("a", F(1, 3), F(70)), TermScore("b", F(-1, 2), F(1, 10))),
        (Shortage("r", "w", F(3, 10), "sets", F(3, 10)), Shortage("r", "v", F(1), "x", F(2))),
    )
    assert scoring.total == F(70, 3) - F(1, 20) - F(3, 10) - 2


def test_the_engine_counts_what_the_plan_is_worth() -> None:
    """Solve a toy to optimality: the model's score is the recomputed one, to the last fraction."""
    toy = scenario(
        only=["db_rdl", "bw_squat", "single_arm_db_row", "dead_bug", "calf_raise_bw"],
        athlete={"likes": ["dead_bug"], "restrictions": {"hamstring_strain": "caution"}},
    )
    model = build_model(compile_problem(toy))
    limits = Limits(wall_seconds=None, deterministic_time=5, gap=0, workers=1)
    answer = solve_with_cp_sat(model.linear, limits)
    assert answer.values is not None
    assert list(model.linear.broken(answer.values)) == []
    _, scoring = plan_of(toy, model, answer.values, None, {})
    assert scoring.total == model.linear.score(answer.values)
    assert scoring.total == score_plan(toy, plan_of(toy, model, answer.values, None, {})[0]).total


@pytest.mark.parametrize(
    ("value", "down", "up", "near"),
    [
        (F(1, 3), "0.33", "0.34", "0.33"),
        (F(2, 3), "0.66", "0.67", "0.67"),
        (F(92), "92.00", "92.00", "92.00"),
        (F(-1, 3), "-0.34", "-0.33", "-0.33"),
        (F(1, 10**15), "0.00", "0.01", "0.00"),
        (F(-1, 10**15), "-0.01", "0.00", "0.00"),
        (92 + F(1, 10**20), "92.00", "92.01", "92.00"),
        (F(9999, 100), "99.99", "99.99", "99.99"),
    ],
)
def test_rounding_for_display(value: Fraction, down: str, up: str, near: str) -> None:
    assert cents(value, ROUND_FLOOR) == D(down)
    assert cents(value, ROUND_CEILING) == D(up)
    assert cents(value) == D(near)


@pytest.mark.parametrize(
    ("total", "bound", "gap"),
    [
        (F(90), F(100), F(10)),
        (F(100), F(100), F(0)),
        (F(1, 4), F(1, 2), F(25)),  # bounds below one point count as one point
        (F(-3), F(-2), F(50)),
        (F(-1), F(0), F(100)),
    ],
)
def test_gap(total: Fraction, bound: Fraction, gap: Fraction) -> None:
    assert gap_percent(total, bound) == gap


def test_written_scores_never_promise_too_much() -> None:
    scoring = Scoring((TermScore("a", F(2, 3), F(100)),), ())
    written = write_score(scoring, F(701, 10) + F(1, 1000))
    assert (written.total, written.bound, written.exact) == (D("66.66"), D("70.11"), "200/3")
    assert written.gap is not None
    assert F(written.gap) >= gap_percent(scoring.total, F(701, 10) + F(1, 1000))
    nothing = write_score(scoring, None)
    assert (nothing.bound, nothing.gap) == (None, None)
    assert write_score(scoring, F(200, 3)).gap == 0
    (line,) = written.terms
    assert (line.name, line.value, line.weight, line.points) == (
        "a",
        D("66.67"),
        D("1"),
        D("66.6667"),
    )


def test_written_shortages() -> None:
    (line,) = write_shortages([Shortage("volume", "calves, block 1", F(6, 10), "sets", F(6, 10))])
    assert line.model_dump() == {
        "rule": "volume",
        "where": "calves, block 1",
        "missing": "0.6 sets",
        "points": D("0.60"),
    }
    (ten,) = write_shortages([Shortage("volume", "x", F(10), "sets", F(10))])
    assert ten.missing == "10 sets"

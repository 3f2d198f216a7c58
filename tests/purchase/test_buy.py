"""What `buy` refuses, how it stops, and that it never says more than it knows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from optimizer.engines.answer import Answer, Limits, Verdict, Watch
from optimizer.errors import EngineError, ProblemAt, VerificationError
from optimizer.linear_model import LinearModel
from optimizer.purchase import BuyProgress, buy, questions, search
from optimizer.purchase.buy import _agreed
from optimizer.purchase.model import PurchaseModel
from optimizer.purchase.shop import open_shop
from optimizer.purchase.start import dive, moved, start_reaching
from optimizer.result import Status
from optimizer.scenario import Scenario
from optimizer.verifier import verify
from tests.builders import days, scenario

SHORT = Limits(wall_seconds=None, deterministic_time=20, gap=0, workers=1)
ITEMS = ("bands_set", "kettlebell_24", "flat_bench")


def small(**overrides: Any) -> Scenario:
    only = ("band_row", "goblet_squat", "db_rdl", "single_arm_db_row", "dead_bug", "calf_raise_bw")
    return scenario(only, sessions=days("monday", minutes=35, setup="none"), **overrides)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"budget": Decimal(-1)}, "a budget of -1"),
        ({"budget": Decimal("10.005")}, "finer than 1/100"),
        ({"budget": Decimal(10), "reach": Decimal("100.5")}, "a score of 100.5"),
        ({"budget": Decimal(10), "base": "nowhere"}, "unknown setup 'nowhere'"),
        ({"budget": Decimal(10), "items": ["bandset"]}, "unknown item 'bandset'"),
        ({"budget": Decimal(10), "fixed": {"tue": "bands"}}, "unknown session 'tue'"),
    ],
)
def test_questions_that_cannot_be_answered(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(ProblemAt, match=words):
        buy(small(), limits=SHORT, **asked)


def test_an_answer_with_its_plans() -> None:
    told: list[BuyProgress] = []
    answer = buy(
        small(name="<b>|=1+1"),
        budget=Decimal(120),
        reach=Decimal(-100),
        items=ITEMS,
        limits=SHORT,
        on_progress=told.append,
        confirm_seconds=5,
    )
    assert answer.currency == "EUR"
    assert answer.items == ITEMS
    assert answer.best.status is Status.OPTIMAL
    assert answer.best.gap == 0
    assert answer.best.confirmation is not None
    assert answer.best.confirmation.confirmed is not False
    assert {p.question for p in told} >= {"best"}
    assert answer.cheapest is not None
    assert answer.reaching is not None
    for basket in (answer.best.basket, answer.cheapest.basket, answer.reaching.basket):
        assert basket is not None
        plan = basket.result.plan
        assert plan is not None
        assert verify(basket.scenario, plan).passed
        assert basket.scenario.resolved_setups[basket.scenario.sessions[0].setup].price in (
            basket.price,
            None,
        )
    assert answer.cheapest.wanted == answer.best.score
    assert answer.cheapest.cost == answer.cheapest.cost_bound
    assert answer.provenance["variables"] > 0


def test_equal_questions_have_equal_answers() -> None:
    first, second = (buy(small(), budget=Decimal(120), items=ITEMS, limits=SHORT) for _ in range(2))
    for one, other in ((first.best, second.best), (first.cheapest, second.cheapest)):
        assert one is not None
        assert other is not None
        assert one.basket is not None
        assert other.basket is not None
        assert one.basket.items == other.basket.items
        assert one.basket.result.plan == other.basket.result.plan


def test_two_engines_side_by_side_find_the_same() -> None:
    alone = buy(small(), budget=Decimal(120), items=ITEMS, limits=SHORT)
    both = Limits(wall_seconds=60, gap=0, workers=2)
    together = buy(small(), budget=Decimal(120), items=ITEMS, limits=both)
    assert together.best.score == alone.best.score
    assert together.best.bound is not None
    assert together.best.bound >= together.best.score
    assert together.cheapest is not None
    assert alone.cheapest is not None
    assert together.cheapest.cost == alone.cheapest.cost


def test_a_stop_before_the_start_still_tells_the_truth() -> None:
    watch = Watch()
    watch.stop.set()
    answer = buy(
        small(), budget=Decimal(120), reach=Decimal(99), items=ITEMS, limits=SHORT, watch=watch
    )
    assert answer.best.status in (Status.UNKNOWN, Status.FEASIBLE, Status.OPTIMAL)
    assert answer.best.bound is None or answer.best.bound >= (answer.best.score or 0)
    assert answer.reaching is not None
    assert answer.reaching.status in (Status.UNKNOWN, Status.IMPOSSIBLE)


def test_a_score_in_reach_only_beyond_the_budget() -> None:
    """The price is proved to lie beyond the budget, and is that of items that exist."""
    rich = buy(small(), budget=Decimal(500), items=ITEMS, limits=SHORT)
    assert rich.best.score is not None
    reach = Decimal(rich.best.score * 100 // 1) / 100
    poor = buy(small(), budget=Decimal(20), reach=reach, items=ITEMS, limits=SHORT)
    assert poor.best.basket is not None
    assert poor.best.basket.items == ()
    assert poor.reaching is not None
    assert poor.reaching.status is Status.OPTIMAL
    assert poor.reaching.cost is not None
    assert poor.reaching.cost > 20
    assert poor.reaching.cost == rich.cheapest.cost if rich.cheapest else False


def model(budget: int | None = 120) -> PurchaseModel:
    shop = open_shop(small(), "none", {}, ITEMS)
    return PurchaseModel(shop, None if budget is None else Decimal(budget))


def test_the_dive_keeps_to_the_budget() -> None:
    for budget in (0, 40, 120, 1000):
        asked = model(None)
        bought = dive(asked, Watch(), Decimal(budget))
        assert asked.shop.cost(bought) <= budget


@pytest.mark.parametrize(
    ("least", "cost"),
    [("0", "0"), ("0.01", "35"), ("35", "35"), ("35.01", "85"), ("86", "110"), ("9999", "9999")],
)
def test_costs_that_baskets_can_have(least: str, cost: str) -> None:
    assert model().next_cost(Decimal(least)) == Decimal(cost)


def test_what_no_engine_found_stays_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = Answer(Verdict.UNKNOWN, None, None, "none", 0.0)
    monkeypatch.setattr(questions, "good_start", lambda *a: None)
    monkeypatch.setattr(questions, "start_reaching", lambda *a: None)
    monkeypatch.setattr(questions, "search", lambda *a: nothing)
    answer = buy(small(), budget=Decimal(120), reach=Decimal(90), items=ITEMS, limits=SHORT)
    assert (answer.best.status, answer.best.bound, answer.best.gap) == (Status.UNKNOWN, None, None)
    assert answer.cheapest is None
    assert answer.reaching is not None
    assert answer.reaching.status is Status.UNKNOWN
    assert answer.reaching.cost_bound == 0


def test_a_price_without_proof_stays_a_find(monkeypatch: pytest.MonkeyPatch) -> None:
    real = questions.search

    def without_bound(linear: LinearModel, limits: Limits, *rest: Any) -> Answer:
        answer = real(linear, limits, *rest)
        if "cost" in linear.rewards:
            return replace(answer, verdict=Verdict.FEASIBLE, bound=None)
        return answer

    monkeypatch.setattr(questions, "search", without_bound)
    answer = buy(small(), budget=Decimal(120), items=ITEMS, limits=SHORT)
    assert answer.cheapest is not None
    assert answer.cheapest.status is Status.FEASIBLE
    assert answer.cheapest.cost_bound == 0
    assert answer.cheapest.confirmation is None


def test_a_model_that_counts_another_score_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    real = questions.read_answer

    def richer(*given: Any) -> Any:
        result = real(*given)
        return replace(result, score=result.score + Fraction(1, 1000))

    monkeypatch.setattr(questions, "read_answer", richer)
    with pytest.raises(VerificationError, match="the model of the purchase counts"):
        buy(small(), budget=Decimal(120), items=ITEMS, limits=SHORT)


# ---- two answers to one question ----


def toy() -> LinearModel:
    linear = LinearModel()
    linear.reward("x", linear.variable("x", 0, 10), Fraction(1))
    return linear


def said(verdict: Verdict, value: int | None, bound: int | None) -> Answer:
    return Answer(verdict, None if value is None else (value,), bound, "engine", 0.0)


NONE = said(Verdict.IMPOSSIBLE, None, None)
NOTHING = said(Verdict.UNKNOWN, None, None)
BOUND = said(Verdict.UNKNOWN, None, 8)


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (
            said(Verdict.FEASIBLE, 5, 9),
            said(Verdict.FEASIBLE, 6, 8),
            said(Verdict.FEASIBLE, 6, 8),
        ),
        (said(Verdict.FEASIBLE, 8, 9), BOUND, said(Verdict.OPTIMAL, 8, 8)),
        (NOTHING, BOUND, BOUND),
        (NONE, BOUND, NONE),
        # HiGHS computes with tolerances: its word that nothing exists is not enough.
        (NOTHING, NONE, NOTHING),
        (said(Verdict.FEASIBLE, 5, 9), NONE, said(Verdict.FEASIBLE, 5, 9)),
    ],
)
def test_the_better_of_two_answers(first: Answer, second: Answer, both: Answer) -> None:
    found = search._better(toy(), first, second)
    assert (found.verdict, found.values, found.bound) == (both.verdict, both.values, both.bound)


@pytest.mark.parametrize(
    ("first", "second"),
    [(NONE, said(Verdict.FEASIBLE, 3, 9)), (said(Verdict.FEASIBLE, 9, 9), BOUND)],
)
def test_contradictions_are_loud(first: Answer, second: Answer) -> None:
    with pytest.raises(EngineError):
        search._better(toy(), first, second)


def test_enough_ends_a_search() -> None:
    asked = model()
    limits = Limits(wall_seconds=30, gap=0, workers=2)
    answer = search.search(asked.linear, limits, Watch(), None, Fraction(-1000))
    assert answer.values is not None


def test_a_better_basket_of_a_later_question_becomes_the_best() -> None:
    answer = buy(small(), budget=Decimal(120), items=ITEMS, limits=SHORT)
    best, cheapest = answer.best, answer.cheapest
    assert best.basket is not None
    assert cheapest is not None
    assert _agreed(best, cheapest, best.basket) == (best, cheapest)
    assert _agreed(best, cheapest, None) == (best, cheapest)
    worse = replace(best.basket.result, score=best.basket.score - 1)
    before = replace(best, status=Status.FEASIBLE, basket=replace(best.basket, result=worse))
    now, price = _agreed(before, cheapest, cheapest.basket)
    assert (now.status, now.score) == (Status.OPTIMAL, best.score)
    assert (price.status, price.wanted) == (Status.OPTIMAL, best.score)
    dear = replace(cheapest, cost_bound=Decimal(1))
    assert _agreed(before, dear, cheapest.basket)[1].status is Status.FEASIBLE


def test_a_start_that_reaches_a_score_costs_no_less_than_it_must() -> None:
    asked = model(None)
    start = start_reaching(asked, lambda: SHORT, Watch(), Decimal(0), Fraction(-100))
    assert start is not None
    assert asked.linear.score(start) >= -100
    assert not list(asked.linear.broken(start))
    nothing = start_reaching(asked, lambda: SHORT, Watch(), Decimal(0), Fraction(99))
    assert nothing is None or asked.linear.score(nothing) < 99


def test_a_solution_moves_to_a_smaller_shop() -> None:
    large = model(None)
    start = start_reaching(large, lambda: SHORT, Watch(), Decimal(0), Fraction(-100))
    assert start is not None
    cost = large.shop.cost(large.basket(start))
    small_shop = PurchaseModel(large.shop.within(cost), cost)
    same = moved(large, start, small_shop)
    assert same is not None
    assert small_shop.basket(same) == large.basket(start)
    assert small_shop.linear.score(same) == large.linear.score(start)
    assert not list(small_shop.linear.broken(same))


def test_the_basket_for_a_score_is_no_dearer_than_one_that_is_known() -> None:
    """A hurried search may not forget what an earlier question found."""
    hurried = SHORT.model_copy(update={"deterministic_time": 0.02})
    answer = buy(small(), budget=Decimal(500), reach=Decimal(-100), items=ITEMS, limits=hurried)
    assert answer.reaching is not None
    if answer.cheapest is not None:
        assert answer.cheapest.cost is not None
        assert answer.reaching.cost is not None
        assert answer.reaching.cost <= answer.cheapest.cost

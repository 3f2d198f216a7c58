"""What to buy, in words and as data: the four statuses stay apart."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction

import pytest

from optimizer.comparing.additions import Addition, Target, with_items
from optimizer.purchase import Basket, BestBuy, CheapestBuy, Purchase
from optimizer.report import comparison_purchase
from optimizer.report.comparison_text import render_text
from optimizer.result import Status
from tests.compare.weeks import three_setups, week


def basket(*items: str) -> Basket:
    """Items beside bands, with a plan that bands alone make possible."""
    _, bands, _ = three_setups().rows
    assert bands.result is not None
    found = with_items(Target(week(), "bands"), items)
    assert isinstance(found, Addition)
    return Basket(items, found.price, found.scenario, bands.result)


def purchase(
    best: BestBuy, cheapest: CheapestBuy | None = None, reaching: CheapestBuy | None = None
) -> Purchase:
    return Purchase(
        week(), "bands", {}, Decimal(200), "EUR", ("rings_pair",), best, cheapest, reaching
    )


def words(found: Purchase) -> str:
    shown = render_text(comparison_purchase.sections(found), width=100)
    return " ".join(shown.split())


BOUND = Fraction(9001, 100)


@pytest.mark.parametrize(
    ("status", "bound", "said"),
    [
        (Status.OPTIMAL, BOUND, "Optimal: no basket within the budget"),
        (Status.FEASIBLE, BOUND, "No basket within the budget allows a plan above 90.01."),
        (Status.FEASIBLE, None, "Nothing is known about other baskets."),
    ],
)
def test_the_best_basket(status: Status, bound: Fraction | None, said: str) -> None:
    shown = words(purchase(BestBuy(status, basket("rings_pair"), bound)))
    assert said in shown
    assert "buy rings_pair for 40 EUR" in shown
    assert "Inverted row" in shown


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.IMPOSSIBLE, "Proved impossible: no basket within the budget allows any plan."),
        (Status.UNKNOWN, "this does not mean that no basket allows a plan"),
    ],
)
def test_without_a_basket(status: Status, said: str) -> None:
    assert said in words(purchase(BestBuy(status, None, None)))


def test_nothing_to_buy_is_an_answer() -> None:
    _, bands, _ = three_setups().rows
    assert bands.result is not None
    bare = Basket((), Decimal(0), bands.scenario, bands.result)
    assert "buy nothing for 0 EUR" in words(purchase(BestBuy(Status.OPTIMAL, bare, BOUND)))


def test_a_cheaper_basket_that_is_as_good_is_advised() -> None:
    best = BestBuy(Status.FEASIBLE, basket("rings_pair", "foam_roller"), BOUND)
    cheaper = CheapestBuy(Status.FEASIBLE, Fraction(1), basket("rings_pair"), Decimal("12.5"))
    shown = words(purchase(best, cheaper))
    assert "Within the budget: buy rings_pair for 40 EUR" in shown
    assert "foam_roller" not in shown
    assert "none that costs less than 12.5 EUR does" in shown


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((Status.IMPOSSIBLE, (), None), "whatever it costs: proved"),
        ((Status.UNKNOWN, (), Decimal(20)), "cost at least 20 EUR"),
        (
            (Status.OPTIMAL, ("rings_pair",), Decimal(40)),
            "To reach a score of 95: buy rings_pair for 40 EUR. No cheaper basket does: proved.",
        ),
        (
            (Status.FEASIBLE, ("rings_pair",), Decimal(30)),
            "Whether a cheaper one does is open; not below 30 EUR.",
        ),
    ],
    ids=["impossible", "unknown", "optimal", "feasible"],
)
def test_a_score_to_reach(found: tuple[Status, tuple[str, ...], Decimal | None], said: str) -> None:
    status, items, least = found
    best = BestBuy(Status.FEASIBLE, basket("foam_roller"), BOUND)
    reaching = CheapestBuy(status, Fraction(95), basket(*items) if items else None, least)
    assert said in words(purchase(best, None, reaching))


def test_data() -> None:
    best = BestBuy(Status.FEASIBLE, basket("rings_pair", "foam_roller"), BOUND)
    reaching = CheapestBuy(Status.UNKNOWN, Fraction(95), None, None)
    found = purchase(best, None, reaching)
    data = json.loads(comparison_purchase.to_json(found))
    assert data["best"]["basket"]["items"] == ["rings_pair", "foam_roller"]
    assert Fraction(data["best"]["basket"]["score_exact"]) == best.score
    assert (data["best"]["status"], data["reaching"]["status"]) == ("feasible", "unknown")
    assert data["cheapest"] is None
    rows = list(csv.DictReader(io.StringIO(comparison_purchase.to_csv(found), newline="")))
    assert [(row["answer"], row["item"]) for row in rows] == [
        ("best", "rings_pair"),
        ("best", "foam_roller"),
        ("reaching", ""),
    ]
    assert sum(Decimal(row["price"]) for row in rows[:2]) == Decimal(rows[0]["basket_price"])

"""What to buy, before it is text and as data."""

from __future__ import annotations

import csv
import io
import json
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optimizer.comparing.candidates import combinations
from optimizer.comparing.effects import effect_of
from optimizer.export.spreadsheet_cells import formula_safe
from optimizer.report.comparison_data import about, effect_data, made_of
from optimizer.report.comparison_words import Grid, Section, effect_parts, headline
from optimizer.report.purchase_words import LESS_FOR_MORE, TOGETHER, advised, aim, answers
from optimizer.report.words import clean, plural
from optimizer.scoring import cents
from optimizer.setups import load_setups_library

if TYPE_CHECKING:
    from optimizer.comparing.effects import Effect
    from optimizer.purchase import Basket, CheapestBuy, Purchase

FORMAT = "liftproof.purchase/1"


def sections(purchase: Purchase) -> tuple[Section, ...]:
    """Build the view of what to buy.

    Parameters
    ----------
    purchase
        What was found.
    """
    athlete = purchase.scenario.athlete
    what = (
        f"What to buy beside {clean(purchase.base)} {aim(purchase)}: "
        f"{clean(athlete.name or athlete.id)}, {plural(purchase.scenario.weeks, 'week')}."
    )
    found = [headline(purchase.scenario.name, what), Section("Answers", lines=answers(purchase))]
    for title, basket in _baskets(purchase):
        rows = tuple((item, name, str(price)) for item, name, price in _items(basket))
        total = ("", "together", str(basket.price))
        head = ("item", "what it is", purchase.currency)
        grid = Grid(head, (*rows, total), frozenset({2}), widest=60)
        parts = effect_parts(_effect(purchase, basket), basket.scenario.catalogue)
        found.append(Section(title, grid, tuple(parts)))
    notes = (TOGETHER, LESS_FOR_MORE, f"Prices: {load_setups_library().note}")
    return (*found, Section("Notes", lines=notes))


def _baskets(purchase: Purchase) -> list[tuple[str, Basket]]:
    """Name the different baskets that hold anything."""
    cheaper = None if purchase.cheapest is None else purchase.cheapest.basket
    found = [
        ("Best basket within the budget", advised(purchase.best.basket, cheaper)),
        (
            "Cheapest basket for the score asked for",
            None if purchase.reaching is None else purchase.reaching.basket,
        ),
    ]
    kept: dict[tuple[str, ...], tuple[str, Basket]] = {}
    for title, basket in found:
        if basket is not None and basket.items:
            kept.setdefault(basket.items, (title, basket))
    return list(kept.values())


def _items(basket: Basket) -> list[tuple[str, str, Decimal]]:
    items = load_setups_library().items
    return [(item, items[item].name, items[item].price) for item in basket.items]


def _effect(purchase: Purchase, basket: Basket) -> Effect:
    """Say what a basket adds to what is there."""
    slots = {slot: [setup] for slot, setup in purchase.fixed.items()}
    (bare,) = combinations(purchase.scenario, [purchase.base], slots)
    return effect_of(bare.scenario, basket.scenario)


def _points(value: Fraction, rounding: str) -> str:
    return str(cents(value, rounding))


# ---- as data ----


def to_json(purchase: Purchase) -> str:
    """Write what to buy as canonical JSON: sorted keys, decimals as strings, no clock."""
    best, cheapest, reaching = purchase.best, purchase.cheapest, purchase.reaching
    data: dict[str, Any] = {
        "format": FORMAT,
        **about(purchase.scenario),
        "base": purchase.base,
        "fixed": dict(purchase.fixed),
        "budget": str(purchase.budget),
        "currency": purchase.currency,
        "items": list(purchase.items),
        "best": {
            "status": str(best.status),
            "basket": _basket_data(best.basket, purchase),
            "bound": None if best.bound is None else _points(best.bound, ROUND_CEILING),
            "bound_exact": None if best.bound is None else str(best.bound),
        },
        "cheapest": _cheapest_data(cheapest, purchase),
        "reaching": _cheapest_data(reaching, purchase),
        "provenance": {
            name: str(value)
            for name, value in purchase.provenance.items()
            if value is not None and name != "seconds"
        },
    }
    return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def _basket_data(basket: Basket | None, purchase: Purchase) -> dict[str, Any] | None:
    if basket is None:
        return None
    return {
        "items": list(basket.items),
        "price": str(basket.price),
        "score": _points(basket.score, ROUND_FLOOR),
        "score_exact": str(basket.score),
        "contents": [
            {"item": item, "name": name, "price": str(price)}
            for item, name, price in _items(basket)
        ],
        "unlocks": effect_data(_effect(purchase, basket)),
        **({} if basket.result.plan is None else made_of(basket.scenario, basket.result.plan)),
    }


def _cheapest_data(found: CheapestBuy | None, purchase: Purchase) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "status": str(found.status),
        "wanted": str(found.wanted),
        "basket": _basket_data(found.basket, purchase),
        "costs_at_least": None if found.cost_bound is None else str(found.cost_bound),
    }


def to_csv(purchase: Purchase) -> str:
    """Write one line per item of every answer."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["answer", "status", "item", "name", "price", "basket_price", "score"])
    answers = (
        ("best", purchase.best),
        ("cheapest", purchase.cheapest),
        ("reaching", purchase.reaching),
    )
    for answer, found in answers:
        if found is None:
            continue
        basket = found.basket
        row = [answer, str(found.status)]
        if basket is None or not basket.items:
            bare = ["", ""] if basket is None else ["0", _points(basket.score, ROUND_FLOOR)]
            writer.writerow([*row, "", "", "", *bare])
            continue
        tail = [str(basket.price), _points(basket.score, ROUND_FLOOR)]
        for item, name, price in _items(basket):
            writer.writerow([*row, formula_safe(item), formula_safe(name), str(price), *tail])
    return out.getvalue()

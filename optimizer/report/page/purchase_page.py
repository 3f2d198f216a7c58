"""The page of what to buy: answers with what is proved about them, then the baskets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from optimizer.comparing.separation import best_possible
from optimizer.report.comparison_marks import Mark
from optimizer.report.comparison_words import NONE, price
from optimizer.report.page.comparison_page import figures
from optimizer.report.page.comparison_pictures import cost_bars, cost_mark, score_bars
from optimizer.report.page.side_by_side import Column, Possible, possible
from optimizer.report.purchase_words import LESS_FOR_MORE, TOGETHER, advised, aim, answers
from optimizer.report.words import clean, exact, plural
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.report.page.purchase_record import (
        BasketRecord,
        CheapestRecord,
        PurchaseRecord,
    )


@dataclass(frozen=True)
class Shown:
    """A basket to show."""

    title: str
    items: list[tuple[str, str, str]]
    total: str
    score: str
    possible: Possible


@dataclass(frozen=True)
class AnswerLine:
    """A row of the table of answers."""

    question: str
    status: str
    basket: str
    price: str
    score: str
    proved: str


def purchase_content(record: PurchaseRecord) -> dict[str, Any]:
    """Collect what the page of a purchase shows.

    Parameters
    ----------
    record
        The file, checked.
    """
    baskets = _baskets(record)
    columns = [Column(short, title, basket) for short, title, basket in baskets]
    headline = _headline(record)
    return {
        "name": clean(record.scenario.name),
        "who": (
            f"{clean(record.who)} · {plural(record.weeks, 'week')} · what to buy beside "
            f"{clean(record.base)} {aim(record)}"
        ),
        "currency": record.currency,
        "engines": "",
        "headline": headline,
        "said": list(answers(record)),
        "score_picture": _score_picture(record),
        "cost_picture": _cost_picture(record),
        "lines": _lines(record),
        "baskets": [_shown(title, basket) for _, title, basket in baskets],
        "considered": ", ".join(map(clean, record.items)),
        "notes": [TOGETHER, LESS_FOR_MORE, f"Prices: {clean(record.price_note)}"],
        "provenance": [
            ("format", record.format),
            ("scenario sha256", record.scenario.sha256),
            *(
                (clean(name).replace("_", " "), clean(value))
                for name, value in sorted(record.provenance.items())
            ),
        ],
        **figures(columns, record.weeks),
    }


def _advised(record: PurchaseRecord) -> BasketRecord | None:
    cheaper = None if record.cheapest is None else record.cheapest.basket
    return advised(record.best.basket, cheaper)


def _headline(record: PurchaseRecord) -> str:
    """Say what to buy; of two questions, the one that was asked with an amount."""
    asked_only_reach = record.reaching is not None and not record.budget
    basket = record.reaching.basket if asked_only_reach and record.reaching else _advised(record)
    status = record.reaching.status if asked_only_reach and record.reaching else record.best.status
    if basket is None:
        if str(status) == "impossible":
            return "Proved impossible: no basket does it"
        return "No basket was found, and none is excluded"
    if not basket.items:
        return "Buy nothing"
    items = " + ".join(map(clean, basket.items))
    return f"Buy {items} for {price(basket.price)} {record.currency}"


def _baskets(record: PurchaseRecord) -> list[tuple[str, str, BasketRecord]]:
    """Name the different baskets: a short name for heads, a title, the basket."""
    reaching = None if record.reaching is None else record.reaching.basket
    found = [
        ("budget", "Best basket within the budget", _advised(record)),
        ("reach", "Cheapest basket found for the score asked for", reaching),
    ]
    kept: dict[tuple[str, ...], tuple[str, str, BasketRecord]] = {}
    for short, title, basket in found:
        if basket is not None:
            kept.setdefault(basket.items, (short, title, basket))
    return list(kept.values())


def _shown(title: str, basket: BasketRecord) -> Shown:
    return Shown(
        title=title,
        items=[(clean(one.item), clean(one.name), price(one.price)) for one in basket.contents],
        total=price(basket.price),
        score=str(cents(basket.score, ROUND_FLOOR)),
        possible=possible(basket.unlocks),
    )


def _score_picture(record: PurchaseRecord) -> Markup | None:
    basket = _advised(record)
    if basket is None:
        return None
    found = best_possible(basket.score, record.best.bound)
    assert found is not None  # a basket has a score
    return score_bars([Mark(0, "within budget", found, basket.price)], None)


def _cost_picture(record: PurchaseRecord) -> Markup | None:
    asked = [("as good", record.cheapest), ("score asked", record.reaching)]
    marks = [
        cost_mark(name, one.cost_bound, one.basket.price)
        for name, one in asked
        if one is not None and one.basket is not None
    ]
    return cost_bars(marks, record.currency) if marks else None


def _lines(record: PurchaseRecord) -> list[AnswerLine]:
    best = record.best
    bound = NONE if best.bound is None else f"no plan above {cents(best.bound, ROUND_CEILING)}"
    within = f"Best for at most {price(record.budget)} {record.currency}"
    found = [_answer(within, str(best.status), best.basket, bound)]
    for title, one in (
        ("Cheapest that is as good", record.cheapest),
        ("Cheapest that reaches", record.reaching),
    ):
        if one is not None:
            question = f"{title}: {exact(one.wanted, 2)} points"
            found.append(_answer(question, str(one.status), one.basket, _least(one, record)))
    return found


def _least(found: CheapestRecord, record: PurchaseRecord) -> str:
    if found.cost_bound is None:
        return NONE
    return f"none below {price(found.cost_bound)} {record.currency}"


def _answer(question: str, status: str, basket: BasketRecord | None, proved: str) -> AnswerLine:
    if basket is None:
        return AnswerLine(question, status, NONE, NONE, NONE, proved)
    items = " + ".join(map(clean, basket.items)) or "nothing"
    score = str(cents(basket.score, ROUND_FLOOR))
    return AnswerLine(question, status, items, price(basket.price), score, proved)

"""The page of what one more item adds: gains first, then what becomes possible and at which price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer.comparing.results import Verdict
from optimizer.report.comparison_additions import ORDER, PAIRS
from optimizer.report.comparison_marks import Mark
from optimizer.report.comparison_words import (
    GAINS_OPEN,
    NONE,
    interval,
    label,
    price,
    same_problem,
)
from optimizer.report.page.comparison_page import (
    PriceLine,
    engines_of,
    figures,
    head,
    high,
    low,
    none_lines,
    notes,
)
from optimizer.report.page.comparison_pictures import gain_bars, price_scatter
from optimizer.report.page.side_by_side import Column, Possible, possible
from optimizer.report.words import clean, exact, plural

if TYPE_CHECKING:
    from optimizer.report.page.comparison_record import AdditionsRecord, ItemRow, Row

AS_IT_IS = "as it is"


@dataclass(frozen=True)
class ItemLine:
    """A row of the tables of items."""

    label: str
    name: str
    price: str
    score: str
    bound: str
    gain: str
    verdict: str
    coverage: str


@dataclass(frozen=True)
class Opened:
    """What an item makes possible."""

    label: str
    name: str
    price: str
    possible: Possible


def additions_content(record: AdditionsRecord) -> dict[str, Any]:
    """Collect what the page of additions shows.

    Parameters
    ----------
    record
        The file, checked.
    """
    base = record.as_it_is
    ranked = sorted(record.tried, key=_rank)
    gains = [(row, gain) for row in ranked if (gain := record.gain_of(row)) is not None]
    marks = [Mark(row.number, _items(row), gain, row.items_price) for row, gain in gains]
    headline, reason = _verdict(record, ranked)
    with_plan = [row for row in record.tried if row.has_figures]
    columns = [Column(label(base), AS_IT_IS, base)] if base.has_figures else []
    columns += [Column(label(row), _items(row), row) for row in with_plan]
    return {
        **head(record, f"one more item for {clean(base.name)}"),
        "engines": engines_of((base, *record.tried)),
        "base": clean(base.name),
        "base_score": low(base),
        "base_bound": high(base),
        "headline": headline,
        "reason": reason,
        "picture": gain_bars(marks) if marks else None,
        "counts": _counts(record),
        "said": _said(record),
        "as_it_is": ItemLine(
            label(base), AS_IT_IS, "0", low(base), high(base), "", "", _coverage(base)
        ),
        "items": [_line(record, row) for row in ranked if len(row.items) == 1],
        "pairs": [_line(record, row) for row in ranked if len(row.items) > 1],
        "pairs_note": PAIRS,
        "without": none_lines([r for r in (base, *record.tried) if r.interval is None]),
        **_by_price(record),
        "opened": _opened(record),
        "without_effect": [
            (clean(" + ".join(one.items)), price(one.price)) for one in record.without_effect
        ],
        "refused": [(clean(one.item), clean(one.reason)) for one in record.cannot_be_added],
        "notes": notes(record),
        **figures(columns, record.weeks),
    }


def _rank(row: ItemRow) -> tuple[int, Decimal, int]:
    """Order by what is proved, then by price: unproved gains rank nothing."""
    return ORDER.index(row.verdict), row.items_price, row.number


def _items(row: ItemRow) -> str:
    return clean(" + ".join(row.items))


def _verdict(record: AdditionsRecord, ranked: list[ItemRow]) -> tuple[str, str]:
    if record.as_it_is.interval is None:
        state = "is impossible" if str(record.as_it_is.status) == "impossible" else "has no plan"
        found = [_items(row) for row in record.tried if row.interval is not None]
        reason = "no gain can be measured against it."
        opened = f" With these there is one: {', '.join(found)}." if found else ""
        return f"As it is, the setup {state}", f"So {reason}{opened}"
    more = [row for row in ranked if row.verdict is Verdict.MORE]
    if not more:
        return "No addition is proved to add anything", (
            "For none of those tried the found score is above what is possible without it."
        )
    cheapest = more[0]
    most = max(more, key=lambda row: (_least(record, row), -row.number))
    said = [f"Cheapest: {_said_of(record, cheapest)}."]
    if most is not cheapest:
        said.append(f"Largest proved gain: {_said_of(record, most)}.")
    count = f"{len(more)} of {plural(len(record.tried), 'addition')}"
    return f"{count} proved to add points", " ".join(said)


def _least(record: AdditionsRecord, row: ItemRow) -> Decimal:
    return row.gain.at_least if row.gain is not None else Decimal(0)


def _said_of(record: AdditionsRecord, row: ItemRow) -> str:
    gain = interval(record.gain_of(row))
    return f"{_items(row)} for {price(row.items_price)} {record.currency}, {gain} points"


def _counts(record: AdditionsRecord) -> list[tuple[str, int]]:
    found = [(str(one), sum(row.verdict is one for row in record.tried)) for one in Verdict]
    found += [("without effect", len(record.without_effect))]
    return [(verdict, count) for verdict, count in found if count]


def _said(record: AdditionsRecord) -> list[str]:
    base = record.as_it_is
    said = [f"Without any of it: score {low(base)}, no plan above {high(base)}."]
    if any(row.verdict is Verdict.NOT_SEPARATED for row in record.tried):
        said.append(GAINS_OPEN)
    return [*said, *same_problem(record.twins)]


def _line(record: AdditionsRecord, row: ItemRow) -> ItemLine:
    return ItemLine(
        label=label(row),
        name=_items(row),
        price=price(row.items_price),
        score=low(row),
        bound=high(row),
        gain=interval(record.gain_of(row)),
        verdict=str(row.verdict),
        coverage=_coverage(row),
    )


def _coverage(row: Row) -> str:
    reached = row.reached("coverage")
    return NONE if reached is None else f"{exact(reached, 1)} %"


def _by_price(record: AdditionsRecord) -> dict[str, Any]:
    base = record.as_it_is
    found = []
    for row, one in record.bargains:
        if row is None:
            found.append(PriceLine(label(base), AS_IT_IS, "0", low(base), high(base), ""))
        else:
            sure = "proved" if one.proved else "not separated"
            cost = price(row.items_price)
            found.append(PriceLine(label(row), _items(row), cost, low(row), high(row), sure))
    marks = [] if base.interval is None else [Mark(0, AS_IT_IS, base.interval, Decimal(0))]
    marks += [
        Mark(row.number, _items(row), row.interval, row.items_price)
        for row in record.tried
        if row.interval is not None and row.same_problem_as is None
    ]
    scatter = price_scatter(marks, record.currency) if len(marks) > 1 else None
    return {"by_price": found, "scatter": scatter}


def _opened(record: AdditionsRecord) -> list[Opened]:
    found = []
    for row in record.tried:
        words = possible(row.unlocks)
        if row.same_problem_as is None and not words.nothing:
            found.append(Opened(label(row), _items(row), price(row.items_price), words))
    return found

"""Files of `liftproof compare --format json`, as text and with other scores in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from optimizer.comparing.additions import Addition, Target, with_items
from optimizer.purchase import Basket, BestBuy, CheapestBuy, Purchase
from optimizer.report import comparison_purchase
from optimizer.report.comparison_data import to_json
from optimizer.result import Status
from tests.compare.weeks import more_for_bands, three_setups, week

Data = dict[str, Any]


@cache
def purchase() -> Purchase:
    """Rings within the budget, and a score that nothing reaches."""
    found = with_items(Target(week(), "bands"), ("rings_pair", "foam_roller"))
    _, bands, _ = three_setups().rows
    assert isinstance(found, Addition)
    assert bands.result is not None
    assert bands.result.score is not None
    basket = Basket(("rings_pair", "foam_roller"), found.price, found.scenario, bands.result)
    return Purchase(
        week(),
        "bands",
        {},
        Decimal(200),
        "EUR",
        ("rings_pair", "foam_roller"),
        BestBuy(Status.FEASIBLE, basket, Fraction(9001, 100)),
        CheapestBuy(Status.FEASIBLE, bands.result.score, basket, Decimal("12.5")),
        CheapestBuy(Status.IMPOSSIBLE, Fraction(99), None, None),
        {"liftproof": "0", "seconds": 1.5, "wall_seconds_limit": None},
    )


@cache
def files() -> dict[str, str]:
    """One file of each kind, and one with all statuses."""
    made = {
        "setups": to_json(three_setups()),
        "additions": json.dumps(_with_a_pair(json.loads(to_json(more_for_bands())))),
        "purchase": comparison_purchase.to_json(purchase()),
    }
    states = ["impossible", "unknown", "failed", "not begun"]
    mixed = with_intervals([(90, 92), (80, 91), (60, 61), *states], json.loads(made["setups"]))
    return {**made, "mixed": json.dumps(mixed)}


def _with_a_pair(data: Data) -> Data:
    """Try rings together with something that changes nothing."""
    rings = data["items"][0]
    number = 1 + len(data["items"]) + len(data["pairs"])
    more = {"items": ["rings_pair", "foam_roller"], "items_price": "60", "number": number}
    return {**data, "pairs": [*data["pairs"], {**rings, **more}]}


def read(kind: str) -> Data:
    """A file as data that may be changed."""
    data: Data = json.loads(files()[kind])
    return data


def with_intervals(intervals: Sequence[tuple[int, int] | str], like: Data | None = None) -> Data:
    """A comparison with these scores and bounds, or without a plan for the status that is named."""
    data = like or read("setups")
    model = data["setups"][1]
    apart = {key: model[key] for key in PLAN}
    rows = []
    for number, found in enumerate(intervals, start=1):
        row = {key: value for key, value in model.items() if key not in PLAN}
        row |= {"number": number, "name": f"setup{number}", "price": str(100 * number)}
        if isinstance(found, str):
            status = None if found in ("failed", "not begun") else found
            row |= dict.fromkeys(("score", "score_exact", "bound", "bound_exact", "group"))
            row |= {"status": status, "points_per_100": None, "proved_better_than": []}
            row["error"] = "the worker was killed" if found == "failed" else None
            row["conflict"] = ["one wish", "another"] if found == "impossible" else []
        else:
            low, high = found
            lower = [n for n, other in enumerate(intervals, start=1) if _below(other, low)]
            row |= apart | _score(low, high) | {"proved_better_than": lower}
            row |= {"group": 1 + _cuts_above(intervals, low), "status": "feasible"}
        rows.append(row)
    return {**data, "setups": rows, "lower_for_progress": []}


PLAN = ("terms", "muscles", "weakest_link", "ladder", "shortages", "minutes_a_week")


def _score(low: int, high: int) -> Data:
    return {
        "score": str(Decimal(low).quantize(Decimal("0.01"), ROUND_FLOOR)),
        "score_exact": str(low),
        "bound": str(Decimal(high).quantize(Decimal("0.01"), ROUND_CEILING)),
        "bound_exact": str(high),
    }


def _below(other: tuple[int, int] | str, low: int) -> bool:
    return not isinstance(other, str) and other[1] < low


def _cuts_above(intervals: Sequence[tuple[int, int] | str], low: int) -> int:
    """Count the gaps between all intervals that lie above a value: each begins another group."""
    ends = [one for one in intervals if not isinstance(one, str)]
    halves = [Fraction(n, 2) for n in range(2 * low + 1, 201)]
    empty = [not any(a <= half <= b for a, b in ends) for half in halves]
    starts = [i for i, free in enumerate(empty) if free and (i == 0 or not empty[i - 1])]
    return sum(any(a > halves[start] for a, _ in ends) for start in starts)

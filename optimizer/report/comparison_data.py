"""A comparison as data: canonical JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from optimizer._version import __version__
from optimizer.comparing.measures import climb, muscles, weakest, weekly_minutes
from optimizer.comparing.results import Additions, Comparison
from optimizer.scoring import cents
from optimizer.setups import load_setups_library

if TYPE_CHECKING:
    from optimizer.comparing.effects import Effect, StepHigher
    from optimizer.comparing.results import Tried
    from optimizer.comparing.row import Lower, Row
    from optimizer.comparing.separation import Interval
    from optimizer.engines.answer import Limits
    from optimizer.plan import Plan
    from optimizer.scenario import Scenario

FORMAT = "liftproof.comparison/1"
Data = dict[str, Any]


def to_json(found: Comparison | Additions) -> str:
    """Write a comparison as canonical JSON: sorted keys, decimals as strings, no clock.

    Parameters
    ----------
    found
        What was found.
    """
    data = comparison_data(found) if isinstance(found, Comparison) else additions_data(found)
    return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def comparison_data(found: Comparison) -> Data:
    """Return a comparison of setups as data; rows refer to each other by number."""
    group_of = {
        row.number: number for number, group in enumerate(found.groups, start=1) for row in group
    }
    twins = {later.number: earlier.number for later, earlier in found.twins}
    rows = []
    for row in found.rows:
        lower = [other.number for other in found.scored if _is_above(row, other)]
        extra = {
            "group": group_of.get(row.number),
            "proved_better_than": lower,
            "same_problem_as": twins.get(row.number),
        }
        rows.append({**_row(row), **extra})
    return {
        **_head(found.scenario, found.limits, found.stopped),
        "setups": rows,
        "lower_for_progress": [_lower(one) for one in found.lower_for_progress],
    }


def additions_data(found: Additions) -> Data:
    """Return what items add as data."""
    twins = {later.number: earlier.number for later, earlier in found.twins}
    return {
        **_head(found.scenario, found.limits, found.stopped),
        "from": found.setup,
        "as_it_is": _row(found.base),
        "items": [_tried(one, twins) for one in found.singles],
        "pairs": [_tried(one, twins) for one in found.pairs],
        "by_price": [
            {"number": 0 if one is None else one.row.number, "better_than_all_cheaper": proved}
            for one, proved in found.bargains
        ],
        "without_effect": [
            {"items": list(one.items), "price": str(one.price)} for one in found.without_effect
        ],
        "cannot_be_added": [{"item": one.item, "reason": one.reason} for one in found.refused],
        "lower_for_progress": [_lower(one) for one in found.lower_for_progress],
    }


def _head(scenario: Scenario, limits: Limits, stopped: bool) -> Data:
    return {
        "format": FORMAT,
        **about(scenario),
        "limits": {name: _plain(value) for name, value in limits.model_dump().items()},
        "stopped": stopped,
        "currency": load_setups_library().currency,
    }


def about(scenario: Scenario) -> Data:
    """Return what was asked, by which version, and where prices come from."""
    return {
        "scenario": {"name": scenario.name, "sha256": scenario.sha256},
        "athlete": scenario.athlete.id,
        "athlete_name": scenario.athlete.name,
        "weeks": scenario.weeks,
        "price_note": load_setups_library().note,
        "liftproof": __version__,
    }


def _lower(one: Lower) -> Data:
    bigger, smaller = (str(cents(points)) for points in one.points)
    return {
        "bigger": one.bigger,
        "smaller": one.smaller,
        "families": [s.family for s in one.steps],
        "steps": [_step(s) for s in one.steps],
        "progress_points": {"bigger": bigger, "smaller": smaller},
    }


def _plain(value: float | int | None) -> str | int | None:
    return str(Decimal(str(value))) if isinstance(value, float) else value


def _is_above(row: Row, other: Row) -> bool:
    here, there = row.interval, other.interval
    return here is not None and there is not None and here.above(there)


def _row(row: Row) -> Data:
    result = row.result
    data: Data = {
        "number": row.number,
        "name": row.name,
        "by_session": {slot.id: slot.setup for slot in row.scenario.sessions},
        "status": None if row.status is None else str(row.status),
        "error": row.error,
        "engine": None if result is None else result.provenance.get("engine"),
        "conflict": list(row.conflict),
        "price": None if row.price is None else str(row.price),
        "score": None,
        "score_exact": None,
        "bound": None,
    }
    if result is not None and result.score is not None:
        data |= {
            "score": str(cents(result.score, ROUND_FLOOR)),
            "score_exact": str(result.score),
        }
    if result is not None and result.bound is not None:
        data |= {"bound": str(cents(result.bound, ROUND_CEILING)), "bound_exact": str(result.bound)}
    per_cost = row.points_per_hundred
    data["points_per_100"] = None if per_cost is None else str(cents(per_cost))
    return data if row.plan is None else data | made_of(row.scenario, row.plan)


def made_of(scenario: Scenario, plan: Plan) -> Data:
    """Return the figures of a plan that are set side by side."""
    found = muscles(scenario, plan)
    used, available = weekly_minutes(plan)
    return {
        "terms": [line.model_dump(mode="json") for line in plan.score.terms],
        "muscles": [
            {
                "muscle": one.id,
                "sets": str(cents(one.sets)),
                "floor": str(cents(one.floor)),
                "target": str(cents(one.target)),
            }
            for one in found
        ],
        "weakest_link": weakest(found).id,
        "ladder": {
            family: [
                {"step": s.step, "first_week": s.first_week, "last_week": s.last_week}
                for s in climb(scenario, plan, family)
            ]
            for family, record in scenario.catalogue.families.items()
            if len(record.ladder) > 1
        },
        "shortages": [line.model_dump(mode="json") for line in plan.shortages],
        "minutes_a_week": {"used": str(cents(used)), "available": str(cents(available))},
    }


def _tried(one: Tried, twins: Mapping[int, int]) -> Data:
    return {
        **_row(one.row),
        "items": list(one.addition.items),
        "items_price": str(one.addition.price),
        "gain": _interval(one.gain),
        "verdict": str(one.verdict),
        "unlocks": effect_data(one.addition.effect),
        "same_problem_as": twins.get(one.row.number),
    }


def _interval(value: Interval | None) -> Data | None:
    if value is None:
        return None
    return {
        "at_least": str(cents(value.low, ROUND_FLOOR)),
        "at_most": str(cents(value.high, ROUND_CEILING)),
    }


def effect_data(effect: Effect) -> Data:
    """Return what equipment makes possible."""
    return {
        "exercises": list(effect.exercises),
        "lost": list(effect.lost),
        "other_loads": list(effect.changed),
        "steps": [_step(one) for one in effect.steps],
    }


def _step(one: StepHigher) -> Data:
    return {"family": one.family, "before": one.before, "after": one.after}

"""How much room a plan leaves under every rule: what it uses of what it may use, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from constraints import RULES
from optimizer.report.page import room_in_sessions as sessions
from optimizer.report.page import room_over_time as over_time
from optimizer.report.page.room import Measured, Room
from optimizer.report.words import exact, plural

MEASURES: dict[str, Callable[[Measured], Iterator[Room]]] = {
    "equipment": sessions.equipment,
    "restrictions": sessions.restrictions,
    "stabilisation": sessions.stabilisation,
    "session_shape": sessions.session_shape,
    "fatigue_budget": sessions.fatigue,
    "spinal_load": sessions.spine,
    "volume": sessions.volume,
    "session_time": sessions.session_time,
    "training_days": over_time.training_days,
    "recovery_gap": over_time.recovery,
    "leg_back_spacing": over_time.leg_back,
    "progression_ladder": over_time.ladder,
    "weekly_structure": over_time.weekly_structure,
    "daily_stability": over_time.daily,
    "deload": over_time.deload,
    "growth": over_time.growth,
    "plateau": over_time.plateau,
    "continuity": over_time.continuity,
    "choices": over_time.choices,
}


def rooms(measured: Measured) -> dict[str, tuple[Room, ...]]:
    """Measure every rule.

    Parameters
    ----------
    measured
        A plan that keeps all rules.
    """
    return {
        rule.name: (*MEASURES[rule.name](measured), *_missed(measured, rule.name)) for rule in RULES
    }


def _missed(measured: Measured, rule: str) -> Iterator[Room]:
    """Say what an elastic rule lacks; hard rules lack nothing in a verified plan."""
    mine = [line for line in measured.plan.shortages if line.rule == rule]
    if mine:
        price = exact(sum((line.points for line in mine), Decimal(0)))
        yield Room(f"missed {plural(len(mine), 'time')}, −{price} points")

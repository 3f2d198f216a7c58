"""What could be changed about a demand. Safety has no dial."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from constraints import RULES
from constraints._contract import Demand, Rule, RuleParams, plain
from constraints._relaxing import changed as altered
from optimizer.explaining.changes import (
    BAN_WEIGHT,
    RULE_WEIGHT,
    TEMPLATE_WEIGHT,
    Change,
    Dial,
    Edit,
)
from optimizer.explaining.pin_dials import pin_dials
from optimizer.explaining.purchases import purchase_dial
from optimizer.explaining.time_dials import minutes_dial, number_of_sessions, start_dials
from optimizer.report.words import spoken
from optimizer.scenario import Scenario

# Rules about the calendar: their demands are met by training at another time as well.
CALENDAR = frozenset({"recovery_gap", "leg_back_spacing", "training_days"})
# Rules of which two parameters meet in one demand, so that either may be the one to change.
SEVERAL = frozenset({"progression_ladder", "growth"})


def dials_for(scenario: Scenario, demand: Demand) -> Iterator[Dial]:
    """Yield what could be changed about a demand.

    Parameters
    ----------
    scenario
        The scenario.
    demand
        One of its demands; not one that protects the athlete.

    Yields
    ------
    Dial
        Empty ones left out.
    """
    yield from (dial for dial in _dials(scenario, demand) if dial.changes)


def _dials(scenario: Scenario, demand: Demand) -> Iterator[Dial]:
    match demand.path:
        case ("sessions", int(index), "minutes"):
            yield minutes_dial(scenario, (index,))
            yield minutes_dial(scenario, range(len(scenario.sessions)))
        case ("sessions", int(index), "setup"):
            yield purchase_dial(scenario, index)
        case ("sessions",) | ("sessions_per_week",):
            yield from number_of_sessions(scenario)
        case ("pins", int(index), *_):
            yield from pin_dials(scenario, index)
        case ("bans", int(index)):
            name = scenario.catalogue.exercises[scenario.bans[index]].name
            lift = Change(f"lift the ban on {name}", BAN_WEIGHT, (Edit("remove", demand.path),))
            yield Dial((lift,), grows=True)
        case ("template", *_):
            drop = Change(
                f"do without the template {scenario.template}",
                TEMPLATE_WEIGHT,
                (Edit("remove", ("template",)),),
            )
            yield Dial((drop,), grows=True)
        case ("rules", str(name), *fields):
            (rule,) = (rule for rule in RULES if rule.name == name)
            yield from _parameter_dials(scenario, rule, tuple(fields))
    if demand.rule in CALENDAR:
        for index in _slots_in(scenario, demand.where):
            yield from start_dials(scenario, index)


def _slots_in(scenario: Scenario, where: str) -> list[int]:
    return [
        index
        for index, slot in enumerate(scenario.sessions)
        if re.search(rf"(?<![^\s,]){re.escape(slot.id)}(?![^\s,])", where)
    ]


def _parameter_dials(
    scenario: Scenario, rule: Rule, fields: tuple[str | int, ...]
) -> Iterator[Dial]:
    """Yield the rule's own relaxations, one dial for each parameter that they change."""
    params = getattr(scenario.settings, rule.name)
    values: dict[tuple[str, ...], list[Any]] = {}
    for looser in rule.relaxations(params):
        entry = altered(params, looser)
        named = entry[: len(fields)] == fields or entry == ("hard",) or rule.name in SEVERAL
        if named:
            values.setdefault(entry, []).append(_value(looser, entry))
    for entry, looser_values in values.items():
        old = _value(params, entry)
        changes = (_parameter(rule.name, entry, old, new) for new in _dense(old, looser_values))
        yield Dial(tuple(changes), grows=True)


def _value(params: RuleParams, entry: tuple[str, ...]) -> Any:
    value = getattr(params, entry[0])
    return value[entry[1]] if len(entry) > 1 else value


def _dense(old: Any, values: Sequence[Any]) -> Iterator[Any]:
    """Yield values with every whole number between them, so that the smallest is found exactly."""
    before = old
    for value in values:
        if not isinstance(value, bool):
            step = 1 if value > before else -1
            kind = type(value)
            first = floor(before) if step > 0 else ceil(before)
            last = ceil(value) if step > 0 else floor(value)
            yield from (kind(number) for number in range(first + step, last, step))
        yield value
        before = value


def _parameter(rule: str, entry: tuple[str, ...], old: Any, new: Any) -> Change:
    path = ("rules", rule, *entry)
    if isinstance(old, bool):
        text = f"let {spoken(rule)} be missed at a price"
        return Change(text, RULE_WEIGHT, (Edit("set", path, new),))
    relative = abs(Fraction(new) - Fraction(old)) / max(abs(Fraction(old)), Fraction(1))
    value = new if isinstance(new, int) else str(new)
    words = f"{spoken(rule)}, {' of '.join(spoken(part) for part in entry)}"
    text = f"{words}: {plain(Decimal(new))} instead of {plain(Decimal(old))}"
    return Change(text, RULE_WEIGHT + relative, (Edit("set", path, value),))

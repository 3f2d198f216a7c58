"""Steps that the rules' relaxations share: one parameter looser, nearest first, inside its range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from constraints._contract import ElasticParams, RuleParams

Settings = TypeVar("Settings", bound=RuleParams)
ElasticSettings = TypeVar("ElasticSettings", bound=ElasticParams)

BUDGET_PERCENT = (1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50)


def settings(params: Settings, name: str, values: Iterable[Any]) -> Iterator[Settings]:
    """Set one parameter to each value that its range and the other parameters allow.

    Parameters
    ----------
    params
        The settings to start from.
    name
        The parameter.
    values
        Looser values, nearest first; equal ones in a row, and the value as it is, are skipped.

    Yields
    ------
    RuleParams
        Settings that differ in this parameter only.
    """
    before = getattr(params, name)
    for value in values:
        if value == before:
            continue
        before = value
        try:
            yield type(params).model_validate({**dict(params), name: value})
        except ValidationError:  # out of range, as everything looser is
            return


def larger_budget(params: Settings, name: str) -> Iterator[Settings]:
    """Raise a budget of points by 1 to 50 %, up to whole points: the points are ordinal."""
    budget: Decimal = getattr(params, name)
    larger = (budget * (100 + percent) / 100 for percent in BUDGET_PERCENT)
    yield from settings(params, name, (v.to_integral_value(ROUND_CEILING) for v in larger))


def moved(params: Settings, name: str, steps: Iterable[int]) -> Iterator[Settings]:
    """Move a number by each of the steps."""
    value = getattr(params, name)
    yield from settings(params, name, (value + step for step in steps))


def lowered(params: Settings, name: str, by: int, least: int) -> Iterator[Settings]:
    """Lower a whole number step by step; the last step ends at `least`."""
    value: int = getattr(params, name)
    if value > least:
        yield from settings(params, name, (*range(value - by, least, -by), least))


def entries_moved(params: Settings, name: str, steps: Iterable[int]) -> Iterator[Settings]:
    """Move a table by each of the steps, one entry at a time, never below 0."""
    table: Mapping[str, Decimal] = getattr(params, name)
    by = tuple(steps)
    for entry, value in table.items():
        tables = ({**table, entry: max(Decimal(0), value + step)} for step in by)
        yield from settings(params, name, tables)


def made_elastic(params: ElasticSettings) -> Iterator[ElasticSettings]:
    """Let a rule that was made hard be missed at its price."""
    if params.hard:
        yield from settings(params, "hard", (False,))


def changed(before: RuleParams, after: RuleParams) -> tuple[str, ...]:
    """Name what differs between two settings of a rule: the parameter, and in a table the entry.

    Parameters
    ----------
    before, after
        Settings of one rule.

    Returns
    -------
    tuple of str
        The rest of a scenario's path after ``rules`` and the rule, e.g. ``("cap_sets", "calves")``.

    Raises
    ------
    ValueError
        If not exactly one parameter, or not exactly one entry of its table, differs.
    """
    old, new = dict(before), dict(after)
    (name,) = (field for field in old if old[field] != new[field])
    if not isinstance(old[name], Mapping):
        return (name,)
    entries = sorted({*old[name], *new[name]})
    (entry,) = (e for e in entries if old[name].get(e) != new[name].get(e))
    return name, entry

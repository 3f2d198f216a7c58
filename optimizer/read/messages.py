"""Pydantic's errors in plain words: what is wrong with a value and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic_core import ErrorDetails

from optimizer.errors import closest, show


class Said(NamedTuple):
    """The words of a diagnostic."""

    problem: str
    allowed: str | None = None
    suggestion: str | None = None


_TEXT, _WHOLE, _NUMBER = "text", "a whole number", "a number"
_LIST, _MAPPING, _TRUTH = "a list", "a mapping of keys to values", "true or false"
_DATE, _TIME = "a date such as 2026-11-30", "a time such as 18:00"

# By the part of the error type before the underscore: int_type, int_parsing, int_from_float, ...
_WANTED = {
    "string": _TEXT,
    "int": _WHOLE,
    "decimal": _NUMBER,
    "float": _NUMBER,
    "finite": _NUMBER,
    "bool": _TRUTH,
    "list": _LIST,
    "tuple": _LIST,
    "set": _LIST,
    "frozen": _LIST,
    "iterable": _LIST,
    "dict": _MAPPING,
    "mapping": _MAPPING,
    "model": _MAPPING,
    "dataclass": _MAPPING,
    "date": _DATE,
    "datetime": _DATE,
    "time": _TIME,
    "none": "nothing or null",
}
_WRONG_TYPE = re.compile(
    r"(_type|_parsing|_size|_required|_attributes_type|_inexact|_number)$|_from_"
)


def wanted(error_type: str) -> str | None:
    """Say what a value of a wrong type should be; None if the error is not about the type."""
    return _WANTED.get(error_type.split("_")[0]) if _WRONG_TYPE.search(error_type) else None


def say(error: ErrorDetails) -> Said:
    """Put an error about a value into plain words.

    Parameters
    ----------
    error
        One error as pydantic gives it.

    Returns
    -------
    Said
        Problem, what is allowed and the closest valid name.
    """
    kind, value, facts = error["type"], error["input"], error.get("ctx", {})
    type_wanted = wanted(kind)
    if type_wanted:
        name, _, example = type_wanted.partition(" such as ")
        hint = f"{name} such as {example}" if example else None
        if name == _TEXT and isinstance(value, int | Decimal) and not isinstance(value, bool):
            hint = f'text, in quotes: "{value}"'
        return Said(f"{show(value)} is not {name}", hint)
    if kind in _BY_KIND:
        return _BY_KIND[kind](value, facts)
    message = str(facts["error"]) if "error" in facts else error["msg"]
    return Said(message if "error" in facts else message[:1].lower() + message[1:])


def _one_of(value: Any, facts: Mapping[str, Any]) -> Said:
    choices = re.findall(r"'((?:[^'\\]|\\.)*)'", str(facts["expected"]))
    allowed = ", ".join(choices) if choices else str(facts["expected"])
    near = closest(value, choices) if isinstance(value, str) else None
    return Said(f"{show(value)} is not one of the choices", allowed, near)


def _wrong_tag(value: Any, facts: Mapping[str, Any]) -> Said:
    expected, key = str(facts.get("expected_tags", "")), str(facts["discriminator"]).strip("'")
    tag = facts.get("tag")
    if tag is None:
        return Said(f"the key {key!r} is required", expected or None)
    choices = re.findall(r"'([^']*)'", expected)
    return Said(
        f"{show(tag)} is not a valid {key}", ", ".join(choices) or None, closest(str(tag), choices)
    )


def _bound(key: str, words: str) -> Callable[[Any, Mapping[str, Any]], Said]:
    def said(value: Any, facts: Mapping[str, Any]) -> Said:
        verdict = "small" if key in ("ge", "gt") else "large"
        return Said(f"{show(value)} is too {verdict}", f"{words} {facts[key]}")

    return said


def _count(key: str, unit: str) -> Callable[[Any, Mapping[str, Any]], Said]:
    def said(value: Any, facts: Mapping[str, Any]) -> Said:
        few, limit = key.startswith("min"), facts[key]
        size = facts.get("actual_length", len(value) if hasattr(value, "__len__") else None)
        units = unit if limit == 1 else f"{unit}s"
        verdict = f"{show(value)} is too {'short' if few else 'long'}"
        counted = "" if size is None or isinstance(value, str) else f" ({size} given)"
        return Said(verdict + counted, f"at {'least' if few else 'most'} {limit} {units}")

    return said


def _digits(key: str, unit: str) -> Callable[[Any, Mapping[str, Any]], Said]:
    def said(value: Any, facts: Mapping[str, Any]) -> Said:
        units = unit if facts[key] == 1 else f"{unit}s"
        return Said(f"{show(value)} has too many {unit}s", f"at most {facts[key]} {units}")

    return said


def _pattern(value: Any, facts: Mapping[str, Any]) -> Said:
    return Said(f"{show(value)} does not have the right form", f"text that fits {facts['pattern']}")


def _multiple(value: Any, facts: Mapping[str, Any]) -> Said:
    number = facts["multiple_of"]
    return Said(f"{show(value)} is not a multiple of {number}", f"multiples of {number}")


_BY_KIND: dict[str, Callable[[Any, Mapping[str, Any]], Said]] = {
    "literal_error": _one_of,
    "enum": _one_of,
    "union_tag_invalid": _wrong_tag,
    "union_tag_not_found": _wrong_tag,
    "greater_than": _bound("gt", "more than"),
    "greater_than_equal": _bound("ge", "at least"),
    "less_than": _bound("lt", "less than"),
    "less_than_equal": _bound("le", "at most"),
    "multiple_of": _multiple,
    "string_pattern_mismatch": _pattern,
    "string_too_short": _count("min_length", "character"),
    "string_too_long": _count("max_length", "character"),
    "too_short": _count("min_length", "item"),
    "too_long": _count("max_length", "item"),
    "decimal_max_places": _digits("decimal_places", "decimal place"),
    "decimal_max_digits": _digits("max_digits", "digit"),
    "decimal_whole_digits": _digits("whole_digits", "digit"),
}

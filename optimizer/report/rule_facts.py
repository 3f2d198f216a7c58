"""Rules, terms and claims as data for every way of showing them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from constraints import ROSTER_RULES, RULES, TERMS, RosterRule, Rule, RuleParams, Term
from optimizer.parameters import load_parameters
from optimizer.profile import Level, Profile

if TYPE_CHECKING:
    from optimizer.scenario import Scenario

_PARTS: tuple[Rule | RosterRule | Term, ...] = (*RULES, *ROSTER_RULES, *TERMS)
LEVELS: tuple[Level, ...] = ("novice", "intermediate", "advanced")


@cache
def adult(level: Level) -> Profile:
    """Describe an adult of a level without restrictions, over the usual twelve weeks."""
    return Profile(
        level=level,
        youth=False,
        older=False,
        low_back=False,
        returning=False,
        weeks=12,
        block_weeks=4,
        parameters=load_parameters(),
    )


def rule_facts(rule: Rule, scenario: Scenario | None = None) -> dict[str, Any]:
    """Describe a rule.

    Parameters
    ----------
    rule
        The rule.
    scenario
        With one, parameters are those of its athlete as set there, else the level defaults.
    """
    facts: dict[str, Any] = {
        "name": rule.name,
        "title": rule.title,
        "kind": rule.kind,
        "safety": rule.safety,
        "confidence": rule.confidence,
        "sources": list(rule.sources),
    }
    if scenario is None:
        by_level: dict[str, RuleParams] = {level: rule.defaults(adult(level)) for level in LEVELS}
        facts["in_words"] = rule.explain(by_level["intermediate"])
    else:
        params: RuleParams = getattr(scenario.settings, rule.name)
        by_level = {"scenario": params}
        facts["in_words"] = rule.explain(params)
    facts["parameters"] = [
        {
            "name": name,
            "description": field.description,
            **{who: _plain(getattr(params, name)) for who, params in by_level.items()},
        }
        for name, field in rule.params.model_fields.items()
    ]
    facts["text"] = document_of(rule)
    return facts


def roster_rule_facts(rule: RosterRule) -> dict[str, Any]:
    """Describe a rule about what athletes share; its numbers are those of the defaults."""
    return {
        "name": rule.name,
        "title": rule.title,
        "kind": rule.kind,
        "confidence": rule.confidence,
        "sources": list(rule.sources),
        "in_words": rule.explain(None),
        "text": document_of(rule),
    }


def document_of(part: Rule | RosterRule | Term) -> str:
    """Return why a rule or term exists and what it says exactly: the text at the top of its file."""
    return (sys.modules[part.post.__module__].__doc__ or "").strip()


def term_facts(term: Term) -> dict[str, Any]:
    """Describe a score term."""
    return {
        "name": term.name,
        "title": term.title,
        "small": term.small,
        "sources": list(term.sources),
        "text": document_of(term),
    }


def all_names() -> tuple[str, ...]:
    """Names of all rules, those of rosters too, and terms."""
    return tuple(part.name for part in _PARTS)


def found(name: str) -> Rule | RosterRule | Term:
    """Return the rule or term of a name that exists."""
    return next(part for part in _PARTS if part.name == name)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}" if value == 0 else f"{value.normalize():f}"
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | frozenset | set):
        entries = sorted(value) if not isinstance(value, tuple) else value
        return [_plain(entry) for entry in entries]
    return value


def written(value: Any) -> str:
    """Write a parameter's value on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {written(entry)}" for key, entry in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(written, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def values_of(parameter: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List a parameter's values by whom they are for; one entry where the levels agree."""
    found = {who: written(parameter[who]) for who in (*LEVELS, "scenario") if who in parameter}
    if len(set(found.values())) == 1:
        return [("", next(iter(found.values())))]
    return list(found.items())

"""Rules, terms and claims as plain text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from constraints import ROSTER_RULES, RULES, TERMS, RosterRule, Rule
from optimizer.report.rule_facts import (
    found,
    roster_rule_facts,
    rule_facts,
    term_facts,
    values_of,
)

if TYPE_CHECKING:
    from optimizer.scenario import Scenario


def rules_list(scenario: Scenario | None, width: int) -> str:
    """List every rule with what it says as set, then every score term."""
    lines = ["Rules: hard ones are never broken, elastic ones may be missed at a price.", ""]
    for rule in RULES:
        facts = rule_facts(rule, scenario)
        safety = ", safety" if rule.safety else ""
        lines.append(
            f"{rule.name} ({rule.kind}{safety}; confidence: {rule.confidence}; "
            f"{', '.join(rule.sources)})"
        )
        lines += _indented(facts["in_words"], width)
    lines += ["", "Rules of a roster: they bind all of its athletes together.", ""]
    for shared in ROSTER_RULES:
        sources = ", ".join(shared.sources)
        lines.append(f"{shared.name} ({shared.kind}; confidence: {shared.confidence}; {sources})")
        lines += _indented(roster_rule_facts(shared)["in_words"], width)
    lines += [
        "",
        "Score terms: the first three make the score, the small ones only break ties.",
        "",
    ]
    for term in TERMS:
        small = "small; " if term.small else ""
        lines.append(f"{term.name} ({small}{', '.join(term.sources)})")
        lines += _indented(term.title, width)
    return "\n".join([*lines, "", "One in full: liftproof rules NAME"])


def one_in_full(name: str, scenario: Scenario | None, width: int) -> str:
    """Write one rule or term with its reason, its formal statement and its parameters."""
    part = found(name)
    if isinstance(part, RosterRule):
        return _roster_rule_in_full(part, width)
    if not isinstance(part, Rule):
        facts = term_facts(part)
        kind = "score term, small" if part.small else "score term"
        return "\n".join(
            [f"{name}: {kind}", f"sources: {', '.join(part.sources)}", "", facts["text"]]
        )
    facts = rule_facts(part, scenario)
    safety = ", a safety rule: never offered for relaxing" if part.safety else ""
    lines = [
        f"{name}: {part.kind} rule{safety}",
        f"sources: {', '.join(part.sources)}; confidence of the numbers: {part.confidence}",
        "",
        facts["text"],
        "",
        "As set" if scenario is not None else "As set for an intermediate",
        *_indented(facts["in_words"], width),
        "",
        f"Parameters (in a scenario under rules: {{{name}: ...}})",
        *_parameters(facts["parameters"], width),
    ]
    return "\n".join(lines)


def _roster_rule_in_full(rule: RosterRule, width: int) -> str:
    facts = roster_rule_facts(rule)
    return "\n".join(
        [
            f"{rule.name}: {rule.kind} rule of a roster",
            f"sources: {', '.join(rule.sources)}; confidence of the numbers: {rule.confidence}",
            "",
            facts["text"],
            "",
            "With the defaults",
            *_indented(facts["in_words"], width),
            "",
            "Its numbers stand in a roster file under facility",
        ]
    )


def _parameters(parameters: list[dict[str, Any]], width: int) -> list[str]:
    lines = []
    for parameter in parameters:
        meaning = f": {parameter['description']}" if parameter["description"] else ""
        lines += _indented(f"{parameter['name']}{meaning}", width)
        for who, value in values_of(parameter):
            lines += _indented(f"{who}: {value}" if who else value, width, 6)
    return lines or ["    none"]


def claims_text(width: int) -> str:
    """List what the source texts claim and what became of every claim."""
    from optimizer.claims import load_claims

    lines = []
    for claim in load_claims().values():
        by = f" by {', '.join(claim.by)}" if claim.by else ""
        lines.append(f"{claim.id} {claim.fate}{by}")
        lines += _indented(f"Claim: {claim.claim}", width)
        lines += _indented(f"Here: {claim.how}", width)
        if claim.evidence:
            lines += _indented(f"Evidence: {claim.evidence}", width)
    return "\n".join(lines)


def _indented(text: str, width: int, by: int = 4) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=" " * by, subsequent_indent=" " * by, break_on_hyphens=False
    )

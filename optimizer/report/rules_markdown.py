"""Rules and terms as Markdown: the page `constraints/README.md` is written by this module."""

from __future__ import annotations

from typing import Any

from constraints import ROSTER_RULES, RULES, TERMS
from optimizer.report.markdown_words import escaped, table
from optimizer.report.rule_facts import roster_rule_facts, rule_facts, values_of

HEAD = """# Rules and terms

This page is generated: `make generated` writes it from the rule files.

A **rule** says which plans are allowed; a **term** says which allowed plan is better. Each is one file
in this folder, with its reason, its posting to the linear model, and an independent check in natural
units. *Hard* rules are never broken. *Elastic* rules may be missed at a price in score points, and what
is missed is listed; *mixed* rules have both parts. *Safety* rules are never offered for relaxing.
Confidence is that of the numbers. Sources: `S24` is a claim (`liftproof rules --sources`), `evidence` a
chapter of the review behind the defaults in `scenarios/parameters.yaml`.

`liftproof rules NAME` shows one rule in full, `liftproof rules --scenario FILE` all of them as set there.
"""

RECIPE = """## How to add a rule

1. Write the sentence that a coach would sign, and where it comes from.
2. Start with the test: a table of small plans with the violations you expect, and why. Include the first
   and the last day, an empty plan, a plan exactly on the limit and one just beyond it.
3. Write the file: `Params` with units in the names and a default that has a source, then `check`, in
   natural units and from the calendar, until the table passes. It may not look at the model.
4. If the posting needs new integers, scale them in `optimizer/compile.py`. What does not scale exactly is
   refused, never rounded.
5. Write `post`, by another way than `check`, until both accept exactly the same plans of a toy scenario.
6. Write `explain` with the numbers in; `demand`, which says what the rows at one place ask for as a coach
   would, with the path in the scenario that sets it; and `relaxations`, each looser in one parameter,
   nearest first. A safety rule has none.
7. Name the rule in `constraints/__init__.py`: in `RULES` and in `RuleSettings`.
8. Plant a fault: damage a good plan so that this rule, and only this one, reports it.
9. `make generated`, benchmark before and after, and say in the changelog whether plans change.

A new term needs the same, with `score` in place of `check`; a small term must stay below one point.
"""


def rules_markdown() -> str:
    """Write the page."""
    return (
        "\n".join([HEAD, _rules(), _roster_rules(), _terms(), *_parameters(), RECIPE]).rstrip()
        + "\n"
    )


def _rules() -> str:
    rows = []
    for rule in RULES:
        words = rule_facts(rule)["in_words"]
        kind = f"{rule.kind}, safety" if rule.safety else rule.kind
        link = f"[{rule.name}]({rule.name}.py)"
        rows.append([link, escaped(words), kind, ", ".join(rule.sources), rule.confidence])
    head = ["rule", "in words, as set for an intermediate", "kind", "from", "confidence"]
    return "## Rules\n\n" + table(head, rows)


def _roster_rules() -> str:
    rows = [
        [
            f"[{rule.name}]({rule.name}.py)",
            escaped(roster_rule_facts(rule)["in_words"]),
            rule.kind,
            ", ".join(rule.sources),
            rule.confidence,
        ]
        for rule in ROSTER_RULES
    ]
    head = ["rule", "in words, with the defaults", "kind", "from", "confidence"]
    note = "They bind all athletes of a roster together; their numbers stand in its `facility`.\n\n"
    return "## Rules of a roster\n\n" + note + table(head, rows)


def _terms() -> str:
    rows = [
        [
            f"[{term.name}]({term.name}.py)",
            escaped(term.title),
            "breaks ties" if term.small else "makes the score",
            ", ".join(term.sources),
        ]
        for term in TERMS
    ]
    return "## Terms\n\n" + table(["term", "in words", "what it does", "from"], rows)


def _parameters() -> list[str]:
    parts = ["## Parameters\n"]
    parts.append(
        "Defaults for adults; where levels differ: novice / intermediate / advanced. "
        "In a scenario they stand under `rules`.\n"
    )
    for rule in RULES:
        parameters = rule_facts(rule)["parameters"]
        if not parameters:
            continue
        rows = [
            [f"`{p['name']}`", escaped(p["description"] or ""), _default(rule.name, p)]
            for p in parameters
        ]
        parts.append(f"### {rule.name}\n\n{table(['parameter', 'meaning', 'default'], rows)}")
    return parts


def _default(rule: str, parameter: dict[str, Any]) -> str:
    if isinstance(parameter["intermediate"], dict) and len(parameter["intermediate"]) > 6:
        return f"by level: {len(parameter['intermediate'])} entries, see `liftproof rules {rule}`"
    return escaped(" / ".join(value for _, value in values_of(parameter)))

"""`liftproof rules`: what is allowed and what is good, in words."""

from __future__ import annotations

import json

import click

from optimizer.cli.examples import example
from optimizer.cli.inputs import known_name, scenario_from
from optimizer.cli.streams import Streams

FORMATS = ("text", "markdown", "json")


@click.command("rules", epilog=example("liftproof rules recovery_gap", "liftproof rules --sources"))
@click.argument("rule", required=False)
@click.option("--sources", is_flag=True, help="List the source claims S1 to S63 and their fate.")
@click.option("--scenario", "source", metavar="FILE", help="Show the rules as set in a scenario.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="text")
@click.pass_obj
def command(
    streams: Streams, rule: str | None, sources: bool, source: str | None, style: str
) -> None:
    """Show all rules and score terms, or RULE in full."""
    if sources and (rule or source):
        raise click.UsageError("--sources lists all claims; give it alone")
    if sources:
        _claims(streams, style)
        return
    from optimizer.report.rule_facts import all_names

    if rule is not None:
        known_name(rule, all_names(), "rule or term")
    if style == "markdown":
        if rule or source:
            raise click.UsageError("--format markdown writes the page of all rules; give it alone")
        from optimizer.report.rules_markdown import rules_markdown

        streams.data(rules_markdown())
        return
    scenario = scenario_from(source) if source is not None else None
    if style == "json":
        from constraints import ROSTER_RULES, RULES, TERMS
        from optimizer.report.rule_facts import roster_rule_facts, rule_facts, term_facts

        data = {
            "rules": [rule_facts(r, scenario) for r in RULES if rule in (None, r.name)],
            "roster_rules": [roster_rule_facts(r) for r in ROSTER_RULES if rule in (None, r.name)],
            "terms": [term_facts(t) for t in TERMS if rule in (None, t.name)],
        }
        streams.data(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
        return
    from optimizer.report.rules_text import one_in_full, rules_list

    if rule is None:
        streams.result(rules_list(scenario, streams.width))
    else:
        streams.result(one_in_full(rule, scenario, streams.width))


def _claims(streams: Streams, style: str) -> None:
    from optimizer.claims import load_claims

    if style == "json":
        data = [claim.model_dump(mode="json") for claim in load_claims().values()]
        streams.data(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    elif style == "markdown":
        from optimizer.report.markdown_words import escaped, table

        rows = [
            [c.id, escaped(c.claim), c.fate, escaped(", ".join(c.by)), escaped(c.how)]
            for c in load_claims().values()
        ]
        streams.data(table(["id", "claim", "fate", "by", "how"], rows))
    else:
        from optimizer.report.rules_text import claims_text

        streams.result(claims_text(streams.width))

"""Whether to believe a plan: every rule checked from the scenario, in natural units, without a solver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints import RULES, Violation
from optimizer.integrity import check_integrity, check_names
from optimizer.result import Verification
from optimizer.scoring import inapplicable, score_plan

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.scenario import Scenario


def verify(scenario: Scenario, plan: Plan) -> Verification:
    """Check a plan against a scenario.

    Parameters
    ----------
    scenario
        What was asked.
    plan
        What is proposed, from anywhere.

    Returns
    -------
    Verification
        All violations: of rules, and of what the file itself claims (hash, dates, seconds, loads,
        score, shortages).
    """
    unreadable = tuple(check_names(scenario, plan))
    if unreadable:
        # Rules look exercises up by name: without names nothing else can be said.
        return Verification(unreadable)
    scoring = score_plan(scenario, plan)
    found = [*_rules(scenario, plan), *check_integrity(scenario, plan, scoring)]
    return Verification(tuple(found), scoring.terms, scoring.shortages, inapplicable(scenario))


def _rules(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    for rule in RULES:
        yield from rule.check(scenario, plan)

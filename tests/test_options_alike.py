"""Slots that look alike to rules are judged once: no refusal may depend on anything else of a slot."""

from __future__ import annotations

from pathlib import Path

import pytest

from constraints import RULES
from optimizer.api import load_scenario
from optimizer.options import REFUSING, candidates, make_offers, refusal_of

EXAMPLES = Path(__file__).parents[1] / "scenarios" / "examples"
SHOWING = ("garage", "travelling", "mwf_template")


@pytest.mark.parametrize("name", SHOWING)
def test_every_slot_is_judged_as_by_itself(name: str) -> None:
    scenario = load_scenario(EXAMPLES / f"{name}.yaml")
    found = make_offers(scenario)
    stored = {(r.exercise, r.method, r.slot, r.block): (r.rule, r.reason) for r in found.refusals}
    refused = 0
    for one in candidates(scenario):
        key = (one.exercise.id, one.method.id, one.slot, one.block.index)
        alone = refusal_of(scenario, one)
        if alone is not None:
            refused += 1
            assert stored[key] == alone
        else:
            # Loads and ladders are worked out after the rules.
            assert stored.get(key, ("load", ""))[0] in ("load", "progression_ladder")
    assert refused


def test_all_rules_that_refuse_are_asked() -> None:
    scenario = load_scenario(EXAMPLES / "mwf_template.yaml")
    silent = [rule for rule in RULES if rule not in REFUSING]
    assert len(silent) + len(REFUSING) == len(RULES)
    for one in candidates(scenario):
        assert all(rule.refuse(scenario, one) is None for rule in silent)

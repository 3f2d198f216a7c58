"""Plateau: no more than eight weeks of straight sets in a hamstring or erector family."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from constraints import RULES
from constraints.plateau import Params, shortest_runs
from optimizer.horizon import cut_into_blocks
from optimizer.scenario import Scenario
from tests.builders import choice, edited, model, model_allows, plan, scenario, violations

RULE = next(rule for rule in RULES if rule.name == "plateau")
SOME = ["db_rdl", "band_leg_curl", "single_arm_db_row"]
ALL_DAYS = {0, 1, 2}


def _hinge(*methods: str | None) -> dict[tuple[str, str, str, int], int]:
    """Two sets of dumbbell hinges on Monday, block by block; None leaves a block without them."""
    return {
        ("db_rdl", method, "mon", block): 2
        for block, method in enumerate(methods, start=1)
        if method is not None
    }


def _toy(weeks: int, hard: bool = False, **more: Any) -> Scenario:
    rules = {"plateau": {"hard": hard, **more.pop("plateau", {})}}
    # Light enough that every method finds its load among dumbbells up to 24 kg.
    athlete = {"one_rep_max_kg": {"deadlift": "100", "row": "60"}}
    return scenario(only=SOME, weeks=weeks, rules=rules, athlete=athlete, **more)


S, E, P, L = "straight", "slow_eccentric", "pause_iso", "long_length_iso"


@pytest.mark.parametrize(
    ("weeks", "methods", "where", "why"),
    [
        (8, (S, S), [], "exactly 8 weeks"),
        (9, (S, S, S), ["3"], "9 weeks, the last block a single one"),
        (12, (S, S, S), ["3"], "12 weeks"),
        (12, (S, S, E), [], "an eccentric method in the third block"),
        (12, (S, S, P), [], "a pause"),
        (12, (S, S, L), [], "a long hold"),
        (12, (S, None, S), [], "a block without the family ends the run"),
        (12, (S, S, None), [], "8 weeks, then nothing"),
        (12, (None, S, S), [], "only 8 weeks in a row"),
        (12, (None, None, None), [], "never trained"),
        (16, (S, S, S, S), ["3", "4"], "one shortage for every block that ends a run too long"),
        (16, (S, S, E, S), [], "the run starts anew after the change"),
        (20, (S, S, E, S, S), [], "8 weeks after the change"),
        (24, (S, S, E, S, S, S), ["6"], "12 weeks after the change"),
        (20, (S, S, S, None, S), ["3"], "missed once, then ended by absence"),
    ],
)
def test_oracle(weeks: int, methods: tuple[str | None, ...], where: list[str], why: str) -> None:
    toy = _toy(weeks)
    made = plan(toy, _hinge(*methods))
    found = list(RULE.shortages(toy, made))
    assert [(s.where, s.missing, s.unit, s.points) for s in found] == [
        (f"hip_hinge, up to block {block}", Fraction(1), "change of method", Fraction(2))
        for block in where
    ], why
    assert violations(toy, made, "plateau") == []
    # The same plan, fixed in the model of the hard rule, is allowed exactly where nothing is missing.
    hard = _toy(weeks, hard=True)
    breaches = violations(hard, plan(hard, _hinge(*methods)), "plateau")
    assert [v.where for v in breaches] == [s.where for s in found]
    chosen = choice(hard, _hinge(*methods))
    assert model_allows(model(hard, "plateau"), chosen, ALL_DAYS) == (not where), why
    if weeks == 12:
        assert model_allows(model(toy, "plateau"), chosen, ALL_DAYS), "elastic: allowed at a price"


def test_one_exercise_of_the_family_by_a_method_ends_the_run() -> None:
    hard = _toy(12, hard=True)
    sets = {**_hinge(S, S, S), ("db_rdl", E, "fri", 3): 2}
    assert violations(hard, plan(hard, sets), "plateau") == []
    assert model_allows(model(hard, "plateau"), choice(hard, sets), ALL_DAYS)


def test_families_are_followed_one_by_one() -> None:
    toy = _toy(12)
    curls = {("band_leg_curl", S, "mon", block): 2 for block in (1, 2, 3)}
    rows = {("single_arm_db_row", S, "mon", block): 2 for block in (1, 2, 3)}
    found = RULE.shortages(toy, plan(toy, {**_hinge(S, S, E), **curls, **rows}))
    assert [s.where for s in found] == ["knee_flexion, up to block 3"]


@pytest.mark.parametrize(("slots", "allowed"), [(3, True), (4, False)])
def test_slots_with_a_method(slots: int, allowed: bool) -> None:
    toy = _toy(12)
    places = [("db_rdl", E, "mon", 3), ("db_rdl", E, "wed", 3)]
    places += [("band_leg_curl", E, "mon", 3), ("band_leg_curl", E, "fri", 3)]
    sets = dict.fromkeys(places[:slots], 2)
    found = violations(toy, plan(toy, sets), "plateau")
    weeks = [] if allowed else [9, 10, 11, 12]
    assert [(v.where, v.excess, v.unit) for v in found] == [(f"week {w}", 1, "slot") for w in weeks]
    assert model_allows(model(toy, "plateau"), choice(toy, sets), ALL_DAYS) == allowed


def test_methods_are_offered_only_where_the_rule_can_ask_for_them() -> None:
    toy = _toy(12)
    blocks = {key[3] for key in toy.offers.options if key[1] == E}
    assert blocks == {2}
    toy = _toy(9, block_weeks=3)
    assert {key[3] for key in toy.offers.options if key[1] == E} == {2}
    assert all(key[1] == S for key in _toy(8).offers.options)
    pinned = _toy(8, pins=[{"exercise": "db_rdl", "method": E, "blocks": [1]}])
    assert {key[0] for key in pinned.offers.options if key[1] == E} == {"db_rdl"}


@pytest.mark.parametrize(
    ("weeks", "block_weeks", "limit", "runs"),
    [
        (8, 4, 8, []),
        (9, 4, 8, [(0, 2)]),
        (12, 4, 8, [(0, 2)]),
        (16, 4, 8, [(0, 2), (1, 3)]),
        (9, 3, 8, [(0, 2)]),
        (12, 12, 8, [(0, 0)]),
        (12, 4, 3, [(0, 0), (1, 1), (2, 2)]),
        (10, 4, 8, [(0, 2)]),
    ],
)
def test_shortest_runs(
    weeks: int, block_weeks: int, limit: int, runs: list[tuple[int, int]]
) -> None:
    blocks = cut_into_blocks(weeks, block_weeks, 1)
    assert [(r[0].index, r[-1].index) for r in shortest_runs(blocks, limit)] == runs


def test_parameters() -> None:
    toy = _toy(12, plateau={"weeks": 12})
    assert list(RULE.shortages(toy, plan(toy, _hinge(S, S, S)))) == []
    toy = _toy(12, plateau={"families": ["knee_flexion"]})
    assert list(RULE.shortages(toy, plan(toy, _hinge(S, S, S)))) == []
    toy = _toy(12, plateau={"price_points": "3.5"})
    assert [s.points for s in RULE.shortages(toy, plan(toy, _hinge(S, S, S)))] == [Fraction(7, 2)]


def test_a_deload_week_counts_as_a_week() -> None:
    toy = _toy(12)
    assert [week.kind for week in plan(toy, {}).weeks].count("deload") == 3
    made = plan(toy, _hinge(S, S, S))
    without = edited(toy, made, lambda d: d.update(weeks=d["weeks"][:8]))
    assert list(RULE.shortages(toy, without)) == []
    ninth = edited(toy, made, lambda d: d.update(weeks=d["weeks"][:9]))
    assert len(list(RULE.shortages(toy, ninth))) == 1


def test_explanation_and_relaxations() -> None:
    text = RULE.explain(Params())
    for words in ("8 weeks", "hip hinge, knee flexion, spinal extension", "2 points", "3 slots"):
        assert words in text
    assert "required" in RULE.explain(Params(hard=True))
    looser = list(RULE.relaxations(Params(hard=True)))
    assert [p.max_slots_per_week for p in looser][:4] == [4, 5, 6, 7]
    assert [(p.hard, p.weeks) for p in looser[4:]] == [
        *((True, weeks) for weeks in (9, 10, 12, 16)), (False, 8),
    ]  # fmt: skip
    assert [p.max_slots_per_week for p in RULE.relaxations(Params(max_slots_per_week=13))] == [14]

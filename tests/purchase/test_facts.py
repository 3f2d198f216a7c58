"""The conditional problem says, for every basket, what the ordinary problem of that basket says."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from optimizer.api import load_scenario
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.conditions import ALWAYS, NEVER, is_met
from optimizer.errors import ProblemAt
from optimizer.problem import Problem
from optimizer.purchase.model import PurchaseModel
from optimizer.purchase.problem import conditional_problem
from optimizer.purchase.shop import Shop, open_shop
from optimizer.scenario import Scenario
from tests.builders import days, scenario

EXAMPLES = Path(__file__).parents[2] / "scenarios" / "examples"


def facts(problem: Problem, basket: Collection[str]) -> dict[str, Any]:
    """Everything that equipment decides in a problem, with a basket."""
    options: dict[tuple[str, str, int, int], tuple[int, int]] = {}
    for cell in problem.cells:
        if is_met(cell.when, basket):
            key = (cell.exercise.id, cell.method.id, cell.slot, cell.block)
            seconds = (cell.set_seconds, cell.fixed_seconds)
            options[key] = min(seconds, options.get(key, seconds))
    steps = {
        (family, step)
        for family, conditions in problem.available_steps.items()
        for step, when in conditions.items()
        if is_met(when, basket)
    }
    return {
        "options": options,
        "steps": steps,
        "needs": {
            (gate.family, gate.step, need)
            for gate in problem.gates
            if (gate.family, gate.step) in steps and is_met(gate.when, basket)
            for need in gate.needs
        },
        "muscles": {m for m, x in problem.muscles.items() if is_met(x.reachable, basket)},
        "trap bar": is_met(problem.prefers_trap_bar, basket),
        "decompression": [
            s.decompression_seconds - s.hanging_saves * is_met(s.when_hanging, basket)
            for s in problem.slots
        ],
        "likes": {name for name in problem.likes if name in {key[0] for key in options}},
        "pins": [sorted(options_of(problem, pin.cells, basket)) for pin in problem.pins],
    }


def options_of(
    problem: Problem, indexes: Collection[int], basket: Collection[str]
) -> set[tuple[str, str, int, int]]:
    cells = [problem.cells[index] for index in indexes]
    return {(c.exercise.id, c.method.id, c.slot, c.block) for c in cells if is_met(c.when, basket)}


def baskets(shop: Shop, count: int, seed: int) -> Iterator[frozenset[str]]:
    rng = random.Random(seed)
    names = list(shop.items)
    yield frozenset()
    yield from (frozenset([name]) for name in rng.sample(names, min(2, len(names))))
    for _ in range(count):
        yield frozenset(rng.sample(names, rng.randint(2, len(names))))


def assert_same_facts(shop: Shop, count: int, seed: int = 0) -> int:
    """Compare on many baskets; return how many could not be put together."""
    problem = conditional_problem(shop.stocked(()), shop.stock, shop.fixed_slots)
    clashes = 0
    for basket in baskets(shop, count, seed):
        if is_met(shop.stock.clashes, basket):
            with pytest.raises(ValueError, match="cannot be added"):
                shop.stocked(basket)
            clashes += 1
        else:
            assert facts(problem, basket) == facts(compile_problem(shop.stocked(basket)), ())
    return clashes


@pytest.mark.parametrize(
    ("example", "base", "fixed"),
    [
        ("garage", "none", {}),
        ("garage", "home_dumbbells", {"wed": "none"}),
        ("bands_novice", "none", {}),
        ("trap_bar_low_back", "none", {}),
        ("mwf_template", "bands", {}),
        ("youth", "none", {}),
    ],
)
def test_random_baskets_of_the_whole_library(
    example: str, base: str, fixed: dict[str, str]
) -> None:
    written = load_scenario(EXAMPLES / f"{example}.yaml")
    shop = open_shop(written, base, fixed, None)
    assert len(shop.items) > 20
    assert_same_facts(shop, 3)


def test_baskets_that_cannot_be_put_together() -> None:
    shop = open_shop(scenario(), "none", {}, ["cable_tower", "cable_crossover", "bands_set"])
    assert str(shop.stock.clashes) == "(cable_crossover and cable_tower)"
    assert assert_same_facts(shop, 12) > 0


def test_a_pair_made_of_two_single_kettlebells() -> None:
    """One 24 kg kettlebell is no pair; with another one it is, and its weight counts then."""
    single = {"one": {"kettlebell": {"singles_kg": ["24"]}}}
    toy = scenario(setups=single, sessions=days("monday", setup="one"))
    shop = open_shop(toy, "one", {}, ["kettlebell_16", "kettlebell_24", "kettlebell_set"])
    assert assert_same_facts(shop, 8) == 0


def test_likes_pins_and_several_blocks() -> None:
    toy = scenario(
        weeks=12,
        athlete={
            "level": "novice",
            "likes": ["band_row", "goblet_squat", "dead_bug"],
            "restrictions": {"lbp_shear": "caution"},
        },
        pins=[{"exercise": "band_row", "session": "mon"}],
    )
    assert_same_facts(open_shop(toy, "none", {}, None), 5)


@pytest.mark.parametrize("example", ["garage", "bands_novice", "two_short_slots", "mwf_template"])
def test_without_items_the_model_is_the_ordinary_one(example: str) -> None:
    written = load_scenario(EXAMPLES / f"{example}.yaml")
    own = written.sessions[0].setup
    model = PurchaseModel(open_shop(written, own, {}, []), None)
    ordinary = build_model(compile_problem(written.with_setup(own)))
    assert model.linear.sha256() == ordinary.linear.sha256()
    assert [row.kind for row in model.linear.rows] == [row.kind for row in ordinary.linear.rows]


def test_an_ordinary_problem_has_no_open_question() -> None:
    problem = compile_problem(scenario(athlete={"likes": ["dead_bug"]}))
    conditions = {
        *(cell.when for cell in problem.cells),
        *(gate.when for gate in problem.gates),
        *(when for steps in problem.available_steps.values() for when in steps.values()),
        *(limits.reachable for limits in problem.muscles.values()),
        *(slot.when_hanging for slot in problem.slots),
        problem.prefers_trap_bar,
    }
    assert conditions <= {ALWAYS, NEVER}
    names = {v.name.split("[")[0] for v in build_model(problem).linear.variables}
    assert not names & {"owns", "holds", "lacks", "top", "climbs", "likes", "climbing_families"}


def test_items_that_provide_the_same_are_considered_once_at_the_lower_price() -> None:
    shop = open_shop(scenario(), "none", {}, None)
    assert "door_pull_up_bar" in shop.items
    assert "wall_pull_up_bar" not in shop.items
    assert "flat_bench" in shop.items
    assert "adjustable_bench" not in shop.items


def test_names_of_setups_do_not_collide() -> None:
    taken = {"bought": {"bands": 1}}
    toy = scenario(setups=taken)
    shop = open_shop(toy, "bought", {}, ["flat_bench"])
    stocked = shop.stocked(["flat_bench"])
    assert {slot.setup for slot in stocked.sessions} == {"bought_2"}
    assert stocked.setup_of(0).owned() == {"bands", "bench"}
    assert {slot.setup for slot in shop.stocked(()).sessions} == {"bought"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"base": "garrage"}, "garage"),
        ({"fixed": {"mno": "none"}}, "mon"),
        ({"fixed": {"mon": "nnone"}}, "none"),
        ({"items": ["bandset"]}, "bands_set"),
    ],
)
def test_unknown_names_are_refused_with_the_closest(asked: dict[str, Any], words: str) -> None:
    given: dict[str, Any] = {"base": "none", "fixed": {}, "items": None, **asked}
    toy: Scenario = scenario()
    with pytest.raises(ProblemAt) as caught:
        open_shop(toy, given["base"], given["fixed"], given["items"])
    assert caught.value.suggestion == words

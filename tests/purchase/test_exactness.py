"""The answers are those of trying every basket, one by one, with the ordinary solver."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.purchase import CheapestBuy, buy
from optimizer.purchase.shop import Shop, open_shop
from optimizer.result import Status
from optimizer.scenario import Scenario
from tests.builders import days, scenario

PROOF = Limits(wall_seconds=None, deterministic_time=60, gap=0, workers=1)
STRONG = {"one_rep_max_kg": {"deadlift": "200", "squat": "160", "row": "110"}}
CAUTIOUS = {"restrictions": {"lbp_shear": "caution"}}


@dataclass(frozen=True)
class Case:
    """A small shop, and what every answer about it must be found for."""

    name: str
    only: tuple[str, ...]
    items: tuple[str, ...]
    budget: int
    athlete: dict[str, Any] = field(default_factory=dict)
    base: str = "none"
    fixed: dict[str, str] = field(default_factory=dict)
    scenario: dict[str, Any] = field(default_factory=dict)

    def build(self) -> Scenario:
        document = {"sessions": days("monday", minutes=35, setup="none"), **self.scenario}
        return scenario(self.only, athlete=self.athlete, **document)


DUMBBELLS = ("adjustable_dumbbells_24", "adjustable_dumbbells_40", "flat_bench", "kettlebell_24")
CASES = [
    Case(
        "a strong athlete needs heavier dumbbells",
        ("single_arm_db_row", "goblet_squat", "db_hip_thrust", "dead_bug", "bw_good_morning"),
        DUMBBELLS,
        800,
        STRONG,
    ),
    Case(
        "the same with money for the light ones only",
        ("single_arm_db_row", "goblet_squat", "db_hip_thrust", "dead_bug", "bw_good_morning"),
        DUMBBELLS,
        420,
        STRONG,
    ),
    Case(
        "short sessions, where lighter weights take longer",
        ("db_rdl", "single_arm_db_row", "dead_bug", "bw_squat"),
        DUMBBELLS,
        2000,
        {"one_rep_max_kg": {"deadlift": "118", "squat": "110", "row": "66"}},
        scenario={"sessions": days("monday", minutes=28, setup="none")},
    ),
    Case(
        "bands put a gate before the pull-up",
        ("band_pulldown", "pull_up", "scap_pull_up", "dead_bug", "glute_bridge"),
        ("bands_set", "door_pull_up_bar", "foam_roller", "plyo_box"),
        500,
        {"level": "novice"},
    ),
    Case(
        "the same in blocks that can open it",
        ("band_pulldown", "scap_pull_up", "glute_bridge"),
        ("bands_set", "door_pull_up_bar", "rings_pair"),
        70,
        {"level": "novice"},
        scenario={
            "weeks": 4,
            "block_weeks": 2,
            "sessions": days("monday", "thursday", minutes=25, setup="none"),
        },
    ),
    Case(
        "a barbell lowers the score: its step counts and cannot be open yet",
        ("bw_good_morning", "db_rdl", "romanian_deadlift", "bw_squat", "dead_bug"),
        ("barbell_20", "plates_117_5", "kettlebell_16", "stability_ball"),
        1000,
        {"level": "intermediate", "ladder": {}},
    ),
    Case(
        "families come into play",
        ("goblet_squat", "db_rdl", "single_arm_db_row", "band_row", "dead_bug", "calf_raise_bw"),
        ("bands_set", "kettlebell_24", "flat_bench", "sliders_pair"),
        300,
        {"likes": ["band_row", "goblet_squat", "dead_bug"]},
    ),
    Case(
        "nothing helps",
        ("dead_bug", "glute_bridge", "bw_squat"),
        ("foam_roller", "flat_bench", "cable_tower"),
        5000,
    ),
    Case(
        "two kinds of weight stack cannot be added up",
        ("seated_cable_row", "lat_pulldown", "pallof_press", "dead_bug", "glute_bridge"),
        ("cable_tower", "cable_crossover", "bands_set"),
        10000,
        STRONG,
    ),
    Case(
        "a trap bar instead of a straight one, and something to hang from",
        ("trap_bar_deadlift", "conventional_deadlift", "pull_up", "bw_squat", "dead_bug"),
        ("trap_bar_25", "barbell_20", "plates_117_5", "door_pull_up_bar"),
        900,
        {"level": "intermediate", **CAUTIOUS},
        scenario={"sessions": days("monday", minutes=40, setup="none")},
    ),
    Case(
        "one kettlebell is at home, another makes a pair",
        ("goblet_squat", "double_kb_front_squat", "db_rdl", "dead_bug"),
        ("kettlebell_24", "kettlebell_16", "flat_bench"),
        200,
        base="one",
        scenario={"setups": {"one": {"kettlebell": {"singles_kg": ["24"]}}}},
    ),
    Case(
        "one session is elsewhere",
        ("band_row", "band_pulldown", "bw_squat", "dead_bug"),
        ("bands_set", "flat_bench"),
        100,
        fixed={"mon": "bands"},
        scenario={"sessions": days("monday", "thursday", minutes=25, setup="none")},
    ),
    Case("no money", ("dead_bug", "band_row", "glute_bridge"), ("bands_set", "flat_bench"), 0),
    Case("less than every price", ("dead_bug", "band_row", "glute_bridge"), ("bands_set",), 34),
    Case(
        "a plan only with something bought",
        ("band_row", "band_rdl", "db_rdl"),
        ("bands_set", "kettlebell_24", "flat_bench"),
        100,
    ),
    Case(
        "no plan with anything in reach", ("band_row", "band_rdl"), ("bands_set", "flat_bench"), 20
    ),
]


KNOWN: dict[tuple[str, ...], dict[tuple[str, ...], Fraction]] = {}


def every_basket(shop: Shop) -> dict[tuple[str, ...], Fraction]:
    """Best score with each basket that allows a plan, proved by the ordinary solver; tried once."""
    key = (shop.stocked(()).sha256, *shop.items)
    return KNOWN[key] if key in KNOWN else KNOWN.setdefault(key, tried(shop))


def tried(shop: Shop) -> dict[tuple[str, ...], Fraction]:
    found = {}
    for count in range(len(shop.items) + 1):
        for basket in itertools.combinations(shop.items, count):
            try:
                stocked = shop.stocked(basket)
            except ValueError:
                continue
            model = build_model(compile_problem(stocked)).linear
            answer = solve_with_cp_sat(model, PROOF)
            assert answer.verdict in (Verdict.OPTIMAL, Verdict.IMPOSSIBLE)
            if answer.values is not None:
                found[basket] = model.score(answer.values)
    return found


def assert_cheapest(
    answer: CheapestBuy | None, scores: dict[tuple[str, ...], Fraction], shop: Shop
) -> None:
    assert answer is not None
    costs = [shop.cost(basket) for basket, score in scores.items() if score >= answer.wanted]
    if not costs:
        assert (answer.status, answer.basket) == (Status.IMPOSSIBLE, None)
        return
    assert answer.status is Status.OPTIMAL
    assert answer.cost == answer.cost_bound == min(costs)
    assert answer.basket is not None
    assert answer.basket.score >= answer.wanted
    assert answer.basket.score <= scores[answer.basket.items]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_basket_tried(case: Case) -> None:
    toy = case.build()
    shop = open_shop(toy, case.base, case.fixed, case.items)
    scores = every_basket(shop)
    within = {b: s for b, s in scores.items() if shop.cost(b) <= case.budget}
    ranked = sorted({*scores.values()})
    # A score just above the second best, or one that nothing reaches.
    wanted = ranked[-1] if len(ranked) > 1 else Fraction(100)
    reach = Decimal(wanted * 100 // 1) / 100
    answer = buy(
        toy,
        budget=Decimal(case.budget),
        base=case.base,
        fixed=case.fixed,
        items=case.items,
        reach=reach,
        limits=PROOF,
    )
    assert_cheapest(answer.reaching, scores, shop)
    if not within:
        assert answer.best.status is Status.IMPOSSIBLE
        assert answer.cheapest is None
        return
    assert answer.best.status is Status.OPTIMAL
    assert answer.best.score == answer.best.bound == max(within.values())
    assert answer.best.basket is not None
    assert answer.best.basket.items in within
    assert answer.cheapest is not None
    assert answer.cheapest.wanted == answer.best.score
    assert_cheapest(answer.cheapest, scores, shop)
    for basket in (answer.best.basket, answer.cheapest.basket):
        assert basket is not None
        assert basket.price == shop.cost(basket.items)
        assert basket.result.verification is not None
        assert basket.result.verification.passed


def test_cases_are_what_their_names_say() -> None:
    """Some facts of the shops above, so that no case can become idle unnoticed."""
    scores = {}
    for case in CASES:
        shop = open_shop(case.build(), case.base, case.fixed, case.items)
        if case.name.startswith(("a barbell lowers", "nothing helps", "bands put")):
            scores[case.name[:5]] = every_basket(shop)
    barbell = scores["a bar"]
    assert barbell["kettlebell_16", "barbell_20", "plates_117_5"] < barbell["kettlebell_16",]
    assert len({*scores["nothi"].values()}) == 1
    pull = scores["bands"]
    assert pull["bands_set", "door_pull_up_bar"] != pull["door_pull_up_bar",]

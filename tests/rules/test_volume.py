"""volume: session cap, weekly cap and weekly floor, each exactly met and missed by a tenth."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from constraints.volume import RULE, Params, explain, inapplicable, relaxations, shortages
from optimizer.scenario import Scenario
from tests import builders
from tests.rules.test_agreement_toys import no_floors

NAME = RULE.name
ONLY = ("db_rdl", "band_leg_curl", "calf_raise_bw")  # hamstrings 0.9 and 0.6; calves 0.5 a set


def toy(*, weeks: int = 1, block_weeks: int = 4, **params: Any) -> Scenario:
    return builders.scenario(
        ONLY,
        weeks=weeks,
        block_weeks=block_weeks,
        athlete={"one_rep_max_kg": {}},
        rules={"volume": {"floor_sets": no_floors(), **params}},
    )


RDL5 = {("db_rdl", "mon"): 5}  # hamstrings 4.5
BOTH = {("db_rdl", "mon"): 2, ("band_leg_curl", "wed"): 2}  # hamstrings 3.0 a week
CAP = "cap_sets"

# parameters, sets, violations as (place, excess), why
ROWS: list[tuple[dict[str, Any], dict[Any, int], dict[str, str], str]] = [
    ({"session_cap_sets": "4.5"}, RDL5, {}, "exactly the session cap"),
    (
        {"session_cap_sets": "4.4"},
        RDL5,
        {"hamstrings, week 1, mon": "0.1"},
        "a tenth over the session cap",
    ),
    (
        {"session_cap_sets": "3.4"},
        RDL5,
        {"hamstrings, week 1, mon": "1.1", "glute_max, week 1, mon": "0.1"},
        "every muscle is a witness",
    ),
    ({CAP: {"hamstrings": "3.0"}}, BOTH, {}, "exactly the weekly cap"),
    ({CAP: {"hamstrings": "2.9"}}, BOTH, {"hamstrings, week 1": "0.1"}, "a tenth over the week"),
    ({CAP: {"hamstrings": "0"}}, {("calf_raise_bw", "fri"): 5}, {}, "a cap of nothing, untouched"),
    (
        {CAP: {"calves": "0"}},
        {("calf_raise_bw", "fri"): 2},
        {"calves, week 1": "1.0"},
        "a cap of nothing",
    ),
    (
        {"hard": True, "floor_sets": no_floors(hamstrings="3.0")},
        BOTH,
        {},
        "exactly a floor that is required",
    ),
    (
        {"hard": True, "floor_sets": no_floors(hamstrings="3.1")},
        BOTH,
        {"hamstrings, block 1": "0.1"},
        "a tenth below a floor that is required",
    ),
    ({"floor_sets": no_floors(hamstrings="9")}, BOTH, {}, "an elastic floor forbids nothing"),
    ({"hard": True, "floor_sets": no_floors(lats="5")}, {}, {"lats, block 1": "5"}, "empty plan"),
    (
        {"hard": True, "floor_sets": no_floors(neck_extensors="5")},
        BOTH,
        {},
        "a muscle that nothing trains is not asked for",
    ),
]


@pytest.mark.parametrize(("params", "sets", "expected", "why"), ROWS, ids=[r[3] for r in ROWS])
def test_table(
    params: dict[str, Any], sets: dict[Any, int], expected: dict[str, str], why: str
) -> None:
    scenario = toy(**params)
    found = {place: excess for place, excess, _ in builders.reported(scenario, sets, NAME)}
    assert found == {place: Decimal(excess) for place, excess in expected.items()} or found == {
        place: Fraction(excess) for place, excess in expected.items()
    }, why
    assert builders.rows_allow(scenario, sets, NAME) == (not expected), why


# floor of the hamstrings, price, missing and points of each block of four; why
FLOORS: list[tuple[str, str, Fraction, str]] = [
    ("3.0", "1", Fraction(0), "exactly the floor"),
    ("3.1", "1", Fraction(1, 10), "a tenth below"),
    ("6.0", "2.5", Fraction(3), "half of the floor at a higher price"),
    ("6.0", "0", Fraction(3), "for nothing"),
]


@pytest.mark.parametrize(("floor", "price", "missing", "why"), FLOORS, ids=[f[3] for f in FLOORS])
def test_floors_are_paid_per_block(floor: str, price: str, missing: Fraction, why: str) -> None:
    scenario = toy(weeks=8, floor_sets=no_floors(hamstrings=floor), price_points=price)
    found = list(shortages(scenario, builders.plan(scenario, BOTH)))
    expected = [f"hamstrings, block {block}" for block in (1, 2)] if missing else []
    assert [s.where for s in found] == expected, why
    assert all(s.missing == missing for s in found)
    assert all(s.points == missing * Fraction(price) for s in found)


def test_a_deload_week_may_fall_below_the_floor() -> None:
    scenario = toy(weeks=4, hard=True, floor_sets=no_floors(hamstrings="3.0"))
    plan = builders.plan(scenario, BOTH)
    assert plan.weeks[-1].kind == "deload"
    assert builders.violations(scenario, plan, NAME) == []


def test_only_the_second_block_is_above_the_cap() -> None:
    scenario = toy(weeks=2, block_weeks=1, cap_sets={"calves": "1.4"})
    sets = {("calf_raise_bw", "mon", 1): 2, ("calf_raise_bw", "fri", 2): 3}
    assert builders.reported(scenario, sets, NAME) == [("calves, week 2", Decimal("0.1"), "set")]
    assert not builders.rows_allow(scenario, sets, NAME)


def test_muscles_that_nothing_trains_are_named() -> None:
    scenario = toy(floor_sets=no_floors(neck_extensors="1", hamstrings="1"))
    assert [item.where for item in inapplicable(scenario)] == ["neck_extensors"]


@pytest.mark.parametrize(("level", "cap"), [("novice", 6), ("intermediate", 8), ("advanced", 11)])
def test_defaults_follow_the_level(level: str, cap: int) -> None:
    settings = builders.scenario(athlete={"level": level}).settings.volume
    assert settings.session_cap_sets == cap
    assert settings.price_points == 1
    for muscle, floor in settings.floor_sets.items():
        assert floor <= settings.target_sets[muscle] <= settings.cap_sets[muscle]


def test_tables_are_filled_muscle_by_muscle() -> None:
    settings = toy(cap_sets={"lats": "1.5"}).settings.volume
    assert settings.cap_sets["lats"] == Decimal("1.5")
    assert settings.cap_sets["hamstrings"] == 18


def test_explain_says_cap_and_price() -> None:
    text = explain(Params(session_cap_sets="7.5", price_points="1.25"))
    assert "7.5" in text
    assert "1.25" in text
    assert "required" in explain(Params(hard=True))


def test_relaxations_raise_caps_and_lower_hard_floors_one_muscle_at_a_time() -> None:
    tables = {"cap_sets": {"calves": 8, "abs": "99.5"}, "floor_sets": {"calves": "1.5"}}
    found = list(relaxations(Params(hard=True, session_cap_sets=5, **tables)))
    assert [p.session_cap_sets for p in found][:4] == [6, 7, 8, 9]
    caps = [dict(p.cap_sets) for p in found[4:7]]
    assert caps == [{"calves": more, "abs": Decimal("99.5")} for more in (9, 10, 12)]
    floors = [p.floor_sets["calves"] for p in found[7:9]]  # no cap of more than 100 sets
    assert floors == [Decimal("0.5"), 0]
    assert not found[9].hard
    assert len(found) == 10
    assert len(list(relaxations(Params(session_cap_sets=5, **tables)))) == 7

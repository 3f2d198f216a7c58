"""Which setups are compared, what they cost, and what cannot be asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.comparing.additions import Addition, Refused, Target, joint_pairs, with_items
from optimizer.comparing.candidates import combinations, price_of
from optimizer.errors import ProblemAt
from optimizer.setups import load_setups_library
from tests.builders import days, scenario
from tests.compare.weeks import week


def setups_of(asked: object) -> list[tuple[str, list[str]]]:
    return [(c.name, [s.setup for s in c.scenario.sessions]) for c in asked]  # type: ignore[attr-defined]


def test_one_setup_for_the_whole_week() -> None:
    found = combinations(week(), ["none", "bands", "none"], {})
    assert setups_of(found) == [("none", ["none"] * 2), ("bands", ["bands"] * 2)]


def test_slots_are_combined_with_everything() -> None:
    found = combinations(week(), ["none", "bands"], {"thu": ["garage", "none"]})
    assert setups_of(found) == [
        ("none, thu=garage", ["none", "garage"]),
        ("none, thu=none", ["none", "none"]),
        ("bands, thu=garage", ["bands", "garage"]),
        ("bands, thu=none", ["bands", "none"]),
    ]


def test_without_setups_the_other_slots_stay_as_written() -> None:
    found = combinations(week(), [], {"thu": ["garage"]})
    assert setups_of(found) == [("as written, thu=garage", ["bands", "garage"])]


def test_a_setup_may_be_called_as_written() -> None:
    asked = week(setups={"as written": {"extends": "none"}})
    found = combinations(asked, ["as written"], {})
    assert setups_of(found) == [("as written", ["as written"] * 2)]


def test_equal_weeks_are_compared_once() -> None:
    found = combinations(week(), ["none", "bands"], {"mon": ["garage"], "thu": ["garage"]})
    assert len(found) == 1


def test_too_many_combinations_are_refused_before_any_is_made() -> None:
    names = list(load_setups_library().setups)
    asked = scenario(sessions=days("monday", "wednesday", "friday"))
    with pytest.raises(ProblemAt, match="512 combinations of setups; allowed: at most 64"):
        combinations(asked, [], {slot: names for slot in ("mon", "wed", "fri")})


@pytest.mark.parametrize(
    ("setups", "slots", "words"),
    [
        (["gargae"], {}, "did you mean 'garage'"),
        ([], {"fri": ["none"]}, "unknown session 'fri'"),
        ([], {"mon": ["nonne"]}, "did you mean 'none'"),
    ],
)
def test_unknown_names(setups: list[str], slots: dict[str, list[str]], words: str) -> None:
    with pytest.raises(ProblemAt, match=words):
        combinations(week(), setups, slots)


@pytest.mark.parametrize(
    ("own", "price"),
    [
        ({"extends": "home_dumbbells"}, Decimal(515)),
        ({"extends": "home_dumbbells", "items": ["rings_pair"]}, Decimal(555)),
        ({"extends": "home_dumbbells", "rack": 1, "price": "99.50"}, Decimal("614.50")),
        ({"extends": "home_dumbbells", "rack": 1}, None),
        ({"bands": 3}, None),
    ],
)
def test_a_part_without_a_price_makes_the_whole_unknown(
    own: dict[str, object], price: Decimal | None
) -> None:
    assert price_of(week(setups={"own": own}), ["own"]) == price


def test_library_prices_are_those_of_the_library() -> None:
    items = load_setups_library().items
    bought = [items[name].price for name in ("adjustable_dumbbells_24", "adjustable_bench")]
    assert price_of(week(), ["home_dumbbells"]) == sum(bought) + items["bands_set"].price
    assert price_of(week(), ["none"]) == 0
    assert price_of(week(), ["bands", "none", "bands"]) == items["bands_set"].price


def test_items_are_added_where_the_setup_is_used_and_not_in_fixed_slots() -> None:
    found = with_items(Target(week(), "bands", frozenset({"thu"})), ["rings_pair"])
    assert isinstance(found, Addition)
    assert [s.setup for s in found.scenario.sessions] == ["bands+rings_pair", "bands"]
    assert found.scenario.setup_of(0).rings == 1
    assert found.scenario.setup_of(0).bands == found.scenario.setup_of(1).bands
    assert found.effect.exercises == ("inverted_row", "pull_up")
    assert found.price == load_setups_library().items["rings_pair"].price


def test_a_name_that_is_taken_is_left_alone() -> None:
    asked = week(setups={"bands+rings_pair": {"extends": "none"}})
    found = with_items(Target(asked, "bands"), ["rings_pair"])
    assert isinstance(found, Addition)
    assert found.scenario.setup_of(0).rings == 1
    assert found.scenario.setups["bands+rings_pair"].extends == "none"


def test_what_does_not_add_up_is_refused_with_the_reason() -> None:
    asked = week(setups={"own": {"barbell": {"bar_kg": "15"}}})
    found = with_items(Target(asked, "own"), ["barbell_20"])
    assert isinstance(found, Refused)
    assert found.item == "barbell_20"
    assert "different loads cannot be added up" in found.reason


def test_items_that_need_each_other_are_found() -> None:
    items = ["plates_gym", "rings_pair", "barbell_20", "plates_117_5"]
    found = joint_pairs(Target(week(), "bands"), items)
    assert found == [("barbell_20", "plates_117_5")]

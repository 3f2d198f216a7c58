"""Setups: what people write, what the library ships, and how both resolve."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml

from optimizer.catalogue import load_catalogue
from optimizer.data_files import ExactLoader
from optimizer.errors import ProblemAt
from optimizer.setups import Gear, Setup, load_setups_library, resolve_setup

LIBRARY = load_setups_library()


def setup(text: str) -> Setup:
    return Setup.model_validate(yaml.load(text, Loader=ExactLoader))


def resolved(text: str, **others: str) -> Setup:
    setups = {"mine": setup(text), **{name: setup(t) for name, t in others.items()}}
    return resolve_setup("mine", setups, LIBRARY)


EXAMPLE = """
extends: home_dumbbells
barbell: {bar_kg: 20}
plates_kg: {20: 4, 10: 2, 5: 2, 2.5: 2, 1.25: 2}
rack: 1
"""


def test_the_example_of_a_scenario_file() -> None:
    mine = resolved(EXAMPLE)
    assert mine.barbell is not None
    assert (mine.barbell.bar_kg, mine.barbell.count) == (20, 1)
    assert mine.plates_kg[Decimal("1.25")] == 2
    assert mine.owned() == {"bands", "barbell", "bench", "dumbbells", "plates", "rack"}
    assert mine.extends is None
    assert mine.items == ()


def test_a_resolved_setup_survives_its_own_document() -> None:
    once = resolved(EXAMPLE)
    document = once.model_dump(mode="json", exclude_defaults=True)
    again = Setup.model_validate(document)
    assert again == once
    assert resolve_setup("mine", {"mine": again}, LIBRARY) == once


def test_library_names() -> None:
    assert set(LIBRARY.setups) == {
        "none",
        "bands",
        "hotel",
        "home_dumbbells",
        "garage",
        "trap_bar_garage",
        "commercial_gym",
        "school_weight_room",
    }


@pytest.mark.parametrize("name", list(LIBRARY.setups))
def test_every_library_setup_has_a_price_a_name_and_a_description(name: str) -> None:
    whole = resolve_setup(name, {}, LIBRARY)
    assert whole.price is not None
    assert (whole.price > 0) == (name != "none")
    assert whole.name
    assert whole.description


def test_every_item_has_a_price_provides_something_and_is_known_to_the_catalogue() -> None:
    for item in LIBRARY.items.values():
        assert item.price > 0
        assert item.provides.owned()
        assert item.provides.owned() <= set(load_catalogue().equipment)
    assert LIBRARY.currency == "EUR"
    assert "typical" in LIBRARY.note.lower()


def test_gear_and_catalogue_name_the_same_equipment() -> None:
    fields = {"plates" if name == "plates_kg" else name for name in Gear.model_fields}
    assert fields == set(load_catalogue().equipment)


def test_what_library_setups_own() -> None:
    def owned(name: str) -> frozenset[str]:
        return resolve_setup(name, {}, LIBRARY).owned()

    assert owned("none") == frozenset()
    assert owned("bands") == {"bands"}
    assert owned("hotel") == {"bench", "cable", "dumbbells"}
    assert owned("commercial_gym") == set(load_catalogue().equipment)
    assert owned("trap_bar_garage") - owned("garage") == {"trap_bar"}
    assert owned("garage") - owned("trap_bar_garage") == {"barbell"}


def test_loads_of_library_setups() -> None:
    home = resolve_setup("home_dumbbells", {}, LIBRARY)
    assert home.dumbbells is not None
    assert home.dumbbells.adjustable is not None
    assert home.dumbbells.adjustable.to_kg == 24
    assert home.dumbbells.adjustable_count == 2
    garage = resolve_setup("garage", {}, LIBRARY)
    assert sum(kg * count for kg, count in garage.plates_kg.items()) == Decimal("117.5")
    hotel = resolve_setup("hotel", {}, LIBRARY)
    assert hotel.dumbbells is not None
    assert (min(hotel.dumbbells.pairs_kg), max(hotel.dumbbells.pairs_kg)) == (2, 20)
    school = resolve_setup("school_weight_room", {}, LIBRARY)
    assert school.barbell is not None
    assert (school.barbell.count, school.rack, school.bench) == (4, 4, 4)


def test_prices_add_up_over_extends_items_and_what_is_written() -> None:
    prices = LIBRARY.items
    home = sum(
        prices[i].price for i in ("adjustable_dumbbells_24", "adjustable_bench", "bands_set")
    )
    assert resolve_setup("home_dumbbells", {}, LIBRARY).price == home
    mine = resolved("{extends: home_dumbbells, items: [plyo_box], price: 12.50}")
    assert mine.price == home + prices["plyo_box"].price + Decimal("12.50")
    assert resolved("{bands: 1}").price is None


def test_a_child_overrides_key_by_key_and_items_add_up() -> None:
    mine = resolved("{extends: garage, items: [plates_117_5, flat_bench], bands: 1, rack: 0}")
    assert mine.plates_kg[Decimal(20)] == 8
    assert mine.bench == 2
    assert mine.bands == 1
    assert "rack" not in mine.owned()
    assert "barbell" not in resolved("{extends: garage, barbell: null}").owned()


def test_a_setup_of_the_scenario_comes_before_one_of_the_library() -> None:
    assert resolved("{extends: garage}", garage="{bands: 3}").owned() == {"bands"}


def test_wider_dumbbells_replace_narrower_ones() -> None:
    mine = resolved("{extends: home_dumbbells, items: [adjustable_dumbbells_40]}")
    assert mine.dumbbells is not None
    assert mine.dumbbells.adjustable is not None
    assert mine.dumbbells.adjustable.to_kg == 40


def test_two_single_kettlebells_of_one_weight_are_a_pair() -> None:
    mine = resolved("{items: [kettlebell_16, kettlebell_24, kettlebell_16]}")
    assert mine.kettlebell is not None
    assert mine.kettlebell.pairs_kg == (16,)
    assert mine.kettlebell.singles_kg == (24,)


def test_machines_are_a_count_or_a_stack() -> None:
    assert resolved("{leg_press: 1}").owned() == {"leg_press"}
    stack = resolved("{cable: {min_kg: 5, max_kg: 80, step_kg: 2.5}}")
    assert stack.owned() == {"cable"}
    assert resolved("{cable: 0}").owned() == frozenset()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{plates_kg: {20: 3}}",
            "3 plates of 20 kg cannot be loaded in pairs; give an even number",
        ),
        ("{plates_kg: {1.25: 1}}", "1 plate of 1.25 kg cannot be loaded in pairs"),
        ("{plates_kg: {20: 3, 10: 5}}", "5 plates of 10 kg"),
        ("{plates_kg: {0: 2}}", "greater than 0"),
        ("{plates_kg: {-5: 2}}", "greater than 0"),
        ("{plates_kg: {1.2345: 2}}", "no more than 3 decimal places"),
        ("{plates_kg: {20: -2}}", "greater than or equal to 0"),
        ("{barbell: {bar_kg: 200}}", "less than or equal to 60"),
        ("{barbell: {bar_kg: 20, count: 0}}", "greater than or equal to 1"),
        ("{bands: -1}", "greater than or equal to 0"),
        ("{kettlebells: 2}", "Extra inputs are not permitted"),
        ("{price: 9.999}", "no more than 2 decimal places"),
        ("{dumbbells: {}}", "hand weights need"),
        (
            "{dumbbells: {adjustable: {from_kg: 2, to_kg: 25, step_kg: 2}}}",
            "steps of 2 kg do not lead from 2 kg to 25 kg",
        ),
        (
            "{dumbbells: {adjustable: {from_kg: 24, to_kg: 2, step_kg: 2}}}",
            "do not lead from 24 kg to 2 kg",
        ),
        ("{cable: {max_kg: 82, step_kg: 5}}", "do not lead from 0 kg to 82 kg"),
    ],
)
def test_what_cannot_be_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is checked below
        setup(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "others", "path", "message"),
    [
        ("{extends: garrage}", {}, ("extends",), "unknown setup 'garrage'"),
        ("{items: [plyo_bocks]}", {}, ("items", 0), "unknown item 'plyo_bocks'"),
        ("{extends: mine}", {}, ("extends",), "circle: mine extends mine"),
        (
            "{extends: other}",
            {"other": "{extends: mine}"},
            ("extends",),
            "circle: mine extends other extends mine",
        ),
        (
            "{extends: own, items: [barbell_20]}",
            {"own": "{barbell: {bar_kg: 15}}"},
            ("items", 0),
            "barbell: two kinds with different loads",
        ),
        (
            "{extends: own, items: [cable_tower]}",
            {"own": "{cable: 1}"},
            ("items", 0),
            "some with a weight stack and some without",
        ),
    ],
)
def test_what_does_not_resolve_says_where(
    text: str, others: dict[str, str], path: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ProblemAt) as caught:
        resolved(text, **others)
    assert caught.value.path == path
    assert message in str(caught.value)


def test_a_mistyped_name_gets_a_suggestion() -> None:
    with pytest.raises(ProblemAt) as caught:
        resolved("{extends: garrage}")
    assert caught.value.suggestion == "garage"
    with pytest.raises(ProblemAt, match="unknown setup 'spa'"):
        resolve_setup("spa", {}, LIBRARY)


def test_what_is_written_out_need_not_add_up() -> None:
    mine = resolved(
        "{extends: own, items: [barbell_20], barbell: {bar_kg: 20, count: 2}}",
        own="{barbell: {bar_kg: 15}}",
    )
    assert mine.barbell is not None
    assert mine.barbell.count == 2

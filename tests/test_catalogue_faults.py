"""The catalogue's cross checks: every planted fault is found, and all of them at once."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from optimizer.catalogue import Catalogue, catalogue_data, load_catalogue

Data = dict[str, Any]


def exercise(data: Data, name: str) -> Data:
    return next(e for e in data["exercises"] if e["id"] == name)


def family(data: Data, name: str) -> Data:
    return next(f for f in data["families"] if f["id"] == name)


@pytest.fixture
def data() -> Data:
    return copy.deepcopy(catalogue_data())


Damage = Callable[[Data], object]

FAULTS: list[tuple[str, Damage, str]] = [
    ("family", lambda d: exercise(d, "pull_up").update(family="vertical"), "unknown family"),
    ("tier", lambda d: exercise(d, "pull_up").update(tier="bar"), "exercises.pull_up.tier"),
    (
        "muscle",
        lambda d: exercise(d, "pull_up")["muscles"].update(biceps=5),
        "pull_up: unknown muscle 'biceps'",
    ),
    (
        "equipment",
        lambda d: exercise(d, "pull_up").update(equipment_any_of=[["pullup_bar"]]),
        "pull_up: unknown equipment 'pullup_bar'",
    ),
    (
        "restriction",
        lambda d: exercise(d, "pull_up").update(contraindications=["shoulder"]),
        "pull_up: unknown restriction 'shoulder'",
    ),
    (
        "source",
        lambda d: exercise(d, "pull_up").update(evidence=["Nobody1999"]),
        "pull_up: unknown source 'Nobody1999'",
    ),
    (
        "dose",
        lambda d: exercise(d, "pull_up")["dose"].update(lo=13),
        "dose lo 13 is above hi 12",
    ),
    ("axial", lambda d: exercise(d, "pull_up").update(axial=11), "less than or equal to 10"),
    ("credit", lambda d: exercise(d, "pull_up")["muscles"].update(lats=11), "equal to 10"),
    ("key", lambda d: exercise(d, "pull_up").update(axail=0), "Extra inputs are not permitted"),
    (
        "machine without step",
        lambda d: exercise(d, "leg_press").pop("tier_equiv"),
        "leg_press: tier_equiv is needed",
    ),
    (
        "step without machine",
        lambda d: exercise(d, "pull_up").update(tier_equiv="band"),
        "pull_up: tier_equiv is needed",
    ),
    (
        "sides",
        lambda d: exercise(d, "pull_up").update(sides=2),
        "a bilateral exercise cannot have sides 2",
    ),
    (
        "implements",
        lambda d: exercise(d, "goblet_squat")["load"].update(implements=2),
        "has one implement",
    ),
    ("rung", lambda d: exercise(d, "pull_up").update(rung=1), "pull_up: rung 1 stands after"),
    (
        "duplicate",
        lambda d: d["exercises"].append(d["exercises"][0]),
        "'hinge_dowel' is used twice",
    ),
    (
        "step that does not exist",
        lambda d: family(d, "neck")["ladder"].append("barbell"),
        "neck: ladder step 'barbell' has no exercise",
    ),
    (
        "step that is missing",
        lambda d: family(d, "neck")["ladder"].remove("dumbbell"),
        "neck: exercises of step 'dumbbell' exist, the ladder lacks it",
    ),
    (
        "gate",
        lambda d: family(d, "neck")["gates"].pop(),
        "neck: no gate leads to step 'dumbbell'",
    ),
    (
        "half a gate",
        lambda d: family(d, "neck")["gates"][0].pop("to_tier"),
        "a gate leads from a tier to a tier",
    ),
    (
        "prerequisite",
        lambda d: family(d, "squat")["prerequisites"][0].update(
            needs_family="neck", needs_step="barbell"
        ),
        "squat: prerequisite names neck barbell, no such step",
    ),
    (
        "method",
        lambda d: d["methods"][1].update(families=["hinge"]),
        "tempo_411: unknown family 'hinge'",
    ),
    (
        "idle method",
        lambda d: d["methods"][3].update(max_axial=0, families=["squat"]),
        "supramaximal_eccentric: applies to no exercise",
    ),
]


@pytest.mark.parametrize(("damage", "message"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_planted_fault_is_found(data: Data, damage: Damage, message: str) -> None:
    damage(data)
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is checked below
        Catalogue.model_validate(data)
    assert message in str(caught.value)


def test_steps_of_a_ladder_must_get_harder(data: Data) -> None:
    family(data, "vertical_pull")["ladder"] = ["bodyweight", "band", "dumbbell"]
    with pytest.raises(ValueError, match="step 'band' starts at rung 1, 'bodyweight' at rung 2"):
        Catalogue.model_validate(data)


def test_all_faults_come_at_once(data: Data) -> None:
    exercise(data, "pull_up")["muscles"]["biceps"] = 5
    exercise(data, "goblet_squat")["evidence"] = ["Nobody1999"]
    family(data, "neck")["ladder"].append("barbell")
    with pytest.raises(ValueError, match="biceps") as caught:
        Catalogue.model_validate(data)
    assert "Nobody1999" in str(caught.value)
    assert "'barbell' has no exercise" in str(caught.value)


def test_the_undamaged_copy_is_accepted(data: Data) -> None:
    assert Catalogue.model_validate(data) == load_catalogue()

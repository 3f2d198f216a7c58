"""Every claim of the source texts has a fate, and what it names exists."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from optimizer.catalogue import Exercise, Family, Method, load_catalogue
from optimizer.claims import Claim, Claims, load_claims
from optimizer.data_files import read_data
from optimizer.parameters import Parameters
from optimizer.templates import Templates, load_templates

RULES = {
    "equipment",
    "restrictions",
    "progression_ladder",
    "stabilisation",
    "recovery_gap",
    "leg_back_spacing",
    "training_days",
    "fatigue_budget",
    "spinal_load",
    "volume",
    "session_time",
    "session_shape",
    "weekly_structure",
    "daily_stability",
    "deload",
    "growth",
    "plateau",
    "continuity",
    "choices",
}
TERMS = {
    "coverage",
    "weakest_link",
    "progress",
    "preferences",
    "together",
    "trap_bar",
    "strong_back",
    "lat_balance",
    "stabilisers",
    "fewer_exercises",
    "fewer_sets",
}
FIELDS = {
    "exercise": set(Exercise.model_fields),
    "family": set(Family.model_fields),
    "method": set(Method.model_fields),
    "parameters": set(Parameters.model_fields),
}


def exists(name: str) -> bool:
    owner, _, field = name.partition(".")
    return name in RULES | TERMS | {"report"} or field in FIELDS.get(owner, set())


def test_all_sixty_three_in_order() -> None:
    assert list(load_claims()) == [f"S{number}" for number in range(1, 64)]


@pytest.mark.parametrize("claim", load_claims().values(), ids=lambda claim: claim.id)
def test_what_a_claim_names_exists_and_suits_its_fate(claim: Claim) -> None:
    assert all(map(exists, claim.by)), claim.by
    parameters = {name for name in claim.by if name.startswith("parameters.")}
    match claim.fate:
        case "constrains":
            assert (RULES & set(claim.by)) or parameters
        case "scores":
            assert TERMS & set(claim.by)
        case "catalogue":
            assert any(name.startswith(("exercise.", "family.", "method.")) for name in claim.by)
        case "refused":
            assert claim.evidence, "a claim is refused for a reason"
    assert claim.how.endswith(".")
    assert claim.claim.endswith(".")


def test_the_supersets_and_logged_faults_wait() -> None:
    later = {claim.id for claim in load_claims().values() if claim.fate == "later"}
    assert later == {"S20", "S21", "S23", "S39", "S57"}


def test_what_the_evidence_rejects_is_refused() -> None:
    refused = {claim.id for claim in load_claims().values() if claim.fate == "refused"}
    assert refused == {"S6", "S42", "S50", "S55", "S58"}


def test_prerequisites_name_claims() -> None:
    sources = {p.source for f in load_catalogue().families.values() for p in f.prerequisites}
    assert {source for source in sources if source.startswith("S")} <= set(load_claims())


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda rows: rows.pop(4), "S6 is out of place"),
        (lambda rows: rows[0].update(id="S2"), "S2 is out of place"),
        (lambda rows: rows[0].update(fate="ignored"), "fate"),
        (lambda rows: rows[0].update(by=[]), "S1 scores, but does not say by what"),
        (lambda rows: rows[0].update(id="S01"), "String should match pattern"),
    ],
)
def test_a_planted_fault_is_found(damage: Any, message: str) -> None:
    data: Any = copy.deepcopy(read_data("claims.yaml"))
    damage(data["claims"])
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is checked below
        Claims.model_validate(data)
    assert message in str(caught.value)


def test_the_three_day_template() -> None:
    days = load_templates()["mwf"].days
    assert list(days) == ["monday", "wednesday", "friday"]
    assert [(n.families, n.axial_at_least) for n in days["monday"].needs] == [
        (("squat",), 7),
        (("scapular_rear_delt", "vertical_pull"), 0),
    ]
    assert [(n.families, n.axial_at_least) for n in days["wednesday"].needs] == [
        (("hip_hinge", "horizontal_pull"), 6),
        (("knee_flexion",), 0),
    ]
    assert [e.axial_at_least for e in days["friday"].excludes] == [7]


def test_templates_name_families_and_every_need_can_be_met() -> None:
    catalogue = load_catalogue()
    for template in load_templates().values():
        assert template.source in load_claims()
        for day in template.days.values():
            for wanted in (*day.needs, *day.excludes):
                assert set(wanted.families) <= set(catalogue.families)
            for need in day.needs:
                assert any(
                    e.family in need.families and e.axial >= need.axial_at_least
                    for e in catalogue.exercises.values()
                )


def test_a_template_with_an_unknown_day_is_refused() -> None:
    data: Any = copy.deepcopy(read_data("templates.yaml"))
    days = data["templates"]["mwf"]["days"]
    days["moonday"] = days.pop("monday")
    with pytest.raises(ValueError, match="moonday"):
        Templates.model_validate(data)

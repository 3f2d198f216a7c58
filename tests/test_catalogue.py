"""The catalogue's data: complete and as specified."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from importlib.resources import files

import pytest
import yaml

from optimizer.catalogue import catalogue_data, load_catalogue
from optimizer.data_files import ExactLoader, read_data


def test_counts() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.exercises) == 129
    assert len(catalogue.families) == 15
    assert len(catalogue.muscles) == 16
    assert len(catalogue.equipment) == 20
    assert len(catalogue.restrictions) == 21
    assert Counter(e.tier for e in catalogue.exercises.values()) == {
        "bodyweight": 51,
        "dumbbell": 27,
        "band": 21,
        "barbell": 17,
        "machine": 13,
    }


def test_every_file_of_exercises_belongs_to_a_family_and_names_it() -> None:
    names = {path.name for path in files("scenarios").joinpath("catalogue/exercises").iterdir()}
    assert names == {f"{family}.yaml" for family in load_catalogue().families}
    for name in names:
        rows = read_data(f"catalogue/exercises/{name}")
        assert isinstance(rows, list)
        assert {row["family"] for row in rows} == {name.removesuffix(".yaml")}


def test_every_source_is_used_and_every_table_entry_too() -> None:
    catalogue = load_catalogue()
    exercises = catalogue.exercises.values()
    assert {key for e in exercises for key in e.evidence} == set(catalogue.sources)
    assert {m for e in exercises for m in e.muscles} == set(catalogue.muscles)
    used = {kind for e in exercises for group in e.equipment_any_of for kind in group}
    assert used == set(catalogue.equipment)
    tags = {tag for e in exercises for tag in e.contraindications}
    assert tags == set(catalogue.restrictions)


def test_exercises_stand_by_family_then_rung() -> None:
    catalogue = load_catalogue()
    order = list(catalogue.families)
    keys = [(order.index(e.family), e.rung) for e in catalogue.exercises.values()]
    assert keys == sorted(keys)


def test_no_float_anywhere() -> None:
    def floats(value: object) -> bool:
        if isinstance(value, dict):
            return any(floats(part) for pair in value.items() for part in pair)
        if isinstance(value, list | tuple):
            return any(map(floats, value))
        return isinstance(value, float)

    assert not floats(catalogue_data())
    assert not floats(load_catalogue().model_dump())
    load = load_catalogue().exercises["trap_bar_deadlift"].load
    assert load is not None
    assert load.ratio == Decimal("1.06")


def test_loader_refuses_a_key_given_twice() -> None:
    with pytest.raises(yaml.YAMLError, match="'axial' is given twice"):
        yaml.load("{axial: 3, axial: 4}", Loader=ExactLoader)


def test_loader_keeps_decimals_exact() -> None:
    assert yaml.load("[0.1, 2.50]", Loader=ExactLoader) == [Decimal("0.1"), Decimal("2.50")]


@pytest.mark.parametrize(
    ("name", "ladder"),
    [
        ("hip_hinge", ("bodyweight", "band", "dumbbell", "barbell")),
        ("vertical_pull", ("band", "bodyweight", "dumbbell")),
        ("hip_abduction", ("bodyweight", "band")),
        ("knee_flexion", ("bodyweight", "band", "dumbbell")),
        ("spinal_extension", ("bodyweight", "band", "dumbbell")),
        ("neck", ("bodyweight", "band", "dumbbell")),
        ("mobility_decompression", ("bodyweight",)),
    ],
)
def test_ladders(name: str, ladder: tuple[str, ...]) -> None:
    assert load_catalogue().families[name].ladder == ladder


def test_steps_below_follow_the_gates() -> None:
    families = load_catalogue().families
    assert families["squat"].steps_below("barbell") == ("bodyweight", "band", "dumbbell")
    assert families["vertical_pull"].steps_below("dumbbell") == ("band", "bodyweight")
    # The calf's band step is waivable: the dumbbell stands on the one-leg raise.
    assert families["calf"].steps_below("barbell") == ("bodyweight", "dumbbell")
    assert families["calf"].predecessors["band"] == "bodyweight"
    assert families["squat"].steps_below("bodyweight") == ()


def test_families_of_the_spec() -> None:
    families = load_catalogue().families
    main = {"hip_hinge", "squat", "single_leg", "horizontal_pull", "vertical_pull"}
    assert {f.id for f in families.values() if f.main} == main
    progress = {f.id for f in families.values() if f.counts_for_progress}
    assert progress == main - {"vertical_pull"}
    core = {f.id for f in families.values() if f.rest_class == "core"}
    small = {f.id for f in families.values() if f.rest_class == "small"}
    assert core == {"core_stability", "carry"}
    assert small == {"calf", "neck", "scapular_rear_delt", "hip_abduction"}


def test_prerequisites_across_families() -> None:
    needed = {
        (f.id, p.step, p.needs_family, p.needs_step)
        for f in load_catalogue().families.values()
        for p in f.prerequisites
    }
    assert needed == {
        ("single_leg", "dumbbell", "horizontal_pull", "dumbbell"),
        ("single_leg", "barbell", "horizontal_pull", "dumbbell"),
        ("single_leg", "barbell", "hip_hinge", "dumbbell"),
        ("squat", "barbell", "hip_hinge", "dumbbell"),
        ("horizontal_pull", "barbell", "hip_hinge", "dumbbell"),
    }


def test_muscle_groups() -> None:
    muscles = load_catalogue().muscles.values()
    assert sum(m.posterior_chain for m in muscles) == 13
    assert {m.id for m in muscles if m.primary} == {m.id for m in muscles if m.posterior_chain}
    weights = {m.id: m.weight for m in muscles}
    heavy = {"glute_max", "hamstrings", "erector_spinae", "lats"}
    assert {m for m, w in weights.items() if w == 10} == heavy
    assert {m for m, w in weights.items() if w == 0} == {"quads", "adductors", "abs"}
    assert set(weights.values()) == {10, 7, 0}
    small = {"calves", "abs", "rear_delts", "lower_traps", "glute_med"}
    assert {m.id for m in muscles if m.small} == small


def test_low_back_restrictions_and_sentences() -> None:
    restrictions = load_catalogue().restrictions.values()
    low_back = {r.id for r in restrictions if r.low_back}
    assert low_back == {"lbp_compression", "lbp_extension", "lbp_flexion", "lbp_shear"}
    assert all(" you" in f" {r.sentence.lower()}" for r in restrictions)
    assert all(r.sentence.endswith(".") for r in restrictions)


def test_implements() -> None:
    held = {e.id: e.load.implements for e in load_catalogue().exercises.values() if e.load}
    assert sum(count == 2 for count in held.values()) == 14
    for name in ("db_rdl", "farmer_carry", "db_reverse_fly", "db_bulgarian_split_squat"):
        assert held[name] == 2
    for name in ("goblet_squat", "kb_swing", "single_arm_db_row", "suitcase_carry", "bird_dog_row"):
        assert held[name] == 1


def test_figures_the_rules_rest_on() -> None:
    exercises = load_catalogue().exercises
    assert len(exercises["conventional_deadlift"].muscles) == 11
    assert (exercises["trap_bar_deadlift"].shear, exercises["conventional_deadlift"].shear) == (
        4,
        7,
    )
    assert exercises["front_squat"].axial + exercises["pendlay_row"].axial == 13
    assert exercises["reverse_hyper_machine"].axial == 4
    assert not exercises["reverse_hyper_machine"].external_axial_load
    assert exercises["seated_leg_curl"].step == "dumbbell"


@pytest.mark.parametrize(
    ("method", "applies", "does_not"),
    [
        ("straight", {"plank": "front_plank", "swing": "kb_swing"}, {}),
        ("tempo_411", {"": "romanian_deadlift"}, {"row": "pendlay_row", "ballistic": "kb_swing"}),
        (
            "slow_eccentric",
            {"8 reps": "trap_bar_deadlift", "curl": "nordic_curl"},
            {
                "6 reps": "conventional_deadlift",
                "squat": "front_squat",
                "hold": "long_lever_bridge_hold",
            },
        ),
        (
            "supramaximal_eccentric",
            {"axial 2": "glute_ham_raise", "axial 1": "db_single_leg_calf_raise"},
            {"axial 5": "barbell_calf_raise", "hinge": "db_rdl"},
        ),
        ("pause_iso", {"": "front_squat", "row": "pendlay_row"}, {"single": "split_squat_bw"}),
        (
            "long_length_iso",
            {"hold": "sorensen_hold", "rdl": "band_rdl"},
            {"hold": "front_plank", "not named": "good_morning_barbell"},
        ),
        (
            "cluster",
            {"": "back_squat_low_bar"},
            {"accessory": "good_morning_barbell", "dumbbell": "db_rdl"},
        ),
    ],
)
def test_where_methods_apply(
    method: str, applies: dict[str, str], does_not: dict[str, str]
) -> None:
    catalogue = load_catalogue()
    way = catalogue.methods[method]
    assert all(way.applies_to(catalogue.exercises[name]) for name in applies.values())
    assert not any(way.applies_to(catalogue.exercises[name]) for name in does_not.values())


def test_plateau_methods_and_levels() -> None:
    methods = load_catalogue().methods
    plateau = {m.id for m in methods.values() if m.plateau}
    assert plateau == {
        "slow_eccentric",
        "supramaximal_eccentric",
        "pause_iso",
        "long_length_iso",
    }
    assert methods["supramaximal_eccentric"].min_level == "advanced"
    assert methods["slow_eccentric"].doms_extra_hours == 24
    assert methods["long_length_iso"].hold_seconds == (10, 30)
    multipliers = [
        value for m in methods.values() for value in (m.load_mult, m.fatigue_mult, m.axial_mult)
    ]
    assert all(value * 100 % 1 == 0 for value in multipliers)

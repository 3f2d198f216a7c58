"""Every row is said in a coach's words with its source, and every relaxation is looser in one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from constraints import RULES, Rule, RuleParams
from constraints._contract import Demand, ElasticParams, plain
from constraints._relaxing import changed
from constraints.recovery_gap import Params as RecoveryGap
from constraints.volume import Params as Volume
from optimizer.api import load_scenario
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from tests import builders
from tests.rules.test_agreement import plan_of, proposals, stamp_of
from tests.rules.test_agreement_toys import TOYS

FOLDER = Path(__file__).parents[1] / "scenarios" / "examples"
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
BY_NAME = {rule.name: rule for rule in RULES}
ELASTIC = [rule.name for rule in RULES if issubclass(rule.params, ElasticParams)]
# Not said by a rule: what variables mean, and how many sessions a week has.
UNSAID = ("plan", "definition")
# These post nothing: what they refuse never becomes an option.
SILENT = {"equipment", "stabilisation", "daily_stability"}

LOW_BACK = {"restrictions": {"lbp_flexion": "avoid"}}
MADE: dict[str, dict[str, Any]] = {
    "pins and a template": {
        "template": "mwf",
        "pins": [
            {"exercise": "front_squat", "session": "mon", "sets": 3},
            {"exercise": "band_leg_curl", "blocks": [2]},
            {"exercise": "db_rdl", "session": "wed", "method": "slow_eccentric"},
            {"exercise": "front_squat", "session": "fri", "sets": 2, "blocks": [1]},
            {"exercise": "front_squat", "session": "fri", "sets": 4, "blocks": [2]},
            {"exercise": "band_leg_curl", "method": "slow_eccentric", "blocks": [2]},
        ],
        "weeks": 8,
    },
    "two of four days in a row": {
        "sessions": builders.days("monday", "tuesday", "wednesday", "sunday"),
        "sessions_per_week": 2,
        "rules": {"training_days": {"max_consecutive": 1}},
    },
    "a low back": {"athlete": LOW_BACK, "weeks": 5},
    "back after a lay-off": {
        "athlete": {"returning": True, "age": 66},
        "weeks": 8,
        "sessions": builders.days("monday", "wednesday", "friday", "saturday"),
    },
    "everything hard": {
        "rules": {name: {"hard": True} for name in ELASTIC},
        "weeks": 12,
    },
    "a red flag and no deload": {
        "athlete": {"red_flags": ["chest pain", "numbness"]},
        "weeks": 8,
        "rules": {"deload": {"every_blocks": 3}},
    },
    "strange names": {
        "sessions": [
            {**slot, "id": name}
            for slot, name in zip(
                builders.days("monday", "tuesday", "friday"), ("mon,", "week", "to"), strict=True
            )
        ],
        "weeks": 5,
        "pins": [{"exercise": "db_rdl", "session": "mon,"}],
        "rules": {"training_days": {"max_consecutive": 1}},
    },
}
NAMES = (*EXAMPLES, *MADE)


@cache
def scenario_of(name: str) -> Scenario:
    if name in MADE:
        return builders.scenario(**MADE[name])
    return load_scenario(FOLDER / f"{name}.yaml")


@cache
def demands_of(name: str) -> tuple[Demand, ...]:
    """What every row of a scenario's model asks for."""
    scenario = scenario_of(name)
    rows = builders.model(scenario).linear.rows
    keys = dict.fromkeys((row.rule, row.where) for row in rows if row.rule not in UNSAID)
    return tuple(BY_NAME[rule].demand(scenario, where) for rule, where in keys)


def names_in(scenario: Scenario, where: str) -> Iterator[str]:
    """Words in which the muscles, families, steps and exercises of a place may be said."""
    catalogue = scenario.catalogue
    for token in re.split(r"[ ,]+", where):
        if token in catalogue.exercises:
            yield catalogue.exercises[token].name
        elif token in catalogue.muscles or token in catalogue.families:
            yield token.replace("_", " ")


def blocks_in(text: str) -> set[str]:
    pairs = re.findall(r"blocks? (\d+)(?: to (\d+))?", text)
    return {number for pair in pairs for number in pair if number}


# ---- demands ----


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_said_with_its_place(name: str) -> None:
    scenario = scenario_of(name)
    plain_names = name != "strange names"
    assert demands_of(name)
    for demand in demands_of(name):
        text = demand.text
        assert text == text.strip()
        assert len(text.split()) >= 3, demand
        assert not re.search(r"[a-z]_[a-z]|\bNone\b|[{}\n]", text), demand
        assert blocks_in(text) == blocks_in(demand.where), demand
        for words in names_in(scenario, demand.where):
            assert words in text, demand
        for slot in scenario.sessions if plain_names else ():
            named = slot.id in re.split(r"[ ,]+", demand.where)
            assert (f"{slot.day.capitalize()} ({slot.id})" in text) == named, demand


@pytest.mark.parametrize("name", NAMES)
def test_two_demands_of_a_rule_are_never_said_alike(name: str) -> None:
    said: dict[tuple[str, str], str] = {}
    for demand in demands_of(name):
        other = said.setdefault((demand.rule, demand.text), demand.where)
        assert other == demand.where, demand


@pytest.mark.parametrize("name", NAMES)
def test_every_path_leads_to_what_sets_the_number(name: str) -> None:
    scenario = scenario_of(name)
    for demand in demands_of(name):
        rules, *rest = demand.path
        if rules == "rules":
            rule, field, *entry = rest
            assert rule == demand.rule
            assert field in BY_NAME[demand.rule].params.model_fields
            value: Any = getattr(getattr(scenario.settings, demand.rule), str(field))
            value = value[entry[0]] if entry else value
            # Rest is adjusted to muscle and athlete; a deload is told by when it is asked for.
            if demand.rule not in ("recovery_gap", "deload"):
                assert re.search(rf"\b{re.escape(plain(Decimal(value)))}\b", demand.text), demand
        else:
            value = scenario
            for part in demand.path:
                value = getattr(value, str(part)) if isinstance(value, BaseModel) else value[part]
            assert value is not None, demand


def test_every_rule_that_posts_rows_says_them() -> None:
    said = {demand.rule for name in NAMES for demand in demands_of(name)}
    assert said == set(BY_NAME) - SILENT


SAID = (
    ("garage", "session_shape", "block 2, mon, working sets",
     "Monday (mon) in block 2: at most 16 working sets"),
    ("garage", "session_shape", "block 1, fri, hip_hinge",
     "Friday (fri) in block 1: at most 1 hip hinge exercise"),
    ("garage", "fatigue_budget", "block 1, whole week",
     "block 1: at most 190 fatigue points in a week"),
    ("garage", "volume", "floor of calves, block 3",
     "calves in block 3: preferably at least 4 sets a week"),
    ("garage", "session_time", "block 1, wed",
     "Wednesday (wed) in block 1: at most 60 minutes, warm-up and rests included"),
    ("garage", "progression_ladder", "hip_hinge barbell in block 2 after hip_hinge dumbbell",
     "hip hinge work with the barbell in block 2 only after 4 sessions over 2 weeks with dumbbells"),
    # 72 h after a heavy day, 24 h more after eccentric work; Friday starts half an hour earlier.
    ("garage", "recovery_gap", "hamstrings, block 3, mon to block 3, fri, after slow_eccentric",
     "hamstrings: 96 h between a heavy Monday (mon) with slow eccentric work and the next moderate or "
     "heavy Friday (fri) in block 3 (they are 95.5 h apart)"),
    ("garage", "recovery_gap", "calves, block 1, wed to block 1, fri",
     "calves: 48 h between a heavy Wednesday (wed) and the next moderate or heavy Friday (fri) in "
     "block 1 (they are 47.5 h apart)"),
    # 48 h, 24 h more for age and 24 h in the first two weeks.
    ("back after a lay-off", "recovery_gap", "hamstrings, block 1, wed to block 1, sat",
     "hamstrings: 96 h between a moderate or heavy Wednesday (wed) and the next moderate or heavy "
     "Saturday (sat) in block 1 (they are 72 h apart)"),
    ("back after a lay-off", "recovery_gap", "hamstrings, block 1, sat to block 2, mon",
     "hamstrings: 72 h between a moderate or heavy Saturday (sat) and the next moderate or heavy "
     "Monday (mon) from block 1 to 2 (they are 48 h apart)"),
    ("two of four days in a row", "training_days", "mon, sun in a row",
     "Monday (mon) and Sunday (sun): at most 1 training day in a row"),
    ("strange names", "volume", "hamstrings, block 1, mon,",
     "hamstrings on Monday (mon,) in block 1: at most 8 sets"),
    ("strange names", "fatigue_budget", "block 1, week",
     "Tuesday (week) in block 1: at most 70 fatigue points"),
    ("strange names", "leg_back_spacing", "block 1, mon, and block 1, week",
     "48 h between heavy legs and heavy back: Monday (mon,) and Tuesday (week) in block 1 are 24 h "
     "apart"),
    ("pins and a template", "choices", "pin front_squat, mon, block 2, sets",
     "block 2: Barbell front squat on Monday (mon) with exactly 3 sets, as pinned"),
    ("pins and a template", "choices", "pin band_leg_curl, any session, block 2",
     "block 2: Band leg curl (seated or prone) on any day, as pinned; block 2: Band leg curl (seated "
     "or prone) by slow eccentric on any day, as pinned"),
    ("pins and a template", "choices", "pin db_rdl, wed, block 1",
     "block 1: Dumbbell Romanian deadlift by slow eccentric on Wednesday (wed), as pinned"),
    ("pins and a template", "choices", "monday, the heavy squat of the week, block 1",
     "Monday in block 1: the heavy squat of the week (template mwf)"),
    ("everything hard", "weekly_structure", "anterior core, block 1",
     "block 1: at least 1 exercise for anterior core a week"),
    ("everything hard", "plateau", "hip_hinge, blocks 1 to 3",
     "hip hinge in blocks 1 to 3: at most 8 weeks of straight sets"),
    ("everything hard", "continuity", "block 2, new exercises", "block 2: at most 4 new exercises"),
    ("a red flag and no deload", "deload", "no deload week in the plan",
     "a plan of 8 weeks has a deload week, as every plan does from 6 weeks on"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "rule", "where", "text"), SAID)
def test_what_a_coach_would_say(name: str, rule: str, where: str, text: str) -> None:
    said = {(demand.rule, demand.where): demand.text for demand in demands_of(name)}
    assert said[rule, where] == text


def test_a_row_of_its_own_for_the_fewest_and_the_most() -> None:
    """A conflict names the floor or the cap, not both."""
    wheres = {(demand.rule, demand.where): demand.path for demand in demands_of("garage")}
    field = wheres["session_shape", "block 1, mon, fewest exercises"][-1]
    assert field == "min_exercises"
    assert wheres["volume", "calves, block 1"][2:] == ("cap_sets", "calves")
    assert wheres["volume", "floor of calves, block 1"][2:] == ("floor_sets", "calves")


def test_pins_and_slots_are_told_apart_by_their_path() -> None:
    paths = {demand.where: demand.path for demand in demands_of("pins and a template")}
    assert paths["pin db_rdl, wed, block 2"] == ("pins", 2)
    assert paths["pin front_squat, fri, block 1, sets"] == ("pins", 3)
    assert paths["pin front_squat, fri, block 2, sets"] == ("pins", 4)
    assert paths["monday, the heavy squat of the week, block 1"] == ("template",)
    assert ("sessions", 2, "minutes") in paths.values()
    flags = {demand.path for demand in demands_of("a red flag and no deload")}
    assert {("athlete", "red_flags", 0), ("athlete", "red_flags", 1)} < flags


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("where", ["nowhere", "block 99, mon", "hamstrings, block 99"])
def test_nothing_is_said_about_a_place_that_does_not_exist(rule: Rule, where: str) -> None:
    with pytest.raises((LookupError, ValueError)):
        rule.demand(scenario_of("garage"), where)


# ---- relaxations ----

# In which direction a parameter becomes looser.
LOOSER = {
    "session_shape": {
        "max_working_sets": 1, "max_exercises": 1, "min_exercises": -1, "max_sets": 1,
        "min_sets": -1, "main_family_exercises": 1, "other_family_exercises": 1,
    },
    "fatigue_budget": {"session_points": 1, "week_points": 1},
    "spinal_load": {"session_points": 1, "week_points": 1},
    "volume": {"session_cap_sets": 1, "cap_sets": 1, "floor_sets": -1, "hard": -1},
    "training_days": {"max_consecutive": 1},
    "recovery_gap": {"moderate_hours": -1, "heavy_hours": -1},
    "leg_back_spacing": {"gap_hours": -1, "both_per_7_days": 1},
    "progression_ladder": {"sessions": -1, "weeks": -1},
    "weekly_structure": {
        "hinge_and_squat_sessions": -1, "unilateral_exercises": -1, "hip_dominant_exercises": -1,
        "core_exercises": -1, "multifidus_exercises": -1, "scapular_exercises": -1,
        "hamstring_exercises": -1, "muscle_sessions": -1, "balance_exercises": -1,
        "posterior_ratio": -1, "hard": -1,
    },
    "growth": {"sets": 1, "percent": 1, "axial_percent": 1},
    "plateau": {"max_slots_per_week": 1, "weeks": 1, "hard": -1},
    "continuity": {"per_week": 1, "new_exercises": 1, "hard": -1},
}  # fmt: skip


def value_at(params: RuleParams, path: tuple[str, ...]) -> Decimal:
    value: Any = getattr(params, path[0])
    return Decimal(value[path[1]] if len(path) > 1 else value)


@pytest.mark.parametrize("name", NAMES)
def test_a_relaxation_is_one_step_in_one_parameter(name: str) -> None:
    scenario = scenario_of(name)
    for rule in RULES:
        params: RuleParams = getattr(scenario.settings, rule.name)
        steps: dict[tuple[str, ...], Decimal] = {}
        for relaxed in rule.relaxations(params):
            assert type(relaxed).model_validate(relaxed.model_dump(mode="json")) == relaxed
            path = changed(params, relaxed)
            step = value_at(relaxed, path) - value_at(params, path)
            assert step * LOOSER[rule.name][path[0]] > 0, (rule.name, path)
            assert abs(step) > steps.get(path, 0), "nearest first"
            steps[path] = abs(step)
            assert value_at(relaxed, path) == round(value_at(relaxed, path), 2)


def test_every_direction_is_shown() -> None:
    shown = {
        (rule.name, changed(params, relaxed)[0])
        for name in ("everything hard", "strange names")
        for rule in RULES
        for params in [getattr(scenario_of(name).settings, rule.name)]
        for relaxed in rule.relaxations(params)
    }
    # Two to five sets are the least and the most that there are.
    absent = {("session_shape", "min_sets"), ("session_shape", "max_sets")}
    assert shown == {(rule, field) for rule in LOOSER for field in LOOSER[rule]} - absent


@pytest.mark.parametrize("name", NAMES)
def test_what_protects_the_athlete_is_never_relaxed(name: str) -> None:
    settings = scenario_of(name).settings
    protected = {rule.name for rule in RULES if rule.safety} | {"restrictions", "session_time"}
    if settings.spinal_load.max_shear < 10:
        protected.add("spinal_load")
    for rule in protected:
        assert list(BY_NAME[rule].relaxations(getattr(settings, rule))) == []
    for gap in BY_NAME["recovery_gap"].relaxations(settings.recovery_gap):
        assert isinstance(gap, RecoveryGap)
        assert min(gap.moderate_hours, gap.heavy_hours) >= gap.minimum_hours


def test_a_low_back_is_among_them() -> None:
    names = [n for n in NAMES if scenario_of(n).settings.spinal_load.max_shear < 10]
    assert {"a low back", "trap_bar_low_back"} <= set(names)
    assert list(BY_NAME["spinal_load"].relaxations(scenario_of("garage").settings.spinal_load))


def test_a_scenario_takes_every_relaxation() -> None:
    scenario = scenario_of("everything hard")
    document = scenario.model_dump(mode="json", exclude_unset=True)
    for rule in RULES:
        for relaxed in rule.relaxations(getattr(scenario.settings, rule.name)):
            rules = {**document["rules"], rule.name: relaxed.model_dump(mode="json")}
            again = Scenario.model_validate({**document, "rules": rules})
            assert getattr(again.settings, rule.name) == relaxed


def volume(**written: Any) -> Volume:
    return Volume.model_validate(written)


def test_what_changed_is_named_or_refused() -> None:
    tables = [volume(cap_sets={"calves": calves, "abs": 8}) for calves in (8, 9)]
    assert changed(*tables) == ("cap_sets", "calves")
    for other in (tables[0], volume(cap_sets={"calves": 9, "abs": 9}), volume(hard=True)):
        with pytest.raises(ValueError, match="unpack"):
            changed(tables[0], other)


MOST_PLANS = 60


def toy_of(name: str, *, tight: bool, **relaxed: Any) -> Scenario:
    """A toy as it is, or with its limit moved by the smallest unit, so that there is much to gain."""
    toy = TOYS[name]
    return toy.scenario(**{**((toy.tighter if tight else None) or {}), **relaxed})


def judged(name: str, scenario: Scenario, plans: Sequence[Plan]) -> list[bool]:
    """Whether a toy's rule allows each of the plans."""
    rule = BY_NAME[TOYS[name].rule]
    return [not any(True for _ in rule.check(scenario, plan)) for plan in plans]


def verdicts(name: str, *, tight: bool) -> Iterator[tuple[str, list[bool], list[bool]]]:
    """Relaxed parameters of a toy, with what its rule says of some plans before and after."""
    scenario, rule = toy_of(name, tight=tight), TOYS[name].rule
    everything = sorted(proposals(scenario), key=lambda p: (sorted(p[0]), sorted(p[1])))
    stamp = stamp_of(scenario)
    some = everything[:: max(1, len(everything) // MOST_PLANS)]
    plans = [plan_of(scenario, proposal, stamp) for proposal in some]
    before = judged(name, scenario, plans)
    params: RuleParams = getattr(scenario.settings, rule)
    for relaxed in BY_NAME[rule].relaxations(params):
        field = changed(params, relaxed)[0]
        looser = toy_of(name, tight=tight, **{field: getattr(relaxed, field)})
        yield field, before, judged(name, looser, plans)


@pytest.mark.parametrize("name", TOYS)
def test_what_was_allowed_stays_allowed(name: str) -> None:
    for field, before, after in verdicts(name, tight=False):
        assert any(before), "a sample of forbidden plans shows nothing"
        assert all(now for was, now in zip(before, after, strict=True) if was), field


def test_every_rule_that_gives_way_allows_something_that_was_forbidden() -> None:
    giving = {
        TOYS[name].rule
        for name in TOYS
        if any(sum(after) > sum(before) for _, before, after in verdicts(name, tight=True))
    }
    assert giving == set(LOOSER)

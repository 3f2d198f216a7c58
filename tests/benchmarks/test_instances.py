"""The frozen instances: made again byte for byte, readable, spread, and what their names say."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from benchmarks.generate import INSTANCES, scenario_texts, write_instances
from benchmarks.instances import SUITES, all_names, chosen_names, load_instance, suite_of
from optimizer.compile import compile_problem
from optimizer.errors import ProblemAt

NAMES = all_names()
loaded = cache(load_instance)


def test_the_generator_makes_the_same_files(tmp_path: Path) -> None:
    write_instances(tmp_path)
    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*.*")}
    stored = {p.relative_to(INSTANCES): p.read_bytes() for p in INSTANCES.rglob("*.*")}
    assert made == stored
    assert set(scenario_texts()) == set(NAMES)


def test_every_suite_has_twelve() -> None:
    assert Counter(map(suite_of, NAMES)) == dict.fromkeys(SUITES, 12)


@pytest.mark.parametrize("name", NAMES)
def test_every_instance_compiles(name: str) -> None:
    scenario = loaded(name)
    problem = compile_problem(scenario)
    assert len(problem.cells) >= 2 * scenario.trained_sessions * len(scenario.blocks)
    weeks, blocks = scenario.weeks, scenario.block_weeks
    match suite_of(name):
        case "block":
            assert (weeks, blocks) == (4, 4)
        case "mesocycle":
            assert (weeks, blocks) == (12, 4)
        case "weekly":
            assert (weeks, blocks) == (12, 1)
        case "long":
            assert 16 <= weeks <= 24
            assert scenario.trained_sessions == 5
            assert {slot.setup for slot in scenario.sessions} == {"commercial_gym"}


@pytest.mark.parametrize("suite", SUITES)
def test_a_suite_is_spread(suite: str) -> None:
    scenarios = [loaded(name) for name in NAMES if suite_of(name) == suite]
    assert {s.athlete.level for s in scenarios} == {"novice", "intermediate", "advanced"}
    assert len({s.athlete.emphasis for s in scenarios}) >= 2
    assert max(s.athlete.age for s in scenarios) >= 60
    assert any(s.athlete.restrictions for s in scenarios)
    if suite != "long":
        assert len({s.trained_sessions for s in scenarios}) >= 3
        assert len({slot.setup for s in scenarios for slot in s.sessions}) >= 5


def test_instances_are_found_by_suite_name_and_id() -> None:
    assert chosen_names([]) == NAMES
    assert len(chosen_names(["tight"])) == 12
    wanted = ["magnus_garage", "block/amara_bands", "mesocycle/magnus_garage"]
    assert chosen_names(wanted) == ["mesocycle/magnus_garage", "block/amara_bands"]
    with pytest.raises(ProblemAt, match="mesocycle"):
        chosen_names(["mesocicle"])

"""Best known values and bounds only improve; a contradiction is loud."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.best_known import (
    ContradictionError,
    Known,
    improve,
    load_best_known,
    save_best_known,
)
from benchmarks.instances import all_names, load_instance
from benchmarks.record import Measurement, RecordError
from benchmarks.roster.instances import load_instance as load_roster_instance
from optimizer.errors import ScenarioError
from tests.benchmarks.records import measurement, outcome, run


def ended(value: str | None, bound: str | None, engine: str = "ours") -> Measurement:
    return measurement(engine, outcome(value, bound))  # type: ignore[arg-type]


def after(*found: Measurement, known: dict[str, Known] | None = None, name: str = "r") -> Known:
    return improve(known or {}, run(*found), name)["block/toy"]


def test_the_best_of_each_is_kept_with_its_source() -> None:
    known = after(ended("50", "90"), ended("60", "95", "scip"), ended("55", None, "greedy"))
    assert (known.value, known.bound) == ("60", "90")
    assert known.value_source == "scip, r, 2026-12-01, 0123456789ab"
    assert known.bound_source == "ours, r, 2026-12-01, 0123456789ab"


def test_nothing_gets_worse_and_equals_keep_their_first_source() -> None:
    first = improve({}, run(ended("60", "90")), "first")
    assert improve(first, run(ended("59", "91"), ended("60", "90", "scip")), "later") == first
    assert improve(first, run(ended(None, None)), "later") == first


def test_thirds_are_compared_exactly() -> None:
    known = after(ended("100/3", "200/3"), ended("1000000001/30000000", "66.7"))
    assert (known.value, known.bound) == ("1000000001/30000000", "200/3")


@pytest.mark.parametrize("earlier_is_the_value", [True, False])
def test_a_value_above_a_bound_fails_with_both_sources(earlier_is_the_value: bool) -> None:
    value, bound = ended("80", None, "greedy"), ended(None, "79", "highs")
    pair = (value, bound) if earlier_is_the_value else (bound, value)
    with pytest.raises(ContradictionError, match="greedy, r") as raised:
        after(*pair)
    assert "highs, r" in str(raised.value)
    known = improve({}, run(pair[0]), "before")
    with pytest.raises(ContradictionError, match="before") as raised:
        after(pair[1], known=known, name="after")
    assert "after" in str(raised.value)
    assert "block/toy" in str(raised.value)


def test_a_plan_where_none_was_proved_to_exist_fails_either_way_round() -> None:
    none = measurement("scip", outcome(None, None) | {"outcome": {"status": "impossible"}})
    assert after(none).impossible_source == "scip, r, 2026-12-01, 0123456789ab"
    for pair in ((none, ended("1", None)), (ended("1", None), none)):
        with pytest.raises(ContradictionError, match=r"ours, r.*scip, r"):
            after(*pair)


def test_a_value_equal_to_the_bound_is_none() -> None:
    assert after(ended("80", "80")).value == "80"


def test_a_changed_instance_is_refused() -> None:
    known = {"block/toy": Known(scenario_sha256="0", value="1")}
    with pytest.raises(RecordError, match="frozen"):
        after(ended("50", "90"), known=known)


def test_the_file_comes_back(tmp_path: Path) -> None:
    target = tmp_path / "best.json"
    assert load_best_known(target) == {}
    known = improve({}, run(ended("100/3", None)), "r")
    save_best_known(known, target)
    assert load_best_known(target) == known
    target.write_text('{"block/toy": {"value": 3}}', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"best\.json"):
        load_best_known(target)


def test_what_is_stored_speaks_of_the_frozen_instances() -> None:
    names = set(all_names())
    known = load_best_known()
    assert known
    for name, one in known.items():
        if name.startswith("roster/"):
            assert one.scenario_sha256 == load_roster_instance(name.removeprefix("roster/")).sha256
        else:
            assert name in names
            assert one.scenario_sha256 == load_instance(name).sha256

"""Records: what they hold, and that they are written once."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.arena import check_same_model
from benchmarks.record import RecordError, check_free, load_run, save_run
from optimizer.errors import EngineError, ScenarioError
from tests.benchmarks.records import LIMIT, measurement, outcome, point, quick, run


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    made = run(
        quick("ours", 2),
        measurement("greedy", point(0.2, "100/3", None), outcome("100/3", None)),
        measurement("scip", death="exit code 1: out of memory"),
    )
    save_run(made, tmp_path / "run.json")
    assert load_run(tmp_path / "run.json") == made
    lines = (tmp_path / "run.json").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + len(made.measurements) + 1
    assert json.loads(lines[2].removesuffix(","))["engine"] == "greedy"


def test_a_record_is_never_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "run.json"
    save_run(run(quick("ours", 2)), target)
    before = target.read_bytes()
    with pytest.raises(RecordError, match="never edited"):
        check_free(target)
    with pytest.raises(RecordError, match="never edited"):
        save_run(run(quick("ours", 1)), target)
    assert target.read_bytes() == before


def test_a_place_that_is_not_there_is_found_before_the_race(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no directory"):
        check_free(tmp_path / "missing" / "run.json")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": "liftproof benchmark run 2"}', '{"measurements": [1]}']
)
def test_a_damaged_record_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    source = tmp_path / "run.json"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"run\.json"):
        load_run(source)
    with pytest.raises(ScenarioError, match=r"other\.json"):
        load_run(tmp_path / "other.json")


def test_values_are_rounded_down_and_bounds_up() -> None:
    m = measurement("ours", point(1, "100/3", "200/3"), outcome("100/3", "200/3"))
    assert (m.value, m.bound) == (Decimal("33.333333"), Decimal("66.666667"))
    assert (m.exact_value, m.exact_bound) == (m.exact_bound / 2, 2 * m.exact_value)  # type: ignore[operator]
    assert m.gap_percent == 50
    assert m.trajectory == ((1.0, Decimal("33.333333"), Decimal("66.666667")),)


def test_a_plan_that_is_not_verified_counts_for_nothing() -> None:
    end = outcome(None, "90", verified=False)
    m = measurement("highs", point(1, "89", "90"), end)
    assert (m.value, m.verified, m.seconds_to_first_plan) == (None, False, None)
    assert set(m.seconds_to_gap.values()) == {None}
    assert len(m.trajectory) == 1


def test_what_comes_after_the_limit_counts_for_no_time() -> None:
    m = measurement("ours", point(1, "50", "90"), point(LIMIT + 1, "90", "90"), outcome("90", "90"))
    assert m.seconds_to_first_plan == 1
    assert m.seconds_to_gap["0"] is None
    assert m.value == 90


def test_what_an_engine_knew_survives_its_death() -> None:
    m = measurement("scip", point(1, "50", "90"), death="exit code -9")
    assert (m.status, m.error) == ("failed", "exit code -9")
    assert (m.value, m.bound, m.seconds, m.verified) == (None, None, None, None)
    assert m.trajectory == ((1.0, Decimal(50), Decimal(90)),)


def test_an_error_and_a_silent_end_are_failures() -> None:
    assert measurement("ours", {"failed": "ValueError: no"}).error == "ValueError: no"
    assert measurement("ours").error == "the process ended without a result"


def test_baselines_on_different_models_are_refused() -> None:
    def solved(engine: str, model: str) -> object:
        return measurement(engine, outcome("1", "2", model_sha256=model))  # type: ignore[arg-type]

    check_same_model([solved("ours", "a"), solved("highs", "b"), solved("scip", "b")])  # type: ignore[list-item]
    with pytest.raises(EngineError, match="highs and scip"):
        check_same_model([solved("highs", "b"), solved("scip", "c")])  # type: ignore[list-item]

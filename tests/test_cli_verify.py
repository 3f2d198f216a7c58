"""`verify`: violations, exit codes, foreign and broken plan files, no solver."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from constraints import RULES
from optimizer.cli import main
from tests import builders
from tests.test_cli import BLOCK_ORTOOLS


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A scenario and a plan that keeps all its rules."""
    made = builders.scenario(
        weeks=2, block_weeks=2, sessions=builders.days("monday", "thursday", setup="bands")
    )
    sets = {("band_rdl", "mon"): 2, ("band_row", "mon"): 2, ("band_squat", "thu"): 2}
    plan = builders.plan(made, sets | {("band_face_pull", "thu"): 2})
    scenario_file, plan_file = tmp_path / "toy.yaml", tmp_path / "toy.plan.json"
    document = made.model_dump(mode="json", exclude_unset=True)
    scenario_file.write_text(json.dumps(document), encoding="utf-8")
    plan_file.write_text(plan.to_json(), encoding="utf-8")
    return scenario_file, plan_file


def verify(*args: object, **options: Any) -> Result:
    return CliRunner().invoke(main, ["verify", *map(str, args)], **options)


def test_good_plan_is_verified_with_and_without_scenario(files: tuple[Path, Path]) -> None:
    for args in (files, files[1:]):
        result = verify(*args)
        assert result.exit_code == 0, result.output
        assert f"verified: {len(RULES)} rules checked over 2 weeks" in result.stdout
        assert "score " in result.stdout
        assert "shortage: volume: " in result.stdout
        assert result.stderr == ""


def test_plan_from_standard_input(files: tuple[Path, Path]) -> None:
    text = files[1].read_text(encoding="utf-8")
    assert verify("-", input=text).exit_code == 0
    assert verify(files[0], "-", input=text).exit_code == 0
    assert verify("-", "-", input=text).exit_code == 2


def test_damaged_plan_names_rule_place_and_amount(files: tuple[Path, Path]) -> None:
    data = json.loads(files[1].read_text(encoding="utf-8"))
    data["weeks"][0]["sessions"][0]["exercises"][0]["sets"] = 9
    files[1].write_text(json.dumps(data), encoding="utf-8")
    result = verify(*files)
    assert result.exit_code == 5
    lines = result.stdout.splitlines()
    assert any(
        line.startswith("session_shape: week 1, mon") and "[4 sets]" in line for line in lines
    )
    assert "not verified: " in lines[-1]
    found = json.loads(verify(*files, "--format", "json").stdout)
    assert found["verified"] is False
    assert {"rule", "where", "excess", "unit", "message"} == set(found["violations"][0])


def test_plan_of_another_scenario_is_a_violation(files: tuple[Path, Path]) -> None:
    text = files[0].read_text(encoding="utf-8").replace('"toy"', '"other"')
    files[0].write_text(text, encoding="utf-8")
    result = verify(*files)
    assert result.exit_code == 5
    assert "made for another scenario" in result.stdout
    assert verify(files[1]).exit_code == 0, "against its own it holds"


@pytest.mark.parametrize("share", [0, 30, 99])
def test_truncated_plan_is_a_bad_file(share: int, files: tuple[Path, Path]) -> None:
    raw = files[1].read_bytes()
    files[1].write_bytes(raw[: len(raw) * share // 100])
    result = verify(*files)
    assert result.exit_code == 2
    assert "toy.plan.json" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "text", ["[]", "{}", "null", "42", '{"format": "liftproof.plan/2"}', "\x00\x01", "{" * 5000]
)
def test_what_is_no_plan_is_a_bad_file(text: str, files: tuple[Path, Path]) -> None:
    files[1].write_text(text, encoding="utf-8")
    result = verify(*files)
    assert result.exit_code == 2
    assert "toy.plan.json" in result.stderr


def test_scenario_inside_must_be_one(files: tuple[Path, Path]) -> None:
    data = json.loads(files[1].read_text(encoding="utf-8"))
    data["scenario"]["document"]["weeks"] = 0
    files[1].write_text(json.dumps(data), encoding="utf-8")
    result = verify(files[1])
    assert result.exit_code == 2
    assert "scenario.document.weeks" in result.stderr


def test_too_many_and_missing_files_are_usage_errors(files: tuple[Path, Path]) -> None:
    assert verify(*files, *files).exit_code == 2
    assert verify().exit_code == 2
    assert verify(files[0], "nowhere.json").exit_code == 2


def test_trust_is_explained_and_names_the_engine(files: tuple[Path, Path]) -> None:
    data = json.loads(files[1].read_text(encoding="utf-8"))
    data["provenance"] = {"engine": "Oracle \x1b[31mof Delphi"}
    files[1].write_text(json.dumps(data), encoding="utf-8")
    text = verify(files[1], "--explain-trust").stdout
    assert "of Delphi" in text
    assert "\x1b" not in text
    assert "does not hold the proof of its bound" in text
    assert "Any solver" in text


def test_needs_no_solver_and_no_terminal_library(files: tuple[Path, Path]) -> None:
    code = BLOCK_ORTOOLS.format(
        blocked=("ortools", "highspy", "rich"), args=["verify", *map(str, files)]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "verified: " in done.stdout

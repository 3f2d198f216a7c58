"""`solve --certificate` and `verify --certificate`: one proves, the other needs no solver."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.certificates.certificate import Certificate, Leaf
from optimizer.cli import main
from optimizer.plan import Plan
from tests.certificates.models import best, made, toy
from tests.certificates.test_vipr import checked
from tests.test_cli import BLOCK_ORTOOLS

ROOT = Path(__file__).parents[2]
IMPOSSIBLE = ROOT / "scenarios/examples/impossible_three_heavy_days.yaml"


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The toy, its best plan and a certificate."""
    scenario, plan, proof = (tmp_path / n for n in ("toy.json", "toy.plan.json", "toy.proof.json"))
    scenario.write_text(json.dumps(toy()[0].document()), encoding="utf-8")
    plan.write_text(best()[0].to_json(), encoding="utf-8")
    proof.write_text(made().to_json(), encoding="utf-8")
    return scenario, plan, proof


def test_solve_writes_what_verify_accepts(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    plan, proof = tmp_path / "new.plan.json", tmp_path / "new.proof.json"
    solved = run(
        "solve", files[0], "-o", plan, "--certificate", proof, "--certificate-seconds", "0.5",
        "--deterministic-time", 5, "--workers", 1, "--no-confirm",
    )  # fmt: skip
    assert solved.exit_code == 0, solved.output
    assert "certificate written to new.proof.json: no plan can score above" in solved.stderr
    checked = run("verify", files[0], plan, "--certificate", proof)
    assert checked.exit_code == 0, checked.output
    assert "proved: no plan can score above" in checked.stdout
    assert "this one is within" in checked.stdout


def test_without_scenario_and_without_plan(files: tuple[Path, Path, Path]) -> None:
    scenario, plan, proof = files
    with_plan = run("verify", plan, "--certificate", proof)
    assert with_plan.exit_code == 0, with_plan.output
    assert "this one is" in with_plan.stdout
    alone = run("verify", scenario, "--certificate", proof)
    assert alone.exit_code == 0, alone.output
    assert alone.stdout.startswith("proved: no plan can score above")
    assert "this one" not in alone.stdout


def test_as_data(files: tuple[Path, Path, Path]) -> None:
    done = run("verify", *files[:2], "--certificate", files[2], "--format", "json")
    found = json.loads(done.stdout)["certificate"]
    assert found["proves"] == "bound"
    assert found["bound"] == made().bound
    assert float(found["gap_percent"]) < 2


def test_a_false_claim_is_refused(files: tuple[Path, Path, Path]) -> None:
    false = made().model_copy(update={"bound": "1"})
    files[2].write_text(false.to_json(), encoding="utf-8")
    for args in (files[:2], files[:1]):
        done = run("verify", *args, "--certificate", files[2])
        assert done.exit_code == 5
        assert "certificate refused: the certificate claims a bound of 1.0000" in done.stdout
    data = run("verify", *files[:2], "--certificate", files[2], "--format", "json")
    assert "refused" in json.loads(data.stdout)["certificate"]


def test_another_file_is_no_certificate(files: tuple[Path, Path, Path]) -> None:
    done = run("verify", *files[:2], "--certificate", files[1])
    assert done.exit_code == 2
    assert "liftproof.certificate/2" in done.stderr
    assert run("verify", *files[:2], "--certificate", "absent.json").exit_code == 2
    csv = run("verify", files[0], "--plan-csv", files[1], "--certificate", files[2])
    assert csv.exit_code == 2


def test_a_broken_plan_is_not_praised(files: tuple[Path, Path, Path]) -> None:
    data = json.loads(files[1].read_text(encoding="utf-8"))
    data["weeks"][0]["sessions"][0]["exercises"][0]["sets"] += 1
    files[1].write_text(Plan.model_validate(data).to_json(), encoding="utf-8")
    done = run("verify", *files[:2], "--certificate", files[2])
    assert done.exit_code == 5
    assert "proved: no plan can score above" in done.stdout
    assert "this one" not in done.stdout


def test_other_files_are_not_replaced(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    before = files[0].read_bytes()
    other = tmp_path / "notes.txt"
    other.write_text("mine", encoding="utf-8")
    done = run("solve", files[0], "-o", tmp_path / "x.json", "--certificate", other)
    assert done.exit_code == 2
    assert "is no certificate" in done.stderr
    assert other.read_text(encoding="utf-8") == "mine"
    same = run("solve", files[0], "-o", files[1], "--certificate", files[1])
    assert same.exit_code == 2
    assert "is the scenario or the plan" in same.stderr
    itself = run("solve", files[0], "--certificate", files[0], "--force")
    assert itself.exit_code == 2
    assert "is the scenario or the plan" in itself.stderr
    assert run("solve", files[0], "--certificate", tmp_path).exit_code == 2
    assert run("solve", files[0], "--certificate", "x" * 5000).exit_code == 2
    assert run("solve", files[0], "--certificate", "-").exit_code == 2
    assert run("verify", files[0], "-", "--certificate", "-").exit_code == 2
    assert run("solve", files[0], "--certificate", tmp_path / "no" / "x").exit_code == 2
    assert files[0].read_bytes() == before


def test_an_impossible_scenario(tmp_path: Path) -> None:
    proof = tmp_path / "proof.json"
    solved = run(
        "solve", IMPOSSIBLE, "--certificate", proof, "--workers", 1, "--no-confirm",
        "--deterministic-time", 10,
    )  # fmt: skip
    assert solved.exit_code == 3, solved.output
    assert "no plan exists" in solved.stderr
    checked = run("verify", IMPOSSIBLE, "--certificate", proof)
    assert checked.exit_code == 0, checked.output
    assert checked.stdout.startswith("proved: no plan exists")
    tree = Certificate.model_validate_json(proof.read_text(encoding="utf-8")).tree
    assert all(isinstance(node, Leaf) for node in tree)


def test_verify_imports_no_solver(files: tuple[Path, Path, Path]) -> None:
    args = ["verify", *map(str, files[:2]), "--certificate", str(files[2]), "--explain-trust"]
    code = BLOCK_ORTOOLS.format(blocked={"ortools", "numpy"}, args=args)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "What the certificate rests on" in done.stdout


def test_a_file_for_other_checkers(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    proof = tmp_path / "new.vipr"
    solved = run(
        "solve", files[0], "--certificate", proof, "--certificate-seconds", "0.5",
        "--deterministic-time", 5, "--workers", 1, "--no-confirm",
    )  # fmt: skip
    assert solved.exit_code == 0, solved.output
    assert "certificate written to new.vipr: no plan can score above" in solved.stderr
    bound = checked(proof.read_text(encoding="utf-8"))
    linear = toy()[1].linear
    assert bound is not None
    assert (bound + linear.objective()[1]) / linear.scale >= best()[1]

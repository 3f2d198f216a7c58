"""The wheel works by itself: built, installed elsewhere, solving a file that lies outside the sources."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command without anything of this checkout on the path."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**environment, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build without a network: hatchling is among the development tools."""
    target = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target, cwd=ROOT)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own.

    Its dependencies are lent by the environment that runs the tests, through a path file, because
    they are large. Nothing of ours is lent: a checkout that is installed for editing is found by a
    path file too, and those are not followed from a lent folder.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = next(scripts.glob("python*"))
    where = "import site; print(site.getsitepackages()[0])"
    packages = Path(run(python, "-c", where, cwd=home).strip())
    lent = [folder for folder in site.getsitepackages() if Path(folder).is_dir()]
    (packages / "lent.pth").write_text("\n".join(lent) + "\n", encoding="utf-8")
    installer: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--python",
        python,
    ]
    run(*installer, "install", "--no-deps", "--no-index", "--ignore-installed", wheel, cwd=home)
    found = run(python, "-c", "import optimizer; print(optimizer.__file__)", cwd=home)
    assert Path(found.strip()).is_relative_to(packages), "the checkout is used, not the wheel"
    return next(scripts.glob("liftproof*"))


def test_data_and_type_markers_are_inside(names: set[str]) -> None:
    expected = {f"{package}/py.typed" for package in ("optimizer", "constraints", "scenarios")}
    expected |= {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "scenarios").rglob("*")
        if path.suffix in (".yaml", ".json")
    }
    assert len(expected) > 20
    assert expected <= names


def test_templates_are_inside(names: set[str]) -> None:
    templates = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "optimizer").rglob("*")
        if path.suffix in (".html", ".css", ".js")
    }
    assert "optimizer/report/page/templates/page.html" in templates
    assert templates <= names


def test_every_module_is_inside_and_nothing_else(names: set[str]) -> None:
    modules = {
        path.relative_to(ROOT).as_posix()
        for package in ("optimizer", "constraints", "scenarios")
        for path in (ROOT / package).rglob("*.py")
    }
    assert modules <= names
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {
        "optimizer",
        "constraints",
        "scenarios",
    }
    assert not [name for name in names if "__pycache__" in name]


def test_the_licence_is_inside(names: set[str]) -> None:
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_solves_and_verifies_from_another_folder(command: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "scenarios" / "examples" / "two_short_slots.yaml", tmp_path)
    run(command, "solve", "two_short_slots.yaml", "--time-limit", "20", "--gap", "20",
        "-o", "plan.json", cwd=tmp_path)  # fmt: skip
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert plan["format"] == "liftproof.plan/1"
    assert len(plan["weeks"]) == 4
    run(command, "verify", "two_short_slots.yaml", "plan.json", cwd=tmp_path)


def test_says_its_version(command: Path, wheel: Path, tmp_path: Path) -> None:
    assert wheel.name.split("-")[1] in run(command, "--version", cwd=tmp_path)

"""`solve`: where the plan goes, what is said, exit codes, Ctrl-C, --why."""

from __future__ import annotations

import json
import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import optimizer.result
from optimizer.api import load_plan, scenario_inside, verify
from optimizer.cli import main
from optimizer.result import Status
from tests import builders

FAST = ("--gap", "5", "--deterministic-time", "2", "--workers", "1")
FEW = ("band_rdl", "band_squat", "band_row", "bird_dog_row", "calf_raise_bw")


def toy_document(**overrides: Any) -> dict[str, Any]:
    made = builders.scenario(
        only=FEW,
        **{
            "weeks": 2,
            "block_weeks": 2,
            "sessions": builders.days("monday", "thursday", setup="bands"),
            **overrides,
        },
    )
    document: dict[str, Any] = made.model_dump(mode="json", exclude_unset=True)
    return document


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory with a small scenario."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy.yaml").write_text(json.dumps(toy_document()), encoding="utf-8")
    return tmp_path


def solve(*args: str, **options: Any) -> Result:
    return CliRunner().invoke(main, ["solve", *args, *FAST], **options)


def test_plan_is_kept_without_being_asked_for(here: Path) -> None:
    result = solve("toy.yaml")
    assert result.exit_code == 0, result.stderr
    assert "plan written to toy.plan.json" in result.stderr
    assert result.stdout.startswith("toy\n")
    assert "Feasible: verified" in result.stdout
    assert "\x1b" not in result.output
    plan = load_plan(here / "toy.plan.json")
    assert verify(scenario_inside(plan), plan).passed


def test_same_scenario_again_replaces_its_plan_but_no_other_file(here: Path) -> None:
    solve("toy.yaml")
    first = (here / "toy.plan.json").read_bytes()
    solve("toy.yaml")
    assert (here / "toy.plan.json").read_bytes() == first, "equal runs give equal files"
    (here / "toy.yaml").write_text(json.dumps(toy_document(weeks=1)), encoding="utf-8")
    assert "toy-2.plan.json" in solve("toy.yaml").stderr
    assert (here / "toy.plan.json").read_bytes() == first
    (here / "toy-2.plan.json").write_text("notes", encoding="utf-8")
    assert "toy-3.plan.json" in solve("toy.yaml").stderr
    assert (here / "toy-2.plan.json").read_text(encoding="utf-8") == "notes"


def test_a_better_earlier_plan_is_not_replaced_by_default(here: Path) -> None:
    solve("toy.yaml")
    better = json.loads((here / "toy.plan.json").read_text(encoding="utf-8"))
    better["score"]["exact"] = "101"
    (here / "toy.plan.json").write_text(json.dumps(better), encoding="utf-8")
    assert "toy-2.plan.json" in solve("toy.yaml").stderr


def test_output_file(here: Path) -> None:
    result = solve("toy.yaml", "-o", "out.json")
    assert result.exit_code == 0
    assert sorted(p.name for p in here.iterdir()) == ["out.json", "toy.yaml"]
    assert solve("toy.yaml", "-o", "out.json").exit_code == 0, "a plan may be replaced"


def test_output_never_replaces_what_is_no_plan(here: Path) -> None:
    (here / "thesis.json").write_text('{"my": "thesis"}', encoding="utf-8")
    result = solve("toy.yaml", "-o", "thesis.json")
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert "thesis" in (here / "thesis.json").read_text(encoding="utf-8")
    assert solve("toy.yaml", "-o", "thesis.json", "--force").exit_code == 0
    assert load_plan(here / "thesis.json").athlete == "sam"


@pytest.mark.parametrize("target", [".", "no/such/plan.json"])
def test_unwritable_output_is_found_out_before_solving(
    target: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.cli.running.solve", None)
    assert solve("toy.yaml", "-o", target).exit_code == 2


def test_plan_is_kept_elsewhere_when_its_place_has_gone(
    here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr("optimizer.cli.keep.save_text", full)
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    result = solve("toy.yaml", "-o", "out.json")
    assert result.exit_code == 0
    assert "No space left on device" in result.stderr
    [kept] = elsewhere.iterdir()
    assert str(kept) in result.stderr
    assert load_plan(kept).athlete == "sam"


@pytest.mark.parametrize("args", [("--format", "json"), ("-o", "-")])
def test_plan_on_standard_output_makes_no_file(args: tuple[str, ...], here: Path) -> None:
    result = solve("toy.yaml", *args)
    assert json.loads(result.stdout)["format"] == "liftproof.plan/1"
    assert [p.name for p in here.iterdir()] == ["toy.yaml"]


def test_scenario_from_standard_input_keeps_its_plan_too(here: Path) -> None:
    result = solve("-", "--format", "markdown", input=json.dumps(toy_document()))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("# toy\n")
    assert (here / "scenario.plan.json").exists()


def test_setup_option_replaces_all_setups(here: Path) -> None:
    solve("toy.yaml", "--setup", "garage", "-o", "out.json")
    setups = {s.setup for week in load_plan(here / "out.json").weeks for s in week.sessions}
    assert setups == {"garage"}
    wrong = solve("toy.yaml", "--setup", "garrage")
    assert wrong.exit_code == 2
    assert "did you mean 'garage'?" in wrong.stderr


def test_color_only_when_asked_for_in_a_pipe(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in solve("toy.yaml").stdout
    colored = CliRunner().invoke(main, ["--color", "always", "solve", "toy.yaml", *FAST])
    assert "\x1b[" in colored.stdout


def test_proved_impossible_is_3_with_reasons(here: Path) -> None:
    document = toy_document() | {"pins": [{"exercise": "leg_press"}]}
    document["bans"].remove("leg_press")
    (here / "toy.yaml").write_text(json.dumps(document), encoding="utf-8")
    result = solve("toy.yaml")
    assert result.exit_code == 3
    assert "proved impossible" in result.stdout
    assert "pin leg_press" in result.stdout
    assert [p.name for p in here.iterdir()] == ["toy.yaml"]
    as_json = solve("toy.yaml", "--format", "json")
    assert as_json.exit_code == 3
    assert json.loads(as_json.stdout)["status"] == "impossible"


Fake = Callable[..., optimizer.result.Result]


def pretend(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    monkeypatch.setattr("optimizer.cli.running.solve", fake)


def nothing(*_: Any, **__: Any) -> optimizer.result.Result:
    return optimizer.result.Result(Status.UNKNOWN, None, None, None)


def test_nothing_found_is_4_and_claims_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, nothing)
    result = solve("toy.yaml")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "does not mean that none exists" in result.stderr


def test_second_opinion_on_impossible_is_printed(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opinion = optimizer.result.Confirmation(True, "HiGHS", "HiGHS proves it too, by itself")

    def impossible(*_: Any, **__: Any) -> optimizer.result.Result:
        return optimizer.result.Result(
            Status.IMPOSSIBLE, None, None, None, confirmation=opinion, reasons=("a", "b")
        )

    pretend(monkeypatch, impossible)
    result = solve("toy.yaml")
    assert result.exit_code == 3
    assert "HiGHS proves it too" in result.stdout


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_keeps_the_best_plan(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import optimizer.api

    def stopped(*args: Any, **options: Any) -> optimizer.result.Result:
        interrupt()
        assert options["watch"].stop.wait(20)
        return optimizer.api.solve(*args, **options | {"watch": None})

    pretend(monkeypatch, stopped)
    result = solve("toy.yaml")
    assert result.exit_code == 0, result.output
    assert "interrupted: this is the best plan so far" in result.stderr
    assert (here / "toy.plan.json").exists()


def test_ctrl_c_without_a_plan_is_130(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any, **options: Any) -> optimizer.result.Result:
        interrupt()
        assert options["watch"].stop.wait(20)
        return nothing()

    pretend(monkeypatch, stopped)
    assert solve("toy.yaml").exit_code == 130


def test_second_ctrl_c_quits(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stubborn(*_: Any, **options: Any) -> optimizer.result.Result:
        interrupt()
        assert options["watch"].stop.wait(20)
        interrupt()
        options["watch"].stop.wait(20)
        return nothing()

    def quit_now() -> None:
        raise SystemExit(130)

    pretend(monkeypatch, stubborn)
    monkeypatch.setattr("optimizer.cli.running.quit_now", quit_now)
    assert solve("toy.yaml").exit_code == 130


def test_errors_of_the_solve_arrive(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> optimizer.result.Result:
        raise RuntimeError("broken")

    pretend(monkeypatch, broken)
    result = solve("toy.yaml")
    assert result.exit_code == 1
    assert "RuntimeError: broken" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("--gap", "nan"),
        ("--gap", "100"),
        ("--gap", "-1"),
        ("--time-limit", "0"),
        ("--time-limit", "inf"),
        ("--workers", "0"),
        ("--seed", "-1"),
        ("--format", "pdf"),
    ],
)
def test_bad_options_are_usage_errors(args: tuple[str, ...], here: Path) -> None:
    assert CliRunner().invoke(main, ["solve", "toy.yaml", *args]).exit_code == 2


def test_why_says_where_and_why_not(here: Path) -> None:
    possible = solve("toy.yaml", "--why", "band_rdl").stdout
    assert "possible: mon and thu, block 1: 10 reps" in possible
    assert "week 1 RIR 3" in possible
    refused = solve("toy.yaml", "--why", "band_face_pull").stdout
    assert "not: mon and thu, block 1: banned in this scenario" in refused
    assert [p.name for p in here.iterdir()] == ["toy.yaml"], "nothing was solved"


def test_why_suggests_names(here: Path) -> None:
    result = solve("toy.yaml", "--why", "band_rld")
    assert result.exit_code == 2
    assert "did you mean 'band_rdl'?" in result.stderr


def test_why_gives_loads_by_week(here: Path) -> None:
    document = builders.scenario().model_dump(mode="json", exclude_unset=True)
    (here / "toy.yaml").write_text(json.dumps(document), encoding="utf-8")
    text = solve("toy.yaml", "--why", "romanian_deadlift").stdout
    assert "week 1 72.5 kg RIR 3" in text
    light = solve("toy.yaml", "--setup", "home_dumbbells", "--why", "db_hip_thrust").stdout
    assert "too light" in light

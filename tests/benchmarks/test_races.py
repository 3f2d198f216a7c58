"""Races on a toy: every engine ends with the same proved score, and its process can be lost."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks import arena, best_known, running
from benchmarks.arena import measure
from benchmarks.best_known import Known, load_best_known, save_best_known
from benchmarks.cli import main
from benchmarks.contestants import race, warm_up
from benchmarks.greedy import greedy_plan
from benchmarks.instances import load_instance
from benchmarks.record import SOLVERS, Engine, Measurement, Settings, load_run
from benchmarks.trajectory import Trajectory, seconds_to_gap
from optimizer.engines.answer import Limits
from optimizer.verifier import verify
from tests.benchmarks.records import quick, toy

LIMITS = Limits(wall_seconds=None, deterministic_time=5, gap=0, workers=1, seed=0)


def raced(engine: Engine) -> tuple[Fraction | None, Fraction | None, Trajectory]:
    warm_up(engine)
    heard = Trajectory()
    outcome = race(engine, toy(), LIMITS, lambda value, bound: heard.add(0, value, bound) or None)
    assert outcome.verified
    return outcome.value, outcome.bound, heard


def test_all_engines_prove_the_same_score() -> None:
    value, bound, heard = raced("ours")
    assert value is not None
    assert value == bound
    assert seconds_to_gap(heard.points, Fraction(0)) == 0
    for engine in SOLVERS:
        other, proved, heard = raced(engine)
        assert other == value, engine
        assert proved is not None
        assert proved >= value
        assert seconds_to_gap(heard.points, Fraction(0)) == 0, engine
    greedy, nothing, _ = raced("greedy")
    assert nothing is None
    assert greedy is not None
    assert greedy <= value


@pytest.mark.parametrize("name", ["block/amara_bands", "tight/sigrid_older"])
def test_greedy_plans_keep_the_rules(name: str) -> None:
    scenario = load_instance(name)
    plan = greedy_plan(scenario)
    assert verify(scenario, plan).passed
    assert plan.score.bound is None
    assert all(session.exercises for week in plan.weeks for session in week.sessions)
    assert greedy_plan(scenario) == plan


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arena, "GRACE_SECONDS", 0.0)
    m = measure("block/toy", toy(), "greedy", Settings(time_limit=0.01, workers=1, seed=0))
    assert m.status == "failed"
    assert m.error == "ended from outside after 0.01 s"


def test_a_process_that_dies_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = toy()
    broken = scenario.document() | {"weeks": "many"}
    monkeypatch.setattr(type(scenario), "document", lambda self: broken)
    m = measure("block/toy", scenario, "greedy", Settings(time_limit=5, workers=1, seed=0))
    assert m.status == "failed"
    assert m.error is not None
    assert m.error.startswith("exit code 1: ")


def test_the_commands_from_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(best_known, "BEST_KNOWN", tmp_path / "best.json")
    record = str(tmp_path / "run.json")
    arguments = ["run", "bruno_floor", "--engines", "greedy", "--time-limit", "20", "-o", record]
    done = CliRunner().invoke(main, [*arguments, "--no-best-known"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    (m,) = json.loads(Path(record).read_text(encoding="utf-8"))["measurements"]
    assert (m["instance"], m["status"], m["verified"]) == ("block/bruno_floor", "feasible", True)
    assert m["seconds_to_first_plan"] <= m["seconds"]
    assert m["peak_memory_bytes"] is None or m["peak_memory_bytes"] > 10**6
    assert (m["bound"], m["error"]) == (None, None)
    again = CliRunner().invoke(main, arguments)
    assert again.exit_code == 2
    assert "never edited" in again.output
    for command in (["show", record, "--details"], ["compare", record, record]):
        shown = CliRunner().invoke(main, command, catch_exceptions=False)
        assert shown.exit_code == 0
        assert "block/bruno_floor" in shown.output
    drawn = CliRunner().invoke(main, ["plot", record, "-o", str(tmp_path / "pictures")])
    assert drawn.exit_code == 0
    assert (tmp_path / "pictures" / "gap-block.svg").exists()


@pytest.fixture
def raced_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let `run` find a made-up measurement of 80 points proved; names of what was raced."""
    raced: list[str] = []

    def found(name: str, *arguments: object) -> Measurement:
        raced.append(name)
        if len(raced) == 3:
            raise KeyboardInterrupt
        return quick("ours", 2, name)

    monkeypatch.setattr(best_known, "BEST_KNOWN", tmp_path / "best.json")
    monkeypatch.setattr(running, "measure", found)
    return raced


def command(tmp_path: Path, *wanted: str) -> Result:
    record = str(tmp_path / "run.json")
    arguments = ["run", *wanted, "--engines", "ours", "-o", record]
    return CliRunner().invoke(main, arguments)


@pytest.mark.usefixtures("raced_before")
def test_a_run_improves_what_is_known(tmp_path: Path) -> None:
    done = command(tmp_path, "bruno_floor", "amara_bands")
    assert done.exit_code == 0, done.output
    assert "2 instances improved" in done.output
    known = load_best_known(tmp_path / "best.json")
    assert {name: (k.value, k.bound) for name, k in known.items()} == {
        "block/amara_bands": ("80", "80"),
        "block/bruno_floor": ("80", "80"),
    }


@pytest.mark.usefixtures("raced_before")
def test_a_contradiction_keeps_the_record_and_what_is_known(tmp_path: Path) -> None:
    known = Known(scenario_sha256=toy().sha256, bound="79", bound_source="scip, long ago")
    save_best_known({"block/bruno_floor": known}, tmp_path / "best.json")
    done = command(tmp_path, "bruno_floor")
    assert done.exit_code == 1
    assert "scip, long ago" in done.output
    assert "ours, run" in done.output
    assert (tmp_path / "run.json").exists()
    assert load_best_known(tmp_path / "best.json") == {"block/bruno_floor": known}


def test_an_interrupted_run_keeps_what_is_done(raced_before: list[str], tmp_path: Path) -> None:
    done = command(tmp_path, "bruno_floor", "amara_bands", "frank_hotel", "elif_garage")
    assert done.exit_code == 130
    assert len(raced_before) == 3
    kept = load_run(tmp_path / "run.json")
    assert not kept.complete
    assert [m.instance for m in kept.measurements] == raced_before[:2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "blok", "-o", "x.json"], "did you mean 'block'?"),
        (["run", "--engines", "hihgs", "-o", "x.json"], "did you mean 'highs'?"),
        (["run", "--engines", "scip,scip", "-o", "x.json"], "named twice"),
        (["run", "--time-limit", "nan", "-o", "x.json"], "is no number"),
        (["show", "missing.json"], "missing.json"),
    ],
)
def test_wrong_usage_is_said_in_a_sentence(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []

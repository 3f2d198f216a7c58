"""Explanations as a whole: places in the file, texts, JSON, exit codes, intervals."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from optimizer.api import explain, load_scenario
from optimizer.cli import main
from optimizer.engines.answer import Limits, Watch
from optimizer.errors import ScenarioError
from optimizer.explaining import tightness as tightness_module
from optimizer.explaining.changes import changed
from optimizer.explaining.conflict import OutOfTimeError
from optimizer.explaining.headroom import units
from optimizer.explaining.tightness import Tightness, Worth, find_tightness
from optimizer.result import Result, Status
from optimizer.scenario import Scenario
from optimizer.trials import Outcome, Trial
from tests.builders import days, scenario
from tests.explaining.impossible import IMPOSSIBLE

WRITTEN = """\
name: Two hinges at once
start: 2026-11-30
weeks: 4
athlete:
  id: viktor
  level: advanced
  one_rep_max_kg: {deadlift: 220, squat: 180, row: 110}
sessions:
  - {id: mon, day: monday, start: "18:00", minutes: 75, setup: commercial_gym}
pins:
  - {exercise: conventional_deadlift, session: mon}
  - {exercise: back_squat_high_bar, session: mon}
"""
FIXED = ("--deterministic-time", "20", "--workers", "1")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explain") / "two.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def told(written: Path) -> Any:
    return CliRunner().invoke(main, ["explain", str(written), "--format", "json", *FIXED])


def test_impossible_is_exit_code_3_and_json_of_its_own_format(told: Any) -> None:
    assert told.exit_code == 3
    data = json.loads(told.stdout)
    assert data["format"] == "liftproof.explanation/1"
    assert data["status"] == "impossible"
    assert data["complete"] is True
    (conflict,) = data["conflicts"]
    assert conflict["minimal"] is True
    assert conflict["confirmed"] is True


def test_members_name_the_line_that_they_come_from(told: Any) -> None:
    (conflict,) = json.loads(told.stdout)["conflicts"]
    lines = {member["path"]: member["line"] for member in conflict["members"]}
    assert lines["pins[0]"] == 11
    assert lines["pins[1]"] == 12
    defaults = [member for member in conflict["members"] if member["by_default"]]
    assert [member["rule"] for member in defaults] == ["spinal_load"]
    assert defaults[0]["line"] == 6  # the level, whose default it is


def test_edits_of_a_remedy_can_be_followed_by_hand(told: Any, tmp_path: Path) -> None:
    remedies = json.loads(told.stdout)["remedies"]
    assert remedies
    (dropped,) = [
        remedy
        for remedy in remedies
        if "drop the pin on Back squat" in remedy["changes"][0]["text"]
    ]
    (edit,) = dropped["changes"][0]["edits"]
    assert edit == {"action": "remove", "path": "pins[1]", "value": None}
    document = yaml.safe_load(WRITTEN)
    del document["pins"][1]
    document["start"] = str(document["start"])
    path = tmp_path / "mended.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    assert explain_status(load_scenario(path)) is not Status.IMPOSSIBLE


def explain_status(asked: Scenario) -> Status:
    return explain(asked, time_limit=None, deterministic_time=0.5, workers=1).status


def test_text_names_conflict_places_and_changes(written: Path) -> None:
    done = CliRunner().invoke(main, ["explain", str(written), *FIXED])
    assert done.exit_code == 3
    text = " ".join(done.stdout.split())
    assert text.startswith("proved impossible: no plan keeps all of this together")
    assert f"{written}:11" in text
    assert "minimal: without any one of them" in text
    assert "drop the pin on Back squat, high bar on Monday (mon)" in text
    assert "second opinion" in text


def test_nothing_known_in_time_is_exit_code_4(written: Path) -> None:
    done = CliRunner().invoke(main, ["explain", str(written), "--time-limit", "0.000001"])
    assert done.exit_code == 4
    assert "neither a plan nor a proof" in " ".join(done.stdout.split())


def test_impossible_stays_impossible_when_no_conflict_is_found_in_time(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optimizer.explaining import explainer

    def late(*_: object) -> None:
        raise OutOfTimeError

    monkeypatch.setattr(explainer, "find_conflict", late)
    done = CliRunner().invoke(main, ["explain", str(written), *FIXED])
    assert done.exit_code == 3
    assert done.stdout.startswith("proved impossible; the time ran out")


def test_a_red_flag_offers_no_change(tmp_path: Path) -> None:
    path = tmp_path / "flag.yaml"
    path.write_text(WRITTEN.replace("  level:", "  red_flags: [night pain]\n  level:"), "utf-8")
    done = CliRunner().invoke(main, ["explain", str(path), *FIXED])
    assert done.exit_code == 3
    text = " ".join(done.stdout.split())
    assert "see a clinician" in text
    assert "what protects the athlete is never relaxed" in text


def test_missing_file_is_a_usage_error() -> None:
    done = CliRunner().invoke(main, ["explain", "nothing_here.yaml"])
    assert done.exit_code == 2
    assert "no such file" in done.stderr


def test_explanations_are_reproducible() -> None:
    asked = scenario(**IMPOSSIBLE["no equipment for a pin"][0])
    one, other = (
        explain(asked, time_limit=None, deterministic_time=20, workers=1) for _ in range(2)
    )
    assert one.conflicts == other.conflicts
    assert one.remedies == other.remedies


# ---- where a feasible scenario is tight ----


def result(score: int | None, bound: int | None) -> Result:
    status = Status.UNKNOWN if score is None else Status.FEASIBLE
    points = (None if value is None else Fraction(value) for value in (score, bound))
    return Result(status, None, *points)


def measured(
    monkeypatch: pytest.MonkeyPatch, base: Result, answer: Callable[[Trial], Result | None]
) -> Tightness:
    def run(trials: list[Trial], limits: Limits, **options: Any) -> list[Outcome]:
        done = []
        for trial in trials:
            found = answer(trial)
            done.append(Outcome(trial, found, None if found else "the worker died"))
            options["on_done"](done[-1])
        return done

    monkeypatch.setattr(tightness_module, "run_trials", run)
    asked = scenario(sessions=days("monday", "thursday"))
    return find_tightness(asked, base, Limits(), processes=1, watch=Watch())


def by_text(tightness: Tightness, part: str) -> Worth:
    (worth,) = [worth for worth in tightness.worths if part in worth.change.text]
    return worth


@pytest.mark.parametrize(
    ("score", "bound", "least", "most", "gains"),
    [
        (93, 95, 1, 5, True),  # above the old bound: proved
        (92, 95, 0, 5, False),  # touches the old bound: not separated
        (91, 92, 0, 2, False),
        (80, 96, 0, 6, False),  # the old plan is still allowed
        (None, 96, 0, 6, False),
    ],
)
def test_a_gain_is_only_what_lies_above_the_old_bound(
    monkeypatch: pytest.MonkeyPatch,
    score: int | None,
    bound: int,
    least: int,
    most: int,
    gains: bool,
) -> None:
    found = measured(monkeypatch, result(90, 92), lambda trial: result(score, bound))
    worth = by_text(found, "minutes more in every session")
    assert (worth.gain_least, worth.gain_most, worth.gains) == (least, most, gains)


def test_one_more_session_may_cost_points(monkeypatch: pytest.MonkeyPatch) -> None:
    found = measured(monkeypatch, result(90, 92), lambda trial: result(80, 85))
    worth = by_text(found, "one more session")
    assert (worth.gain_least, worth.gain_most) == (-12, -5)
    assert worth.loses
    assert not worth.gains


def test_a_dead_worker_is_an_error_of_its_own_change(monkeypatch: pytest.MonkeyPatch) -> None:
    found = measured(
        monkeypatch,
        result(90, 92),
        lambda trial: None if "fatigue" in trial.name else result(93, 94),
    )
    assert by_text(found, "fatigue").error == "the worker died"
    assert by_text(found, "axial").gains
    assert found.worths[0].gains  # proved gains come first


def test_every_unit_is_a_valid_scenario_and_says_something_else() -> None:
    asked = scenario(sessions=days("monday", "wednesday", "friday"), sessions_per_week=2)
    changes = [unit.change for unit in units(asked)]
    assert len({change.text for change in changes}) == len(changes) > 8
    for change in changes:
        other = changed(asked, (change,))
        assert other is not None
        assert other != asked


def test_weak_backs_get_no_more_axial_load_offered() -> None:
    asked = scenario(athlete={"restrictions": {"lbp_flexion": "caution"}})
    assert not [unit for unit in units(asked) if "axial" in unit.change.text]
    assert [unit for unit in units(scenario()) if "axial" in unit.change.text]


@pytest.mark.slow
def test_feasible_scenario_end_to_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from optimizer.explaining import explainer

    few = [unit for unit in units(scenario()) if "working sets" in unit.change.text]
    monkeypatch.setattr(explainer, "units", lambda asked: few)
    monkeypatch.setattr(tightness_module, "units", lambda asked: few)
    path = tmp_path / "small.yaml"
    path.write_text(WRITTEN.split("pins:")[0], encoding="utf-8")
    done = CliRunner().invoke(
        main, ["explain", str(path), "--deterministic-time", "0.3", "--workers", "1"]
    )
    assert done.exit_code == 0
    assert "measured on weeks 1 to 4" in done.stdout
    assert "2 working sets more in a session" in done.stdout


def test_what_cannot_be_exact_is_a_problem_of_the_scenario() -> None:
    # Targets without a small common multiple: the weakest link could not count in whole numbers.
    targets = {"calves": "7.1", "lats": "8.3", "hamstrings": "9.7", "glute_max": "10.3"}
    targets |= {
        "erector_spinae": "8.9",
        "glute_med": "6.7",
        "multifidus": "7.3",
        "traps_mid": "7.9",
    }
    known = scenario().catalogue.muscles
    asked = scenario(
        rules={"volume": {"target_sets": {m: n for m, n in targets.items() if m in known}}}
    )
    with pytest.raises(ScenarioError, match="common multiple"):
        explain(asked, time_limit=None, deterministic_time=1, workers=1)

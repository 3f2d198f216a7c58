"""Plan files: canonical, byte-equal after a round trip, and refused with a place when damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer.errors import PlanFileError
from optimizer.plan_file import load_plan, save_text, scenario_inside
from optimizer.verifier import verify
from tests.builders import plan, scenario

SETS = {("db_rdl", "mon"): 3, ("front_plank", "wed"): 2, ("bear_crawl", "fri"): 2}


def _text() -> str:
    toy = scenario(only=["db_rdl", "front_plank", "bear_crawl"], weeks=8)
    return plan(toy, SETS).to_json()


def test_round_trip_is_byte_equal(tmp_path: Path) -> None:
    text, path = _text(), tmp_path / "plan.json"
    save_text(text, path)
    again = load_plan(path)
    assert again.to_json() == text
    assert path.read_bytes() == text.encode()
    assert scenario_inside(again).sha256 == again.scenario.sha256


def test_canonical_form() -> None:
    text = _text()
    data = json.loads(text)
    assert text == json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    assert "null" not in text
    entries = [e for s in data["weeks"][0]["sessions"] for e in s["exercises"]]
    amounts = [sorted({"reps", "seconds_hold", "metres", "steps"} & e.keys()) for e in entries]
    assert amounts == [["reps"], ["seconds_hold"], ["metres"]]
    assert all(isinstance(e.get("load_kg", ""), str) for e in entries)
    assert _text() == text, "equal plans are byte-equal"


def test_a_loaded_plan_says_the_same_about_itself(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    save_text(_text(), path)
    loaded = load_plan(path)
    toy = scenario_inside(loaded)
    mine = plan(scenario(only=["db_rdl", "front_plank", "bear_crawl"], weeks=8), SETS)
    assert verify(toy, loaded).violations == verify(toy, mine).violations


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"liftproof.plan/1"', '"liftproof.plan/2"', "format 'liftproof.plan/2'"),
        ('"format"', '"fromat"', "no format"),
        ('"sets": 3', '"sets": 0', "sets"),
        ('"sets": 3', '"sets": "many"', "sets"),
        ('"kind": "build"', '"kind": "rest"', "kind"),
        ('"status": "feasible"', '"status": "perfect"', "status"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "plan.json"
    text = _text()
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PlanFileError) as caught:
        load_plan(path)
    assert any(words in str(d) for d in caught.value.diagnostics)
    assert all(d.file == str(path) for d in caught.value.diagnostics)


def test_a_scenario_that_does_not_validate_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(_text().replace('"start": "2026-11-30"', '"start": "2026-12-01"'), "utf-8")
    with pytest.raises(PlanFileError, match=r"scenario\.document"):
        scenario_inside(load_plan(path))


def test_saving_leaves_no_half_written_file(tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    save_text("old\n", target)
    with pytest.raises(UnicodeEncodeError):
        save_text("new \udc80\n", target)
    assert target.read_text() == "old\n"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.json"]

"""Bad scenario files: a clear error with its place, exit code 2, no traceback; odd names are no error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from optimizer.cli import main
from optimizer.cli.outputs import chosen_file
from tests.test_cli_solve import FAST, toy_document

GOOD = """\
name: toy
start: 2026-11-30
weeks: 2
athlete: {id: sam, level: novice}
sessions:
  - {id: mon, day: monday, start: "18:00", minutes: 30, setup: bands}
"""


def solve(source: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["solve", str(source), *FAST, *args])


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "bad.yaml"


def refused(source: Path, content: str | bytes) -> str:
    """Solve a bad file and return what is said about it."""
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    result = solve(source)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert "bad.yaml" in result.stderr
    assert [path.name for path in source.parent.iterdir()] == ["bad.yaml"]
    return result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (bytes(range(256)), "not"),
        (b"\x00\x01\x02", "0x00"),
        (b"#" * 10_000_000, "10.0 MB"),
        (b"[]", ""),
        (b"just words", ""),
        (b"a: [1, 2", ""),
    ],
    ids=["empty", "blank", "binary", "nul", "10 MB", "list", "words", "torn"],
)
def test_what_is_no_scenario_at_all(content: bytes, said: str, source: Path) -> None:
    assert said in refused(source, content)


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("weeks: 2", "weaks: 2", "bad.yaml:3:1", "did you mean 'weeks'?"),
        ("weeks: 2", "weeks: two", "bad.yaml:3:8", "weeks"),
        ("weeks: 2", "weeks: 0", "bad.yaml:3:8", "1"),
        ("weeks: 2", "weeks: 200", "bad.yaml:3:8", "52"),
        ("minutes: 30", "minutes: -5", "bad.yaml:6:", "minutes"),
        ("2026-11-30", "2026-12-01", "bad.yaml:2:8", "is a Tuesday"),
        ("2026-11-30", "2026-02-30", "bad.yaml:2:8", "start"),
        ("setup: bands", "setup: bandz", "bad.yaml:6:", "did you mean 'bands'?"),
        (
            "level: novice}",
            "level: novice, restrictions: {knee_pian: avoid}}",
            "bad.yaml:4:",
            "did you mean 'knee_pain'?",
        ),
        (
            "setup: bands}",
            'setup: bands}\n  - {id: tue, day: monday, start: "18:20", minutes: 30, setup: bands}',
            "bad.yaml:7:",
            "which lasts 30 minutes",
        ),
        (
            "setup: bands}",
            "setup: mine}\nsetups: {mine: {barbell: {bar_kg: 20}, plates_kg: {10: 3}, rack: 1}}",
            "bad.yaml:7:",
            "cannot be loaded in pairs",
        ),
        (
            "setup: bands}",
            "setup: mine}\nsetups: {mine: {extends: bands, barbel: {bar_kg: 20}}}",
            "bad.yaml:7:",
            "barbel",
        ),
        (
            "setup: bands}",
            "setup: bands}\npins:\n  - {exercise: band_row, session: mon, sets: 2}\n"
            "  - {exercise: band_row, session: mon, sets: 3}",
            "bad.yaml:9:",
            "pinned twice",
        ),
        (
            "setup: bands}",
            "setup: bands}\npins: [{exercise: band_row}]\nbans: [band_row]",
            "bad.yaml:7:",
            "pinned and banned",
        ),
    ],
)
def test_one_wrong_value_is_named_with_its_place(
    old: str, new: str, place: str, said: str, source: Path
) -> None:
    assert GOOD.count(old) == 1
    message = refused(source, GOOD.replace(old, new))
    assert place in message
    assert said in message


def test_all_errors_come_at_once(source: Path) -> None:
    message = refused(source, GOOD.replace("weeks: 2", "weeks: 0").replace("30,", "-1,"))
    assert "weeks" in message
    assert "minutes" in message


@pytest.mark.parametrize("missing", ["nowhere.yaml", ".", "no/where.yaml"])
def test_files_that_cannot_be_read(missing: str, source: Path) -> None:
    result = solve(Path(missing))
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_names_in_any_script_work(source: Path) -> None:
    document: dict[str, Any] = toy_document(athlete={"id": "zoë-アン", "name": "Zoë Ångström 安"})
    document["name"] = "Тренировка ☀"
    document["sessions"][0]["id"] = "月曜"
    source.write_text(json.dumps(document), encoding="utf-8")
    result = solve(source)
    assert result.exit_code == 0, result.output
    assert "Zoë Ångström 安" in result.stdout
    assert "月曜" in result.stdout
    kept = str(source.with_name("bad.plan.json"))
    assert CliRunner().invoke(main, ["verify", kept]).exit_code == 0


def test_a_plan_is_no_scenario(tmp_path: Path) -> None:
    path = tmp_path / "a.plan.json"
    path.write_text('{"format": "liftproof.plan/1", "athlete": "sam"}', encoding="utf-8")
    done = CliRunner().invoke(main, ["solve", str(path)])
    assert done.exit_code == 2
    assert "of the format liftproof.plan/1; a scenario is wanted" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["mine.yaml", "mine.YML", "other.plan.json"])
def test_scenarios_and_plans_are_not_written_over(tmp_path: Path, name: str) -> None:
    kept = tmp_path / name
    kept.write_text("name: mine", encoding="utf-8")
    with pytest.raises(click.UsageError, match="looks like a scenario or a plan"):
        chosen_file(str(kept), "-")
    assert chosen_file(str(tmp_path / "page.html"), "-") is not None

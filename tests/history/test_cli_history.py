"""The command: what is printed where, what is written, which exit code; and files of any size."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.api import load_scenario
from optimizer.cli import main
from optimizer.history.apps import logged_sets, recognise
from optimizer.history.estimate import measured_exercises
from optimizer.history.journal import Journal
from optimizer.history.names import Matcher
from optimizer.history.table import Table
from tests.history.logs import HEVY, STRONG_OLD, days, hevy, hevy_row, strong, trained

LOG = hevy(
    hevy_row(rpe="8"),
    hevy_row(weight="60", kind="warmup"),
    hevy_row("Bench Press (Barbell)"),
    hevy_row("Romanian Deadlifts (Barbel)"),
    *trained("Bent Over Row (Barbell)", days(6, 8, 13, 15)),
)
SCENARIO = """\
name: toy
start: 2026-11-30
weeks: 2
athlete:
  id: sam
  level: novice   # for now
sessions:
  - {id: mon, day: monday, start: "18:00", minutes: 30, setup: bands}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "my.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def run(*args: str, stdin: str | None = None, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["history", *args], input=stdin)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.stderr
    return result


class TestPrinting:
    def test_the_fragment(self, here: Path) -> None:
        result = run("log.csv")
        assert result.stdout == (
            '# From "log.csv" (Hevy), 2026-05-21 to 2026-07-15.\n'
            "# One-repetition maxima are estimates, rounded down to 0.5 kg: the best set of up to "
            "10 repetitions,\n"
            "# by the table percent_of_max (Epley); without RPE a set counts as one to failure. "
            "They are\n"
            "# no test: people differ widely in the repetitions they can do at a share (Nuzzo 2024).\n"
            "# Ladder: the highest step trained on 4 days or more in at least 2 calendar weeks.\n"
            "# A step below the default of your level lowers what is open: delete it if you know "
            "better.\n"
            "athlete:\n"
            "  one_rep_max_kg:\n"
            '    # "Deadlift (Barbell)", 2026-07-06, row 2: 100 kg × 5 at RPE 8; by Epley 123.3, '
            "by Brzycki 120\n"
            "    deadlift: 123\n"
            '    # "Bent Over Row (Barbell)", 2026-07-15, row 9: 50 kg × 8, bent_over_row taken as '
            "105 % of the row; by Epley 60.4, by Brzycki 59.1\n"
            "    row: 60\n"
            "  ladder:\n"
            "    horizontal_pull: barbell  # 4 days in 2 calendar weeks, last 2026-07-15\n"
        )

    def test_the_notes(self, here: Path) -> None:
        lines = run("log.csv").stderr.splitlines()
        assert lines[0].startswith("log.csv: Hevy, 7 working sets, 2026-07-06 to 2026-07-15")
        assert "left out: 1 warm-up set" in lines
        assert any(line.startswith("no estimate for squat") for line in lines)
        assert '  "Bench Press (Barbell)": 1 set' in lines
        assert '  "Romanian Deadlifts (Barbel)": 1 set; close: romanian_deadlift' in lines

    def test_json(self, here: Path) -> None:
        found = json.loads(run("log.csv", "--format", "json").stdout)
        assert found["athlete"] == {
            "one_rep_max_kg": {"deadlift": 123, "row": 60},
            "ladder": {"horizontal_pull": "barbell"},
        }
        assert found["estimates"][0]["name"] == "Deadlift (Barbell)"
        assert found["estimates"][0]["repetitions_to_failure"] == 7
        assert {"name": "Bench Press (Barbell)", "sets": 1, "near": None} in found["unknown_names"]

    def test_standard_input(self) -> None:
        assert "deadlift: 123" in run("-", stdin=LOG).stdout

    def test_what_a_name_means(self, here: Path) -> None:
        said = run("log.csv", "--as", "Bench Press (Barbell)=front_squat").stdout
        assert "front_squat taken as 82 % of the squat" in said

    def test_escapes_do_not_reach_the_terminal(self, here: Path) -> None:
        (here / "log.csv").write_text(hevy(hevy_row("\x1b[31m=1+1\u202e")), encoding="utf-8")
        result = run("log.csv")
        assert "=1+1" in result.stderr
        assert "\x1b" not in result.output
        assert "\u202e" not in result.output

    def test_help_has_an_example(self) -> None:
        assert "liftproof history hevy.csv" in run("--help").stdout


class TestRefusing:
    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["nolog.csv"], "no such file"),
            (["log.csv", "--unit", "stone"], "'kg', 'lb'"),
            (["log.csv", "--weeks", "0"], "--weeks"),
            (["log.csv", "--as", "Bench"], "write NAME=EXERCISE"),
            (["log.csv", "--as", "Bench=bent_over_rwo"], "did you mean 'bent_over_row'?"),
            (["log.csv", "--replace"], "go with --merge"),
            (["log.csv", "-o", "out.yaml"], "go with --merge"),
            (["log.csv", "--merge", "my.yaml", "--format", "json"], "leave it out with --merge"),
            (["-", "--merge", "-"], "cannot both be standard input"),
            (["log.csv", "--merge", "."], "is a directory"),
            (["log.csv", "--merge", "mine.yaml"], "no such file"),
            (["log.csv", "--merge", "log.csv"], "log.csv"),
            (["log.csv", "--merge", "my.yaml", "-o", "log.csv"], "--force replaces it"),
        ],
    )
    def test_usage(self, args: list[str], said: str, here: Path) -> None:
        before = {path.name: path.read_bytes() for path in here.iterdir()}
        result = run(*args, code=2)
        assert said in result.stderr
        assert result.stdout == ""
        assert {path.name: path.read_bytes() for path in here.iterdir()} == before

    def test_a_file_without_a_unit(self, here: Path) -> None:
        row = '2026-07-06 17:59:00,"Evening",1h,"Deadlift (Barbell)",1,225,5,0,0,"","",'
        (here / "log.csv").write_text(strong(row, header=STRONG_OLD), encoding="utf-8")
        assert "--unit kg or --unit lb" in run("log.csv", code=2).stderr
        said = run("log.csv", "--unit", "lb").stdout
        assert "225 lb (102.06 kg) × 5" in said
        assert "deadlift: 119\n" in said

    def test_a_bad_cell_leaves_the_scenario_alone(self, here: Path) -> None:
        (here / "log.csv").write_text(hevy(hevy_row(), hevy_row(weight="x")), encoding="utf-8")
        result = run("log.csv", "--merge", "my.yaml", code=2)
        assert "log.csv:3: row 3, weight_kg: 'x' is no number" in result.stderr
        assert (here / "my.yaml").read_text(encoding="utf-8") == SCENARIO

    def test_a_scenario_that_is_wrong_is_said_before_the_log_is_read(self, here: Path) -> None:
        (here / "my.yaml").write_text(SCENARIO.replace("novice", "novise"), encoding="utf-8")
        assert "did you mean 'novice'?" in run("log.csv", "--merge", "my.yaml", code=2).stderr


class TestMerging:
    def test_in_place(self, here: Path) -> None:
        result = run("log.csv", "--merge", "my.yaml")
        assert result.stdout == ""
        assert "+    deadlift: 123" in result.stderr
        text = (here / "my.yaml").read_text(encoding="utf-8")
        assert "level: novice   # for now\n" in text
        athlete = load_scenario(here / "my.yaml").athlete
        assert athlete.one_rep_max_kg.deadlift == 123
        assert athlete.ladder == {"horizontal_pull": "barbell"}
        assert [path.name for path in sorted(here.iterdir())] == ["log.csv", "my.yaml"]

    def test_a_second_time_nothing_is_written(self, here: Path) -> None:
        run("log.csv", "--merge", "my.yaml")
        before = (here / "my.yaml").stat().st_mtime_ns
        assert "nothing to change" in run("log.csv", "--merge", "my.yaml").stderr
        assert (here / "my.yaml").stat().st_mtime_ns == before

    def test_into_another_file(self, here: Path) -> None:
        run("log.csv", "--merge", "my.yaml", "-o", "out.yaml")
        assert (here / "my.yaml").read_text(encoding="utf-8") == SCENARIO
        assert load_scenario(here / "out.yaml").athlete.one_rep_max_kg.deadlift == 123
        run("log.csv", "--merge", "my.yaml", "-o", "out.yaml", code=2)
        run("log.csv", "--merge", "my.yaml", "-o", "out.yaml", "--force")
        run("log.csv", "--merge", "my.yaml", "-o", "my.yaml")  # itself is no other file

    def test_to_standard_output(self, here: Path) -> None:
        for args, stdin in ((["my.yaml", "-o", "-"], None), (["-"], SCENARIO)):
            shown = run("log.csv", "--merge", *args, stdin=stdin).stdout
            assert "deadlift: 123" in shown
            assert shown.startswith("name: toy\n")
        assert (here / "my.yaml").read_text(encoding="utf-8") == SCENARIO

    def test_a_private_file_stays_private_and_a_link_a_link(self, here: Path) -> None:
        (here / "my.yaml").chmod(0o600)
        (here / "link.yaml").symlink_to("my.yaml")
        run("log.csv", "--merge", "link.yaml")
        assert (here / "link.yaml").is_symlink()
        assert stat.S_IMODE((here / "my.yaml").stat().st_mode) == 0o600

    def test_a_log_that_ends_long_before_the_plan(self, here: Path) -> None:
        said = run("log.csv", "--merge", "my.yaml").stderr
        assert "the log ends 138 days before the plan starts" in said


class Endless(io.TextIOBase):
    """Rows made as they are read, so that only the reader's own memory counts."""

    def __init__(self, rows: Iterator[str]) -> None:
        self.rows = rows

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        return next(self.rows, "")


def many(count: int) -> Iterator[str]:
    """Rows of a log whose days and names hardly repeat."""
    yield HEVY + "\n"
    for n in range(count):
        day = f"{1 + n % 28} {('Jan', 'Feb', 'Mar')[n // 28 % 3]} {1970 + n // 84 % 200}"
        name = "Deadlift (Barbell)" if n % 2 else f"Exercise {n}"
        yield hevy_row(name, str(50 + n % 100), day=day) + "\n"


def test_what_is_kept_does_not_grow_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.history.journal.MOST_NAMES", 100)
    monkeypatch.setattr("optimizer.history.journal.MOST_DAYS_KEPT", 50)
    journal = Journal(8, Matcher({}), measured_exercises())
    table = Table("log.csv", Endless(many(6_000)))  # type: ignore[arg-type]
    most_days = 0
    for row in logged_sets(table, recognise(table, None)):
        journal.add(*row)
        most_days = max(most_days, len(journal._days))
    assert journal.sets["working"] == 6_000
    assert (len(journal.unknown), journal.unknown_unlisted) == (100, 2_900)
    assert most_days <= 51 * 2
    assert all(day >= (journal.since or day) for day in journal.days()["conventional_deadlift"])

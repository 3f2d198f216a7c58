"""`liftproof roster` from the command line: solved, killed, gone on with, interrupted, refused."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.cli import main
from tests.roster.small_run import ROSTER, TABLE, write_roster
from tests.roster.toy_shards import ROOT, DaskProcesses

DETERMINISTIC = ("--deterministic-time", "0.5")
WAITING_SECONDS = 120


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    code = "from optimizer.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def answers(run: Path) -> int:
    """How many answers a run has stored, read while it writes."""
    try:
        with closing(sqlite3.connect(f"file:{run / 'run.sqlite'}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM outcomes").fetchone()[0])
    except sqlite3.Error:
        return 0


def wait_for(run: Path, count: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + WAITING_SECONDS
    while answers(run) < count and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)


def results(run: Path) -> tuple[bytes, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(run / "run.sqlite")) as database:
        rows = database.execute("SELECT * FROM athletes ORDER BY number").fetchall()
    return (run / "summary.json").read_bytes(), rows


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_roster(tmp_path_factory.mktemp("roster"))


@pytest.fixture(scope="module")
def finished(roster: Path) -> Path:
    run = roster.parent / "run"
    result = invoke("roster", roster, "-o", run, *DETERMINISTIC, "--workers", "2")
    assert result.exit_code == 0, result.output
    assert "Small school: 3 athletes, 3 with a plan" in result.stdout
    assert f"liftproof verify {run}" in result.stdout
    return run


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "run"))


class TestFinished:
    def test_is_verified(self, finished: Path) -> None:
        result = invoke("verify", finished)
        assert result.exit_code == 0, result.output
        assert "verified: 3 plans of 3 athletes" in result.stdout

    def test_a_planted_fault_is_exit_code_5(self, copy: Path) -> None:
        with closing(sqlite3.connect(copy / "run.sqlite")) as database:
            database.execute('UPDATE athletes SET record=\'{"score": "3"}\' WHERE number=2')
            database.commit()
        result = invoke("verify", copy)
        assert result.exit_code == 5
        assert "the run says 3" in result.stdout
        assert "not verified: 1 violation in 3 plans" in result.stdout
        data = json.loads(invoke("verify", copy, "--format", "json").stdout)
        assert not data["verified"]
        assert [one["rule"] for one in data["violations"]] == ["run"]

    def test_resume_asks_nothing_and_ends_the_same(self, roster: Path, copy: Path) -> None:
        before, count = results(copy), answers(copy)
        result = invoke("roster", roster, "-o", copy, "--resume", "--format", "json")
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout) == json.loads(before[0])
        assert (results(copy), answers(copy)) == (before, count)

    def test_other_options_and_rosters_are_refused(self, copy: Path, tmp_path: Path) -> None:
        other = write_roster(tmp_path / "other", table=TABLE.replace("16,60", "16,61"))
        result = invoke("roster", other, "-o", copy, "--resume", "--seed", "3")
        assert result.exit_code == 2
        assert "the roster has changed since (athletes)" in result.stderr
        assert "--seed has changed: 0 in the run, 3 here" in result.stderr
        assert "--gap" not in result.stderr  # not asked for: that of the run

    def test_results(self, finished: Path, tmp_path: Path) -> None:
        result = invoke("roster", "results", finished, "-o", tmp_path / "results")
        assert result.exit_code == 0, result.output
        sets = (tmp_path / "results" / "sets.csv").read_text(encoding="utf-8")
        assert "\n=HYPERLINK" not in sets
        assert ",=HYPERLINK" not in sets
        assert "bob" in sets
        assert "Small school" in (tmp_path / "results" / "roster.html").read_text(encoding="utf-8")
        assert str(tmp_path / "results" / "roster.html") in result.stdout.splitlines()


class TestInterrupted:
    def test_killed_and_resumed_ends_the_same(
        self, roster: Path, finished: Path, tmp_path: Path
    ) -> None:
        run = tmp_path / "run"
        process = start("roster", roster, "-o", run, *DETERMINISTIC, "--workers", "1")
        wait_for(run, 4, process)
        process.kill()
        process.communicate()
        stored = answers(run)
        assert 4 <= stored < answers(finished)
        assert "has not come to its end" in invoke("verify", run).stderr
        result = invoke("roster", roster, "-o", run, "--resume")
        assert result.exit_code == 0, result.output
        assert results(run) == results(finished)
        assert answers(run) == answers(finished)

    def test_ctrl_c_keeps_what_was_found(self, roster: Path, tmp_path: Path) -> None:
        run = tmp_path / "run"
        process = start("roster", roster, "-o", run, *DETERMINISTIC, "--workers", "1")
        wait_for(run, 3, process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
        assert process.returncode == 130, said
        assert f"what was found is kept in {run}; go on with --resume" in said
        assert "Traceback" not in said
        assert answers(run) >= 3
        assert not (run / "summary.json").exists()

    def test_the_cluster_ends_the_same(self, roster: Path, finished: Path, tmp_path: Path) -> None:
        processes = DaskProcesses(tmp_path, workers=1)
        try:
            cluster = ("--engine", "cluster", "--scheduler", processes.address)
            result = invoke("roster", roster, "-o", tmp_path / "run", *DETERMINISTIC, *cluster)
        finally:
            processes.close()
        assert result.exit_code == 0, result.output
        assert results(tmp_path / "run") == results(finished)


class TestRefused:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--engine", "cluster"], "--engine cluster needs --scheduler"),
            (["--scheduler", "tcp://x:1"], "--scheduler goes with --engine cluster"),
            (
                ["--engine", "cluster", "--scheduler", "tcp://x:1", "--workers", "2"],
                "--workers goes with --engine local",
            ),
            (["--retry-errors"], "--retry-errors goes with --resume"),
            (["--resume"], "there is no such folder"),
            (["--map", "deadlift"], 'write it as "HEADER=COLUMN"'),
            (["--map", "Max=lift"], "lift"),
            (["--gap", "100"], "too large"),
            (["--time-limit", "0"], "too small"),
        ],
    )
    def test_options(self, roster: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
        result = invoke("roster", roster, "-o", tmp_path / "run", *arguments)
        assert result.exit_code == 2, result.output
        assert words in result.stderr
        assert "Traceback" not in result.output
        assert not (tmp_path / "run").exists()

    def test_a_folder_that_is_taken(self, roster: Path, finished: Path) -> None:
        result = invoke("roster", roster, "-o", finished)
        assert result.exit_code == 2
        assert "holds a run already; --resume goes on with it" in result.stderr

    @pytest.mark.parametrize("what", ["verify", "results"])
    def test_what_is_no_run(self, tmp_path: Path, what: str) -> None:
        asked = ["verify", tmp_path] if what == "verify" else ["roster", "results", tmp_path]
        result = invoke(*asked, *([] if what == "verify" else ["-o", tmp_path / "out"]))
        assert result.exit_code == 2
        assert "is no run folder: it has no manifest.json" in result.stderr

    def test_a_certificate_with_a_run(self, finished: Path) -> None:
        result = invoke("verify", finished, "--certificate", "x")
        assert result.exit_code == 2
        assert "goes with a plan file" in result.stderr


def test_bad_rows_are_set_aside(tmp_path: Path) -> None:
    rows = TABLE + "dan,Dan,rugby,16,60\n"
    roster = write_roster(tmp_path / "in", ROSTER, rows)
    refused = invoke("roster", roster, "-o", tmp_path / "run", *DETERMINISTIC)
    assert refused.exit_code == 2
    assert "rugby" in refused.stderr
    assert not (tmp_path / "run").exists()
    result = invoke("roster", roster, "-o", tmp_path / "run", *DETERMINISTIC, "--skip-bad")
    assert result.exit_code == 0, result.output
    assert "3 athletes, 3 with a plan" in result.stdout
    rejected = (tmp_path / "run" / "rejected.csv").read_text(encoding="utf-8")
    assert "rugby" in rejected
    assert "dan" in rejected


def test_help_names_the_commands() -> None:
    said = invoke("roster", "--help").stdout
    assert all(name in said for name in ("solve", "results", "add-athlete"))
    assert "--resume" in invoke("roster", "solve", "--help").stdout

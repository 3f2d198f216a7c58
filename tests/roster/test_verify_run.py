"""A run is believed only if everything in it can be found again, without a solver."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimizer.engines.answer import Watch
from optimizer.roster.run_folder import RunFolder
from optimizer.roster.store import RunFolderError
from optimizer.roster.task import Stopped
from optimizer.roster.verify_run import RunVerification, verify_run
from tests.roster.small_run import ROSTER, run, small_roster, write_roster
from tests.roster.toy_shards import ROOT

Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    run(small_roster(folder), folder / "run", plan_files=True)
    return folder / "run"


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "run"))


def change(folder: Path, statement: str, *values: Any) -> None:
    database = sqlite3.connect(folder / "run.sqlite")
    assert database.execute(statement, values).rowcount == 1
    database.commit()
    database.close()


def change_plan(folder: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    """Change the plan of the second athlete, in the database and in its file."""
    database = sqlite3.connect(folder / "run.sqlite")
    (blob,) = database.execute("SELECT plan FROM athletes WHERE number=1").fetchone()
    plan = json.loads(zlib.decompress(blob))
    edit(plan)
    text = json.dumps(plan, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    changed = (zlib.compress(text.encode()),)
    database.execute("UPDATE athletes SET plan=? WHERE number=1", changed)
    database.commit()
    database.close()
    (folder / "plans" / "00002-bob.plan.json").write_text(text)


def change_summary(folder: Path, **values: Any) -> None:
    summary = json.loads((folder / "summary.json").read_text())
    assert set(values) <= set(summary)
    (folder / "summary.json").write_text(json.dumps(summary | values))


def one_more_set(plan: dict[str, Any]) -> None:
    plan["weeks"][0]["sessions"][0]["exercises"][0]["sets"] += 1


def heavier(plan: dict[str, Any]) -> None:
    for week in plan["weeks"]:
        for session in week["sessions"]:
            for done in session["exercises"]:
                if done["load"] == "kg":
                    done["load_kg"] = "99"
                    return
    plan["weeks"][0]["sessions"][0]["exercises"][0]["rir"] += 3


def another_slot(plan: dict[str, Any]) -> None:
    plan["weeks"][0]["sessions"][0]["id"] = "sat"


FAULTS: dict[str, tuple[Change, str]] = {
    "a set more": (lambda f: change_plan(f, one_more_set), "bob"),
    "another load or effort": (lambda f: change_plan(f, heavier), "bob"),
    "a slot that is not there": (lambda f: change_plan(f, another_slot), "bob"),
    "another's plan": (
        lambda f: change(
            f,
            "UPDATE athletes SET plan=(SELECT plan FROM athletes WHERE number=0) WHERE number=1",
        ),
        "a plan for 'ann'",
    ),
    "no JSON": (
        lambda f: change(f, "UPDATE athletes SET plan=? WHERE number=1", zlib.compress(b"{")),
        "unreadable",
    ),
    "a score that is too good": (
        lambda f: change(f, """UPDATE athletes SET record='{"score":"90"}' WHERE number=2"""),
        "cyd: scores .*, the run says 90",
    ),
    "a plan that is gone": (
        lambda f: change(f, "UPDATE athletes SET plan=NULL WHERE number=0"),
        "planned, and yet has no plan",
    ),
    "an athlete who is gone": (
        lambda f: change(f, "DELETE FROM athletes WHERE number=0"),
        "ann: in the roster, but not in the run",
    ),
    "an athlete too many": (
        lambda f: change(f, "INSERT INTO athletes VALUES (7,'eve','planned','{}',NULL)"),
        "eve: in the run, but not in the roster",
    ),
    "another's name": (
        lambda f: change(f, "UPDATE athletes SET id='dan' WHERE number=0"),
        "ann: the run calls him 'dan'",
    ),
    "a bound that is no number": (
        lambda f: change_summary(f, bound={"exact": "1/0"}),
        "is no number",
    ),
    "another roster": (
        lambda f: change_summary(f, roster_sha256="0" * 64),
        "of another roster than the manifest's",
    ),
    "a plan file that was edited": (
        lambda f: (f / "plans" / "00001-ann.plan.json").write_text("{}") and None,  # type: ignore[func-returns-value]
        "00001-ann.plan.json is not the plan of the run",
    ),
}


def test_a_good_run_passes(finished: Path) -> None:
    counted: list[tuple[int, int]] = []
    found = verify_run(finished, on_checked=lambda done, of: counted.append((done, of)))
    assert found.violations == ()
    assert found.passed
    assert found.totals.planned == found.totals.athletes == 3
    assert found.totals.document()["value"] == found.summary["value"]
    assert counted[-1] == (3, 3)


@pytest.mark.parametrize("name", FAULTS)
def test_every_planted_fault_is_found(copy: Path, name: str) -> None:
    plant, words = FAULTS[name]
    plant(copy)
    found = verify_run(copy)
    assert not found.passed
    assert re.search(words, said_of(found)), said_of(found)


def said_of(found: RunVerification) -> str:
    return "\n".join(f"{one.rule}: {one.where}: {one.message}" for one in found.violations)


def test_every_number_of_the_summary_is_checked(copy: Path) -> None:
    changes: dict[str, Any] = {
        "athletes": 4,
        "planned": 4,
        "unplaced": 1,
        "errors": 1,
        "value": {"exact": "200", "points": "200.00"},
        "mean_score": None,
        "worst_score": {"exact": "35", "points": "36.00"},
        "bound": {"exact": "1", "points": "1"},
        "gap_percent": "0.10",
    }
    change_summary(copy, **changes)
    found = verify_run(copy)
    assert [one.unit for one in found.violations] == list(changes)
    assert r"value is said to be 200.00 (exactly 200); the plans say" in said_of(found)


def test_the_room_is_checked_over_all_plans(tmp_path: Path) -> None:
    # Alone everybody fits; the method that is asked here does not look at the room.
    roster = small_roster(tmp_path, ROSTER.replace("heads: 4", "heads: 1"))
    run(roster, tmp_path / "run")
    found = verify_run(tmp_path / "run", workers=2)
    assert {one.rule for one in found.violations} == {"facility_capacity"}
    assert found.violations[0].message.endswith("there is room for 1")


class TestNotToBeChecked:
    def test_roster_changed(self, copy: Path) -> None:
        text = (copy / "roster.json").read_text()
        assert '"heads": 4' in text
        (copy / "roster.json").write_text(text.replace('"heads": 4', '"heads": 5'))
        with pytest.raises(RunFolderError, match="not the roster that the manifest names"):
            verify_run(copy)

    def test_not_finished(self, copy: Path) -> None:
        (copy / "summary.json").unlink()
        with pytest.raises(RunFolderError, match=r"has not come to its end; go on with .*--resume"):
            verify_run(copy)

    def test_database_gone_or_damaged(self, copy: Path) -> None:
        (copy / "run.sqlite").write_bytes(b"nothing of the kind" * 1000)
        with pytest.raises(RunFolderError, match="damaged or no run"):
            verify_run(copy)
        (copy / "run.sqlite").unlink()
        with pytest.raises(RunFolderError, match="is missing"):
            verify_run(copy)

    def test_stopped(self, finished: Path) -> None:
        watch = Watch()
        watch.stop.set()
        with pytest.raises(Stopped):
            verify_run(finished, watch=watch)


def test_needs_no_solver(finished: Path, tmp_path: Path) -> None:
    """The command and its processes work where there is no solver to import."""
    fake = tmp_path / "path" / "ortools"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text(
        f"open({str(tmp_path / 'imported')!r}, 'w')\nraise ImportError"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path / 'path'}{os.pathsep}{ROOT}"}
    code = "from optimizer.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", str(finished)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "verified: 3 plans of 3 athletes" in done.stdout
    assert not (tmp_path / "imported").exists()
    blocked = subprocess.run(
        [sys.executable, "-c", "import ortools"], env=environment, capture_output=True, check=False
    )
    assert blocked.returncode != 0
    assert (tmp_path / "imported").exists()


def test_reads_from_where_nothing_can_be_written(finished: Path) -> None:
    """A finished run is one database file without a log beside it."""
    assert not (finished / "run.sqlite-wal").exists()
    folder = RunFolder(finished)
    before = sorted(entry.name for entry in finished.iterdir())
    store = folder.store(reading=True)
    assert len(list(store.athletes())) == 3
    assert sorted(entry.name for entry in finished.iterdir()) == before
    store.close()


def test_of_the_roster_that_is_named(finished: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from optimizer.cli import main

    same, other = (
        write_roster(tmp_path / "same"),
        write_roster(tmp_path / "b", table="id,group\nann,football\n"),
    )
    good = CliRunner().invoke(main, ["verify", str(same), str(finished)])
    assert good.exit_code == 0, good.output
    bad = CliRunner().invoke(main, ["verify", str(other), str(finished)])
    assert bad.exit_code == 2
    assert "is a run of another roster than" in bad.stderr

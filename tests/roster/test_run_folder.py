"""A run folder is made whole, goes on only with what it was begun with, and belongs to one run."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from optimizer.roster.folder_lock import locked
from optimizer.roster.manifest import Manifest, RunOptions, manifest_of
from optimizer.roster.run import Finished
from optimizer.roster.run_folder import (
    RunFolder,
    check_new,
    create,
    plan_file,
    resume,
)
from optimizer.roster.run_progress import RunProgress
from optimizer.roster.store import AthleteRow, RunFolderError
from optimizer.roster.summary import ERROR
from optimizer.roster.task import Shard, Task
from tests.roster.small_run import OPTIONS, ROSTER, TABLE, run, small_roster
from tests.roster.toy_shards import ROOT


def nobody(roster: Any, runner: Any, **_: Any) -> Finished:
    """A method that finds no plan, at once."""
    rows = (AthleteRow(i, one.id, ERROR, {}, None) for i, one in enumerate(roster.athletes))
    return Finished(rows, None, Fraction(200), {"status": "unknown"})


def made(folder: Path, **changes: str) -> RunFolder:
    roster = small_roster(folder, **changes)
    check_new(folder / "run")
    return create(folder / "run", manifest_of(roster, OPTIONS, 2), roster)


def manifest(folder: Path, options: RunOptions = OPTIONS, **changes: str) -> Manifest:
    return manifest_of(small_roster(folder, **changes), options, 2)


class TestMade:
    def test_holds_everything(self, tmp_path: Path) -> None:
        folder = made(tmp_path)
        again = RunFolder(tmp_path / "run")
        assert again.manifest == folder.manifest
        assert [entry.members for entry in again.manifest.shards] == [2, 1]
        roster = small_roster(tmp_path)
        assert again.roster().sha256 == roster.sha256
        shards = [Shard.unpack(again.packed(number)) for number in (0, 1)]
        assert [shard.sha256 for shard in shards] == [again.sha256(0), again.sha256(1)]
        members = [member for shard in shards for member in shard.members]
        assert members == [one.document() for one in roster.members]
        assert shards[0].room == roster.room.document()

    def test_equal_rosters_make_equal_folders(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        first, second = made(tmp_path / "a").path, made(tmp_path / "b").path
        names = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
        assert len(names) == 4
        for name in names:
            assert (first / name).read_bytes() == (second / name).read_bytes()

    def test_remains_of_a_beginning_are_no_hindrance(self, tmp_path: Path) -> None:
        folder = made(tmp_path)
        (folder.path / "manifest.json").unlink()  # it is written last
        folder.store().close()
        assert made(tmp_path).manifest.athletes == 3

    def test_no_name_leaves_the_folder(self, tmp_path: Path) -> None:
        names = ["../../etc/passwd", "a/b", "..", "CON", "ä" * 300, "a\nb", ""]
        files = [plan_file(tmp_path, number, name) for number, name in enumerate(names)]
        assert {file.parent for file in files} == {tmp_path / "plans"}
        assert len({file.name.casefold() for file in files}) == len(names)
        for file in files:
            assert file.name.isascii()
            assert len(file.name) < 100


class TestRefused:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"table": TABLE.replace("16,60", "17,60")}, r"the roster has changed .*\(athletes\)"),
            ({"roster": ROSTER.replace("count: 6", "count: 5")}, r"changed since \(facility\)"),
            ({"roster": ROSTER.replace("novice", "advanced")}, r"changed since \(groups\)"),
            ({"table": TABLE + "dan,Dan,football,16,60\n"}, "3 athletes, .* against .* with 4"),
        ],
    )
    def test_a_changed_roster(self, tmp_path: Path, changes: dict[str, str], words: str) -> None:
        made(tmp_path)
        with pytest.raises(RunFolderError, match=words):
            resume(tmp_path / "run", manifest(tmp_path, **changes))

    def test_other_options(self, tmp_path: Path) -> None:
        made(tmp_path)
        other = RunOptions(gap="0.05", deterministic_time=0.2, seed=7)
        with pytest.raises(RunFolderError) as caught:
            resume(tmp_path / "run", manifest(tmp_path, other))
        lines = str(caught.value).splitlines()
        assert [line.strip() for line in lines[1:3]] == [
            "--gap has changed: 0.02 in the run, 0.05 here",
            "--seed has changed: 0 in the run, 7 here",
        ]
        assert lines[3].strip() == "put it back as it was, or begin anew in another folder"

    @pytest.mark.parametrize("name", ["liftproof", "ortools", "data"])
    def test_another_version(self, tmp_path: Path, name: str) -> None:
        now = manifest(tmp_path)
        made(tmp_path)
        other = now.model_copy(update={"versions": {**now.versions, name: "0.0.9"}})
        with pytest.raises(RunFolderError, match=f"{name} has changed: .* in the run, 0.0.9 here"):
            resume(tmp_path / "run", other)

    def test_another_machine_is_no_other_version(self, tmp_path: Path) -> None:
        now = manifest(tmp_path)
        made(tmp_path)
        other = now.model_copy(update={"versions": {**now.versions, "platform": "arm"}})
        assert resume(tmp_path / "run", other).manifest.athletes == 3

    def test_what_is_no_run_folder(self, tmp_path: Path) -> None:
        now = manifest(tmp_path)
        (tmp_path / "file").write_text("")
        (tmp_path / "empty").mkdir()
        for name, words in (
            ("none", "there is no such folder"),
            ("file", "is a file; a run folder is wanted"),
            ("empty", r"is no run folder: it has no manifest\.json"),
        ):
            with pytest.raises(RunFolderError, match=words):
                resume(tmp_path / name, now)
        with pytest.raises(RunFolderError, match="is a file; -o names a folder"):
            check_new(tmp_path / "file")
        with pytest.raises(RunFolderError, match=r"not empty \(athletes.csv, empty, file\)"):
            check_new(tmp_path)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "damaged, no manifest"),
            ("[]", "format None; this version of liftproof reads liftproof.run/1"),
            ('{"format": "liftproof.run/2"}', r"format 'liftproof\.run/2'"),
            ('{"format": "liftproof.run/1"}', "damaged, no manifest"),
            ("\xff", "cannot be read|damaged"),
        ],
    )
    def test_a_manifest_that_is_none(self, tmp_path: Path, text: str, words: str) -> None:
        (tmp_path / "manifest.json").write_text(text, encoding="latin-1")
        with pytest.raises(RunFolderError, match=words):
            RunFolder(tmp_path)

    def test_a_run_that_is_there(self, tmp_path: Path) -> None:
        made(tmp_path)
        with pytest.raises(RunFolderError, match="holds a run already; --resume goes on"):
            check_new(tmp_path / "run")

    def test_a_shard_or_roster_that_is_gone(self, tmp_path: Path) -> None:
        folder = made(tmp_path)
        shutil.rmtree(folder.path / "shards")
        with pytest.raises(RunFolderError, match=r"00000\.json\.zz: cannot be read"):
            folder.packed(0)
        (folder.path / "roster.json").write_text('{"name": 3}')
        with pytest.raises(RunFolderError, match=r"roster\.json: damaged"):
            folder.roster()


class TestLock:
    def test_others_are_told_who_has_it_until_he_is_gone(self, tmp_path: Path) -> None:
        code = (
            "import sys, time; from pathlib import Path\n"
            "from optimizer.roster.folder_lock import locked\n"
            "with locked(Path(sys.argv[1])): print('locked', flush=True); time.sleep(600)\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        with process.stdout as said:
            assert said.readline() == "locked\n"
            words = f"is in use by process {process.pid} on .*; wait for it"
            with pytest.raises(RunFolderError, match=words):
                locked(tmp_path).__enter__()
            process.kill()
            process.wait()
        with locked(tmp_path):
            pass

    def test_two_runs_of_one_folder(self, tmp_path: Path) -> None:
        roster = small_roster(tmp_path)

        def meanwhile(*arguments: Any, **named: Any) -> Finished:
            with pytest.raises(RunFolderError, match="is in use by process"):
                run(roster, tmp_path / "run", method=nobody, going_on=True)
            return nobody(*arguments, **named)

        assert run(roster, tmp_path / "run", method=meanwhile)["errors"] == 3


class TestDisk:
    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
    @pytest.mark.parametrize("function", ["save_bytes", "save_text"])
    def test_full_or_read_only_while_being_set_up(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, function: str
    ) -> None:
        def refuse(*_: Any) -> None:
            raise OSError(code, "no room here", "somewhere")

        with monkeypatch.context() as patched:
            patched.setattr(f"optimizer.roster.run_folder.{function}", refuse)
            with pytest.raises(RunFolderError, match="somewhere: cannot be written: no room here"):
                run(small_roster(tmp_path), tmp_path / "run", method=nobody)
        # Nothing half-made hinders a second try.
        assert run(small_roster(tmp_path), tmp_path / "run", method=nobody)["athletes"] == 3

    def test_a_database_that_cannot_be_written(self, tmp_path: Path) -> None:
        folder = made(tmp_path)
        folder.store().close()
        store = folder.store()
        store._database.execute("PRAGMA query_only=ON")
        with pytest.raises(RunFolderError, match=r"cannot be opened for this .*readonly"):
            store.note("a", 1)
        store.close()

    def test_a_folder_where_none_can_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(RunFolderError, match="cannot be written: Not a directory"):
            check_new(tmp_path / "file" / "run")

    def test_a_full_database_loses_nothing(self, tmp_path: Path) -> None:
        roster = small_roster(tmp_path)

        def fill(roster: Any, runner: Any, *, decisions: Any, **_: Any) -> Finished:
            database: sqlite3.Connection = decisions._database
            (pages,) = database.execute("PRAGMA page_count").fetchone()
            database.execute(f"PRAGMA max_page_count={pages + 2}")
            for number in range(10_000):
                decisions.note(f"number {number}", "much" * 100)
            raise AssertionError("it was never full")

        with pytest.raises(RunFolderError, match=r"the disk is full; make room"):
            run(roster, tmp_path / "run", method=fill)
        kept: dict[str, Any] = {}

        def look(roster: Any, runner: Any, *, decisions: Any, **named: Any) -> Finished:
            kept["first"] = decisions.once("number 0", lambda: "lost")
            return nobody(roster, runner, **named)

        run(roster, tmp_path / "run", method=look, going_on=True)
        assert kept["first"] == "much" * 100


class TestBrought:
    def test_to_its_end_and_again(self, tmp_path: Path) -> None:
        roster = small_roster(tmp_path)
        first = run(roster, tmp_path / "run", method=nobody)
        text = (tmp_path / "run" / "summary.json").read_bytes()
        assert json.loads(text) == first
        assert run(roster, tmp_path / "run", method=nobody, going_on=True) == first
        assert (tmp_path / "run" / "summary.json").read_bytes() == text

    def test_a_failing_method_leaves_no_summary(self, tmp_path: Path) -> None:
        roster = small_roster(tmp_path)
        run(roster, tmp_path / "run", method=nobody)

        def fails(*_: Any, **__: Any) -> Finished:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            run(roster, tmp_path / "run", method=fails, going_on=True)
        with pytest.raises(RunFolderError, match="has not come to its end"):
            RunFolder(tmp_path / "run").summary()


class TestProgress:
    def test_in_one_line(self) -> None:
        moments: Iterator[float] = iter(range(0, 1000, 2))
        lines: list[str] = []
        progress = RunProgress(lines.append, clock=lambda: float(next(moments)))
        progress.asked("plan", 200, 50)
        for _ in range(10):
            progress.answered(Task("plan", 0, (0,)), 0, {})
        progress.answered(Task("plan", 0, (0,)), 0, {"error": "x"})
        progress.stands(Fraction(90), Fraction(100))
        assert lines[0] == "plans: 50 done, 150 left"
        assert lines[-1] == (
            "plans: 61 done, 139 left · 0.5/s, 5 min to go · 1 failed · gap 10.00 % (90 of 100)"
        )
        progress.asked("write", 10, 10)
        assert lines[-1].startswith("writing plans: 10 done, 0 left · 1 failed · gap")

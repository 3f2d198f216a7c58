"""Killed at any moment, a run goes on: nothing finished is asked again and the end is the same."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from optimizer.roster.memo import MemoRunner
from optimizer.roster.store import AthleteRow, RunFolderError, Store
from optimizer.roster.task import FreshDecisions, Outcome, Shard, Task
from tests.roster.toy_run import MEMBERS, ROUNDS, SHARDS, coordinate
from tests.roster.toy_shards import ROOT, ToyShards, tasks_of
from tests.roster.toy_work import perform

EVERYTHING = ROUNDS * SHARDS * MEMBERS


class Here:
    """An engine in this process that counts."""

    def __init__(self, shards: ToyShards) -> None:
        self.shards, self.asked = shards, 0

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        for task in reversed(tasks):
            for position in reversed(range(len(task.members))):
                self.asked += 1
                yield (
                    task,
                    position,
                    perform(self.shards.shards[task.shard], task.only([position]))[0],
                )


def run(folder: Path, dies_after: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.roster.toy_run", str(folder), str(dies_after)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate()
    return said


def asked(folder: Path) -> list[str]:
    lines = (folder / "count").read_text().splitlines()
    (folder / "count").unlink()
    return sorted(lines)


def stored(folder: Path) -> set[str]:
    database = sqlite3.connect(folder / "run.sqlite")
    rows = database.execute("SELECT kind, shard, member FROM outcomes").fetchall()
    database.close()
    return {f"{kind} {shard} {member}" for kind, shard, member in rows}


def decided(folder: Path) -> dict[str, int]:
    store = Store(folder / "run.sqlite", reading=True)
    found = {f"bonus {n}": store.once(f"bonus {n}", lambda: None) for n in range(ROUNDS)}
    store.close()
    return found


class TestKilled:
    @pytest.mark.parametrize("dies_after", [1, 44])
    def test_by_itself_after_an_answer(self, tmp_path: Path, dies_after: int) -> None:
        process = run(tmp_path, dies_after)
        assert finish(process) == ""
        assert process.returncode == -signal.SIGKILL
        self.goes_on(tmp_path, at_least=dies_after)

    def test_at_random_moments(self, tmp_path: Path) -> None:
        moments = random.Random(5)
        for _ in range(2):
            process = run(tmp_path)
            until = time.monotonic() + 30
            wanted = moments.randrange(1, EVERYTHING // 4)
            count = tmp_path / "count"
            lines = len(count.read_text().splitlines()) if count.exists() else 0
            # By progress, not by the clock: the machine may be busy.
            while time.monotonic() < until and process.poll() is None:
                if count.exists() and len(count.read_text().splitlines()) >= lines + wanted:
                    break
            process.kill()
            finish(process)
        self.goes_on(tmp_path, at_least=1)

    def goes_on(self, folder: Path, at_least: int) -> None:
        finished = stored(folder)
        assert at_least <= len(finished) < EVERYTHING
        asked(folder)
        process = run(folder)
        result = int(finish(process))
        assert process.returncode == 0
        again = asked(folder)
        assert not finished & set(again)
        assert len(again) == len(set(again)) == EVERYTHING - len(finished)
        # The same as without a kill: asked in one go, in another order, with the decisions taken.
        known = decided(folder)
        decisions = FreshDecisions()
        for name, value in known.items():
            decisions.once(name, lambda value=value: value)  # type: ignore[misc]
        os.chdir(folder)
        assert coordinate(Here(ToyShards(SHARDS, MEMBERS)), decisions) == result
        # And a third time: nothing is asked at all.
        (folder / "count").unlink()
        assert int(finish(run(folder))) == result
        assert not (folder / "count").exists()


@pytest.fixture(autouse=True)
def stay_here() -> Iterator[None]:
    here = Path.cwd()
    yield
    os.chdir(here)


class TestMemory:
    def answered(self, store: Store, shards: ToyShards, tasks: list[Task]) -> tuple[int, int]:
        """How many answers there were, and how many of them were asked of the engine."""
        engine = Here(shards)
        found = {
            (id(task), position): outcome
            for task, position, outcome in MemoRunner(store, engine, shards).run(tasks)
        }
        for task in tasks:
            for position, member in enumerate(task.members):
                assert found[id(task), position].get("member", member) == member
        return len(found), engine.asked

    def test_by_content_not_by_number(self, tmp_path: Path) -> None:
        store, shards = Store(tmp_path / "run.sqlite"), ToyShards()
        tasks = tasks_of(shards, factor=2)
        assert self.answered(store, shards, tasks) == (16, 16)
        assert self.answered(store, shards, tasks) == (16, 0)
        # other members asked beside it, in another order
        assert self.answered(store, shards, [tasks[1].only([3, 0])]) == (2, 0)
        assert self.answered(store, shards, tasks_of(shards, factor=3)) == (16, 16)
        own = [{}, {"sleep": 0}, {}, {}]
        assert self.answered(store, shards, tasks_of(shards, own, factor=2)) == (16, 1)
        # another shard under the same number
        other = ToyShards()
        other.shards[2] = Shard.of(2, {"name": "other hall"}, other.shards[2].members)
        assert self.answered(store, other, tasks_of(other, factor=2)) == (16, 4)
        store.close()

    def test_what_is_asked_twice_at_once_is_asked_once(self, tmp_path: Path) -> None:
        store, shards = Store(tmp_path / "run.sqlite"), ToyShards()
        tasks = [*tasks_of(shards), *tasks_of(shards), *tasks_of(shards, factor=2)]
        assert self.answered(store, shards, tasks) == (48, 32)
        store.close()

    def test_errors_are_answers_until_they_are_forgotten(self, tmp_path: Path) -> None:
        store, shards = Store(tmp_path / "run.sqlite"), ToyShards()

        class Failing(Here):
            def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
                for task, position, outcome in super().run(tasks):
                    yield task, position, outcome if position else {"error": "out of luck"}

        runner = MemoRunner(store, Failing(shards), shards)
        tasks = tasks_of(shards)
        first = [outcome for _, _, outcome in runner.run(tasks)]
        assert first.count({"error": "out of luck"}) == 4
        assert self.answered(store, shards, tasks) == (16, 0)
        assert store.forget_errors() == 4
        assert self.answered(store, shards, tasks) == (16, 4)
        assert store.counts() == {"toy": 16}
        store.close()

    def test_decisions_are_taken_once(self, tmp_path: Path) -> None:
        store = Store(tmp_path / "run.sqlite")
        assert store.once("stop", lambda: [1, "a", None]) == [1, "a", None]
        store.close()
        store = Store(tmp_path / "run.sqlite")
        assert store.once("stop", lambda: 2) == [1, "a", None]
        assert store.once("other", lambda: 2) == 2
        store.close()

    def test_athletes_are_kept_together_or_not_at_all(self, tmp_path: Path) -> None:
        store = Store(tmp_path / "run.sqlite")
        rows = [
            AthleteRow(1, "b", "unplaced", {"alone": "90"}, None),
            AthleteRow(0, "ä", "planned", {"score": "1/3"}, '{"plan": 1}\n'),
        ]
        store.keep_athletes(iter(rows))

        def failing() -> Iterator[AthleteRow]:
            yield AthleteRow(5, "c", "planned", {}, None)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            store.keep_athletes(failing())
        assert list(store.athletes()) == rows[::-1]
        assert list(store.athletes([1, 7])) == rows[:1]
        store.close()


class TestTasks:
    def test_keys_differ_in_everything_that_matters(self) -> None:
        task = Task("a", 0, (0, 1), {"p": 1}, ({}, {"q": 1}))
        keys = {
            key
            for sha256 in ("x", "y")
            for one in (
                task,
                Task("b", 0, (0, 1), {"p": 1}, ({}, {"q": 1})),
                Task("a", 0, (0, 1), {"p": 2}, ({}, {"q": 1})),
                Task("a", 0, (0, 1), {"p": 1}, ({"q": 2}, {})),
            )
            for key in one.keys(sha256)
        }
        assert len(keys) == 2 * 4 * 2
        assert list(task.only([1]).keys("x")) == list(task.keys("x"))[1:]

    def test_refuse_what_cannot_be_meant(self) -> None:
        with pytest.raises(ValueError, match="1 own inputs for 2 members"):
            Task("a", 0, (0, 1), {}, ({},))
        with pytest.raises(ValueError, match="named twice"):
            Task("a", 0, (1, 1))

    def test_a_shard_comes_back_as_it_went(self) -> None:
        shard = ToyShards().shards[2]
        assert Shard.unpack(shard.pack()) == shard
        for broken in (b"", b"no shard", shard.pack()[:-3]):
            with pytest.raises(ValueError, match="no shard"):
                Shard.unpack(broken)


class TestDisk:
    def test_full(self, tmp_path: Path) -> None:
        store, shards = Store(tmp_path / "run.sqlite"), ToyShards(members=400)
        pages = store._database.execute("PRAGMA page_count").fetchone()[0]
        store._database.execute(f"PRAGMA max_page_count={pages + 3}")
        runner = MemoRunner(store, Here(shards), shards)
        with pytest.raises(
            RunFolderError, match=r"run\.sqlite: the disk is full; make room and go on"
        ):
            list(runner.run(tasks_of(shards)))
        kept = sum(store.counts().values())
        store.close()
        assert 0 < kept < 1600
        store = Store(tmp_path / "run.sqlite")  # there is room again
        assert self.asked_again(store, shards) == 1600 - kept
        store.close()

    def asked_again(self, store: Store, shards: ToyShards) -> int:
        engine = Here(shards)
        assert len(list(MemoRunner(store, engine, shards).run(tasks_of(shards)))) == 1600
        return engine.asked

    def test_damaged(self, tmp_path: Path) -> None:
        (tmp_path / "run.sqlite").write_bytes(b"not a database, but long enough to be one" * 100)
        with pytest.raises(RunFolderError, match="damaged or no run of liftproof"):
            Store(tmp_path / "run.sqlite")

    def test_reading_what_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(RunFolderError, match="cannot be opened"):
            Store(tmp_path / "run.sqlite", reading=True)
        (tmp_path / "empty.sqlite").touch()
        with pytest.raises(RunFolderError, match="damaged or no run"):
            Store(tmp_path / "empty.sqlite", reading=True)

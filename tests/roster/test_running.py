"""The contract of engines: the same tests on processes of this machine and on a Dask cluster."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from optimizer.engines.answer import Watch
from optimizer.roster.running.cluster import ClusterEngine
from optimizer.roster.running.engine import Engine, WorkerError
from optimizer.roster.running.local import LocalEngine
from optimizer.roster.task import Outcome, Runner, Stopped, Task
from tests.roster.toy_shards import ROOT, DaskProcesses, ToyShards, tasks_of
from tests.roster.toy_work import TOY

MakeEngine = Callable[..., Engine]
Answers = dict[tuple[int, int], Outcome]


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskProcesses]:
    processes = DaskProcesses(tmp_path_factory.mktemp("dask"), workers=2)
    yield processes
    processes.close()


@pytest.fixture(scope="module", params=["local", "cluster"])
def make_engine(request: pytest.FixtureRequest) -> MakeEngine:
    if request.param == "local":
        return lambda shards, **terms: LocalEngine(
            shards, **{"perform": TOY, "workers": 2, **terms}
        )
    address = request.getfixturevalue("dask").address
    return lambda shards, **terms: ClusterEngine(
        shards, **{"perform": TOY, "scheduler": address, **terms}
    )


def answers(runner: Runner, tasks: list[Task], then: Callable[[], None] = lambda: None) -> Answers:
    """Answers by shard and member; a second answer is an error. After the first, `then` is called."""
    found: Answers = {}
    for task, position, outcome in runner.run(tasks):
        assert any(task is one for one in tasks)
        key = task.shard, task.members[position]
        assert key not in found
        found[key] = outcome
        if len(found) == 1:
            then()
    return found


def expected(shards: ToyShards, factor: int = 1) -> Answers:
    return {
        (shard.number, j): {"value": factor * member["value"], "member": j, "room": "hall"}
        for shard in shards.shards
        for j, member in enumerate(shard.members)
    }


class TestBothEngines:
    def test_every_member_is_answered_once(self, make_engine: MakeEngine) -> None:
        shards = ToyShards(count=3, members=23)  # more than go together, and not a multiple
        with make_engine(shards) as engine:
            assert answers(engine, tasks_of(shards, factor=3)) == expected(shards, 3)
            # and again: nothing is left over from the first time
            assert answers(engine, tasks_of(shards, factor=2)) == expected(shards, 2)

    def test_the_order_of_tasks_and_members_changes_nothing(self, make_engine: MakeEngine) -> None:
        shards = ToyShards()
        tasks = tasks_of(shards)
        backwards = [task.only(range(3, -1, -1)) for task in reversed(tasks)]
        with make_engine(shards) as engine:
            assert answers(engine, backwards) == answers(engine, tasks)

    def test_the_same_may_be_asked_twice(self, make_engine: MakeEngine) -> None:
        shards = ToyShards(members=12)
        tasks = [task for _ in range(5) for task in tasks_of(shards)]
        counted: dict[int, int] = {}
        with make_engine(shards) as engine:
            for task, position, outcome in engine.run(tasks):
                assert outcome["member"] == task.members[position]
                counted[id(task)] = counted.get(id(task), 0) + 1
        assert counted == {id(task): 12 for task in tasks}

    def test_no_tasks_and_no_members(self, make_engine: MakeEngine) -> None:
        shards = ToyShards()
        with make_engine(shards) as engine:
            assert answers(engine, []) == {}
            assert answers(engine, [Task("toy", 0, ())]) == {}

    def test_who_raises_is_an_error_and_nobody_else(self, make_engine: MakeEngine) -> None:
        shards = ToyShards()
        with make_engine(shards) as engine:
            found = answers(engine, tasks_of(shards, [{}, {"raise": "no such bar"}, {}, {}]))
        assert found == expected(shards) | {(1, 1): {"error": "ArithmeticError: no such bar"}}

    def test_who_kills_its_process_is_retried_then_an_error(
        self, make_engine: MakeEngine, tmp_path: Path
    ) -> None:
        shards = ToyShards()
        own = [{"die": True}, {"die_once": str(tmp_path / "died")}, {"exit": 7}, {}]
        with make_engine(shards) as engine:
            found = answers(engine, tasks_of(shards, own))
        killed = f"its process was killed by signal 9 ({signal.strsignal(9)}), 2 times"
        left = "its process ended with exit code 7, 2 times"
        assert found == expected(shards) | {(1, 0): {"error": killed}, (1, 2): {"error": left}}

    def test_who_overruns_is_ended_and_an_error(self, make_engine: MakeEngine) -> None:
        shards = ToyShards(count=2)
        with make_engine(shards, allowed_seconds=0.3) as engine:
            found = answers(engine, tasks_of(shards, [{}, {"sleep": 600}, {}, {}]))
        overran = {"error": "it did not end within its limit, 2 times"}
        assert found == expected(shards) | {(1, 1): overran}

    def test_what_is_no_json_is_an_error(self, make_engine: MakeEngine) -> None:
        shards = ToyShards(count=2)
        with make_engine(shards) as engine:
            found = answers(engine, tasks_of(shards, [{"no_json": True}, {}, {}, {}]))
        assert list(found.pop((1, 0))) == ["error"]
        everything = expected(shards)
        del everything[1, 0]
        assert found == everything

    def test_stop_ends_the_run_and_keeps_what_was_answered(self, make_engine: MakeEngine) -> None:
        shards, watch = ToyShards(), Watch()
        slow: list[dict[str, Any]] = [{"sleep": 600}] * 4
        found: Answers = {}

        def take(engine: Engine) -> None:
            for task, position, outcome in engine.run(tasks_of(shards, slow)):
                found[task.shard, task.members[position]] = outcome
                if len(found) == 12:
                    watch.stop.set()

        with make_engine(shards, watch=watch) as engine, pytest.raises(Stopped):
            take(engine)
        assert found == {key: value for key, value in expected(shards).items() if key[0] != 1}

    def test_who_cannot_work_at_all_says_so(self, make_engine: MakeEngine) -> None:
        shards = ToyShards()
        with (
            make_engine(shards, perform="tests.roster.toy_work:missing") as engine,
            pytest.raises(
                WorkerError, match="has no tests.roster.toy_work:missing".replace(".", r"\.")
            ),
        ):
            answers(engine, tasks_of(shards))

    def test_a_shard_that_was_changed_is_refused(self, make_engine: MakeEngine) -> None:
        class Changed(ToyShards):
            def packed(self, number: int) -> bytes:
                return super().packed((number + 1) % 4)

        shards = Changed()
        with (
            make_engine(shards) as engine,
            pytest.raises(WorkerError, match="not the one that was asked for"),
        ):
            answers(engine, tasks_of(shards))


def test_both_engines_give_the_same(dask: DaskProcesses) -> None:
    shards = ToyShards(count=5, members=13)
    own = [{"raise": "x"}, {"die": True}, *[{}] * 11]
    with LocalEngine(shards, perform=TOY, workers=1) as one:
        alone = answers(one, tasks_of(shards, own, factor=7))
    with LocalEngine(shards, perform=TOY, workers=3) as three:
        together = answers(three, tasks_of(shards, own, factor=7))
    with ClusterEngine(shards, perform=TOY, scheduler=dask.address) as cluster:
        away = answers(cluster, tasks_of(shards, own, factor=7))
    assert alone == together == away
    assert len(alone) == 5 * 13


class TestLocal:
    def test_a_killed_worker_is_replaced(self, tmp_path: Path) -> None:
        shards = ToyShards()
        with LocalEngine(shards, perform=TOY, workers=2) as engine:
            first = answers(engine, tasks_of(shards))
            for worker in engine._crew:  # idle now
                os.kill(worker._process.pid or 0, signal.SIGKILL)
            assert answers(engine, tasks_of(shards)) == first == expected(shards)

    def test_leaves_no_process_behind(self) -> None:
        shards = ToyShards()
        with LocalEngine(shards, perform=TOY, workers=2) as engine:
            answers(engine, tasks_of(shards))
            pids = [worker._process.pid for worker in engine._crew]
            assert len(pids) == 2
        for pid in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(pid or 0, 0)

    def test_workers_end_with_whoever_asked(self, tmp_path: Path) -> None:
        code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.roster.toy_shards import ToyShards, tasks_of
from optimizer.roster.running.local import LocalEngine
engine = LocalEngine(ToyShards(), perform={TOY!r}, workers=1, preload=())
for _ in engine.run(tasks_of(ToyShards(), [{{}}] + [{{"sleep": 600}}] * 3)):
    print(engine._crew[0]._process.pid, flush=True)
"""
        # No guard against being imported as main: workers do not import it.
        script = tmp_path / "script.py"
        script.write_text(code)
        process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        with process.stdout as lines:
            pid = int([lines.readline() for _ in range(5)][-1])
            process.kill()
            process.wait()
        until = time.monotonic() + 30
        while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
            time.sleep(0.02)
        assert not Path(f"/proc/{pid}").exists()

    def test_files_beside_the_caller_are_not_imported(self, tmp_path: Path) -> None:
        (tmp_path / "numpy.py").write_text("open('imported', 'w')")
        (tmp_path / "tests").mkdir()
        code = (
            f"import sys; sys.path[:] = [{str(ROOT)!r}, *sys.path[1:]]\n"
            "from tests.roster.toy_shards import ToyShards, tasks_of\n"
            "from optimizer.roster.running.local import LocalEngine\n"
            f"with LocalEngine(ToyShards(), perform={TOY!r}, preload=('numpy',)) as engine:\n"
            "    print(len(list(engine.run(tasks_of(ToyShards())))))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.stdout == "16\n", done.stderr
        assert not (tmp_path / "imported").exists()

    def test_no_workers_are_refused(self) -> None:
        with pytest.raises(ValueError, match="at least 1"):
            LocalEngine(ToyShards(), workers=0)


class TestCluster:
    def test_a_worker_killed_mid_run(self, tmp_path: Path) -> None:
        processes = DaskProcesses(tmp_path, workers=2)
        shards = ToyShards(count=3, members=10)
        slow = ({"sleep": 0.05},) * 10  # so that both are at work when one is killed
        tasks = [Task("toy", number, tuple(range(10)), {}, slow) for number in range(3)]
        try:
            with ClusterEngine(shards, perform=TOY, scheduler=processes.address) as engine:
                found = answers(engine, tasks, then=processes.workers[0].kill)
        finally:
            processes.close()
        assert found == expected(shards)

    def test_no_scheduler(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("optimizer.roster.running.cluster.CONNECTING_SECONDS", 0.5)
        with pytest.raises(WorkerError, match="no Dask scheduler answers at 'tcp://127"):
            ClusterEngine(ToyShards(), scheduler="tcp://127.0.0.1:9")

    @pytest.mark.parametrize("address", ["", "nonsense", "http://127.0.0.1:1", "tcp://:x"])
    def test_no_address(self, address: str) -> None:
        with pytest.raises(WorkerError, match="is no address of a Dask scheduler; write it as tcp"):
            ClusterEngine(ToyShards(), scheduler=address)

    def test_no_worker(self, tmp_path: Path) -> None:
        processes = DaskProcesses(tmp_path, workers=0)
        try:
            with pytest.raises(WorkerError, match="has no worker; start some with `dask worker"):
                ClusterEngine(ToyShards(), scheduler=processes.address, waiting_seconds=0.2)
        finally:
            processes.close()

    def test_the_scheduler_goes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("optimizer.roster.running.cluster.LOST_SECONDS", 0.5)
        processes = DaskProcesses(tmp_path, workers=1)
        shards = ToyShards()
        slow: list[dict[str, Any]] = [{"sleep": 600}] * 4
        try:
            with (
                ClusterEngine(shards, perform=TOY, scheduler=processes.address) as engine,
                pytest.raises(WorkerError, match="is gone"),
            ):
                answers(engine, tasks_of(shards, slow), then=processes.scheduler.kill)
        finally:
            processes.close()

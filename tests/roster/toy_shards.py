"""Shards for toy workers, and a Dask cluster of real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from optimizer.roster.task import Shard, Task

ROOT = Path(__file__).parents[2]
STARTING_SECONDS = 60


class ToyShards:
    """Some shards of numbers: member j of shard i is worth 10 i + j."""

    def __init__(self, count: int = 4, members: int = 4) -> None:
        self.shards = [
            Shard.of(i, {"name": "hall"}, [{"value": 10 * i + j} for j in range(members)])
            for i in range(count)
        ]

    def packed(self, number: int) -> bytes:
        return self.shards[number].pack()

    def sha256(self, number: int) -> str:
        return self.shards[number].sha256


def tasks_of(
    shards: ToyShards, own: Sequence[dict[str, object]] = (), **common: object
) -> list[Task]:
    """One task per shard about all its members; `own` goes to those of shard 1."""
    return [
        Task(
            "toy",
            shard.number,
            tuple(range(len(shard.members))),
            common,
            tuple(own) if shard.number == 1 else (),
        )
        for shard in shards.shards
    ]


class DaskProcesses:
    """`dask scheduler` and `dask worker` as on a cluster: processes that talk over TCP."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        file = folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--no-show", "--no-dashboard"]
        self.scheduler = self._start("scheduler", *options, "--scheduler-file", str(file))
        self.address = self._address(file)
        self.workers = [self.add_worker() for _ in range(workers)]

    def add_worker(self) -> subprocess.Popen[bytes]:
        # Without a nanny nobody starts it again: what is killed stays dead.
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"]
        return self._start("worker", self.address, *options, "--host", "127.0.0.1")

    def close(self) -> None:
        for process in [*self.workers, self.scheduler]:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "dask.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", what, *arguments],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def _address(self, file: Path) -> str:
        until = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < until and self.scheduler.poll() is None:
            try:
                return str(json.loads(file.read_text())["address"])
            except (OSError, ValueError, KeyError):
                time.sleep(0.05)
        raise RuntimeError((self.folder / "dask.log").read_text())

"""A worker process: forked from a clean server that has loaded what is slow to load.

Seen from inside: messages in, one message per begun and per finished member out; when the connection
ends, whoever asked has gone and so does the worker.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from types import ModuleType
from typing import Any

from optimizer.roster.running.engine import (
    KeptShards,
    Shards,
    WorkerError,
    answer_member,
    find_perform,
)
from optimizer.roster.task import Shard, Task

# Loaded once, before any worker is forked; without one of them a worker only starts slower.
SOLVER_MODULES = (
    "optimizer.roster.worker",
    "ortools.sat.python.cp_model",
    "ortools.linear_solver.pywraplp",
)
_DYING_SECONDS = 5
_STARTING = threading.Lock()


class WorkerProcess:
    """A worker process seen from outside.

    Parameters
    ----------
    perform
        Name of what answers, ``module:function``.
    preload
        Modules that the server of processes loads before the first fork.
    """

    def __init__(self, perform: str, preload: Sequence[str]) -> None:
        context = multiprocessing.get_context("forkserver")
        self.connection, theirs = context.Pipe()
        self.shards = KeptShards()
        # Kept for the engine: what it is at, and until when it may be.
        self.job: Any = None
        self.begun: int | None = None
        self.deadline: float | None = None
        self.overdue = False
        with _STARTING, _clean_start():
            context.set_forkserver_preload(list(preload))
            self._process: ForkServerProcess = context.Process(
                target=serve, args=(theirs, perform), daemon=True
            )
            self._process.start()
        theirs.close()

    def ask(self, task: Task, shards: Shards) -> None:
        """Send a task, and its shard if the worker does not have it."""
        sha256 = shards.sha256(task.shard)
        packed = None if sha256 in self.shards else shards.packed(task.shard)
        self.shards.touch(sha256)
        # If it has died meanwhile, the end of the connection will say so.
        with suppress(OSError):
            self.connection.send((task, sha256, packed))

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def bury(self) -> str:
        """End it for good and say how it died."""
        # Its connection closes a moment before it is gone: a kill now would hide how it died.
        self._process.join(_DYING_SECONDS)
        self._process.kill()
        self._process.join()
        code = self._process.exitcode or 0
        self._process.close()
        self.connection.close()
        if self.overdue:
            return "it did not end within its limit"
        if code < 0:
            return f"its process was killed by signal {-code} ({signal.strsignal(-code)})"
        return f"its process ended with exit code {code}"

    def overran(self, now: float) -> bool:
        """Whether it is past its deadline (`now` as `time.monotonic` counts)."""
        return self.deadline is not None and now > self.deadline


@contextmanager
def _clean_start() -> Iterator[None]:
    """Start processes that import neither the caller's main module nor files beside the roster."""
    main, safe = sys.modules["__main__"], os.environ.get("PYTHONSAFEPATH")
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if safe is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = safe


def serve(connection: Connection, perform: str) -> None:
    """Answer tasks until the connection ends.

    Parameters
    ----------
    connection
        Brings ``(task, sha256 of the shard, packed shard or None)``; takes ``("ready",)``,
        ``("begun", position)``, ``("done", position, outcome)``, ``("finished",)`` and
        ``("broken", why)``.
    perform
        Name of what answers, ``module:function``.
    """
    # Ctrl-C on the terminal is for whoever started us, who then ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):  # whoever asked has gone
        _serve(connection, perform)


def _serve(connection: Connection, perform: str) -> None:
    requests: queue.SimpleQueue[tuple[Task, str, bytes | None]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, requests), daemon=True).start()
    try:
        answer = find_perform(perform)
    except WorkerError as error:
        connection.send(("broken", str(error)))
        return
    shards = KeptShards()
    while True:
        task, sha256, packed = requests.get()
        try:
            shard = shards.touch(sha256, None if packed is None else Shard.unpack(packed))
            if shard is None or shard.sha256 != sha256:
                raise ValueError(f"shard {task.shard} is not the one that was asked for")
        except ValueError as error:
            connection.send(("broken", f"shard {task.shard}: {error}"))
            return
        for position in range(len(task.members)):
            connection.send(("begun", position))
            connection.send(("done", position, answer_member(answer, shard, task, position)))
        connection.send(("finished",))


def _listen(
    connection: Connection, requests: queue.SimpleQueue[tuple[Task, str, bytes | None]]
) -> None:
    with suppress(EOFError, OSError):
        while True:
            requests.put(connection.recv())
    os._exit(0)  # an engine at work would not let the process end


def deadline_in(seconds: float) -> float:
    """Return the moment in so many seconds, as `time.monotonic` counts."""
    return time.monotonic() + seconds

"""The engine on a cluster: Dask takes chunks of shards to its workers and brings the outcomes back.

Dask looks after machines that die; inside every Dask worker a process of ours answers member by
member, so that what raises, dies or overruns there is treated as on one machine (see `local`).
"""

from __future__ import annotations

import queue
import re
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from optimizer.engines.answer import Watch
from optimizer.roster.running.cluster_worker import answer_chunk, end_processes, versions
from optimizer.roster.running.engine import (
    ALLOWED_SECONDS,
    ATTEMPTS,
    CHUNK,
    WORKER,
    Shards,
    WorkerError,
    failed,
)
from optimizer.roster.task import Outcome, Stopped, Task

if TYPE_CHECKING:
    from distributed import Client, Future

BREATH_SECONDS = 0.1
# Seen before Dask is asked: a client that could not even begin complains again when it is forgotten.
ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://[^/\s]+:\d{1,5}")
CONNECTING_SECONDS = 15
LOST_SECONDS = 10
CLOSING_SECONDS = 2
AHEAD = 2
"""Chunks that wait at a worker, so that it never waits for us."""


@dataclass(eq=False)
class _Chunk:
    """Some members of a task, sent together; `positions` count in the members of the task."""

    task: Task
    positions: list[int]
    losses: int = 0

    @property
    def place(self) -> tuple[int, int]:
        return self.task.shard, self.task.members[self.positions[0]]


class ClusterEngine:
    """Answers tasks on the workers of a Dask scheduler.

    Parameters
    ----------
    shards
        Where the shards are, on this machine.
    scheduler
        Address, such as ``tcp://10.0.0.1:8786``.
    perform
        Name of what answers, ``module:function``.
    allowed_seconds
        How long one member may take.
    watch
        Its `stop` event ends the run: the members begun are lost, those answered are not.
    waiting_seconds
        How long to wait for a worker.

    Raises
    ------
    WorkerError
        If Dask is not installed, no scheduler answers or no worker comes.
    """

    def __init__(
        self,
        shards: Shards,
        *,
        scheduler: str,
        perform: str = WORKER,
        allowed_seconds: float = ALLOWED_SECONDS,
        watch: Watch | None = None,
        waiting_seconds: float = 30,
    ) -> None:
        self._shards, self._perform, self._allowed = shards, perform, allowed_seconds
        self._watch = watch or Watch()
        self._scheduler = scheduler
        self._client = _connect(scheduler, waiting_seconds)
        self._versions = versions()
        self._last: dict[tuple[int, int], str] = {}
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        """Answer tasks, as `optimizer.roster.task.Runner` says.

        Raises
        ------
        Stopped
            If the watch said stop.
        WorkerError
            If the workers cannot work at all.
        """
        todo = deque(
            _Chunk(task, list(range(first, min(first + CHUNK, len(task.members)))))
            for task in tasks
            for first in range(0, len(task.members), CHUNK)
        )
        flying: dict[str, tuple[Future, _Chunk]] = {}
        try:
            while todo or flying:
                if self._watch.stop.is_set():
                    raise Stopped
                self._send(todo, flying)
                try:
                    future = self._done.get(timeout=BREATH_SECONDS)
                except queue.Empty:
                    continue
                if future.key in flying:  # else of an earlier run that was stopped
                    _, chunk = flying.pop(future.key)
                    yield from self._take(future, chunk, todo)
        finally:
            if flying and self._connected():
                self._client.cancel([future for future, _ in flying.values()], force=True)
                self._end_processes()

    def close(self) -> None:
        """End our processes on the cluster and leave it; scheduler and workers stay."""
        if self._connected():
            self._end_processes()
        # A client that is looking for its scheduler would go on looking, and log that it was stopped.
        self._client.close(timeout=CLOSING_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _connected(self) -> bool:
        return bool(self._client.status == "running")

    def _slots(self) -> int:
        """Chunks that may be on their way at once."""
        lost = time.monotonic() + LOST_SECONDS
        while True:
            try:
                if self._connected():
                    threads: dict[str, int] = self._client.nthreads()
                    return AHEAD * max(1, sum(threads.values()))
            except OSError:  # it went while we asked
                pass
            if time.monotonic() > lost:
                raise WorkerError(
                    f"the scheduler {self._scheduler} is gone; what was answered is kept: start it "
                    "again and go on with --resume"
                )
            time.sleep(BREATH_SECONDS)

    def _send(self, todo: deque[_Chunk], flying: dict[str, tuple[Future, _Chunk]]) -> None:
        most = self._slots()
        while todo and len(flying) < most:
            chunk = todo.popleft()
            number = chunk.task.shard
            future = self._client.submit(
                answer_chunk,
                self._perform,
                chunk.task.only(chunk.positions),
                self._shards.sha256(number),
                self._shards.packed(number),
                self._allowed,
                self._versions,
                # Dask must not hash our questions: the memory of answers is ours.
                pure=False,
                **self._wishes(chunk),
            )
            flying[future.key] = future, chunk
            future.add_done_callback(self._done.put)

    def _wishes(self, chunk: _Chunk) -> dict[str, Any]:
        """Who was at these members before has their models; others may help out."""
        last = self._last.get(chunk.place)
        return {} if last is None else {"workers": last, "allow_other_workers": True}

    def _take(
        self, future: Future, chunk: _Chunk, todo: deque[_Chunk]
    ) -> Iterator[tuple[Task, int, Outcome]]:
        from distributed import KilledWorker

        if future.status == "finished":
            self._last[chunk.place], outcomes = future.result()
            for position, outcome in zip(chunk.positions, outcomes, strict=True):
                yield chunk.task, position, outcome
            return
        error = _error_of(future)
        lost = isinstance(error, KilledWorker | OSError | EOFError) or not self._connected()
        if future.status == "error" and not lost:
            raise WorkerError(f"the workers of {self._scheduler} cannot work: {error}")
        # Its workers died, or the scheduler forgot it: asked again member by member.
        losses = chunk.losses + 1
        if losses < ATTEMPTS:
            todo.extendleft(_Chunk(chunk.task, [one], losses) for one in reversed(chunk.positions))
            return
        for position in chunk.positions:
            yield chunk.task, position, failed(f"the machines that were asked died: {error}")

    def _end_processes(self) -> None:
        self._client.run(end_processes, on_error="ignore")


def _connect(scheduler: str, waiting_seconds: float) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise WorkerError(
            "the cluster engine needs Dask: pip install 'liftproof[cluster]'"
        ) from None
    if ADDRESS.fullmatch(scheduler) is None:
        raise WorkerError(
            f"{scheduler[:60]!r} is no address of a Dask scheduler; write it as tcp://10.0.0.1:8786"
        )
    try:
        client = Client(scheduler, timeout=CONNECTING_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkerError(
            f"no Dask scheduler answers at {scheduler!r} ({type(error).__name__}); "
            "start one with `dask scheduler` and give its address, such as tcp://10.0.0.1:8786"
        ) from None
    try:
        client.wait_for_workers(1, timeout=waiting_seconds)
    except TimeoutError:
        client.close()
        raise WorkerError(
            f"the scheduler {scheduler} has no worker; start some with `dask worker {scheduler} "
            "--nthreads 1`"
        ) from None
    return client


def _error_of(future: Future) -> Any:
    try:
        return future.exception(timeout=CONNECTING_SECONDS)
    except Exception as error:  # cancelled or lost futures raise in place of telling
        return error

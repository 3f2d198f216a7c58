"""The engine on this machine: a few processes, each at one member at a time.

A member that raises is its own error. A process that dies or overruns is replaced, the member it was
at is asked once more, alone, and then recorded as an error; the members after it lose nothing.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Self

from optimizer.engines.answer import Watch
from optimizer.roster.running.engine import (
    ALLOWED_SECONDS,
    ATTEMPTS,
    CHUNK,
    WORKER,
    Shards,
    WorkerError,
    failed,
)
from optimizer.roster.running.process import SOLVER_MODULES, WorkerProcess, deadline_in
from optimizer.roster.task import Outcome, Stopped, Task

BREATH_SECONDS = 0.1
STARTING_SECONDS = 120.0
"""A process that has not begun to work by then never will; loading a solver takes a second."""


@dataclass(eq=False)  # the same may be asked twice, and each is a job of its own
class _Job:
    """A task, or what is left of it: `positions` count in the members of the original task."""

    task: Task
    positions: list[int]
    deaths: dict[int, int] = field(default_factory=dict)

    @property
    def place(self) -> tuple[int, int]:
        """Shard and first member: who was at it before has the models."""
        return self.task.shard, self.task.members[self.positions[0]]

    def rest(self) -> Task:
        return self.task.only(self.positions)


class LocalEngine:
    """Answers tasks in processes of this machine.

    Parameters
    ----------
    shards
        Where the shards are.
    perform
        Name of what answers, ``module:function``.
    workers
        How many processes.
    allowed_seconds
        How long one member may take.
    watch
        Its `stop` event ends the run: the members begun are lost, those answered are not.
    preload
        Modules loaded once for all processes.

    Raises
    ------
    ValueError
        If `workers` is less than 1.
    """

    def __init__(
        self,
        shards: Shards,
        *,
        perform: str = WORKER,
        workers: int = 1,
        allowed_seconds: float = ALLOWED_SECONDS,
        watch: Watch | None = None,
        preload: Sequence[str] = SOLVER_MODULES,
    ) -> None:
        if workers < 1:
            raise ValueError(f"{workers} workers; at least 1")
        self._shards, self._perform, self._preload = shards, perform, preload
        self._count, self._allowed = workers, allowed_seconds
        self._watch = watch or Watch()
        self._crew: list[WorkerProcess] = []
        self._last: dict[tuple[int, int], WorkerProcess] = {}
        self._stillborn = 0

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        """Answer tasks, as `optimizer.roster.task.Runner` says.

        Raises
        ------
        Stopped
            If the watch said stop.
        WorkerError
            If the processes cannot work at all.
        """
        todo = deque(
            _Job(task, list(range(first, min(first + CHUNK, len(task.members)))))
            for task in tasks
            for first in range(0, len(task.members), CHUNK)
        )
        try:
            while todo or any(worker.job is not None for worker in self._crew):
                if self._watch.stop.is_set():
                    raise Stopped
                self._hand_out(todo)
                yield from self._hear(todo)
        finally:
            # Who is still at work would answer for a question that nobody asks any more.
            for worker in [one for one in self._crew if one.job is not None]:
                self._dismiss(worker)

    def close(self) -> None:
        """End all processes."""
        for worker in list(self._crew):
            self._dismiss(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _hand_out(self, todo: deque[_Job]) -> None:
        while todo:
            worker = next((one for one in self._crew if one.job is None), None)
            if worker is None:
                if len(self._crew) >= self._count:
                    return
                worker = self._hire()
            job = self._fitting(worker, todo)
            todo.remove(job)
            worker.job, worker.begun = job, None
            worker.deadline = deadline_in(STARTING_SECONDS)
            self._last[job.place] = worker
            worker.ask(job.rest(), self._shards)

    def _fitting(self, worker: WorkerProcess, todo: deque[_Job]) -> _Job:
        """Choose what a worker has models of, then what nobody has, then what others would do last."""
        free = None
        for job in todo:
            last = self._last.get(job.place)
            if last is worker:
                return job
            if free is None and last not in self._crew:
                free = job
        return free or todo[-1]

    def _hire(self) -> WorkerProcess:
        worker = WorkerProcess(self._perform, self._preload)
        self._crew.append(worker)
        return worker

    def _dismiss(self, worker: WorkerProcess) -> None:
        self._crew.remove(worker)
        worker.kill()
        worker.bury()

    def _hear(self, todo: deque[_Job]) -> Iterator[tuple[Task, int, Outcome]]:
        """Take what the workers say, for one breath."""
        by_connection = {worker.connection: worker for worker in self._crew}
        for connection in wait(list(by_connection), BREATH_SECONDS):
            worker = by_connection[connection]  # type: ignore[index]  # it came from there
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                yield from self._died(worker, todo)
            else:
                yield from self._take(worker, message)
        for worker in self._crew:
            if worker.overran(time.monotonic()):
                worker.overdue = True
                worker.kill()

    def _take(
        self, worker: WorkerProcess, message: tuple[Any, ...]
    ) -> Iterator[tuple[Task, int, Outcome]]:
        kind, job = message[0], worker.job
        if kind == "broken":
            raise WorkerError(message[1])
        if kind == "begun":
            self._stillborn = 0
            worker.begun = message[1]
            worker.deadline = deadline_in(self._allowed)
        elif kind == "done":
            # Answered members leave the front of the list: what is left is what was not answered.
            position = job.positions.pop(0)
            worker.begun = None
            yield job.task, position, message[2]
        else:
            worker.job = worker.deadline = None

    def _died(
        self, worker: WorkerProcess, todo: deque[_Job]
    ) -> Iterator[tuple[Task, int, Outcome]]:
        job, begun = worker.job, worker.begun
        self._crew.remove(worker)
        how = worker.bury()
        if job is None:
            return
        if begun is None:
            self._stillborn += 1
            if self._stillborn > ATTEMPTS * self._count:
                raise WorkerError(f"no worker process begins to work: {how}")
        else:
            position = job.positions.pop(0)
            deaths = job.deaths.get(position, 0) + 1
            if deaths < ATTEMPTS:
                todo.appendleft(_Job(job.task, [position], {position: deaths}))
            else:
                yield job.task, position, failed(f"{how}, {deaths} times")
        if job.positions:
            todo.appendleft(_Job(job.task, job.positions, job.deaths))

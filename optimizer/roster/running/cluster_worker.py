"""What runs inside a Dask worker: it passes a chunk on to a process of its own and waits for it."""

from __future__ import annotations

import multiprocessing
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata

from optimizer._version import __version__
from optimizer.engines.answer import Watch
from optimizer.roster.running.engine import WorkerError
from optimizer.roster.running.local import LocalEngine
from optimizer.roster.task import Outcome, Stopped, Task


class _Delivered:
    """Shards as they came with the tasks; the engine asks for the one that it was just given."""

    def __init__(self) -> None:
        self._given: dict[int, tuple[str, bytes]] = {}

    def give(self, number: int, sha256: str, packed: bytes) -> None:
        self._given = {number: (sha256, packed)}

    def packed(self, number: int) -> bytes:
        return self._given[number][1]

    def sha256(self, number: int) -> str:
        return self._given[number][0]


class _Seat:
    """One process with its shards; kept between chunks because models live in it."""

    def __init__(self, perform: str, allowed_seconds: float) -> None:
        self.terms = perform, allowed_seconds
        self.shards, self.watch = _Delivered(), Watch()
        self.engine = LocalEngine(
            self.shards, perform=perform, allowed_seconds=allowed_seconds, watch=self.watch
        )


_idle: list[_Seat] = []
_busy: list[_Seat] = []
_lock = threading.Lock()


def answer_chunk(
    perform: str,
    task: Task,
    sha256: str,
    packed: bytes,
    allowed_seconds: float,
    wanted_versions: dict[str, str],
) -> tuple[str, list[Outcome]]:
    """Answer a task in a process of this machine.

    Parameters
    ----------
    perform
        Name of what answers, ``module:function``.
    task
        The question.
    sha256, packed
        The shard.
    allowed_seconds
        How long one member may take.
    wanted_versions
        Versions of who asks: others might answer otherwise.

    Returns
    -------
    tuple
        The address of this Dask worker, and the outcomes in the order of the members.

    Raises
    ------
    WorkerError
        If the versions differ, or the process cannot work at all.
    Stopped
        If `end_processes` was called meanwhile.
    """
    from distributed import get_worker

    here = versions()
    if here != wanted_versions:
        raise WorkerError(f"versions differ: {here} on a worker, {wanted_versions} wanted")
    with _seat(perform, allowed_seconds) as seat:
        seat.shards.give(task.shard, sha256, packed)
        outcomes = {position: outcome for _, position, outcome in seat.engine.run([task])}
    return get_worker().address, [outcomes[position] for position in range(len(task.members))]


def end_processes() -> None:
    """End all processes of ours on this machine; those at work first."""
    with _lock:
        for seat in _busy:
            seat.watch.stop.set()
        while _idle:
            _idle.pop().engine.close()


def versions() -> dict[str, str]:
    """Return what must be equal on every machine for equal answers."""
    return {
        "liftproof": __version__,
        "ortools": metadata.version("ortools"),
        "python": ".".join(platform.python_version_tuple()[:2]),
    }


@contextmanager
def _seat(perform: str, allowed_seconds: float) -> Iterator[_Seat]:
    # A Dask worker is itself a daemonic process, which multiprocessing forbids children; ours end by
    # themselves when their connection does, however the worker ends.
    multiprocessing.current_process()._config.pop("daemon", None)  # type: ignore[attr-defined]  # noqa: SLF001
    with _lock:
        fitting = [seat for seat in _idle if seat.terms == (perform, allowed_seconds)]
        seat = fitting[-1] if fitting else _Seat(perform, allowed_seconds)
        if fitting:
            _idle.remove(seat)
        _busy.append(seat)
    keep = False
    try:
        yield seat
        keep = not seat.watch.stop.is_set()
    except Stopped:
        raise WorkerError("ended by who asked") from None
    finally:
        with _lock:
            _busy.remove(seat)
            if keep:
                _idle.append(seat)
        if not keep:
            seat.engine.close()

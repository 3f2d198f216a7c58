"""What engines share: where shards come from, how one member is answered, what an error says."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from importlib import import_module
from types import TracebackType
from typing import Protocol, Self

from optimizer.errors import LiftproofError
from optimizer.roster.task import Outcome, Perform, Shard, Task, canonical

WORKER = "optimizer.roster.worker:perform"
"""What answers the tasks of a roster."""

ATTEMPTS = 2
"""A process can die of what its neighbours do; who ends two of them is recorded as an error."""

ALLOWED_SECONDS = 600.0
"""How long one member may take before its process is ended."""

CHUNK = 10
"""Members handed out together: few enough that a lost machine costs little, and that no process is
left alone with the last of them."""

KEPT_SHARDS = 4


class WorkerError(LiftproofError):
    """The workers cannot work at all, whatever they are asked."""


class Shards(Protocol):
    """Where the shards of a run are kept."""

    def packed(self, number: int) -> bytes:
        """Return a shard as `Shard.pack` writes it."""
        ...

    def sha256(self, number: int) -> str:
        """Return the hash of a shard's content."""
        ...


class Engine(Protocol):
    """A runner that holds processes or connections until it is closed."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        """Answer tasks, as `optimizer.roster.task.Runner` says."""
        ...

    def close(self) -> None:
        """End all processes; what they were at is lost, what was yielded is not."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class KeptShards:
    """The shards used last, by hash.

    Whoever asks a worker keeps one of these beside the worker's own and touches both in the same
    order: so each side knows what the other still has.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Shard | None] = OrderedDict()

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._kept

    def touch(self, sha256: str, shard: Shard | None = None) -> Shard | None:
        """Make a shard the one used last and return it; forget the one unused for longest."""
        self._kept[sha256] = shard or self._kept.pop(sha256, None)
        self._kept.move_to_end(sha256)
        if len(self._kept) > KEPT_SHARDS:
            self._kept.popitem(last=False)
        return self._kept[sha256]


def find_perform(name: str) -> Perform:
    """Import a function by its name, as ``module:function``.

    Raises
    ------
    WorkerError
        If there is none.
    """
    module, _, function = name.partition(":")
    try:
        found: Perform = getattr(import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise WorkerError(f"a worker has no {name}: {error}") from error
    return found


def answer_member(perform: Perform, shard: Shard, task: Task, position: int) -> Outcome:
    """Answer for one member; whatever goes wrong is this member's error and nobody else's.

    Parameters
    ----------
    perform
        What answers.
    shard, task
        The question.
    position
        Of the member, in `task.members`.
    """
    try:
        outcomes = perform(shard, task.only([position]))
        if len(outcomes) != 1:
            raise ValueError(f"{len(outcomes)} outcomes for one member")
        canonical(outcomes[0])  # what cannot be kept as JSON must not look like an answer
    except Exception as error:
        return failed(f"{type(error).__name__}: {error}")
    return outcomes[0]


def failed(why: str) -> Outcome:
    """Say as an outcome that a member failed for good."""
    return {"error": why}

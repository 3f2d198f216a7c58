"""A runner in this process, one task after the other: for small rosters and for tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.roster.task import Outcome, Perform, Shard, Task


class InlineRunner:
    """Performs tasks where it stands.

    Parameters
    ----------
    shards
        All shards, by number.
    perform
        What answers a task; that of `optimizer.roster.worker` when left out.
    """

    def __init__(self, shards: Sequence[Shard], perform: Perform | None = None) -> None:
        if perform is None:
            from optimizer.roster.worker import perform as answer

            perform = answer
        self._shards = {shard.number: shard for shard in shards}
        self._perform = perform

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        """Yield every member of every task once, as `Runner` says."""
        for task in tasks:
            outcomes = self._perform(self._shards[task.shard], task)
            for position, outcome in enumerate(outcomes):
                yield task, position, outcome

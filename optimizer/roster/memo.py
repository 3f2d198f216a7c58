"""A runner that remembers: what is stored is answered from there, the rest is asked and stored.

A coordinator that decides by outcomes alone can therefore be killed at any moment and started anew: it
runs through what it knows, asks nothing twice and comes to the same end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from optimizer.roster.running.engine import Engine, Shards
from optimizer.roster.store import Store
from optimizer.roster.task import Outcome, Task


class MemoRunner:
    """Answers tasks from a store, and by an engine what is not in it.

    Parameters
    ----------
    store
        Where answers are kept.
    engine
        Who is asked.
    shards
        Where the shards are; their hashes are part of the question.
    on_asked
        Called before tasks are asked with their kind, how many members there are and how many of
        them are known.
    on_answer
        Called for every answer that an engine gave, after it was committed.
    """

    def __init__(
        self,
        store: Store,
        engine: Engine,
        shards: Shards,
        *,
        on_asked: Callable[[str, int, int], None] | None = None,
        on_answer: Callable[[Task, int, Outcome], None] | None = None,
    ) -> None:
        self._store, self._engine, self._shards = store, engine, shards
        self._on_asked, self._on_answer = on_asked, on_answer

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        """Answer tasks, as `optimizer.roster.task.Runner` says; what is asked twice is asked once."""
        waiting: dict[bytes, list[tuple[Task, int]]] = {}
        parts: list[tuple[Task, list[bytes]]] = []
        members = 0
        for task in tasks:
            keys = self._keys(task)
            members += len(keys)
            known = self._store.known(keys)
            mine: list[int] = []
            for position, key in enumerate(keys):
                if key in known:
                    yield task, position, known[key]
                    continue
                if key not in waiting:
                    mine.append(position)
                waiting.setdefault(key, []).append((task, position))
            if mine:
                parts.append((task.only(mine), [keys[position] for position in mine]))
        if self._on_asked is not None and tasks:
            kinds = "+".join(sorted({task.kind for task in tasks}))
            left = sum(map(len, waiting.values()))
            self._on_asked(kinds, members, members - left)
        if parts:
            yield from self._ask(parts, waiting)

    def _ask(
        self,
        parts: Sequence[tuple[Task, list[bytes]]],
        waiting: dict[bytes, list[tuple[Task, int]]],
    ) -> Iterator[tuple[Task, int, Outcome]]:
        keys_of = {id(part): keys for part, keys in parts}  # parts live on, so that ids stay theirs
        for part, position, outcome in self._engine.run([part for part, _ in parts]):
            key = keys_of[id(part)][position]
            self._store.keep(key, part, position, outcome)
            for task, place in waiting[key]:
                if self._on_answer is not None:
                    self._on_answer(task, place, outcome)
                yield task, place, outcome

    def _keys(self, task: Task) -> list[bytes]:
        return list(task.keys(self._shards.sha256(task.shard)))

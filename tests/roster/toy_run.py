"""A toy run in a process of its own, to be killed: rounds whose questions follow from answers.

Arguments: the folder, and how often an engine may answer before the process kills itself (0: never).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from optimizer.roster.memo import MemoRunner
from optimizer.roster.running.local import LocalEngine
from optimizer.roster.store import Store
from optimizer.roster.task import Decisions, Outcome, Runner, Task
from tests.roster.toy_shards import ToyShards
from tests.roster.toy_work import TOY

ROUNDS, SHARDS, MEMBERS = 4, 3, 5
SHOWN = 1_000_003


def coordinate(runner: Runner, decisions: Decisions) -> int:
    """Ask in rounds; what is asked depends on every answer before, and on one decision."""
    total = 1
    for number in range(ROUNDS):
        total = total * 31 % SHOWN + int(decisions.once(f"bonus {number}", lambda: os.getpid()))
        members = tuple(range(MEMBERS))
        own = tuple({"sleep": 0.002} for _ in members)
        tasks = [
            Task(f"round {number}", shard, members, {"factor": total, "count": "count"}, own)
            for shard in range(SHARDS)
        ]
        found = {(t.shard, t.members[p]): outcome for t, p, outcome in runner.run(tasks)}
        total += sum(found[key]["value"] * (key[1] + 1) for key in sorted(found)) % SHOWN
    return total


def main() -> None:
    """Run, and print the result."""
    folder, most = Path(sys.argv[1]), int(sys.argv[2])
    os.chdir(folder)
    shards, left = ToyShards(SHARDS, MEMBERS), [most]

    def die_at_last(task: Task, position: int, outcome: Outcome) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    store = Store(folder / "run.sqlite")
    with LocalEngine(shards, perform=TOY, workers=2, preload=()) as engine:
        runner = MemoRunner(store, engine, shards, on_answer=die_at_last)
        print(coordinate(runner, store))
    store.close()


if __name__ == "__main__":
    main()

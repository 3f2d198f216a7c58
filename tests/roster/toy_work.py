"""What toy workers do: answers that depend on the question alone, and every way to misbehave."""

from __future__ import annotations

import os
import signal
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from optimizer.roster.task import Outcome, Shard, Task

TOY = "tests.roster.toy_work:perform"


def perform(shard: Shard, task: Task) -> list[Outcome]:
    """Add up numbers, or do what the member is told."""
    outcomes = []
    for position, member in enumerate(task.members):
        own = dict(task.own[position]) if task.own else {}
        _misbehave(own)
        _count(task, own)
        if own.get("no_json"):
            outcomes.append({"value": Fraction(1, 3)})
            continue
        value = shard.members[member]["value"] * task.common.get("factor", 1)
        outcomes.append({"value": value, "member": member, "room": shard.room["name"]})
    return outcomes


def _misbehave(own: dict[str, Any]) -> None:
    if own.get("raise"):
        raise ArithmeticError(own["raise"])
    # A mark on disk: the first time it happens, the second time it does not.
    once = own.get("die_once")
    if once and not Path(once).exists():
        Path(once).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if own.get("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if own.get("exit"):
        os._exit(own["exit"])
    time.sleep(own.get("sleep", 0))


def _count(task: Task, own: dict[str, Any]) -> None:
    """Leave a line per answer, so that a test can count who was asked how often."""
    if "count" in task.common:
        with Path(task.common["count"]).open("a") as stream:
            stream.write(f"{task.kind} {task.shard} {task.members[0]}\n")

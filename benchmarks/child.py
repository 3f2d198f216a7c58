"""A contestant seen from inside its own process: a request comes in, events go out, a line of JSON each.

Events are written as they happen, so that what an engine knew survives the end of its process.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from fractions import Fraction
from typing import Any

from benchmarks.contestants import race, warm_up
from benchmarks.machine import peak_memory_bytes
from optimizer.engines.answer import Limits
from optimizer.scenario import Scenario


def main() -> None:
    """Race once: the request is the first line of standard input."""
    request = json.loads(sys.stdin.readline())
    # Nothing else may write where the events go, a library's log least of all.
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lock = threading.Lock()

    def emit(event: dict[str, Any]) -> None:
        with lock:
            events.write(json.dumps(event) + "\n")
            events.flush()

    scenario = Scenario.model_validate(request["scenario"])
    limits = Limits.model_validate(request["limits"])
    warm_up(request["engine"])
    emit({"ready": True})
    started = time.monotonic()

    def report(value: Fraction | None, bound: Fraction | None) -> None:
        at = time.monotonic() - started
        emit({"seconds": at, "value": text(value), "bound": text(bound)})

    try:
        outcome = race(request["engine"], scenario, limits, report)
    except Exception as error:  # every failure is this contestant's own, and goes back as words
        emit({"failed": f"{type(error).__name__}: {error}"})
        return
    emit(
        {
            "outcome": {
                "status": outcome.status,
                "value": text(outcome.value),
                "bound": text(outcome.bound),
                "verified": outcome.verified,
                "engine_version": outcome.engine_version,
                "seconds": time.monotonic() - started,
                "peak_memory_bytes": peak_memory_bytes(),
                "exercises": len(scenario.offers.exercises),
                **outcome.measured,
            }
        }
    )


def text(points: Fraction | None) -> str | None:
    """Write exact score points."""
    return None if points is None else str(points)


if __name__ == "__main__":
    main()

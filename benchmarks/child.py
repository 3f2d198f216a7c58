"""A contestant seen from inside its own process: a request comes in, events go out, a line of JSON each.

Events are written as they happen, so that what an engine knew survives the end of its process.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from benchmarks.contestants import Outcome, Report, race, warm_up
from benchmarks.machine import peak_memory_bytes
from optimizer.engines.answer import Limits
from optimizer.scenario import Scenario

Race = Callable[[Report], Outcome]


def main() -> None:
    """Race once on a scenario."""
    serve(_prepared)


def serve(prepare: Callable[[dict[str, Any]], tuple[Race, dict[str, Any]]]) -> None:
    """Race once: the request is the first line of standard input.

    Parameters
    ----------
    prepare
        Reads a request and imports what the race needs, before its clock starts; returns the race and
        what is to stand in its record besides.
    """
    request = json.loads(sys.stdin.readline())
    # Nothing else may write where the events go, a library's log least of all.
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lock = threading.Lock()

    def emit(event: dict[str, Any]) -> None:
        with lock:
            events.write(json.dumps(event) + "\n")
            events.flush()

    run, about = prepare(request)
    emit({"ready": True})
    started = time.monotonic()

    def report(value: Fraction | None, bound: Fraction | None) -> None:
        at = time.monotonic() - started
        emit({"seconds": at, "value": text(value), "bound": text(bound)})

    try:
        outcome = run(report)
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
                **about,
                **outcome.measured,
            }
        }
    )


def _prepared(request: dict[str, Any]) -> tuple[Race, dict[str, Any]]:
    scenario = Scenario.model_validate(request["scenario"])
    limits = Limits.model_validate(request["limits"])
    warm_up(request["engine"])

    def run(report: Report) -> Outcome:
        return race(request["engine"], scenario, limits, report)

    return run, {"exercises": len(scenario.offers.exercises)}


def text(points: Fraction | None) -> str | None:
    """Write exact score points."""
    return None if points is None else str(points)


if __name__ == "__main__":
    main()

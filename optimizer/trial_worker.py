"""A worker process seen from inside: one line of JSON in, one solve, one line of JSON out.

Standard input also brings the word to stop; when it ends, the parent has gone and so does the worker.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from typing import IO, Any

from optimizer.api import solve
from optimizer.engines.answer import Limits, Watch
from optimizer.scenario import Scenario
from optimizer.trials import reply_of


def main() -> None:
    """Serve requests until standard input ends."""
    # Nothing else may write where the replies go, a library's log least of all.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    watch = Watch()
    arguments = (sys.stdin.buffer, requests, watch)
    threading.Thread(target=_listen, args=arguments, daemon=True).start()
    while True:
        request = requests.get()
        answers.write(json.dumps(answer(request, watch)) + "\n")
        answers.flush()


def answer(request: dict[str, Any], watch: Watch) -> dict[str, Any]:
    """Solve what a request asks.

    Parameters
    ----------
    request
        ``scenario`` (document), ``limits`` and ``confirm_seconds``.
    watch
        Its `stop` event ends the solve with the best plan kept.

    Returns
    -------
    dict
        As `optimizer.trials.reply_of` writes it, or ``error`` alone.
    """
    try:
        limits = Limits.model_validate(request["limits"])
        result = solve(
            Scenario.model_validate(request["scenario"]),
            gap=limits.gap,
            time_limit=limits.wall_seconds,
            deterministic_time=limits.deterministic_time,
            workers=limits.workers,
            seed=limits.seed,
            confirm_seconds=request["confirm_seconds"],
            watch=watch,
        )
    except Exception as error:  # every failure is this trial's own, and goes back as words
        return {"error": f"{type(error).__name__}: {error}"}
    return reply_of(result)


def _listen(source: IO[bytes], requests: queue.SimpleQueue[dict[str, Any]], watch: Watch) -> None:
    for line in source:
        message = json.loads(line)
        if message.get("stop"):
            watch.stop.set()  # for good: whoever says stop asks for nothing more
        else:
            requests.put(message)
    os._exit(0)  # the parent has gone; an engine at work would not let the process end

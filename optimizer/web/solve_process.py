"""A solve in a process of its own, seen from inside: progress and the result go out as lines of JSON.

Standard input brings the order, later perhaps the word to stop; when it ends, the page has gone and so
does the process.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import IO, TYPE_CHECKING, Any

from optimizer.api import Watch, solve
from optimizer.errors import EngineError, LiftproofError, VerificationError
from optimizer.read import parse_yaml, validate
from optimizer.scenario import Scenario

if TYPE_CHECKING:
    from optimizer.result import Result
    from optimizer.solver import Progress


def main() -> None:
    """Do one order."""
    # Nothing else may write where the answers go, a library's log least of all.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    order = json.loads(sys.stdin.buffer.readline())
    watch = Watch()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, watch), daemon=True).start()
    try:
        result = solve(
            validate(Scenario, parse_yaml(order["text"], order["name"])),
            gap=order["gap"],
            time_limit=order["time_limit"],
            workers=order["workers"],
            watch=watch,
            on_progress=lambda progress: _say(answers, {"progress": _progress(progress)}),
        )
    except LiftproofError as error:
        defect = isinstance(error, VerificationError | EngineError)
        _say(answers, {"error": str(error), "defect": defect})
    else:
        _say(answers, {"result": _result(result)})
    answers.flush()
    os._exit(0)  # an engine's threads may take their time to end


def _say(answers: IO[str], message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def _progress(progress: Progress) -> dict[str, Any]:
    return {
        "score": None if progress.score is None else str(progress.score),
        "bound": None if progress.bound is None else str(progress.bound),
        "seconds": progress.seconds,
    }


def _result(result: Result) -> dict[str, Any]:
    second = result.confirmation
    return {
        "status": str(result.status),
        "plan": None if result.plan is None else result.plan.to_json(),
        "reasons": list(result.reasons),
        "second_opinion": None if second is None else second.statement,
    }


def _listen(source: IO[bytes], watch: Watch) -> None:
    for _ in source:
        watch.stop.set()
    os._exit(0)

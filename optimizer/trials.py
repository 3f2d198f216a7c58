"""Several solves at once, each in a process of its own: one that dies takes no other with it.

Workers are fresh interpreters that speak one line of JSON each way; they fork nothing, import no
caller's main module and end by themselves when this process goes. What they send back is believed
only after the plan has been verified here.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optimizer.engines.answer import Limits, Watch
from optimizer.errors import EngineError
from optimizer.plan import Plan
from optimizer.result import Confirmation, Result, Status
from optimizer.scenario import Scenario
from optimizer.scoring import score_plan
from optimizer.transfer import with_plan
from optimizer.trial_process import TrialProcess
from optimizer.verifier import verify

# Seconds that a worker may be late (start, reading, building, a last look for a stop) before it is
# ended; and how long a stop or a deadline waits at most to be seen.
GRACE_SECONDS = 10.0
BREATH_SECONDS = 0.1


@dataclass(frozen=True)
class Trial:
    """One scenario to solve.

    Parameters
    ----------
    name
        What the caller calls it.
    scenario
        What is asked.
    start
        A plan of a similar scenario: taken where it works here and the search finds no better one.
    """

    name: str
    scenario: Scenario
    start: Plan | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a trial: a result or an error, never both.

    Parameters
    ----------
    trial
        The trial.
    result
        The result; its plan, if any, has been verified in this process.
    error
        Why there is none, in one sentence: the worker died, overran or sent what cannot be believed.
    """

    trial: Trial
    result: Result | None
    error: str | None


def run_trials(
    trials: Sequence[Trial],
    limits: Limits,
    *,
    processes: int,
    confirm_seconds: float = 0,
    on_done: Callable[[Outcome], None] | None = None,
    watch: Watch | None = None,
) -> list[Outcome]:
    """Solve several scenarios in parallel processes.

    Parameters
    ----------
    trials
        What to solve, in the order in which it is begun.
    limits
        Limits of each trial; `workers` are the threads of one process, so that `processes` times
        `workers` should not be more than the cores. Reproducible with one worker, a deterministic
        limit and no wall-clock limit, whatever the number of processes.
    processes
        How many run at once.
    confirm_seconds
        Time for a second opinion on an optimal or impossible answer; 0 asks for none.
    on_done
        Called with every outcome as it comes, from the calling thread.
    watch
        Its `stop` event ends running trials, their best plans kept, and begins no more.

    Returns
    -------
    list of Outcome
        In the order of the trials; those that a stop kept from beginning are left out.

    Raises
    ------
    ValueError
        If `processes` is less than 1.
    """
    if processes < 1:
        raise ValueError(f"{processes} processes; at least 1")
    watch = watch or Watch()
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    for index in range(len(trials)):
        todo.put(index)
    finished: queue.SimpleQueue[tuple[int, dict[str, Any]] | None] = queue.SimpleQueue()

    def work(process: TrialProcess) -> None:
        try:
            while not watch.stop.is_set():
                index = todo.get_nowait()
                finished.put((index, _reply(process, trials[index], limits, confirm_seconds)))
        except queue.Empty:
            pass
        finally:
            finished.put(None)

    crew = [TrialProcess() for _ in range(min(processes, len(trials)))]
    for process in crew:
        threading.Thread(target=work, args=(process,), daemon=True).start()
    outcomes: dict[int, Outcome] = {}
    try:
        for index, reply in _replies(finished, crew, watch):
            outcomes[index] = _outcome(trials[index], reply)
            if on_done is not None:
                on_done(outcomes[index])
    finally:
        for process in crew:
            process.end()
    return [outcomes[index] for index in sorted(outcomes)]


def _replies(
    finished: queue.SimpleQueue[tuple[int, dict[str, Any]] | None],
    crew: Sequence[TrialProcess],
    watch: Watch,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield replies as they come, until every worker has said that it has no more."""
    working = len(crew)
    while working:
        try:
            item = finished.get(timeout=BREATH_SECONDS)
        except queue.Empty:
            _look_after(crew, watch)
            continue
        if item is None:
            working -= 1
        else:
            yield item


def _look_after(crew: Sequence[TrialProcess], watch: Watch) -> None:
    now = time.monotonic()
    for process in crew:
        if watch.stop.is_set():
            process.stop(GRACE_SECONDS)
        process.end_if_overdue(now)


def _reply(
    process: TrialProcess, trial: Trial, limits: Limits, confirm_seconds: float
) -> dict[str, Any]:
    allowed = None
    if limits.wall_seconds is not None:
        allowed = limits.wall_seconds + confirm_seconds + GRACE_SECONDS
    request = {
        "scenario": trial.scenario.model_dump(mode="json", exclude_unset=True),
        "limits": limits.model_dump(),
        "confirm_seconds": confirm_seconds,
    }
    try:
        return process.ask(request, allowed)
    except Exception as error:  # such as a machine that starts no more processes
        return {"error": f"no worker could be asked: {type(error).__name__}: {error}"}


def reply_of(result: Result) -> dict[str, Any]:
    """Write a result as data, as a worker sends it; `result_of` reads it."""
    second = result.confirmation
    return {
        "status": str(result.status),
        "plan": None if result.plan is None else result.plan.to_json(),
        "score": None if result.score is None else str(result.score),
        "bound": None if result.bound is None else str(result.bound),
        "confirmation": None
        if second is None
        else {
            "confirmed": second.confirmed,
            "engine": second.engine,
            "statement": second.statement,
        },
        "reasons": list(result.reasons),
        "provenance": result.provenance,
    }


def result_of(scenario: Scenario, reply: dict[str, Any]) -> Result:
    """Read a worker's result, and believe its plan only after checking it here.

    Raises
    ------
    ValueError
        If the plan does not pass, or does not score what it is said to score, or scores more than
        the bound allows.
    """
    second = reply["confirmation"]
    score, bound = _fraction(reply["score"]), _fraction(reply["bound"])
    plan = verification = None
    if reply["plan"] is not None:
        plan = Plan.model_validate(json.loads(reply["plan"]))
        verification = verify(scenario, plan)
        if not verification.passed:
            found = "; ".join(v.message for v in verification.violations[:3])
            raise ValueError(f"its plan does not pass the independent check: {found}")
        total = score_plan(scenario, plan).total
        if total != score or (bound is not None and total > bound):
            raise ValueError(
                f"its plan scores {total}, said to score {score} with {bound} as the bound"
            )
    return Result(
        Status(reply["status"]),
        plan,
        score,
        bound,
        verification=verification,
        confirmation=None if second is None else Confirmation(**second),
        reasons=tuple(reply["reasons"]),
        provenance=reply["provenance"],
    )


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _outcome(trial: Trial, reply: dict[str, Any]) -> Outcome:
    error = reply.get("error")
    if error is not None:
        return Outcome(trial, None, error)
    try:
        result = result_of(trial.scenario, reply)
        if trial.start is not None:
            known = with_plan(trial.scenario, result, trial.start, "an earlier plan")
            better = known.score is not None and (
                result.score is None or known.score > result.score
            )
            result = known if better else result
        return Outcome(trial, result, None)
    except (ValueError, KeyError, TypeError, EngineError) as error:
        return Outcome(trial, None, f"what the worker sent cannot be believed: {error}")

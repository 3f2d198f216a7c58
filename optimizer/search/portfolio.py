"""Plans and bounds side by side: two searches in processes of their own, ended when they meet.

A search that dies or overruns is ended from outside; the best plan and the best bound that it has
sent stay. With deterministic limits both take turns in this process, so that the answer is
reproducible.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
import warnings
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from optimizer.engines.answer import Answer, Limits, Verdict, Watch
from optimizer.engines.cp_sat import preload
from optimizer.engines.duals import Relaxation, Relaxed
from optimizer.errors import EngineError
from optimizer.plan_model import PlanModel
from optimizer.search.pace import LEAST_SECONDS, Pace
from optimizer.search.planner import PRICED_ROWS
from optimizer.search.rounding import LONG
from optimizer.search.weekly_sums import WeeklySums, weekly_sums
from optimizer.search.worker import Job, Message, run_job, work

# How long to listen before looking at the clock and at the watch again.
TICK_SECONDS = 0.05


class Portfolio:
    """What the searches have found so far.

    Parameters
    ----------
    model
        A model with its rules and its objective.
    limits
        Limits of the whole.
    watch
        Hears of progress; its `stop` event ends the search with the best plan kept.
    """

    def __init__(self, model: PlanModel, limits: Limits, watch: Watch) -> None:
        self._linear = model.linear
        self._limits = limits
        self._watch = watch
        self._objective, self._constant = model.linear.objective()
        self._values: tuple[int, ...] | None = None
        self._reached: int | None = None
        self._claimed: int | None = None
        self._proved: int | None = None
        self._verdict = Verdict.UNKNOWN
        self.failures: list[str] = []
        self.spent: float | None = None
        self.stop = watch.stop

    @property
    def bound(self) -> int | None:
        """No plan has a higher objective."""
        known = [bound for bound in (self._claimed, self._proved) if bound is not None]
        return min(known, default=None)

    def done(self) -> bool:
        """Whether enough is known."""
        if self._verdict is Verdict.IMPOSSIBLE or self._watch.stop.is_set():
            return True
        bound, reached = self.bound, self._reached
        if reached is None or bound is None:
            return False
        return bound - reached <= self._limits.gap * max(abs(bound), self._linear.scale)

    def hear(self, message: Message) -> None:
        """Take in what a search has found.

        Raises
        ------
        EngineError
            If a plan is better than a bound that was proved.
        """
        kind, content = message
        if kind == "plan":
            self._take(content)
        elif kind == "claimed":
            self._claimed = content if self._claimed is None else min(self._claimed, content)
        elif kind == "proved":
            self._proved = content if self._proved is None else min(self._proved, content)
        elif kind == "verdict" and content is Verdict.IMPOSSIBLE:
            self._verdict = Verdict.IMPOSSIBLE
        elif kind == "failed":
            self.failures.append(content)
        self._check()
        self._watch.report(self._reached, self.bound)

    def improves(self, message: Message) -> bool:
        """Whether a message brings a better plan than any before."""
        return message[0] == "plan" and (
            self._reached is None or self._worth(message[1]) > self._reached
        )

    def _worth(self, values: tuple[int, ...]) -> int:
        return self._constant + sum(c * values[i] for i, c in self._objective.items())

    def _take(self, values: tuple[int, ...]) -> None:
        reached = self._worth(values)
        if self._reached is None or reached > self._reached:
            self._values, self._reached = values, reached

    def _check(self) -> None:
        if self._reached is None:
            return
        if self._verdict is Verdict.IMPOSSIBLE:
            raise EngineError("a search found a plan, another says that none exists")
        for name, bound in (("CP-SAT", self._claimed), ("the proof tree", self._proved)):
            if bound is not None and self._reached > bound:
                scale = self._linear.scale
                raise EngineError(
                    f"the search for plans found {self._reached / scale:.6f}, "
                    f"{name} claims a bound of {bound / scale:.6f}"
                )

    def answer(self, seconds: float) -> Answer:
        """Say what was found and proved, by whom, in how many seconds."""
        bound = None if self._verdict is Verdict.IMPOSSIBLE else self.bound
        found, proved = self._values is not None, bound is not None and bound == self._reached
        exact = found and self._proved is not None and self._proved == bound
        verdict = Verdict.OPTIMAL if proved else Verdict.FEASIBLE
        by = "a proof in exact integers" if exact else "CP-SAT"
        return Answer(
            verdict=verdict if found else self._verdict,
            values=self._values,
            bound=bound,
            engine=f"{preload()}: plans by CP-SAT around the linear relaxation, bound by {by}, "
            f"{self._limits.workers} workers, seed {self._limits.seed}",
            wall_seconds=seconds,
            deterministic_time=self.spent,
            exact=exact,
        )


def solve_together(model: PlanModel, limits: Limits, watch: Watch | None = None) -> Answer:
    """Maximise a plan model by all engines together.

    Parameters
    ----------
    model
        A model with its rules and its objective.
    limits
        When to stop. With a deterministic limit everything happens in this process.
    watch
        Hears of progress; its `stop` event ends the search with the best plan kept.

    Returns
    -------
    Answer

    Raises
    ------
    EngineError
        If the searches contradict each other, or if all of them failed.
    """
    started = time.monotonic()
    portfolio = Portfolio(model, limits, watch or Watch())
    sums = weekly_sums(model)
    if limits.deterministic_time is not None or multiprocessing.current_process().daemon:
        pace = Pace(limits, portfolio.stop)
        _in_turn(portfolio, model, sums, pace)
        portfolio.spent = pace.spent()
    else:
        _side_by_side(portfolio, model, sums, limits, started)
    answer = portfolio.answer(time.monotonic() - started)
    if answer.values is None and portfolio.failures:
        raise EngineError(f"a search failed: {'; '.join(portfolio.failures)}")
    return answer


class _EnoughError(Exception):
    """Ends a search in this process."""


def _in_turn(portfolio: Portfolio, model: PlanModel, sums: WeeklySums, pace: Pace) -> None:
    def hear(message: Message) -> None:
        portfolio.hear(message)
        if portfolio.done():
            raise _EnoughError

    with suppress(_EnoughError):
        run_job("both", model, sums, pace, hear)


def _side_by_side(
    portfolio: Portfolio, model: PlanModel, sums: WeeklySums, limits: Limits, started: float
) -> None:
    preload()
    # One core takes turns; two divide the work; every further one searches for plans, too. Seeds differ.
    jobs: list[Job] = ["both"] if limits.workers == 1 else ["bounds"]
    jobs += ["plans"] * (limits.workers - 1)
    deadline = None if limits.wall_seconds is None else started + limits.wall_seconds
    relaxed = None
    if len(sums.linear.rows) <= PRICED_ROWS:
        # Every search needs it; with the processes not yet parted, it is solved once.
        left = LONG if deadline is None else max(LEAST_SECONDS, deadline - time.monotonic())
        relaxed = Relaxation(sums.linear).solve({}, left)
    running: dict[Connection, BaseProcess] = {}
    for number, job in enumerate(jobs):
        own = limits.model_copy(update={"seed": (limits.seed + (number - 1) % len(jobs)) % 2**31})
        ours, process = _started(job, (model, sums, own), relaxed)
        running[ours] = process
    try:
        while running and not portfolio.done():
            if deadline is not None and time.monotonic() >= deadline:
                break
            for pipe in wait(list(running), TICK_SECONDS):
                assert isinstance(pipe, Connection)
                try:
                    message = pipe.recv()
                except (EOFError, OSError):  # it has ended, or died with a plan unread
                    _ended(portfolio, running.pop(pipe))
                    continue
                if portfolio.improves(message):
                    _spread(message[1], [other for other in running if other is not pipe])
                portfolio.hear(message)
    finally:
        for ours, process in running.items():
            process.kill()
            process.join()
            ours.close()


def _started(
    job: Job, asked: tuple[PlanModel, WeeklySums, Limits], relaxed: Relaxed | None
) -> tuple[Connection, BaseProcess]:
    """Start a search in a process that has the model already, where the system can do so."""
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(job, *asked, theirs, relaxed), daemon=True)
    # A new process closes its standard input first, and would wait for ever where a thread of ours is
    # reading from it.
    standard_input, sys.stdin = sys.stdin, None
    try:
        with warnings.catch_warnings():
            # Newer Pythons warn of threads at a fork; no other lock of ours is needed by a search.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
    finally:
        sys.stdin = standard_input
    theirs.close()
    return ours, process


def _spread(plan: tuple[int, ...], others: list[Connection]) -> None:
    """Tell other searches of a better plan; one that has just ended needs it no more."""
    for pipe in others:
        with suppress(OSError):
            pipe.send(plan)


def _ended(portfolio: Portfolio, process: BaseProcess) -> None:
    process.join()
    if process.exitcode:
        portfolio.failures.append(f"a search ended with code {process.exitcode}")

"""A search as it runs in a process of its own: plans and bounds go out, plans of others come in.

Whoever started it kills it when enough is known. It ends by itself when it has nothing left to do, or
when its parent has gone.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from math import floor
from multiprocessing.connection import Connection
from typing import Any, Literal

from optimizer.certificates.block_bounds import BlockBounds
from optimizer.engines.answer import Limits, Verdict, Watch
from optimizer.engines.duals import Relaxed
from optimizer.plan_model import PlanModel
from optimizer.search.pace import Pace
from optimizer.search.planner import Planner
from optimizer.search.weekly_sums import WeeklySums

Job = Literal["plans", "bounds", "both"]
# What is sent: ("plan", values), ("claimed", bound) of an engine, ("proved", bound) in exact
# integers, ("verdict", verdict), all in objective units of the model.
Message = tuple[str, Any]

SLICE_SECONDS = 0.25
# Cases of a proof for every step of a search for plans, where both share a deterministic pace; and
# relaxations that are solved for one case.
SLICE_LEAVES, SOLVES_PER_LEAF = 4, 16
# A bound that came down by less than this part of the gap in so many seconds leaves every second turn to
# the search for plans.
RATE_SECONDS, SLOW = 2.0, Fraction(1, 20)
PARENT_SECONDS = 0.5
STUCK = object()


def run_job(
    job: Job,
    model: PlanModel,
    sums: WeeklySums,
    pace: Pace,
    send: Callable[[Message], None],
    plans: Callable[[], Iterator[tuple[int, ...]]] = lambda: iter(()),
    relaxed: Relaxed | None = None,
) -> None:
    """Do a job until its limits or until nothing is left to do.

    Parameters
    ----------
    job
        Plans, bounds, or both in turn.
    model, sums
        The model, and the same with its weekly sums.
    pace
        When to stop.
    send
        Takes the messages.
    plans
        Gives plans that other searches have found since it was asked last.
    relaxed
        The solved relaxation of the model with its sums, where it is known already.
    """
    if job == "plans":
        planner = _planner(sums, pace, send, relaxed)
        for _ in planner.steps():
            for plan in plans():
                planner.adopt(plan)
        return
    watch = Watch(stop=pace.stop)
    seconds = pace.seconds_left()
    bounds = BlockBounds(model, seconds=seconds, sums=sums, relaxed=relaxed, watch=watch)
    _tell(bounds, model, send)
    if job == "bounds":
        _bounds(bounds, model, _planner(sums, pace, send, bounds.relaxed), pace, send, plans)
    else:
        _both(bounds, model, sums, pace, send)


def _bounds(
    bounds: BlockBounds,
    model: PlanModel,
    planner: Planner,
    pace: Pace,
    send: Callable[[Message], None],
    plans: Callable[[], Iterator[tuple[int, ...]]],
) -> None:
    """Search for bounds; for plans, too, once there is one and the bound hardly moves any more."""
    steps = planner.steps()
    moments: deque[tuple[float, Fraction]] = deque()
    while not pace.over():
        if not bounds.finished:
            bounds.improve(seconds=_slice(pace, SLICE_SECONDS))
            _tell(bounds, model, send)
        for plan in plans():
            planner.adopt(plan)
        if planner.score is None:
            time.sleep(SLICE_SECONDS if bounds.finished else 0)
        elif bounds.bound is None:
            return
        elif bounds.finished or _hardly_moves(moments, bounds.bound, planner.score):
            stuck = next(steps, STUCK) is STUCK
            if stuck and bounds.finished:
                return


def _hardly_moves(moments: deque[tuple[float, Fraction]], bound: Fraction, score: Fraction) -> bool:
    """Whether the bound came down by less than a small part of the gap lately."""
    now = time.monotonic()
    moments.append((now, bound))
    while len(moments) > 1 and moments[1][0] <= now - RATE_SECONDS:
        moments.popleft()
    began, before = moments[0]
    return now - began >= RATE_SECONDS and before - bound < SLOW * (bound - score)


def _both(
    bounds: BlockBounds,
    model: PlanModel,
    sums: WeeklySums,
    pace: Pace,
    send: Callable[[Message], None],
) -> None:
    """Search for plans and for bounds in turn, about as long for the one as for the other."""
    planner = _planner(sums, pace, send, bounds.relaxed)
    reproducible = pace.units_left() is not None
    began = time.monotonic()
    for _ in planner.steps():
        if pace.over():
            return
        if planner.score is not None and not bounds.finished:
            if reproducible:
                before = bounds.leaves
                bounds.improve(leaves=SLICE_LEAVES, enough=planner.score)
                solves = SOLVES_PER_LEAF * (bounds.leaves - before)
                pace.spend_relaxation(len(sums.linear.rows) // len(model.problem.blocks), solves)
            else:
                bounds.improve(seconds=_slice(pace, time.monotonic() - began), enough=planner.score)
            _tell(bounds, model, send)
        began = time.monotonic()


def _planner(
    sums: WeeklySums,
    pace: Pace,
    send: Callable[[Message], None],
    relaxed: Relaxed | None,
) -> Planner:
    return Planner(
        sums,
        pace,
        found=lambda values: send(("plan", values)),
        bounded=lambda bound: send(("claimed", bound)),
        decided=lambda verdict: send(("verdict", verdict)),
        relaxed=relaxed,
    )


def _slice(pace: Pace, seconds: float) -> float:
    left = pace.seconds_left()
    return seconds if left is None else max(0.0, min(seconds, left))


def _tell(bounds: BlockBounds, model: PlanModel, send: Callable[[Message], None]) -> None:
    bound = bounds.bound
    if bound is None:
        send(("verdict", Verdict.IMPOSSIBLE))
    else:
        send(("proved", floor(bound * Fraction(model.linear.scale))))


def work(
    job: Job,
    model: PlanModel,
    sums: WeeklySums,
    limits: Limits,
    pipe: Connection,
    relaxed: Relaxed | None,
) -> None:
    """Do a job in a process of its own.

    Parameters
    ----------
    job, model, sums
        As in `run_job`.
    limits
        Limits; the clock starts now.
    pipe
        Where the messages go, and where plans of other searches come from.
    relaxed
        As in `run_job`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    parent = os.getppid()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        pace = Pace(limits, threading.Event())
        run_job(job, model, sums, pace, pipe.send, _Inbox(pipe).taken, relaxed)
    except (BrokenPipeError, EOFError):
        pass  # the parent has gone or wants no more
    except Exception as error:  # a defect of one search must not take the other with it
        pipe.send(("failed", f"{type(error).__name__}: {error}"))
    finally:
        pipe.close()


class _Inbox:
    """Takes in plans as they come, so that whoever sends them never waits; keeps the last one."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._last: tuple[int, ...] | None = None
        threading.Thread(target=self._listen, daemon=True).start()

    def taken(self) -> Iterator[tuple[int, ...]]:
        """Yield the last plan that came, once."""
        plan, self._last = self._last, None
        if plan is not None:
            yield plan

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                self._last = self._pipe.recv()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)

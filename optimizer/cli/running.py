"""Running a solve in a thread, so that Ctrl-C arrives and progress is seen."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union

from rich.text import Text

from optimizer.api import Watch, solve
from optimizer.cli import exit_codes
from optimizer.cli.streams import Streams
from optimizer.scoring import gap_percent

if TYPE_CHECKING:
    from rich.live import Live

    from optimizer.result import Result
    from optimizer.scenario import Scenario
    from optimizer.solver import Progress

T = TypeVar("T")
Told = Union["Progress", str]  # what a task says of itself: a score with its bound, or words
Task = Callable[[Watch, Callable[[Told], None]], T]

BREATH = 0.1  # seconds; how long a signal waits at most


@dataclass(frozen=True)
class RunOptions:
    """Options of `optimizer.api.solve` that the command line sets."""

    gap: Decimal
    time_limit: float | None
    deterministic_time: float | None
    workers: int
    seed: int
    confirm_seconds: float


class _Work(threading.Thread, Generic[T]):
    """The solve; its outcome or its error is read when it has ended."""

    def __init__(self, task: Task[T]) -> None:
        # A daemon: a second Ctrl-C must not wait for an engine.
        super().__init__(daemon=True)
        self.task = task
        self.watch = Watch()
        self.progress: Told | None = None
        self.result: T | None = None
        self.error: BaseException | None = None
        self.ended = threading.Event()

    def run(self) -> None:
        try:
            self.result = self.task(self.watch, self._noted)
        except BaseException as error:  # it is raised again where people wait for it
            self.error = error
        finally:
            self.ended.set()

    def _noted(self, progress: Told) -> None:
        self.progress = progress


def run(scenario: Scenario, options: RunOptions, streams: Streams) -> tuple[Result, bool]:
    """Solve, showing progress on a terminal.

    Parameters
    ----------
    scenario, options
        What to solve and how.
    streams
        Where progress goes.

    Returns
    -------
    tuple
        The result, and whether Ctrl-C ended the solve.
    """

    def task(watch: Watch, on_progress: Callable[[Progress], None]) -> Result:
        return solve(
            scenario,
            gap=options.gap,
            time_limit=options.time_limit,
            deterministic_time=options.deterministic_time,
            workers=options.workers,
            seed=options.seed,
            confirm_seconds=options.confirm_seconds,
            watch=watch,
            on_progress=on_progress,
        )

    return run_task(task, streams)


def run_task(task: Task[T], streams: Streams, doing: str = "building the model") -> tuple[T, bool]:
    """Run anything that solves, showing progress on a terminal.

    Parameters
    ----------
    task
        Gets a watch, whose `stop` event it obeys, and a function to tell its progress to.
    streams
        Where progress goes.
    doing
        What is said before there is a score to show.

    Returns
    -------
    tuple
        What the task returned, and whether Ctrl-C ended it.
    """
    work = _Work(task)
    started = time.monotonic()
    with _CtrlC(work.watch, streams) as ctrl_c, _live(streams) as live:
        work.start()
        # Not join(): interrupted by a signal, it may take a running thread for ended.
        while not work.ended.wait(BREATH):
            if live is not None:
                line = _line(work.progress, time.monotonic() - started, ctrl_c.pressed, doing)
                live.update(Text(line, no_wrap=True, overflow="ellipsis"))
    if work.error is not None:
        raise work.error
    if work.result is None:
        raise RuntimeError("the solve ended without a result")
    return work.result, ctrl_c.pressed


class _CtrlC:
    """Handles Ctrl-C while a solve runs: the first stops it, the second quits.

    Parameters
    ----------
    watch
        Its `stop` event is set by the first.
    streams
        Where that is said, if no live line says it.
    """

    def __init__(self, watch: Watch, streams: Streams) -> None:
        self.watch, self.streams = watch, streams
        self.pressed = False
        self.former: Any = None

    def __enter__(self) -> _CtrlC:
        self.former = signal.getsignal(signal.SIGINT)
        # A process in the background is told to ignore Ctrl-C, and only the main thread may listen.
        if self.former != signal.SIG_IGN and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: object) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self.former)

    def _press(self, *_: object) -> None:
        if self.pressed:
            quit_now()
        self.pressed = True
        self.watch.stop.set()
        if not self.streams.shows_progress:
            self.streams.note("stopping with the best plan so far; Ctrl-C again quits")


def quit_now() -> None:
    """End the process at once: an engine's threads cannot be asked twice."""
    sys.stderr.write("\nquit without a plan\n")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_codes.INTERRUPTED)


def _live(streams: Streams) -> AbstractContextManager[Live | None]:
    if not streams.shows_progress:
        return nullcontext(None)
    from rich.console import Console
    from rich.live import Live

    colored = streams.colored(sys.stderr)
    console = Console(stderr=True, no_color=not colored, highlight=False, markup=False)
    return Live(console=console, transient=True, refresh_per_second=8)


def _line(progress: Told | None, seconds: float, stopping: bool, doing: str) -> str:
    word = "stopping" if stopping else "solving"
    said = f"{word} · {seconds:.0f} s"
    if progress is None or isinstance(progress, str):
        return f"{said} · {progress or doing}"
    score = "none yet" if progress.score is None else f"{float(progress.score):.2f}"
    said += f" · best score {score}"
    if progress.bound is not None:
        said += f" · no plan above {float(progress.bound):.2f}"
        if progress.score is not None:
            gap = gap_percent(progress.score, progress.bound)
            said += f" · gap {float(gap):.1f} %"
    return said if stopping else f"{said} · Ctrl-C stops and keeps the best plan"

"""Races: every engine on every instance, each in a process of its own that can be ended from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import IO, Any

from benchmarks.machine import ROOT
from benchmarks.record import Engine, Measurement, Settings, Step
from benchmarks.trajectory import (
    Point,
    Trajectory,
    seconds_to_first_plan,
    seconds_to_gaps,
)
from optimizer.errors import EngineError
from optimizer.scenario import Scenario
from optimizer.scoring import cents, gap_percent

# Beyond the time limit: for starting, reading the plan out, checking it and hashing the model.
GRACE_SECONDS = 60.0
PLACES = "0.000001"
MEASURED = ("build_seconds", "seconds", "deterministic_time")
LAST_WORDS = 300


@dataclass(frozen=True)
class About:
    """What a record says of an instance: name, hash, weeks, and sessions or slots a week."""

    name: str
    sha256: str
    weeks: int
    slots: int


def measure(name: str, scenario: Scenario, engine: Engine, settings: Settings) -> Measurement:
    """Let one engine solve one instance in a process of its own.

    Parameters
    ----------
    name, scenario
        The instance.
    engine
        Who races.
    settings
        Limits, workers, seed.

    Returns
    -------
    Measurement
        With status ``failed`` where the process died, had to be ended or gave an error; what the
        engine had reported until then is in the trajectory, but counts for nothing.
    """
    request = {"engine": engine, "scenario": scenario.document(), "limits": limits_of(settings)}
    allowed = None if settings.time_limit is None else settings.time_limit + GRACE_SECONDS
    events, death = listen("benchmarks.child", request, allowed)
    return written(name, scenario, engine, settings.time_limit, events, death)


def limits_of(settings: Settings) -> dict[str, Any]:
    """Write the settings of a run as limits of a solve."""
    return {
        "wall_seconds": settings.time_limit,
        "deterministic_time": settings.deterministic_time,
        "gap": settings.gap_percent / 100,
        "workers": settings.workers,
        "seed": settings.seed,
    }


def written(
    name: str,
    scenario: Scenario,
    engine: Engine,
    time_limit: float | None,
    events: Iterable[dict[str, Any]],
    death: str | None,
) -> Measurement:
    """Turn the events of a race into a measurement.

    Parameters
    ----------
    name, scenario, engine
        What raced on what.
    time_limit
        What an engine reports later counts for no time, for it has overrun.
    events
        As `benchmarks.child` writes them.
    death
        How the process ended, if it did not end well.
    """
    about = About(name, scenario.sha256, scenario.weeks, scenario.trained_sessions)
    return measured(about, engine, time_limit, events, death)


def measured(
    about: About,
    engine: Engine,
    time_limit: float | None,
    events: Iterable[dict[str, Any]],
    death: str | None,
) -> Measurement:
    """Turn the events of a race on anything into a measurement; the parameters are those of `written`."""
    trajectory, outcome = Trajectory(), dict[str, Any]()
    for event in events:
        if "outcome" in event:
            outcome = event["outcome"]
        elif "failed" in event:
            death = event["failed"]
        elif "seconds" in event:
            parts = (None if event[k] is None else Fraction(event[k]) for k in ("value", "bound"))
            trajectory.add(event["seconds"], *parts)
    value = None if outcome.get("value") is None else Fraction(outcome["value"])
    bound = None if outcome.get("bound") is None else Fraction(outcome["bound"])
    if not outcome and death is None:
        death = "the process ended without a result"
    # Only what ended in a verified plan has found anything, and only within its time.
    counted = [
        point
        for point in trajectory.points
        if value is not None and (time_limit is None or point.seconds <= time_limit)
    ]
    return Measurement(
        instance=about.name,
        engine=engine,
        engine_version=outcome.get("engine_version"),
        scenario_sha256=about.sha256,
        model_sha256=outcome.get("model_sha256"),
        weeks=about.weeks,
        slots=about.slots,
        exercises=outcome.get("exercises"),
        variables=outcome.get("variables"),
        rows=outcome.get("rows"),
        status=outcome.get("status", "failed"),
        error=None if outcome else death,
        value=_points(value, ROUND_FLOOR),
        value_exact=None if value is None else str(value),
        bound=_points(bound, ROUND_CEILING),
        bound_exact=None if bound is None else str(bound),
        gap_percent=_points(_gap(value, bound), ROUND_CEILING),
        verified=outcome.get("verified"),
        seconds_to_first_plan=_seconds(seconds_to_first_plan(counted)),
        seconds_to_gap={gap: _seconds(at) for gap, at in seconds_to_gaps(counted).items()},
        peak_memory_bytes=outcome.get("peak_memory_bytes"),
        trajectory=tuple(_step(point) for point in trajectory.points),
        roster=outcome.get("roster"),
        **{key: _seconds(outcome.get(key)) for key in MEASURED},
    )


def check_same_model(measurements: Iterable[Measurement]) -> None:
    """Refuse baselines that did not solve the same model.

    Raises
    ------
    EngineError
        With both engines named.
    """
    seen: dict[str, Measurement] = {}
    for m in measurements:
        if m.engine in ("ours", "greedy") or m.model_sha256 is None:
            continue
        other = seen.setdefault(m.instance, m)
        if other.model_sha256 != m.model_sha256:
            raise EngineError(
                f"{m.instance}: {other.engine} and {m.engine} were given different models"
            )


def listen(
    module: str,
    request: dict[str, Any],
    allowed_seconds: float | None,
    watch: Callable[[int], AbstractContextManager[object]] = nullcontext,
) -> tuple[list[dict[str, Any]], str | None]:
    """Run a child, and all that it starts, to its end.

    Parameters
    ----------
    module
        Which program.
    request
        Its first line of input.
    allowed_seconds
        When it is ended from outside; None for never.
    watch
        Given the id of the process, which is that of its session; entered while it runs.

    Returns
    -------
    tuple
        Its events, and how it died, if it did.
    """
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            # Its workers belong to its session, and end with it.
            start_new_session=True,
        )
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            _end_session(process)

        timer = None if allowed_seconds is None else threading.Timer(allowed_seconds, end)
        if timer is not None:
            timer.start()
        try:
            with watch(process.pid):
                out, _ = process.communicate((json.dumps(request) + "\n").encode())
        finally:
            if timer is not None:
                timer.cancel()
            _end_session(process)
            process.wait()
        if overdue.is_set():
            death: str | None = f"ended from outside after {allowed_seconds:g} s"
        elif process.returncode:
            death = f"exit code {process.returncode}{_last_words(errors)}"
        else:
            death = None
    return list(_events(out)), death


def _end_session(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _events(out: bytes) -> Iterable[dict[str, Any]]:
    for line in out.splitlines():
        try:
            yield json.loads(line)
        except ValueError:  # the last line of a process that was ended while it wrote
            return


def _last_words(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return f": {lines[-1][-LAST_WORDS:]}" if lines else ""


def _gap(value: Fraction | None, bound: Fraction | None) -> Fraction | None:
    if value is None or bound is None:
        return None
    return max(Fraction(0), gap_percent(value, bound))


def _points(value: Fraction | None, rounding: str) -> Decimal | None:
    return None if value is None else cents(value, rounding, PLACES)


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _step(point: Point) -> Step:
    return (
        round(point.seconds, 3),
        _points(point.value, ROUND_FLOOR),
        _points(point.bound, ROUND_CEILING),
    )

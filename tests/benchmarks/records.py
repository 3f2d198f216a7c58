"""Made-up runs: events of a child process by hand, so that every figure can be worked out on paper."""

from __future__ import annotations

from typing import Any

from benchmarks.arena import written
from benchmarks.record import Engine, Machine, Measurement, Run, Settings
from optimizer.scenario import Scenario
from tests import builders

LIMIT = 30.0


def toy() -> Scenario:
    """Two exercises once a week: solved by every engine in no time."""
    return builders.scenario(
        ("goblet_squat", "band_row", "glute_bridge"),
        weeks=1,
        sessions=builders.days("monday"),
    )


def point(seconds: float, value: str | None, bound: str | None) -> dict[str, Any]:
    return {"seconds": seconds, "value": value, "bound": bound}


def outcome(value: str | None, bound: str | None, **more: Any) -> dict[str, Any]:
    verified = None if value is None else True
    status = "unknown" if value is None else "feasible"
    known = {"status": status, "value": value, "bound": bound, "verified": verified}
    return {"outcome": {**known, "seconds": LIMIT, **more}}


def measurement(
    engine: Engine, *events: dict[str, Any], name: str = "block/toy", death: str | None = None
) -> Measurement:
    return written(name, toy(), engine, LIMIT, events, death)


def quick(engine: Engine, seconds: float | None, name: str = "block/toy") -> Measurement:
    """Plan at once; a proof of optimality after so many seconds, or never."""
    start = point(0.5, "80", "100")
    if seconds is None:
        return measurement(engine, start, outcome("80", "100"), name=name)
    return measurement(engine, start, point(seconds, "80", "80"), outcome("80", "80"), name=name)


def run(*measurements: Measurement, **changes: Any) -> Run:
    known: dict[str, Any] = {
        "started": "2026-12-01T10:00:00+00:00",
        "complete": True,
        "commit": "0123456789abcdef0123456789abcdef01234567",
        "dirty": False,
        "versions": {"liftproof": "1"},
        "machine": Machine(
            system="Toy", processor=None, cores=1, memory_bytes=None, load_average=None
        ),
        "settings": Settings(time_limit=LIMIT, workers=1, seed=0),
        "measurements": measurements,
    }
    return Run(**{**known, **changes})

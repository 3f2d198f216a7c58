"""What an engine says, in the linear model's own integers. No solver is imported here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Verdict(StrEnum):
    """What an engine proved or found; never folded together."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


class Limits(BaseModel):
    """When a solve stops.

    Parameters
    ----------
    wall_seconds
        Wall-clock limit; None for none.
    deterministic_time
        Limit in the engine's own deterministic units: with one worker the result is reproducible.
    gap
        Relative gap at which to stop, as a fraction of the bound.
    workers
        Threads.
    seed
        Random seed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    wall_seconds: float | None = Field(30.0, gt=0)
    deterministic_time: float | None = Field(None, gt=0)
    gap: float = Field(0.01, ge=0, lt=1)
    workers: int = Field(2, ge=1, le=256)
    seed: int = Field(0, ge=0, le=2**31 - 1)


@dataclass(frozen=True)
class Answer:
    """An engine's answer.

    Parameters
    ----------
    verdict
        What was proved or found.
    values
        Value of every variable, or None without a solution.
    bound
        No solution has an objective above this (objective units); None when nothing was proved.
    engine
        Name, version and configuration.
    wall_seconds, deterministic_time
        Cost; the deterministic time is None where the engine has none.
    exact
        Whether the bound was proved in integers by ourselves, so that no engine is believed.
    """

    verdict: Verdict
    values: tuple[int, ...] | None
    bound: int | None
    engine: str
    wall_seconds: float
    deterministic_time: float | None = None
    exact: bool = False


@dataclass
class Watch:
    """Looks on while an engine runs, and can stop it.

    Parameters
    ----------
    on_progress
        Called with the best objective and bound known (objective units), from an engine's thread.
    """

    on_progress: Callable[[int | None, int | None], None] | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def report(self, objective: int | None, bound: int | None) -> None:
        """Pass on what an engine has found."""
        if self.on_progress is not None:
            self.on_progress(objective, bound)

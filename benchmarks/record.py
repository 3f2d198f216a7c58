"""Records of runs: what was measured, on what, how; written once and never edited."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from benchmarks.instances import suite_of
from optimizer.errors import Diagnostic, LiftproofError, ScenarioError, show_path

FORMAT: Literal["liftproof benchmark run 1"] = "liftproof benchmark run 1"
# Raise it whenever what a number means changes, and say in README.md what changed.
PROTOCOL = 1

Engine = Literal["ours", "cp_sat", "highs", "scip", "greedy"]
ENGINES: tuple[Engine, ...] = ("ours", "cp_sat", "highs", "scip", "greedy")
# What the product is measured against.
SOLVERS: tuple[Engine, ...] = ("cp_sat", "highs", "scip")

# Seconds, value and bound; the value rounded down and the bound rounded up.
Step = tuple[float, Decimal | None, Decimal | None]


class Part(BaseModel):
    """Base of everything in a record: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Settings(Part):
    """What every engine of a run was given.

    Parameters
    ----------
    time_limit
        Seconds from the start of the clock, building included; None for none.
    deterministic_time
        Limit in the units of CP-SAT, for the engines that have one.
    gap_percent
        Gap at which an engine may stop.
    workers, seed
        As asked for; see README.md for which engine heeds them.
    """

    time_limit: float | None
    deterministic_time: float | None = None
    gap_percent: float = 0.0
    workers: int
    seed: int


class Machine(Part):
    """Where it ran; without a name, because records are public."""

    system: str
    processor: str | None
    cores: int
    memory_bytes: int | None
    load_average: float | None = Field(description="of the last minute, when the run began")


class RosterFigures(Part):
    """What is known of a roster besides value and bound, which are points per athlete."""

    athletes: int
    resources: int = Field(description="limited amounts of the room")
    placed: int | None = Field(description="athletes with a verified plan")
    mean: Decimal | None = Field(description="mean score of those placed, rounded down")
    worst: Decimal | None = Field(description="lowest score of those placed, rounded down")
    below_floor: int | None = Field(description="athletes below the share of their score alone")
    total_memory_bytes: int | None = Field(description="most that all processes held together")


class Measurement(Part):
    """One engine on one instance; a missing number is None."""

    instance: str
    engine: Engine
    engine_version: str | None
    scenario_sha256: str
    model_sha256: str | None
    weeks: int
    slots: int
    exercises: int | None
    build_seconds: float | None
    variables: int | None
    rows: int | None
    status: Literal["optimal", "feasible", "impossible", "unknown", "failed"]
    error: str | None = Field(description="for a failed run: why")
    value: Decimal | None
    value_exact: str | None
    bound: Decimal | None
    bound_exact: str | None
    gap_percent: Decimal | None
    verified: bool | None = Field(description="of the last plan; None where there was none")
    seconds: float | None
    deterministic_time: float | None
    seconds_to_first_plan: float | None
    seconds_to_gap: dict[str, float | None]
    peak_memory_bytes: int | None
    trajectory: tuple[Step, ...]
    roster: RosterFigures | None = None

    @property
    def suite(self) -> str:
        """Suite of the instance."""
        return suite_of(self.instance)

    @property
    def exact_value(self) -> Fraction | None:
        """Score points of the verified plan."""
        return None if self.value_exact is None else Fraction(self.value_exact)

    @property
    def exact_bound(self) -> Fraction | None:
        """No plan scores above this."""
        return None if self.bound_exact is None else Fraction(self.bound_exact)


class Run(Part):
    """A run: every engine on every instance asked for, interleaved instance by instance."""

    format: Literal["liftproof benchmark run 1"] = FORMAT
    protocol: int = PROTOCOL
    started: str
    complete: bool = Field(description="False where the run was interrupted")
    commit: str | None
    dirty: bool | None = Field(description="whether files differed from the commit")
    versions: dict[str, str]
    machine: Machine
    settings: Settings
    measurements: tuple[Measurement, ...]

    @property
    def engines(self) -> tuple[Engine, ...]:
        """Engines of the run, in the usual order."""
        here = {m.engine for m in self.measurements}
        return tuple(engine for engine in ENGINES if engine in here)

    @property
    def suites(self) -> tuple[str, ...]:
        """Suites of the run, in its order."""
        return tuple(dict.fromkeys(m.suite for m in self.measurements))

    def of(self, engine: Engine, suite: str | None = None) -> list[Measurement]:
        """Return the measurements of an engine, of one suite or of all."""
        return [
            m
            for m in self.measurements
            if m.engine == engine and (suite is None or m.suite == suite)
        ]


class RecordError(LiftproofError):
    """A record that cannot be written or compared."""


def check_free(target: Path) -> None:
    """Refuse a place for a record that is taken or cannot be written.

    Raises
    ------
    RecordError
        Before anything is measured.
    """
    if target.exists():
        raise RecordError(f"{target} exists; records are never edited: choose another name")
    if not target.parent.is_dir():
        raise RecordError(f"{target.parent} is no directory; make it first")


def save_run(run: Run, target: Path) -> None:
    """Write a record; never over another file.

    Raises
    ------
    RecordError
        If the file exists.
    """
    text = "\n".join([*_lines(run), ""])
    try:
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise RecordError(f"{target} exists; records are never edited") from None


def load_run(source: Path) -> Run:
    """Read a record.

    Raises
    ------
    ScenarioError
        With every problem of the file.
    """
    name = str(source)
    try:
        return Run.model_validate_json(source.read_bytes())
    except OSError as error:
        problem = error.strerror or str(error)
        raise ScenarioError([Diagnostic(name, None, None, "", problem)]) from None
    except ValidationError as error:
        raise ScenarioError(
            Diagnostic(name, None, None, show_path(item["loc"]), item["msg"])
            for item in error.errors(include_url=False, include_context=False)
        ) from None


def _lines(run: Run) -> Iterable[str]:
    """One measurement a line: a record can be read, and searched, with plain tools."""
    head = json.dumps(run.model_dump(mode="json", exclude={"measurements"}), ensure_ascii=False)
    yield f'{head[:-1]}, "measurements": ['
    rows = [m.model_dump_json() for m in run.measurements]
    yield ",\n".join(rows)
    yield "]}"

"""A small roster that is solved in a moment, and runs of it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from optimizer.engines.answer import Watch
from optimizer.roster.manifest import RunOptions
from optimizer.roster.roster import Roster, load_roster
from optimizer.roster.run import Terms, run_roster
from optimizer.roster.running.local import LocalEngine
from optimizer.roster.task import Outcome, Task
from tests.roster.simple_method import SIMPLE, coordinate

ROSTER = """\
name: Small school
start: 2026-11-30
weeks: 2
block_weeks: 2
groups:
  football: {level: novice, slots: [mon, wed, fri], sessions_per_week: 2}
athletes: athletes.csv
facility:
  rooms:
    - id: main
      heads: 4
      equipment: {dumbbells: {pairs_kg: [4, 6, 8, 10, 12, 16, 20]}, bench: 4, bands: 4}
      portable: [bands]
      stations:
        - {id: floor, count: 6, provides: [dumbbells, bench]}
  slots:
    - {id: mon, day: monday, start: "17:00", minutes: 45}
    - {id: wed, day: wednesday, start: "17:00", minutes: 45}
    - {id: fri, day: friday, start: "17:00", minutes: 45}
"""
TABLE = """\
id,name,group,age,body_mass_kg
ann,Ann,football,16,60
bob,=HYPERLINK("x"),football,17,75
cyd,Cyd,football,16,60
"""
OPTIONS = RunOptions(deterministic_time=0.2)


class Silent:
    """Nobody listens."""

    def asked(self, kind: str, members: int, known: int) -> None: ...

    def answered(self, task: Task, position: int, outcome: Outcome) -> None: ...

    def stands(self, value: Fraction | None, bound: Fraction | None) -> None: ...


def write_roster(folder: Path, roster: str = ROSTER, table: str = TABLE) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "athletes.csv").write_text(table)
    (folder / "roster.yaml").write_text(roster)
    return folder / "roster.yaml"


def small_roster(folder: Path, roster: str = ROSTER, table: str = TABLE) -> Roster:
    return load_roster(write_roster(folder, roster, table))


def run(
    roster: Roster,
    folder: Path,
    *,
    method: Callable[..., Any] = coordinate,
    options: RunOptions = OPTIONS,
    perform: str = SIMPLE,
    workers: int = 1,
    **terms: Any,
) -> dict[str, Any]:
    return run_roster(
        roster,
        folder,
        options,
        Terms(
            lambda shards, watch: LocalEngine(
                shards, perform=perform, workers=workers, watch=watch
            ),
            **terms,
        ),
        method,
        watch=Watch(),
        told=Silent(),
    )

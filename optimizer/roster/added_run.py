"""A finished run with one athlete more, as a run folder of its own; the old one stays as it is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.engines.answer import Watch
from optimizer.roster.adding import Newcomer, Placed
from optimizer.roster.columns import UNPLACED_POINTS, Column, Seating
from optimizer.roster.finished_run import prices_of
from optimizer.roster.folder_lock import telling
from optimizer.roster.manifest import manifest_of
from optimizer.roster.memo import MemoRunner
from optimizer.roster.priced import Prices
from optimizer.roster.room_problem import resources
from optimizer.roster.run import MakeEngine, summed_up
from optimizer.roster.run_folder import RunFolder, check_new, create
from optimizer.roster.run_method import column_in, planned_row, written_plans
from optimizer.roster.sharding import shard_size
from optimizer.roster.store import AthleteRow, RunFolderError
from optimizer.roster.summary import PLANNED, bound_of

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster

CARRIED = ("status", "prices", "fairness")


@dataclass(frozen=True)
class Change:
    """What changed for one athlete; None where there was or is no plan.

    Parameters
    ----------
    id
        The athlete.
    before, after
        The row in the old run and in the new one.
    """

    id: str
    before: AthleteRow | None
    after: AthleteRow | None


@dataclass(frozen=True)
class Added:
    """What came of adding an athlete.

    Parameters
    ----------
    placed
        What was found.
    changes
        The newcomer, then those who were moved; empty where there is no place.
    summary
        Of the new run; None where there is none.
    """

    placed: Placed
    changes: tuple[Change, ...]
    summary: dict[str, Any] | None


def add_athlete(
    old: RunFolder,
    roster: Roster,
    target: Path,
    make_engine: MakeEngine,
    *,
    allow_moves: int = 0,
    watch: Watch,
    tell: Callable[[str], None] = lambda text: None,
) -> Added:
    """Add the last athlete of a roster to the run of all the others.

    Parameters
    ----------
    old
        The finished run.
    roster
        Its roster with the newcomer at the end.
    target
        Folder of the new run; it appears whole, and only if there is a place.
    make_engine
        Makes the engine.
    allow_moves
        How many others may change.
    watch
        Its `stop` event ends the work; no new run is made.
    tell
        Hears what is being done.

    Returns
    -------
    Added

    Raises
    ------
    RunFolderError
        If the run has not come to its end, or a folder cannot be used.
    """
    summary = old.summary()
    with closing(old.store(reading=True)) as store:
        rows = {row.number: row for row in store.athletes()}
    check_new(target)
    with telling(target):
        work = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        added = _add(_Work(old, summary, rows, roster, work), make_engine, allow_moves, watch, tell)
        if added.summary is not None:
            with telling(target):
                target.rmdir()  # it is empty, as `check_new` left it
                work.chmod(0o755)
                work.rename(target)
        else:
            target.rmdir()
        return added
    finally:
        shutil.rmtree(work, ignore_errors=True)


@dataclass(frozen=True)
class _Work:
    old: RunFolder
    summary: Mapping[str, Any]
    rows: Mapping[int, AthleteRow]
    roster: Roster
    path: Path

    @property
    def newcomer(self) -> int:
        return len(self.roster.athletes) - 1

    def seating(self) -> Seating:
        seating = Seating([resource.capacity for resource in resources(self.roster.room)])
        for number, row in self.rows.items():
            column = column_in(row)
            if column is not None:
                seating.seat(number, column)
        return seating

    def least(self) -> dict[int, Fraction]:
        """Scores below which nobody is moved: the floor of the roster."""
        share = Fraction(self.roster.fairness)
        return {
            number: share * Fraction(row.record["alone_score"])
            for number, row in self.rows.items()
            if share and "alone_score" in row.record
        }


def _add(
    work: _Work,
    make_engine: MakeEngine,
    allow_moves: int,
    watch: Watch,
    tell: Callable[[str], None],
) -> Added:
    roster, options = work.roster, work.old.manifest.options
    size = shard_size(len(roster.athletes))
    manifest = manifest_of(roster, options, size)
    origin = {"origin": work.old.manifest.roster_sha256}
    folder = create(work.path, manifest.model_copy(update=origin), roster)
    prices: Prices = prices_of(dict(work.summary)) or {}
    seating = work.seating()
    if seating.overdrawn():
        raise RunFolderError(f"{work.old.path}: its plans do not fit into the room; verify it")
    with closing(folder.store()) as store, make_engine(folder, watch) as engine:
        runner = MemoRunner(store, engine, folder)
        tell("looking for a place")
        newcomer = Newcomer(
            runner, seating, work.newcomer, size, prices, work.least(), options.seed
        )
        placed = newcomer.place(allow_moves)
        if placed.column is None:
            return Added(placed, (), None)
        columns: dict[int, Column] = {work.newcomer: placed.column, **placed.moved}
        tell("writing plans")
        fresh = dict(_fresh_rows(work, runner, columns, placed, size))
        store.keep_athletes(
            iter((dict(work.rows) | fresh)[n] for n in sorted({*work.rows, *fresh}))
        )
        failed = [row for row in fresh.values() if row.status != PLANNED]
        if failed:
            raise RunFolderError(f"{failed[0].id}: {failed[0].record.get('why')}")
        bound = bound_of(dict(work.summary))
        if bound is not None:
            # The others are worth no more than before, and the newcomer no more than alone.
            bound += max(placed.bound, Fraction(-UNPLACED_POINTS))
        claims = {key: work.summary[key] for key in CARRIED if key in work.summary}
        if claims.get("status") == "optimal":
            claims["status"] = "feasible"
        summary = summed_up(folder, store, bound, Fraction(UNPLACED_POINTS), claims)
    changes = (
        Change(row.id, work.rows.get(n), row) for n, row in sorted(fresh.items(), reverse=True)
    )
    return Added(placed, tuple(changes), summary)


def _fresh_rows(
    work: _Work, runner: MemoRunner, columns: Mapping[int, Column], placed: Placed, size: int
) -> Iterator[tuple[int, AthleteRow]]:
    """Write the plans that are new; what is known of the others stays."""
    for number, column in columns.items():
        known = work.rows.get(number)
        if known is None:
            alone = placed.alone or column
            record = {"alone_bound": str(placed.bound), "alone_score": str(alone.score)}
            blank = AthleteRow(number, work.roster.athletes[number].id, PLANNED, record, None)
        else:
            blank = replace(known, plan=None)
        bound = Fraction(blank.record["alone_bound"])
        written = written_plans(runner, {number: (column, bound)}, size)[number]
        yield number, planned_row(blank, column, written)

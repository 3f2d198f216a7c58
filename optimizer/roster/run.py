"""A run of a roster in its folder: begun, gone on with, brought to its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from optimizer.engines.answer import Watch
from optimizer.plan_file import save_text
from optimizer.roster.folder_lock import locked, telling
from optimizer.roster.manifest import INFORMATIVE, RunOptions, manifest_of
from optimizer.roster.memo import MemoRunner
from optimizer.roster.run_folder import (
    PLANS,
    RunFolder,
    check_new,
    create,
    plan_file,
    resume,
)
from optimizer.roster.sharding import shard_size
from optimizer.roster.store import AthleteRow, Store
from optimizer.roster.summary import add_up, summary_document

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster
    from optimizer.roster.running.engine import Engine, Shards
    from optimizer.roster.task import Decisions, Outcome, Runner, Task

SECONDS = "seconds so far"
LEAST_SECONDS = 0.001

MakeEngine = Callable[["Shards", Watch], "Engine"]


class Told(Protocol):
    """Whoever hears how a run goes; see `optimizer.roster.run_progress.RunProgress`."""

    def asked(self, kind: str, members: int, known: int) -> None:
        """Begin a round."""

    def answered(self, task: Task, position: int, outcome: Outcome) -> None:
        """Count an answer."""

    def stands(self, value: Fraction | None, bound: Fraction | None) -> None:
        """Note value and bound."""


@dataclass(frozen=True)
class Finished:
    """What a coordinator hands back.

    Parameters
    ----------
    rows
        What became of every athlete, in the order of the roster; made one at a time.
    bound
        No roster is worth more than this; None where nothing was proved.
    unplaced_points
        What an athlete without a plan costs.
    claims
        What else is said in the summary.
    """

    rows: Iterable[AthleteRow]
    bound: Fraction | None
    unplaced_points: Fraction
    claims: dict[str, Any] = field(default_factory=dict)


class Coordinate(Protocol):
    """Decides by outcomes alone what is asked next, until it is done."""

    def __call__(
        self,
        roster: Roster,
        runner: Runner,
        *,
        options: RunOptions,
        shard_size: int,
        decisions: Decisions,
        told: Told,
    ) -> Finished:
        """Solve a roster."""
        ...


@dataclass(frozen=True)
class Terms:
    """How a run is made, as far as it does not decide the result.

    Parameters
    ----------
    engine
        Makes the engine from the shards and the watch.
    going_on
        Whether the folder holds the run already.
    again
        Whether athletes that failed are asked again.
    plan_files
        Whether every plan is written as a file too.
    """

    engine: MakeEngine
    going_on: bool = False
    again: bool = False
    plan_files: bool = False


def run_roster(
    roster: Roster,
    path: Path,
    options: RunOptions,
    terms: Terms,
    coordinate: Coordinate,
    *,
    watch: Watch,
    told: Told,
) -> dict[str, Any]:
    """Run a roster in a folder, from the start or from where it was ended.

    Parameters
    ----------
    roster
        The roster.
    path
        The run folder.
    options
        What decides the result besides the roster.
    terms
        How it is made.
    coordinate
        What decides.
    watch
        Its `stop` event ends the run; what is stored stays.
    told
        Hears how it goes.

    Returns
    -------
    dict
        The summary.

    Raises
    ------
    RunFolderError
        If the folder cannot be used, or holds a run of something else.
    Stopped
        If the watch said stop.
    WorkerError
        If the engine cannot work at all.
    """
    with _prepared(roster, path, options, terms) as (folder, store):
        with terms.engine(folder, watch) as engine:
            runner = MemoRunner(store, engine, folder, on_asked=told.asked, on_answer=told.answered)
            finished = coordinate(
                roster,
                runner,
                options=options,
                shard_size=folder.manifest.shard_size,
                decisions=store,
                told=told,
            )
            store.keep_athletes(iter(finished.rows))
        if terms.plan_files:
            write_plan_files(folder, store)
        return summed_up(folder, store, finished.bound, finished.unplaced_points, finished.claims)


def write_plan_files(folder: RunFolder, store: Store) -> int:
    """Write every plan as canonical JSON into the folder of plans; return how many there are."""
    count = 0
    with telling(folder.path):
        (folder.path / PLANS).mkdir(exist_ok=True)
        for row in store.athletes():
            target = plan_file(folder.path, row.number, row.id)
            if row.plan is None:
                target.unlink(missing_ok=True)
            else:
                save_text(row.plan, target)
                count += 1
    return count


class _Clock:
    """Counts the seconds of a run over all its beginnings, so that its limit is one limit."""

    def __init__(self, store: Store) -> None:
        self._store, self._began = store, time.monotonic()
        self._before = float(store.once(SECONDS, lambda: 0.0))

    def left_of(self, options: RunOptions) -> RunOptions:
        """Return options with what is left of the time."""
        if options.time_limit is None:
            return options
        left = max(LEAST_SECONDS, options.time_limit - self._before)
        return options.model_copy(update={"time_limit": left})

    def note(self) -> None:
        """Keep how long it took so far."""
        self._store.note(SECONDS, self._before + time.monotonic() - self._began)


@contextmanager
def _prepared(
    roster: Roster, path: Path, options: RunOptions, terms: Terms
) -> Iterator[tuple[RunFolder, Store]]:
    """Lock the folder, and make it or see that it fits."""
    manifest = manifest_of(roster, options, shard_size(len(roster.athletes)))
    if terms.going_on:
        resume(path, manifest)
    else:
        check_new(path)
    with locked(path):
        # Again, now that nobody else can be at it.
        if terms.going_on:
            folder = resume(path, manifest)
        else:
            check_new(path)
            folder = create(path, manifest, roster)
        with closing(folder.store()) as store:
            folder.remove_summary()
            if terms.again:
                store.forget_errors()
            yield folder, store


def summed_up(
    folder: RunFolder,
    store: Store,
    bound: Fraction | None,
    unplaced_points: Fraction,
    claims: dict[str, Any],
) -> dict[str, Any]:
    """Add up what is stored and write the summary.

    Parameters
    ----------
    folder, store
        The run.
    bound
        No roster is worth more than this; None where nothing was proved.
    unplaced_points
        What an athlete without a plan costs.
    claims
        What else is said.
    """
    scores = (
        (row.status, None if row.record.get("score") is None else Fraction(row.record["score"]))
        for row in store.athletes()
    )
    manifest = folder.manifest
    versions = {
        name: version for name, version in manifest.versions.items() if name not in INFORMATIVE
    }
    said = {
        "name": manifest.name,
        "roster_sha256": manifest.roster_sha256,
        "options": manifest.options.model_dump(mode="json", exclude_none=True),
        "versions": versions,
        **claims,
    }
    summary = summary_document(add_up(scores, unplaced_points), bound, said)
    folder.write_summary(summary)
    return summary

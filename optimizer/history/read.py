"""A training log from file to findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from optimizer.history.apps import Kind, LoggedSet, logged_sets, recognise
from optimizer.history.cells import Unit
from optimizer.history.estimate import Estimate, estimate_all, measured_exercises
from optimizer.history.journal import Journal
from optimizer.history.names import Matcher
from optimizer.history.steps import TrainedStep, trained_steps
from optimizer.history.table import open_table
from optimizer.parameters import load_parameters

WEEKS = 8
MOST_NEAR = 20


@dataclass(frozen=True)
class UnknownName:
    """A name that no exercise of the catalogue has.

    Parameters
    ----------
    name
        As logged.
    sets
        Working sets under it, in the whole file.
    near
        A similar exercise, None where none is close.
    """

    name: str
    sets: int
    near: str | None


@dataclass(frozen=True)
class History:
    """What a log says about an athlete.

    Parameters
    ----------
    file, app
        File name and who wrote it.
    sets
        Rows by kind.
    other_marks
        Marks of rows whose kind is not known, with their number.
    first, since, last
        First day of the log, first day that counted, and last day.
    weeks
        How many weeks counted.
    estimates
        One-repetition maxima.
    steps
        Highest ladder steps regularly trained.
    gate
        Sessions and weeks that make a step regularly trained.
    unknown
        Names that no exercise has, most sets first; `unknown_unlisted` further sets had names that
        were not kept.
    beyond
        Sets whose estimate is beyond what a scenario takes; they were not used.
    """

    file: str
    app: str
    sets: Mapping[Kind, int]
    other_marks: Mapping[str, int]
    first: dt.date
    since: dt.date
    last: dt.date
    weeks: int
    estimates: tuple[Estimate, ...]
    steps: tuple[TrainedStep, ...]
    gate: tuple[int, int]
    unknown: tuple[UnknownName, ...]
    unknown_unlisted: int
    beyond: tuple[LoggedSet, ...]


def read_history(
    source: str | Path,
    *,
    unit: Unit | None = None,
    weeks: int = WEEKS,
    chosen: Mapping[str, str] | None = None,
    gate: tuple[int, int] | None = None,
) -> History:
    """Read a training log.

    Parameters
    ----------
    source
        CSV export of Hevy or Strong, or ``-`` for standard input. It is read as a stream.
    unit
        Unit of weights where the file names none.
    weeks
        How many weeks count, back from the newest day of the log.
    chosen
        Exercises by names of the log, where the catalogue's names do not decide.
    gate
        Sessions and weeks that make a step regularly trained; those of the rule
        progression_ladder if not given.

    Raises
    ------
    ScenarioError
        If the file cannot be used: with row and column, what is allowed and what to do.
    """
    ladder = load_parameters().ladder
    gate = gate or (ladder.sessions, ladder.weeks)
    matcher = Matcher(chosen or {})
    journal = Journal(weeks, matcher, measured_exercises())
    with open_table(source) as table:
        layout = recognise(table, unit)
        for kind, mark, logged in logged_sets(table, layout):
            journal.add(kind, mark, logged)
        if journal.first is None or journal.last is None or journal.since is None:
            raise table.problem(None, "no set below the header", "a log with at least one set")
    estimates, beyond = estimate_all(journal.best_sets)
    ranked = sorted(journal.unknown.items(), key=lambda item: (-item[1], item[0]))
    return History(
        file=table.name,
        app=layout.app,
        sets=dict(journal.sets),
        other_marks=dict(journal.other_marks),
        first=journal.first,
        since=journal.since,
        last=journal.last,
        weeks=weeks,
        estimates=tuple(estimates),
        steps=tuple(trained_steps(journal.days(), *gate)),
        gate=gate,
        unknown=tuple(
            UnknownName(name, count, matcher.near(name) if rank < MOST_NEAR else None)
            for rank, (name, count) in enumerate(ranked)
        ),
        unknown_unlisted=journal.unknown_unlisted,
        beyond=tuple(beyond),
    )

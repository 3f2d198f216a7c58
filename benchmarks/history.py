"""HISTORY.md: a row per run and suite, with a footnote for how it was run. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.generate import HOME
from benchmarks.record import RecordError, Run
from benchmarks.summary import limit_of, times
from benchmarks.tables import counted, ratio_text
from optimizer.plan_file import save_text

HISTORY = HOME / "HISTORY.md"
COLUMNS = (
    "started (UTC)",
    "commit",
    "suite",
    "n",
    "first plan",
    "5 %",
    "2 %",
    "1 %",
    "0.5 %",
    "0.25 %",
    "0 %",
    "speed-up at 1 %",
    "what changed",
    "how",
)
MARKS = ("plan", "5", "2", "1", "0.5", "0.25", "0")
INTRODUCTION = """# History of measurements

Written by `python -m benchmarks history RUN.json`; one row per run and suite, for the product's own
engine. Times are medians in seconds, behind them how many instances got there where it is not all; what
the columns mean is said in [README.md](README.md). Rows with different footnotes must not be compared.
"""


def add_run(run: Run, note: str, target: Path = HISTORY) -> None:
    """Add the rows of a run on scenarios.

    Parameters
    ----------
    run
        The run; the product's engine must have taken part.
    note
        What changed since the row before.
    target
        The file; made where there is none.

    Raises
    ------
    RecordError
        If the run is there already, was interrupted or tells nothing of the product.
    """
    empty = head_text(INTRODUCTION, COLUMNS)
    append(run, lambda: [_row(run, suite, note) for suite in run.suites], empty, target)


def append(run: Run, rows: Callable[[], Sequence[Sequence[str]]], empty: str, target: Path) -> None:
    """Add rows to a table of runs; the last column of each becomes a footnote of how it was run.

    Parameters
    ----------
    run
        The run; the product's engine must have taken part.
    rows
        Makes the cells of every row but the last.
    empty
        The file with a head and no row.
    target
        The file; made where there is none.

    Raises
    ------
    RecordError
        If the run is there already, was interrupted or tells nothing of the product.
    """
    if "ours" not in run.engines:
        raise RecordError("the product's own engine took no part in this run")
    if not run.complete:
        raise RecordError("this run was interrupted; history takes whole runs only")
    text = target.read_text(encoding="utf-8") if target.exists() else empty
    if f"| {run.started} |" in text:
        raise RecordError(f"the run of {run.started} is in {target.name} already")
    number, lines = _footnoted(text.splitlines(), _protocol(run))
    last = max(index for index, line in enumerate(lines) if line.startswith("|"))
    added = [f"| {' | '.join([*cells, f'[^{number}]'])} |" for cells in rows()]
    save_text("\n".join([*lines[: last + 1], *added, *lines[last + 1 :], ""]), target)


def head_text(introduction: str, columns: Sequence[str]) -> str:
    """Write a history without a row."""
    head = f"| {' | '.join(columns)} |"
    return f"{introduction}\n{head}\n|{' --- |' * len(columns)}\n"


def commit_of(run: Run) -> str:
    """Name the commit of a run, with a plus where files differed from it."""
    return "none" if run.commit is None else f"{run.commit[:12]}{'+' if run.dirty else ''}"


def _row(run: Run, suite: str, note: str) -> list[str]:
    measured, limit = run.of("ours", suite), limit_of(run)
    found = [times(measured, mark, limit) for mark in MARKS]
    return [
        run.started,
        commit_of(run),
        suite,
        str(len(measured)),
        *(counted(t.median_seconds, t) for t in found),
        ratio_text(run, suite, "1"),
        plain(note),
    ]


def _footnoted(lines: list[str], text: str) -> tuple[int, list[str]]:
    """Return the number of a footnote, added where it is new."""
    notes = [line for line in lines if line.startswith("[^")]
    for number, line in enumerate(notes, start=1):
        if line == f"[^{number}]: {text}":
            return number, lines
    number = len(notes) + 1
    return number, [*lines, *([] if notes else [""]), f"[^{number}]: {text}"]


def _protocol(run: Run) -> str:
    s, m = run.settings, run.machine
    limit = "no time limit" if s.time_limit is None else f"{s.time_limit:g} s"
    units = (
        ""
        if s.deterministic_time is None
        else f", {s.deterministic_time:g} units of deterministic time"
    )
    # The product's own version is what the rows are about.
    versions = sorted((name, v) for name, v in run.versions.items() if name != "liftproof")
    named = ", ".join(f"{name} {version}" for name, version in versions)
    return plain(
        f"Protocol {run.protocol}: {limit}{units}, workers {s.workers}, seed {s.seed}, gap wanted "
        f"{s.gap_percent:g} %; engines {', '.join(run.engines)}; {named}; {m.system}, "
        f"{m.processor or 'unknown processor'}, {m.cores} cores."
    )


def plain(text: str) -> str:
    """Keep a text inside its cell."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")

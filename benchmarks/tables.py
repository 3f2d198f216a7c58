"""Runs as tables for people."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from benchmarks.record import Measurement, RecordError, Run
from benchmarks.summary import Times, limit_of, seconds_to, speedup, times
from benchmarks.trajectory import GAPS

NONE = "–"
MARKS = ("plan", *GAPS)


def summary_text(run: Run, width: int) -> str:
    """Write a run: per suite and engine, the median score and median seconds, and how many got there."""
    limit = limit_of(run)
    rows = []
    for suite in run.suites:
        for engine in run.engines:
            measured = run.of(engine, suite)
            if measured:
                found = [times(measured, mark, limit) for mark in MARKS]
                cells = [counted(t.median_seconds, t) for t in found]
                rows.append([suite, engine, str(len(measured)), _median_score(measured), *cells])
        if "ours" in run.engines:
            rows.append([suite, "speed-up", "", "", *(ratio_text(run, suite, m) for m in MARKS)])
    head = ["suite", "engine", "n", "score", "plan", *(f"{gap} %" for gap in GAPS)]
    return table(head, rows, width)


def details_text(run: Run, mark: str, width: int) -> str:
    """Write every measurement of a run."""
    head = ["instance", "engine", "status", "value", "bound", "gap %", _named(mark), "MB"]
    rows = [
        [
            m.instance,
            m.engine,
            m.status,
            _number(m.value),
            _number(m.bound),
            _number(m.gap_percent),
            seconds(seconds_to(m, mark)),
            NONE if m.peak_memory_bytes is None else str(m.peak_memory_bytes // 10**6),
        ]
        for m in run.measurements
    ]
    return table(head, rows, width)


def comparison_text(before: Run, after: Run, mark: str, width: int) -> str:
    """Write two runs side by side, instance by instance, then per suite and engine.

    Raises
    ------
    RecordError
        If they were not run alike or have nothing in common.
    """
    check_comparable(before, after)
    earlier = {(m.instance, m.engine): m for m in before.measurements}
    pairs = [
        (earlier[m.instance, m.engine], m)
        for m in after.measurements
        if (m.instance, m.engine) in earlier
    ]
    rows = [
        [
            b.instance,
            b.engine,
            *(seconds(seconds_to(m, mark)) for m in (a, b)),
            *map(_number, (a.value, b.value, a.bound, b.bound)),
        ]
        for a, b in pairs
    ]
    head = ["instance", "engine", f"A: {_named(mark)}", "B", "A: value", "B", "A: bound", "B"]
    means = _means(pairs, mark, limit_of(before), width)
    return f"{_warning(before, after)}{table(head, rows, width)}\n{means}"


def check_comparable(before: Run, after: Run) -> None:
    """Refuse to compare what was not run alike.

    Raises
    ------
    RecordError
        With everything that differs.
    """
    found = []
    if before.protocol != after.protocol:
        found.append(f"protocol {before.protocol} and {after.protocol}")
    for field in type(before.settings).model_fields:
        one, other = (getattr(run.settings, field) for run in (before, after))
        if one != other:
            found.append(f"{field} {one} and {other}")
    hashes = {m.instance: m.scenario_sha256 for m in before.measurements}
    found += sorted(
        {
            f"another instance under the name {m.instance}"
            for m in after.measurements
            if hashes.get(m.instance, m.scenario_sha256) != m.scenario_sha256
        }
    )
    if not {(m.instance, m.engine) for m in before.measurements} & {
        (m.instance, m.engine) for m in after.measurements
    }:
        found.append("no instance was run with the same engine in both")
    if found:
        raise RecordError(f"these runs cannot be compared: {'; '.join(found)}")


def seconds(value: float | None) -> str:
    """Write seconds to three digits; a dash for never."""
    if value is None:
        return NONE
    places = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{places}f}"


def counted(value: float | None, found: Times) -> str:
    """Write seconds, and behind them how many instances got there where it is not all."""
    told = found.reached in (0, found.count)
    return seconds(value) if told else f"{seconds(value)} ({found.reached})"


def ratio_text(run: Run, suite: str, mark: str) -> str:
    """Write a speed-up; a dash where nobody got there."""
    found = speedup(run, suite, mark)
    if found.ratio is None:
        return NONE
    return f"{'≥' if found.at_least else ''}{found.ratio:.1f}×"


def _warning(before: Run, after: Run) -> str:
    """Warn of what makes times differ without being a reason to refuse."""
    one, other = (
        f"{m.processor or 'an unknown processor'}, {m.cores} cores"
        for m in (before.machine, after.machine)
    )
    return "" if one == other else f"Different machines, so times say little: {one}; {other}.\n"


def _means(
    pairs: Sequence[tuple[Measurement, Measurement]], mark: str, limit: float, width: int
) -> str:
    rows = []
    for suite, engine in dict.fromkeys((b.suite, b.engine) for _, b in pairs):
        mine = [(a, b) for a, b in pairs if (b.suite, b.engine) == (suite, engine)]
        one, other = (times([pair[side] for pair in mine], mark, limit) for side in (0, 1))
        ratio = f"{one.mean_seconds / other.mean_seconds:.2f}×" if other.mean_seconds else NONE
        cells = [counted(t.mean_seconds, t) for t in (one, other)]
        rows.append([suite, engine, str(len(mine)), *cells, ratio])
    head = ["suite", "engine", "n", f"A: {_named(mark)}, mean", "B", "faster by"]
    return table(head, rows, width)


def _median_score(measured: Sequence[Measurement]) -> str:
    found = [m.value for m in measured if m.value is not None]
    return f"{median(found):.1f}" if found else NONE


def _named(mark: str) -> str:
    return "s to a plan" if mark == "plan" else f"s to {mark} %"


def _number(value: Decimal | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, words: int | None = None
) -> str:
    """Write a table.

    Parameters
    ----------
    head, rows
        Its cells.
    width
        Characters of a line.
    words
        How many columns, from the left, hold words; found by their titles where left out.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    if words is None:
        words = next((i for i, cell in enumerate(head) if cell in ("n", "value") or ":" in cell), 2)
    for index, title in enumerate(head):
        drawn.add_column(title, justify="left" if index < words else "right", no_wrap=True)
    for row in rows:
        drawn.add_row(*map(Text, row))
    target = io.StringIO()
    Console(file=target, width=width, color_system=None).print(drawn)
    return "\n".join(line.rstrip() for line in target.getvalue().splitlines()) + "\n"

"""HISTORY.md of the rosters: a row per run and instance. Rows are only ever added."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from benchmarks.history import append, commit_of, head_text, plain
from benchmarks.record import Engine, Measurement, Run
from benchmarks.roster.figures import ROSTER_GAPS, athletes_of, is_roster
from benchmarks.summary import seconds_to
from benchmarks.tables import NONE, seconds

ROSTER_HISTORY = Path(__file__).parent / "HISTORY.md"
AGAINST: tuple[Engine, ...] = ("cp_sat", "highs", "greedy")
COLUMNS = (
    *("started (UTC)", "commit", "roster", "athletes", "workers", "value", "bound", "gap %"),
    *("placed", "worst", "first roster", *(f"{gap} %" for gap in ROSTER_GAPS), "MB"),
    *(f"{engine}: value, gap %" for engine in AGAINST),
    *("what changed", "how"),
)
INTRODUCTION = """# History of measurements on rosters

Written by `python -m benchmarks history RUN.json`; one row per run and roster. Values and bounds are
points per athlete, times seconds, memory megabytes of all processes together; what they mean is said in
[README.md](README.md). Rows with different footnotes must not be compared.
"""


def add_roster_run(run: Run, note: str, target: Path = ROSTER_HISTORY) -> None:
    """Add the rows of a run on rosters.

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
    append(
        run,
        lambda: [_row(run, m, note) for m in run.of("ours") if is_roster(m)],
        head_text(INTRODUCTION, COLUMNS),
        target,
    )


def _row(run: Run, m: Measurement, note: str) -> list[str]:
    figures = m.roster
    memory = None if figures is None else figures.total_memory_bytes
    return [
        run.started,
        commit_of(run),
        m.instance.partition("/")[2],
        str(athletes_of(m)),
        str(run.settings.workers),
        *map(_told, (m.value, m.bound, m.gap_percent)),
        _told(None if figures is None else figures.placed),
        _told(None if figures is None else figures.worst),
        *(seconds(seconds_to(m, mark)) for mark in ("plan", *ROSTER_GAPS)),
        NONE if memory is None else str(memory // 10**6),
        *(_against(run, m, engine) for engine in AGAINST),
        plain(note),
    ]


def _against(run: Run, mine: Measurement, engine: Engine) -> str:
    other = next((m for m in run.of(engine) if m.instance == mine.instance), None)
    return NONE if other is None else f"{_told(other.value)}, {_told(other.gap_percent)}"


def _told(value: Decimal | int | None) -> str:
    if value is None:
        return NONE
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)

"""How a block is laid out on one A4 page: as roomy as its sessions allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from optimizer.report.view import Line

Layout = Literal["open", "dense", "narrow"]

# A sheet with more weeks than this gets narrow columns.
MOST_WIDE_WEEKS = 6
# Heights in tenths of a millimetre, as page.css makes them; the page is A4 without its margins.
PAGE, HEAD = 2740, 290
CUE_LINE, CUE_LETTERS, CUE_COLUMNS = 31, 58, 2
TALLEST_ROW = 110


@dataclass(frozen=True)
class Measures:
    """What a layout takes: a session beside its rows, the lowest row, and one that wraps."""

    session: int
    row: int
    letters: int
    wrapped: int
    one_line: bool = False


OPEN = Measures(session=265, row=84, letters=36, wrapped=38)
DENSE = Measures(session=165, row=54, letters=66, wrapped=28, one_line=True)
NARROW = Measures(session=175, row=84, letters=32, wrapped=28)


@dataclass(frozen=True)
class Paper:
    """A layout and the height of its rows in millimetres."""

    layout: Layout
    row_mm: Decimal


def fit_on_paper(weeks: int, sessions: Sequence[Sequence[Line]], cues: Sequence[Line]) -> Paper:
    """Choose a layout in which a block stays on one page, if there is one.

    Parameters
    ----------
    weeks
        Weeks of the block.
    sessions
        Exercises of each session.
    cues
        What stands below the sessions.
    """
    letters = [len(f"{line.name}: {line.cue}; stop when {line.stop}") for line in cues]
    lines = sum(-(-count // CUE_LETTERS) for count in letters)
    room = PAGE - HEAD - CUE_LINE * (2 + lines // CUE_COLUMNS)
    if weeks > MOST_WIDE_WEEKS:
        return Paper("narrow", _row(room, sessions, NARROW))
    row = _row(room, sessions, OPEN)
    if row > Decimal(OPEN.row) / 10:
        return Paper("open", row)
    return Paper("dense", _row(room, sessions, DENSE))


def _row(room: int, sessions: Sequence[Sequence[Line]], measures: Measures) -> Decimal:
    """Share the room among the rows; never less than a row needs, even where the page is too small."""
    lines = [line for session in sessions for line in session]
    told = [len(line.name) for line in lines]
    if measures.one_line:
        told = [len(f"{line.name}{line.dose}{line.load}{line.tempo}{line.rest}") for line in lines]
    room -= len(sessions) * measures.session
    room -= sum(measures.wrapped for count in told if count > measures.letters)
    height = min(TALLEST_ROW, room // max(1, len(lines)))
    return Decimal(max(measures.row, height)) / 10

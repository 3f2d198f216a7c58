"""A comparison for a terminal: wide tables are cut into pieces, nothing is cut off."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.report.comparison_words import Grid, Section

FAINT, HEAD = "dim", "bold"
BETWEEN = 2  # spaces between columns
HEAD_WIDTH = 10  # longer heads break between words


def render_text(sections: Iterable[Section], *, width: int = 100, color: bool = False) -> str:
    """Write a comparison for people.

    Parameters
    ----------
    sections
        What to show.
    width
        Columns; equal input and width give equal text.
    color
        Whether to write terminal colours.
    """
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for section in sections:
        _write(console, section)
    written: io.StringIO = console.file  # type: ignore[assignment]
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def _write(console: Console, section: Section) -> None:
    if section.title is not None:
        console.print()
        console.rule(Text(section.title, style=HEAD), align="left", characters="─", style=FAINT)
    if section.grid is not None:
        for number, piece in enumerate(_pieces(section.grid, console.width)):
            if number:
                console.print()
            console.print(_table(piece))
    for number, line in enumerate(section.lines):
        if section.title is None:
            console.print(Text(line, style=HEAD if number == 0 else ""))
            continue
        grid = Table.grid(padding=(0, 1))
        grid.add_row("·", Text(line))
        console.print(grid)


def _pieces(grid: Grid, width: int) -> Iterator[Grid]:
    """Cut a table between its columns where it is too wide; the first column is repeated."""
    widths = _widths(grid)
    start, columns = 1, len(grid.head)
    while start < columns:
        end, used = start + 1, widths[0] + BETWEEN + widths[start]
        while end < columns and used + BETWEEN + widths[end] <= width:
            used += BETWEEN + widths[end]
            end += 1
        yield _cut(grid, (0, *range(start, end)))
        start = end


def _cut(grid: Grid, keep: tuple[int, ...]) -> Grid:
    return replace(
        grid,
        head=tuple(grid.head[i] for i in keep),
        rows=tuple(tuple(row[i] for i in keep) for row in grid.rows),
        right=frozenset(place for place, i in enumerate(keep) if i in grid.right),
    )


def _table(grid: Grid) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, BETWEEN, 0, 0), header_style=FAINT)
    for index, (head, width) in enumerate(zip(grid.head, _widths(grid), strict=True)):
        side: Literal["left", "right"] = "right" if index in grid.right else "left"
        table.add_column(Text(head), justify=side, overflow="fold", width=width)
    for row in grid.rows:
        table.add_row(*map(Text, row))
    return table


def _widths(grid: Grid) -> list[int]:
    """Give every column the room of its longest cell, up to a limit; heads break between words."""
    found = []
    for index, head in enumerate(grid.head):
        cells = max((cell_len(row[index]) for row in grid.rows), default=0)
        most = cells if index in grid.right else min(cells, grid.widest)
        found.append(
            max(most, min(cell_len(head), HEAD_WIDTH), *map(cell_len, ["", *head.split()]))
        )
    return found

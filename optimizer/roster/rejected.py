"""Rows that were set aside: what stood in them and why, as a table that can be mended and read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.export.spreadsheet_cells import formula_safe

HEAD = ("rejected_row", "rejected_reason")


@dataclass(frozen=True)
class RejectedRow:
    """A row that could not be used.

    Parameters
    ----------
    file
        File in which it stands.
    number
        Its row; its place from 1 in an inline list.
    reasons
        What is wrong with it, one sentence each.
    cells
        The row as written, by header.
    """

    file: str
    number: int
    reasons: tuple[str, ...]
    cells: Mapping[str, str]


def rejected_csv(rows: Sequence[RejectedRow]) -> str:
    """Write rejected rows as CSV: row, reasons, then the row as it was written.

    Parameters
    ----------
    rows
        What was set aside.

    Returns
    -------
    str
        Cells that a spreadsheet would take for a formula begin with an apostrophe.
    """
    headers = list(dict.fromkeys(name for row in rows for name in row.cells))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*HEAD, *map(formula_safe, headers)])
    for row in rows:
        cells = [str(row.number), " | ".join(row.reasons), *(row.cells.get(h, "") for h in headers)]
        writer.writerow([formula_safe(cell) for cell in cells])
    return stream.getvalue()

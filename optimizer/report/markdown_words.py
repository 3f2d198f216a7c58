"""Pieces of Markdown that no foreign text can break out of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from optimizer.report.words import clean

_SPECIAL = re.compile(r"([\\`*_{}\[\]|~#])")


def escaped(text: str) -> str:
    """Escape text for a paragraph or a table cell: no HTML, no table border, no markup, one line."""
    return _SPECIAL.sub(r"\\\1", html.escape(clean(text), quote=False))


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()
) -> str:
    """Write a table.

    Parameters
    ----------
    head, rows
        Cells, escaped already.
    right
        Columns of numbers.
    """
    rule = ["---:" if index in right else "---" for index in range(len(head))]
    lines = [_row(head), _row(rule), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

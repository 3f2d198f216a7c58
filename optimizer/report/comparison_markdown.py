"""A comparison as Markdown; no foreign text can break out of a table or become markup."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.report.comparison_words import Section
from optimizer.report.markdown_words import escaped, table


def render_markdown(sections: Iterable[Section]) -> str:
    """Write a comparison as Markdown.

    Parameters
    ----------
    sections
        What to show.
    """
    return "\n".join(_section(section) for section in sections)


def _section(section: Section) -> str:
    lines = [escaped(line) for line in section.lines]
    if section.title is None:
        return f"# {lines[0]}\n\n" + "".join(f"{line}\n" for line in lines[1:])
    parts = [f"## {escaped(section.title)}\n"]
    if section.grid is not None:
        rows = [[escaped(cell) for cell in row] for row in section.grid.rows]
        parts.append(table([escaped(h) for h in section.grid.head], rows, section.grid.right))
    if lines:
        parts.append("".join(f"- {line}\n" for line in lines))
    return "\n".join(parts)

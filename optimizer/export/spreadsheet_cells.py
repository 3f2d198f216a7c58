"""Cells that a spreadsheet takes for text, whatever somebody else wrote into them."""

from __future__ import annotations

# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def formula_safe(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula: an apostrophe goes before it."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def as_written(cell: str) -> str:
    """Take away the apostrophe that `formula_safe` put before a cell."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell

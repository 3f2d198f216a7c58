"""What a run came to, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimizer.report.words import clean, plural


def summary_lines(summary: dict[str, Any], path: Path) -> list[str]:
    """Write a summary for people.

    Parameters
    ----------
    summary
        As `optimizer.roster.summary` writes it.
    path
        The run folder.
    """
    athletes = plural(summary["athletes"], "athlete")
    lines = [f"{clean(str(summary['name']))}: {athletes}, {summary['planned']} with a plan"]
    if summary["unplaced"]:
        lines.append(f"  {summary['unplaced']} could not be placed")
    if summary["errors"]:
        lines.append(f"  {summary['errors']} failed; --resume --retry-errors asks them again")
    if summary["mean_score"] is not None:
        mean, worst = summary["mean_score"]["points"], summary["worst_score"]["points"]
        lines.append(f"  mean score {mean}, the worst-served athlete {worst}")
    alone = summary.get("mean_alone_score")
    if alone is not None:
        lines.append(f"  mean score of everyone with the room to himself {alone['points']}")
    if summary.get("below_floor"):
        share = f"{float(summary['fairness']):.0%}"
        lines.append(f"  {summary['below_floor']} get less than {share} of their score alone")
    value = summary["value"]["points"]
    if summary["bound"] is None:
        lines.append(f"  value {value} points in all; no bound was proved")
    else:
        bound, gap = summary["bound"]["points"], summary["gap_percent"]
        lines.append(f"  value {value} points in all, no roster above {bound}: within {gap} %")
    lines.append(f"check it without a solver: liftproof verify {path}")
    return lines

"""An explanation as data: stable names, exact numbers as text, no timestamps."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optimizer.errors import show_path

if TYPE_CHECKING:
    from optimizer.explaining.changes import Change
    from optimizer.explaining.explanation import ExplainedConflict, Explanation, Member
    from optimizer.explaining.tightness import Tightness

FORMAT = "liftproof.explanation/1"


def explanation_json(explanation: Explanation) -> str:
    """Write an explanation as JSON.

    Parameters
    ----------
    explanation
        What was found.

    Returns
    -------
    str
        Scores in points with four decimals, as text; what is not known is null.
    """
    data = {
        "format": FORMAT,
        "status": str(explanation.status),
        "complete": explanation.complete,
        "conflicts": [_conflict(conflict) for conflict in explanation.conflicts],
        "remedies": [
            {
                "changes": [_change(change) for change in remedy.changes],
                "size": _points(remedy.size),
            }
            for remedy in explanation.remedies
        ],
        "tightness": None if explanation.tightness is None else _tightness(explanation.tightness),
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _conflict(conflict: ExplainedConflict) -> dict[str, Any]:
    second = conflict.confirmation
    return {
        "minimal": conflict.minimal,
        "confirmed": None if second is None else second.confirmed,
        "second_opinion": None if second is None else second.statement,
        "members": [_member(member) for member in conflict.members],
    }


def _member(member: Member) -> dict[str, Any]:
    return {
        "rule": member.demand.rule,
        "where": member.demand.where,
        "text": member.demand.text,
        "path": show_path(member.demand.path),
        "line": None if member.spot is None else member.spot.line,
        "column": None if member.spot is None else member.spot.column,
        "by_default": member.by_default,
        "safety": member.safety,
        "reasons": list(member.reasons),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "text": change.text,
        "price": None if change.price is None else f"{float(change.price):.2f}",
        "edits": [
            {"action": edit.action, "path": show_path(edit.path), "value": edit.value}
            for edit in change.edits
        ],
    }


def _tightness(tightness: Tightness) -> dict[str, Any]:
    return {
        "weeks": tightness.weeks,
        "score": _points(tightness.base.score),
        "bound": _points(tightness.base.bound),
        "worths": [
            {
                "change": _change(worth.change),
                "score": _points(worth.score),
                "bound": _points(worth.bound),
                "gain_least": _points(worth.gain_least),
                "gain_most": _points(worth.gain_most),
                "impossible": worth.impossible,
                "separated": worth.gains or worth.loses,
                "error": worth.error,
            }
            for worth in tightness.worths
        ],
    }


def _points(value: Fraction | None) -> str | None:
    return None if value is None else f"{float(value):.4f}"

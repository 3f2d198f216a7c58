"""A comparison as a flat table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from optimizer.comparing.results import Comparison
from optimizer.export.spreadsheet_cells import formula_safe
from optimizer.report.comparison_data import Data, additions_data, comparison_data
from optimizer.report.words import clean

if TYPE_CHECKING:
    from optimizer.comparing.results import Additions


def to_csv(found: Comparison | Additions) -> str:
    """Write one line per setup, or per item; UTF-8 text with CRLF, safe for spreadsheets.

    Parameters
    ----------
    found
        What was found.
    """
    if isinstance(found, Comparison):
        data = comparison_data(found)
        rows = [_flat(one) for one in data["setups"]]
    else:
        data = additions_data(found)
        rows = [_flat(one) for one in [data["as_it_is"], *data["items"], *data["pairs"]]]
        rows += [
            _unsolved(one["items"], one["price"], "without effect")
            for one in data["without_effect"]
        ]
        rows += [
            _unsolved([one["item"]], "", f"cannot be added: {one['reason']}")
            for one in data["cannot_be_added"]
        ]
    heads = list(dict.fromkeys(head for row in rows for head in row))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([row.get(head, "") for head in heads])
    return out.getvalue()


def _flat(data: Data) -> dict[str, str]:
    """Spread a row over columns; only text can be taken for a formula, numbers stay numbers."""
    terms = {term["name"]: term["value"] for term in data.get("terms", ())}
    gain = data.get("gain") or {}
    minutes = data.get("minutes_a_week") or {}
    return {
        "number": _number(data["number"]),
        "name": _text(data["name"]),
        "status": _text(data["status"]),
        "group": _number(data.get("group")),
        "score": _number(data["score"]),
        "bound": _number(data["bound"]),
        "gain_at_least": _number(gain.get("at_least")),
        "gain_at_most": _number(gain.get("at_most")),
        "verdict": _text(data.get("verdict")),
        "price": _number(data["price"]),
        "items_price": _number(data.get("items_price")),
        "points_per_100": _number(data["points_per_100"]),
        "minutes_used_a_week": _number(minutes.get("used")),
        "minutes_available_a_week": _number(minutes.get("available")),
        **{f"{name}_percent": _number(value) for name, value in terms.items()},
        "weakest_muscle": _text(data.get("weakest_link")),
        **{f"sets_{one['muscle']}": _number(one["sets"]) for one in data.get("muscles", ())},
        **{f"ladder_{f}": _text(_stages(s)) for f, s in data.get("ladder", {}).items()},
        "shortages": _text("; ".join(_shortage(one) for one in data.get("shortages", ()))),
        "note": _text("; ".join([*data["conflict"], *([data["error"]] if data["error"] else [])])),
    }


def _stages(stages: Iterable[Data]) -> str:
    shown = (f"{s['step'] or 'none'} {s['first_week']}-{s['last_week']}" for s in stages)
    return ", ".join(shown)


def _shortage(line: Data) -> str:
    return f"{line['rule']}: {line['where']}: {line['missing']} ({line['points']} points)"


def _unsolved(items: list[str], price: str, note: str) -> dict[str, str]:
    return {"name": _text(" + ".join(items)), "items_price": price, "note": _text(note)}


def _number(value: object) -> str:
    return "" if value is None else str(value)


def _text(value: object) -> str:
    return "" if value is None else formula_safe(clean(str(value)))

"""Files to take away: names that every system accepts, contents from the exports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.export.checked import CheckedPlan
from optimizer.export.render import render

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Format:
    """A format of a plan.

    Parameters
    ----------
    label
        What its link says.
    ending
        Of the file's name.
    """

    label: str
    ending: str
    media_type: str


# Only what needs no extra package.
FORMATS: Mapping[str, Format] = {
    "json": Format("Plan (JSON)", "json", "application/json"),
    "ics": Format("Calendar", "ics", "text/calendar"),
    "xlsx": Format(
        "Workbook", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    "csv": Format("CSV", "csv", "text/csv"),
    "liftoscript": Format("Liftoscript", "txt", "text/plain"),
    "markdown": Format("Markdown", "md", "text/markdown"),
}


def exported(target: str, checked: CheckedPlan) -> bytes:
    """Write a plan; `target` is one of `FORMATS`."""
    return render(checked, target)


def file_name(title: str, ending: str) -> str:
    """Build a name of letters and digits from whatever a scenario is called."""
    stem = _NOT_PLAIN.sub("-", title).strip("-").lower()[:60].strip("-")
    return f"{stem or 'scenario'}{ending}"

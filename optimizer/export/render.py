"""A checked plan in any format, as the bytes of one file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.export.checked import ExportError

if TYPE_CHECKING:
    from optimizer.export.checked import CheckedPlan

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
NEEDS_GARMIN = "FIT files need an extra package: pip install 'liftproof[garmin]'"


@dataclass(frozen=True)
class CalendarOptions:
    """What a calendar can be asked for.

    Parameters
    ----------
    timezone
        Name of the time zone in which the sessions start, such as ``Europe/Berlin``; its rules go into
        the file. Without one, the times hold wherever the reader is.
    daily_drills
        Whether to add the drills of every day.
    sequence
        Revision of the events; some calendars take an update only with a higher one.
    """

    timezone: str | None = None
    daily_drills: bool = False
    sequence: int = 0


def render(checked: CheckedPlan, to: str, calendar: CalendarOptions | None = None) -> bytes:
    """Write a plan in a format.

    Parameters
    ----------
    checked
        The plan.
    to
        ics, csv, xlsx, liftoscript, fit (all sessions in a ZIP file), markdown or json.
    calendar
        Options of ics.

    Returns
    -------
    bytes
        The file; text is UTF-8.

    Raises
    ------
    ExportError
        If the format needs a package that is not installed, or there is no such time zone.
    ValueError
        If there is no such format.
    """
    # The libraries of a format are loaded for it alone: a calendar shall not wait for a workbook's.
    if to == "ics":
        from optimizer.export.calendar_file import render_calendar

        return render_calendar(checked, calendar or CalendarOptions())
    if to == "csv":
        from optimizer.export.set_table import render_set_table

        return render_set_table(checked)
    if to == "xlsx":
        from optimizer.export.workbook import render_workbook

        return render_workbook(checked)
    if to == "liftoscript":
        from optimizer.export.liftoscript import render_liftoscript

        return render_liftoscript(checked)
    if to == "fit":
        return _zipped(fit_files(checked))
    if to == "markdown":
        from optimizer.report.markdown import render_markdown

        return render_markdown(checked.result, checked.scenario).encode("utf-8")
    if to == "json":
        return checked.plan.to_json().encode("utf-8")
    raise ValueError(f"no such format: {to}")


def fit_files(checked: CheckedPlan) -> dict[str, bytes]:
    """Write a FIT workout for every session.

    Parameters
    ----------
    checked
        The plan.

    Returns
    -------
    dict
        Contents by file name, in order of time.

    Raises
    ------
    ExportError
        If the extra ``garmin`` is not installed.
    """
    try:
        from optimizer.export.fit_workouts import render_fit_files
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] != "fit_tool":
            raise
        raise ExportError(NEEDS_GARMIN) from None
    return render_fit_files(checked)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()

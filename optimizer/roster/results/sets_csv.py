"""Every prescribed set of a roster, one row each, athlete by athlete: as long as it has to be.

Nothing is kept of an athlete who has been written, so that memory does not grow with the roster.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.export.set_table import COLUMNS as SET_COLUMNS
from optimizer.export.set_table import cell, set_rows
from optimizer.report.words import clean
from optimizer.roster.results.whole_files import WholeFile

if TYPE_CHECKING:
    from optimizer.roster.results.member_result import MemberResult

COLUMNS = {"group": "group of the athlete", **SET_COLUMNS}


class SetsTable:
    """A table of sets being written.

    Parameters
    ----------
    target
        The CSV file (RFC 4180, UTF-8, CRLF).
    spreadsheet_safe
        Whether text that a spreadsheet would take for a formula gets an apostrophe in front. Switched
        off for tables that no spreadsheet will see.
    """

    def __init__(self, target: Path, *, spreadsheet_safe: bool = True) -> None:
        self.file = WholeFile(target)
        self.rows = 0
        self._write = cell if spreadsheet_safe else _plain
        self._writer = csv.writer(self.file.stream, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)

    def add(self, member: MemberResult) -> None:
        """Write the sets of an athlete; none without a plan."""
        if member.checked is None:
            return
        group = self._write(member.group)
        for row in set_rows(member.checked):
            self._writer.writerow([group, *(self._write(row[name]) for name in SET_COLUMNS)])
            self.rows += 1


def _plain(value: object) -> str:
    return "" if value is None else clean(str(value))

"""A CSV file as a stream of rows whose places are known, whatever its size."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from optimizer.errors import Diagnostic, ScenarioError, closest

DELIMITERS = (",", ";", "\t")
LONGEST_LINE = 1_000_000
"""Characters; a file without line ends must not fill the memory."""


class Row(NamedTuple):
    """One record.

    Parameters
    ----------
    number
        As a spreadsheet counts, the header being row 1.
    line
        Line of the file on which it starts; cells may hold line breaks.
    cells
        The cells as text.
    """

    number: int
    line: int
    cells: list[str]


class Table:
    """An open CSV file.

    Parameters
    ----------
    name
        File name for messages.
    stream
        The text, with line ends as they are.
    """

    def __init__(self, name: str, stream: TextIO) -> None:
        self.name = name
        self._lines = self._limited(stream)
        first = next(self._lines, "")
        while first and not first.strip("\r\n\t ,;"):  # lines before the header that say nothing
            first = next(self._lines, "")
        if not first:
            raise self.problem(None, "the file is empty", "a CSV export of Hevy or Strong")
        self.delimiter = max(DELIMITERS, key=lambda sign: len(_cells(first, sign)))
        self.header = [cell.strip() for cell in _cells(first, self.delimiter)]
        self._skipped = self._read

    def problem(
        self, row: Row | None, problem: str, allowed: str | None = None, *, column: str = ""
    ) -> ScenarioError:
        """Make the error of one place."""
        return ScenarioError([self.diagnostic(row, column, problem, allowed)])

    def diagnostic(
        self, row: Row | None, column: str, problem: str, allowed: str | None
    ) -> Diagnostic:
        """Say what is wrong in a row and column of the file."""
        line = None if row is None else row.line
        where = [f"row {row.number}"] if row else []
        return Diagnostic(
            self.name, line, None, ", ".join([*where, *filter(None, [column])]), problem, allowed
        )

    def rows(self) -> Iterator[Row]:
        """Read the records below the header; blank lines are passed over.

        Raises
        ------
        ScenarioError
            If the text is no CSV or a row has another number of cells than the header.
        """
        reader = csv.reader(self._lines, delimiter=self.delimiter, strict=True)
        number, line, wanted = 1, self._skipped + 1, len(self.header)
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                row = Row(number, line, [])
                raise self.problem(row, f"not valid CSV: {error}", "quotes that close") from None
            row = Row(number, line, cells)
            line = self._skipped + reader.line_num + 1
            # Spreadsheets add empty cells and empty rows.
            if not any(cells):
                continue
            if len(cells) > wanted and not any(cells[wanted:]):
                del cells[wanted:]
            if len(cells) == wanted:
                yield row
            else:
                said = f"{len(cells)} cells, the header has {wanted}"
                raise self.problem(row, said, "one cell for each column")

    def _limited(self, stream: TextIO) -> Iterator[str]:
        self._read = 0
        while True:
            try:
                text = stream.readline(LONGEST_LINE + 1)
            except UnicodeDecodeError as error:
                bad = error.object[error.start]
                hint = "; it looks like UTF-16" if bad in (0xFE, 0xFF) and not self._read else ""
                said = f"byte 0x{bad:02x} below line {self._read} is not UTF-8{hint}"
                raise self.problem(None, said, "a CSV file saved as UTF-8") from None
            except OSError as error:
                said = f"cannot be read to its end ({error.strerror or error})"
                raise self.problem(None, said) from None
            if not text:
                return
            self._read += 1
            place = Row(self._read, self._read, [])
            if len(text) > LONGEST_LINE:
                raise self.problem(place, f"more than {LONGEST_LINE:,} characters without an end")
            if "\0" in text:
                raise self.problem(place, "a zero byte; this is no text", "a CSV file")
            yield text


@contextmanager
def open_table(source: str | Path) -> Iterator[Table]:
    """Open a CSV file, or standard input, for one pass.

    Parameters
    ----------
    source
        Path, or ``-`` for standard input. UTF-8, with or without byte order mark.

    Raises
    ------
    ScenarioError
        If it cannot be read or has no header.
    """
    name = "<stdin>" if source == "-" else str(source).encode("utf-8", "backslashreplace").decode()
    binary = _open(source, name)
    text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
    try:
        yield Table(name, text)
    finally:
        text.detach()
        if source != "-":
            binary.close()


def _open(source: str | Path, name: str) -> BinaryIO:
    if source == "-":
        if sys.stdin is None:  # a process can be started without
            raise ScenarioError([Diagnostic(name, None, None, "", "there is no standard input")])
        return sys.stdin.buffer
    near = None
    try:
        return Path(source).open("rb")
    except FileNotFoundError:
        said, near = "no such file; check the path", _neighbour(Path(source))
    except (OSError, ValueError) as error:
        said = f"cannot be read ({getattr(error, 'strerror', None) or error}); check the path"
    raise ScenarioError([Diagnostic(name, None, None, "", said, None, near)])


def _neighbour(path: Path) -> str | None:
    try:
        return closest(path.name, os.listdir(path.parent))
    except OSError:
        return None


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a cell of more than 128 KiB; no header has one
        return [line]

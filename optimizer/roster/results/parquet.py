"""Every prescribed set as Parquet, for researchers: a tidy table with types, and what its columns mean.

Needs DuckDB, which comes with the extra ``data``.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import LiftproofError
from optimizer.plan_file import save_text
from optimizer.roster.results.sets_csv import COLUMNS, SetsTable

if TYPE_CHECKING:
    from optimizer.roster.results.member_result import MemberResult

TYPES = {
    "week": "SMALLINT",
    "block": "SMALLINT",
    "date": "DATE",
    "place": "SMALLINT",
    "set": "SMALLINT",
    "sets": "SMALLINT",
    "amount": "INTEGER",
    "sides": "SMALLINT",
    "load_kg": "DECIMAL(9,3)",
    "implements": "SMALLINT",
    "rir": "SMALLINT",
    "rest_seconds": "INTEGER",
}
"""Types of DuckDB and Parquet by column; every other column is text."""

MEMORY = "256MB"
DICTIONARY_FORMAT = "liftproof.sets/1"


class DataExtraMissingError(LiftproofError):
    """DuckDB is not installed; the message says how to get it."""


class ParquetSets:
    """A Parquet file of sets being written; text in it is never marked against formulas.

    Parameters
    ----------
    target
        The Parquet file; its dictionary stands beside it, with ``.columns.json`` at its end.

    Raises
    ------
    DataExtraMissingError
        If DuckDB is not installed: before anything is written.
    """

    def __init__(self, target: Path) -> None:
        check_installed()
        self.target = target
        self._table = SetsTable(target.with_suffix(".csv.part"), spreadsheet_safe=False)

    @property
    def dictionary(self) -> Path:
        """Where the meaning of the columns stands."""
        return self.target.with_suffix(".columns.json")

    def add(self, member: MemberResult) -> None:
        """Take the sets of an athlete."""
        self._table.add(member)

    def keep(self) -> list[Path]:
        """Write the Parquet file and its dictionary."""
        self._table.file.stream.close()
        with tempfile.TemporaryDirectory(dir=self.target.parent) as folder:
            made = Path(folder) / self.target.name
            convert(self._table.file.beside, made)
            made.replace(self.target)
        self.drop()
        save_text(dictionary_text(self._table.rows), self.dictionary)
        return [self.target, self.dictionary]

    def drop(self) -> None:
        """Leave nothing behind but what has been kept."""
        self._table.file.drop()


def check_installed() -> None:
    """Refuse to go on without DuckDB.

    Raises
    ------
    DataExtraMissingError
        With the command that installs it.
    """
    try:
        import duckdb  # noqa: F401
    except ImportError:
        raise DataExtraMissingError(
            "Parquet needs DuckDB, which is not installed: pip install 'liftproof[data]'"
        ) from None


def convert(source: Path, target: Path) -> None:
    """Turn a CSV table of sets into Parquet, without holding it in memory.

    Parameters
    ----------
    source
        The table, with a head row, empty for unknown.
    target
        The Parquet file.
    """
    import duckdb

    # No settings of the machine, no extensions from the network; one thread keeps the order of rows.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": MEMORY,
        "temp_directory": str(target.parent),
        "autoinstall_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        connection.execute(
            "COPY (SELECT * FROM read_csv($source, header = true, auto_detect = false, delim = ',', "
            "quote = '\"', escape = '\"', new_line = '\\r\\n', nullstr = '', columns = $columns)) "
            f"TO {_quoted(target)} (FORMAT parquet, COMPRESSION zstd)",
            {
                "source": str(source),
                "columns": {name: TYPES.get(name, "VARCHAR") for name in COLUMNS},
            },
        )


def dictionary_text(rows: int) -> str:
    """Write what the columns mean, as JSON."""
    columns = [
        {"name": name, "type": TYPES.get(name, "VARCHAR"), "meaning": meaning}
        for name, meaning in COLUMNS.items()
    ]
    document = {
        "format": DICTIONARY_FORMAT,
        "rows": rows,
        "row": "one prescribed working set",
        "missing": "null: unknown or not applicable",
        "columns": columns,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _quoted(path: Path) -> str:
    """Write a path as SQL text; COPY takes no parameters for its target."""
    return "'" + str(path).replace("'", "''") + "'"

"""What a run has found out so far, in SQLite: every answer committed before it is used.

One process writes; a kill at any moment leaves what was committed and nothing half-written.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.errors import LiftproofError
from optimizer.roster.task import Outcome, Task, canonical

SCHEMA = """
CREATE TABLE IF NOT EXISTS outcomes (
    key BLOB PRIMARY KEY, kind TEXT NOT NULL, shard INTEGER NOT NULL, member INTEGER NOT NULL,
    failed INTEGER NOT NULL, outcome BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS decisions (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS athletes (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL,
    record TEXT NOT NULL, plan BLOB
);
"""
_BATCH = 500  # variables of one statement; SQLite allows at least 999


class RunFolderError(LiftproofError):
    """A run folder that cannot be used, with what to do about it."""


@dataclass(frozen=True)
class AthleteRow:
    """What became of one athlete.

    Parameters
    ----------
    number
        Place in the roster, from 0.
    id
        As the roster names the athlete.
    status
        ``planned``, ``unplaced`` or ``error``.
    record
        Score, score alone, bound and what else is known, as JSON data with exact fractions as text.
    plan
        The plan as canonical JSON; None without one.
    """

    number: int
    id: str
    status: str
    record: dict[str, Any]
    plan: str | None


class Store:
    """The answers of one run.

    Parameters
    ----------
    path
        The database.
    reading
        Whether it is only read; then it must be there.

    Raises
    ------
    RunFolderError
        If it cannot be opened or is none of ours.
    """

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        self._path, self._writes = path, not reading
        with self._telling():
            mode = "ro" if reading else "rwc"
            # Autocommit: one statement, one answer kept.
            self._database = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None
            )
            try:
                if not reading:
                    self._database.execute("PRAGMA journal_mode=WAL")
                    # Every commit survives a killed process; a power cut may cost the last ones.
                    self._database.execute("PRAGMA synchronous=NORMAL")
                    self._database.executescript(SCHEMA)
                self._database.execute("SELECT count(*) FROM decisions")
            except sqlite3.Error:
                self._database.close()
                raise

    def close(self) -> None:
        """Close the database; what was written then stands in one file, readable from anywhere."""
        if self._writes:
            # Not while somebody reads it, who then leaves it as it is.
            with suppress(sqlite3.Error):
                self._database.execute("PRAGMA journal_mode=DELETE")
        self._database.close()

    def known(self, keys: Sequence[bytes]) -> dict[bytes, Outcome]:
        """Return the outcomes that are stored for some keys."""
        found: dict[bytes, Outcome] = {}
        for first in range(0, len(keys), _BATCH):
            batch = keys[first : first + _BATCH]
            marks = ",".join("?" * len(batch))
            asked = f"SELECT key, outcome FROM outcomes WHERE key IN ({marks})"
            with self._telling():
                found |= {key: _read(blob) for key, blob in self._database.execute(asked, batch)}
        return found

    def keep(self, key: bytes, task: Task, position: int, outcome: Outcome) -> None:
        """Commit one outcome."""
        row = (key, task.kind, task.shard, task.members[position], "error" in outcome)
        self._write("INSERT OR REPLACE INTO outcomes VALUES (?,?,?,?,?,?)", (*row, _blob(outcome)))

    def forget_errors(self) -> int:
        """Forget outcomes that are errors, so that they are asked again; return how many."""
        with self._telling():
            return self._database.execute("DELETE FROM outcomes WHERE failed").rowcount

    def counts(self) -> dict[str, int]:
        """Return how many outcomes of each kind are stored."""
        asked = "SELECT kind, count(*) FROM outcomes GROUP BY kind ORDER BY kind"
        with self._telling():
            return dict(self._database.execute(asked).fetchall())

    def once(self, name: str, decide: Callable[[], Any]) -> Any:
        """Return what was decided under this name; decide and commit it the first time."""
        with self._telling():
            asked = self._database.execute("SELECT value FROM decisions WHERE name=?", (name,))
            known = asked.fetchone()
        if known is not None:
            return json.loads(known[0])
        value = decide()
        self.note(name, value)
        return value

    def note(self, name: str, value: Any) -> None:
        """Commit a value under a name, over an earlier one."""
        self._write("INSERT OR REPLACE INTO decisions VALUES (?,?)", (name, canonical(value)))

    def keep_athletes(self, rows: Iterator[AthleteRow]) -> None:
        """Commit what became of all athletes, together, in place of what is there."""
        with self._telling():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                self._database.execute("DELETE FROM athletes")
                self._database.executemany(
                    "INSERT INTO athletes VALUES (?,?,?,?,?)",
                    (
                        (one.number, one.id, one.status, canonical(one.record), _packed(one.plan))
                        for one in rows
                    ),
                )
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def athletes(self, numbers: Sequence[int] | None = None) -> Iterator[AthleteRow]:
        """Yield what became of athletes, in the order of the roster.

        Parameters
        ----------
        numbers
            Places in the roster; all when left out.
        """
        asked = "SELECT number, id, status, record, plan FROM athletes"
        chosen: Sequence[int] = ()
        if numbers is not None:
            asked += f" WHERE number IN ({','.join('?' * len(numbers))})"
            chosen = numbers
        with self._telling():
            for number, name, status, record, plan in self._database.execute(
                f"{asked} ORDER BY number", chosen
            ):
                text = None if plan is None else zlib.decompress(plan).decode()
                yield AthleteRow(number, name, status, json.loads(record), text)

    def ids(self) -> dict[int, str]:
        """Return the id of every athlete that is kept, by place in the roster."""
        with self._telling():
            rows = self._database.execute("SELECT number, id FROM athletes ORDER BY number")
            return dict(rows.fetchall())

    def _write(self, statement: str, values: tuple[Any, ...]) -> None:
        with self._telling():
            self._database.execute(statement, values)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say what SQLite says in words of the run folder."""
        try:
            yield
        except (sqlite3.Error, zlib.error, json.JSONDecodeError) as error:
            raise RunFolderError(_words(self._path, error)) from error


def _words(path: Path, error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        what = "the disk is full; make room and go on with --resume: what is in it is kept"
    elif primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        what = f"it cannot be opened for this ({error}); is the folder writable, and a run folder?"
    elif primary == sqlite3.SQLITE_BUSY:
        what = "another process is writing to it"
    elif primary == sqlite3.SQLITE_IOERR:
        what = f"the disk does not take or give it ({error}); go on with --resume: what is in it is kept"
    else:
        what = f"it is damaged or no run of liftproof ({error}); begin anew in another folder"
    return f"{path}: {what}"


def _blob(outcome: Outcome) -> bytes:
    return zlib.compress(canonical(outcome).encode())


def _read(blob: bytes) -> Outcome:
    outcome: Outcome = json.loads(zlib.decompress(blob))
    return outcome


def _packed(plan: str | None) -> bytes | None:
    return None if plan is None else zlib.compress(plan.encode())

"""A run folder for one run at a time, and what its disk says in words a person can act on."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from optimizer.roster.store import RunFolderError

LOCK = "lock.sqlite"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep a folder for one run; the lock goes with the process, however it ends.

    Raises
    ------
    RunFolderError
        If another run has it, or it cannot be written.
    """
    target = path / LOCK
    owner = f"process {os.getpid()} on {socket.gethostname()}"
    database: sqlite3.Connection | None = None
    try:
        database = sqlite3.connect(target, isolation_level=None, timeout=1)
        database.execute("CREATE TABLE IF NOT EXISTS owner (name TEXT)")
        database.execute("BEGIN IMMEDIATE")
        database.execute("DELETE FROM owner")
        database.execute("INSERT INTO owner VALUES (?)", (owner,))
        database.execute("COMMIT")
        # Held to the end: others can still read who we are.
        database.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        if database is not None:
            database.close()
        raise RunFolderError(_lock_words(path, error)) from None
    try:
        yield
    finally:
        database.close()


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Say what the disk says in words of the run folder.

    Raises
    ------
    RunFolderError
        In place of every `OSError`.
    """
    try:
        yield
    except OSError as error:
        where = error.filename or path
        raise RunFolderError(
            f"{where}: cannot be written: {reason(error)}; what is in {path} is kept"
        ) from error


def reason(error: Exception) -> str:
    """Say in one line why something could not be read or written."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error).splitlines()[0]


def _lock_words(path: Path, error: sqlite3.Error) -> str:
    busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    if not busy:
        return f"{path}: cannot be written: {error}"
    owner = "another process"
    with suppress(sqlite3.Error):
        reading = sqlite3.connect(f"{(path / LOCK).absolute().as_uri()}?mode=ro", uri=True)
        try:
            found = reading.execute("SELECT name FROM owner").fetchone()
            owner = found[0] if found else owner
        finally:
            reading.close()
    return f"{path} is in use by {owner}; wait for it to end, or name another folder"

"""The most memory that a process and all that it started hold together, seen from outside; Linux only."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

PROC = Path("/proc")
SESSION_FIELD = 3
"""Place of the session's id behind the name of the program in /proc/PID/stat."""


class MemoryWatch:
    """Looks at the processes of a session every so often, and remembers the most.

    Parameters
    ----------
    session
        Id of the session.
    every_seconds
        How often. What is held for less than that may be missed.
    """

    def __init__(self, session: int, every_seconds: float = 0.5) -> None:
        self._session = session
        self._every = every_seconds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.most_bytes: int | None = None

    def _look(self) -> None:
        while not self._done.wait(self._every):
            held = session_bytes(self._session)
            if held is not None:
                self.most_bytes = max(held, self.most_bytes or 0)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()


def session_bytes(session: int) -> int | None:
    """Add up what the processes of a session hold; pages that several share count once.

    Parameters
    ----------
    session
        Id of the session.

    Returns
    -------
    int or None
        None where the system does not say.
    """
    found = [_held(folder) for folder in PROC.glob("[0-9]*") if _session_of(folder) == session]
    known = [held for held in found if held is not None]
    return sum(known) if known else None


def _session_of(folder: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        # The program's name stands in brackets and may hold anything, brackets too.
        return int((folder / "stat").read_text().rpartition(")")[2].split()[SESSION_FIELD])
    return None


def _held(folder: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        for line in (folder / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return None

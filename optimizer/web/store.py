"""Where drafts and plans are kept between visits: the user's state folder, never beside the scenario."""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from optimizer.errors import LiftproofError
from optimizer.plan_file import save_text

MOST_PLANS = 12
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")


class InUseError(LiftproofError):
    """Another process works on the same draft."""


def state_folder() -> Path:
    """Return the folder for state, as the XDG base directory specification names it."""
    home = os.environ.get("XDG_STATE_HOME", "")
    # The specification says to ignore what is not absolute.
    base = Path(home) if os.path.isabs(home) else Path.home() / ".local" / "state"
    return base / "liftproof" / "drafts"


def folder_for(source: str, text: str) -> Path:
    """Choose the folder of a scenario's draft.

    Parameters
    ----------
    source
        Path of the scenario, or ``-``.
    text
        What it holds; standard input has no other name.
    """
    what = text if source == "-" else os.path.realpath(source)
    stem = _NOT_PLAIN.sub("-", "stdin" if source == "-" else Path(source).stem).strip("-")[:40]
    key = hashlib.sha256(what.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return state_folder() / f"{stem}-{key}"


class Store:
    """The folder of one draft. Every file is written whole or not at all.

    Parameters
    ----------
    folder
        Made if it does not exist, for its owner only: what people train and what hurts is theirs.

    Raises
    ------
    InUseError
        If another process has it.
    OSError
        If it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _locked(folder / "lock")

    def close(self) -> None:
        """Let others have the folder; where nothing was kept, there is none any more."""
        lock = self.folder / "lock"
        with suppress(OSError):  # some systems do not remove what is open
            if [path.name for path in self.folder.iterdir()] == [lock.name]:
                lock.unlink()
                self.folder.rmdir()
        self._lock.close()

    def load_draft(self) -> tuple[str, dict[str, Any]] | None:
        """Return the text and what is known about it; None where there is no draft."""
        try:
            text = (self.folder / "draft.yaml").read_text(encoding="utf-8")
            about = json.loads((self.folder / "about.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return (text, about) if isinstance(about, dict) else None

    def save_draft(self, text: str, about: dict[str, Any]) -> None:
        """Keep a draft."""
        save_text(text, self.folder / "draft.yaml")
        save_text(json.dumps(about, indent=1) + "\n", self.folder / "about.json")

    def plan_numbers(self) -> list[int]:
        """List the numbers of the plans that are kept, in order."""
        names = (path.name.removesuffix(".plan.json") for path in self.folder.glob("*.plan.json"))
        return sorted(int(name) for name in names if name.isdecimal())

    def plan_path(self, number: int) -> Path:
        """Return the file of a plan."""
        return self.folder / f"{number}.plan.json"

    def save_plan(self, number: int, text: str) -> None:
        """Keep a plan; the oldest go when there are many."""
        save_text(text, self.plan_path(number))
        for old in self.plan_numbers()[:-MOST_PLANS]:
            self.plan_path(old).unlink(missing_ok=True)


def _locked(path: Path) -> IO[bytes]:
    """Open a file that one process at a time can hold; the system frees it when that one ends."""
    stream = path.open("ab")
    try:
        import fcntl
    except ImportError:  # not on this system: the last one to write wins
        return stream
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.close()
        raise InUseError(
            "this scenario is open in another `liftproof serve`; use its page, or end it first"
        ) from None
    return stream

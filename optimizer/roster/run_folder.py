"""The folder of a run: manifest, roster, shards, answers, plans and the summary at the end.

Nothing in it is written half: files are moved into place whole, answers are committed one by one. The
manifest is written last of what a run starts with, so that a folder with a manifest is complete.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from optimizer.plan_file import save_bytes, save_text
from optimizer.roster.folder_lock import LOCK, reason, telling
from optimizer.roster.manifest import Manifest, ShardEntry, differences, read_manifest
from optimizer.roster.roster import Roster
from optimizer.roster.sharding import make_shards
from optimizer.roster.store import RunFolderError, Store

MANIFEST, ROSTER, STORE = "manifest.json", "roster.json", "run.sqlite"
SHARDS, PLANS, SUMMARY = "shards", "plans", "summary.json"
# A run that was ended while it was being set up leaves some of these and no manifest.
OWN = {ROSTER, STORE, f"{STORE}-wal", f"{STORE}-shm", LOCK, f"{LOCK}-journal", SHARDS}


class RunFolder:
    """An existing run folder.

    Parameters
    ----------
    path
        The folder.

    Raises
    ------
    RunFolderError
        If it is none, or one of another version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = (path / MANIFEST).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            raise RunFolderError(_no_run(path)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise RunFolderError(f"{path / MANIFEST}: cannot be read: {reason(error)}") from None
        self.manifest: Manifest = read_manifest(text, str(path / MANIFEST))

    def packed(self, number: int) -> bytes:
        """Return a shard as `Shard.pack` wrote it.

        Raises
        ------
        RunFolderError
            If it cannot be read.
        """
        target = self.path / SHARDS / _shard_name(number)
        try:
            return target.read_bytes()
        except OSError as error:
            raise RunFolderError(f"{target}: cannot be read: {reason(error)}") from None

    def sha256(self, number: int) -> str:
        """Return the hash of a shard's content."""
        return self.manifest.shards[number].sha256

    def roster(self) -> Roster:
        """Read the roster of the run.

        Raises
        ------
        RunFolderError
            If it is damaged or not the one of the manifest.
        """
        target = self.path / ROSTER
        try:
            roster = Roster.model_validate(json.loads(target.read_text(encoding="utf-8")))
        except OSError as error:
            raise RunFolderError(f"{target}: cannot be read: {reason(error)}") from None
        except (ValueError, ValidationError) as error:
            raise RunFolderError(f"{target}: damaged: {str(error).splitlines()[0]}") from None
        if roster.sha256 != self.manifest.roster_sha256:
            raise RunFolderError(
                f"{target}: not the roster that the manifest names: its sha256 is "
                f"{roster.sha256}, the manifest says {self.manifest.roster_sha256}"
            )
        return roster

    def store(self, *, reading: bool = False) -> Store:
        """Open the answers."""
        if reading and not (self.path / STORE).exists():
            raise RunFolderError(f"{self.path / STORE} is missing: nothing was solved in this run")
        return Store(self.path / STORE, reading=reading)

    def summary(self) -> dict[str, Any]:
        """Read the summary.

        Raises
        ------
        RunFolderError
            If there is none: the run has not come to its end.
        """
        target = self.path / SUMMARY
        try:
            data = json.loads(target.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RunFolderError(
                f"{self.path}: the run has not come to its end; go on with "
                f"`liftproof roster ROSTER -o {self.path} --resume`"
            ) from None
        except (OSError, ValueError) as error:
            raise RunFolderError(f"{target}: damaged: {reason(error)}") from None
        if not isinstance(data, dict):
            raise RunFolderError(f"{target}: damaged: no mapping")
        return data

    def write_summary(self, summary: dict[str, Any]) -> None:
        """Write the summary: the sign that the run has come to its end."""
        with telling(self.path):
            save_text(_canonical(summary), self.path / SUMMARY)

    def remove_summary(self) -> None:
        """Take away the sign that the run has come to its end."""
        with telling(self.path):
            (self.path / SUMMARY).unlink(missing_ok=True)


def create(path: Path, manifest: Manifest, roster: Roster) -> RunFolder:
    """Set up a new run folder.

    Parameters
    ----------
    path
        The folder; it is made, or empty, or the remains of a run that was ended while being set up.
    manifest
        What the run starts with, without its shards.
    roster
        The roster.

    Raises
    ------
    RunFolderError
        If something else is there, or it cannot be written.
    """
    with telling(path):
        (path / SHARDS).mkdir(exist_ok=True)
        (path / STORE).unlink(missing_ok=True)
        entries = []
        for shard in make_shards(roster, manifest.shard_size):
            save_bytes(shard.pack(), path / SHARDS / _shard_name(shard.number))
            entries.append(ShardEntry(sha256=shard.sha256, members=len(shard.members)))
        save_text(_canonical(roster.document()), path / ROSTER)
        complete = manifest.model_copy(update={"shards": tuple(entries)})
        save_text(complete.to_json(), path / MANIFEST)
    return RunFolder(path)


def resume(path: Path, manifest: Manifest) -> RunFolder:
    """Open a run folder to go on with it.

    Parameters
    ----------
    path
        The folder.
    manifest
        What is asked now.

    Raises
    ------
    RunFolderError
        If it is no run folder, or a run of something else, with all that differs.
    """
    folder = RunFolder(path)
    changed = list(differences(folder.manifest, manifest))
    if changed:
        said = "\n".join(f"  {line}" for line in changed)
        raise RunFolderError(
            f"{path}: this run was started with something else and cannot go on:\n{said}\n"
            "  put it back as it was, or begin anew in another folder"
        )
    return folder


def check_new(path: Path) -> None:
    """Make a folder for a new run, or see that it is empty.

    Raises
    ------
    RunFolderError
        If it is taken or cannot be written.
    """
    if path.exists() and not path.is_dir():
        raise RunFolderError(f"{path} is a file; -o names a folder for the run")
    with telling(path):
        path.mkdir(parents=True, exist_ok=True)
        inside = {entry.name for entry in path.iterdir()}
    if MANIFEST in inside:
        raise RunFolderError(
            f"{path} holds a run already; --resume goes on with it, or name another folder"
        )
    foreign = sorted(name for name in inside - OWN if not name.startswith("."))
    if foreign:
        raise RunFolderError(
            f"{path} is not empty ({', '.join(foreign[:3])}); name a new or empty folder"
        )


def plan_file(path: Path, number: int, athlete: str) -> Path:
    """Name the file of an athlete's plan: safe on every disk, whatever the id is, and unique."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", athlete)[:60]
    return path / PLANS / f"{number + 1:05d}-{name}.plan.json"


def _no_run(path: Path) -> str:
    if not path.exists():
        return f"{path}: there is no such folder"
    if not path.is_dir():
        return f"{path} is a file; a run folder is wanted, as `liftproof roster -o` makes it"
    return f"{path} is no run folder: it has no {MANIFEST}"


def _shard_name(number: int) -> str:
    return f"{number:05d}.json.zz"


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False) + "\n"

"""What a run was started with; a run goes on only with the same."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from importlib import metadata
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from optimizer._version import __version__
from optimizer.roster.store import RunFolderError

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster

FORMAT: Literal["liftproof.run/1"] = "liftproof.run/1"
SHOWN = 12  # digits of a hash, enough for people
INFORMATIVE = ("python", "platform")


class RunOptions(BaseModel):
    """What decides the result besides the roster.

    Parameters
    ----------
    gap
        Stop when no roster can be better by more than this fraction of the bound.
    time_limit
        Wall-clock seconds; None for no limit.
    deterministic_time
        Limit in the engine's own units for all athletes together; reproducible without `time_limit`.
    seed
        Random seed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    gap: str = "0.02"
    time_limit: float | None = Field(None, gt=0)
    deterministic_time: float | None = Field(None, gt=0)
    seed: int = Field(0, ge=0, le=2**31 - 1)


class ShardEntry(BaseModel):
    """A shard of the run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    members: int


class Manifest(BaseModel):
    """What a run was started with.

    Parameters
    ----------
    name
        The roster's name.
    athletes
        How many there are.
    roster_sha256
        Hash of the roster with everything it reads: table of athletes, equipment.
    parts
        Hashes of parts of it, to say what has changed.
    versions
        Of liftproof, of the solver and of what they run on.
    options
        What decides the result besides the roster.
    shard_size
        Athletes of a shard.
    shards
        In their order.
    origin
        Hash of the roster of the run that this one was made from by adding an athlete.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["liftproof.run/1"] = FORMAT
    name: str
    athletes: int
    roster_sha256: str
    parts: Mapping[str, str]
    versions: Mapping[str, str]
    options: RunOptions
    shard_size: int
    shards: tuple[ShardEntry, ...] = ()
    origin: str | None = None

    def to_json(self) -> str:
        """Canonical JSON, newline at the end."""
        data = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def manifest_of(roster: Roster, options: RunOptions, size: int) -> Manifest:
    """Write down what a run of a roster starts with; the shards are added when they are written."""
    return Manifest(
        name=roster.name,
        athletes=len(roster.athletes),
        roster_sha256=roster.sha256,
        parts=_parts(roster),
        versions={
            "liftproof": __version__,
            "ortools": metadata.version("ortools"),
            "data": _data_sha256(),
            "python": platform.python_version(),
            "platform": platform.machine(),
        },
        options=options,
        shard_size=size,
    )


def read_manifest(text: str, where: str) -> Manifest:
    """Read a manifest.

    Raises
    ------
    RunFolderError
        If it is none, or one of another version.
    """
    try:
        data = json.loads(text)
        found = data.get("format") if isinstance(data, dict) else None
        if found != FORMAT:
            raise RunFolderError(
                f"{where}: format {found!r}; this version of liftproof reads {FORMAT}"
            )
        return Manifest.model_validate(data)
    except (ValueError, ValidationError) as error:
        first = str(error).splitlines()[0]
        raise RunFolderError(f"{where}: damaged, no manifest of a run: {first}") from None


def differences(stored: Manifest, now: Manifest) -> Iterator[str]:
    """Say what has changed since a run was started; nothing when it can go on.

    Parameters
    ----------
    stored
        Of the run folder.
    now
        Of what is asked now.
    """
    if stored.origin is not None:
        yield "it was made by adding an athlete to a finished run, and is finished itself"
    if stored.roster_sha256 != now.roster_sha256:
        changed = [
            part
            for part in sorted({*stored.parts, *now.parts})
            if stored.parts.get(part) != now.parts.get(part)
        ]
        yield (
            f"the roster has changed since ({', '.join(changed) or 'its wording'}): "
            f"{stored.name!r} with {stored.athletes} athletes, sha256 "
            f"{stored.roster_sha256[:SHOWN]}…, against {now.name!r} with {now.athletes}, "
            f"{now.roster_sha256[:SHOWN]}…"
        )
    for name in sorted({*stored.versions, *now.versions} - {*INFORMATIVE}):
        before, here = stored.versions.get(name), now.versions.get(name)
        if before != here:
            yield f"{name} has changed: {_short(before)} in the run, {_short(here)} here"
    before_options, options = stored.options.model_dump(), now.options.model_dump()
    for name, value in before_options.items():
        if value != options[name]:
            option = f"--{name.replace('_', '-')}"
            yield f"{option} has changed: {value} in the run, {options[name]} here"


def _short(value: str | None) -> str:
    if value is None:
        return "none"
    return value if len(value) < 2 * SHOWN else f"{value[:SHOWN]}…"


def _parts(roster: Roster) -> dict[str, str]:
    document: dict[str, Any] = roster.document()
    return {
        part: hashlib.sha256(
            json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()[: 2 * SHOWN]
        for part, value in document.items()
    }


def _data_sha256() -> str:
    """Hash of the catalogue and of the tables that rules and prescriptions read."""
    data = files("scenarios")
    tables = [data / f"{name}.yaml" for name in ("parameters", "setups", "templates")]
    catalogue = [one for one in (data / "catalogue").iterdir() if one.name.endswith(".yaml")]
    digest = hashlib.sha256()
    for table in sorted([*tables, *catalogue], key=lambda one: one.name):
        digest.update(hashlib.sha256(table.read_bytes()).digest())
    return digest.hexdigest()

"""What is asked about athletes, and of whom: shards travel, tasks name members of a shard by index.

Everything here can be written as JSON, so that a task can go to another process or machine, be hashed
and be answered from a run folder.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Outcome = dict[str, Any]
"""What came of one member of a task, JSON-able; ``{"error": "why"}`` when it failed for good."""


@dataclass(frozen=True)
class Task:
    """One question about some members of one shard.

    Parameters
    ----------
    kind
        What is asked, such as ``alone``, ``relax`` or ``plan``; `perform` knows the kinds.
    shard
        Number of the shard.
    members
        Indexes inside the shard, each at most once.
    common
        What holds for all of them, such as prices.
    own
        What holds for each, in the order of `members`; empty when nothing does.

    Raises
    ------
    ValueError
        If `own` is of another length than `members`, or a member is named twice.
    """

    kind: str
    shard: int
    members: tuple[int, ...]
    common: Mapping[str, Any] = field(default_factory=dict)
    own: tuple[Mapping[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if self.own and len(self.own) != len(self.members):
            raise ValueError(f"{len(self.own)} own inputs for {len(self.members)} members")
        if len(set(self.members)) != len(self.members):
            raise ValueError(f"a member is named twice: {self.members}")

    def only(self, positions: Sequence[int]) -> Task:
        """Ask the same of some members; `positions` count in `members`, not in the shard."""
        own = tuple(self.own[position] for position in positions) if self.own else ()
        members = tuple(self.members[position] for position in positions)
        return Task(self.kind, self.shard, members, self.common, own)

    def keys(self, shard_sha256: str) -> Iterator[bytes]:
        """Yield a key per member: equal keys mean equal questions, whatever else stands beside.

        Parameters
        ----------
        shard_sha256
            Hash of the shard's content; its number alone says nothing.
        """
        shared = hashlib.sha256()
        for part in (self.kind, shard_sha256, canonical(self.common)):
            shared.update(part.encode() + b"\0")
        for position, member in enumerate(self.members):
            one = shared.copy()
            own = self.own[position] if self.own else {}
            one.update(f"{member}\0{canonical(own)}".encode())
            yield one.digest()


@dataclass(frozen=True)
class Shard:
    """Some athletes with the room they share: all that a worker needs to know of them.

    Parameters
    ----------
    number
        Place in the roster, from 0.
    sha256
        Hash of room and members as JSON.
    room
        The facility and its integers, as documents.
    members
        One document per member.
    """

    number: int
    sha256: str
    room: Mapping[str, Any]
    members: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(
        cls, number: int, room: Mapping[str, Any], members: Sequence[Mapping[str, Any]]
    ) -> Shard:
        """Make a shard and its hash."""
        content = _content(room, members)
        return cls(number, hashlib.sha256(content).hexdigest(), room, tuple(members))

    def pack(self) -> bytes:
        """Return the shard as compressed canonical JSON, for `unpack`."""
        head = {"format": SHARD_FORMAT, "number": self.number, "sha256": self.sha256}
        body = {"members": list(self.members), "room": self.room}
        return zlib.compress(canonical({**head, **body}).encode())

    @classmethod
    def unpack(cls, packed: bytes) -> Shard:
        """Read what `pack` wrote.

        Raises
        ------
        ValueError
            If it is no shard or its content is not what its hash says.
        """
        try:
            data = json.loads(zlib.decompress(packed))
            found = data["format"]
            shard = cls.of(data["number"], data["room"], data["members"])
        except (zlib.error, KeyError, TypeError) as error:
            raise ValueError(f"no shard: {type(error).__name__}: {error}") from None
        if found != SHARD_FORMAT:
            raise ValueError(f"a shard of format {found!r}; this version reads {SHARD_FORMAT}")
        if shard.sha256 != data["sha256"]:
            raise ValueError("its content was changed: the hash differs")
        return shard


SHARD_FORMAT = "liftproof.shard/1"

Perform = Callable[[Shard, Task], list[Outcome]]
"""Answers a task, one outcome per member in their order: pure, and the same wherever it runs."""


class Runner(Protocol):
    """Whoever answers tasks: this process, others, another machine or a memory of earlier answers."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, int, Outcome]]:
        """Yield every member of every task once, in any order.

        Parameters
        ----------
        tasks
            What is asked.

        Yields
        ------
        tuple
            A task, a position in its `members`, and the outcome.

        Raises
        ------
        Stopped
            If somebody asked to stop; what was yielded until then counts.
        """
        ...


class Decisions(Protocol):
    """Remembers what was decided by the clock, so that a resumed run decides the same."""

    def once(self, name: str, decide: Callable[[], Any]) -> Any:
        """Return what was decided under this name; decide (JSON-able) and keep it the first time."""
        ...


class FreshDecisions:
    """Decisions of one run that nobody will resume."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def once(self, name: str, decide: Callable[[], Any]) -> Any:
        """Return what was decided under this name; decide the first time."""
        if name not in self._known:
            self._known[name] = decide()
        return self._known[name]


class Stopped(Exception):  # noqa: N818 - somebody asked for it; nothing went wrong
    """The run was asked to stop; all that was answered before is kept."""


def canonical(document: Any) -> str:
    """Write JSON that is equal for equal documents: sorted keys, no spaces.

    Raises
    ------
    TypeError, ValueError
        If something in it is no JSON, such as a fraction or a number that is none.
    """
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _content(room: Mapping[str, Any], members: Sequence[Mapping[str, Any]]) -> bytes:
    return canonical({"members": list(members), "room": room}).encode()

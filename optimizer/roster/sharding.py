"""A roster cut into shards: the same cut whoever does the work, so that answers can be remembered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from optimizer.roster.task import Shard

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster

LARGEST = 50
PIECES = 20
"""A small roster is cut into about so many shards, so that many workers have something to do."""


def shard_size(athletes: int) -> int:
    """Return how many athletes a shard of a roster holds; it depends on their number alone."""
    return max(1, min(LARGEST, -(-athletes // PIECES)))


def place_of(athlete: int, size: int) -> tuple[int, int]:
    """Return shard number and index inside it of an athlete (place in the roster, from 0)."""
    return divmod(athlete, size)


def make_shards(roster: Roster, size: int | None = None) -> Iterator[Shard]:
    """Cut a roster into shards, one at a time.

    Parameters
    ----------
    roster
        The roster.
    size
        Athletes of a shard; by `shard_size` when left out.

    Yields
    ------
    Shard
        With the documents of room and members as `RoomProblem.document` and `Member.document` give
        them.
    """
    size = size or shard_size(len(roster.athletes))
    room = roster.room.document()
    for number, first in enumerate(range(0, len(roster.athletes), size)):
        past = min(first + size, len(roster.athletes))
        members = [roster.member(index).document() for index in range(first, past)]
        yield Shard.of(number, room, members)

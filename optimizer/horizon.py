"""Weeks, blocks and slots: where in time a session can stand. Integers only, no rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MINUTES_PER_DAY = 24 * 60
MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

WeekKind = Literal["build", "deload"]


@dataclass(frozen=True)
class Block:
    """A mesocycle: weeks in which the training week repeats.

    Parameters
    ----------
    index
        0-based position in the plan.
    first_week
        0-based week of the plan in which the block starts.
    weeks
        Length, the deload week included.
    deload
        Whether the last week is a deload week.
    """

    index: int
    first_week: int
    weeks: int
    deload: bool

    @property
    def build_weeks(self) -> int:
        """Number of weeks that are not a deload."""
        return self.weeks - self.deload

    @property
    def week_numbers(self) -> range:
        """0-based weeks of the plan."""
        return range(self.first_week, self.first_week + self.weeks)

    def kind(self, week: int) -> WeekKind:
        """Kind of a 0-based week of this block."""
        return "deload" if self.deload and week == self.week_numbers[-1] else "build"

    @property
    def label(self) -> str:
        """Name for people, counted from 1."""
        return f"block {self.index + 1}"


@dataclass(frozen=True)
class Occurrence:
    """A slot in one week of the plan.

    Parameters
    ----------
    block, slot
        0-based indices.
    week
        0-based week of the plan.
    start_minute
        Minutes since Monday 00:00 of week 1, by the calendar (a clock change moves no rule).
    """

    block: int
    slot: int
    week: int
    start_minute: int

    @property
    def day(self) -> int:
        """Days since Monday of week 1."""
        return self.start_minute // MINUTES_PER_DAY


def cut_into_blocks(weeks: int, block_weeks: int, deload_every: int) -> tuple[Block, ...]:
    """Cut a horizon into blocks; a deload week always follows a build week of its own block.

    Parameters
    ----------
    weeks
        Length of the horizon, at least 1.
    block_weeks
        Length of a block; the last one may be shorter.
    deload_every
        The last week of every this-many-th block is a deload week.

    Returns
    -------
    tuple of Block

    Notes
    -----
    A one-week block has no week to lighten. With ``block_weeks=1`` the deload week therefore joins
    the block before it (weeks 1, 2, 3 free, week 4 repeats week 3 lightly); a one-week rest of the
    horizon stays a build week.
    """
    blocks: list[Block] = []
    first = 0
    while first < weeks:
        index = len(blocks)
        length = min(block_weeks, weeks - first)
        if block_weeks == 1:
            joins = deload_every > 1 and (first + 2) % deload_every == 0 and first + 2 <= weeks
            length, deload = (2, True) if joins else (1, False)
        else:
            deload = length > 1 and (index + 1) % deload_every == 0
        blocks.append(Block(index, first, length, deload))
        first += length
    return tuple(blocks)


def occurrences(blocks: tuple[Block, ...], slot_starts: tuple[int, ...]) -> tuple[Occurrence, ...]:
    """Every slot of every week in order of time.

    Parameters
    ----------
    blocks
        The horizon.
    slot_starts
        Minute of the week at which each slot starts.
    """
    found = [
        Occurrence(block.index, slot, week, week * MINUTES_PER_WEEK + start)
        for block in blocks
        for week in block.week_numbers
        for slot, start in enumerate(slot_starts)
    ]
    return tuple(sorted(found, key=lambda o: (o.start_minute, o.slot)))

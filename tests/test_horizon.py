"""Blocks, weeks and occurrences."""

from __future__ import annotations

import pytest

from optimizer.horizon import MINUTES_PER_DAY, Block, cut_into_blocks, occurrences

Shape = list[tuple[int, int, bool]]  # first week, length, deload


@pytest.mark.parametrize(
    ("weeks", "block_weeks", "every", "expected", "why"),
    [
        (1, 4, 1, [(0, 1, False)], "one week is no block to lighten"),
        (4, 4, 1, [(0, 4, True)], "one block"),
        (4, 4, 2, [(0, 4, False)], "the second block would have the deload"),
        (5, 4, 1, [(0, 4, True), (4, 1, False)], "a rest of one week stays a build week"),
        (6, 4, 1, [(0, 4, True), (4, 2, True)], "a rest of two weeks can be lightened"),
        (6, 4, 2, [(0, 4, False), (4, 2, True)], "every second block"),
        (8, 4, 2, [(0, 4, False), (4, 4, True)], "8 weeks"),
        (12, 4, 2, [(0, 4, False), (4, 4, True), (8, 4, False)], "12 weeks, one deload"),
        (3, 12, 1, [(0, 3, True)], "a block longer than the horizon"),
        (4, 2, 1, [(0, 2, True), (2, 2, True)], "two-week blocks"),
        (3, 1, 5, [(0, 1, False), (1, 1, False), (2, 1, False)], "one-week blocks, no deload yet"),
        (
            5,
            1,
            4,
            [(0, 1, False), (1, 1, False), (2, 2, True), (4, 1, False)],
            "the deload week joins the week before",
        ),
        (4, 1, 4, [(0, 1, False), (1, 1, False), (2, 2, True)], "exactly at the end"),
        (3, 1, 4, [(0, 1, False), (1, 1, False), (2, 1, False)], "the horizon ends before it"),
        (5, 1, 2, [(0, 2, True), (2, 2, True), (4, 1, False)], "every second week"),
    ],
)
def test_cutting(weeks: int, block_weeks: int, every: int, expected: Shape, why: str) -> None:
    blocks = cut_into_blocks(weeks, block_weeks, every)
    assert [(b.first_week, b.weeks, b.deload) for b in blocks] == expected, why


@pytest.mark.parametrize("block_weeks", [1, 2, 3, 4, 5, 12])
@pytest.mark.parametrize("every", [1, 2, 3, 7])
def test_every_week_is_in_exactly_one_block(block_weeks: int, every: int) -> None:
    for weeks in range(1, 53):
        blocks = cut_into_blocks(weeks, block_weeks, every)
        assert [week for block in blocks for week in block.week_numbers] == list(range(weeks))
        assert [block.index for block in blocks] == list(range(len(blocks)))
        for block in blocks:
            kinds = [block.kind(week) for week in block.week_numbers]
            assert kinds == ["build"] * block.build_weeks + ["deload"] * block.deload
            assert kinds[0] == "build"


def test_names_count_from_one() -> None:
    assert Block(0, 0, 4, True).label == "block 1"


def test_occurrences_stand_in_order_of_time() -> None:
    blocks = cut_into_blocks(2, 1, 9)
    found = occurrences(blocks, (3 * MINUTES_PER_DAY + 60, 600, 600))
    assert [(o.block, o.slot, o.week, o.day) for o in found] == [
        (0, 1, 0, 0),
        (0, 2, 0, 0),
        (0, 0, 0, 3),
        (1, 1, 1, 7),
        (1, 2, 1, 7),
        (1, 0, 1, 10),
    ]
    assert found[3].start_minute == 7 * MINUTES_PER_DAY + 600

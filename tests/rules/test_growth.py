"""Growth: 2 sets or 20 % for a muscle, 20 % for the spine, block to block."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from constraints import RULES
from constraints.growth import Params
from tests.builders import choice, model, model_allows, plan, scenario, violations

RULE = next(rule for rule in RULES if rule.name == "growth")
# calf_raise_bw trains calves 0.5 a set, single_leg_calf_raise 0.8; neither loads the spine.
# seated_leg_curl trains hamstrings 1.0 a set; dead_bug is abs 0.5 and one axial point a set.
SOME = ["calf_raise_bw", "single_leg_calf_raise", "seated_leg_curl", "dead_bug"]
Blocks = tuple[dict[str, int], dict[str, int]]


def _toy(**more: Any) -> Any:
    sessions = [
        {"id": d[:3], "day": d, "start": "18:00", "minutes": "60", "setup": "commercial_gym"}
        for d in ("monday", "wednesday", "friday")
    ]
    return scenario(only=SOME, weeks=8, sessions=sessions, **more)


def _placed(exercise: str, before: list[int], after: list[int]) -> dict[tuple[str, str, int], int]:
    """Sets of one exercise on Monday, Wednesday and Friday of two blocks."""
    return {
        (exercise, day, block): sets
        for block, week in ((1, before), (2, after))
        for day, sets in zip(("mon", "wed", "fri"), week, strict=False)
        if sets
    }


@pytest.mark.parametrize(
    ("exercise", "before", "after", "expected", "why"),
    [
        ("seated_leg_curl", [], [2], [], "from nothing to exactly 2 sets"),
        ("seated_leg_curl", [], [3], [("1.0", "set")], "from nothing to 3 sets"),
        ("calf_raise_bw", [], [4], [], "from nothing to 2.0 fractional sets"),
        ("calf_raise_bw", [], [5], [("0.5", "set")], "from nothing to 2.5"),
        ("seated_leg_curl", [4], [4, 2], [], "from 4 to 6"),
        ("seated_leg_curl", [4], [4, 3], [("1.0", "set")], "from 4 to 7"),
        ("seated_leg_curl", [5, 5], [4, 4, 4], [], "from 10 to 12: 2 sets are exactly 20 %"),
        ("seated_leg_curl", [5, 5], [5, 4, 4], [("1.0", "set")], "from 10 to 13"),
        ("seated_leg_curl", [5, 5, 5], [5, 4, 4], [], "shrinking always is"),
        ("seated_leg_curl", [5, 5, 5], [], [], "to nothing"),
        ("dead_bug", [5], [2, 4], [], "axial from 5 to exactly 6"),
        ("dead_bug", [5], [4, 3], [("1", "point")], "axial from 5 to 7"),
        ("dead_bug", [], [2], [("2", "point")], "a spine without load gets none in the next block"),
        ("dead_bug", [5, 5], [4, 4, 4], [], "axial from 10 to exactly 12"),
        ("dead_bug", [5, 5], [5, 4, 4], [("1", "point")], "axial from 10 to 13"),
    ],
)
def test_oracle(
    exercise: str, before: list[int], after: list[int], expected: list[tuple[str, str]], why: str
) -> None:
    toy = _toy()
    sets = _placed(exercise, before, after)
    found = violations(toy, plan(toy, sets), "growth")
    assert [(v.excess, v.unit) for v in found] == [(Decimal(a), u) for a, u in expected], why
    allowed = model_allows(model(toy, "growth"), choice(toy, sets), {0, 1, 2})
    assert allowed == (not expected), why


@pytest.mark.parametrize(
    ("after", "allowed"),
    [([5, 5, 4], True), ([5, 5, 5], False)],
)
def test_twenty_per_cent_of_more_than_ten_sets(after: list[int], allowed: bool) -> None:
    """From 12 sets 20 % are 2.4, so that 14 and even 14.4 are allowed and 15 are not."""
    toy = _toy(rules={"volume": {"cap_sets": {"hamstrings": "40"}}})
    sets = _placed("seated_leg_curl", [4, 4, 4], after)
    assert (not violations(toy, plan(toy, sets), "growth")) == allowed
    for rules in (("growth",), ("growth", "volume")):
        assert model_allows(model(toy, *rules), choice(toy, sets), {0, 1, 2}) == allowed


def test_exactly_the_share_and_a_tenth_beyond() -> None:
    """From 12.5 calf sets (25 at 0.5) 20 % are exactly 2.5; singles at 0.8 step over the line."""
    toy = scenario(
        only=SOME,
        weeks=8,
        sessions=[
            {"id": d[:3], "day": d, "start": "18:00", "minutes": "60", "setup": "garage"}
            for d in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
        ],
    )
    week = ("mon", "tue", "wed", "thu", "fri", "sat")

    def blocks(before: list[int], after: list[int], singles: int = 0) -> dict[Any, int]:
        rows = {
            ("calf_raise_bw", day, block): sets
            for block, counts in ((1, before), (2, after))
            for day, sets in zip(week, counts, strict=True)
            if sets
        }
        return {**rows, **({("single_leg_calf_raise", "sat", 2): singles} if singles else {})}

    full = [5, 5, 5, 5, 5, 0]
    exact = blocks(full, [5, 5, 5, 5, 5, 5])  # 12.5 to 15.0
    beyond = blocks(full, [5, 5, 5, 5, 4, 0], singles=4)  # 12.5 to 12 + 3.2 = 15.2
    posted = model(toy, "growth")
    used = set(range(6))
    assert violations(toy, plan(toy, exact), "growth") == []
    assert [v.excess for v in violations(toy, plan(toy, beyond), "growth")] == [Decimal("0.2")]
    assert model_allows(posted, choice(toy, exact), used)
    assert not model_allows(posted, choice(toy, beyond), used)


@pytest.mark.parametrize(
    ("rules", "after", "allowed"),
    [
        ({"sets": "0", "percent": 0}, [4], True),
        ({"sets": "0", "percent": 0}, [5], False),
        ({"sets": "0", "percent": 25}, [5], True),
        ({"sets": "0", "percent": 20}, [5], False),
        ({"sets": "1", "percent": 0}, [5], True),
        ({"sets": "1", "percent": 0}, [3, 3], False),
        ({"sets": "0", "percent": 100}, [4, 4], True),
        ({"sets": "0", "percent": 100}, [5, 4], False),
    ],
)
def test_parameters_at_their_extremes(
    rules: dict[str, Any], after: list[int], allowed: bool
) -> None:
    toy = _toy(rules={"growth": rules})
    sets = _placed("seated_leg_curl", [4], after)
    assert (not violations(toy, plan(toy, sets), "growth")) == allowed
    assert model_allows(model(toy, "growth"), choice(toy, sets), {0, 1, 2}) == allowed


def test_every_border_is_checked_and_blocks_apart_are_not_compared() -> None:
    toy = scenario(only=["calf_raise_bw"], weeks=12)
    rising = {("calf_raise_bw", "mon", b): n for b, n in ((1, 2), (2, 5), (3, 5))}
    assert violations(toy, plan(toy, rising), "growth") == []
    late = {("calf_raise_bw", day, 3): 5 for day in ("mon", "wed", "fri")}
    found = violations(toy, plan(toy, late), "growth")
    assert [(v.where, v.excess) for v in found] == [("calves, block 2 to 3", Decimal("5.5"))]
    assert not model_allows(model(toy, "growth"), choice(toy, late), {0, 1, 2})


def test_one_block_has_nothing_to_grow_from() -> None:
    toy = scenario(only=["calf_raise_bw"])
    sets = {("calf_raise_bw", day): 5 for day in ("mon", "wed", "fri")}
    assert violations(toy, plan(toy, sets), "growth") == []
    assert model_allows(model(toy, "growth"), choice(toy, sets), {0, 1, 2})


def test_explanation_and_relaxations() -> None:
    text = RULE.explain(Params())
    assert "2 sets" in text
    assert text.count("20 %") == 2
    looser = list(RULE.relaxations(Params()))
    assert [p.sets for p in looser if (p.percent, p.axial_percent) == (20, 20)] == [3, 4, 5, 6]
    assert [p.percent for p in looser if p.axial_percent == 20][4:] == [25, 30, 40, 50, 70, 100]
    assert [p.axial_percent for p in looser][-6:] == [25, 30, 40, 50, 70, 100]
    assert len(looser) == 16
    widest = RULE.relaxations(Params(percent=100, axial_percent=95))
    assert [p.axial_percent for p in widest if p.sets == 2] == [100]

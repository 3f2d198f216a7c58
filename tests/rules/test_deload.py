"""Deload: when a light week comes, how light it is, and that no week is empty."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from constraints import RULES
from constraints.deload import Params
from optimizer.scenario import Scenario
from tests.builders import edited, model, model_allows, plan, scenario, violations

RULE = next(rule for rule in RULES if rule.name == "deload")
ONLY = ["romanian_deadlift", "dead_bug"]
Change = Callable[[dict[str, Any]], None]


def _good() -> tuple[Scenario, Any]:
    """Four weeks, the last a deload: romanian deadlifts on Monday, dead bugs on Friday."""
    toy = scenario(only=ONLY)
    return toy, plan(toy, {("romanian_deadlift", "mon"): 3, ("dead_bug", "fri"): 2})


def _first(data: dict[str, Any], week: int, session: int = 0) -> dict[str, Any]:
    entry: dict[str, Any] = data["weeks"][week - 1]["sessions"][session]["exercises"][0]
    return entry


@pytest.mark.parametrize(("build", "light"), [(2, 1), (3, 2), (4, 2), (5, 3)])
def test_table_of_sets(build: int, light: int) -> None:
    toy = scenario(only=ONLY)
    made = plan(toy, {("dead_bug", "mon"): build})
    assert made.weeks[3].kind == "deload"
    assert made.weeks[3].sessions[0].exercises[0].sets == light
    assert violations(toy, made, "deload") == []
    for wrong in {light - 1, light + 1} - {0}:
        changed = edited(toy, made, lambda d, n=wrong: _first(d, 4).update(sets=n))
        found = violations(toy, changed, "deload")
        assert [(v.where, v.excess, v.unit) for v in found] == [("week 4, mon", 1, "set")]


def _drop(week: int, session: int) -> Change:
    return lambda d: d["weeks"][week - 1].update(
        sessions=[s for i, s in enumerate(d["weeks"][week - 1]["sessions"]) if i != session]
    )


def _empty(*weeks: int) -> Change:
    def change(data: dict[str, Any]) -> None:
        for week in weeks:
            for session in data["weeks"][week - 1]["sessions"]:
                session["exercises"] = []

    return change


@pytest.mark.parametrize(
    ("change", "expected", "why"),
    [
        (lambda d: None, [], "a good plan"),
        (lambda d: _first(d, 2).update(sets=5), [("week 2, mon", 2, "set")], "weeks repeat"),
        (lambda d: _first(d, 4).update(rir=3), [("week 4, mon", 1, "repetition")], "RIR below 4"),
        (lambda d: _first(d, 4).update(rir=5), [], "RIR above 4"),
        (
            lambda d: _first(d, 4).update(load_kg=_first(d, 3)["load_kg"]),
            [],
            "no heavier than the last build week is what the check asks",
        ),
        (
            lambda d: _first(d, 4).update(load_kg=_first(d, 3)["load_kg"] + Decimal("0.5")),
            [("week 4, mon", Decimal("0.5"), "kg")],
            "heavier than the last build week",
        ),
        (
            lambda d: _first(d, 1).update(load_kg=Decimal(1)),
            [],
            "the first build week's load is not what counts",
        ),
        (lambda d: d["weeks"][3].update(kind="build"), None, "the deload week became a build week"),
        (lambda d: d["weeks"][0].update(kind="deload"), None, "a deload at the wrong time"),
        (lambda d: d["weeks"][1].update(block=2), None, "a week of another block"),
        (lambda d: d.update(weeks=d["weeks"][:3]), None, "a week too few"),
        (_drop(2, 1), [("week 2", 1, "session")], "a session less than in the pattern"),
        (
            _empty(1, 2, 3, 4),
            [(f"week {n}", 1, "week") for n in (1, 2, 3, 4)],
            "no training at all in any week",
        ),
    ],
)
def test_oracle(change: Change, expected: list[tuple[str, Any, str]] | None, why: str) -> None:
    toy, good = _good()
    found = violations(toy, edited(toy, good, change), "deload")
    if expected is None:
        assert found, why
    else:
        assert [(v.where, v.excess, v.unit) for v in found] == expected, why


def test_load_is_nine_tenths_rounded_down_to_what_can_be_loaded() -> None:
    toy, good = _good()
    loads = [week.sessions[0].exercises[0].load_kg for week in good.weeks]
    option = toy.offers.options["romanian_deadlift", "straight", 0, 0]
    assert loads == [week.load_kg for week in option.weeks]
    # 140 x 0.75 at 10 + 1 repetitions: 76.86 kg; nine tenths are 69.174, loadable in steps of 2.5.
    assert loads[2:] == [Decimal("75"), Decimal("67.5")]


@pytest.mark.parametrize(
    ("weeks", "every", "allowed"),
    [
        (5, 2, True),  # 5 weeks need none
        (6, 3, False),  # exactly 6 weeks need one
        (6, 2, True),
        (12, 3, True),
        (12, 4, False),
    ],
)
def test_long_plans_contain_one(weeks: int, every: int, allowed: bool) -> None:
    toy = scenario(only=ONLY, weeks=weeks, rules={"deload": {"every_blocks": every}})
    made = plan(toy, {("dead_bug", "mon"): 2})
    assert (violations(toy, made, "deload") == []) == allowed
    chosen = {("dead_bug", "straight", 0, block.index): 2 for block in toy.blocks}
    assert model_allows(model(toy, "deload"), chosen, {0, 1, 2}) == allowed


@pytest.mark.parametrize("level", ["novice", "intermediate", "advanced"])
def test_defaults_never_contradict_the_rule(level: str) -> None:
    """Whatever the horizon: a plan that needs a deload gets one from the default frequency."""
    for weeks in range(1, 27):
        for block_weeks in range(1, 13):
            toy = scenario(athlete={"level": level}, weeks=weeks, block_weeks=block_weeks)
            deloads = sum(block.deload for block in toy.blocks)
            assert deloads or weeks < 6, (weeks, block_weeks)
            assert all(block.build_weeks >= 1 for block in toy.blocks)


@pytest.mark.parametrize(
    ("level", "block_weeks", "every"),
    [
        ("novice", 4, 2),  # about 7 weeks: 7/4 rounds to 2 blocks
        ("intermediate", 4, 1),  # 5/4
        ("advanced", 4, 1),
        ("novice", 1, 7),
        ("intermediate", 2, 3),  # 2.5 blocks, halves up
        ("advanced", 12, 1),  # never less than every block
    ],
)
def test_default_frequency(level: str, block_weeks: int, every: int) -> None:
    toy = scenario(athlete={"level": level}, weeks=24, block_weeks=block_weeks)
    assert toy.settings.deload.every_blocks == every


def test_one_week_blocks_join_the_week_before() -> None:
    toy = scenario(only=ONLY, weeks=6, block_weeks=1, rules={"deload": {"every_blocks": 4}})
    assert [(b.first_week, b.weeks, b.deload) for b in toy.blocks] == [
        (0, 1, False),
        (1, 1, False),
        (2, 2, True),
        (4, 1, False),
        (5, 1, False),
    ]
    made = plan(toy, {("dead_bug", "mon"): 4})
    assert [(w.block, w.kind) for w in made.weeks][2:4] == [(3, "build"), (3, "deload")]
    assert made.weeks[3].sessions[0].exercises[0].sets == 2
    assert violations(toy, made, "deload") == []


@pytest.mark.parametrize(
    "written",
    [{"sets": {2: 0}}, {"sets": {2: 3}}, {"sets": {6: 3}}, {"sets": {1: 1}}, {"every_blocks": 0}],
)
def test_impossible_tables_are_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="deload"):
        scenario(rules={"deload": written})


def test_a_written_table_is_filled_up_by_the_defaults() -> None:
    toy = scenario(only=ONLY, rules={"deload": {"sets": {4: 3}}})
    assert toy.settings.deload.sets == {2: 1, 3: 2, 4: 3, 5: 3}
    made = plan(toy, {("dead_bug", "mon"): 4})
    assert made.weeks[3].sessions[0].exercises[0].sets == 3
    assert violations(toy, made, "deload") == []


def test_explanation_and_no_relaxations() -> None:
    text = RULE.explain(Params(every_blocks=2))
    for words in (
        "every 2 blocks",
        "2 to 1, 3 to 2, 4 to 2, 5 to 3",
        "x 0.9,",
        "at least 4",
        "6 weeks",
    ):
        assert words in text
    assert "last week of every block" in RULE.explain(Params())
    assert RULE.safety
    assert list(RULE.relaxations(Params())) == []

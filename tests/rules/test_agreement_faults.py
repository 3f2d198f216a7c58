"""Faults planted into postings and checks: the comparison of the two must notice every one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from constraints import Rule, Violation
from optimizer.linear_model import Linear
from optimizer.plan import Plan
from optimizer.plan_model import PlanModel
from optimizer.postings import Key
from optimizer.scenario import Scenario
from tests.rules.test_agreement import BY_NAME, accepted, difference, posted
from tests.rules.test_agreement_toys import TOYS

Fault = Callable[[Rule], Rule]


def limits(**changes: Callable[[int], int]) -> Fault:
    """Post with integers that differ from what the scenario says."""

    def plant(rule: Rule) -> Rule:
        def post(model: PlanModel) -> None:
            whole = model.problem
            wrong: dict[str, Any] = {
                name: change(getattr(whole.limits, name)) for name, change in changes.items()
            }
            model.problem = replace(whole, limits=replace(whole.limits, **wrong))
            rule.post(model)
            model.problem = whole

        return replace(rule, post=post)

    return plant


def days_dropped(keep: Callable[[Any], bool]) -> Fault:
    """Post over a calendar that misses some occurrences."""

    def plant(rule: Rule) -> Rule:
        def post(model: PlanModel) -> None:
            whole = model.problem
            left = tuple(o for o in whole.occurrences if keep(o))
            model.problem = replace(whole, occurrences=left)
            rule.post(model)
            model.problem = whole

        return replace(rule, post=post)

    return plant


def rows_dropped(part: str) -> Fault:
    """Post, then lose the rows whose place contains a text."""

    def plant(rule: Rule) -> Rule:
        def post(model: PlanModel) -> None:
            rule.post(model)
            kept = [row for row in model.linear.rows if part not in row.where]
            assert len(kept) < len(model.linear.rows), "the fault must do something"
            model.linear.rows[:] = kept

        return replace(rule, post=post)

    return plant


def settings(rule_name: str, **changes: Any) -> Fault:
    """Check with parameters that differ from what the scenario says."""

    def plant(rule: Rule) -> Rule:
        def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
            params = getattr(scenario.settings, rule_name).model_copy(update=changes)
            wrong = scenario.model_copy()
            wrong.__dict__["settings"] = scenario.settings.model_copy(update={rule_name: params})
            yield from rule.check(wrong, plan)

        return replace(rule, check=check)

    return plant


def shift(by: int) -> Callable[[int], int]:
    """Move a limit."""
    return lambda value: value + by


# Toy, what is wrong, how.
FAULTS: tuple[tuple[str, str, Fault], ...] = (
    (
        "days in a row over Sunday",
        "last week dropped",
        days_dropped(lambda occurrence: occurrence.week == 0),
    ),
    ("days in a row over Sunday", "a day too long", limits(max_consecutive_days=shift(1))),
    (
        "two and three days of rest",
        "last session dropped",
        days_dropped(lambda occurrence: (occurrence.week, occurrence.slot) != (1, 2)),
    ),
    ("two and three days of rest", "above for at least", limits(heavy_above_tenths=shift(-1))),
    ("two and three days of rest", "an hour short", settings("recovery_gap", heavy_hours=73)),
    (
        "rest of small muscles, in age and in the first week",
        "first week off by one",
        limits(recovery_early_weeks=shift(1)),
    ),
    ("heavy legs and heavy back", "a minute short", limits(leg_back_gap_minutes=shift(-1))),
    ("heavy legs and heavy back", "second block lost", rows_dropped("block 2, mon and block 2")),
    (
        "fatigue with fractions of a point",
        "truncated to whole points",
        limits(fatigue_session_hundredths=lambda value: value // 100 * 100),
    ),
    (
        "fatigue with fractions of a point",
        "at least for above",
        settings("fatigue_budget", session_points=Decimal("17.24")),
    ),
    ("axial points with fractions", "week lost", rows_dropped("block 1, whole week")),
    ("floors of volume", "at most for below", settings("volume", session_cap_sets=Decimal(1))),
    ("caps of volume", "half a set too much", limits(session_muscle_tenths=shift(6))),
    ("a session on the second", "warm-up forgotten", limits(overhead_seconds=lambda _: 0)),
    ("a session on the second", "a second too much", limits(overhead_seconds=shift(1))),
    ("sets and families of a session", "one exercise is enough", limits(min_exercises=shift(-1))),
    ("a step opens after weeks", "a week too early", limits(ladder_weeks=shift(1))),
    ("small steps of volume and load", "border lost", rows_dropped("axial load")),
    ("few new exercises", "one more is new", settings("continuity", new_exercises=2)),
)


@pytest.mark.parametrize(
    ("name", "plant"), [(f[0], f[2]) for f in FAULTS], ids=[f"{f[0]}: {f[1]}" for f in FAULTS]
)
def test_faults_are_noticed(name: str, plant: Fault) -> None:
    toy = TOYS[name]
    scenario = toy.scenario()
    beside = [BY_NAME[other] for other in toy.beside]
    faulty = [*beside, plant(BY_NAME[toy.rule])]
    assert difference(posted(scenario, faulty), accepted(scenario, faulty)) != ""


class OneWay(PlanModel):
    """Links an indicator in one direction only: it may be 1 where nothing is reached."""

    def reaches(
        self, key: Key, expression: Linear, mark: int, proof: Linear | None = None
    ) -> Linear:
        """Leave out the row that holds the indicator down."""
        before = len(self.linear.rows)
        reached = super().reaches(key, expression, mark, proof)
        del self.linear.rows[before + 1 :]
        return reached


class OtherWay(PlanModel):
    """Links an indicator in one direction only: it may be 0 where the mark is reached."""

    def reaches(
        self, key: Key, expression: Linear, mark: int, proof: Linear | None = None
    ) -> Linear:
        """Leave out the row that pushes the indicator up."""
        before = len(self.linear.rows)
        reached = super().reaches(key, expression, mark, proof)
        del self.linear.rows[before : before + 1]
        return reached

    def all_true(self, key: Key, literals: Iterable[Linear]) -> Linear:
        """Leave out the row that pushes the indicator up."""
        before = len(self.linear.rows)
        every = super().all_true(key, literals)
        del self.linear.rows[max(before, len(self.linear.rows) - 1) :]
        return every


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("muscles twice a week", OneWay),  # the indicator is wanted: it must not come for nothing
        ("two and three days of rest", OtherWay),  # it is unwanted: it must not be shirked
        ("leg press on Sunday, hinge on Monday", OtherWay),
        ("a session on the second", OtherWay),
        ("a change of method", OtherWay),
    ],
)
def test_auxiliaries_linked_one_way_are_noticed(name: str, kind: type[PlanModel]) -> None:
    toy = TOYS[name]
    scenario, rule = toy.scenario(), BY_NAME[toy.rule]
    assert difference(posted(scenario, [rule], kind), accepted(scenario, [rule])) != ""

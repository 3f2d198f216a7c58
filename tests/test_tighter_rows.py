"""Rows that only tighten the linear relaxation: no whole plan is lost, and fractions gain nothing."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest

from constraints import RULES
from optimizer.compile import compile_problem
from optimizer.engines.duals import Relaxation
from optimizer.linear_model import Linear, Variable
from optimizer.plan_model import PlanModel
from tests.builders import days, scenario

GROWTH = next(rule for rule in RULES if rule.name == "growth")
THREE_DAYS = days("monday", "wednesday", "friday")


def _model(*only: str, **more: Any) -> PlanModel:
    return PlanModel(compile_problem(scenario(only=only, **{"sessions": THREE_DAYS, **more})))


def _relaxed(model: PlanModel, expression: Linear) -> float:
    """Largest value of an expression when variables need not be whole."""
    model.reward("probe", expression, Fraction(1))
    relaxed = Relaxation(model.linear).solve({}, 60)
    assert relaxed is not None
    assert relaxed.points is not None
    return relaxed.points


def _values(model: PlanModel, done: tuple[int, ...], **flags: int) -> list[int]:
    """Values of a model whose variables are uses, decisions and the flags named."""
    values = [flags.get(v.name.split("[")[0], 0) for v in model.linear.variables]
    for slot in model.problem.slots:
        values[next(iter(model.uses(slot.index).terms))] = 1
    for cell, is_done in zip(model.problem.cells, done, strict=True):
        values[next(iter(model.does(cell).terms))] = is_done
        values[next(iter(model.sets(cell).terms))] = 2 * is_done
    return values


def _two_exclusive_pairs(*, kept: bool = True) -> PlanModel:
    """Two exercises on three days, on Monday and on Wednesday only one of them."""
    problem = compile_problem(scenario(only=("dead_bug", "front_plank"), sessions=THREE_DAYS))
    model = PlanModel(problem, lambda _rule, where: kept or not where.startswith("one of"))
    for slot in (0, 1):
        cells = model.cells(slot, 0)
        model.at_most_one((model.does(c) for c in cells), f"one of two in {slot}")
    return model


def test_parts_of_which_one_is_allowed_share_a_row() -> None:
    model = _two_exclusive_pairs()
    cells = model.problem.cells
    groups = model.exclusive_groups(model.does(c) for c in cells)
    names = [{model.linear.variables[i].name for i in group.terms} for group in groups]
    assert sorted(map(len, names)) == [1, 1, 2, 2]
    assert sorted(itertools.chain(*names)) == sorted(f"does[{c.key}]" for c in cells)
    flag = model.any_done(("probe",), cells)
    assert len(flag.terms) == 1
    for done in itertools.product((0, 1), repeat=len(cells)):
        one_each = all(
            sum(n for c, n in zip(cells, done, strict=True) if c.slot == slot) <= 1
            for slot in (0, 1)
        )
        allowed = {
            value
            for value in (0, 1)
            if not list(model.linear.broken(_values(model, done, probe=value)))
        }
        assert allowed == ({int(any(done))} if one_each else set()), done


def test_where_all_parts_exclude_each_other_their_sum_is_the_answer() -> None:
    model = _two_exclusive_pairs()
    monday = model.cells(0, 0)
    before = len(model.linear.rows)
    flag = model.any_done(("probe",), monday)
    (row,) = model.linear.rows[before:]
    assert (row.lower, row.upper) == (0, 0)
    terms = dict(zip(row.variables, row.coefficients, strict=True))
    assert terms == (flag - model.number_done(monday)).terms


def test_a_row_that_is_left_out_excludes_nothing() -> None:
    model = _two_exclusive_pairs(kept=False)
    monday = model.cells(0, 0)
    assert len(model.exclusive_groups(model.does(c) for c in monday)) == 2
    assert len(model.any_done(("probe",), monday).terms) == 1


@pytest.mark.parametrize(
    "only", [("dead_bug",), ("dead_bug", "pallof_press"), ("bear_crawl", "band_march")]
)
def test_a_muscle_is_trained_for_the_same_whole_numbers(only: tuple[str, ...]) -> None:
    model = _model(*only, sessions=days("monday"))
    flag = model.is_trained("abs", 0, 0)
    (made,) = flag.terms
    volume = model.volume("abs", 0, 0)
    cells = model.problem.cells
    seen = set()
    for sets in itertools.product((0, 2, 3, 4, 5), repeat=len(cells)):
        tenths = sum(n * c.credits["abs"] for c, n in zip(cells, sets, strict=True))
        values = _values(model, tuple(int(n > 0) for n in sets))
        for cell, count in zip(cells, sets, strict=True):
            values[next(iter(model.sets(cell).terms))] = count
        if len(cells) > 1:
            values[next(iter(volume.terms))] = tenths
        for value in (0, 1):
            values[made] = value
            assert (not list(model.linear.broken(values))) == (value == (tenths >= 10)), sets
        seen.add(tenths >= 10)
    assert seen == {False, True}


def test_a_fifth_of_an_option_trains_a_muscle_by_a_fifth() -> None:
    model = _model("dead_bug", sessions=days("monday"))
    (cell,) = model.problem.cells
    model.at_most(5 * model.does(cell), 1, "a fifth")  # 5 sets of 0.5: a fifth is half of the mark
    assert _relaxed(model, model.is_trained("abs", 0, 0)) == pytest.approx(0.2)


def test_thirds_on_three_days_do_not_train_a_family_by_a_third() -> None:
    for asked, least in ((True, 1), (False, Fraction(1, 3))):
        model = _model("prone_cobra")
        cells = model.problem.cells
        if asked:
            model.ask(cells, Linear(constant=1), "one")
        else:
            model.at_least(model.number_done(cells), 1, "one")
        trained = model.trains("spinal_extension", 0)
        assert _relaxed(model, -1 * trained) == pytest.approx(-float(least))


def test_asking_loses_no_whole_plan() -> None:
    model = _model("prone_cobra")
    cells = model.problem.cells
    missing = model.variable(("missing",), 0, 2)
    model.ask(cells, 2 - missing, "two")
    model.trains("spinal_extension", 0)
    for done in itertools.product((0, 1), repeat=len(cells)):
        for lacks in range(3):
            values = _values(model, done, missing=lacks, trains=int(any(done)))
            assert (not list(model.linear.broken(values))) == (sum(done) + lacks >= 2)


def test_a_half_used_slot_is_capped_by_half() -> None:
    for share, most in ((None, 30), (0, 15)):
        model = _model("dead_bug", "front_plank", sessions_per_week=2)
        volume = model.volume("abs", 0, 0)
        when = None if share is None else model.uses(0)
        model.cap(volume, 30, "cap", when)
        model.at_most(2 * model.uses(0), 1, "half")
        assert model.most(volume) == 30
        # Half of each of two options, with 5 sets of 0.5 and 0.6, would be 27.5.
        assert _relaxed(model, volume) == pytest.approx(min(most, 27.5))


@pytest.mark.parametrize(("sets", "percent"), [("2", 20), ("0", 20), ("1.5", 35), ("0.3", 7)])
def test_growth_allows_what_is_above_both_steps_and_no_more(sets: str, percent: int) -> None:
    toy = scenario(
        only=("dead_bug", "front_plank", "pallof_press"),
        weeks=8,
        sessions=THREE_DAYS,
        rules={"growth": {"sets": sets, "percent": percent}},
    )
    model = PlanModel(compile_problem(toy))
    before, after = (model.week_volume("abs", block) for block in (0, 1))
    for volume in (before, after):
        model.cap(volume, 140, "cap")
    with model.posting("growth"):
        GROWTH.post(model)
    (first,), (second,) = before.terms, after.terms
    rows = [r for r in model.linear.rows if r.where == "abs, block 1 to 2"]
    (share,) = {v for row in rows for v in row.variables} - {first, second}
    assert model.linear.variables[share] == Variable("grows_by_share[abs,1]", 0, 1)
    tenths = int(Fraction(sets) * 10)
    for was, now in itertools.product(range(141), repeat=2):
        values = dict.fromkeys((first, second, share), 0) | {first: was, second: now}
        held = False
        for choice in (0, 1):
            values[share] = choice
            held |= all(
                sum(c * values[v] for v, c in zip(r.variables, r.coefficients, strict=True))
                <= (r.upper if r.upper is not None else 0)
                for r in rows
            )
        assert held == (100 * now <= max(100 * (was + tenths), (100 + percent) * was)), (was, now)

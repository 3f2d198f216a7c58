"""Auxiliaries of the plan model say exactly what the plan does, in both directions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest

from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.linear_model import Linear, Variable
from optimizer.plan_model import PlanModel
from tests.builders import choice, days, plan, scenario

ONE_DAY = days("monday")


def _assignments(model: PlanModel, amounts: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    cells = model.problem.cells
    methods: dict[tuple[str, int, int], list[int]] = {}
    for cell in cells:
        methods.setdefault((cell.exercise.id, cell.slot, cell.block), []).append(cell.index)
    for sets in itertools.product(amounts, repeat=len(cells)):
        if all(sum(sets[i] > 0 for i in ways) <= 1 for ways in methods.values()):
            yield sets


def _reachable(model: PlanModel, sets: tuple[int, ...], expression: Linear) -> tuple[int, int]:
    """Smallest and largest value of an expression once the decisions are fixed."""
    found = []
    for sign in (1, -1):
        probe = type(model.linear)(list(model.linear.variables), list(model.linear.rows))
        for cell, count in zip(model.problem.cells, sets, strict=True):
            for part, value in ((model.does(cell), int(count > 0)), (model.sets(cell), count)):
                for index in part.terms:
                    probe.variables[index] = Variable(probe.variables[index].name, value, value)
        probe.reward("probe", sign * expression, Fraction(1))
        answer = solve_with_cp_sat(probe, Limits(wall_seconds=None, gap=0, workers=1))
        # Without an objective there is nothing to prove optimal.
        assert answer.verdict is Verdict.OPTIMAL or not expression.terms
        assert answer.values is not None
        found.append(expression.value(answer.values))
    return found[1], found[0]


def _model(*only: str, **more: object) -> PlanModel:
    return PlanModel(compile_problem(scenario(only=only, sessions=ONE_DAY, **more)))


def _sum(model: PlanModel, sets: tuple[int, ...], weight: Callable[[object], int]) -> int:
    return sum(n * weight(cell) for cell, n in zip(model.problem.cells, sets, strict=True))


@pytest.mark.parametrize("mark", [0, 1, 9, 10, 11, 19, 20, 49, 50, 51])
def test_reaches_is_one_exactly_from_the_mark_on(mark: int) -> None:
    model = _model("dead_bug", "front_plank")  # 0.5 and 0.6 sets for abs
    flag = model.reaches(("probe", mark), model.volume("abs", 0, 0), mark)
    for sets in _assignments(model, (0, 2, 3, 5)):
        volume = _sum(model, sets, lambda cell: cell.credits["abs"])  # type: ignore[attr-defined]
        assert _reachable(model, sets, flag) == (int(volume >= mark),) * 2


def test_reaches_is_made_once_and_constant_where_nothing_is_open() -> None:
    model = _model("dead_bug")
    volume = model.volume("abs", 0, 0)  # at most 5 sets of 0.5
    assert model.reaches(("never",), volume, 26).terms == {}
    assert model.reaches(("never",), volume, 26).constant == 0
    assert model.reaches(("always",), volume, 0).constant == 1
    before = len(model.linear.variables)
    first = model.reaches(("sometimes",), volume, 25)
    assert model.reaches(("sometimes",), volume, 25) is first
    assert len(model.linear.variables) == before + 1


def test_a_cap_is_relied_on() -> None:
    model = _model("dead_bug", "front_plank")
    volume = model.volume("abs", 0, 0)
    assert model.most(volume) == 55
    model.cap(volume, 30, "cap")
    assert model.most(volume) == 30
    assert model.reaches(("beyond",), volume, 31).terms == {}
    model.cap(volume, 40, "looser cap")
    assert model.most(volume) == 30


def test_any_done_both_ways() -> None:
    model = _model("dead_bug", "front_plank", "calf_raise_bw")
    flag = model.any_done(("probe",), model.problem.cells[:2])
    for sets in _assignments(model, (0, 2)):
        assert _reachable(model, sets, flag) == (int(any(sets[:2])),) * 2
    assert model.any_done(("none",), ()).terms == {}
    alone = model.problem.cells[0]
    assert model.any_done(("alone",), [alone]).terms == model.does(alone).terms


def test_moderate_heavy_and_axial_flags() -> None:
    model = _model("db_rdl", "seated_leg_curl", "db_leg_curl")
    moderate, heavy = (
        model.is_moderate("hamstrings", 0, 0),
        model.is_heavy("hamstrings", 0, 0),
    )
    back, axial = model.is_heavy_back(0, 0), model.is_heavy_axial(0, 0)
    limits = model.problem.limits
    for sets in _assignments(model, (0, 2, 3, 4, 5)):
        volume = _sum(model, sets, lambda c: c.credits["hamstrings"])  # type: ignore[attr-defined]
        load = _sum(model, sets, lambda c: c.axial_hundredths)  # type: ignore[attr-defined]
        assert _reachable(model, sets, moderate) == (int(volume > 30),) * 2
        assert _reachable(model, sets, heavy) == (int(volume > 60),) * 2
        hinge = sum(
            n * c.axial_hundredths
            for c, n in zip(model.problem.cells, sets, strict=True)
            if c.exercise.family in limits.heavy_back_families
        )
        assert _reachable(model, sets, back) == (int(hinge >= 1800),) * 2
        assert _reachable(model, sets, axial) == (int(load >= 3600),) * 2


def test_heavy_leg_needs_fatigue_and_hard_sets() -> None:
    model = _model("front_squat", "split_squat_bw", athlete={"level": "advanced"})
    flag = model.is_heavy_leg(0, 0)
    seen = set()
    for sets in _assignments(model, (0, 2, 3, 4, 5)):
        fatigue = _sum(model, sets, lambda c: c.fatigue_hundredths)  # type: ignore[attr-defined]
        hard = sum(
            n for c, n in zip(model.problem.cells, sets, strict=True) if c.exercise.fatigue >= 7
        )
        expected = fatigue >= 2400 and hard >= 3
        seen.add((fatigue >= 2400, hard >= 3))
        assert _reachable(model, sets, flag) == (int(expected),) * 2
    assert (True, True) in seen
    assert (True, False) in seen


def test_steps_presence_and_sessions() -> None:
    toy = scenario(only=["bw_squat", "band_squat"], sessions=days("monday", "friday"))
    model = PlanModel(compile_problem(toy))
    trains = model.trains_step("squat", "band", 0)
    sessions = model.sessions_on_step("squat", "band", 0)
    present = model.present("band_squat", 0)
    for sets in _assignments(model, (0, 2)):
        days_done = sum(
            n > 0
            for c, n in zip(model.problem.cells, sets, strict=True)
            if c.exercise.id == "band_squat"
        )
        assert _reachable(model, sets, trains) == (int(days_done > 0),) * 2
        assert _reachable(model, sets, sessions) == (days_done,) * 2
        assert _reachable(model, sets, present) == (int(days_done > 0),) * 2


def test_sums_equal_those_of_the_plan() -> None:
    toy = scenario(
        only=["db_rdl", "dead_bug"],
        sessions=days("monday", "friday"),
        weeks=12,
        athlete={"one_rep_max_kg": {}},
    )
    model = PlanModel(compile_problem(toy))
    placed = {
        ("db_rdl", "slow_eccentric", "mon", 3): 3,
        ("db_rdl", "straight", "fri", 3): 2,
        ("dead_bug", "straight", "mon", 3): 5,
    }
    chosen = choice(toy, placed)
    sets = tuple(
        chosen.get((c.exercise.id, c.method.id, c.slot, c.block), 0) for c in model.problem.cells
    )
    week = plan(toy, placed).facts(toy).build_weeks[2]
    expected = {
        "hamstrings": (model.week_volume("hamstrings", 2), 10 * week.muscle_sets("hamstrings")),
        "abs": (model.week_volume("abs", 2), 10 * week.muscle_sets("abs")),
        "axial": (model.week_axial(2), 100 * week.axial),
        "fatigue": (model.fatigue(0, 2), 100 * week.sessions[0].fatigue),
        "sets": (model.working_sets(0, 2), 8),
        "other block": (model.week_axial(1), 0),
    }
    for name, (expression, value) in expected.items():
        assert value == int(value)
        assert _reachable(model, sets, expression) == (int(value),) * 2, name


def test_decisions_hang_together() -> None:
    toy = scenario(only=["dead_bug"], sessions=days("monday", "friday"), sessions_per_week=1)
    model = PlanModel(compile_problem(toy))
    first, second = (model.does(cell) for cell in model.problem.cells)
    feasible = set()
    for done in itertools.product((0, 1), repeat=2):
        for sets in itertools.product(range(6), repeat=2):
            for used in itertools.product((0, 1), repeat=2):
                values = [0] * len(model.linear.variables)
                for part, value in (
                    (first, done[0]),
                    (second, done[1]),
                    *((model.uses(slot), used[slot]) for slot in (0, 1)),
                    *((model.sets(c), n) for c, n in zip(model.problem.cells, sets, strict=True)),
                ):
                    for index in part.terms:
                        values[index] = value
                if not list(model.linear.broken(values)):
                    feasible.add((done, sets, used))
    one = {((1, 0), (n, 0), (1, 0)) for n in range(2, 6)}
    other = {((0, 1), (0, n), (0, 1)) for n in range(2, 6)}
    nothing = {((0, 0), (0, 0), (1, 0)), ((0, 0), (0, 0), (0, 1))}
    assert feasible == one | other | nothing


def test_a_hard_rule_gets_no_slack() -> None:
    soft = _model("dead_bug")
    with soft.posting("plateau"):
        assert soft.shortage(("x",), 3, Fraction(2)).terms
    assert soft.linear.rewards["shortages"] != {}
    hard = _model("dead_bug", rules={"plateau": {"hard": True}})
    with hard.posting("plateau"):
        assert hard.shortage(("x",), 3, Fraction(2)).terms == {}
    with hard.posting("continuity"):
        assert hard.shortage(("x",), 3, Fraction(2)).terms != {}

"""Conflicts are impossible and minimal, shown by another engine than the one that found them."""

from __future__ import annotations

from functools import cache

import pytest

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Answer, Limits, Verdict
from optimizer.engines.highs import solve_with_highs
from optimizer.explaining import conflict as conflict_module
from optimizer.explaining.conflict import Clock, Conflict, OutOfTimeError, find_conflict
from optimizer.explaining.demands import Demands
from optimizer.explaining.givens import Key
from tests.builders import days, scenario
from tests.explaining.impossible import IMPOSSIBLE, pin

PLENTY = 20.0  # deterministic units for each solve


def clock() -> Clock:
    return Clock(None, workers=1, deterministic_time=PLENTY)


@cache
def found(name: str) -> tuple[Demands, Conflict]:
    demands = Demands(scenario(**IMPOSSIBLE[name][0]))
    conflict = find_conflict(demands, clock())
    assert conflict is not None
    return demands, conflict


def possible(demands: Demands, members: tuple[Key, ...]) -> bool:
    """Ask the other engine."""
    linear = demands.model(members).linear
    if linear.impossible_rows():
        return False
    answer = solve_with_highs(linear, Limits(wall_seconds=60, gap=0))
    assert answer.verdict in (Verdict.OPTIMAL, Verdict.FEASIBLE, Verdict.IMPOSSIBLE)
    return answer.values is not None


def test_there_are_many_causes() -> None:
    assert len(IMPOSSIBLE) >= 12


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_conflict_is_impossible_and_every_member_is_needed(name: str) -> None:
    demands, conflict = found(name)
    assert conflict.minimal
    assert not possible(demands, conflict.members)
    for member in conflict.members:
        rest = tuple(key for key in conflict.members if key != member)
        assert possible(demands, rest), member


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_conflict_speaks_of_what_is_wrong(name: str) -> None:
    demands, conflict = found(name)
    assert {rule for rule, _ in conflict.members} == IMPOSSIBLE[name][1]
    for key in conflict.members:
        words = demands.words(key)
        assert (words.rule, words.where) == key
        assert words.text
        assert words.path


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_conflict_is_confirmed(name: str) -> None:
    _, conflict = found(name)
    assert conflict.confirmation is not None
    assert conflict.confirmation.confirmed


def test_all_demands_together_are_the_whole_model() -> None:
    asked = scenario(
        weeks=8,
        sessions=days("monday", "tuesday", "friday", "saturday"),
        sessions_per_week=3,
        pins=[pin("db_rdl", "mon")],
        template=None,
    )
    demands = Demands(asked)
    whole = build_model(compile_problem(asked), with_objective=False)
    assert demands.model(demands.all).linear.sha256() == whole.linear.sha256()


def test_no_demand_leaves_only_what_variables_mean() -> None:
    demands = Demands(scenario())
    rows = demands.model(()).linear.rows
    assert {row.rule for row in rows} <= {"plan", "definition"}


def test_possible_scenario_has_no_conflict() -> None:
    demands = Demands(scenario(sessions=days("monday", minutes=30)))
    assert find_conflict(demands, clock()) is None


def test_without_time_there_is_no_answer() -> None:
    demands = Demands(scenario(**IMPOSSIBLE["two heavy hinges at once"][0]))
    with pytest.raises(OutOfTimeError):
        find_conflict(demands, Clock(1e-9, workers=1))


def test_conflict_found_when_time_ran_out_is_not_called_minimal() -> None:
    class Short(Clock):
        asked = 0

        def limits(self) -> Limits:
            self.asked += 1
            if self.asked > 4:
                raise OutOfTimeError
            return super().limits()

    demands = Demands(scenario(**IMPOSSIBLE["two heavy hinges at once"][0]))
    conflict = find_conflict(demands, Short(None, workers=1, deterministic_time=PLENTY))
    assert conflict is not None
    assert not conflict.minimal
    assert not possible(demands, conflict.members)


def test_an_engine_without_an_answer_keeps_the_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    demands = Demands(scenario(**IMPOSSIBLE["two heavy hinges at once"][0]))
    solve, count = conflict_module.solve_with_cp_sat, 0

    def sometimes(*args: object, **more: object) -> Answer:
        nonlocal count
        count += 1
        answer: Answer = solve(*args, **more)  # type: ignore[arg-type]
        if count == 3:
            return Answer(Verdict.UNKNOWN, None, None, "silent", 0.0)
        return answer

    monkeypatch.setattr(conflict_module, "solve_with_cp_sat", sometimes)
    conflict = find_conflict(demands, clock())
    assert conflict is not None
    assert not conflict.minimal
    monkeypatch.undo()
    assert not possible(demands, conflict.members)

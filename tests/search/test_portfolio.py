"""Searches side by side: they meet, they contradict each other loudly, they may die or overrun."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from multiprocessing.connection import Connection
from typing import Any

import pytest

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits, Verdict, Watch
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.errors import EngineError
from optimizer.plan_model import PlanModel
from optimizer.search import portfolio as side_by_side
from optimizer.search import worker
from optimizer.search.pace import Pace
from optimizer.search.portfolio import Portfolio, solve_together
from optimizer.search.worker import Job, run_job
from tests import builders

FEW = ("db_rdl", "goblet_squat", "single_arm_db_row", "db_reverse_fly", "calf_raise_bw", "dead_bug")
PATIENT = Limits(wall_seconds=120, gap=0)

Work = Callable[..., None]


@pytest.fixture(scope="module")
def toy() -> PlanModel:
    asked = builders.scenario(only=FEW, sessions=builders.days("monday", "thursday"))
    return build_model(compile_problem(asked))


@pytest.fixture(scope="module")
def messages(toy: PlanModel) -> list[Any]:
    """What both searches say about the toy, in turn."""
    heard: list[Any] = []
    limits = Limits(wall_seconds=None, deterministic_time=10, gap=0, workers=1)
    sums = side_by_side.weekly_sums(toy)
    run_job("both", toy, sums, Pace(limits, threading.Event()), heard.append)
    return heard


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_they_meet_at_the_optimum(toy: PlanModel, workers: int) -> None:
    answer = solve_together(toy, PATIENT.model_copy(update={"workers": workers}))
    assert answer.verdict is Verdict.OPTIMAL
    assert answer.values is not None
    assert list(toy.linear.broken(answer.values)) == []
    assert toy.linear.score(answer.values) * toy.linear.scale == answer.bound


def test_whoever_has_proved_all_there_is_searches_for_plans(
    toy: PlanModel, messages: list[Any]
) -> None:
    best = [content for kind, content in messages if kind == "plan"][-1]
    worse = solve_with_cp_sat(replace(toy.linear, rewards={}), PATIENT).values
    assert worse is not None
    assert toy.linear.score(worse) < toy.linear.score(best)
    given = iter([worse])
    heard: list[Any] = []
    pace = Pace(PATIENT, threading.Event())
    sums = side_by_side.weekly_sums(toy)
    run_job("bounds", toy, sums, pace, heard.append, lambda: given)
    score = toy.linear.score
    assert score([c for kind, c in heard if kind == "plan"][-1]) == score(best)
    assert [c for kind, c in heard if kind == "proved"][-1] >= score(best) * toy.linear.scale


def test_a_bound_hardly_moves_when_the_gap_would_take_ages(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 2.0, 3.0, 4.5])
    monkeypatch.setattr(worker.time, "monotonic", lambda: next(clock))
    moments: deque[tuple[float, Fraction]] = deque()

    def hardly(bound: str) -> bool:
        return worker._hardly_moves(moments, Fraction(bound), Fraction(90))

    # Nothing is said before so many seconds have passed; then a twentieth of the gap counts.
    assert [hardly("91"), hardly("90.99"), hardly("90.98")] == [False, False, True]
    assert not hardly("90.5")
    assert not hardly("90.4")


def test_a_gap_ends_the_search(toy: PlanModel) -> None:
    answer = solve_together(toy, Limits(wall_seconds=120, gap=0.5))
    assert answer.values is not None
    assert answer.bound is not None
    reached = toy.linear.score(answer.values) * toy.linear.scale
    assert reached <= answer.bound
    assert answer.bound - reached <= answer.bound / 2


def test_equal_deterministic_runs_are_equal(toy: PlanModel) -> None:
    limits = Limits(wall_seconds=None, deterministic_time=0.5, gap=0, workers=1)
    one, other = solve_together(toy, limits), solve_together(toy, limits)
    assert (one.values, one.bound, one.deterministic_time) == (
        other.values,
        other.bound,
        other.deterministic_time,
    )
    assert one.deterministic_time is not None


def test_a_stop_comes_through(toy: PlanModel) -> None:
    watch = Watch()
    watch.stop.set()
    answer = solve_together(toy, Limits(wall_seconds=None, gap=0), watch)
    assert answer.verdict in (Verdict.UNKNOWN, Verdict.FEASIBLE)


def test_progress_is_heard(toy: PlanModel) -> None:
    heard: list[tuple[int | None, int | None]] = []
    watch = Watch(on_progress=lambda reached, bound: heard.append((reached, bound)))
    answer = solve_together(toy, PATIENT, watch)
    assert heard[-1] == (answer.bound, answer.bound)


def faulty(monkeypatch: pytest.MonkeyPatch, plans: Work, bounds: Work) -> None:
    """Replace what the two processes do."""

    def work(job: Job, *rest: Any) -> None:
        (plans if job == "plans" else bounds)(job, *rest)

    monkeypatch.setattr(side_by_side, "work", work)


def dies(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hangs(*_: Any) -> None:
    time.sleep(600)


def finds_then(after: Callable[..., None], messages: list[Any]) -> Work:
    """Send the first plan of a search, then go wrong."""
    plan = next(message for message in messages if message[0] == "plan")

    def work(job: Job, model: Any, sums: Any, limits: Any, pipe: Connection, relaxed: Any) -> None:
        pipe.send(plan)
        after()

    return work


@pytest.mark.parametrize("fault", [dies, hangs])
def test_the_plan_of_a_search_that_goes_wrong_survives(
    toy: PlanModel,
    messages: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[..., None],
) -> None:
    faulty(monkeypatch, finds_then(fault, messages), fault)
    answer = solve_together(toy, Limits(wall_seconds=1.0, gap=0))
    assert answer.verdict is Verdict.FEASIBLE
    assert answer.values is not None
    assert list(toy.linear.broken(answer.values)) == []
    assert answer.bound is None


def test_when_all_die_without_a_plan_it_is_said(
    toy: PlanModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty(monkeypatch, dies, dies)
    with pytest.raises(EngineError, match="ended with code -9"):
        solve_together(toy, Limits(wall_seconds=60, gap=0))


def test_a_plan_above_a_proved_bound_is_loud(toy: PlanModel, messages: list[Any]) -> None:
    heard = Portfolio(toy, PATIENT, Watch())
    plans = [message for message in messages if message[0] == "plan"]
    heard.hear(plans[-1])
    reached = toy.linear.score(plans[-1][1]) * toy.linear.scale
    for kind, name in (("proved", "the proof tree"), ("claimed", "CP-SAT")):
        with pytest.raises(EngineError, match=name):
            heard.hear((kind, int(reached) - 1))
        heard = Portfolio(toy, PATIENT, Watch())
        heard.hear(plans[-1])


def test_a_plan_where_none_exists_is_loud(toy: PlanModel, messages: list[Any]) -> None:
    heard = Portfolio(toy, PATIENT, Watch())
    heard.hear(("verdict", Verdict.IMPOSSIBLE))
    assert heard.done()
    with pytest.raises(EngineError, match="none exists"):
        heard.hear(next(message for message in messages if message[0] == "plan"))


def test_a_worse_plan_changes_nothing(toy: PlanModel, messages: list[Any]) -> None:
    best = next(message for message in messages if message[0] == "plan")
    nothing = ("plan", tuple(variable.lower for variable in toy.linear.variables))
    heard = Portfolio(toy, PATIENT, Watch())
    assert heard.improves(nothing)
    heard.hear(nothing)
    assert heard.improves(best)
    heard.hear(best)
    assert not heard.improves(nothing)
    heard.hear(nothing)
    assert heard.answer(0.0).values == best[1]


def test_a_thread_that_reads_standard_input_does_not_hold_the_search_up() -> None:
    program = """
import sys, threading, time
threading.Thread(target=sys.stdin.buffer.readline, daemon=True).start()
time.sleep(0.2)
from optimizer.api import solve
from tests import builders
asked = builders.scenario(only=("db_rdl", "goblet_squat", "dead_bug"),
                          sessions=builders.days("monday", "thursday"))
print(solve(asked, time_limit=100, confirm_seconds=0).status)
sys.stdout.flush()
import os
os._exit(0)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() in ("optimal", "feasible")

"""Solves in their own processes: progress, stop, death, lies."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from decimal import Decimal
from fractions import Fraction

import pytest

from optimizer.export.checked import CheckedPlan
from optimizer.result import Status
from optimizer.web import run as run_module
from optimizer.web.check import check
from optimizer.web.run import Moment, Order, Outcome, Run
from tests.web.page import toy_text, with_another_set

PATIENCE = 60


class Watched:
    """A run whose end can be waited for."""

    def __init__(self, text: str, order: Order | None = None, grace_seconds: float = 20) -> None:
        scenario = check(text, "toy").scenario
        assert scenario is not None
        self.ended = threading.Event()
        self.outcomes: list[Outcome] = []
        order = order or Order(Decimal("0.2"), Decimal(30), 1)
        self.run = Run(text, scenario, order, self.take, grace_seconds)

    def take(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.ended.set()

    def outcome(self) -> Outcome:
        assert self.ended.wait(PATIENCE)
        return self.outcomes[0]


def child(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let another program stand in for the solver's process."""
    head = "import json, os, sys, time; sys.path[:] = sys.argv[1:]; order = sys.stdin.readline()\n"
    monkeypatch.setattr(run_module, "_START", head + code)


def test_a_solve_ends_with_a_checked_plan() -> None:
    watched = Watched(toy_text())
    outcome = watched.outcome()
    assert outcome.failure is None
    assert outcome.checked is not None
    assert outcome.checked.verification.passed
    assert outcome.status in (Status.OPTIMAL, Status.FEASIBLE)
    latest = watched.run.latest
    assert latest is not None
    assert latest.score is not None
    assert latest.bound is not None
    assert latest.score <= latest.bound


def test_impossible_is_said_with_its_reason() -> None:
    days = [
        {"id": d, "day": d, "start": "18:00", "minutes": 60, "setup": "bands"}
        for d in ("monday", "tuesday", "wednesday")
    ]
    outcome = Watched(toy_text(sessions=days)).outcome()
    assert outcome.status is Status.IMPOSSIBLE
    assert outcome.checked is None
    assert "in a row" in outcome.reasons[0]


def test_stop_is_passed_on_and_the_best_plan_kept(
    monkeypatch: pytest.MonkeyPatch, plans: tuple[CheckedPlan, CheckedPlan]
) -> None:
    """The process answers only when it is told to stop."""
    found = {
        "status": "feasible",
        "plan": plans[0].plan.to_json(),
        "reasons": [],
        "second_opinion": None,
    }
    line = json.dumps({"result": found})
    child(monkeypatch, f"sys.stdin.readline(); print({line!r})")
    watched = Watched(toy_text())
    watched.run.stop()
    watched.run.stop()
    checked = watched.outcome().checked
    assert checked is not None
    assert checked.plan == plans[0].plan


def test_a_solve_that_does_not_stop_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "time.sleep(600)")
    watched = Watched(toy_text(), grace_seconds=0.05)
    watched.run.stop()
    assert "did not stop within 0.05 s" in str(watched.outcome().failure)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_killed_process_is_an_answer() -> None:
    watched = Watched(toy_text(), Order(Decimal(0), Decimal(30), 1))
    os.kill(watched.run.pid, signal.SIGKILL)
    assert "SIGKILL" in str(watched.outcome().failure)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("sys.exit('out of paper')", "exit code 1: out of paper"),
        ("sys.exit(0)", "exit code 0"),
        ("print('{')", "cannot be read"),
        ("print('[]')", "cannot be read"),
        ("print(json.dumps({'result': {}}))", "cannot be read"),
        ("print(json.dumps({'progress': {'score': 'x'}}))", "cannot be read"),
        ("print(json.dumps({'error': 'too fine', 'defect': False}))", "too fine"),
        ("print(json.dumps({'error': 'wrong', 'defect': True}))", "please report"),
    ],
)
def test_whatever_comes_through_the_pipe_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    child(monkeypatch, code)
    outcome = Watched(toy_text()).outcome()
    assert said in str(outcome.failure)
    assert outcome.checked is None


def test_a_plan_that_does_not_pass_is_no_plan(
    monkeypatch: pytest.MonkeyPatch, plans: tuple[CheckedPlan, CheckedPlan]
) -> None:
    text = with_another_set(plans[0])
    found = {"status": "feasible", "plan": text, "reasons": [], "second_opinion": None}
    child(monkeypatch, f"print({json.dumps({'result': found})!r})")
    outcome = Watched(toy_text()).outcome()
    assert "does not pass the check" in str(outcome.failure)
    assert outcome.checked is None


def test_the_process_goes_when_the_page_goes() -> None:
    """Nobody reads the answers of a solve whose server has died; the pipe tells it."""
    watched = Watched(toy_text(), Order(Decimal(0), Decimal(3600), 1))
    process = watched.run._process
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(PATIENCE) == 0


def test_gaps_are_never_below_zero() -> None:
    assert Moment(Fraction(90), Fraction(89), 1.0).gap == 0
    assert Moment(None, Fraction(89), 1.0).gap is None


def test_the_page_side_imports_no_solver() -> None:
    import subprocess

    code = (
        "import optimizer.web.server, optimizer.cli.serve, sys;"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('ortools', 'numpy', 'highspy')"
        " or m == 'optimizer.solver'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

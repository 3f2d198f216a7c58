"""Parallel solves: a worker that dies, hangs or lies costs its own trial and no other."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from optimizer import trial_process, trials
from optimizer.engines.answer import Limits, Watch
from optimizer.result import Confirmation, Result, Status
from optimizer.trials import Trial, reply_of, result_of, run_trials
from optimizer.verifier import verify
from tests.builders import scenario as garage
from tests.compare.weeks import QUICK, three_setups, week

# What stands in place of a worker's answer, by the name of the scenario.
SPOILT = """
import json, os, sys, time
sys.path[:] = sys.argv[1:]
import optimizer.trial_worker as worker
real = worker.answer

def answer(request, watch):
    name = request["scenario"]["name"]
    if name == "killed":
        os.kill(os.getpid(), 9)
    if name == "crashes":
        sys.stderr.write("Traceback\\nMemoryError: out of room\\n")
        sys.stderr.flush()
        os._exit(7)
    if name == "hangs":
        time.sleep(600)
    if name == "talks":
        print("noise where the replies go")
        os.write(1, b"more noise")
    reply = real(request, watch)
    if name == "boasts":
        reply["score"] = "9999"
    if name == "cheats":
        plan = json.loads(reply["plan"])
        plan["weeks"][0]["sessions"][0]["exercises"][0]["sets"] += 1
        reply["plan"] = json.dumps(plan)
    if name == "overclaims":
        reply["bound"] = "-9999"
    return reply

worker.answer = answer
worker.main()
"""


def named(*names: str) -> list[Trial]:
    return [Trial(name, week(name=name)) for name in names]


def test_processes_change_nothing_but_the_time() -> None:
    asked = [Trial(name, week().with_setup(name)) for name in ("bands", "home_dumbbells")]
    seen: list[str] = []
    one = run_trials(asked, QUICK, processes=1, on_done=lambda o: seen.append(o.trial.name))
    two = run_trials(asked, QUICK, processes=2)
    assert seen == ["bands", "home_dumbbells"]
    assert [o.trial.name for o in two] == seen
    for first, second in zip(one, two, strict=True):
        assert first.error is second.error is None
        assert first.result is not None
        assert second.result is not None
        assert first.result.plan is not None
        assert second.result.plan is not None
        assert first.result.plan.to_json() == second.result.plan.to_json()
        assert verify(first.trial.scenario, first.result.plan).passed
        assert first.result.bound == second.result.bound


def test_a_bad_worker_costs_its_own_trial_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_process, "_START", SPOILT)
    asked = named("killed", "crashes", "talks", "boasts", "cheats", "overclaims")
    found = run_trials(asked, QUICK, processes=1)
    said = {outcome.trial.name: outcome.error for outcome in found}
    assert "killed by signal 9" in (said["killed"] or "")
    assert said["crashes"] == "the worker died with exit code 7: MemoryError: out of room"
    assert said["talks"] is None
    assert "said to score 9999" in (said["boasts"] or "")
    assert "does not pass the independent check" in (said["cheats"] or "")
    assert "with -9999 as the bound" in (said["overclaims"] or "")
    assert [outcome.trial.name for outcome in found if outcome.result is not None] == ["talks"]


def test_a_worker_far_beyond_its_limit_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_process, "_START", SPOILT)
    monkeypatch.setattr(trials, "GRACE_SECONDS", 0.0)
    limits = QUICK.model_copy(update={"wall_seconds": 0.2})
    (found,) = run_trials(named("hangs"), limits, processes=1)
    assert found.error == "the worker did not end within its limit and was ended"


def test_a_machine_that_starts_no_process_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise BlockingIOError("resource temporarily unavailable")

    monkeypatch.setattr(trial_process.subprocess, "Popen", full)
    (found,) = run_trials(named("one"), QUICK, processes=1)
    assert "no worker could be asked: BlockingIOError" in (found.error or "")


def test_a_stop_ends_what_runs_and_begins_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the stop the first trial would not end: it has no limit and no gap is enough."""
    watch = Watch()
    endless = Limits(wall_seconds=None, gap=0, workers=1)
    long = garage(weeks=12)
    asked = [Trial("first", long), Trial("second", long)]

    class Stopping(trial_process.TrialProcess):
        def ask(self, *arguments: Any) -> dict[str, Any]:
            watch.stop.set()
            return super().ask(*arguments)

    monkeypatch.setattr(trials, "TrialProcess", Stopping)
    (found,) = run_trials(asked, endless, processes=1, watch=watch)
    assert found.trial.name == "first"
    assert found.error is None
    assert found.result is not None
    assert found.result.status in (Status.FEASIBLE, Status.UNKNOWN)
    assert run_trials(asked, endless, processes=1, watch=watch) == []


def test_an_earlier_plan_is_taken_where_the_search_finds_none() -> None:
    known = three_setups().rows[1].plan
    longer = [{**s.model_dump(), "minutes": "61"} for s in week().sessions]
    asked = week(sessions=longer)
    hopeless = Limits(wall_seconds=None, deterministic_time=1e-6, gap=0, workers=1)
    without, given = run_trials(
        [Trial("without", asked), Trial("given", asked, known)], hopeless, processes=1
    )
    assert without.result is not None
    assert without.result.plan is None
    assert given.result is not None
    assert given.result.plan is not None
    assert verify(asked, given.result.plan).passed


def test_processes_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        run_trials([], QUICK, processes=0)
    assert run_trials([], QUICK, processes=1) == []


def test_replies_lose_nothing() -> None:
    given = Result(
        Status.IMPOSSIBLE,
        None,
        None,
        Fraction(1, 3),
        confirmation=Confirmation(None, "HiGHS", "ran out of time"),
        reasons=("a", "b"),
        provenance={"seed": 1, "build_seconds": 0.123, "engine": "CP-SAT"},
    )
    reply = json.loads(json.dumps(reply_of(given)))
    assert result_of(week(), reply) == given

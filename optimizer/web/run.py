"""A solve in a process of its own, seen from outside: its death is an answer, not a crash."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import IO, Any

from optimizer.errors import VerificationError
from optimizer.export.checked import CheckedPlan
from optimizer.plan import Plan
from optimizer.result import Status
from optimizer.scenario import Scenario
from optimizer.scoring import gap_percent
from optimizer.verifier import verify

# The caller's own search path, and nothing of the current directory: a file beside the scenario
# must not be imported in place of a module.
_START = (
    "import sys; sys.path[:] = sys.argv[1:]; from optimizer.web.solve_process import main; main()"
)
GRACE_SECONDS = 20.0
"""How long a solve that was told to stop may take to end."""


@dataclass(frozen=True)
class Order:
    """How to solve; the gap is a fraction of the bound."""

    gap: Decimal
    time_limit: Decimal
    workers: int


@dataclass(frozen=True)
class Moment:
    """Best score and bound at a time, in points and seconds."""

    score: Fraction | None
    bound: Fraction | None
    seconds: float

    @property
    def gap(self) -> Fraction | None:
        """Gap in per cent."""
        if self.score is None or self.bound is None:
            return None
        return max(Fraction(0), gap_percent(self.score, self.bound))


@dataclass(frozen=True)
class Outcome:
    """How a solve ended: a status with or without a plan, or a failure in words."""

    status: Status | None
    checked: CheckedPlan | None = None
    reasons: tuple[str, ...] = ()
    second_opinion: str | None = None
    failure: str | None = None


class Run:
    """One solve, started when it is made.

    Parameters
    ----------
    text, scenario
        What to solve.
    order
        How.
    when_done
        Called with the outcome from another thread, before `outcome` can be seen.
    grace_seconds
        How long it may take to stop.
    """

    def __init__(
        self,
        text: str,
        scenario: Scenario,
        order: Order,
        when_done: Callable[[Outcome], None],
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self.scenario, self.order = scenario, order
        self.moments: list[Moment] = []
        self.outcome: Outcome | None = None
        self.stopping = False
        self._when_done, self._grace = when_done, grace_seconds
        self._forced = False
        self._started = time.monotonic()
        self._ended: float | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process has ended
        # A session of its own: Ctrl-C on the terminal is for the server, which then ends it.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=True,
        )
        line = {
            "text": text,
            "name": scenario.name,
            "gap": str(order.gap),
            "time_limit": float(order.time_limit),
            "workers": order.workers,
        }
        self._send(json.dumps(line))
        threading.Thread(target=self._follow, daemon=True).start()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def seconds(self) -> float:
        """Time since the start, until the end."""
        return (self._ended or time.monotonic()) - self._started

    @property
    def latest(self) -> Moment | None:
        """What is known now."""
        return self.moments[-1] if self.moments else None

    def stop(self) -> None:
        """Ask for the best plan so far; end the process if it does not answer in time."""
        if self.stopping or self.outcome is not None:
            return
        self.stopping = True
        self._send("stop")
        timer = threading.Timer(self._grace, self._force)
        timer.daemon = True
        timer.start()

    def end(self) -> None:
        """End the process at once; nothing is kept."""
        self._process.kill()
        self._process.wait()

    def _force(self) -> None:
        if self._process.poll() is None:
            self._forced = True
            self._process.kill()

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None  # a pipe
        try:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            pass  # it has died; whoever reads its answers will see

    def _follow(self) -> None:
        """Read the answers to the last, whatever they are."""
        assert self._process.stdout is not None  # a pipe
        outcome = None
        try:
            for line in self._process.stdout:
                message = json.loads(line)
                if "progress" in message:
                    self.moments.append(_moment(message["progress"]))
                else:
                    outcome = _outcome(message, self.scenario)
        except Exception as error:  # whatever came through the pipe, this run has to end
            outcome = Outcome(None, failure=f"the solver's answer cannot be read: {error}")
            self._process.kill()
        code = self._process.wait()
        outcome = outcome or Outcome(None, failure=self._why_dead(code))
        self._close()
        self._ended = time.monotonic()
        self._when_done(outcome)
        self.outcome = outcome

    def _why_dead(self, code: int) -> str:
        if self._forced:
            seconds = f"{self._grace:g} s"
            return f"the solve did not stop within {seconds} and was ended; its plan is lost"
        if code < 0:
            name = signal.Signals(-code).name
            hint = ", perhaps for want of memory" if code == -signal.SIGKILL else ""
            return f"the solver's process was ended by signal {-code} ({name}){hint}"
        said = _last_words(self._errors)
        return f"the solver's process died with exit code {code}{f': {said}' if said else ''}"

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass  # a last word that nobody can take any more


_REPORT = "; this is a defect of liftproof, please report it"


def _moment(data: dict[str, Any]) -> Moment:
    score, bound = (None if data[k] is None else Fraction(data[k]) for k in ("score", "bound"))
    return Moment(score, bound, float(data["seconds"]))


def _outcome(message: dict[str, Any], scenario: Scenario) -> Outcome:
    if "error" in message:
        return Outcome(None, failure=f"{message['error']}{_REPORT if message['defect'] else ''}")
    found = message["result"]
    checked = None
    if found["plan"] is not None:
        plan = Plan.model_validate_json(found["plan"])
        try:  # again on this side: nothing that came through a pipe is taken for a plan unseen
            checked = CheckedPlan(plan, scenario, verify(scenario, plan))
        except VerificationError as error:
            return Outcome(None, failure=f"the plan does not pass the check{_REPORT}: {error}")
    return Outcome(
        Status(found["status"]), checked, tuple(found["reasons"]), found["second_opinion"]
    )


def _last_words(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return lines[-1][-300:] if lines else ""

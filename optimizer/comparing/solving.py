"""Solving what is compared: every different problem once, and every plan tried with every setup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.engines.answer import Limits, Watch
from optimizer.errors import ProblemAt, Problems
from optimizer.result import Result
from optimizer.scenario import Scenario
from optimizer.transfer import with_plan
from optimizer.trials import Outcome, Trial, run_trials

if TYPE_CHECKING:
    from optimizer.problem import Problem

# How many plans of other setups are tried with a setup, of those that work there.
ENOUGH_PLANS = 3


@dataclass(frozen=True)
class Asked:
    """A scenario and what it is called here."""

    name: str
    scenario: Scenario


@dataclass(frozen=True)
class Found:
    """What became of it: a result, an error, or neither where a stop kept it from beginning.

    Parameters
    ----------
    asked
        The question.
    result, error
        The answer.
    same_as
        An earlier question that is the same problem to the last integer, and whose answer this is.
    """

    asked: Asked
    result: Result | None
    error: str | None
    same_as: Asked | None = None

    @property
    def score(self) -> Fraction | None:
        """Points of the plan, if there is one."""
        return None if self.result is None else self.result.score


class Solving:
    """Solves scenarios and remembers which problems it knows.

    Parameters
    ----------
    limits
        Limits of each solve; `workers` are the threads of all processes together.
    watch
        Its `stop` event ends the work.
    on_done
        Called after every solve: how many are done, of how many, and what became of the last.
    """

    def __init__(
        self,
        limits: Limits,
        watch: Watch | None = None,
        on_done: Callable[[int, int, Outcome], None] | None = None,
    ) -> None:
        self.limits = limits
        self.watch = watch or Watch()
        self.on_done = on_done
        self._known: list[tuple[Problem, Asked]] = []
        self._outcomes: dict[str, Outcome] = {}

    def solve(self, asked: Sequence[Asked]) -> list[Found]:
        """Solve what is new among these.

        Parameters
        ----------
        asked
            Questions about the same athlete and week; no two have the same scenario.
        """
        twins = [self._twin_of(one) for one in asked]
        trials = [
            Trial(one.name, one.scenario)
            for one, twin in zip(asked, twins, strict=True)
            if twin is None
        ]
        processes = max(1, min(self.limits.workers, len(trials)))
        threads = max(1, self.limits.workers // processes)
        done = 0

        def count(outcome: Outcome) -> None:
            nonlocal done
            done += 1
            if self.on_done is not None:
                self.on_done(done, len(trials), outcome)

        outcomes = run_trials(
            trials,
            self.limits.model_copy(update={"workers": threads}),
            processes=processes,
            on_done=count,
            watch=self.watch,
        )
        self._outcomes |= {one.trial.scenario.sha256: one for one in outcomes}
        return [self._found(one, twin) for one, twin in zip(asked, twins, strict=True)]

    def _twin_of(self, asked: Asked) -> Asked | None:
        """Return an earlier question that is the same problem; remember this one if there is none."""
        from optimizer.compile import compile_problem

        try:
            problem = compile_problem(asked.scenario)
        except (ProblemAt, Problems):
            return None  # the worker says what is wrong with it
        for known, earlier in self._known:
            if known == problem:
                return earlier
        self._known.append((problem, asked))
        return None

    def _found(self, asked: Asked, twin: Asked | None) -> Found:
        outcome = self._outcomes.get((twin or asked).scenario.sha256)
        if outcome is None:
            return Found(asked, None, None, twin)
        result = outcome.result
        if twin is not None and result is not None and result.plan is not None:
            result = with_plan(asked.scenario, result, result.plan, twin.name)
        return Found(asked, result, outcome.error, twin)


def share_plans(found: Sequence[Found]) -> list[Found]:
    """Give every setup the best plan that is known to work with it, whoever found it.

    Parameters
    ----------
    found
        Answers to the same question with different equipment.

    Raises
    ------
    EngineError
        If a verified plan contradicts what an engine has proved.
    """
    donors = [one for one in found if one.score is not None]
    donors.sort(key=lambda one: one.score or 0, reverse=True)
    return [_with_the_best(one, donors) for one in found]


def _with_the_best(found: Found, donors: Sequence[Found]) -> Found:
    """Try the others' plans, the best first, until some have worked here."""
    best, worked = found.result, 0
    for donor in donors:
        plan = None if donor.result is None else donor.result.plan
        same = donor is found or found.asked is donor.same_as or donor.asked is found.same_as
        if best is None or plan is None or same:
            continue
        moved = with_plan(found.asked.scenario, best, plan, donor.asked.name)
        worked += moved is not best
        if best.score is None or (moved.score or 0) > best.score:
            best = moved
        if worked == ENOUGH_PLANS:
            break
    return replace(found, result=best)

"""The nearest plan that keeps all rules: fewest changed entries first, then the highest score.

An entry is an exercise by a method in a slot of a block. It is changed if it stands in one plan only, or
with another number of sets. First the number of changed entries is made as small as can be; then, with
no more changes than that, the score as high as can be. The rows of the rules are those of any solve.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optimizer._version import __version__
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.confirm import confirm_impossible, confirm_optimal
from optimizer.engines.answer import Answer, Limits, Verdict, Watch
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.errors import ProblemAt, VerificationError
from optimizer.foreign.changes import Change, changes_between, entries_of
from optimizer.foreign.counting import Counting
from optimizer.options import Key
from optimizer.plan import Plan
from optimizer.plan_model import PlanModel
from optimizer.result import Confirmation, Status
from optimizer.scenario import Scenario
from optimizer.scoring import HIGHEST_SCORE
from optimizer.solver import Progress, plan_of
from optimizer.verifier import verify

# Part of the limit for the fewest changes; what is left of it goes to the score.
NEAREST_SHARE = 0.6
LEAST_SECONDS = 0.5


@dataclass(frozen=True)
class Repair:
    """The nearest plan that was found.

    Parameters
    ----------
    status
        optimal: no plan has fewer changes; feasible: not proved; impossible: no plan keeps the rules;
        unknown: none was found in time.
    plan
        The repaired plan, verified; None without one.
    changes
        What differs from the plan that was given.
    at_least
        Changes that every plan needs, proved.
    score
        Score of the repaired plan, exact.
    bound
        No plan with as few changes scores above this; None where nothing was proved.
    confirmation
        Second opinion on the fewest changes, or on the impossibility.
    reasons
        For an impossible scenario: demands that contradict each other at sight.
    """

    status: Status
    plan: Plan | None
    changes: tuple[Change, ...]
    at_least: int
    score: Fraction | None
    bound: Fraction | None
    confirmation: Confirmation | None = None
    reasons: tuple[str, ...] = ()

    @property
    def score_proved(self) -> bool:
        """Whether no plan with as few changes scores higher."""
        return self.score is not None and self.bound is not None and self.score >= self.bound


def repair(
    scenario: Scenario,
    entries: Mapping[Key, int],
    limits: Limits,
    *,
    watch: Watch | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    confirm_seconds: float = 5.0,
) -> Repair:
    """Find the plan with the fewest changed entries, and of these the one with the highest score.

    Parameters
    ----------
    scenario
        What the plan is for.
    entries
        Working sets by option key, as given; keys without an option are changes for sure.
    limits
        When to stop, for both steps together; the gap is that of the score.
    watch
        Its `stop` event ends the search with the best plan kept.
    on_progress
        Called with score and bound while the score is improved.
    confirm_seconds
        Time for the second opinion on the fewest changes; 0 asks for none.

    Returns
    -------
    Repair
        With a plan only if it passed the independent check.

    Raises
    ------
    VerificationError
        If the engine's plan does not pass; a defect of the program.
    EngineError
        If two engines contradict each other.
    ProblemAt, Problems
        If a value of the scenario is too fine to be exact.
    """
    watch = watch or Watch()
    started = time.monotonic()
    model = build_model(compile_problem(scenario))
    try:
        model.linear.objective()
    except OverflowError as error:
        raise ProblemAt(("objective",), str(error)) from None
    contradictions = model.linear.impossible_rows()
    if contradictions:
        reasons = tuple(dict.fromkeys(row.name for row in contradictions))
        return Repair(Status.IMPOSSIBLE, None, (), 0, None, None, reasons=reasons)
    counting = Counting(model, entries)
    nearest = solve_with_cp_sat(
        counting.fewest(), _part(limits, NEAREST_SHARE), watch=watch, hint=counting.hint()
    )
    if nearest.values is None:
        return _without_plan(nearest, model, watch, confirm_seconds)
    found = counting.value(nearest.values)
    at_least = counting.certain if nearest.bound is None else max(counting.certain, -nearest.bound)
    confirmation = None
    if found == at_least > counting.certain and confirm_seconds > 0 and not watch.stop.is_set():
        confirmation = confirm_optimal(counting.fewest(), nearest, confirm_seconds, watch)
    score_watch = Watch(_reporter(model, on_progress, started), watch.stop)
    best = solve_with_cp_sat(
        counting.at_most(found),
        _rest(limits, started, nearest),
        watch=score_watch,
        hint=dict(enumerate(nearest.values)),
    )
    values = nearest.values if best.values is None else best.values
    return _read(scenario, counting, values, best, at_least, confirmation)


def _part(limits: Limits, share: float) -> Limits:
    wall, units = limits.wall_seconds, limits.deterministic_time
    return limits.model_copy(
        update={
            "wall_seconds": None if wall is None else share * wall,
            "deterministic_time": None if units is None else share * units,
            "gap": 0.0,
        }
    )


def _rest(limits: Limits, started: float, spent: Answer) -> Limits:
    """Give the second step what the first left over, and never nothing."""
    wall, units = limits.wall_seconds, limits.deterministic_time
    if wall is not None:
        wall = max(LEAST_SECONDS, wall - (time.monotonic() - started))
    if units is not None:
        units = max(LEAST_SECONDS, units - (spent.deterministic_time or 0.0))
    return limits.model_copy(update={"wall_seconds": wall, "deterministic_time": units})


def _without_plan(answer: Answer, model: PlanModel, watch: Watch, confirm_seconds: float) -> Repair:
    if answer.verdict is not Verdict.IMPOSSIBLE:
        return Repair(Status.UNKNOWN, None, (), 0, None, None)
    confirmation = None
    if confirm_seconds > 0 and not watch.stop.is_set():
        bare = build_model(model.problem, with_objective=False)
        confirmation = confirm_impossible(bare.linear, confirm_seconds, watch)
    return Repair(Status.IMPOSSIBLE, None, (), 0, None, None, confirmation)


def _read(
    scenario: Scenario,
    counting: Counting,
    values: tuple[int, ...],
    best: Answer,
    at_least: int,
    confirmation: Confirmation | None,
) -> Repair:
    model = counting.model
    provenance: dict[str, Any] = {
        "liftproof": __version__,
        "engine": best.engine,
        "scenario_sha256": scenario.sha256,
        "repaired": "the nearest plan to one from elsewhere",
    }
    decisions = values[: len(model.linear.variables)]
    plan, scoring = plan_of(scenario, model, decisions, None, provenance)
    verification = verify(scenario, plan)
    if not verification.passed:
        raise VerificationError(
            f"the repaired plan does not pass the independent check "
            f"({len(verification.violations)} violations)",
            verification.violations,
        )
    changes = changes_between(counting.entries, entries_of(plan, scenario))
    bound = None
    if best.bound is not None:
        bound = min(Fraction(HIGHEST_SCORE), Fraction(best.bound, model.linear.scale))
    return Repair(
        Status.OPTIMAL if len(changes) == at_least else Status.FEASIBLE,
        plan,
        changes,
        at_least,
        scoring.total,
        bound,
        confirmation,
    )


def _reporter(
    model: PlanModel, on_progress: Callable[[Progress], None] | None, started: float
) -> Callable[[int | None, int | None], None] | None:
    if on_progress is None:
        return None
    scale = model.linear.scale

    def points(units: int | None) -> Fraction | None:
        return None if units is None else Fraction(units, scale)

    def report(objective: int | None, bound: int | None) -> None:
        on_progress(Progress(points(objective), points(bound), time.monotonic() - started))

    return report

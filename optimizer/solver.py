"""Solve one scenario: build, run an engine, read the plan out, verify it, confirm the verdict."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from optimizer._version import __version__
from optimizer.assemble import assemble, unscored_plan
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.confirm import confirm_impossible, confirm_optimal
from optimizer.engines.answer import Answer, Limits, Verdict, Watch
from optimizer.errors import VerificationError
from optimizer.plan import Plan
from optimizer.plan_model import PlanModel
from optimizer.result import Result, Status
from optimizer.scenario import Scenario
from optimizer.scoring import HIGHEST_SCORE, Scoring, score_plan, write_score, write_shortages
from optimizer.search.portfolio import solve_together
from optimizer.verifier import verify


@dataclass(frozen=True)
class Progress:
    """Where a solve stands: best score and bound in points, seconds since the start."""

    score: Fraction | None
    bound: Fraction | None
    seconds: float


def solve_scenario(
    scenario: Scenario,
    limits: Limits,
    *,
    watch: Watch | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    confirm_seconds: float = 30.0,
) -> Result:
    """Find the best plan of a scenario within limits.

    Parameters
    ----------
    scenario
        What is asked.
    limits
        When to stop.
    watch
        Its `stop` event ends the solve with the best plan kept.
    on_progress
        Called from an engine's thread whenever the best plan or the bound improves.
    confirm_seconds
        Time for the second opinion on an optimal or impossible answer; 0 asks for none.

    Returns
    -------
    Result
        With a plan only if it passed the independent check.

    Raises
    ------
    VerificationError
        If the engine's plan does not pass; a defect of the program.
    EngineError
        If two engines contradict each other.
    """
    watch = watch or Watch()
    started = time.monotonic()
    model = build_model(compile_problem(scenario))
    built = time.monotonic() - started
    if on_progress is not None:
        watch.on_progress = _reporter(model, on_progress, started)
    provenance = _provenance(scenario, model, limits, built)
    contradictions = model.linear.impossible_rows()
    if contradictions:
        # Arithmetic on one row needs no engine and no second opinion.
        return Result(
            Status.IMPOSSIBLE,
            None,
            None,
            None,
            reasons=tuple(dict.fromkeys(row.name for row in contradictions)),
            provenance=provenance,
        )
    if limits.wall_seconds is not None:
        left = max(0.1, limits.wall_seconds - (time.monotonic() - started))
        limits = limits.model_copy(update={"wall_seconds": left})
    answer = solve_together(model, limits, watch)
    provenance |= {"engine": answer.engine, "engine_seconds": round(answer.wall_seconds, 3)}
    if answer.deterministic_time is not None:
        provenance["deterministic_time"] = round(answer.deterministic_time, 6)
    result = read_answer(scenario, model, answer, provenance)
    return _confirmed(result, model, answer, watch, confirm_seconds)


def read_answer(
    scenario: Scenario, model: PlanModel, answer: Answer, provenance: dict[str, Any]
) -> Result:
    """Turn an engine's answer into a verified result.

    Raises
    ------
    VerificationError
        If the plan breaks a rule, or scores less than the engine counted or more than it proved.
    """
    scale = model.linear.scale
    bound = (
        None
        if answer.bound is None
        else min(Fraction(HIGHEST_SCORE), Fraction(answer.bound, scale))
    )
    if answer.values is None:
        status = Status.IMPOSSIBLE if answer.verdict is Verdict.IMPOSSIBLE else Status.UNKNOWN
        bound = None if status is Status.IMPOSSIBLE else bound
        return Result(status, None, None, bound, provenance=provenance)
    plan, scoring = plan_of(scenario, model, answer.values, bound, provenance)
    verification = verify(scenario, plan)
    counted = model.linear.score(answer.values)
    if not verification.passed or scoring.total < counted:
        raise VerificationError(
            f"the engine's plan does not pass the independent check "
            f"({len(verification.violations)} violations; counted {float(counted):.4f}, "
            f"recomputed {float(scoring.total):.4f})",
            verification.violations,
        )
    if bound is not None and scoring.total > bound:
        raise VerificationError(
            f"a verified plan scores {float(scoring.total):.6f}, above the bound "
            f"{float(bound):.6f} of {answer.engine}"
        )
    done = bound is not None and scoring.total == bound
    return Result(
        Status.OPTIMAL if done else Status.FEASIBLE,
        plan,
        scoring.total,
        bound,
        verification=verification,
        exact_bound=answer.exact,
        provenance=provenance,
    )


def plan_of(
    scenario: Scenario,
    model: PlanModel,
    values: tuple[int, ...],
    bound: Fraction | None,
    provenance: dict[str, Any],
) -> tuple[Plan, Scoring]:
    """Read a plan out of a solution and score it from the plan alone."""
    used = frozenset(
        slot.index for slot in model.problem.slots if model.uses(slot.index).value(values)
    )
    choice = {
        (cell.exercise.id, cell.method.id, cell.slot, cell.block): model.sets(cell).value(values)
        for cell in model.problem.cells
        if model.does(cell).value(values)
    }
    blank = unscored_plan(scenario, assemble(scenario, choice, used), _reproducible(provenance))
    scoring = score_plan(scenario, blank)
    plan = blank.model_copy(
        update={
            "status": "optimal" if bound == scoring.total else "feasible",
            "score": write_score(scoring, bound),
            "shortages": write_shortages(scoring.shortages),
        }
    )
    return plan, scoring


def _confirmed(
    result: Result, model: PlanModel, answer: Answer, watch: Watch, seconds: float
) -> Result:
    if seconds <= 0 or watch.stop.is_set():
        return result
    if answer.exact and result.plan is not None:
        return result  # our own integers need no second opinion
    if result.status is Status.OPTIMAL:
        confirmation = confirm_optimal(model.linear, answer, seconds, watch)
    elif result.status is Status.IMPOSSIBLE:
        bare = build_model(model.problem, with_objective=False)
        confirmation = confirm_impossible(bare.linear, seconds, watch)
    else:
        return result
    return replace(result, confirmation=confirmation)


def _reporter(
    model: PlanModel, on_progress: Callable[[Progress], None], started: float
) -> Callable[[int | None, int | None], None]:
    scale = model.linear.scale
    best: list[Fraction | None] = [None, None]

    def report(objective: int | None, bound: int | None) -> None:
        if objective is not None:
            found = Fraction(objective, scale)
            best[0] = found if best[0] is None else max(best[0], found)
        if bound is not None:
            proved = min(Fraction(HIGHEST_SCORE), Fraction(bound, scale))
            best[1] = proved if best[1] is None else min(best[1], proved)
        on_progress(Progress(best[0], best[1], time.monotonic() - started))

    return report


def _provenance(
    scenario: Scenario, model: PlanModel, limits: Limits, built: float
) -> dict[str, Any]:
    return {
        "liftproof": __version__,
        "seed": limits.seed,
        "workers": limits.workers,
        "gap_wanted": str(limits.gap),
        "wall_seconds_limit": limits.wall_seconds,
        "deterministic_time_limit": limits.deterministic_time,
        "scenario_sha256": scenario.sha256,
        "model_sha256": model.linear.sha256(),
        "variables": len(model.linear.variables),
        "rows": len(model.linear.rows),
        "build_seconds": round(built, 3),
    }


def _reproducible(provenance: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs between two equal runs: plans hold no clock."""
    clocks = ("build_seconds", "engine_seconds")
    return {
        name: value if not isinstance(value, float) else str(value)
        for name, value in provenance.items()
        if name not in clocks and value is not None
    }

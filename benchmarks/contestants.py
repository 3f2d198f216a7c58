"""Who races: each takes a scenario and limits, reports what it knows, and ends with a verified plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import import_module
from typing import Any

from benchmarks.record import Engine
from optimizer._version import __version__
from optimizer.engines.answer import Limits
from optimizer.result import Result
from optimizer.scenario import Scenario

Report = Callable[[Fraction | None, Fraction | None], None]


@dataclass(frozen=True)
class Outcome:
    """How a contestant ended.

    Parameters
    ----------
    status
        optimal, feasible, impossible or unknown.
    value, bound
        Score points of the verified plan; no plan scores above the bound.
    verified
        Whether the last plan passed; None where there was none.
    engine_version
        Name, version and configuration.
    measured
        Further entries of the record: sizes, seconds, hashes.
    """

    status: str
    value: Fraction | None
    bound: Fraction | None
    verified: bool | None
    engine_version: str
    measured: dict[str, Any] = field(default_factory=dict)


def warm_up(engine: Engine) -> None:
    """Import what an engine needs, before its clock starts."""
    if engine == "greedy":
        import_module("benchmarks.greedy")
        import_module("optimizer.verifier")
        return
    import_module("optimizer.solver")
    from benchmarks import baselines

    baselines.warm_up()


def race(engine: Engine, scenario: Scenario, limits: Limits, report: Report) -> Outcome:
    """Let an engine solve a scenario.

    Parameters
    ----------
    engine
        Which.
    scenario
        The instance, read but not compiled.
    limits
        The wall clock starts now.
    report
        Hears of values and bounds in score points as soon as the engine does.

    Returns
    -------
    Outcome

    Raises
    ------
    VerificationError, EngineError
        If an engine's plan or bound is refused; a defect of the engine or the model.
    """
    if engine == "ours":
        return _ours(scenario, limits, report)
    if engine == "greedy":
        return _greedy(scenario, report)
    return _solver(engine, scenario, limits, report)


def _ours(scenario: Scenario, limits: Limits, report: Report) -> Outcome:
    from optimizer.solver import Progress, solve_scenario

    def progress(found: Progress) -> None:
        report(found.score, found.bound)

    # A second opinion is no part of the race: no baseline gets one.
    result = solve_scenario(scenario, limits, on_progress=progress, confirm_seconds=0)
    report(result.score, result.bound)
    known = result.provenance
    names = ("build_seconds", "variables", "rows", "model_sha256", "deterministic_time")
    version = f"liftproof {__version__}: {known.get('engine', 'by arithmetic')}"
    return _outcome(result, version, {name: known.get(name) for name in names})


def _greedy(scenario: Scenario, report: Report) -> Outcome:
    from benchmarks.greedy import greedy_plan
    from optimizer.verifier import verify

    plan = greedy_plan(scenario)
    passed = verify(scenario, plan).passed
    value = Fraction(plan.score.exact) if passed else None
    report(value, None)
    return Outcome("feasible" if passed else "unknown", value, None, passed, "best exercise first")


def _solver(engine: Engine, scenario: Scenario, limits: Limits, report: Report) -> Outcome:
    from benchmarks import baselines
    from optimizer.build import build_model
    from optimizer.compile import compile_problem
    from optimizer.solver import read_answer

    solve = {
        "cp_sat": baselines.plain_cp_sat,
        "highs": baselines.plain_highs,
        "scip": baselines.plain_scip,
    }[engine]
    started = time.monotonic()
    model = build_model(compile_problem(scenario))
    built = time.monotonic() - started
    if limits.wall_seconds is not None:
        left = max(0.001, limits.wall_seconds - built)
        limits = limits.model_copy(update={"wall_seconds": left})
    answer = solve(model.linear, limits, report)
    # What keeps all rows and yet is refused by the check is a defect: the error is not caught.
    result = read_answer(scenario, model, answer, {})
    report(result.score, result.bound)
    measured = {
        "build_seconds": built,
        "variables": len(model.linear.variables),
        "rows": len(model.linear.rows),
        "model_sha256": model.linear.sha256(),
        "deterministic_time": answer.deterministic_time,
    }
    return _outcome(result, answer.engine, measured)


def _outcome(result: Result, engine_version: str, measured: dict[str, Any]) -> Outcome:
    return Outcome(
        status=str(result.status),
        value=result.score,
        bound=result.bound,
        verified=None if result.verification is None else result.verification.passed,
        engine_version=engine_version,
        measured=measured,
    )

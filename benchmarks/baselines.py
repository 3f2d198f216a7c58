"""Plain solvers on the product's own linear model, with the settings they come with.

Only the clock, the threads, the seed and the wanted gap are set; everything the product adds (start,
parameters, portfolio) is left out. MathOpt passes on nothing under way but log lines, which are read.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from fractions import Fraction
from math import floor, isfinite
from typing import TYPE_CHECKING, Any

from benchmarks.mip_log import Reading, read_highs, read_scip
from optimizer.engines import cp_sat, highs
from optimizer.engines.answer import Answer, Limits, Verdict
from optimizer.linear_model import LinearModel

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt  # noqa: TID251 - for its types

Tell = Callable[[Fraction | None, Fraction | None], None]


def warm_up() -> None:
    """Import the solvers: their import is no part of a solve."""
    import ortools.math_opt.python.mathopt  # noqa: TID251 - baselines run the plain solvers
    import ortools.sat.python.cp_model  # noqa: F401, TID251


def plain_cp_sat(model: LinearModel, limits: Limits, tell: Tell) -> Answer:
    """Solve with CP-SAT as it comes.

    Parameters
    ----------
    model
        The linear model.
    limits
        Wall clock, deterministic time, gap, workers and seed are passed on.
    tell
        Hears of values and bounds in score points.

    Returns
    -------
    Answer
    """
    import ortools  # noqa: TID251 - baselines run the plain solvers
    from ortools.sat.python import cp_model  # noqa: TID251

    class Progress(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
        def on_solution_callback(self) -> None:
            value = Fraction(round(self.objective_value), model.scale)
            tell(value, _proved(self.best_objective_bound, model))

    started = time.monotonic()
    target = cp_sat.translate(model)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = limits.workers
    solver.parameters.random_seed = limits.seed
    solver.parameters.relative_gap_limit = limits.gap
    if limits.wall_seconds is not None:
        left = limits.wall_seconds - (time.monotonic() - started)
        solver.parameters.max_time_in_seconds = max(0.0, left)
    if limits.deterministic_time is not None:
        solver.parameters.max_deterministic_time = limits.deterministic_time
    solver.best_bound_callback = lambda bound: tell(None, _proved(bound, model))
    status = solver.solve(target, Progress())
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    # Ended before it knew anything, CP-SAT says 0: that is no bound.
    told = bool(solver.response_proto.best_objective_bound)
    bounded = found or (status == cp_model.UNKNOWN and told)
    return Answer(
        verdict={
            cp_model.OPTIMAL: Verdict.OPTIMAL,
            cp_model.FEASIBLE: Verdict.FEASIBLE,
            cp_model.INFEASIBLE: Verdict.IMPOSSIBLE,
            cp_model.UNKNOWN: Verdict.UNKNOWN,
        }[status],
        values=tuple(solver.response_proto.solution) if found else None,
        bound=floor(solver.best_objective_bound + cp_sat.HALF_UNIT) if bounded else None,
        engine=f"CP-SAT {ortools.__version__}",
        wall_seconds=time.monotonic() - started,
        deterministic_time=solver.response_proto.deterministic_time,
    )


def plain_highs(model: LinearModel, limits: Limits, tell: Tell) -> Answer:
    """Solve with HiGHS through MathOpt; parameters as `plain_cp_sat`.

    It heeds the wall clock, the gap and the seed; MathOpt takes no number of threads for it.
    """
    return _math_opt("HIGHS", read_highs, model, limits, tell)


def plain_scip(model: LinearModel, limits: Limits, tell: Tell) -> Answer:
    """Solve with SCIP through MathOpt; parameters as `plain_cp_sat`.

    It heeds the wall clock, the gap and the seed; its search has one thread.
    """
    return _math_opt("GSCIP", read_scip, model, limits, tell)


def _math_opt(
    solver: str,
    read: Callable[[str], Reading | None],
    model: LinearModel,
    limits: Limits,
    tell: Tell,
) -> Answer:
    import ortools  # noqa: TID251 - baselines run the plain solvers
    from ortools.math_opt.python import mathopt  # noqa: TID251

    def hear(lines: Any) -> None:
        for reading in filter(None, map(read, lines)):
            tell(*reading)

    started = time.monotonic()
    target = highs.translate(model)
    parameters = mathopt.SolveParameters(relative_gap_tolerance=limits.gap, random_seed=limits.seed)
    if limits.wall_seconds is not None:
        left = max(0.001, limits.wall_seconds - (time.monotonic() - started))
        parameters.time_limit = dt.timedelta(seconds=left)
    result = mathopt.solve(
        target, getattr(mathopt.SolverType, solver), params=parameters, msg_cb=hear
    )
    values = _in_integers(result)
    whole = values is not None and not any(True for _ in model.broken(values))
    dual = result.termination.objective_bounds.dual_bound
    # The same margin as the product's own use of HiGHS: what doubles may be wrong by.
    margin = highs.BOUND_MARGIN * max(1.0, abs(dual))
    reason = result.termination.reason
    return Answer(
        verdict=_verdict(reason == mathopt.TerminationReason.INFEASIBLE, whole),
        values=values if whole else None,
        bound=floor((dual + margin) * model.scale) if isfinite(dual) else None,
        engine=f"{solver} in MathOpt {ortools.__version__}",
        wall_seconds=time.monotonic() - started,
    )


def _verdict(impossible: bool, found: bool) -> Verdict:
    """Say what was found; whether it is optimal, value and bound tell."""
    if impossible:
        return Verdict.IMPOSSIBLE
    return Verdict.FEASIBLE if found else Verdict.UNKNOWN


def _in_integers(result: mathopt.SolveResult) -> tuple[int, ...] | None:
    if not result.has_primal_feasible_solution():
        return None
    by_variable = result.variable_values()
    return tuple(round(by_variable[v]) for v in sorted(by_variable, key=lambda v: v.id))


def _proved(bound: float, model: LinearModel) -> Fraction | None:
    """Return a bound in score points; CP-SAT reports whole units as a double."""
    return Fraction(floor(bound + cp_sat.HALF_UNIT), model.scale) if isfinite(bound) else None

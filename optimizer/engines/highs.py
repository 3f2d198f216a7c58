"""HiGHS through MathOpt: strong bounds. A second translator, so that no answer rests on one engine.

HiGHS computes in doubles with tolerances; its bound is rounded up by a relative margin before it is
used, and its plans are rounded and checked row by row in integers.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
import time
from typing import TYPE_CHECKING

from optimizer.engines.answer import Answer, Limits, Verdict, Watch
from optimizer.linear_model import LinearModel

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt

# Tolerances of HiGHS are 1e-6 on rows and 1e-6 on reduced costs; the margin is far above what they
# move the objective by on models of this size.
BOUND_MARGIN = 1e-6


def translate(model: LinearModel) -> mathopt.Model:
    """Write a linear model as a MathOpt model, with all integer variables integer."""
    from ortools.math_opt.python import mathopt

    target = mathopt.Model(name="liftproof")
    variables = [
        target.add_variable(lb=v.lower, ub=v.upper, is_integer=True) for v in model.variables
    ]
    for row in model.rows:
        constraint = target.add_linear_constraint(
            lb=-math.inf if row.lower is None else row.lower,
            ub=math.inf if row.upper is None else row.upper,
        )
        for index, coefficient in zip(row.variables, row.coefficients, strict=True):
            constraint.set_coefficient(variables[index], coefficient)
    coefficients, constant = model.objective()
    # Objective units are tiny parts of a score point; points keep the engine's numbers near 1.
    scale = model.scale
    target.objective.is_maximize = True
    target.objective.offset = constant / scale
    for index, coefficient in coefficients.items():
        target.objective.set_linear_coefficient(variables[index], coefficient / scale)
    return target


def solve_with_highs(
    model: LinearModel,
    limits: Limits,
    *,
    watch: Watch | None = None,
    engine: str = "HIGHS",
) -> Answer:
    """Maximise a linear model with HiGHS (or another MathOpt solver by name).

    Parameters
    ----------
    model
        The linear model.
    limits
        When to stop; workers and deterministic time do not apply.
    watch
        Its `stop` event interrupts the search.
    engine
        MathOpt solver name.

    Returns
    -------
    Answer
        Values are returned only if they satisfy every row in integers.
    """
    import ortools
    from ortools.math_opt.python import mathopt
    from ortools.util.python.solve_interrupter import SolveInterrupter

    watch = watch or Watch()
    target = translate(model)
    parameters = mathopt.SolveParameters(relative_gap_tolerance=limits.gap)
    if limits.wall_seconds is not None:
        parameters.time_limit = dt.timedelta(seconds=limits.wall_seconds)
    interrupter = SolveInterrupter()
    done = threading.Event()

    def wait() -> None:
        while not done.is_set():
            if watch.stop.wait(0.05):
                interrupter.interrupt()
                return

    threading.Thread(target=wait, daemon=True).start()
    started = time.monotonic()
    try:
        result = mathopt.solve(
            target,
            getattr(mathopt.SolverType, engine),
            params=parameters,
            interrupter=interrupter,
        )
    finally:
        done.set()
    return _read(model, result, f"{engine} in MathOpt {ortools.__version__}", started)


def _read(model: LinearModel, result: mathopt.SolveResult, engine: str, started: float) -> Answer:
    from ortools.math_opt.python import mathopt

    reason = result.termination.reason
    values: tuple[int, ...] | None = None
    if result.has_primal_feasible_solution():
        by_variable = result.variable_values()
        rounded = tuple(round(by_variable[v]) for v in sorted(by_variable, key=lambda v: v.id))
        if not any(True for _ in model.broken(rounded)):
            values = rounded
    bound = None
    dual = result.termination.objective_bounds.dual_bound
    if math.isfinite(dual):
        margin = BOUND_MARGIN * max(1.0, abs(dual))
        bound = math.floor((dual + margin) * model.scale)
    verdict = Verdict.FEASIBLE if values is not None else Verdict.UNKNOWN
    if reason == mathopt.TerminationReason.INFEASIBLE:
        verdict = Verdict.IMPOSSIBLE
    elif reason == mathopt.TerminationReason.OPTIMAL and values is not None and bound is not None:
        reached = int(model.score(values) * model.scale)
        verdict = Verdict.OPTIMAL if reached >= bound else Verdict.FEASIBLE
    return Answer(
        verdict=verdict,
        values=values,
        bound=bound,
        engine=engine,
        wall_seconds=time.monotonic() - started,
    )

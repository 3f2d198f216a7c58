"""CP-SAT: finds plans fast. A translator of the linear model, with nothing of its own to say."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from math import floor
from typing import TYPE_CHECKING, Any

from optimizer.engines.answer import Answer, Limits, Verdict, Watch
from optimizer.linear_model import LinearModel

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

# A bound is an integer that the engine reports as a double.
HALF_UNIT = 0.5
# What further workers search by; the last worker, and all beyond these, improve the best plan by
# large neighbourhoods.
MORE_SEARCHES = ("quick_restart_no_lp", "pseudo_costs", "max_lp", "reduced_costs")
# Without an objective there is nothing to improve: whether a plan exists is asked with and without
# the linear relaxation. (Garage, 12 weeks: 12.6 s of processor time with it, 2.8 s without; two short
# sessions: 6.6 s with it, 43 s without.)
FEASIBILITY_SEARCHES = ("no_lp", "quick_restart", "quick_restart_no_lp", "max_lp")


def translate(model: LinearModel, hint: Mapping[int, int] | None = None) -> cp_model.CpModel:
    """Write a linear model as a CP-SAT model.

    Parameters
    ----------
    model
        The linear model.
    hint
        Values to start from, by variable.

    Returns
    -------
    ortools.sat.python.cp_model.CpModel
        Variables in the same order, so that indices agree.
    """
    from ortools.sat.python import cp_model

    target = cp_model.CpModel()
    variables = [target.new_int_var(v.lower, v.upper, v.name) for v in model.variables]
    for row in model.rows:
        if row.kind == "at_most_one" and len(row.variables) > 1 and set(row.coefficients) == {1}:
            target.add_at_most_one(variables[i] for i in row.variables)
            continue
        expression = cp_model.LinearExpr.weighted_sum(
            [variables[i] for i in row.variables], list(row.coefficients)
        )
        low = cp_model.INT32_MIN * 2**20 if row.lower is None else row.lower
        high = cp_model.INT32_MAX * 2**20 if row.upper is None else row.upper
        target.add_linear_constraint(expression, low, high)
    coefficients, constant = model.objective()
    if coefficients:
        target.maximize(
            cp_model.LinearExpr.weighted_sum(
                [variables[i] for i in coefficients], list(coefficients.values())
            )
            + constant
        )
    for index, value in (hint or {}).items():
        target.add_hint(variables[index], value)
    return target


def solve_with_cp_sat(
    model: LinearModel,
    limits: Limits,
    *,
    watch: Watch | None = None,
    hint: Mapping[int, int] | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Answer:
    """Maximise a linear model with CP-SAT.

    Parameters
    ----------
    model
        The linear model.
    limits
        When to stop.
    watch
        Gets progress; its `stop` event ends the search with the best solution kept.
    hint
        Values to start from, by variable.
    parameters
        CP-SAT parameters by name, over those of this function.

    Returns
    -------
    Answer
    """
    import ortools
    from ortools.sat.python import cp_model

    looker = watch or Watch()
    target = translate(model, hint)
    solver = cp_model.CpSolver()
    improving = bool(model.objective()[0])
    _configure(solver.parameters, limits, parameters or {}, improving)

    class Progress(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
        def on_solution_callback(self) -> None:
            looker.report(round(self.objective_value), floor(self.best_objective_bound + HALF_UNIT))

    if improving:
        solver.best_bound_callback = lambda bound: looker.report(None, floor(bound + HALF_UNIT))
    started = time.monotonic()
    guard = _stop_when_told(solver, looker)
    try:
        status = solver.solve(target, Progress() if improving else None)
    finally:
        guard.set()
    verdict = _VERDICTS.get(solver.status_name(status))
    if verdict is None:
        raise RuntimeError(f"CP-SAT calls the model invalid: {target.validate()}")
    found = verdict in (Verdict.OPTIMAL, Verdict.FEASIBLE)
    count = len(model.variables)
    values = tuple(solver.response_proto.solution)[:count] if found else None
    if values is None and verdict is Verdict.UNKNOWN:
        values = _hinted_solution(model, hint)
        verdict = verdict if values is None else Verdict.FEASIBLE
    bound = floor(solver.best_objective_bound + HALF_UNIT) if found or _bounded(solver) else None
    if verdict is Verdict.OPTIMAL and values is not None and bound is not None:
        # Within the gap limit CP-SAT says OPTIMAL; here the word means that nothing is left.
        coefficients, constant = model.objective()
        reached = constant + sum(c * values[i] for i, c in coefficients.items())
        verdict = Verdict.OPTIMAL if reached >= bound else Verdict.FEASIBLE
    return Answer(
        verdict=verdict,
        values=values,
        bound=bound,
        engine=f"CP-SAT {ortools.__version__}, {limits.workers} workers, seed {limits.seed}",
        wall_seconds=time.monotonic() - started,
        deterministic_time=solver.response_proto.deterministic_time,
    )


def preload() -> str:
    """Load the engines, so that processes which part from this one have them; name the version."""
    import ortools
    from ortools.linear_solver import pywraplp  # noqa: F401
    from ortools.sat.python import cp_model  # noqa: F401

    return f"OR-Tools {ortools.__version__}"


_VERDICTS = {
    "OPTIMAL": Verdict.OPTIMAL,
    "FEASIBLE": Verdict.FEASIBLE,
    "INFEASIBLE": Verdict.IMPOSSIBLE,
    "UNKNOWN": Verdict.UNKNOWN,
}


def _configure(
    settings: Any, limits: Limits, parameters: Mapping[str, Any], improving: bool
) -> None:
    """Set what CP-SAT is told; a list in `parameters` replaces the list set here."""
    settings.num_workers = limits.workers
    settings.random_seed = limits.seed
    settings.relative_gap_limit = limits.gap
    # The bound and the first good plan come from the default search on the full linear relaxation:
    # one worker gets it by the level, several only as a worker of their own. (One block, garage: 94
    # points after 0.6 s of processor time; the built-in "max_lp" has 82-90 after 5 s.)
    settings.linearization_level = 2
    if limits.workers > 1:
        full = type(settings)()
        full.name = "full_lp"
        full.linearization_level = 2
        settings.subsolver_params.append(full)
        further = MORE_SEARCHES[: limits.workers - 2] if improving else FEASIBILITY_SEARCHES
        settings.subsolvers.extend(["full_lp", *further])
    # Presolve's search for inclusions has returned wrong optima (or-tools issue 5293).
    settings.presolve_inclusion_work_limit = 0
    settings.catch_sigint_signal = False
    if limits.wall_seconds is not None:
        settings.max_time_in_seconds = limits.wall_seconds
    if limits.deterministic_time is not None:
        settings.max_deterministic_time = limits.deterministic_time
    for name, value in parameters.items():
        if isinstance(value, list):
            getattr(settings, name).clear()
            getattr(settings, name).extend(value)
        else:
            setattr(settings, name, value)


def _hinted_solution(model: LinearModel, hint: Mapping[int, int] | None) -> tuple[int, ...] | None:
    """Return a complete hint that satisfies every row: a short limit may end before it is read."""
    if not hint or len(hint) < len(model.variables):
        return None
    values = tuple(hint[index] for index in range(len(model.variables)))
    return None if any(True for _ in model.broken(values)) else values


def _bounded(solver: cp_model.CpSolver) -> bool:
    """Whether a bound is more than the trivial one of an unsolved model."""
    return (
        bool(solver.response_proto.best_objective_bound)
        and solver.status_name(solver.response_proto.status) == "UNKNOWN"
    )


def _stop_when_told(solver: cp_model.CpSolver, watch: Watch) -> threading.Event:
    """Stop the search from another thread once the watch says so; set the event to end the guard."""
    done = threading.Event()

    def wait() -> None:
        # Again and again: a stop that comes before the search has begun would be lost.
        while not done.wait(0.05):
            if watch.stop.is_set():
                solver.stop_search()

    threading.Thread(target=wait, daemon=True).start()
    return done

"""The linear relaxation: what a model would do if everything could be divided. For starts only."""

from __future__ import annotations

import datetime as dt

from optimizer.engines.highs import translate
from optimizer.linear_model import LinearModel


def relaxed_values(model: LinearModel, seconds: float) -> tuple[float, ...] | None:
    """Solve the linear relaxation.

    Parameters
    ----------
    model
        The linear model; its variables need not be whole.
    seconds
        Wall-clock limit.

    Returns
    -------
    tuple of float or None
        Value of every variable; None where the relaxation has no solution or time ran out. Nothing
        may be concluded from them: they are not exact.
    """
    from ortools.math_opt.python import mathopt

    target = translate(model)
    variables = sorted(target.variables(), key=lambda v: v.id)
    for variable in variables:
        variable.integer = False
    parameters = mathopt.SolveParameters(time_limit=dt.timedelta(seconds=seconds))
    result = mathopt.solve(target, mathopt.SolverType.GLOP, params=parameters)
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values()
    return tuple(values[variable] for variable in variables)

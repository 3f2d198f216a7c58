"""The plans around a plan: every exercise gets about as many sets a week as there, on any days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor

from optimizer.linear_model import LinearModel
from optimizer.search.part import Part

# Less than this of a set is nothing.
SOME = 0.01
WHOLE = 1e-6
# For CP-SAT: cuts take more time than they save in a space this small.
NEARBY = {"cut_level": 0}


def around(
    part: Part, guide: Sequence[float], plan: Sequence[int] | None, width: int
) -> LinearModel:
    """Bound the weekly sets of every exercise by a guide and a plan.

    Parameters
    ----------
    part
        A part of a model.
    guide
        Values of its variables, not whole: where better plans are supposed to be.
    plan
        Values of a plan, which stays inside; None where none is known yet.
    width
        Sets a week by which an exercise may leave what lies between guide and plan. Exercises in
        neither stay out.

    Returns
    -------
    LinearModel
        The part's model with tighter bounds on the sums of sets.
    """
    variables = list(part.model.variables)
    for index in part.sets:
        ends = (guide[index], guide[index] if plan is None else plan[index])
        low = floor(min(ends) + WHOLE) - width
        high = ceil(max(ends) - WHOLE) + width if max(ends) > SOME else 0
        variable = variables[index]
        lower, upper = max(variable.lower, low), min(variable.upper, high)
        if lower <= upper:
            variables[index] = replace(variable, lower=lower, upper=upper)
    return replace(part.model, variables=variables)

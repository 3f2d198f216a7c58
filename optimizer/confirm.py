"""Second opinions: no optimal or impossible answer rests on one engine in one configuration."""

from __future__ import annotations

from collections.abc import Callable

from optimizer.engines.answer import Answer, Limits, Verdict, Watch
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.engines.highs import BOUND_MARGIN, solve_with_highs
from optimizer.errors import EngineError
from optimizer.linear_model import LinearModel
from optimizer.result import Confirmation

# HiGHS closes gaps up to its tolerances; what it proves is compared with twice the margin.
AGREEMENT = 10 * BOUND_MARGIN


def confirm_optimal(
    model: LinearModel, answer: Answer, seconds: float, watch: Watch
) -> Confirmation:
    """Ask HiGHS whether anything better than an optimal answer exists.

    Parameters
    ----------
    model
        The linear model.
    answer
        The answer to confirm; it has values and a bound.
    seconds
        Time for the second engine.
    watch
        Its `stop` event interrupts.

    Raises
    ------
    EngineError
        If HiGHS finds a better plan, or proves that no plan is as good.
    """
    if answer.values is None:
        raise ValueError("there is no solution to confirm")
    reached = float(model.score(answer.values))
    limits = Limits(wall_seconds=seconds, gap=0.0)
    second = solve_with_highs(model, limits, watch=watch)
    margin = AGREEMENT * max(1.0, abs(reached))
    if second.values is not None and float(model.score(second.values)) > reached + margin:
        raise EngineError(
            f"{answer.engine} called {reached:.6f} optimal, {second.engine} found "
            f"{float(model.score(second.values)):.6f}"
        )
    if second.verdict is Verdict.IMPOSSIBLE:
        raise EngineError(f"{answer.engine} found a plan, {second.engine} says that none exists")
    bound = None if second.bound is None else second.bound / model.scale
    if bound is not None and bound < reached - margin:
        raise EngineError(
            f"{answer.engine} found {reached:.6f}, {second.engine} claims a bound of {bound:.6f}"
        )
    if bound is not None and bound <= reached + margin:
        text = f"{second.engine} proves the same optimum within {margin:.0e} points"
        return Confirmation(True, second.engine, text)
    shown = "no bound" if bound is None else f"a bound of {bound:.4f}"
    text = f"{second.engine} reached {shown} in {seconds:g} s: not confirmed, not contradicted"
    return Confirmation(None, second.engine, text)


def confirm_impossible(model: LinearModel, seconds: float, watch: Watch) -> Confirmation:
    """Ask HiGHS, then CP-SAT in another configuration, whether a scenario is really impossible.

    Parameters
    ----------
    model
        The linear model without an objective.
    seconds
        Time for each second opinion.
    watch
        Its `stop` event interrupts.

    Raises
    ------
    EngineError
        If the other engine finds a plan.
    """
    limits = Limits(wall_seconds=seconds, gap=0.0, workers=1, seed=20261)
    last = "nothing was asked"
    other = {"cp_model_presolve": False, "linearization_level": 1}
    asks: tuple[Callable[[], Answer], ...] = (
        lambda: solve_with_highs(model, limits, watch=watch),
        lambda: solve_with_cp_sat(model, limits, watch=watch, parameters=other),
    )
    for ask in asks:
        second = ask()
        if second.values is not None:
            raise EngineError(f"CP-SAT says impossible, {second.engine} found a plan")
        if second.verdict is Verdict.IMPOSSIBLE:
            text = f"{second.engine} proves it too, by itself"
            return Confirmation(True, second.engine, text)
        last = second.engine
    text = f"no second proof within {seconds:g} s: not confirmed, not contradicted"
    return Confirmation(None, last, text)

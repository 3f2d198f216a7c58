"""Any plan of a scenario, without regard to its score: for asking whether one exists."""

from __future__ import annotations

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Verdict, Watch
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.errors import VerificationError
from optimizer.explaining.conflict import Clock
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from optimizer.solver import plan_of
from optimizer.verifier import verify
from optimizer.warm_start import any_repeated_plan


def find_plan(scenario: Scenario, clock: Clock) -> Plan | Verdict:
    """Find any plan of a scenario, without regard to its score.

    Parameters
    ----------
    scenario
        The scenario.
    clock
        Time left.

    Returns
    -------
    Plan or Verdict
        A plan that passed the independent check; else impossible or unknown.

    Raises
    ------
    OutOfTimeError
        If no time is left.
    VerificationError
        If the plan does not pass; a defect of the program.
    """
    limits = clock.limits()
    model = build_model(compile_problem(scenario), with_objective=False)
    if model.linear.impossible_rows():
        return Verdict.IMPOSSIBLE
    values = any_repeated_plan(scenario, model, limits, clock.watch)
    if values is None:
        watch = Watch(stop=clock.watch.stop)
        answer = solve_with_cp_sat(model.linear, clock.limits(), watch=watch)
        if answer.values is None:
            return answer.verdict
        values = answer.values
    plan, _ = plan_of(scenario, model, values, None, {})
    found = verify(scenario, plan).violations
    if found:
        raise VerificationError("the plan of a remedy does not pass the independent check", found)
    return plan

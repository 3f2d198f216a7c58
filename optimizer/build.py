"""From the Problem to the linear model: every rule and every term posts."""

from __future__ import annotations

from collections.abc import Collection

from constraints import RULES, TERMS
from optimizer.plan_model import PlanModel
from optimizer.postings import Keeps
from optimizer.problem import Problem


def build_model(
    problem: Problem,
    *,
    rules: Collection[str] | None = None,
    with_objective: bool = True,
    keeps: Keeps | None = None,
) -> PlanModel:
    """Build the solver-free model of all allowed plans.

    Parameters
    ----------
    problem
        The compiled problem.
    rules
        Names of the rules to post; all of them when left out. Options are those of the full scenario.
    with_objective
        Whether to post the score terms; feasibility questions do not need them.
    keeps
        Says by rule and place whether a demand is posted; all are when left out.

    Returns
    -------
    PlanModel
    """
    model = PlanModel(problem, keeps)
    for rule in RULES:
        if rules is None or rule.name in rules:
            with model.posting(rule.name):
                rule.post(model)
    if with_objective:
        for term in TERMS:
            with model.posting(term.name):
                term.post(model)
    return model

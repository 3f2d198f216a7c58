"""Finding a certificate: allowed to be slow and to fail. Only the checker's word counts."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.certificates.block_bounds import BlockBounds
from optimizer.certificates.certificate import Certificate, CertificateError
from optimizer.certificates.extended import extended
from optimizer.certificates.search import TreeSearch
from optimizer.certificates.writing import claimed, without_unused_sums
from optimizer.scoring import score_plan

if TYPE_CHECKING:
    from optimizer.engines.answer import Watch
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.scenario import Scenario


def make_certificate(
    scenario: Scenario,
    model: PlanModel,
    *,
    seconds: float | None,
    plan: Plan | None = None,
    gap: Fraction = Fraction(0),
    most_leaves: int | None = None,
    watch: Watch | None = None,
) -> Certificate:
    """Prove a bound on the score, as low as the time allows.

    Parameters
    ----------
    scenario
        What is asked.
    model
        Its linear model, with all rules and the objective.
    seconds
        Wall-clock time to spend; the first bound may take a little longer. None for no limit.
    plan
        The best plan known: a bound within `gap` of it ends the search.
    gap
        Fraction of the bound.
    most_leaves
        Size at which to stop; without it, some megabytes. With ``seconds=None`` the result is
        reproducible.
    watch
        Its `stop` event ends the search with the bound reached.

    Returns
    -------
    Certificate
        Of the bound that was reached, whatever it is.
    """
    enough = None
    if plan is not None:
        # bound - score <= gap * bound
        enough = score_plan(scenario, plan).total / (1 - gap)
    started = time.monotonic()
    bounds = BlockBounds(model, seconds=seconds, watch=watch)
    left = None if seconds is None else seconds - (time.monotonic() - started)
    bounds.improve(
        seconds=left, leaves=None if most_leaves is None else most_leaves - 1, enough=enough
    )
    return bounds.certificate(scenario.sha256)


def make_impossibility_certificate(
    scenario: Scenario,
    model: PlanModel,
    *,
    seconds: float | None,
    most_leaves: int | None = None,
    watch: Watch | None = None,
) -> Certificate:
    """Prove that a scenario has no plan.

    Parameters
    ----------
    scenario, model
        What is asked and its linear model, with all rules and the objective.
    seconds, most_leaves, watch
        When to give up.

    Returns
    -------
    Certificate

    Raises
    ------
    CertificateError
        If no proof was found; a plan may exist or not.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    whole = extended(model)
    search = TreeSearch(
        whole.proof(), whole.linear, whole.preferred, deadline, elastic=True, watch=watch
    )
    search.run(None, most_leaves)
    made = Certificate(
        scenario=scenario.sha256,
        model=model.linear.sha256(),
        bound=None,
        sums=whole.steps,
        tree=search.tree(),
    )
    certificate = claimed(without_unused_sums(made, model.linear), model.linear)
    if certificate.bound is not None:
        raise CertificateError(
            "no proof was found within the limits; this does not mean that a plan exists"
        )
    return certificate

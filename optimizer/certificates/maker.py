"""Finding a certificate: allowed to be slow and to fail. Only the checker's word counts."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from optimizer.certificates.arithmetic import Proof
from optimizer.certificates.certificate import Branch, Certificate, CertificateError, Leaf, Sum
from optimizer.certificates.checker import proved_bound
from optimizer.certificates.search import TreeSearch
from optimizer.linear_model import LinearModel, Variable
from optimizer.postings import name_of
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
        # bound - score <= gap * bound, in objective units
        reached = score_plan(scenario, plan).total / (1 - gap)
        enough = floor(reached * model.linear.scale) - model.linear.objective()[1]
    search, sums = _search(model, seconds, watch)
    search.run(enough, most_leaves)
    return _written(scenario, model.linear, sums, search)


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
    search, sums = _search(model, seconds, watch, elastic=True)
    search.run(None, most_leaves)
    certificate = _written(scenario, model.linear, sums, search)
    if certificate.bound is not None:
        raise CertificateError(
            "no proof was found within the limits; this does not mean that a plan exists"
        )
    return certificate


def relaxation_bound(model: PlanModel, seconds: float | None) -> Fraction | None:
    """Bound the score by the linear relaxation alone, made exact in integers.

    Parameters
    ----------
    model
        A linear model with all rules and the objective.
    seconds
        Wall-clock time to spend; None for no limit, reproducible.

    Returns
    -------
    Fraction or None
        No plan scores above this; None where the relaxation shows that there is no plan.
    """
    search, sums = _search(model, seconds, None)
    search.run(None, 1)
    kept, tree = _used_only(model.linear, sums, search.tree())
    alone = Certificate(
        scenario="0" * 64, model=model.linear.sha256(), bound=None, sums=kept, tree=tree
    )
    return proved_bound(model.linear, alone)


def _search(
    model: PlanModel, seconds: float | None, watch: Watch | None, *, elastic: bool = False
) -> tuple[TreeSearch, tuple[Sum, ...]]:
    deadline = None if seconds is None else time.monotonic() + seconds
    linear = model.linear
    proof = Proof(linear)
    sums = tuple(_sums(model))
    for step in sums:
        proof.add_sum(step)
    own = len(linear.variables)
    new = range(own, len(proof.lower))
    made = [Variable(f"sum[{j - own}]", proof.lower[j], proof.upper[j]) for j in new]
    extended = replace(linear, variables=[*linear.variables, *made], rows=proof.rows)
    preferred = [*_presences(model), *new]
    return TreeSearch(proof, extended, preferred, deadline, elastic=elastic, watch=watch), sums


def _presences(model: PlanModel) -> Iterator[int]:
    """Variables that say whether an exercise is done in a block at all, where the rules made them."""
    places = {(cell.exercise.id, cell.block) for cell in model.problem.cells}
    names = {name_of(("present", *place)) for place in places}
    for index, variable in enumerate(model.linear.variables):
        if variable.name in names:
            yield index


def _sums(model: PlanModel) -> Iterator[Sum]:
    """How often and with how many sets an exercise is done in a block, on any day.

    Days are nearly alike, so that forbidding one moves the work to another; a bound on the sum does not.
    """
    days: dict[tuple[str, int, bool], list[int]] = defaultdict(list)
    for cell in model.problem.cells:
        for is_sets, choice in ((False, model.does(cell)), (True, model.sets(cell))):
            days[cell.exercise.id, cell.block, is_sets].extend(choice.terms)
    for variables in days.values():
        if len(variables) > 1:
            yield Sum(variables=tuple(sorted(variables)), coefficients=(1,) * len(variables))


def _written(
    scenario: Scenario, linear: LinearModel, sums: tuple[Sum, ...], search: TreeSearch
) -> Certificate:
    """Write the search down with the bound that the checker finds in it."""
    kept, tree = _used_only(linear, sums, search.tree())
    unclaimed = Certificate(
        scenario=scenario.sha256,
        model=linear.sha256(),
        bound=None,
        sums=kept,
        tree=tree,
    )
    bound = proved_bound(linear, unclaimed)
    return unclaimed.model_copy(update={"bound": None if bound is None else str(bound)})


def _used_only(
    linear: LinearModel, sums: tuple[Sum, ...], tree: tuple[Branch | Leaf, ...]
) -> tuple[tuple[Sum, ...], tuple[Branch | Leaf, ...]]:
    """Leave out the sums that no node speaks of, and count the others anew."""
    variables, rows = len(linear.variables), len(linear.rows)
    named = {node.variable - variables for node in tree if isinstance(node, Branch)}
    named |= {row - rows for node in tree if isinstance(node, Leaf) for row in node.rows}
    kept = [number for number in range(len(sums)) if number in named]
    place = {number: new for new, number in enumerate(kept)}

    def counted_anew(node: Branch | Leaf) -> Branch | Leaf:
        if isinstance(node, Branch):
            new = place.get(node.variable - variables)
            change = {} if new is None else {"variable": variables + new}
            return node.model_copy(update=change)
        moved = [row if row < rows else rows + place[row - rows] for row in node.rows]
        return node.model_copy(update={"rows": tuple(moved)})

    return tuple(sums[number] for number in kept), tuple(map(counted_anew, tree))

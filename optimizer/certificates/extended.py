"""What a proof is about: a linear model with the weekly sums that make its trees short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.certificates.arithmetic import Proof
from optimizer.certificates.certificate import Sum
from optimizer.linear_model import LinearModel
from optimizer.postings import name_of
from optimizer.search.weekly_sums import WeeklySums, weekly_sums

if TYPE_CHECKING:
    from optimizer.plan_model import PlanModel


@dataclass(frozen=True)
class Extended:
    """A linear model with derived sums, and how it is best divided. The guesses concern speed only.

    Parameters
    ----------
    own
        The model as the scenario gives it.
    linear
        The same with the sums: their variables and rows stand behind its own.
    steps
        How a certificate derives the sums.
    block_of
        Block by variable of `linear`: any integers.
    preferred
        Variables to branch on first.
    """

    own: LinearModel
    linear: LinearModel
    steps: tuple[Sum, ...]
    block_of: tuple[int, ...]
    preferred: tuple[int, ...]

    def proof(self) -> Proof:
        """Return a proof that has derived the sums."""
        proof = Proof(self.own)
        for step in self.steps:
            proof.add_sum(step)
        return proof


def extended(model: PlanModel, sums: WeeklySums | None = None) -> Extended:
    """Prepare a plan model for proofs.

    Parameters
    ----------
    model
        A model with its rules and its objective.
    sums
        The same with its weekly sums, where they are made already.
    """
    sums = sums or weekly_sums(model)
    rows = sums.linear.rows[len(model.linear.rows) :]
    return Extended(
        own=model.linear,
        linear=sums.linear,
        steps=tuple(
            Sum(variables=row.variables[:-1], coefficients=row.coefficients[:-1]) for row in rows
        ),
        block_of=sums.block_of,
        # Whether an exercise is done in a block at all, and how much of it.
        preferred=(*_presences(model), *range(sums.own, len(sums.linear.variables))),
    )


def _presences(model: PlanModel) -> list[int]:
    places = {(cell.exercise.id, cell.block) for cell in model.problem.cells}
    names = {name_of(("present", *place)) for place in places}
    return [i for i, variable in enumerate(model.linear.variables) if variable.name in names]

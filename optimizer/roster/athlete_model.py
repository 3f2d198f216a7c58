"""One athlete's model with what it uses of the room: relaxed at prices, planned within what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.duals import Relaxation, Relaxed
from optimizer.linear_model import Linear, LinearModel, Row
from optimizer.roster.priced import PricedProof, Prices
from optimizer.roster.room_model import AthleteUse, amount_at
from optimizer.roster.room_problem import Resource, RoomProblem, resources
from optimizer.roster.strengthening import strengthening_rows
from optimizer.search.weekly_sums import WeeklySums, weekly_sums

if TYPE_CHECKING:
    from optimizer.roster.members import Member

# Relaxations take milliseconds; one that takes so long has lost its way and is given up.
LONG_SECONDS = 30.0
USE = "use of the room"


class AthleteModel:
    """All plans of one athlete, with the room's resources as variables of the relaxation.

    Parameters
    ----------
    member
        The athlete.
    room
        The compiled facility.

    Attributes
    ----------
    model
        The plan model of the core, with all rules and the objective.
    amounts
        What a plan uses of each resource, by flat index, over the variables of `model`.
    relaxation
        The linear relaxation at the prices asked for last, kept warm for dives.
    """

    relaxation: Relaxation

    def __init__(self, member: Member, room: RoomProblem) -> None:
        self.room = room
        self.beginner = member.beginner
        self.model = build_model(compile_problem(member.scenario))
        self.limited: tuple[Resource, ...] = resources(room)
        use = AthleteUse(room, self.model, beginner=member.beginner)
        self.amounts: dict[int, Linear] = use.amounts(self.limited)

    @property
    def linear(self) -> LinearModel:
        """The linear model, in which use is not counted."""
        return self.model.linear

    @cached_property
    def uses(self) -> tuple[int, ...]:
        """Variable of each offered slot that says whether it is trained."""
        return tuple(
            next(iter(self.model.uses(slot.index).terms)) for slot in self.model.problem.slots
        )

    def use(self, values: Sequence[int]) -> dict[int, int]:
        """Evaluate what a plan uses, by flat resource index; zeros are left out."""
        return amount_at(self.amounts, values)

    @cached_property
    def sums(self) -> WeeklySums:
        """The linear model with its weekly sums: the sets of an exercise on all days together."""
        return weekly_sums(self.model)

    # ---- relaxed ----

    @cached_property
    def use_variables(self) -> dict[int, int]:
        """Variable of the relaxation by flat resource index."""
        first = len(self.linear.variables)
        return {index: first + place for place, index in enumerate(self.amounts)}

    @cached_property
    def relaxed_model(self) -> LinearModel:
        """The linear model, tightened, with a variable per resource that prices and limits speak of."""
        extended = replace(
            self.linear,
            variables=list(self.linear.variables),
            rows=[*self.linear.rows, *strengthening_rows(self.model)],
        )
        for index, amount in self.amounts.items():
            where = self.limited[index].where(self.room)
            low, high = extended.bounds(amount)
            used = extended.variable(f"used[{where}]", low, high)
            extended.rows.append(_equal(amount - used, where))
        return extended

    @cached_property
    def proof(self) -> PricedProof:
        """The arithmetic that turns dual values into bounds."""
        return PricedProof(self.relaxed_model)

    def relax(
        self, prices: Prices, box: Mapping[int, tuple[int, int]] | None = None
    ) -> Relaxed | None:
        """Solve the relaxation at prices.

        Parameters
        ----------
        prices
            Score points per unit, by flat resource index.
        box
            Bounds by variable that differ from the model's.

        Returns
        -------
        Relaxed or None
            In doubles; None where the engine came to no end.
        """
        # Made anew for every question: an engine that has seen others ends at another vertex of the
        # same value, which would lead to another plan. Answers depend on questions only.
        self.relaxation = Relaxation(self.relaxed_model)
        self.relaxation.reprice(
            {j: -float(prices.get(index, 0)) for index, j in self.use_variables.items()}
        )
        return self.relaxation.solve(box or {}, LONG_SECONDS)

    def bound(self, prices: Prices, relaxed: Relaxed | None) -> Fraction:
        """Bound score less price times use, exactly.

        Parameters
        ----------
        prices
            As in `relax`.
        relaxed
            What `relax` gave over the whole box; its dual values need not be exact.

        Returns
        -------
        Fraction
            In score points. No plan of the athlete is worth more at these prices.
        """
        mine = {
            variable: prices[index]
            for index, variable in self.use_variables.items()
            if prices.get(index)
        }
        self.proof.charge(mine)
        return self.proof.bound(relaxed.multipliers if relaxed is not None else ())

    def fractional_use(self, relaxed: Relaxed) -> dict[int, float]:
        """Read what a solution of the relaxation uses, by flat resource index; zeros left out."""
        found = {index: relaxed.values[j] for index, j in self.use_variables.items()}
        return {index: amount for index, amount in found.items() if amount > SMALLEST_USE}


SMALLEST_USE = 1e-6


def _equal(expression: Linear, where: str) -> Row:
    """Define a use variable; written by hand because a row that always holds would be left out."""
    items = sorted(expression.terms.items())
    side = -expression.constant
    variables, coefficients = tuple(i for i, _ in items), tuple(c for _, c in items)
    return Row(USE, where, variables, coefficients, side, side)

"""The linear model of basket and plan together: baskets are 0/1 decisions beside those of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil

from optimizer.build import build_model
from optimizer.compile import to_int
from optimizer.conditions import is_met
from optimizer.linear_model import Linear, LinearModel
from optimizer.purchase.problem import conditional_problem
from optimizer.purchase.shop import CENTS, Shop

RULE = "purchase"


class PurchaseModel:
    """All plans with all baskets of a shop.

    Parameters
    ----------
    shop
        What is asked.
    budget
        Most that a basket may cost; None where only its cost matters.

    Attributes
    ----------
    plan_model
        Its problem has conditions; its linear model maximises the score.
    """

    def __init__(self, shop: Shop, budget: Decimal | None) -> None:
        self.shop = shop
        self.budget = budget
        problem = conditional_problem(shop.stocked(()), shop.stock, shop.fixed_slots)
        self.plan_model = build_model(problem)
        self.prices = {
            name: to_int(item.price, CENTS, ("items", name, "price"))
            for name, item in shop.items.items()
        }
        self.cost = Linear.total(
            price * self.plan_model.owns(name) for name, price in self.prices.items()
        )
        with self.plan_model.posting(RULE):
            clash = self.plan_model.holds(shop.stock.clashes)
            self.plan_model.at_most(clash, 0, "items that cannot be added up")
            if budget is not None:
                self.plan_model.at_most(self.cost, to_int(budget, CENTS, ("budget",)), "budget")

    @cached_property
    def first_block(self) -> PurchaseModel:
        """The same over the first block only, where that can be asked: enough to think of a basket."""
        scenario = self.shop.scenario
        if len(scenario.blocks) == 1 or any(pin.blocks for pin in scenario.pins):
            return self
        short = scenario.first_weeks(scenario.blocks[0].weeks)
        return PurchaseModel(replace(self.shop, scenario=short), self.budget)

    @property
    def linear(self) -> LinearModel:
        """The model that maximises the score."""
        return self.plan_model.linear

    def cheapest(self, score: Fraction, least: Decimal) -> LinearModel:
        """Make the model that minimises the cost of reaching a score.

        Parameters
        ----------
        score
            Points to reach.
        least
            A cost below which no basket reaches them, as far as is known.

        Returns
        -------
        LinearModel
            Its objective is minus the cost, in the library's currency.
        """
        linear = self.linear
        model = LinearModel(list(linear.variables), list(linear.rows))
        coefficients, constant = linear.objective()
        points = Linear(dict(coefficients), constant)
        model.row(points, ceil(score * linear.scale), None, rule=RULE, where="score to reach")
        model.row(self.cost, ceil(least * CENTS), None, rule=RULE, where="lowest cost")
        model.reward("cost", self.cost, Fraction(-1, CENTS))
        return model

    def basket(self, values: Sequence[int]) -> tuple[str, ...]:
        """Items that a solution buys."""
        return tuple(n for n in self.shop.items if self.plan_model.owns(n).value(values))

    def holding_basket(self, basket: Sequence[str]) -> dict[int, int]:
        """Values of the decisions that buy exactly a basket."""
        return {
            variable: int(name in basket)
            for name in self.shop.items
            for variable in self.plan_model.owns(name).terms
        }

    def holding_plan(self, values: Sequence[int]) -> dict[int, int]:
        """Values of the decisions of a solution's plan, whatever is bought for it."""
        model = self.plan_model
        held = [model.uses(slot.index) for slot in model.problem.slots]
        held += [decision(c) for c in model.problem.cells for decision in (model.does, model.sets)]
        return {variable: values[variable] for literal in held for variable in literal.terms}

    def allows(self, basket: Sequence[str], most: Decimal) -> bool:
        """Whether a basket can be put together for so much money."""
        return self.shop.cost(basket) <= most and not is_met(self.shop.stock.clashes, basket)

    def next_cost(self, least: Decimal) -> Decimal:
        """Lowest cost, from `least` on, that a basket can have; `least` itself where none has more."""
        sums = {0}
        for price in self.prices.values():
            sums |= {known + price for known in sums}
        cents = [total for total in sums if total >= least * CENTS]
        return Decimal(min(cents)) / CENTS if cents else least

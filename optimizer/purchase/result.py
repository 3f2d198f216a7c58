"""The answers to what to buy: baskets with verified plans, and what is proved about all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from optimizer.result import Confirmation, Result, Status
from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Basket:
    """Items, and the plan that they make possible.

    Parameters
    ----------
    items
        Names of the setups library, in its order; empty where the base setup is enough.
    price
        What they cost together.
    scenario
        The scenario with the basket added to the base setup.
    result
        The verified plan with the basket, its score and what is proved about this scenario.
    """

    items: tuple[str, ...]
    price: Decimal
    scenario: Scenario
    result: Result

    @property
    def score(self) -> Fraction:
        """Score of the plan in points, exact."""
        assert self.result.score is not None  # a basket always has a plan
        return self.result.score


@dataclass(frozen=True)
class BestBuy:
    """The best plan that the budget allows.

    Parameters
    ----------
    status
        optimal, feasible, impossible (no basket allows any plan) or unknown.
    basket
        The best basket found; None without a plan.
    bound
        No basket within the budget allows a plan that scores above this; None where nothing was
        proved.
    confirmation
        Second opinion on an optimal or impossible answer; None where none was asked.
    """

    status: Status
    basket: Basket | None
    bound: Fraction | None
    confirmation: Confirmation | None = None

    @property
    def score(self) -> Fraction | None:
        """Score of the plan in points; None without a plan."""
        return None if self.basket is None else self.basket.score

    @property
    def gap(self) -> Fraction | None:
        """Relative gap, as a fraction of the bound (of one point where the bound is smaller)."""
        if self.score is None or self.bound is None:
            return None
        return max(Fraction(0), (self.bound - self.score) / max(abs(self.bound), Fraction(1)))


@dataclass(frozen=True)
class CheapestBuy:
    """The cheapest basket that reaches a score.

    Parameters
    ----------
    status
        optimal (no cheaper basket reaches it), feasible (found, but a cheaper one is not excluded),
        impossible (no basket reaches it, at any price) or unknown (none found, none excluded).
    wanted
        The score to reach, in points.
    basket
        The cheapest basket found; None where none was found.
    cost_bound
        No basket that reaches the score costs less; None where none reaches it.
    confirmation
        Second opinion on an optimal or impossible answer; None where none was asked.
    """

    status: Status
    wanted: Fraction
    basket: Basket | None
    cost_bound: Decimal | None
    confirmation: Confirmation | None = None

    @property
    def cost(self) -> Decimal | None:
        """What the basket costs; None where none was found."""
        return None if self.basket is None else self.basket.price


@dataclass(frozen=True)
class Purchase:
    """What to buy.

    Parameters
    ----------
    scenario
        The scenario as written.
    base
        Setup that is there already, by name.
    fixed
        Setup by slot id, of slots with equipment of their own.
    budget
        The most that the best basket may cost, in the library's currency.
    currency
        Of all prices.
    items
        What could be bought; of items that provide the same, the cheapest.
    best
        The best plan within the budget.
    cheapest
        The cheapest basket with a plan as good as that; None without one.
    reaching
        The cheapest basket that reaches the score asked for, whatever it costs; None if not asked.
    provenance
        Versions, seed, workers, limits, sizes, times.
    """

    scenario: Scenario
    base: str
    fixed: Mapping[str, str]
    budget: Decimal
    currency: str
    items: tuple[str, ...]
    best: BestBuy
    cheapest: CheapestBuy | None
    reaching: CheapestBuy | None
    provenance: dict[str, Any] = field(default_factory=dict)

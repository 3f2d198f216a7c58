"""Bounds at prices: what an athlete is worth at best once he pays for what he uses of the room.

For any prices that are not negative, the best total score of a roster is at most the sum, over the
athletes, of the best score less price times use, plus price times capacity. Each athlete's share of it
is bounded here in exact integers, by weak duality, whatever an engine's doubles were.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd, lcm

from optimizer.certificates.arithmetic import Proof
from optimizer.certificates.rounding import PRECISIONS, rounded_leaf
from optimizer.linear_model import LinearModel

Prices = Mapping[int, Fraction]
"""Score points per unit of a resource, by its flat index; 0 where left out."""

# Prices are whole multiples of one part in this: fine enough for any second, and exact everywhere.
PRICE_GRID = 2**20


def on_grid(points: float) -> Fraction:
    """Round a price to the grid, never below 0."""
    return Fraction(max(0, round(points * PRICE_GRID)), PRICE_GRID)


class PricedProof(Proof):
    """A model whose objective charges for some of its variables.

    Parameters
    ----------
    model
        The linear model with a variable per resource.
    """

    def __init__(self, model: LinearModel) -> None:
        super().__init__(model)
        self._free = dict(self.objective)
        self._free_constant = self.constant
        self._free_scale = self.scale

    def charge(self, prices: Mapping[int, Fraction]) -> None:
        """Set the prices, score points per unit by variable; earlier ones are forgotten."""
        self.scale = lcm(self._free_scale, *(price.denominator for price in prices.values()))
        factor = self.scale // self._free_scale
        self.objective = {j: factor * points for j, points in self._free.items()}
        for j, price in prices.items():
            self.objective[j] = self.objective.get(j, 0) - int(price * self.scale)
        self.constant = factor * self._free_constant
        self._unit = gcd(*self.objective.values()) or 1

    def bound(self, multipliers: tuple[float, ...]) -> Fraction:
        """Bound the charged objective by dual values, in score points.

        Parameters
        ----------
        multipliers
            Dual value of every row; any numbers give a valid bound, good ones a low one.
        """
        leaf = rounded_leaf(self, multipliers, None)
        if leaf is None:  # integers too large for the finest scale
            leaf = rounded_leaf(self, multipliers, PRECISIONS[0])
        best = None if leaf is None else self.leaf_bound(leaf, self.lower, self.upper)
        if best is None:
            best = sum(c * (self.upper[j] if c > 0 else self.lower[j])
                       for j, c in self.objective.items())  # fmt: skip
        return Fraction(best + self.constant, self.scale)

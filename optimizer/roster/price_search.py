"""Prices on the room: a master over the answers at earlier prices says what to ask next.

Every answer of an athlete at prices is a column: what his relaxation would use and what it is worth
before paying. The master mixes columns so that the room holds; its dual values are the next prices.
The first masters know too little and would ask for wild prices, so that a price may not pass a ceiling
that only rises where it is met, and the next question is asked between the best prices and the
master's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.engines.duals import Relaxation
from optimizer.linear_model import Linear, LinearModel
from optimizer.roster.columns import UNPLACED_POINTS
from optimizer.roster.priced import Prices, on_grid

# Uses are fractions here; the master counts in parts of a unit.
PARTS = 10
POINT_PARTS = 10**4
CEILING_PARTS = 10**8
# What all of a session's use of a station, or a head, may cost at first, in score points.
FIRST_CEILING = 4.0
RISE, AT_CEILING = 4.0, 0.999
# The next question stands so far from the best prices towards the master's.
STEP = 0.6
MASTER_SECONDS = 120.0


@dataclass
class Answered:
    """What one shape answered at one question.

    Parameters
    ----------
    points
        Worth before paying, in score points.
    use
        By flat resource index.
    """

    points: float
    use: Mapping[int, float]


@dataclass
class PriceSearch:
    """Finds prices at which the sum of what everybody would do fits the room.

    Parameters
    ----------
    capacities
        By flat resource index.
    counts
        Athletes of each shape.
    typical
        What one session uses of a resource at most, by flat index: the unit of the ceilings.
    """

    capacities: Sequence[int]
    counts: Sequence[int]
    typical: Sequence[int]
    answers: list[list[Answered]] = field(default_factory=list)
    ceilings: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers = [[] for _ in self.counts]
        self.ceilings = [FIRST_CEILING / max(1, unit) for unit in self.typical]

    def add(self, shape: int, points: float, use: Mapping[int, float]) -> None:
        """Keep an answer."""
        self.answers[shape].append(Answered(points, use))

    def master(self) -> tuple[dict[int, float], float]:
        """Mix the answers so that the room holds, at a loss where it cannot.

        Returns
        -------
        tuple of dict and float
            Dual price by flat resource index, and the value of the mix in score points.
        """
        model, rows = self._mixed()
        relaxed = Relaxation(model).solve({}, MASTER_SECONDS)
        if relaxed is None or relaxed.points is None:
            return {}, float("inf")
        duals = {
            resource: relaxed.multipliers[row] * PARTS
            for resource, row in rows.items()
            if relaxed.multipliers[row] > 0
        }
        return duals, relaxed.points

    def next_prices(self, best: Prices, duals: Mapping[int, float]) -> dict[int, Fraction]:
        """Return what to ask next, between the best prices and the master's."""
        asked = {}
        for resource in sorted({*best, *duals}):
            known = float(best.get(resource, 0))
            price = on_grid(known + STEP * (duals.get(resource, 0.0) - known))
            if price:
                asked[resource] = price
        return asked

    def at_ceiling(self, duals: Mapping[int, float]) -> list[int]:
        """List the resources whose price would be higher if it might."""
        return [r for r, price in duals.items() if price > AT_CEILING * self.ceilings[r]]

    def raise_ceilings(self, duals: Mapping[int, float]) -> None:
        """Raise the ceilings that the master's prices met."""
        for resource in self.at_ceiling(duals):
            self.ceilings[resource] *= RISE

    def bound(self, bounds: Sequence[Fraction], prices: Prices) -> Fraction:
        """Add up bounds of the shapes at prices and what the room is worth at them."""
        athletes = (
            count * max(bound, Fraction(-UNPLACED_POINTS))
            for count, bound in zip(self.counts, bounds, strict=True)
        )
        return sum(athletes, room_worth(prices, self.capacities))

    def _mixed(self) -> tuple[LinearModel, dict[int, int]]:
        model = LinearModel()
        using: dict[int, dict[int, int]] = {}
        for shape, answers in enumerate(self.answers):
            count = self.counts[shape]
            shares = []
            for answer in answers:
                share = model.variable("", 0, count)
                shares.append(share)
                model.reward(
                    "score", share, Fraction(round(answer.points * POINT_PARTS), POINT_PARTS)
                )
                (index,) = share.terms
                for resource, amount in answer.use.items():
                    part = round(amount * PARTS)
                    if part:
                        using.setdefault(resource, {})[index] = part
            out = model.variable("", 0, count)
            model.reward("unplaced", out, Fraction(-UNPLACED_POINTS))
            model.row(Linear.total([*shares, out]), count, count, rule="shape", where="")
        rows = {}
        for resource, terms in sorted(using.items()):
            capacity = self.capacities[resource] * PARTS
            most = sum(part * model.variables[j].upper for j, part in terms.items())
            if most <= capacity:
                continue
            over = model.variable("", 0, most)
            ceiling = max(1, round(self.ceilings[resource] / PARTS * CEILING_PARTS))
            model.reward("over", over, Fraction(-ceiling, CEILING_PARTS))
            before = len(model.rows)
            model.row(Linear(dict(terms)) - over, None, capacity, rule="room", where="")
            if len(model.rows) > before:
                rows[resource] = before
        return model, rows


def charged(prices: Prices, use: Mapping[int, float]) -> float:
    """Add up what a use costs at prices, in score points."""
    return sum(float(prices[r]) * amount for r, amount in use.items() if r in prices)


def room_worth(prices: Prices, capacities: Sequence[int]) -> Fraction:
    """Add up capacity at prices: what the bound adds to the sum over the athletes."""
    parts = (price * capacities[resource] for resource, price in prices.items())
    return sum(parts, Fraction(0))

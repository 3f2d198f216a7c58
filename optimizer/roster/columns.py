"""Plans as columns, and who has which: the small numbers that a coordinator keeps per athlete."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from optimizer.roster.priced import Prices
from optimizer.roster.task import Outcome, canonical

UNPLACED_POINTS = 200
"""What an athlete without a plan costs the roster, in score points."""


@dataclass(frozen=True)
class Column:
    """One plan of one shape.

    Parameters
    ----------
    score
        In points, exact.
    use
        By flat resource index.
    choice
        Canonical JSON of the choice: text takes a tenth of the memory.
    profile
        How far apart its sessions stand, as `borrowing.profile_of` says.
    """

    score: Fraction
    use: Mapping[int, int]
    choice: str
    profile: tuple[int, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the choice as JSON data."""
        found: dict[str, Any] = json.loads(self.choice)
        return found

    def lent(self) -> dict[str, Any]:
        """Return the plan as it is lent to similar athletes."""
        return {
            "profile": list(self.profile),
            "choice": self.document(),
            "score": str(self.score),
        }

    def worth(self, prices: Prices) -> Fraction:
        """Return the score less price times use."""
        paid = sum((prices[r] * n for r, n in self.use.items() if r in prices), Fraction(0))
        return self.score - paid


def column_of(outcome: Outcome) -> Column | None:
    """Read the plan of an outcome; None where there is none."""
    if outcome.get("planned") != "feasible":
        return None
    use = {int(index): amount for index, amount in outcome["use"].items()}
    profile = tuple(outcome["profile"])
    return Column(Fraction(outcome["score"]), use, canonical(outcome["choice"]), profile)


@dataclass
class Seating:
    """Who has which plan, and what the room has left.

    Parameters
    ----------
    capacities
        By flat resource index.
    plans
        Plan by athlete (place in the roster); those without are left out.
    """

    capacities: Sequence[int]
    plans: dict[int, Column] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = list(self.capacities)
        for column in self.plans.values():
            for resource, amount in column.use.items():
                self.left[resource] -= amount

    def fits(self, athlete: int, column: Column) -> bool:
        """Whether an athlete may have a plan in place of the one he has."""
        before = self.plans[athlete].use if athlete in self.plans else {}
        return all(
            amount <= self.left[resource] + before.get(resource, 0)
            for resource, amount in column.use.items()
        )

    def seat(self, athlete: int, column: Column) -> None:
        """Give an athlete a plan in place of the one he has."""
        self.unseat(athlete)
        self.plans[athlete] = column
        for resource, amount in column.use.items():
            self.left[resource] -= amount

    def unseat(self, athlete: int) -> None:
        """Take an athlete's plan away."""
        before = self.plans.pop(athlete, None)
        if before is not None:
            for resource, amount in before.use.items():
                self.left[resource] += amount

    def copy(self) -> Seating:
        """Return the same, to be changed on its own."""
        return Seating(self.capacities, dict(self.plans))

    def value(self, athletes: int) -> Fraction:
        """Score points of all athletes together, those without a plan at their price.

        Parameters
        ----------
        athletes
            How many there are.
        """
        earned = sum((column.score for column in self.plans.values()), Fraction(0))
        return earned - UNPLACED_POINTS * (athletes - len(self.plans))

    def overdrawn(self) -> list[int]:
        """Resources of which more is used than there is; empty for a roster that may be shown."""
        return [resource for resource, left in enumerate(self.left) if left < 0]


def total_use(columns: Iterable[Mapping[int, float]]) -> dict[int, float]:
    """Add up uses by flat resource index."""
    total: dict[int, float] = {}
    for use in columns:
        for resource, amount in use.items():
            total[resource] = total.get(resource, 0) + amount
    return total

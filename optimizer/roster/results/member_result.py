"""What is told of one athlete of a finished roster: the one input of everything in this package."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.report.words import clean
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.export.checked import CheckedPlan


@dataclass(frozen=True)
class MemberResult:
    """One athlete and what the roster gives him.

    Parameters
    ----------
    id, group, name
        As somebody else wrote them; they are made harmless where they are written down.
    checked
        The plan, which has passed verification; None for an athlete without one.
    alone_score
        Points of the best plan known for this athlete with the room to himself; None where unknown.
    unplaced
        Why there is no plan, in a sentence; None with a plan.

    Raises
    ------
    ValueError
        If there is neither a plan nor a reason, or both.
    """

    id: str
    group: str
    name: str | None
    checked: CheckedPlan | None
    alone_score: Fraction | None
    unplaced: str | None = None

    def __post_init__(self) -> None:
        if (self.checked is None) == (self.unplaced is None):
            raise ValueError(f"{self.id}: a plan, or why there is none")

    @property
    def score(self) -> Fraction | None:
        """Points of the plan; None without one."""
        return None if self.checked is None else Fraction(self.checked.plan.score.exact)

    @property
    def shared(self) -> Fraction | None:
        """Points that sharing costs this athlete; None where something is unknown.

        A plan in the shared room is one with the room to himself too: where it is the better one, sharing
        costs nothing.
        """
        if self.score is None or self.alone_score is None:
            return None
        return max(Fraction(0), self.alone_score - self.score)

    def below_floor(self, fairness: Fraction) -> Fraction | None:
        """Points missing to the share of the score alone that everybody is to get.

        Parameters
        ----------
        fairness
            The share, from 0 to 1.

        Returns
        -------
        Fraction or None
            Above 0; None where the floor is kept or nothing can be said.
        """
        if self.score is None or self.alone_score is None:
            return None
        missing = fairness * self.alone_score - self.score
        return missing if missing > 0 else None

    @property
    def shown_name(self) -> str:
        """Name fit to be shown; empty where there is none."""
        return clean(self.name or "")


def points(value: Fraction | None) -> str:
    """Write points to the hundredth, rounded down; empty where they are unknown."""
    return "" if value is None else f"{cents(value, ROUND_FLOOR)}"

"""What is told while a purchase is looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Question = Literal["best", "cheapest", "reachable", "reaching"]
POINTS: frozenset[Question] = frozenset({"best", "reachable"})


@dataclass(frozen=True)
class BuyProgress:
    """Where the search stands.

    Parameters
    ----------
    question
        ``best`` score within the budget, ``cheapest`` basket for it, whether a wanted score is
        ``reachable`` at any price, and the cheapest basket ``reaching`` it.
    value, bound
        The best found and proved: points where a score is asked for, else the library's currency.
    seconds
        Since the first question.
    """

    question: Question
    value: Fraction | None
    bound: Fraction | None
    seconds: float


OnProgress = Callable[[BuyProgress], None]

"""Draws that anyone can repeat, in any language: SHA-256 of what is drawn, and whole numbers only.

No draw depends on another, on their order or on a library's generator: a draw is named, and its name
is all that decides it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

# Bytes of a digest that make one draw; eight are far more than any table here resolves.
DRAW_BYTES = 8
# A sum of twelve even draws has deviation 1 around its mean: near enough to a bell, cut at six.
BELL_DRAWS = 12
BELL_STEPS = 1000


@dataclass(frozen=True)
class Draws:
    """The draws of one person.

    Parameters
    ----------
    name
        Name of the instance family and of the person, such as ``school_60/a017``.
    """

    name: str

    def below(self, what: str, count: int) -> int:
        """Draw a whole number from 0 to ``count - 1``, all equally likely.

        Parameters
        ----------
        what
            Name of the draw; the same name gives the same number.
        count
            How many numbers there are; at least 1.
        """
        digest = hashlib.sha256(f"{self.name}/{what}".encode()).digest()
        return int.from_bytes(digest[:DRAW_BYTES], "big") * count >> (8 * DRAW_BYTES)

    def happens(self, what: str, permille: int) -> bool:
        """Draw whether something happens that happens to so many in a thousand."""
        return self.below(what, 1000) < permille

    def one_of(self, what: str, weights: Mapping[T, int]) -> T:
        """Draw one of several, in proportion to their weights.

        Parameters
        ----------
        what
            Name of the draw.
        weights
            At least one above 0.
        """
        place = self.below(what, sum(weights.values()))
        for value, weight in weights.items():
            place -= weight
            if place < 0:
                return value
        raise ValueError(f"no weights to draw {what} from")

    def bell(self, what: str, mean: int, deviation: int) -> int:
        """Draw a whole number around a mean, with a standard deviation, never beyond six of them."""
        total = sum(self.below(f"{what}/{n}", BELL_STEPS) for n in range(BELL_DRAWS))
        return mean + deviation * (total - BELL_DRAWS * (BELL_STEPS - 1) // 2) // BELL_STEPS

    def some_of(self, what: str, values: Sequence[T], permille: int, least: int) -> list[T]:
        """Keep each of several with a chance, and at least so many; order stays."""
        kept = [self.happens(f"{what}/{n}", permille) for n in range(len(values))]
        by_luck = sorted(
            range(len(values)), key=lambda n: (self.below(f"{what}/{n}/luck", 10**9), n)
        )
        for n in by_luck:
            if sum(kept) >= least:
                break
            kept[n] = True
        return [value for value, here in zip(values, kept, strict=True) if here]

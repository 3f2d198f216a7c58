"""What to buy, in sentences: what a basket is proved to be, and what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from optimizer.report.words import clean, exact
from optimizer.result import Status
from optimizer.scoring import cents

TOGETHER = (
    "Basket and plan were decided together in one exact model; every plan was verified. The bounds "
    "are the word of the engines."
)
LESS_FOR_MORE = (
    "More equipment may score less: progress is divided by the highest ladder step that the equipment "
    "allows, and a lower step that it brings has to be trained before the step above it opens. So the "
    "best basket need not spend the budget. Steps mastered already belong into the scenario's ladder."
)


class Bought(Protocol):
    """A basket with its plan, fresh or read from a file."""

    @property
    def items(self) -> Sequence[str]:
        """Names of the setups library."""

    @property
    def price(self) -> Decimal:
        """What they cost together."""

    @property
    def score(self) -> Fraction:
        """Score of the plan in points, exact."""


BoughtT = TypeVar("BoughtT", bound=Bought)


class Best(Protocol):
    """The best basket within the budget."""

    @property
    def status(self) -> Status:
        """What was proved or found."""

    @property
    def basket(self) -> Bought | None:
        """The best basket found."""

    @property
    def bound(self) -> Fraction | None:
        """No basket within the budget allows a plan above this."""


class Cheapest(Protocol):
    """The cheapest basket that reaches a score."""

    @property
    def status(self) -> Status:
        """What was proved or found."""

    @property
    def wanted(self) -> Fraction:
        """The score to reach."""

    @property
    def basket(self) -> Bought | None:
        """The cheapest basket found."""

    @property
    def cost_bound(self) -> Decimal | None:
        """No basket that reaches the score costs less."""


class Buying(Protocol):
    """The answers to what to buy."""

    @property
    def currency(self) -> str:
        """Of all prices."""

    @property
    def budget(self) -> Decimal:
        """The most that the best basket may cost."""

    @property
    def best(self) -> Best:
        """Within the budget."""

    @property
    def cheapest(self) -> Cheapest | None:
        """As good as that, for less."""

    @property
    def reaching(self) -> Cheapest | None:
        """For the score asked for."""


def answers(purchase: Buying) -> tuple[str, ...]:
    """Say what to buy and what is proved about it.

    Parameters
    ----------
    purchase
        What was found.
    """
    return (*_best(purchase), *_cheapest(purchase), *_reaching(purchase))


def aim(purchase: Buying) -> str:
    """Say what was asked for."""
    if purchase.reaching is not None and not purchase.budget:
        return f"to reach a score of {exact(purchase.reaching.wanted, 2)}"
    return f"for at most {_money(purchase.budget, purchase)}"


def advised(best: BoughtT | None, cheaper: BoughtT | None) -> BoughtT | None:
    """Return the basket to buy: the best within the budget, or a cheaper one that is as good."""
    if best is None or cheaper is None:
        return best
    return cheaper if cheaper.score >= best.score and cheaper.price < best.price else best


def _money(value: Decimal, purchase: Buying) -> str:
    return f"{exact(value, 2)} {purchase.currency}"


def _named(basket: Bought, purchase: Buying) -> str:
    items = " + ".join(map(clean, basket.items)) or "nothing"
    return f"{items} for {_money(basket.price, purchase)}"


def _best(purchase: Buying) -> Iterable[str]:
    best = purchase.best
    cheaper = None if purchase.cheapest is None else purchase.cheapest.basket
    basket = advised(best.basket, cheaper)
    if basket is None:
        if best.status is Status.IMPOSSIBLE:
            yield "Proved impossible: no basket within the budget allows any plan."
        else:
            yield "Nothing found within the limit; this does not mean that no basket allows a plan."
        return
    score = cents(basket.score, ROUND_FLOOR)
    said = f"Within the budget: buy {_named(basket, purchase)}; score {score}."
    if best.status is Status.OPTIMAL:
        yield f"{said} Optimal: no basket within the budget allows a plan that scores higher."
    elif best.bound is not None:
        above = cents(best.bound, ROUND_CEILING)
        yield f"{said} No basket within the budget allows a plan above {above}."
    else:
        yield f"{said} Nothing is known about other baskets."


def _cheapest(purchase: Buying) -> Iterable[str]:
    found = purchase.cheapest
    if found is None or purchase.best.basket is None:
        return
    if found.status is Status.OPTIMAL:
        yield "No cheaper basket reaches that score: proved."
    elif found.cost_bound is not None:
        least = _money(found.cost_bound, purchase)
        yield f"Whether a cheaper basket reaches it is open; none that costs less than {least} does."


def _reaching(purchase: Buying) -> Iterable[str]:
    found = purchase.reaching
    if found is None:
        return
    wanted = f"a score of {exact(found.wanted, 2)}"
    if found.status is Status.IMPOSSIBLE:
        yield f"No basket reaches {wanted}, whatever it costs: proved."
        return
    least = "" if found.cost_bound is None else _money(found.cost_bound, purchase)
    if found.basket is None:
        known = f" It would cost at least {least}." if least else ""
        yield f"No basket that reaches {wanted} was found, and none is excluded.{known}"
        return
    said = f"To reach {wanted}: buy {_named(found.basket, purchase)}."
    if found.status is Status.OPTIMAL:
        yield f"{said} No cheaper basket does: proved."
    else:
        yield f"{said} Whether a cheaper one does is open{f'; not below {least}' if least else ''}."

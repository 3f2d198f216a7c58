"""What to buy: the best score within a budget, the cheapest basket for it, and for a wanted score."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from optimizer.engines.answer import Limits, Watch
from optimizer.errors import ProblemAt
from optimizer.purchase.model import PurchaseModel
from optimizer.purchase.progress import OnProgress
from optimizer.purchase.questions import Known, Questions
from optimizer.purchase.result import Basket, BestBuy, CheapestBuy, Purchase
from optimizer.purchase.shop import CENTS, Shop, open_shop
from optimizer.result import Status
from optimizer.scenario import Scenario
from optimizer.scoring import HIGHEST_SCORE
from optimizer.setups import load_setups_library

# Part of what is left of the limits for the cheapest basket, where another question follows.
CHEAPEST = 0.5


def buy(
    scenario: Scenario,
    *,
    budget: Decimal,
    base: str = "none",
    fixed: Mapping[str, str] | None = None,
    reach: Decimal | None = None,
    items: Collection[str] | None = None,
    limits: Limits | None = None,
    watch: Watch | None = None,
    on_progress: OnProgress | None = None,
    confirm_seconds: float = 0.0,
) -> Purchase:
    """Find out what to buy, basket and plan decided together.

    Parameters
    ----------
    scenario
        Athlete, week and rules; the setups of its slots do not matter.
    budget
        Most that the best basket may cost, in the library's currency; two decimals.
    base
        Setup that is there already, of the scenario or the library; items are added to it.
    fixed
        Setup by slot id, of slots with equipment of their own; nothing is added there.
    reach
        A score in points; asks for the cheapest basket that reaches it, at any price.
    items
        Items of the library that may be bought; all when left out.
    limits
        Limits of all questions together. Reproducible with one worker, a deterministic limit and no
        wall-clock limit; from two workers on, HiGHS searches beside CP-SAT.
    watch
        Its `stop` event ends the search with what has been found.
    on_progress
        Called from an engine's thread.
    confirm_seconds
        Time for a second opinion on each proof; 0 asks for none.

    Returns
    -------
    Purchase
        Every basket comes with a plan that passed the independent check.

    Raises
    ------
    ProblemAt, Problems
        If a name is unknown, the budget or the score cannot be, or a value is too fine to be exact.
    VerificationError, EngineError
        If the program or an engine is wrong; please report.
    """
    if budget < 0:
        raise ProblemAt(("budget",), f"a budget of {budget}", "0 or more")
    if reach is not None and reach > HIGHEST_SCORE:
        raise ProblemAt(("reach",), f"a score of {reach}", f"{HIGHEST_SCORE} at most")
    shop = open_shop(scenario, base, fixed or {}, items)
    questions = Questions(limits or Limits(), watch or Watch(), on_progress, confirm_seconds)
    model = PurchaseModel(shop.within(budget), budget)
    best, known = questions.best(model)
    cheapest = None
    if known is not None:
        share = 1.0 if reach is None else CHEAPEST
        score = known.basket.score
        cheapest, known = questions.cheapest(known, score, Decimal(0), share, "cheapest")
        best, cheapest = _agreed(best, cheapest, cheapest.basket)
    reaching = None if reach is None else _reaching(questions, shop, budget, best, known, reach)
    if cheapest is not None and reaching is not None:
        best, cheapest = _agreed(best, cheapest, reaching.basket)
    return Purchase(
        scenario=scenario,
        base=base,
        fixed=dict(fixed or {}),
        budget=budget,
        currency=load_setups_library().currency,
        items=tuple(shop.items),
        best=best,
        cheapest=cheapest,
        reaching=reaching,
        provenance={**questions.provenance(model), "seconds": round(questions.seconds, 3)},
    )


def _agreed(
    best: BestBuy, cheapest: CheapestBuy, found: Basket | None
) -> tuple[BestBuy, CheapestBuy]:
    """Take a basket that another question found over as the best one, if it is better.

    What a lower score costs at least, a higher one costs too, so that the bound on the cost holds.
    """
    if found is None or best.score is None or found.score <= best.score:
        return best, cheapest
    if found.result.bound is None or found.result.bound != best.bound:
        return best, cheapest  # it was looked for beyond the budget
    status = Status.OPTIMAL if found.score == best.bound else Status.FEASIBLE
    done = found.price == cheapest.cost_bound
    price = Status.OPTIMAL if done else Status.FEASIBLE
    return replace(best, status=status, basket=found), replace(
        cheapest, status=price, wanted=found.score, basket=found
    )


def _reaching(
    questions: Questions,
    shop: Shop,
    budget: Decimal,
    best: BestBuy,
    known: Known | None,
    reach: Decimal,
) -> CheapestBuy:
    """Ask within the budget where the score is reached there, else among all items."""
    wanted = Fraction(reach)
    if known is not None and known.basket.score >= wanted:
        return questions.reaching(known.model, Decimal(0), wanted, known)
    beyond = best.status is Status.IMPOSSIBLE or (best.bound is not None and best.bound < wanted)
    if beyond and shop.cost(shop.items) <= budget:
        return CheapestBuy(Status.IMPOSSIBLE, wanted, None, None)
    least = budget + Decimal(1) / CENTS if beyond else Decimal(0)
    return questions.reaching(PurchaseModel(shop, None), least, wanted)

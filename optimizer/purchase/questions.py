"""The questions about a purchase, one after the other, within limits that they share."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from optimizer._version import __version__
from optimizer.engines.answer import Answer, Limits, Verdict, Watch
from optimizer.errors import EngineError, VerificationError
from optimizer.linear_model import LinearModel
from optimizer.purchase.model import PurchaseModel
from optimizer.purchase.progress import POINTS, BuyProgress, OnProgress, Question
from optimizer.purchase.result import Basket, BestBuy, CheapestBuy
from optimizer.purchase.search import SETTLING, confirmed, search, solved_with
from optimizer.purchase.shop import CENTS
from optimizer.purchase.start import good_start, moved, plan_with, start_reaching
from optimizer.result import Status
from optimizer.scoring import HIGHEST_SCORE
from optimizer.solver import read_answer

# Parts of what is left of the limits: a start, each try to reach a score, the joint search, a polish
# of its best basket.
START, TRY, BEST, POLISH = 0.1, 0.25, 0.6, 0.35


@dataclass(frozen=True)
class Known:
    """A solution of a purchase model, with its verified basket."""

    model: PurchaseModel
    values: tuple[int, ...]
    basket: Basket


class Questions:
    """Asks one question after the other.

    Parameters
    ----------
    limits
        Limits of all questions together.
    watch
        Its `stop` event ends them all.
    on_progress
        Called from an engine's thread.
    confirm_seconds
        Time for a second opinion on each proof; 0 asks for none.
    """

    def __init__(
        self, limits: Limits, watch: Watch, on_progress: OnProgress | None, confirm_seconds: float
    ) -> None:
        self.limits = limits
        self.watch = watch
        self.on_progress = on_progress
        self.confirm_seconds = confirm_seconds
        self._started = time.monotonic()
        self._units = limits.deterministic_time

    # ---- the best score ----

    def best(self, model: PurchaseModel) -> tuple[BestBuy, Known | None]:
        """Find the best plan of a model, and bound all others."""
        if model.linear.impossible_rows():
            return BestBuy(Status.IMPOSSIBLE, None, None), None
        answer = self._improved(model, self._highest(model))
        bound = _points(model.linear, answer.bound)
        bound = None if bound is None else min(bound, Fraction(HIGHEST_SCORE))
        opinion = confirmed(model.linear, answer, self.confirm_seconds, self.watch)
        if answer.values is None:
            impossible = answer.verdict is Verdict.IMPOSSIBLE
            status = Status.IMPOSSIBLE if impossible else Status.UNKNOWN
            return BestBuy(status, None, None if impossible else bound, opinion), None
        known = self._settled(model, answer.values, answer.bound)
        done = known.basket.score == bound
        status = Status.OPTIMAL if done else Status.FEASIBLE
        return BestBuy(status, known.basket, bound, opinion), known

    def _highest(self, model: PurchaseModel) -> Answer:
        start = good_start(model, self._part(START), self.watch)
        return search(model.linear, self._part(BEST), self._watching("best", model.linear), start)

    def _improved(self, model: PurchaseModel, answer: Answer) -> Answer:
        """Give the plan with the basket that was found a search of its own."""
        linear = model.linear
        if answer.values is None or answer.verdict is Verdict.OPTIMAL or self.watch.stop.is_set():
            return answer
        if answer.bound is not None:
            bound = Fraction(answer.bound, linear.scale)
            if bound - linear.score(answer.values) <= Fraction(self.limits.gap) * abs(bound):
                return answer
        basket = model.basket(answer.values)
        better = plan_with(model, basket, self._part(POLISH), self.watch, answer.values)
        if better is None or linear.score(better) <= linear.score(answer.values):
            return answer
        reached = linear.score(better) * linear.scale
        if answer.bound is not None and reached > answer.bound:
            raise EngineError(f"a plan is above the bound of {answer.engine}")
        verdict = Verdict.OPTIMAL if reached == answer.bound else Verdict.FEASIBLE
        return replace(answer, values=better, verdict=verdict)

    # ---- the lowest price ----

    def cheapest(
        self, known: Known, score: Fraction, least: Decimal, share: float, question: Question
    ) -> tuple[CheapestBuy, Known]:
        """Find the cheapest basket of a model that reaches a score, from one that does.

        Parameters
        ----------
        known
            A solution that reaches the score.
        score
            Points to reach.
        least
            What every basket that reaches them is known to cost.
        share
            Part of what is left of the limits.
        question
            For progress.
        """
        model, bound = known.model, known.basket.result.bound
        linear = model.cheapest(score, least)
        same_plan = solved_with(
            linear, model.holding_plan(known.values), SETTLING, self.watch, known.values
        )
        start = same_plan.values or known.values
        if model.shop.cost(model.basket(start)) <= least:
            units = -ceil(Fraction(least) * linear.scale)
            answer = replace(same_plan, verdict=Verdict.OPTIMAL, values=start, bound=units)
        else:
            watch = self._watching(question, linear)
            # Prices are few: a gap would say little, so that a proof is asked for.
            part = self._part(share).model_copy(update={"gap": 0.0})
            answer = search(linear, part, watch, start)
        if answer.verdict is Verdict.IMPOSSIBLE or answer.values is None:
            raise EngineError(f"{answer.engine} does not find the basket that it was given")
        highest = None if bound is None else ceil(bound * model.linear.scale)
        found = self._settled(model, answer.values, highest)
        proved = _cost(linear, answer.bound)
        cost_bound = model.next_cost(max(least, proved))
        if found.basket.price < cost_bound:
            raise EngineError(
                f"a basket of {found.basket.price} is below the bound {cost_bound} of {answer.engine}"
            )
        done = found.basket.price == cost_bound
        opinion = confirmed(linear, answer, self.confirm_seconds, self.watch) if done else None
        status = Status.OPTIMAL if done else Status.FEASIBLE
        return CheapestBuy(status, score, found.basket, cost_bound, opinion), found

    def reaching(
        self, model: PurchaseModel, least: Decimal, score: Fraction, known: Known | None = None
    ) -> CheapestBuy:
        """Find the cheapest basket that reaches a score.

        Parameters
        ----------
        model
            All baskets that may be bought.
        least
            What every basket that reaches the score is known to cost.
        score
            Points to reach.
        known
            A solution that reaches them, if there is one.
        """
        least, linear = model.next_cost(least), model.linear
        start = start_reaching(model, lambda: self._part(TRY), self.watch, least, score)
        reached = start is not None and linear.score(start) >= score
        cost = model.shop.cost(model.basket(start)) if start is not None and reached else None
        if known is not None and (cost is None or cost >= known.basket.price):
            return self.cheapest(known, score, least, 1.0, "reaching")[0]
        if not reached:
            watch = self._watching("reachable", linear)
            answer = search(linear, self._part(BEST), watch, start, score)
        else:
            answer = Answer(Verdict.FEASIBLE, start, None, "start", 0.0)
        if answer.values is not None and linear.score(answer.values) >= score:
            known = self._narrowed(model, answer.values)
            return self.cheapest(known, score, least, 1.0, "reaching")[0]
        bound = _points(linear, answer.bound)
        if answer.verdict is not Verdict.IMPOSSIBLE and (bound is None or bound >= score):
            return CheapestBuy(Status.UNKNOWN, score, None, least)
        excluded = Answer(Verdict.IMPOSSIBLE, None, None, answer.engine, 0.0)
        without = model.cheapest(score, Decimal(0))
        opinion = confirmed(without, excluded, self.confirm_seconds, self.watch)
        return CheapestBuy(Status.IMPOSSIBLE, score, None, None, opinion)

    def _narrowed(self, model: PurchaseModel, values: tuple[int, ...]) -> Known:
        """Leave out what costs more than a basket that is known: fewer items are decided sooner."""
        cost = model.shop.cost(model.basket(values))
        smaller = PurchaseModel(model.shop.within(cost), cost)
        same = moved(model, values, smaller)
        asked = (model, values) if same is None else (smaller, same)
        return self._settled(*asked, None)

    # ---- what all of them need ----

    def _settled(self, model: PurchaseModel, values: tuple[int, ...], bound: int | None) -> Known:
        """Work a solution out to the last auxiliary, make its plan from the real scenario, verify it.

        Raises
        ------
        VerificationError
            If the plan does not pass, or scores anything but what the model counted.
        """
        basket = model.basket(values)
        held = model.holding_plan(values) | model.holding_basket(basket)
        quiet = Watch()  # even after a stop: what was found is not lost
        settled = solved_with(model.linear, held, SETTLING, quiet, values)
        exact = settled.values or values
        scenario = model.shop.stocked(basket)
        answer = Answer(Verdict.FEASIBLE, exact, bound, settled.engine, 0.0)
        result = read_answer(scenario, model.plan_model, answer, self.provenance(model))
        counted = model.linear.score(exact)
        if settled.verdict is Verdict.OPTIMAL and result.score != counted:
            raise VerificationError(
                f"with {', '.join(basket) or 'nothing'} bought the plan scores {result.score}, the "
                f"model of the purchase counts {counted}",
                (),
            )
        return Known(model, exact, Basket(basket, model.shop.cost(basket), scenario, result))

    def provenance(self, model: PurchaseModel) -> dict[str, Any]:
        """Say how the answers were found."""
        return {
            "liftproof": __version__,
            "seed": self.limits.seed,
            "workers": self.limits.workers,
            "gap_wanted": str(self.limits.gap),
            "wall_seconds_limit": self.limits.wall_seconds,
            "deterministic_time_limit": self.limits.deterministic_time,
            "model_sha256": model.linear.sha256(),
            "variables": len(model.linear.variables),
            "rows": len(model.linear.rows),
        }

    @property
    def seconds(self) -> float:
        """Seconds since the first question."""
        return time.monotonic() - self._started

    def _part(self, share: float) -> Limits:
        wall, units = self.limits.wall_seconds, self._units
        if units is not None:
            self._units = units * (1 - share)
        left = None if wall is None else max(0.5, share * (wall - self.seconds))
        part = None if units is None else max(0.01, units * share)
        return self.limits.model_copy(update={"wall_seconds": left, "deterministic_time": part})

    def _watching(self, question: Question, model: LinearModel) -> Watch:
        tell, sign = self.on_progress, 1 if question in POINTS else -1
        if tell is None:
            return Watch(stop=self.watch.stop)
        best: list[Fraction | None] = [None, None]

        def report(objective: int | None, bound: int | None) -> None:
            if objective is not None:
                best[0] = Fraction(sign * objective, model.scale)
            if bound is not None:
                best[1] = Fraction(sign * bound, model.scale)
            tell(BuyProgress(question, best[0], best[1], self.seconds))

        return Watch(report, self.watch.stop)


def _points(model: LinearModel, units: int | None) -> Fraction | None:
    return None if units is None else Fraction(units, model.scale)


def _cost(model: LinearModel, bound: int | None) -> Decimal:
    """Lowest cost, in currency and rounded up to a cent, that a bound on minus the cost leaves."""
    if bound is None:
        return Decimal(0)
    return Decimal(max(0, ceil(Fraction(-bound * CENTS, model.scale)))) / CENTS

"""The file of `liftproof compare --budget … --format json`, read back: what to buy."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from optimizer.errors import ProblemAt
from optimizer.plan import Number
from optimizer.report.page.figures_record import (
    About,
    Figures,
    Id,
    Points,
    Price,
    RecordPart,
    Text,
    Unlocked,
)
from optimizer.report.page.record_checks import check_rounded, check_weeks
from optimizer.result import Status

Items = Annotated[tuple[Id, ...], Field(max_length=200)]


class Content(RecordPart):
    """An item of a basket."""

    item: Id
    name: Text
    price: Price


class BasketRecord(Figures):
    """Items, and figures of the plan that they make possible."""

    items: Items
    contents: Annotated[tuple[Content, ...], Field(max_length=200)]
    price: Price
    score: Points = Field(alias="score_exact")
    rounded_score: Number = Field(alias="score")
    unlocks: Unlocked

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if tuple(one.item for one in self.contents) != self.items:
            raise ProblemAt(("contents",), "these are not the items", ", ".join(self.items))
        total = sum((one.price for one in self.contents), Decimal(0))
        if total != self.price:
            raise ProblemAt(("price",), f"{self.price} is not what the items cost", str(total))
        if not self.has_figures:
            raise ProblemAt(("terms",), "missing: a basket always has a plan with figures")
        check_rounded(("score",), self.rounded_score, self.score, ROUND_FLOOR)
        return self


class BestRecord(RecordPart):
    """The best basket within the budget."""

    status: Status
    basket: BasketRecord | None
    bound: Points | None = Field(alias="bound_exact")
    rounded_bound: Number | None = Field(alias="bound")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        _has_basket(self.status, self.basket)
        check_rounded(("bound",), self.rounded_bound, self.bound, ROUND_CEILING)
        if self.basket and self.bound is not None and self.basket.score > self.bound:
            score = self.basket.score
            raise ProblemAt(("bound_exact",), f"{self.bound} is below the score {score}")
        return self


class CheapestRecord(RecordPart):
    """The cheapest basket that reaches a score."""

    status: Status
    wanted: Points
    basket: BasketRecord | None
    cost_bound: Price | None = Field(alias="costs_at_least")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        _has_basket(self.status, self.basket)
        if self.basket is None:
            return self
        if self.basket.score < self.wanted:
            path = ("basket", "score_exact")
            raise ProblemAt(path, f"{self.basket.score} does not reach {self.wanted}")
        if self.cost_bound is not None and self.cost_bound > self.basket.price:
            said = f"{self.cost_bound} is above the price {self.basket.price}"
            raise ProblemAt(("costs_at_least",), said)
        return self


class PurchaseRecord(About):
    """What to buy."""

    format: Literal["liftproof.purchase/1"]
    base: Text
    fixed: Annotated[dict[Id, Text], Field(max_length=50)]
    budget: Price
    items: Annotated[tuple[Id, ...], Field(max_length=1_000)]
    best: BestRecord
    cheapest: CheapestRecord | None
    reaching: CheapestRecord | None
    provenance: Annotated[dict[Id, Text], Field(max_length=50)]

    @model_validator(mode="after")
    def _is_within(self) -> Self:
        basket = self.best.basket
        if basket is not None and basket.price > self.budget:
            path = ("best", "basket", "price")
            raise ProblemAt(path, f"{basket.price} is above the budget", f"at most {self.budget}")
        for name in ("best", "cheapest", "reaching"):
            answer = getattr(self, name)
            if answer is not None and answer.basket is not None:
                check_weeks([((name, "basket"), answer.basket)], self.weeks)
        return self


def _has_basket(status: Status, basket: BasketRecord | None) -> None:
    if (status in (Status.OPTIMAL, Status.FEASIBLE)) != (basket is not None):
        said = f"'{status}' does not fit: there is {'no' if basket is None else 'a'} basket"
        raise ProblemAt(("status",), said, "a basket for optimal and feasible, and only for them")

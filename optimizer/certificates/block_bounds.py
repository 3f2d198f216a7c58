"""Bounds of plans: the blocks of the horizon are proved apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.certificates.divided_bounds import DividedBounds
from optimizer.certificates.extended import extended

if TYPE_CHECKING:
    from optimizer.engines.answer import Watch
    from optimizer.engines.duals import Relaxed
    from optimizer.plan_model import PlanModel
    from optimizer.search.weekly_sums import WeeklySums


class BlockBounds(DividedBounds):
    """The lowest bound proved so far on the score of a model's plans.

    Parameters
    ----------
    model
        A model with its rules and its objective.
    seconds
        Wall-clock limit of the relaxation; None for none.
    sums
        The model with its weekly sums, where they are made already.
    relaxed
        The solved relaxation of the model with its sums, where it is known already.
    watch
        Its `stop` event ends all work.
    """

    def __init__(
        self,
        model: PlanModel,
        *,
        seconds: float | None = None,
        sums: WeeklySums | None = None,
        relaxed: Relaxed | None = None,
        watch: Watch | None = None,
    ) -> None:
        super().__init__(extended(model, sums), seconds=seconds, relaxed=relaxed, watch=watch)

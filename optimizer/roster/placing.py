"""Placing everybody once: in batches, each within what the earlier ones left.

A feasible roster exists from here on. Who has the fewest slots to spare comes first. Plans that are
known already are taken where they fit and are good enough at the prices; the others are asked for anew,
with hard limits where the room may run out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from optimizer.roster.alone import ENOUGH
from optimizer.roster.columns import Column, column_of
from optimizer.roster.library import lent
from optimizer.roster.master import choose_columns
from optimizer.roster.priced import Prices
from optimizer.roster.pricing import typical_use
from optimizer.roster.state import State
from optimizer.roster.worker import numbers, texts

# A known plan may lose so many points against the best that is proved, beside its loss alone.
SLACK_POINTS = Fraction(1, 2)
PLAN_EFFORT = 0.15
MOST_RETURNS = 3
# Sets of days for which everybody borrows a plan.
VARIETY = 6


def choose_among_borrowed(state: State) -> None:
    """Borrow plans for several sets of days for everybody, and choose among all of them at once.

    Parameters
    ----------
    state
        With prices; its seating gets those for whom the choice has room.
    """
    state.phase = "choosing"
    asked = []
    for number, shape in enumerate(state.shapes):
        lenders = [*state.library.lenders(number), *shape.columns]
        if lenders:
            own = {"lenders": lent(lenders), "most": VARIETY}
            asked.append((number, (shape.place, own)))
    common = {"prices": texts(state.guide), "seed": state.limits.seed}
    outcomes = state.ask("borrow", [question for _, question in asked], common)
    for (number, _), outcome in zip(asked, outcomes, strict=True):
        for one in outcome.get("plans", ()):
            column = column_of(one)
            if column is not None:
                state.shapes[number].keep(column)
    choose_columns(state)


def place_all(state: State, order: Sequence[int]) -> None:
    """Place athletes who have no place yet, one batch after the other.

    Parameters
    ----------
    state
        With prices; its seating grows.
    order
        Athletes in the order in which they are placed.
    """
    state.phase = "placing"
    size = batch_size(len(order))
    waiting = [
        (athlete, 0)
        for athlete in order
        if athlete not in state.seating.plans and state.shape(athlete).may_be_planned
    ]
    typical = typical_use(state)
    while waiting:
        batch, waiting = waiting[:size], waiting[size:]
        open_ones = [(a, turn) for a, turn in batch if not _known_plan(state, a)]
        found = ask_plans(state, [(athlete, PLAN_EFFORT) for athlete, _ in open_ones], typical)
        again = []
        for (athlete, turn), column in zip(open_ones, found, strict=True):
            if column is None:
                continue
            if state.seating.fits(athlete, column):
                state.seating.seat(athlete, column)
            elif turn < MOST_RETURNS:
                again.append((athlete, turn + 1))
        waiting = again + waiting


def batch_size(count: int) -> int:
    """Athletes placed at once: fewer lose less by not knowing of each other, more keep workers busy."""
    return max(4, min(48, count // 16))


def _known_plan(state: State, athlete: int) -> bool:
    """Take a known plan where one fits and is good enough at the prices."""
    shape = state.shape(athlete)
    if shape.alone is None:
        return False
    loss = shape.alone_bound - shape.alone.score + SLACK_POINTS
    good = [
        column
        for column in shape.columns
        if column.worth(state.prices) >= shape.priced_bound - loss
        and state.seating.fits(athlete, column)
    ]
    if not good:
        return False
    state.seating.seat(athlete, max(good, key=lambda column: column.worth(state.prices)))
    return True


def ask_plans(
    state: State,
    asked: Sequence[tuple[int, float]],
    typical: Sequence[int],
    least: Mapping[int, Fraction] | None = None,
    prices: Prices | None = None,
) -> list[Column | None]:
    """Ask for plans at prices, each within what the room has left and the athlete has himself.

    Parameters
    ----------
    state
        The roster as it stands.
    asked
        Athletes and deterministic units for each; they do not know of each other.
    typical
        What one athlete uses of each resource at most.
    least
        Score that an athlete's plan must reach; any where left out.
    prices
        Those of the state when left out.
    """
    if not asked:
        return []
    left = {
        resource: amount
        for resource, amount in enumerate(state.seating.left)
        if amount < 4 * len(asked) * typical[resource]
    }
    questions = []
    for athlete, effort in asked:
        shape = state.shape(athlete)
        held = state.seating.plans.get(athlete)
        own: dict[str, object] = {"effort": effort}
        loss = shape.alone_bound - state.library.best_score(state.shape_by_athlete[athlete])
        if prices is None:
            own["enough"] = str(shape.priced_bound - max(loss + SLACK_POINTS, ENOUGH * 100))
        else:
            own["other_days"] = True
        lenders = state.library.lenders(state.shape_by_athlete[athlete])
        lenders += shape.columns if held is None else [held]
        own["lenders"] = lent(lenders)
        if held is not None:
            own["own_use"] = numbers(held.use)
        if least is not None and athlete in least:
            own["least"] = str(least[athlete])
        questions.append((shape.place, own))
    paid = state.prices if prices is None else prices
    common = {"prices": texts(paid), "left": numbers(left), "seed": state.limits.seed}
    found = [column_of(outcome) for outcome in state.ask("plan", questions, common)]
    for (athlete, _), column in zip(asked, found, strict=True):
        if column is not None:
            state.shape(athlete).keep(column)
            state.library.keep(state.shape_by_athlete[athlete], column)
    return found

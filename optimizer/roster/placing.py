"""Placing everybody once: in batches, each within what the earlier ones left.

A feasible roster exists from here on. Who has the fewest slots to spare comes first. What is going to be
full costs points (`congestion`), what is full is a hard limit. Plans of similar athletes are borrowed
where they are good at these prices; otherwise a plan is looked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from optimizer.roster.columns import Column, column_of, total_use
from optimizer.roster.congestion import congestion_prices
from optimizer.roster.library import lent
from optimizer.roster.priced import Prices
from optimizer.roster.pricing import typical_use
from optimizer.roster.state import State
from optimizer.roster.worker import numbers, texts

# Points below the best that is proved at the prices at which a plan is not improved: beside what the best
# of similar athletes lose, or at all; and in placing, where some of what is missing is paid for the room.
SLACK_POINTS, ENOUGH, NEARLY = Fraction(1, 2), Fraction(3, 2), Fraction(4)
PLAN_EFFORT = 0.15
PLACE_EFFORT = 0.1
MOST_RETURNS = 3


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
        hurried = state.out_of_time()
        prices = congestion_prices(state, [a for a, _ in (*batch, *waiting)], typical)
        asked = [(a, _effort(state, a, hurried=hurried and not turn)) for a, turn in batch]
        days = {
            a: state.timetable.days[a]
            for a, turn in batch
            if not turn and a in state.timetable.days
        }
        kept = reserved(state, [a for a, _ in (*batch, *waiting)])
        found = ask_plans(state, asked, typical, prices=prices, days=days, kept=kept)
        again = []
        for (athlete, turn), (_, effort), column in zip(batch, asked, found, strict=True):
            if column is not None and state.seating.fits(athlete, column):
                state.seating.seat(athlete, column)
            elif turn < MOST_RETURNS and (column is not None or not effort or athlete in days):
                again.append((athlete, turn + 1))
        waiting = again + waiting


def reserved(state: State, waiting: Sequence[int]) -> dict[int, dict[int, int]]:
    """List the places in slots that the timetable has for those who wait; stations are for all."""
    return {
        athlete: {
            resource: amount
            for resource, amount in state.timetable.use.get(athlete, {}).items()
            if state.resources[resource].kind != "station"
        }
        for athlete in waiting
    }


def _effort(state: State, athlete: int, *, hurried: bool) -> float:
    """Deterministic units; none where time is up and there is something to borrow."""
    lenders = state.library.lenders(state.shape_by_athlete[athlete])
    return 0.0 if hurried and lenders else PLACE_EFFORT


def batch_size(count: int) -> int:
    """Athletes placed at once: fewer lose less by not knowing of each other, more keep workers busy."""
    return max(4, min(48, count // 16))


def ask_plans(
    state: State,
    asked: Sequence[tuple[int, float]],
    typical: Sequence[int],
    least: Mapping[int, Fraction] | None = None,
    prices: Prices | None = None,
    days: Mapping[int, tuple[int, ...]] | None = None,
    kept: Mapping[int, Mapping[int, int]] | None = None,
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
    days
        Slots of the room that an athlete must take; any where left out.
    kept
        What is kept for athletes and may be used by nobody else, by athlete and flat resource index.
    """
    if not asked:
        return []
    taken = total_use((kept or {}).values())
    left = {
        resource: max(0, amount - int(taken.get(resource, 0)))
        for resource, amount in enumerate(state.seating.left)
        if resource in taken or amount < 4 * len(asked) * typical[resource]
    }
    questions = []
    for athlete, effort in asked:
        shape = state.shape(athlete)
        held = state.seating.plans.get(athlete)
        own: dict[str, object] = {"effort": effort}
        best = state.library.best_score(state.shape_by_athlete[athlete])
        loss = Fraction(0) if best is None else shape.alone_bound - best
        if prices is None:
            own["enough"] = str(shape.priced_bound - max(loss + SLACK_POINTS, ENOUGH))
        else:
            own["other_days"] = True
            own["enough"] = str(shape.alone_bound - loss - NEARLY)
        lenders = state.library.lenders(state.shape_by_athlete[athlete])
        lenders += shape.columns if held is None else [held]
        own["lenders"] = lent(lenders)
        own_use: Mapping[int, int] = (kept or {}).get(athlete, {}) if held is None else held.use
        if own_use:
            own["own_use"] = numbers(own_use)
        if days is not None and athlete in days:
            own["days"] = list(days[athlete])
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

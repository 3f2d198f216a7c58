"""Finding prices on the room, and the bound that they prove."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from optimizer.roster.columns import total_use
from optimizer.roster.price_search import PriceSearch, charged
from optimizer.roster.priced import Prices
from optimizer.roster.state import Shape, State
from optimizer.roster.worker import texts

# Questions to the shapes that are searched on. Their models are kept warm, so that a round costs them
# some hundredths of a second each.
MOST_ROUNDS = 10
# Shapes that prices are searched on: those of a part of a large roster pay about what all pay.
SAMPLE = 60
# Load of a kind of resource, in all slots together, from which on prices are looked for.
OVERLOAD = 0.97
# Share by which prices must lower the bound on the sample before everybody is asked at them.
GAIN = Fraction(1, 1000)
# The bound is good enough when this share above the master's mix of answers: gaps of plans are larger.
FINE = 0.002


def sum_alone(state: State) -> None:
    """Bound the roster by everybody alone.

    Parameters
    ----------
    state
        With bounds of all shapes; gets the bound of the whole, and whether the room is crowded.
    """
    state.bound = state.total_bound([shape.alone_bound for shape in state.shapes], {})
    for shape in state.shapes:
        shape.priced_bound = shape.alone_bound
    state.crowded = bool(_crowded(state))


def overloaded(state: State) -> bool:
    """Whether the relaxed plans alone use nearly all there is of some kind, in all slots together.

    Below that, everybody can do about what he would do alone, on other days or with other exercises:
    prices would prove nothing.
    """
    wanted = _wanted(state)
    used: dict[tuple[str, str | None], float] = {}
    there: dict[tuple[str, str | None], float] = {}
    for index, resource in enumerate(state.resources):
        kind = resource.kind, resource.station
        used[kind] = used.get(kind, 0.0) + wanted.get(index, 0.0)
        there[kind] = there.get(kind, 0.0) + resource.capacity
    return any(used[kind] > OVERLOAD * there[kind] for kind in used)


def find_prices(state: State) -> None:
    """Find prices at which what everybody would do alone fits the room; keep the best bound.

    Parameters
    ----------
    state
        With the bounds alone; gets prices and bound.
    """
    if not state.crowded:
        return
    state.phase = "prices"
    sample = _sample(state)
    prices = _searched(state, sample)
    if prices and len(sample) < len(state.shapes):
        bounds = [bound for bound, _ in _answers(state, state.shapes, prices)]
        _keep_if_better(state, prices, bounds)


def _searched(state: State, sample: Sequence[int]) -> Prices:
    """Search prices on some of the shapes; return the best by their bounds."""
    shapes = [state.shapes[number] for number in sample]
    athletes = sum(len(shape.athletes) for shape in shapes)
    part = Fraction(athletes, state.count)
    search = PriceSearch(
        [floor(part * resource.capacity) for resource in state.resources],
        [len(shape.athletes) for shape in shapes],
        typical_use(state),
    )
    for number, shape in enumerate(shapes):
        if shape.relaxed_use:
            search.add(number, float(shape.alone_bound), shape.relaxed_use)
    alone = best = search.bound([shape.alone_bound for shape in shapes], {})
    prices: Prices = {}
    for _ in range(MOST_ROUNDS):
        duals, mixed = search.master()
        if float(best) - mixed <= FINE * abs(mixed) and not search.at_ceiling(duals):
            break
        search.raise_ceilings(duals)
        asked = search.next_prices(prices, duals)
        answers = _answers(state, shapes, asked)
        bounds = [bound for bound, _ in answers]
        for number, (bound, use) in enumerate(answers):
            if use is not None:
                search.add(number, float(bound) + charged(asked, use), use)
        total = search.bound(bounds, asked)
        if total < best or not prices:
            best, prices = min(total, best), asked
        if len(sample) == len(state.shapes):
            _keep_if_better(state, asked, bounds)
        if state.out_of_time():
            break
    return prices if alone - best > GAIN * abs(alone) else {}


def _keep_if_better(state: State, prices: Prices, bounds: Sequence[Fraction]) -> None:
    total = state.total_bound(bounds, prices)
    if state.bound is None or total < state.bound:
        state.bound, state.prices = total, prices
        for shape, bound in zip(state.shapes, bounds, strict=True):
            shape.priced_bound = bound


def _sample(state: State) -> list[int]:
    """Choose shapes evenly over the roster, which is ordered by group more often than not."""
    count = len(state.shapes)
    if count <= SAMPLE:
        return list(range(count))
    return sorted({number * count // SAMPLE for number in range(SAMPLE)})


def _crowded(state: State) -> list[int]:
    """Resources of which the relaxed plans alone would use too much."""
    wanted = _wanted(state)
    return sorted(r for r, n in wanted.items() if n > state.resources[r].capacity * (1 + 1e-9))


def _wanted(state: State) -> dict[int, float]:
    """Add up what the relaxed plans alone would use."""
    return total_use(
        {r: len(shape.athletes) * amount for r, amount in shape.relaxed_use.items()}
        for shape in state.shapes
    )


def typical_use(state: State) -> list[int]:
    """Return what one athlete uses of each resource at most, as far as is known; at least 1."""
    most = [1] * len(state.resources)
    for shape in state.shapes:
        for column in shape.columns:
            for resource, amount in column.use.items():
                most[resource] = max(most[resource], amount)
        for resource, used in shape.relaxed_use.items():
            most[resource] = max(most[resource], int(used))
    return most


def _answers(
    state: State, shapes: Sequence[Shape], prices: Prices
) -> list[tuple[Fraction, dict[int, float] | None]]:
    """Ask shapes at prices for a bound on score less price times use, and for the relaxed use."""
    outcomes = state.ask("price", [(s.place, {}) for s in shapes], {"prices": texts(prices)})
    found: list[tuple[Fraction, dict[int, float] | None]] = []
    for shape, outcome in zip(shapes, outcomes, strict=True):
        bound, use = shape.alone_bound, None
        if "bound" in outcome:
            bound = min(bound, Fraction(outcome["bound"]))
        if "relaxed_use" in outcome:
            use = {int(r): amount for r, amount in outcome["relaxed_use"].items()}
        found.append((bound, use))
    return found

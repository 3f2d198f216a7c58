"""A whole plan of one athlete at prices and within what the room has left.

The relaxation and the distance between sessions choose the days (`choosing_days`); around the weekly sets
of the relaxation on these days (`nearby`) the engine then finds a plan in a third of a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from optimizer.engines.answer import Answer, Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.engines.duals import Relaxed
from optimizer.linear_model import Linear, LinearModel
from optimizer.roster.athlete_model import LONG_SECONDS, USE, AthleteModel
from optimizer.roster.borrowing import Profile, borrowed_plans
from optimizer.roster.choice import Choice, choice_of
from optimizer.roster.choosing_days import Box, days_by_promise
from optimizer.roster.nearby import WIDTHS, near
from optimizer.roster.priced import Prices
from optimizer.search.neighbourhood import NEARBY
from optimizer.warm_start import holding

# Share of the objective at which the small model is good enough.
FINE_GAP = 0.0005
# Deterministic units that a search gets at least: less ends before it has understood what the floors of
# the muscles cost. Sets of days that are searched where the first has no plan.
LEAST_EFFORT, MOST_DAYS = 0.1, 3
# Score points that a relaxation must promise beyond a plan to be searched.
SMALLEST_GAIN = 0.01
# Deterministic units where the small model has no plan and the whole one is asked.
LEAST_WHOLE_EFFORT = 0.6
# Borrowed plans that are posted before one looks for oneself, and the units for each.
MOST_TRIALS, TRIAL_EFFORT = 6, 0.02


@dataclass(frozen=True)
class Wish:
    """What a plan is asked for.

    Parameters
    ----------
    prices
        Score points per unit, by flat resource index.
    left
        What the room has left for the athlete, by flat resource index; no limit where left out.
    least
        Score that the plan must reach; None for any.
    enough
        Score less price times use at which a borrowed plan is not improved.
    effort
        Deterministic units for the engine; 0 asks for borrowed plans first and for others only where
        none fits.
    seed
        Random seed.
    days
        Slots of the room that must be trained, by index; None leaves it open.
    other_days
        Whether to look at other days than those of a borrowed plan, where that is to be improved.
    """

    prices: Prices
    left: Mapping[int, int]
    least: Fraction | None = None
    enough: Fraction = Fraction(1000)
    effort: float = 0.1
    seed: int = 0
    days: tuple[int, ...] | None = None
    other_days: bool = False


@dataclass(frozen=True)
class Planned:
    """A plan of an athlete.

    Parameters
    ----------
    choice
        What it chooses.
    score
        Score in points, exact.
    use
        What it uses, by flat resource index.
    values
        Value of every variable of the model.
    """

    choice: Choice
    score: Fraction
    use: Mapping[int, int]
    values: tuple[int, ...]

    def worth(self, prices: Prices) -> Fraction:
        """Return the score less price times use."""
        paid = sum((prices[r] * n for r, n in self.use.items() if r in prices), Fraction(0))
        return self.score - paid


def plan_athlete(
    athlete: AthleteModel, wish: Wish, lenders: Sequence[tuple[Profile, Choice, Fraction]] = ()
) -> Planned | Verdict:
    """Find a good plan.

    Parameters
    ----------
    athlete
        The athlete.
    wish
        Prices, limits and effort.
    lenders
        Profile, choice and score of earlier plans, of this athlete or of similar ones.

    Returns
    -------
    Planned or Verdict
        `Verdict.IMPOSSIBLE` where there is none within the limits, `Verdict.UNKNOWN` where none was
        found.
    """
    box = _box(athlete, wish)
    if box is None:
        return Verdict.IMPOSSIBLE
    best = _borrow(athlete, wish, lenders)
    if best is not None and (not wish.effort or best.worth(wish.prices) >= wish.enough):
        return best
    if not wish.effort:
        return Verdict.UNKNOWN
    relaxed = athlete.relax(wish.prices, box)
    if relaxed is not None and relaxed.points is not None:
        found = None
        if best is None or wish.other_days:
            found = _near_relaxation(athlete, wish, box, relaxed)
        best = _better(wish, best, found)
        if best is not None and wish.effort > LEAST_EFFORT:
            best = _improved(athlete, wish, box, best)
    if best is not None or wish.days is not None:
        return best or Verdict.UNKNOWN
    whole = priced_model(athlete, wish)
    return _read(athlete, _solve(wish, whole, max(LEAST_WHOLE_EFFORT, 4 * wish.effort)))


def _borrow(
    athlete: AthleteModel, wish: Wish, lenders: Sequence[tuple[Profile, Choice, Fraction]]
) -> Planned | None:
    """Return the best borrowed plan that satisfies every row."""
    candidates = borrowed_plans(athlete, lenders, wish.prices, wish.left, _days(athlete, wish))
    for candidate in candidates[:MOST_TRIALS]:
        found = _posted(athlete, wish, candidate.fixed)
        if isinstance(found, Planned):
            return found
    return None


def _near_relaxation(
    athlete: AthleteModel, wish: Wish, box: Box, relaxed: Relaxed
) -> Planned | None:
    """Plan near the relaxation on the days that promise most."""
    looked: list[tuple[Box, Relaxed]] = [(box, relaxed)]
    if wish.days is None:
        looked = days_by_promise(athlete, relaxed, box)[:MOST_DAYS]
    for held, inside in looked:
        for width in WIDTHS:
            model = near(athlete.sums, priced_model(athlete, wish), inside.values, None, width)
            days = {index: held[index][0] for index in athlete.uses}
            found = _read(athlete, _solve(wish, holding(model, days), LEAST_EFFORT))
            if isinstance(found, Planned):
                return found
    return None


def _improved(athlete: AthleteModel, wish: Wish, box: Box, start: Planned) -> Planned:
    """Look for a better plan between the relaxation and a plan, on the plan's days."""
    days = {index: start.values[index] for index in athlete.uses}
    held = {index: (value, value) for index, value in days.items()}
    inside = athlete.relaxation.solve({**box, **held}, LONG_SECONDS)
    if inside is None or inside.points is None:
        return start
    if inside.points - float(start.worth(wish.prices)) < SMALLEST_GAIN:
        return start
    priced = priced_model(athlete, wish)
    model = near(athlete.sums, priced, inside.values, start.values, WIDTHS[0])
    hint = dict(enumerate(athlete.sums.with_sums(start.values)))
    found = _read(athlete, _solve(wish, holding(model, days), wish.effort, hint))
    return _better(wish, start, found if isinstance(found, Planned) else None) or start


def _better(wish: Wish, one: Planned | None, other: Planned | None) -> Planned | None:
    if one is None or other is None:
        return one or other
    return other if other.worth(wish.prices) > one.worth(wish.prices) else one


def _box(athlete: AthleteModel, wish: Wish) -> Box | None:
    """Bound the relaxation's use by what is left; None where even the least use is too much."""
    box: Box = {}
    variables = athlete.relaxed_model.variables
    for index, variable in athlete.use_variables.items():
        left = wish.left.get(index)
        low, high = variables[variable].lower, variables[variable].upper
        if left is not None and left < high:
            if left < low:
                return None
            box[variable] = (low, left)
    days = _days(athlete, wish)
    if days is not None:
        box.update({index: (int(n in days),) * 2 for n, index in enumerate(athlete.uses)})
    return box


def _days(athlete: AthleteModel, wish: Wish) -> tuple[int, ...] | None:
    """Find the days that are given among the offered slots."""
    if wish.days is None:
        return None
    places = [athlete.room.slot_index[slot.id] for slot in athlete.model.problem.slots]
    return tuple(n for n, place in enumerate(places) if place in wish.days)


def _posted(athlete: AthleteModel, wish: Wish, fixed: Mapping[int, int]) -> Planned | Verdict:
    """Post a plan to the athlete's own model; it satisfies every row or is none."""
    return _read(athlete, _solve(wish, holding(priced_model(athlete, wish), fixed), TRIAL_EFFORT))


def _solve(
    wish: Wish,
    model: LinearModel,
    effort: float,
    hint: Mapping[int, int] | None = None,
) -> Answer:
    limits = Limits(
        wall_seconds=None, deterministic_time=effort, gap=FINE_GAP, workers=1, seed=wish.seed
    )
    return solve_with_cp_sat(model, limits, hint=hint, parameters=NEARBY)


def priced_model(athlete: AthleteModel, wish: Wish) -> LinearModel:
    """Write an athlete's model at prices and within what is left, for an engine of whole numbers.

    Parameters
    ----------
    athlete, wish
        The athlete and what is asked for.
    """
    linear = athlete.sums.linear
    posted = replace(
        linear,
        rows=list(linear.rows),
        rewards={term: dict(rewards) for term, rewards in linear.rewards.items()},
        constants=dict(linear.constants),
    )
    for index, amount in athlete.amounts.items():
        left = wish.left.get(index)
        if left is not None:
            where = athlete.limited[index].where(athlete.room)
            posted.row(amount, None, left, rule=USE, where=where)
        price = wish.prices.get(index)
        if price:
            posted.reward(USE, amount, -price)
    if wish.least is not None:
        coefficients, constant = linear.objective()
        floor = Linear(dict(coefficients), constant)
        least = ceil(wish.least * linear.scale)
        posted.row(floor, least, None, rule="fairness", where="floor of the score")
    return posted


def _read(athlete: AthleteModel, answer: Answer) -> Planned | Verdict:
    if answer.values is None:
        return answer.verdict
    values = answer.values[: athlete.sums.own]
    choice, score = choice_of(athlete.model, values), athlete.linear.score(values)
    return Planned(choice, score, athlete.use(values), values)

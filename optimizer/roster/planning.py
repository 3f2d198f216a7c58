"""A whole plan of one athlete at prices and within what the room has left.

The relaxation chooses slots and a few exercises (`diving`); the engine then decides sets, and on which
of the chosen days each of those exercises is done. That small model finds in a quarter of a second what
the full one finds in several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from optimizer.engines.answer import Answer, Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.linear_model import Linear, LinearModel
from optimizer.roster.athlete_model import USE, AthleteModel
from optimizer.roster.borrowing import Borrowed, Profile, borrowed_plans, patterns
from optimizer.roster.choice import Choice, choice_of
from optimizer.roster.diving import Box, dive
from optimizer.roster.priced import Prices
from optimizer.warm_start import holding

# Share of the objective at which the small model is good enough.
FINE_GAP = 0.0005
# A plan so many points below the relaxation is searched on, that much longer, while it has turns:
# a short search sometimes ends before it has understood what the floors of the muscles cost.
FAR_POINTS, LONGER = 5.0, 3.0
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
    profile
        How far apart the sessions should stand; None leaves it open.
    turns
        Searches, each longer, before a plan far below the relaxation is taken as it is.
    other_days
        Whether to look at other days than those of a borrowed plan, where that is to be improved.
    """

    prices: Prices
    left: Mapping[int, int]
    least: Fraction | None = None
    enough: Fraction = Fraction(1000)
    effort: float = 0.1
    seed: int = 0
    profile: Profile | None = None
    turns: int = 1
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
    if best is not None and wish.other_days:
        found = _dived(athlete, wish, box, None)
        return found if found is not None and _better(wish, found, best) else best
    if best is not None:
        days = {index: (best.values[index],) * 2 for index in athlete.uses}
        return _dived(athlete, wish, {**box, **days}, best) or best
    if not wish.effort:
        return Verdict.UNKNOWN
    found = _dived(athlete, wish, {**box, **_days(athlete, wish)}, None)
    if found is not None:
        return found
    return _read(athlete, _solve(athlete, wish, {}, max(LEAST_WHOLE_EFFORT, 10 * wish.effort)))


def _days(athlete: AthleteModel, wish: Wish) -> Box:
    """Hold the slots at the first set of days of the profile that is wished for."""
    if wish.profile is None:
        return {}
    problem = athlete.model.problem
    suited = patterns(problem.slots, problem.sessions_per_week).get(wish.profile, [])
    return {index: (int(n in days),) * 2 for days in suited[:1]
            for n, index in enumerate(athlete.uses)}  # fmt: skip


def _borrow(
    athlete: AthleteModel, wish: Wish, lenders: Sequence[tuple[Profile, Choice, Fraction]]
) -> Planned | None:
    """Return the best borrowed plan that satisfies every row."""
    candidates = borrowed_plans(athlete, lenders, wish.prices, wish.left)
    for candidate in candidates[:MOST_TRIALS]:
        found = _read(athlete, _solve(athlete, wish, candidate.fixed, TRIAL_EFFORT))
        if isinstance(found, Planned):
            return found
    return None


def borrowed_variety(
    athlete: AthleteModel,
    wish: Wish,
    lenders: Sequence[tuple[Profile, Choice, Fraction]],
    most: int,
) -> list[Planned]:
    """Borrow a plan for each of several sets of days, those worth most at the prices first.

    Parameters
    ----------
    athlete, wish, lenders
        As in `plan_athlete`.
    most
        How many are posted to the model; those that break a row are dropped.
    """
    by_days: dict[tuple[int, ...], Borrowed] = {}
    for candidate in borrowed_plans(athlete, lenders, wish.prices, wish.left):
        days = tuple(candidate.fixed[index] for index in athlete.uses)
        by_days.setdefault(days, candidate)
    found = (
        _read(athlete, _solve(athlete, wish, candidate.fixed, TRIAL_EFFORT))
        for candidate in list(by_days.values())[:most]
    )
    return [planned for planned in found if isinstance(planned, Planned)]


def _dived(athlete: AthleteModel, wish: Wish, box: Box, start: Planned | None) -> Planned | None:
    """Plan with the exercises that the relaxation chooses, from a plan to start with or without."""
    relaxed = athlete.relax(wish.prices, box)
    if relaxed is None or relaxed.points is None:
        return None
    dived = dive(athlete, relaxed, box)
    if dived is None:
        return None
    held = _few_exercises(athlete, dived[0], start)
    effort, best = wish.effort, start
    for _ in range(wish.turns):
        hint = None if best is None else dict(enumerate(best.values))
        found = _read(athlete, _solve(athlete, wish, held, effort, hint))
        if found is Verdict.IMPOSSIBLE:
            break
        if isinstance(found, Planned) and (best is None or _better(wish, found, best)):
            best = found
        if best is not None and float(best.worth(wish.prices)) >= relaxed.points - FAR_POINTS:
            break
        effort *= LONGER
    return best


def _better(wish: Wish, one: Planned, other: Planned) -> bool:
    return one.worth(wish.prices) > other.worth(wish.prices)


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
    return box


def _few_exercises(athlete: AthleteModel, chosen: Box, start: Planned | None) -> dict[int, int]:
    """Hold the slots, and every exercise that neither the dive nor the start does, at nothing."""
    model = athlete.model
    held = {index: chosen[index][0] for index in athlete.uses}
    wanted = {
        (cell.exercise.id, cell.block)
        for cell in model.problem.cells
        if any(
            chosen[index][0] or (start is not None and start.values[index])
            for index in model.does(cell).terms
        )
    }
    for cell in model.problem.cells:
        trained = held[athlete.uses[cell.slot]]
        if not trained or (cell.exercise.id, cell.block) not in wanted:
            held.update(dict.fromkeys((*model.does(cell).terms, *model.sets(cell).terms), 0))
    return held


def _solve(
    athlete: AthleteModel,
    wish: Wish,
    held: Mapping[int, int],
    effort: float,
    hint: Mapping[int, int] | None = None,
) -> Answer:
    limits = Limits(
        wall_seconds=None, deterministic_time=effort, gap=FINE_GAP, workers=1, seed=wish.seed
    )
    return solve_with_cp_sat(holding(priced_model(athlete, wish), held), limits, hint=hint)


def priced_model(athlete: AthleteModel, wish: Wish) -> LinearModel:
    """Write an athlete's model at prices and within what is left, for an engine of whole numbers.

    Parameters
    ----------
    athlete, wish
        The athlete and what is asked for.
    """
    linear = athlete.linear
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
    values = answer.values
    choice, score = choice_of(athlete.model, values), athlete.linear.score(values)
    return Planned(choice, score, athlete.use(values), values)

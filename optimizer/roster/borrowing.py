"""Plans of similar athletes, put on one's own days: an hour of search saved by a check of milliseconds.

A plan is good for other days as well where the sessions stand as far apart, counted in the steps in
which rules count: 24, 48, 72 and 96 hours. Nothing is taken on trust: a borrowed plan is posted to the
athlete's own model and either satisfies every row or is dropped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice, permutations

from optimizer.linear_model import Linear
from optimizer.problem import Slot
from optimizer.roster.athlete_model import AthleteModel
from optimizer.roster.choice import Choice
from optimizer.roster.priced import Prices

WEEK_MINUTES = 7 * 24 * 60
STEPS = (1440, 2880, 4320, 5760)
# Sets of days looked at; with 14 offered slots there are more, and the first are as good as the others.
MOST_PATTERNS = 400

Profile = tuple[int, ...]


@dataclass(frozen=True)
class Borrowed:
    """A plan of somebody else on days of one's own.

    Parameters
    ----------
    fixed
        Value of every decision variable.
    worth
        The lender's score less price times one's own use.
    """

    fixed: Mapping[int, int]
    worth: Fraction


def profile_of(sessions: Sequence[tuple[int, int]]) -> Profile:
    """Say how far apart the sessions of a week stand, in the steps in which rules count.

    Parameters
    ----------
    sessions
        Start in minutes since Monday 00:00 and seconds, in order of the week.
    """
    starts = [start for start, _ in sessions]
    gaps = [bisect_right(STEPS, (b - a) % WEEK_MINUTES) for a, b in permutations(starts, 2)]
    return (*gaps, *(seconds for _, seconds in sessions))


def patterns(slots: Sequence[Slot], sessions: int) -> dict[Profile, list[tuple[int, ...]]]:
    """List the sets of days an athlete may choose, by their profile.

    Parameters
    ----------
    slots
        The offered slots.
    sessions
        How many are trained.
    """
    found: dict[Profile, list[tuple[int, ...]]] = {}
    for chosen in islice(combinations(range(len(slots)), sessions), MOST_PATTERNS):
        days = sorted(chosen, key=lambda index: slots[index].start_minute)
        times = [(slots[index].start_minute, slots[index].available_seconds) for index in days]
        found.setdefault(profile_of(times), []).append(tuple(days))
    return found


def borrowed_plans(
    athlete: AthleteModel,
    lenders: Sequence[tuple[Profile, Choice, Fraction]],
    prices: Prices,
    left: Mapping[int, int],
    only: tuple[int, ...] | None = None,
) -> list[Borrowed]:
    """Put plans of others on every set of days that suits them, the best first.

    Parameters
    ----------
    athlete
        The borrower.
    lenders
        Profile, choice and score of plans of similar athletes.
    prices, left
        As in a wish; what does not fit into what is left is left out.
    only
        The days to be trained, as indexes into the offered slots; all sets of days where left out.
    """
    problem = athlete.model.problem
    mine = patterns(problem.slots, problem.sessions_per_week)
    found = []
    for profile, choice, score in lenders:
        for days in mine.get(profile, ()):
            if only is not None and set(days) != set(only):
                continue
            fixed = _placed(athlete, choice, days)
            if fixed is None:
                continue
            use = {r: _value(amount, fixed) for r, amount in athlete.amounts.items()}
            if all(amount <= left.get(r, amount) for r, amount in use.items()):
                paid = sum((prices[r] * n for r, n in use.items() if r in prices), Fraction(0))
                found.append(Borrowed(fixed, score - paid))
    return sorted(found, key=lambda one: -one.worth)


def _placed(athlete: AthleteModel, choice: Choice, days: Sequence[int]) -> dict[int, int] | None:
    """Write a choice on other days as values of decisions; None where an exercise is not offered."""
    model = athlete.model
    place = {slot: days[number] for number, slot in enumerate(choice.trained)}
    wanted = {(e, m, place[slot], block): sets for e, m, slot, block, sets in choice.entries}
    fixed = {index: int(number in days) for number, index in enumerate(athlete.uses)}
    for cell in model.problem.cells:
        sets = wanted.pop((cell.exercise.id, cell.method.id, cell.slot, cell.block), 0)
        fixed.update(dict.fromkeys(model.does(cell).terms, int(sets > 0)))
        fixed.update(dict.fromkeys(model.sets(cell).terms, sets))
    return None if wanted else fixed


def _value(amount: Linear, fixed: Mapping[int, int]) -> int:
    return amount.constant + sum(c * fixed[index] for index, c in amount.terms.items())


def choice_profile(slots: Sequence[Slot], choice: Choice) -> Profile:
    """Return the profile of the days that a choice trains."""
    by_id = {slot.id: slot for slot in slots}
    days = sorted((by_id[name] for name in choice.trained), key=lambda slot: slot.start_minute)
    return profile_of([(slot.start_minute, slot.available_seconds) for slot in days])

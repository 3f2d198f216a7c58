"""On which of the offered days an athlete trains: where the relaxation sees no difference, recovery does.

The relaxation divides days and sets so finely that it reaches about the same on all days. Whole plans do
not: after the same search three athletes had 95.8 to 96.7 points on the best of the days that stand two
days apart, and 93.3 to 95.2 on the best of all others.
"""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.engines.duals import Relaxed
from optimizer.roster.athlete_model import LONG_SECONDS, AthleteModel
from optimizer.roster.borrowing import patterns

Box = dict[int, tuple[int, int]]

# Steps of 24 h that sessions should stand apart, and points that each step less may cost.
APART_STEPS, STEP_POINTS = 2, 1.5
# Points by which whole days of the relaxation's liking are preferred: its shares say what is full.
SHARE_POINTS = 1.0
# Sets of days whose relaxations are solved.
LOOKS = 4


def days_by_promise(athlete: AthleteModel, relaxed: Relaxed, box: Box) -> list[tuple[Box, Relaxed]]:
    """Look at some sets of days and put them in order, the most promising first.

    Parameters
    ----------
    athlete
        The athlete, relaxed at prices.
    relaxed
        Solution of the relaxation over `box`.
    box
        Bounds by variable that differ from the model's.

    Returns
    -------
    list of tuple of dict and Relaxed
        The box with all slots held, and the relaxation there; empty where no set of days has one.
    """
    found: list[tuple[float, Box, Relaxed]] = []
    for narrow, days in _in_order(athlete, relaxed):
        held = {index: (int(n in days),) * 2 for n, index in enumerate(athlete.uses)}
        inside = athlete.relaxation.solve({**box, **held}, LONG_SECONDS)
        if inside is None or inside.points is None:
            continue
        found.append((inside.points - narrow, {**box, **held}, inside))
        if len(found) == LOOKS:
            break
    found.sort(key=lambda one: -one[0])
    return [(held, inside) for _, held, inside in found]


def _in_order(athlete: AthleteModel, relaxed: Relaxed) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Yield what days lose by standing close, and the days: those with the least to lose first."""
    problem = athlete.model.problem
    known = patterns(problem.slots, problem.sessions_per_week)
    shares = [relaxed.values[index] for index in athlete.uses]
    ranked = []
    for one, sets_of_days in known.items():
        gaps = one[: len(one) - problem.sessions_per_week]
        narrow = STEP_POINTS * max(0, APART_STEPS - min(gaps, default=APART_STEPS))
        for days in sets_of_days:
            liked = SHARE_POINTS * sum(shares[n] for n in days)
            ranked.append((narrow - liked, narrow, days))
    for _, narrow, days in sorted(ranked):
        yield narrow, days

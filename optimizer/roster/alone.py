"""Everybody as if nobody else came: a bound and a plan for every shape.

Of those who resemble each other a few search, on the kinds of days that most of them can train; what
they find with much effort, the others borrow.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optimizer.roster.borrowing import Profile
from optimizer.roster.columns import column_of
from optimizer.roster.library import kin_of, lent, profiles_of
from optimizer.roster.sharding import place_of
from optimizer.roster.state import Shape, State
from optimizer.scoring import HIGHEST_SCORE

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster

# Who searches, and for how many deterministic units: for the few of every kin from whom the others
# borrow; then for whoever has no plan yet.
MOST_SEARCHES = 4
LEAST_EFFORT, EFFORT_PER_BORROWER, MOST_EFFORT = 0.2, 0.1, 2.0
LATER_EFFORT, LAST_EFFORT = 0.2, 4.0
# Turns of those who search for others: what they miss, everybody would miss.
SEARCH_TURNS = 3
# Share of its bound that a borrowed plan may lack and not be improved at once.
ENOUGH = Fraction(15, 1000)
# Below every score: the bound of an athlete for whom it is proved that there is no plan.
NO_PLAN = Fraction(-1000)


def find_shapes(state: State, size: int) -> None:
    """Ask which athletes share a problem.

    Parameters
    ----------
    state
        Gets its shapes.
    size
        Athletes of a shard.
    """
    state.phase = "shapes"
    places = [place_of(athlete, size) for athlete in range(state.count)]
    outcomes = state.ask("shape", [(place, {}) for place in places])
    by_shape: dict[str, int] = {}
    for athlete, outcome in enumerate(outcomes):
        name = outcome.get("shape", f"athlete {athlete}")
        if name not in by_shape:
            by_shape[name] = len(state.shapes)
            state.shapes.append(Shape(places[athlete], [], error=outcome.get("error")))
        state.shapes[by_shape[name]].athletes.append(athlete)
        state.shape_by_athlete.append(by_shape[name])


def bound_alone(state: State, roster: Roster) -> None:
    """Bound every shape without the others, and see who resembles whom."""
    state.phase = "bounds"
    outcomes = state.ask("price", [(s.place, {}) for s in state.shapes], {"prices": {}})
    for shape, outcome in zip(state.shapes, outcomes, strict=True):
        shape.error = outcome.get("error", shape.error)
        if "bound" in outcome:
            shape.alone_bound = min(Fraction(HIGHEST_SCORE), Fraction(outcome["bound"]))
        use = outcome.get("relaxed_use", {})
        shape.relaxed_use = {int(resource): amount for resource, amount in use.items()}
        athlete = shape.athletes[0]
        kin = kin_of(roster, roster.athletes[athlete], shape.alone_bound)
        state.library.kin.append(kin)
        state.library.profiles.append(profiles_of(roster, athlete))


def plan_alone(state: State) -> None:
    """Plan every shape without the others: a few of every kin search, the others borrow."""
    state.phase = "alone"
    by_kin: dict[Hashable, list[int]] = {}
    for number in range(len(state.shapes)):
        by_kin.setdefault(state.library.kin[number], []).append(number)
    searches = [pick for members in by_kin.values() for pick in _cover(state, members)]
    _plan_wave(state, [(number, effort, profile) for number, profile, effort in searches])
    for effort in (0.0, LATER_EFFORT, LAST_EFFORT):
        without = [n for n, s in enumerate(state.shapes) if s.alone is None and s.may_be_planned]
        _plan_wave(state, [(number, effort, None) for number in without])


def _cover(state: State, members: Sequence[int]) -> Iterator[tuple[int, Profile, float]]:
    """Choose who searches for which kind of days, so that most of a kin can borrow from them.

    Yields
    ------
    tuple
        Shape, profile of its days, deterministic units: the more can borrow, the more.
    """
    open_ones = set(members)
    for _ in range(MOST_SEARCHES):
        suited: dict[Profile, list[int]] = {}
        for number in members:
            if number in open_ones:
                for profile in state.library.profiles[number]:
                    suited.setdefault(profile, []).append(number)
        if not suited:
            return
        # Among equals the days that stand furthest apart: recovery leaves them the most freedom.
        profile = max(suited, key=lambda p: (len(suited[p]), min(p), sum(p), p))
        borrowers = sum(len(state.shapes[number].athletes) for number in suited[profile])
        effort = min(MOST_EFFORT, LEAST_EFFORT + EFFORT_PER_BORROWER * borrowers)
        yield suited[profile][0], profile, effort
        open_ones -= set(suited[profile])


def _plan_wave(state: State, wave: Sequence[tuple[int, float, Profile | None]]) -> None:
    asked: list[tuple[tuple[int, int], dict[str, Any]]] = []
    for number, effort, profile in wave:
        shape = state.shapes[number]
        own: dict[str, Any] = {"effort": effort}
        if profile is not None:
            own["profile"], own["turns"] = list(profile), SEARCH_TURNS
        lenders = state.library.lenders(number)
        if lenders:
            own["lenders"] = lent(lenders)
            own["enough"] = str((1 - ENOUGH) * shape.alone_bound)
        asked.append((shape.place, own))
    outcomes = state.ask("plan", asked, {"seed": state.limits.seed}) if asked else []
    for (number, _, _), outcome in zip(wave, outcomes, strict=True):
        shape = state.shapes[number]
        shape.error = outcome.get("error", shape.error)
        shape.impossible = outcome.get("planned") == "impossible"
        if shape.impossible:
            shape.alone_bound = NO_PLAN
        column = column_of(outcome)
        if column is not None:
            shape.keep(column)
            state.library.keep(number, column)

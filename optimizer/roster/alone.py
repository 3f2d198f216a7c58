"""Everybody as if nobody else came: a bound before, and a plan after all have been placed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optimizer.roster.columns import column_of
from optimizer.roster.library import kin_of, lent, profiles_of
from optimizer.roster.sharding import place_of
from optimizer.roster.state import Shape, State
from optimizer.scoring import HIGHEST_SCORE

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster

# Deterministic units for those who have no plan at all, again and again.
EFFORTS = (0.2, 4.0)
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
    """Plan every shape without the others, in the main by plans that others have found already.

    Parameters
    ----------
    state
        Placed once; whoever has no plan at all is searched for, so that it is known why.
    """
    state.phase = "alone"
    if not state.out_of_time():
        _plan_wave(state, [(number, 0.0) for number in _with_better_kin(state)])
    for effort in EFFORTS:
        without = [n for n, s in enumerate(state.shapes) if s.alone is None and s.may_be_planned]
        _plan_wave(state, [(number, effort) for number in without])


def _with_better_kin(state: State) -> list[int]:
    """Shapes who could borrow a better plan than the best of their own."""
    found = []
    for number, shape in enumerate(state.shapes):
        lenders = state.library.lenders(number) if shape.may_be_planned else []
        if lenders and (shape.alone is None or lenders[0].score > shape.alone.score):
            found.append(number)
    return found


def _plan_wave(state: State, wave: Sequence[tuple[int, float]]) -> None:
    asked: list[tuple[tuple[int, int], dict[str, Any]]] = []
    for number, effort in wave:
        own: dict[str, Any] = {"effort": effort}
        lenders = state.library.lenders(number)
        if lenders:
            own["lenders"] = lent(lenders)
        asked.append((state.shapes[number].place, own))
    outcomes = state.ask("plan", asked, {"seed": state.limits.seed}) if asked else []
    for (number, _), outcome in zip(wave, outcomes, strict=True):
        shape = state.shapes[number]
        shape.error = outcome.get("error", shape.error)
        shape.impossible = outcome.get("planned") == "impossible"
        if shape.impossible:
            shape.alone_bound = NO_PLAN
        column = column_of(outcome)
        if column is not None:
            shape.keep(column)
            state.library.keep(number, column)

"""The master: of all plans that are known, the choice for everybody that is worth most in the room."""

from __future__ import annotations

from fractions import Fraction

from optimizer.engines.answer import Limits
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.linear_model import Linear, LinearModel
from optimizer.roster.columns import UNPLACED_POINTS, Column, Seating
from optimizer.roster.state import State

# Deterministic units; the choice that stands is the start and is only ever improved.
MASTER_EFFORT = 1.0
# Scores are counted in parts of a point: exact ones have too many digits for so long a sum. What the
# parts choose is compared in exact fractions before it is taken.
POINT_PARTS = 1000


def choose_columns(state: State) -> bool:
    """Choose anew among all known plans; whether the roster is worth more than before.

    Parameters
    ----------
    state
        With a feasible seating, which is replaced only by a better one.
    """
    pools = [_pool(state, number) for number in range(len(state.shapes))]
    model, hint = _model(state, pools)
    limits = Limits(
        wall_seconds=None,
        deterministic_time=MASTER_EFFORT,
        gap=0,
        workers=1,
        seed=state.limits.seed,
    )
    answer = solve_with_cp_sat(model, limits, hint=hint)
    if answer.values is None:
        return False
    better = _seated(state, pools, answer.values)
    if better.overdrawn() or better.value(state.count) <= state.value():
        return False
    state.seating = better
    return True


def _pool(state: State, number: int) -> list[Column]:
    """Plans of a shape: those that are kept, and those that are seated."""
    shape = state.shapes[number]
    seated = [state.seating.plans[a] for a in shape.athletes if a in state.seating.plans]
    return list({column.choice: column for column in (*shape.columns, *seated)}.values())


def _model(state: State, pools: list[list[Column]]) -> tuple[LinearModel, dict[int, int]]:
    """Count how many athletes of each shape have each plan."""
    model = LinearModel()
    using: dict[int, dict[int, int]] = {}
    hint: dict[int, int] = {}
    for shape, pool in zip(state.shapes, pools, strict=True):
        count, chosen = len(shape.athletes), []
        for column in pool:
            number = model.variable("", 0, count)
            (index,) = number.terms
            points = Fraction(int(column.score * POINT_PARTS), POINT_PARTS) + UNPLACED_POINTS
            model.reward("score", number, points)
            for resource, amount in column.use.items():
                using.setdefault(resource, {})[index] = amount
            seated = (state.seating.plans.get(athlete) for athlete in shape.athletes)
            hint[index] = sum(one is not None and one.choice == column.choice for one in seated)
            chosen.append(number)
        model.row(Linear.total(chosen), None, count, rule="shape", where="")
    for resource, terms in sorted(using.items()):
        capacity = state.resources[resource].capacity
        model.row(Linear(terms), None, capacity, rule="room", where="")
    return model, hint


def _seated(state: State, pools: list[list[Column]], values: tuple[int, ...]) -> Seating:
    """Give plans to athletes; whoever can keep his own does."""
    plans: dict[int, Column] = {}
    first = 0
    for shape, pool in zip(state.shapes, pools, strict=True):
        counts = {c.choice: n for c, n in zip(pool, values[first : first + len(pool)], strict=True)}
        first += len(pool)
        moved = []
        for athlete in shape.athletes:
            held = state.seating.plans.get(athlete)
            if held is not None and counts[held.choice] > 0:
                counts[held.choice] -= 1
                plans[athlete] = held
            else:
                moved.append(athlete)
        free = [column for column in pool for _ in range(counts[column.choice])]
        plans.update(zip(moved, free, strict=False))
    return Seating(state.seating.capacities, plans)

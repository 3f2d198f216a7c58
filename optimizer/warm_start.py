"""A start for long horizons: the best first block, repeated, then improved block by block.

A plan for the first block alone is found fast. Repeating it keeps volume, axial load and exercises
constant, so that growth and continuity hold; what it misses (plateau methods, steps up the ladder)
is mended one block at a time with the others held. The engine takes the result as a hint and never
as a constraint. The hint is complete, auxiliaries included: given decisions alone, the engine had to
rebuild the auxiliaries by search and lost the start (garage, 12 weeks, 3 slots: 90.8 points after
25 s with decisions only, 95.6 after 30 s with this start on half the processor time).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import cycle, islice

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits, Watch
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.linear_model import LinearModel
from optimizer.plan_model import PlanModel
from optimizer.scenario import Scenario

# Parts of the limit, and seconds (or deterministic units) at most, for the first block alone and for
# each later improvement of one block. One worker finds 94 points on the first block (garage, 3 slots)
# in 0.6-0.9 s of processor time; a second does not find them sooner.
FIRST_SHARE, FIRST_MOST = 0.3, 3.0
BLOCK_SHARE, BLOCK_MOST = 0.08, 1.5
# Improvements in all, sweep after sweep; the share above allows no more.
MOST_IMPROVEMENTS = 6
# A wide gap of the whole solve would end the parts too early: their losses add up.
FINE_GAP = 0.005


def repeated_first_block(
    scenario: Scenario, model: PlanModel, limits: Limits, watch: Watch
) -> dict[int, int]:
    """Solve the first block alone, repeat it and improve the blocks one by one.

    Parameters
    ----------
    scenario
        The whole scenario.
    model
        The model of the whole scenario.
    limits
        Limits of the whole solve; a share of them is spent here.
    watch
        Hears of every better start; its `stop` event ends the work with the best start so far.

    Returns
    -------
    dict of int to int
        Values by variable of `model`; empty for a single block, or where the first block alone cannot
        be taken out of the scenario or gave no plan. Decisions only where the repeated block breaks
        a rule of the whole horizon.
    """
    first = scenario.blocks[0]
    if len(scenario.blocks) == 1 or any(pin.blocks for pin in scenario.pins):
        return {}
    quiet = Watch(stop=watch.stop)
    part = build_model(compile_problem(scenario.first_weeks(first.weeks)))
    answer = solve_with_cp_sat(part.linear, _share(limits, FIRST_SHARE, FIRST_MOST), watch=quiet)
    if answer.values is None:
        return {}
    decisions = _repeated(part, answer.values, model)
    short = _share(limits, BLOCK_SHARE, BLOCK_MOST)
    whole = solve_with_cp_sat(holding(model.linear, decisions), short, watch=quiet)
    if whole.values is None:
        return decisions
    hint = dict(enumerate(whole.values))
    _tell(watch, model, whole.values)
    # The last block first: methods against a plateau are priced there.
    backwards = range(len(scenario.blocks) - 1, -1, -1)
    for block in islice(cycle(backwards), MOST_IMPROVEMENTS):
        if watch.stop.is_set():
            break
        held = {
            index: hint[index]
            for cell in model.problem.cells
            if cell.block != block
            for index in (*model.does(cell).terms, *model.sets(cell).terms)
        }
        better = solve_with_cp_sat(holding(model.linear, held), short, watch=quiet, hint=hint)
        if better.values is not None:
            hint = dict(enumerate(better.values))
            _tell(watch, model, better.values)
    return hint


def any_repeated_plan(
    scenario: Scenario, model: PlanModel, limits: Limits, watch: Watch
) -> tuple[int, ...] | None:
    """Look for any plan that does the same in every block; quick, and no proof where there is none.

    Parameters
    ----------
    scenario
        The whole scenario.
    model
        The model of the whole scenario, without an objective.
    limits
        Limits of each of two small solves.
    watch
        Its `stop` event ends the work.

    Returns
    -------
    tuple of int or None
        Values of every variable of `model`; None for a single block, where pins name blocks, or
        where no such plan was found.
    """
    if len(scenario.blocks) == 1 or any(pin.blocks for pin in scenario.pins):
        return None
    quiet = Watch(stop=watch.stop)
    first = scenario.first_weeks(scenario.blocks[0].weeks)
    part = build_model(compile_problem(first), with_objective=False)
    answer = solve_with_cp_sat(part.linear, limits, watch=quiet)
    if answer.values is None:
        return None
    decisions = _repeated(part, answer.values, model)
    return solve_with_cp_sat(holding(model.linear, decisions), limits, watch=quiet).values


def _tell(watch: Watch, model: PlanModel, values: Sequence[int]) -> None:
    watch.report(int(model.linear.score(values) * model.linear.scale), None)


def _repeated(part: PlanModel, values: Sequence[int], model: PlanModel) -> dict[int, int]:
    """Decisions of the whole horizon that do in every block what the first block does."""
    chosen = {
        (cell.exercise.id, cell.method.id, cell.slot): part.sets(cell).value(values)
        for cell in part.problem.cells
    }
    decisions: dict[int, int] = {}
    for slot in model.problem.slots:
        used = part.uses(slot.index).value(values)
        decisions.update(dict.fromkeys(model.uses(slot.index).terms, used))
    for cell in model.problem.cells:
        sets = chosen.get((cell.exercise.id, cell.method.id, cell.slot), 0)
        decisions.update(dict.fromkeys(model.does(cell).terms, int(sets > 0)))
        decisions.update(dict.fromkeys(model.sets(cell).terms, sets))
    return decisions


def holding(model: LinearModel, held: Mapping[int, int]) -> LinearModel:
    """Return the same model with some variables held at a value."""
    variables = [
        replace(variable, lower=held[index], upper=held[index]) if index in held else variable
        for index, variable in enumerate(model.variables)
    ]
    return replace(model, variables=variables)


def _share(limits: Limits, share: float, most: float) -> Limits:
    wall, units = limits.wall_seconds, limits.deterministic_time
    return limits.model_copy(
        update={
            "wall_seconds": None if wall is None else min(most, share * wall),
            "deterministic_time": None if units is None else min(most, share * units),
            "workers": 1,
            "gap": min(limits.gap, FINE_GAP),
        }
    )

"""From a scenario to its explanation."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from optimizer.engines.answer import Verdict
from optimizer.explaining.any_plan import find_plan
from optimizer.explaining.conflict import Clock, Conflict, OutOfTimeError, find_conflict
from optimizer.explaining.demands import Demands
from optimizer.explaining.explanation import ExplainedConflict, Explanation, Member
from optimizer.explaining.givens import Key
from optimizer.explaining.headroom import units
from optimizer.explaining.remedies import Remedies
from optimizer.explaining.tightness import find_tightness
from optimizer.plan import Plan
from optimizer.result import Status
from optimizer.scenario import Scenario
from optimizer.solver import solve_scenario

MOST_REASONS = 3
OTHER_CONFLICTS = 2


def explain_scenario(
    scenario: Scenario,
    clock: Clock,
    *,
    gap: float = 0.001,
    whole: bool = False,
    report: Callable[[str], None] = lambda text: None,
) -> Explanation:
    """Explain a scenario.

    Parameters
    ----------
    scenario
        The scenario.
    clock
        Time for everything together.
    gap
        For a feasible scenario: gap at which each solve may stop.
    whole
        For a feasible scenario: whether to measure on the whole horizon; otherwise on its first
        block alone, where bounds are much tighter, unless pins name blocks.
    report
        Hears what is being done.

    Returns
    -------
    Explanation
        Status unknown where time ran out before anything was known.
    """
    demands = Demands(scenario)
    report("asking whether any plan exists")
    try:
        found = find_plan(scenario, clock)
    except OutOfTimeError:
        return Explanation(Status.UNKNOWN, complete=False)
    if isinstance(found, Plan):
        try:
            return _tight(scenario, clock, gap, whole, report)
        except OutOfTimeError:
            return Explanation(Status.FEASIBLE, complete=False)
    if found is not Verdict.IMPOSSIBLE:
        return Explanation(Status.UNKNOWN, complete=False)
    try:
        conflict = find_conflict(demands, clock, report)
    except OutOfTimeError:
        conflict = None
    if conflict is None:  # the proof stands, the reason was not found in time
        return Explanation(Status.IMPOSSIBLE, complete=False)
    report("looking for the smallest changes that make a plan possible")
    search = Remedies(demands, conflict.members, clock, report)
    remedies = search.search()
    others = _others(demands, search.conflicts[1:], clock)
    return Explanation(
        Status.IMPOSSIBLE,
        conflicts=tuple(_explained(demands, c) for c in (conflict, *others)),
        remedies=tuple(remedies),
        complete=search.complete and conflict.minimal,
    )


def _others(demands: Demands, met: list[tuple[Key, ...]], clock: Clock) -> list[Conflict]:
    """Return conflicts met on the way that the scenario has as it stands, minimal as they were."""
    present = frozenset(demands.all)
    found: list[Conflict] = []
    for members in met:
        if len(found) == OTHER_CONFLICTS:
            break
        if present.issuperset(members):
            try:
                conflict = find_conflict(demands, clock, among=members)
            except OutOfTimeError:
                break
            if conflict is not None:
                found.append(conflict)
    return found


def _explained(demands: Demands, conflict: Conflict) -> ExplainedConflict:
    rules = {rule for rule, _ in conflict.members}
    members = tuple(_member(demands, key, rules) for key in conflict.members)
    return ExplainedConflict(members, conflict.minimal, conflict.confirmation)


def _member(demands: Demands, key: Key, rules: set[str]) -> Member:
    scenario, demand = demands.scenario, demands.words(key)
    spot = scenario.spot_of(demand.path)
    by_default = demand.path[0] == "rules" and not scenario.is_written(demand.path)
    if by_default:
        spot = scenario.spot_of(("athlete", "level"))
    return Member(
        demand=demand,
        spot=spot,
        by_default=by_default,
        safety=demands.protects(key),
        reasons=_refusals(scenario, demand.path, rules),
    )


def _refusals(scenario: Scenario, path: tuple[str | int, ...], rules: set[str]) -> tuple[str, ...]:
    """Say why a pinned exercise has no option, where the conflict's own rules are the reason."""
    if path[0] != "pins" or not isinstance(path[1], int):
        return ()
    pin = scenario.pins[path[1]]
    slots = {i for i, slot in enumerate(scenario.sessions) if pin.session in (None, slot.id)}
    blocks = {block.index for block in scenario.blocks}
    if pin.blocks is not None:
        blocks = {number - 1 for number in pin.blocks}
    keys = scenario.offers.options
    if any(k[0] == pin.exercise and k[2] in slots and k[3] in blocks for k in keys):
        blocks -= {k[3] for k in keys if k[0] == pin.exercise and k[2] in slots}
    found = dict.fromkeys(
        refusal.reason
        for refusal in scenario.offers.refusals
        if refusal.exercise == pin.exercise
        and (refusal.rule in rules or _unloadable(refusal.rule, rules))
        and refusal.method == (pin.method or "straight")
        and refusal.slot in slots
        and refusal.block in blocks
    )
    return tuple(found)[:MOST_REASONS]


def _tight(
    scenario: Scenario, clock: Clock, gap: float, whole: bool, report: Callable[[str], None]
) -> Explanation:
    """Solve the scenario as it is, then with one unit more of everything."""
    first = scenario.blocks[0]
    if len(scenario.blocks) > 1 and not whole and not any(pin.blocks for pin in scenario.pins):
        scenario = scenario.first_weeks(first.weeks)
    limits = clock.limits()
    rounds = 1 + ceil(sum(1 for _ in units(scenario)) / clock.workers)
    share = None if limits.wall_seconds is None else limits.wall_seconds / rounds
    limits = limits.model_copy(update={"gap": gap, "wall_seconds": share})
    report("solving the scenario as it is")
    base = solve_scenario(scenario, limits, watch=clock.watch, confirm_seconds=0)
    if base.plan is None:  # one was found before, without regard to its score
        return Explanation(Status.FEASIBLE, complete=False)
    tightness = find_tightness(
        scenario,
        base,
        limits.model_copy(update={"workers": 1}),
        processes=clock.workers,
        watch=clock.watch,
        on_done=lambda done, of: report(f"{done} of {of} changes tried"),
    )
    return Explanation(base.status, complete=tightness.complete, tightness=tightness)


def _unloadable(rule: str, rules: set[str]) -> bool:
    """Whether a load or a method is the reason: the setup's doing, or nobody's."""
    return rule in ("load", "method", "volume") and (rules == {"choices"} or "equipment" in rules)

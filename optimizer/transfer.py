"""A plan made for one scenario, tried with another: sets and places stay, loads are redone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from optimizer.assemble import assemble, unscored_plan
from optimizer.errors import EngineError
from optimizer.options import Key
from optimizer.plan import Plan
from optimizer.result import Result, Status
from optimizer.scenario import Scenario
from optimizer.scoring import score_plan, write_score, write_shortages
from optimizer.verifier import verify


def transferred(plan: Plan, scenario: Scenario, provenance: Mapping[str, Any]) -> Plan | None:
    """Do the same sets of the same exercises in another scenario.

    Parameters
    ----------
    plan
        A plan of the same athlete and week, with other equipment or limits.
    scenario
        The other scenario.
    provenance
        Where the new plan comes from.

    Returns
    -------
    Plan or None
        Verified, scored, without a bound; None where an exercise is not possible there, or a rule is
        broken.
    """
    choice = _choice(plan, scenario)
    if choice is None:
        return None
    sessions = plan.weeks[0].sessions
    used = frozenset(
        index
        for index, slot in enumerate(scenario.sessions)
        if any(session.id == slot.id for session in sessions)
    )
    blank = unscored_plan(scenario, assemble(scenario, choice, used), provenance)
    scoring = score_plan(scenario, blank)
    moved = blank.model_copy(
        update={
            "score": write_score(scoring, None),
            "shortages": write_shortages(scoring.shortages),
        }
    )
    return moved if verify(scenario, moved).passed else None


def _choice(plan: Plan, scenario: Scenario) -> dict[Key, int] | None:
    """Read the decisions out of the build weeks; None where one of them is no option here."""
    slots = {slot.id: index for index, slot in enumerate(scenario.sessions)}
    choice: dict[Key, int] = {}
    build = plan.facts(scenario).build_weeks
    if len(build) != len(scenario.blocks):
        return None  # a block that is one light week does not say what was chosen
    for week in build:
        for session in week.sessions:
            for entry in session.entries:
                slot = slots.get(session.session.id, -1)
                key = (entry.exercise.id, entry.method.id, slot, week.week.block - 1)
                if key not in scenario.offers.options:
                    return None
                choice[key] = entry.sets
    return choice


def with_plan(scenario: Scenario, result: Result, plan: Plan, name: str) -> Result:
    """Put a plan found elsewhere in place of a result's own.

    Parameters
    ----------
    scenario
        What the result answers.
    result
        Its bound and status are kept; returned as it is where the plan does not work here.
    plan, name
        The plan, and what it was found with.

    Raises
    ------
    EngineError
        If the plan works here although an engine has proved that none does, or none so good.
    """
    provenance = {
        **plan.provenance,
        "scenario_sha256": scenario.sha256,
        "plan_found_with": name,
    }
    moved = transferred(plan, scenario, provenance)
    if moved is None:
        return result
    scoring = score_plan(scenario, moved)
    score, bound = scoring.total, result.bound
    if result.status is Status.IMPOSSIBLE or (bound is not None and score > bound):
        raise EngineError(
            f"the plan of {name!r} works with {scenario.name!r} and scores {float(score):.6f}, "
            f"though the answer there is {result.status}, bound {bound}"
        )
    status = Status.OPTIMAL if score == bound else Status.FEASIBLE
    bounded = moved.model_copy(update={"status": str(status), "score": write_score(scoring, bound)})
    return replace(
        result,
        status=status,
        plan=bounded,
        score=score,
        verification=verify(scenario, bounded),
    )

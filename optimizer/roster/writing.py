"""From an athlete's choice to a plan that may be shown: put on the calendar, scored, checked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optimizer._version import __version__
from optimizer.assemble import assemble, unscored_plan
from optimizer.errors import VerificationError
from optimizer.plan import Plan
from optimizer.roster.choice import Choice
from optimizer.scoring import HIGHEST_SCORE, score_plan, write_score, write_shortages
from optimizer.verifier import verify

if TYPE_CHECKING:
    from optimizer.roster.members import Member


def written_plan(
    member: Member, choice: Choice, bound: Fraction | None, provenance: Mapping[str, Any]
) -> Plan:
    """Write a choice as a plan.

    Parameters
    ----------
    member
        The athlete.
    choice
        Slots trained and sets.
    bound
        No plan of this athlete scores above it, in points; None where nothing was proved.
    provenance
        Where the choice comes from; no clock.

    Returns
    -------
    Plan
        It passed the independent check of every rule of the athlete; the room is checked elsewhere.

    Raises
    ------
    VerificationError
        If it did not pass, or is better than its bound; a defect of the program.
    """
    scenario = member.scenario
    slots = [session.id for session in scenario.sessions]
    trained = frozenset(slots.index(name) for name in choice.trained)
    stamp = {"liftproof": __version__, "scenario_sha256": scenario.sha256, **provenance}
    blank = unscored_plan(scenario, assemble(scenario, choice.sets(slots), trained), stamp)
    scoring = score_plan(scenario, blank)
    if bound is not None:
        bound = min(bound, Fraction(HIGHEST_SCORE))
    plan = blank.model_copy(
        update={
            "status": "optimal" if bound == scoring.total else "feasible",
            "score": write_score(scoring, bound),
            "shortages": write_shortages(scoring.shortages),
        }
    )
    verification = verify(scenario, plan)
    if not verification.passed:
        raise VerificationError(
            f"the plan of {member.id} does not pass the independent check "
            f"({len(verification.violations)} violations)",
            verification.violations,
        )
    if bound is not None and scoring.total > bound:
        raise VerificationError(
            f"the verified plan of {member.id} scores {float(scoring.total):.6f}, above its bound "
            f"{float(bound):.6f}"
        )
    return plan

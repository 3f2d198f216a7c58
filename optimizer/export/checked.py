"""A plan that may leave the house: it passed every check, and says so by its type."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.errors import LiftproofError, VerificationError
from optimizer.plan_file import scenario_inside
from optimizer.report.words import clean, plural
from optimizer.result import Result, Status
from optimizer.verifier import verify

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import PlanFacts
    from optimizer.result import Verification
    from optimizer.scenario import Scenario


class ExportError(LiftproofError):
    """An export that cannot be made as asked; the message says what to do."""


@dataclass(frozen=True)
class CheckedPlan:
    """A plan with its scenario and the verification that it passed; made by `check_plan`."""

    plan: Plan
    scenario: Scenario
    verification: Verification

    def __post_init__(self) -> None:
        if not self.verification.passed:
            raise VerificationError(
                f"not exported: {plural(len(self.verification.violations), 'violation')}",
                self.verification.violations,
            )

    @property
    def facts(self) -> PlanFacts:
        """Questions about the plan."""
        return self.plan.facts(self.scenario)

    @property
    def title(self) -> str:
        """The scenario's name, fit to be shown."""
        return clean(self.scenario.name)

    @property
    def athlete(self) -> str:
        """The athlete's name or id, fit to be shown."""
        return clean(self.scenario.athlete.name or self.scenario.athlete.id)

    @property
    def result(self) -> Result:
        """The plan as the outcome of a solve; the bound is that of the file."""
        score = Fraction(self.plan.score.exact)
        status = Status(self.plan.status)
        return Result(status, self.plan, score, self._bound, verification=self.verification)

    @property
    def _bound(self) -> Fraction | None:
        """The least bound that the file vouches for: its bound and its gap are rounded up to cents."""
        score = self.plan.score
        if score.bound is None or score.gap is None:
            return None
        bound, gap = Fraction(score.bound), Fraction(score.gap) / 100
        if bound < 1 or gap >= 1:  # the gap of a small bound is not a share of it
            return bound
        return min(bound, Fraction(score.exact) / (1 - gap))


def check_plan(plan: Plan) -> CheckedPlan:
    """Check a plan against the scenario inside it.

    Parameters
    ----------
    plan
        From anywhere.

    Returns
    -------
    CheckedPlan

    Raises
    ------
    VerificationError
        With the violations, if there are any.
    PlanFileError
        If there is no valid scenario inside.
    """
    scenario = scenario_inside(plan)
    return CheckedPlan(plan, scenario, verify(scenario, plan))

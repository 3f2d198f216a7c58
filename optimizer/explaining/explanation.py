"""The answer of `explain`: typed, without a solver, ready for text and JSON."""

from __future__ import annotations

from dataclasses import dataclass

from constraints._contract import Demand
from optimizer.explaining.remedies import Remedy
from optimizer.explaining.tightness import Tightness
from optimizer.read.places import Spot
from optimizer.result import Confirmation, Status


@dataclass(frozen=True)
class Member:
    """A demand in a conflict.

    Parameters
    ----------
    demand
        What is demanded, in words.
    spot
        Line and column in the scenario file; None where there is no file.
    by_default
        Whether the demand is a default: the spot is then that of the athlete's level.
    safety
        Whether it protects the athlete, so that relaxing it is not offered.
    reasons
        Why what is demanded has no option at all, where that is so.
    """

    demand: Demand
    spot: Spot | None
    by_default: bool
    safety: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExplainedConflict:
    """Demands that no plan satisfies together.

    Parameters
    ----------
    members
        The demands.
    minimal
        Whether a plan of the rest was found for every member left out.
    confirmation
        Second opinion on their impossibility; None where none was asked for.
    """

    members: tuple[Member, ...]
    minimal: bool
    confirmation: Confirmation | None


@dataclass(frozen=True)
class Explanation:
    """Why no plan exists and what would change that, or where a feasible scenario is tight.

    Parameters
    ----------
    status
        impossible, unknown, or that of the plan found.
    conflicts
        For an impossible scenario: a conflict, and others that were met and stand by themselves.
    remedies
        Smallest first, each with a verified plan.
    complete
        Whether everything that was to be looked for was looked for in time.
    tightness
        For a feasible scenario.
    """

    status: Status
    conflicts: tuple[ExplainedConflict, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    complete: bool = True
    tightness: Tightness | None = None

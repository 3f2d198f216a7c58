"""The outcome of a solve. No solver is imported here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from constraints import NotApplicable, Shortage, TermScore, Violation
from optimizer.plan import Plan


class Status(StrEnum):
    """What was proved or found. The four stay apart."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Confirmation:
    """What a second engine or configuration said about an optimal or impossible answer.

    Parameters
    ----------
    confirmed
        Whether the second answer agrees by its own proof; None where it ran out of time.
    engine
        Which engine was asked.
    statement
        What it said, in one sentence.
    """

    confirmed: bool | None
    engine: str
    statement: str


@dataclass(frozen=True)
class Verification:
    """Everything that the independent check found.

    Parameters
    ----------
    violations
        Breaches, empty for a good plan.
    terms, shortages
        The score, recomputed.
    inapplicable
        Demands that no option could meet.
    """

    violations: tuple[Violation, ...]
    terms: tuple[TermScore, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    inapplicable: tuple[NotApplicable, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found against the plan."""
        return not self.violations


@dataclass(frozen=True)
class Result:
    """The outcome of a solve.

    Parameters
    ----------
    status
        optimal, feasible, impossible or unknown.
    plan
        The verified plan, or None.
    score
        Score of the plan in points (per cent), exact; None without a plan.
    bound
        No plan scores above this; None where nothing was proved.
    verification
        The independent check of the plan; None without a plan.
    confirmation
        Second opinion on an optimal or impossible answer; None where none was needed.
    exact_bound
        Whether the bound was proved in exact integers; otherwise it is the word of an engine.
    reasons
        For an impossible scenario: demands that contradict each other at sight.
    provenance
        Versions, seed, workers, limits, times.
    """

    status: Status
    plan: Plan | None
    score: Fraction | None
    bound: Fraction | None
    verification: Verification | None = None
    confirmation: Confirmation | None = None
    exact_bound: bool = False
    reasons: tuple[str, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)

    @property
    def gap(self) -> Fraction | None:
        """Relative gap, as a fraction of the bound (of one point where the bound is smaller)."""
        if self.score is None or self.bound is None:
            return None
        return max(Fraction(0), (self.bound - self.score) / max(abs(self.bound), Fraction(1)))

"""The score of a plan, recomputed from the plan alone: every term, every shortage, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from constraints import RULES, TERMS, NotApplicable, Shortage, TermScore
from optimizer.plan import Score, ScoreLine, ShortageLine

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.scenario import Scenario

# No term is worth more than its weight, and the weights of the main terms add up to this.
HIGHEST_SCORE = 100


@dataclass(frozen=True)
class Scoring:
    """Terms and shortages of a plan.

    Parameters
    ----------
    terms
        Every score term in order.
    shortages
        Everything that elastic rules ask for and the plan lacks.
    """

    terms: tuple[TermScore, ...]
    shortages: tuple[Shortage, ...]

    @property
    def total(self) -> Fraction:
        """Score in points (per cent), exact."""
        earned = sum((term.points for term in self.terms), Fraction(0))
        return earned - sum((s.points for s in self.shortages), Fraction(0))


def score_plan(scenario: Scenario, plan: Plan) -> Scoring:
    """Recompute the score of a plan.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.

    Returns
    -------
    Scoring
    """
    return Scoring(
        terms=tuple(term.score(scenario, plan) for term in TERMS),
        shortages=tuple(s for rule in RULES for s in rule.shortages(scenario, plan)),
    )


def inapplicable(scenario: Scenario) -> tuple[NotApplicable, ...]:
    """List the demands that no option of the scenario could ever meet."""
    return tuple(item for rule in RULES for item in rule.inapplicable(scenario))


def gap_percent(total: Fraction, bound: Fraction) -> Fraction:
    """Gap in per cent of the bound; of one point where the bound is smaller than one point."""
    return 100 * (bound - total) / max(abs(bound), Fraction(1))


def write_score(scoring: Scoring, bound: Fraction | None) -> Score:
    """Write a score for a plan file: the total rounded down, bound and gap rounded up.

    Parameters
    ----------
    scoring
        The recomputed score.
    bound
        No plan scores above this; None where nothing was proved.
    """
    total = scoring.total
    gap = None if bound is None else max(Fraction(0), gap_percent(total, bound))
    return Score(
        total=cents(total, ROUND_FLOOR),
        bound=None if bound is None else cents(bound, ROUND_CEILING),
        gap=None if gap is None else cents(gap, ROUND_CEILING),
        exact=str(total),
        terms=tuple(_line(term) for term in scoring.terms),
    )


def write_shortages(shortages: Iterable[Shortage]) -> tuple[ShortageLine, ...]:
    """Write shortages for a plan file."""
    return tuple(
        ShortageLine(
            rule=s.rule,
            where=s.where,
            missing=f"{cents(s.missing).normalize():f} {s.unit}",
            points=cents(s.points),
        )
        for s in shortages
    )


def _line(term: TermScore) -> ScoreLine:
    return ScoreLine(
        name=term.name,
        value=cents(100 * term.value),
        weight=cents(term.weight / 100, places="0.0001").normalize(),
        points=cents(term.points, places="0.0001"),
    )


def cents(value: Fraction, rounding: str | None = None, places: str = "0.01") -> Decimal:
    """Round an exact fraction for display only; nothing is ever computed from the result."""
    exact = Decimal(value.numerator * 10**12 // value.denominator).scaleb(-12)
    if rounding is None:
        return exact.quantize(Decimal(places))
    if rounding == ROUND_CEILING and exact * value.denominator != value.numerator:
        exact += Decimal(1).scaleb(-12)
    return exact.quantize(Decimal(places), rounding=rounding)

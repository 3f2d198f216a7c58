"""How good a plan is and how that is known: verdict, score terms, shortages, where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from constraints import RULES, TERMS
from optimizer.report.page.drawing import Picture
from optimizer.report.words import clean, exact, plural, spoken

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.scenario import Scenario

WIDTH, HEIGHT = 344, 44
# What a plan file says about itself is shown, but not at any length.
LONGEST_VALUE = 200


@dataclass(frozen=True)
class TermRow:
    """A term of the score."""

    name: str
    title: str
    meaning: str
    reached: str
    weight: str
    points: str
    share: int
    small: bool


@dataclass(frozen=True)
class ShortageRow:
    """Something asked for that the plan lacks."""

    rule: str
    where: str
    missing: str
    points: str


@dataclass(frozen=True)
class Verdict:
    """The verdict in words, with a picture of score and bound."""

    total: str
    limit: str
    has_bound: bool
    bound: str
    checked: str
    missed: str
    picture: Markup


def verdict(plan: Plan) -> Verdict:
    """Say what is proved about a plan that has just been verified.

    Parameters
    ----------
    plan
        The plan.
    """
    score = plan.score
    if score.bound is None:
        bound = "Nothing is known about better plans."
    elif score.gap == 0:
        bound = "Optimal: no plan for this scenario scores higher."
    else:
        within = f"this one is within {score.gap}\N{NO-BREAK SPACE}%."
        bound = f"No plan for this scenario can score above {score.bound}: {within}"
    price = exact(sum((line.points for line in plan.shortages), Decimal(0)))
    missed = (
        f"{plural(len(plan.shortages), 'demand')} missed at a price of {price} points."
        if plan.shortages
        else "Nothing that was asked for is missing."
    )
    return Verdict(
        total=str(score.total),
        limit="any number" if score.bound is None else str(score.bound),
        has_bound=score.bound is not None,
        bound=bound,
        checked=f"Verified: all {len(RULES)} rules checked again, no violation.",
        missed=missed,
        picture=_gauge(plan),
    )


def _gauge(plan: Plan) -> Markup:
    score = plan.score
    total = Fraction(max(Decimal(0), score.total))
    bound = total if score.bound is None else Fraction(score.bound)
    scale = Fraction(WIDTH) / max(Fraction(100), bound, total)
    said = f"Score {score.total}"
    said += " of at most 100" if score.bound is None else f", bound {score.bound}, of at most 100"
    picture = Picture(WIDTH, HEIGHT, said)
    picture.box((0, 6), (WIDTH, 14), "trough", round_by=7)
    if score.bound is not None:
        picture.box((total * scale, 6), ((bound - total) * scale, 14), "unknown")
    picture.box((0, 6), (total * scale, 14), "level full", round_by=7)
    picture.line((total * scale, 2), (total * scale, 24), "mark target")
    picture.text((0, 38), f"score {score.total}", "axis strong")
    if score.bound is not None:
        picture.line((bound * scale, 2), (bound * scale, 24), "mark cap")
        picture.text((WIDTH, 38), f"bound {score.bound}", "axis", anchor="end")
    return picture.markup()


def term_rows(scenario: Scenario, plan: Plan) -> tuple[TermRow, ...]:
    """List the terms of the score with what they mean.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.
    """
    terms = {term.name: term for term in TERMS}
    return tuple(
        TermRow(
            name=spoken(line.name),
            title=terms[line.name].title,
            meaning=terms[line.name].explain(scenario),
            reached=f"{_signed(line.value)} %",
            weight=exact(100 * Fraction(line.weight)),
            points=_signed(line.points),
            share=max(0, min(100, int(line.value))),
            small=terms[line.name].small,
        )
        for line in plan.score.terms
        if line.name in terms
    )


def _signed(value: Decimal) -> str:
    return exact(value).replace("-", "\N{MINUS SIGN}")


def shortage_rows(plan: Plan) -> tuple[ShortageRow, ...]:
    """List what the plan lacks, with its price."""
    return tuple(
        ShortageRow(
            rule=spoken(line.rule),
            where=clean(spoken(line.where)),
            missing=clean(line.missing.removesuffix(" missing")),
            points=exact(line.points),
        )
        for line in plan.shortages
    )


def provenance_rows(plan: Plan) -> tuple[tuple[str, str], ...]:
    """List where the plan comes from, as its file says."""
    known = [("scenario sha256", plan.scenario.sha256), ("format", plan.format)]
    known += [
        (spoken(key), str(value))
        for key, value in sorted(plan.provenance.items())
        if key != "scenario_sha256"
    ]
    return tuple((clean(key)[:LONGEST_VALUE], clean(value)[:LONGEST_VALUE]) for key, value in known)


def engine_of(plan: Plan) -> str:
    """Name the engine whose word the bound is."""
    return clean(str(plan.provenance.get("engine", "an engine that the file does not name")))

"""The whole plan at a glance: headline, coverage, ladder, score, shortages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from constraints import RULES, TERMS
from optimizer.plan import Plan
from optimizer.report.words import clean, day_and_month, exact, plural, spoken
from optimizer.result import Result
from optimizer.scoring import cents, inapplicable

if TYPE_CHECKING:
    from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Muscle:
    """Weekly fractional sets of a muscle by block, against floor, target and cap."""

    name: str
    sets: tuple[Fraction, ...]
    floor: Fraction
    target: Fraction
    cap: Fraction


@dataclass(frozen=True)
class Climb:
    """A family's way up its ladder."""

    family: str
    mastered: str
    path: str
    highest: str


@dataclass(frozen=True)
class Summary:
    """What stands above and below the blocks."""

    name: str
    who: str
    verdict: str
    muscles: tuple[Muscle, ...]
    climbs: tuple[Climb, ...]
    terms: tuple[tuple[str, str, str, str], ...]
    total: str
    shortages: tuple[str, ...]
    inapplicable: tuple[str, ...]


def plan_of(source: Result | Plan) -> Plan:
    """Return the plan of a result.

    Raises
    ------
    ValueError
        If the result has no plan.
    """
    if isinstance(source, Plan):
        return source
    if source.plan is None:
        raise ValueError(f"there is no plan to show: the scenario is {source.status}")
    return source.plan


def summary_of(source: Result | Plan, scenario: Scenario) -> Summary:
    """Build the summary.

    Parameters
    ----------
    source
        A result with a plan, or a plan from a file.
    scenario
        What was asked.
    """
    plan = plan_of(source)
    blocks = len(plan.facts(scenario).build_weeks)
    last = max(s.date for week in plan.weeks for s in week.sessions)
    athlete = scenario.athlete
    who = clean(athlete.name or athlete.id)
    span = (
        f"{day_and_month(scenario.start)} {scenario.start.year} – {day_and_month(last)} {last.year}"
    )
    length = f"{plural(len(plan.weeks), 'week')} in {plural(blocks, 'block')}"
    return Summary(
        name=clean(scenario.name),
        who=f"{who}, {athlete.level}, {athlete.emphasis} · {span} · {length}",
        verdict=verdict(source),
        muscles=tuple(_muscles(scenario, plan)),
        climbs=tuple(_climbs(scenario, plan)),
        terms=tuple(_terms(plan)),
        total=str(plan.score.total),
        shortages=tuple(_shortages(plan)),
        inapplicable=tuple(
            f"{spoken(n.rule)}: {clean(spoken(n.where))}: {clean(n.reason)}"
            for n in inapplicable(scenario)
        ),
    )


def verdict(source: Result | Plan) -> str:
    """Say what was proved about a plan, and by whom, in honest words."""
    score = plan_of(source).score
    checked = isinstance(source, Result) and source.verification is not None
    if checked:
        start = f"Score {score.total}. Feasible: verified, all {len(RULES)} rules checked again."
    else:
        start = f"Score {score.total}, as the plan file says; liftproof verify checks it."
    if isinstance(source, Result):
        return f"{start} {_bound(source)}"
    if score.bound is None:
        return f"{start} Nothing is known about better plans."
    return f"{start} {_within(str(score.bound), str(score.gap))}"


def _bound(result: Result) -> str:
    if result.bound is None or result.score is None or result.gap is None:
        return "Nothing is known about better plans."
    if result.gap == 0:
        text = "Optimal: no plan scores higher."
    else:
        bound = str(cents(result.bound, ROUND_CEILING))
        text = _within(bound, str(cents(100 * result.gap, ROUND_CEILING)))
    return f"{text} {_whose_word(result)}".strip()


def _within(bound: str, gap: str) -> str:
    return f"No plan can score above {bound}, this one is within {gap} %."


def _whose_word(result: Result) -> str:
    if result.exact_bound:
        return "Proved in exact integers, case by case."
    if result.confirmation is None:
        return "The bound is the word of one engine."
    return f"Second opinion: {result.confirmation.statement}."


def _muscles(scenario: Scenario, plan: Plan) -> list[Muscle]:
    params = scenario.settings.volume
    weeks = plan.facts(scenario).build_weeks
    return [
        Muscle(
            name=scenario.catalogue.muscles[muscle].name,
            sets=tuple(Fraction(week.muscle_sets(muscle)) for week in weeks),
            floor=Fraction(params.floor_sets[muscle]),
            target=Fraction(params.target_sets[muscle]),
            cap=Fraction(params.cap_sets[muscle]),
        )
        for muscle in scenario.coverage_muscles
    ]


def _climbs(scenario: Scenario, plan: Plan) -> list[Climb]:
    found = []
    weeks = plan.facts(scenario).build_weeks
    for family in scenario.catalogue.families.values():
        here = scenario.ladder.available(family.id)
        if len(here) < 2:
            continue
        highest = [
            max((week.steps_trained(family.id)), key=family.ladder.index, default="–")
            for week in weeks
        ]
        if set(highest) == {"–"} and not family.counts_for_progress:
            continue
        path = []
        for step, group in groupby(enumerate(highest, start=1), key=lambda pair: pair[1]):
            numbers = [number for number, _ in group]
            first, last = numbers[0], numbers[-1]
            path.append(f"{step} ({first if first == last else f'{first}–{last}'})")
        mastered = scenario.ladder.highest_mastered(family.id)
        found.append(Climb(family.name, mastered, " → ".join(path), here[-1]))
    return found


def _terms(plan: Plan) -> list[tuple[str, str, str, str]]:
    titles = {term.name: term.title for term in TERMS}
    missed = sum((Fraction(shortage.points) for shortage in plan.shortages), Fraction(0))
    rows = [
        (
            spoken(term.name),
            f"{term.value} %",
            f"{exact(100 * Fraction(term.weight), 2)}",
            f"{exact(term.points, 2)}",
        )
        for term in plan.score.terms
        if term.points or term.name in titles
    ]
    # With it the points add up to the score.
    return [*rows, ("shortages", "", "", exact(-missed, 2))] if missed else rows


def _shortages(plan: Plan) -> list[str]:
    return [
        f"{spoken(s.rule)}: {clean(spoken(s.where))}: "
        f"{clean(s.missing.removesuffix(' missing'))} missing (−{exact(s.points)} points)"
        for s in plan.shortages
    ]

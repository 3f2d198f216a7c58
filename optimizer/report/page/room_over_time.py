"""Room of the rules that look at how sessions, weeks and blocks follow each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from constraints import RULES, Rule
from optimizer.report.page.recovery import tightest
from optimizer.report.page.room import Measured, Room, nearest, per_cent, share
from optimizer.report.words import day_and_month, exact, plural, spoken
from optimizer.scenario import Scenario

HOURS_OF_A_WEEK = 168


def training_days(m: Measured) -> Iterator[Room]:
    """Find the longest run of training days."""
    days = sorted({s.session.date for s in m.facts.sessions})
    run, longest, last = 1, 1, days[0]
    for before, day in pairwise(days):
        run = run + 1 if day - before == timedelta(days=1) else 1
        if run > longest:
            longest, last = run, day
    most = m.scenario.settings.training_days.max_consecutive
    yield from nearest("longest run", "days", [(longest, most, f"up to {day_and_month(last)}")])


def recovery(m: Measured) -> Iterator[Room]:
    """Find the rest with the fewest hours to spare."""
    dose = tightest(m.doses)
    if dose is None or dose.gap is None or dose.needed is None:
        yield Room("no muscle gets two doses above the light mark")
        return
    name = m.scenario.catalogue.muscles[dose.muscle].name
    spare = exact(dose.gap - dose.needed, 1)
    yield Room(
        f"shortest spare rest: {exact(dose.gap, 1)} h where {dose.needed} h are needed, {spare} h "
        f"to spare ({name}, from {day_and_month(dose.date)})",
        per_cent(Fraction(dose.needed) / Fraction(dose.gap)),
    )


def leg_back(m: Measured) -> Iterator[Room]:
    """Measure how near heavy legs and heavy back come, and how often they meet."""
    params = m.scenario.settings.leg_back_spacing
    strictest = {"gap_hours": HOURS_OF_A_WEEK, "both_per_7_days": 0}
    rule, strict = _at_strictest(m, "leg_back_spacing", strictest)
    found = list(rule.check(strict, m.plan))
    gaps = [HOURS_OF_A_WEEK - Fraction(v.excess) for v in found if v.unit == "hour"]
    if gaps:
        gap = min(gaps)
        text = f"heavy legs and heavy back: {exact(gap, 1)} h apart, {params.gap_hours} h needed"
        yield Room(text, per_cent(share(params.gap_hours, gap)))
    both = max((Fraction(v.excess) for v in found if v.unit == "session"), default=Fraction(0))
    yield from nearest("both in one session", "in 7 days", [(both, params.both_per_7_days, "")])


def _at_strictest(m: Measured, name: str, params: dict[str, int]) -> tuple[Rule, Scenario]:
    """Return a rule and a scenario in which nothing meets it: then each excess is an amount."""
    document = m.scenario.model_dump(mode="json", exclude_unset=True)
    rules = document.setdefault("rules", {})
    rules[name] = {**rules.get(name, {}), **params}
    rule = next(rule for rule in RULES if rule.name == name)
    return rule, Scenario.model_validate(document)


def ladder(m: Measured) -> Iterator[Room]:
    """Find the new step with the least work before it."""
    gate = m.scenario.settings.progression_ladder
    opened = [
        (family.name, gated)
        for family in m.families
        for gated in family.exposures
        if gated.opened is not None
    ]
    if not opened:
        yield Room("no step above the mastered ones is trained")
        return
    name, least = min(opened, key=lambda pair: pair[1].sessions)
    yield Room(
        f"{plural(len({(n, g.step) for n, g in opened}), 'new step')}; least work before one: "
        f"{plural(least.sessions, 'session')}, {gate.sessions} needed ({name}: {least.step})",
        per_cent(Fraction(gate.sessions, max(1, least.sessions))),
    )


def weekly_structure(m: Measured) -> Iterator[Room]:
    """Say whether every part is there."""
    if not any(line.rule == "weekly_structure" for line in m.plan.shortages):
        yield Room("every part that is possible here is in every week")


def daily(m: Measured) -> Iterator[Room]:
    """Count the drills."""
    yield Room(f"{plural(len(m.plan.daily), 'drill')} every day")


def deload(m: Measured) -> Iterator[Room]:
    """Name the light weeks."""
    light = [week for week in m.facts.weeks if week.week.kind == "deload"]
    if not light:
        yield Room("no light week in a plan this short")
        return
    numbers = ", ".join(str(week.week.week) for week in light)
    least = min(entry.prescription.rir for week in light for entry in week.entries)
    needed = m.scenario.settings.deload.min_rir
    yield Room(f"light weeks: {numbers}; lowest RIR in them {least}, at least {needed} needed")


def growth(m: Measured) -> Iterator[Room]:
    """Find the largest gains from block to block."""
    params, steps = m.scenario.settings.growth, list(pairwise(m.facts.build_weeks))
    if not steps:
        yield Room("one block: nothing to grow from")
        return
    borders = [(a, b, f"block {a.week.block} to {b.week.block}") for a, b in steps]
    muscles = (
        (new - old, max(params.sets, old * params.percent / 100), f"{muscle.name}, {border}")
        for muscle in m.scenario.catalogue.muscles.values()
        for before, after, border in borders
        for old, new in [(before.muscle_sets(muscle.id), after.muscle_sets(muscle.id))]
        if new > old
    )
    yield from nearest("largest gain of a muscle", "sets", muscles)
    spine = (
        (after.axial - before.axial, before.axial * params.axial_percent / 100, border)
        for before, after, border in borders
        if after.axial > before.axial
    )
    yield from nearest("largest gain of spinal load", "points", spine)


def plateau(m: Measured) -> Iterator[Room]:
    """Count plateau methods of the fullest week."""
    most = m.scenario.settings.plateau.max_slots_per_week
    found = (
        (sum(e.method.plateau for e in w.entries), most, f"week {w.week.week}")
        for w in m.facts.weeks
    )
    yield from nearest("most plateau methods in a week", "", found)


def continuity(m: Measured) -> Iterator[Room]:
    """Find the exercise that is repeated most in a week."""
    params, names = m.scenario.settings.continuity, m.scenario.catalogue.exercises
    counted = (
        (times, params.per_week, f"{names[name].name}, week {week.week.week}")
        for week in m.facts.weeks
        for name, times in Counter(e.exercise.id for e in week.entries).items()
    )
    yield from nearest("same exercise in a week", "sessions", counted)
    rule, strict = _at_strictest(m, "continuity", {"new_exercises": 0})
    new = (
        (lack.missing, params.new_exercises, lack.where.split(",")[0])
        for lack in rule.shortages(strict, m.plan)
    )
    yield from nearest("most new exercises", "in a block", new)


def choices(m: Measured) -> Iterator[Room]:
    """Count what the person chose."""
    wishes = f"{plural(len(m.scenario.pins), 'pin')} and {plural(len(m.scenario.bans), 'ban')} kept"
    template = m.scenario.template
    yield Room(f"{wishes}, template {spoken(template)} kept" if template else wishes)

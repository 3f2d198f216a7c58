"""What the person chose: pins, bans and a weekly template.

Why
    A coach's or lifter's own decisions are hard; the optimizer works around them (S32).
Formally
    a pinned exercise is done in its session (any session of the week when none is named) in every
    block it names, with its sets and method where given; a banned one never; a template's days have
    what they need and nothing they exclude.
Boundary
    A pin without blocks holds in all of them. Template days count axial points of a set, the mark
    itself included.
Size
    One row per pin and block, one per template demand and block.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints._contract import Demand, Rule, RuleParams, Violation, counted, no_relaxations
from constraints._demands import place_at

if TYPE_CHECKING:
    from optimizer.candidate import Candidate
    from optimizer.plan import Plan
    from optimizer.plan_facts import Entry, WeekFacts
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario
    from optimizer.scenario_parts import Pin
    from optimizer.templates import Demand as Need

SETS = ", sets"


class Params(RuleParams):
    """The rule has no parameters: pins, bans and the template stand in the scenario."""


def defaults(profile: Profile) -> Params:
    """Return the only setting."""
    return Params()


def refuse(scenario: Scenario, candidate: Candidate) -> str | None:
    """Refuse what is banned, and what the day's template excludes."""
    if candidate.exercise.id in scenario.bans:
        return "banned in this scenario"
    if scenario.weekly_template is not None:
        day = scenario.sessions[candidate.slot].day
        template_day = scenario.weekly_template.days.get(day)
        for demand in template_day.excludes if template_day else ():
            in_family = candidate.exercise.family in demand.families
            if in_family and candidate.exercise.axial >= demand.axial_at_least:
                return f"template {scenario.template}: {demand.why}"
    return None


def post(model: PlanModel) -> None:
    """Ask for every pin and every need of the template."""
    for pin in model.problem.pins:
        ways = [model.problem.cells[index] for index in pin.cells]
        model.at_least(model.number_done(ways), 1, pin.where)
        if pin.sets is not None:
            model.equal(model.total(model.sets(c) for c in ways), pin.sets, f"{pin.where}{SETS}")
    for need in model.problem.template:
        cells = [model.problem.cells[index] for index in need.cells]
        model.at_least(model.number_done(cells), 1, need.where)


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Look for every pin, every ban and every day of the template in every week."""
    for week in plan.facts(scenario).weeks:
        for pin in scenario.pins:
            if pin.blocks is None or week.week.block in pin.blocks:
                yield from _check_pin(scenario, pin, week)
        for session in week.sessions:
            for entry in session.entries:
                if entry.exercise.id in scenario.bans:
                    text = f"{session.where}: {entry.exercise.id} is banned"
                    yield Violation("choices", session.where, 1, "exercise", text)
        yield from _check_template(scenario, week)


def _check_pin(scenario: Scenario, pin: Pin, week: WeekFacts) -> Iterator[Violation]:
    found = [
        entry
        for session in week.sessions
        if pin.session in (None, session.session.id)
        for entry in session.entries
        if entry.exercise.id == pin.exercise and pin.method in (None, entry.method.id)
    ]
    where = f"week {week.week.week}, pin {pin.exercise}"
    place = f" in {pin.session}" if pin.session else ""
    if not found:
        text = f"{where}: not done{place}" + (f" by {pin.method}" if pin.method else "")
        yield Violation("choices", where, 1, "pin", text)
    elif pin.sets is not None:
        wanted = pin.sets
        if week.week.kind == "deload":
            wanted = scenario.settings.deload.sets.get(pin.sets, 0)
        done = sum(entry.sets for entry in found)
        if done != wanted:
            text = f"{where}: {done} sets{place}, {wanted} pinned"
            yield Violation("choices", where, abs(done - wanted), "set", text)


def _check_template(scenario: Scenario, week: WeekFacts) -> Iterator[Violation]:
    template = scenario.weekly_template
    days = {slot.id: slot.day for slot in scenario.sessions}
    for name, day in template.days.items() if template else ():
        entries = [e for s in week.sessions if days.get(s.session.id) == name for e in s.entries]
        where = f"week {week.week.week}, {name}"
        for demand in day.needs:
            if not any(_answers(entry, demand) for entry in entries):
                text = f"{where}: template {scenario.template} needs {demand.why}"
                yield Violation("choices", where, 1, "exercise", text)
        for demand in day.excludes:
            for entry in entries:
                if _answers(entry, demand):
                    text = (
                        f"{where}: {entry.exercise.id}: template {scenario.template}: {demand.why}"
                    )
                    yield Violation("choices", where, 1, "exercise", text)


def _answers(entry: Entry, need: Need) -> bool:
    family = entry.exercise.family in need.families
    return family and entry.exercise.axial >= need.axial_at_least


def explain(params: Params) -> str:
    """Say the rule in words."""
    return "Pins are kept in every week they name, bans and the chosen template always."


def demand(scenario: Scenario, where: str) -> Demand:
    """Say a pin or a need of the template in one block."""
    pinned = where.removesuffix(SETS)
    with_sets = pinned != where
    for block in scenario.blocks:
        same = [
            index
            for index, pin in enumerate(scenario.pins)
            if pinned == f"pin {pin.exercise}, {pin.session or 'any session'}, {block.label}"
            and (pin.blocks is None or block.index + 1 in pin.blocks)
            and not (with_sets and pin.sets is None)
        ]
        if same:  # pins of one place that differ in their method are one demand
            pins = (scenario.pins[index] for index in same)
            texts = (_pin_in_words(scenario, pin, block.label, with_sets) for pin in pins)
            return Demand("choices", where, "; ".join(dict.fromkeys(texts)), ("pins", same[0]))
        template = scenario.weekly_template
        for day, wanted in template.days.items() if template else ():
            if where in (f"{day}, {need.why}, {block.label}" for need in wanted.needs):
                why = where.removeprefix(f"{day}, ").removesuffix(f", {block.label}")
                text = f"{day.capitalize()} in {block.label}: {why} (template {scenario.template})"
                return Demand("choices", where, text, ("template",))
    raise LookupError(f"no row of choices stands at {where!r}")


def _pin_in_words(scenario: Scenario, pin: Pin, block: str, with_sets: bool) -> str:
    name = scenario.catalogue.exercises[pin.exercise].name
    when = place_at(scenario, f"{block}, {pin.session}").day if pin.session else "any day"
    sets = f" with exactly {counted(pin.sets, 'set')}" if with_sets and pin.sets else ""
    method = f" by {scenario.catalogue.methods[pin.method].name.lower()}" if pin.method else ""
    return f"{block}: {name}{method} on {when}{sets}, as pinned"


RULE = Rule(
    name="choices",
    title="Pins, bans and the weekly template are kept.",
    kind="hard",
    sources=("S32", "mission"),
    confidence="high",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=no_relaxations,
    demand=demand,
    refuse=refuse,
)

"""A harder step of a family opens only after the step below it has been trained long enough.

Why
    Bodyweight, bands, dumbbells, barbell (S60): the ladder is a skill and exposure ladder, not a
    potency order (evidence 2.7). Loaded single-leg work needs dumbbell rows (S18); barbell squats,
    lunges and rows need the dumbbell hinge (S54).
Formally
    step t of a family in block b: mastered at the start, or every step it needs was trained in >= 4
    sessions over >= 2 weeks of blocks before b. It needs the next lower step that exists and is
    equipped, and the prerequisites of other families.
Boundary
    Exactly 4 sessions over exactly 2 weeks are enough; deload sessions count. The lowest step with an
    option is open to everyone. A prerequisite whose step has no option here falls to the next lower
    one that has. Machines stand beside the ladder: never gated, never counted. One step per block
    follows: a step first trained in block b is counted from block b + 1 on.
Size
    Two rows per gated step, need and block; one 0/1 variable per family, step and block.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from constraints._contract import Demand, Rule, RuleParams, Violation, counted
from constraints._demands import block_at, demanded, spoken
from constraints._relaxing import lowered

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import PlanFacts
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

IMPLEMENTS = {
    "bodyweight": "without weights",
    "band": "with bands",
    "dumbbell": "with dumbbells",
    "barbell": "with the barbell",
}


class Params(RuleParams):
    """Exposure that opens the next step."""

    sessions: int = Field(4, ge=1, le=20, description="sessions on the step below")
    weeks: int = Field(2, ge=1, le=12, description="weeks on the step below")


def defaults(profile: Profile) -> Params:
    """Return the exposure of the catalogue's default gate."""
    ladder = profile.parameters.ladder
    return Params(sessions=ladder.sessions, weeks=ladder.weeks)


def post(model: PlanModel) -> None:
    """Let a gated step be trained only after enough exposure in earlier blocks."""
    problem, limits = model.problem, model.problem.limits
    for gate in problem.gates:
        for block in problem.blocks:
            opens = model.trains_step(gate.family, gate.step, block.index)
            if not opens.terms:
                continue
            # 1 where the step is trained although the gate stands
            passed = opens + model.holds(gate.when) - 1
            for family, step in gate.needs:
                where = f"{gate.family} {gate.step} in {block.label} after {family} {step}"
                earlier = problem.blocks[: block.index]
                # No more than the demand itself is counted per block and weekly session: the same
                # integer plans satisfy the row, and its linear relaxation is tighter.
                sessions = model.total(
                    min(b.weeks, limits.ladder_sessions)
                    * model.sessions_on_step(family, step, b.index)
                    for b in earlier
                )
                model.at_most(limits.ladder_sessions * passed - sessions, 0, where)
                weeks = model.total(
                    min(b.weeks, limits.ladder_weeks) * model.trains_step(family, step, b.index)
                    for b in earlier
                )
                model.at_most(limits.ladder_weeks * passed - weeks, 0, where)


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Replay the plan week by week and ask at every new step what went before."""
    facts = plan.facts(scenario)
    for week in facts.build_weeks:
        for family in scenario.catalogue.families:
            for step in sorted(week.steps_trained(family)):
                for needed_family, needed_step in scenario.ladder.needs(family, step):
                    need = f"{needed_family} {needed_step}"
                    where = f"{family} {step}, block {week.week.block}"
                    yield from _exposure(
                        scenario, facts, week.week.block, (needed_family, needed_step), where, need
                    )


def _exposure(
    scenario: Scenario,
    facts: PlanFacts,
    block: int,
    needed: tuple[str, str],
    where: str,
    need: str,
) -> Iterator[Violation]:
    params = scenario.settings.progression_ladder
    sessions = weeks = 0
    for week in facts.weeks:
        if week.week.block >= block:
            break
        on_step = [
            session
            for session in week.sessions
            if any((e.exercise.family, e.exercise.tier) == needed for e in session.entries)
        ]
        sessions += len(on_step)
        weeks += bool(on_step)
    if sessions < params.sessions:
        text = f"{where}: only {sessions} earlier sessions of {need}, {params.sessions} needed"
        yield Violation("progression_ladder", where, params.sessions - sessions, "session", text)
    if weeks < params.weeks:
        text = f"{where}: only {weeks} earlier weeks of {need}, {params.weeks} needed"
        yield Violation("progression_ladder", where, params.weeks - weeks, "week", text)


def explain(params: Params) -> str:
    """Say the rule in words."""
    return (
        f"A ladder step opens after {params.sessions} sessions over {params.weeks} weeks on the step "
        "below, in earlier blocks; loaded single-leg work also needs dumbbell rows, and barbell "
        "squats, lunges and rows need the dumbbell hinge."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Say what a step of a family waits for."""
    gate = scenario.settings.progression_ladder
    opens, _, rest = where.partition(" in ")
    block, _, need = rest.partition(" after ")
    family, step = opens.split()
    needed_family, needed_step = need.split()
    work = "" if needed_family == family else f"of {spoken(needed_family)} work "
    text = (
        f"{spoken(family)} work {IMPLEMENTS[step]} in {block_at(scenario, block)} only after "
        f"{counted(gate.sessions, 'session')} over {counted(gate.weeks, 'week')} "
        f"{work}{IMPLEMENTS[needed_step]}"
    )
    return demanded("progression_ladder", where, text, "sessions")


def relaxations(params: Params) -> Iterator[Params]:
    """Ask for fewer sessions or weeks; the order of the steps stays."""
    yield from lowered(params, "sessions", 1, 1)
    yield from lowered(params, "weeks", 1, 1)


RULE = Rule(
    name="progression_ladder",
    title="A ladder step opens after enough work on the step below.",
    kind="hard",
    sources=("S60", "S18", "S54", "evidence 2.7"),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
)

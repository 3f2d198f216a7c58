"""Nothing that the athlete's restrictions, skill or age rule out; red flags give no plan at all.

Why
    Contraindication tags per exercise, skill by level, population limits (evidence 2.9; S57, S62).
    Red flags are a matter for a clinician, not for a plan.
Formally
    no exercise tagged with a restriction at ``avoid``; skill <= max_skill; repetitions >= min_reps.
Boundary
    ``caution`` allows the exercise and lets the score prefer another. Skill equal to the limit is
    allowed. Holds and carries have no repetitions and are not held to min_reps.
Size
    No rows, but for a row that nothing satisfies when a red flag is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from constraints._contract import Demand, Rule, RuleParams, Violation, counted, no_relaxations

if TYPE_CHECKING:
    from optimizer.candidate import Candidate
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

ADVICE = "see a clinician before training; no plan is made"


class Params(RuleParams):
    """Limits of level and age."""

    max_skill: int = Field(4, ge=1, le=5, description="highest skill score of an exercise")
    min_reps: int = Field(1, ge=1, le=15, description="fewest repetitions of a set")


def defaults(profile: Profile) -> Params:
    """Take skill from the level; young athletes do no sets of few repetitions."""
    parameters = profile.parameters
    reps = parameters.populations.youth_min_reps if profile.youth else 1
    return Params(max_skill=parameters.skill.levels[profile.level], min_reps=reps)


def refuse(scenario: Scenario, candidate: Candidate) -> str | None:
    """Name the restriction, the skill or the repetitions that rule an option out."""
    exercise, settings = candidate.exercise, scenario.settings.restrictions
    avoided = _avoided(scenario).intersection(exercise.contraindications)
    if avoided:
        return "restriction " + ", ".join(sorted(avoided))
    if exercise.skill > settings.max_skill:
        level = scenario.athlete.level
        return f"skill {exercise.skill}, at most {settings.max_skill} at level {level}"
    if exercise.dose.unit == "reps" and exercise.dose.hi < settings.min_reps:
        return f"at most {exercise.dose.hi} repetitions, at least {settings.min_reps} asked at this age"
    return None


def post(model: PlanModel) -> None:
    """Forbid everything when a red flag is set; the rest never became a variable."""
    for flag in model.problem.red_flags:
        model.forbid(_advice(flag))


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Look through every prescription."""
    settings, avoided = scenario.settings.restrictions, _avoided(scenario)
    for flag in scenario.athlete.red_flags:
        yield Violation("restrictions", "athlete", 1, "red flag", _advice(flag))
    for session in plan.facts(scenario).sessions:
        for entry in session.entries:
            name, tags = entry.exercise.id, sorted(avoided & set(entry.exercise.contraindications))
            where = session.where
            if tags:
                text = f"{where}: {name} is ruled out by {', '.join(tags)}"
                yield Violation("restrictions", where, len(tags), "restriction", text)
            over = entry.exercise.skill - settings.max_skill
            if over > 0:
                text = (
                    f"{where}: {name} has skill {entry.exercise.skill}, limit {settings.max_skill}"
                )
                yield Violation("restrictions", where, over, "skill", text)
            reps = entry.prescription.reps
            if reps is not None and reps < settings.min_reps:
                text = f"{where}: {name} with {reps} repetitions, at least {settings.min_reps}"
                yield Violation("restrictions", where, settings.min_reps - reps, "repetition", text)


def explain(params: Params) -> str:
    """Say the rule in words."""
    return (
        "No exercise that a restriction set to avoid rules out, none above skill "
        f"{params.max_skill}, no set under {counted(params.min_reps, 'repetition')}. Red flags: {ADVICE}."
    )


def demand(scenario: Scenario, where: str) -> Demand:
    """Name the red flag that rules out every plan."""
    flags = [_advice(flag) for flag in scenario.athlete.red_flags]
    if where not in flags:
        raise LookupError(f"no row of restrictions stands at {where!r}")
    path = ("athlete", "red_flags", flags.index(where))
    return Demand("restrictions", where, where, path)


def _advice(flag: str) -> str:
    return f"red flag {flag!r}: {ADVICE}"


def _avoided(scenario: Scenario) -> set[str]:
    return {tag for tag, how in scenario.athlete.restrictions.items() if how == "avoid"}


RULE = Rule(
    name="restrictions",
    title="Restrictions, skill and age rule exercises out; red flags rule the plan out.",
    kind="hard",
    safety=True,
    sources=("S57", "S62", "evidence 2.9"),
    confidence="med",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=no_relaxations,
    demand=demand,
    refuse=refuse,
)

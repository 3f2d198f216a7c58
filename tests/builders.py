"""Short functions that build toy scenarios, plans and models; no test may need more than these."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any

from constraints import RULES, TERMS, Violation
from optimizer.assemble import assemble
from optimizer.build import build_model
from optimizer.catalogue import load_catalogue
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.linear_model import Variable
from optimizer.options import Key
from optimizer.plan import Plan, ScenarioStamp, Score
from optimizer.plan_model import PlanModel
from optimizer.scenario import Scenario
from optimizer.scoring import score_plan, write_score, write_shortages

BARBELL_FAMILIES = ("hip_hinge", "squat", "single_leg", "horizontal_pull", "hip_extension")

# Working sets by (exercise, slot id) in every block, or by (exercise, slot id, 1-based block), or by
# (exercise, method, slot id, 1-based block).
Sets = Mapping[tuple[Any, ...], int]


def days(*names: str, minutes: int = 60, setup: str = "garage") -> list[dict[str, Any]]:
    """Slots on weekdays at 18:00, named by the first three letters."""
    return [
        {"id": n[:3], "day": n, "start": "18:00", "minutes": str(minutes), "setup": setup}
        for n in names
    ]


def scenario(only: Collection[str] | None = None, **overrides: Any) -> Scenario:
    """Build a scenario: an intermediate in a garage, Monday, Wednesday, Friday, one block of 4 weeks.

    `only` bans every other exercise, so that models stay small enough to enumerate. `athlete` is
    merged into the default athlete; everything else replaces its default.
    """
    athlete = {
        "id": "sam",
        "level": "intermediate",
        "age": 34,
        "body_mass_kg": "78",
        "one_rep_max_kg": {"deadlift": "140", "squat": "110", "row": "75"},
        **overrides.pop("athlete", {}),
    }
    if athlete["level"] == "intermediate":
        # Toys speak of sets and days, seldom of steps: barbell lifts are open unless a test says not.
        athlete.setdefault("ladder", dict.fromkeys(BARBELL_FAMILIES, "barbell"))
    document: dict[str, Any] = {
        "name": "toy",
        "start": "2026-11-30",
        "weeks": 4,
        "sessions": days("monday", "wednesday", "friday"),
        "athlete": athlete,
        **overrides,
    }
    if only is not None:
        known = load_catalogue().exercises
        document["bans"] = [*document.get("bans", []), *(e for e in known if e not in only)]
    return Scenario.model_validate(document)


def choice(scenario: Scenario, sets: Sets) -> dict[Key, int]:
    """Turn readable sets into a choice by option key."""
    slots = {slot.id: index for index, slot in enumerate(scenario.sessions)}
    chosen: dict[Key, int] = {}
    for key, count in sets.items():
        if len(key) == 2:
            for block in scenario.blocks:
                chosen[key[0], "straight", slots[key[1]], block.index] = count
        elif len(key) == 3:
            chosen[key[0], "straight", slots[key[1]], key[2] - 1] = count
        else:
            chosen[key[0], key[1], slots[key[2]], key[3] - 1] = count
    return chosen


def plan(scenario: Scenario, sets: Sets, used: Collection[str] | None = None) -> Plan:
    """Put sets on the calendar; the score is recomputed, so that the file's own claims hold."""
    ids = [slot.id for slot in scenario.sessions]
    trained = frozenset(ids.index(name) for name in (ids if used is None else used))
    schedule = assemble(scenario, choice(scenario, sets), trained)
    blank = Plan(
        scenario=ScenarioStamp(
            name=scenario.name, sha256=scenario.sha256, document=scenario.document()
        ),
        athlete=scenario.athlete.id,
        status="feasible",
        score=Score(total=0, bound=None, gap=None, exact="0", terms=()),
        daily=schedule.daily,
        weeks=schedule.weeks,
    )
    return rescored(scenario, blank)


def rescored(scenario: Scenario, changed: Plan) -> Plan:
    """Recompute the score that a changed plan claims."""
    fresh = Plan.model_validate(changed.model_dump())
    scoring = score_plan(scenario, fresh)
    return fresh.model_copy(
        update={
            "score": write_score(scoring, None),
            "shortages": write_shortages(scoring.shortages),
        }
    )


def edited(scenario: Scenario, original: Plan, change: Any) -> Plan:
    """Apply `change` to the plan's data (a function on the dict) and recompute the score."""
    data = original.model_dump()
    change(data)
    return rescored(scenario, Plan.model_validate(data))


def violations(scenario: Scenario, proposed: Plan, rule: str | None = None) -> list[Violation]:
    """Run one rule's check, or all of them."""
    chosen = [r for r in RULES if rule in (None, r.name)]
    return [v for r in chosen for v in r.check(scenario, proposed)]


def model(scenario: Scenario, *rules: str) -> PlanModel:
    """Build the linear model with only these rules and no objective (all rules when none named)."""
    wanted = set(rules) if rules else None
    return build_model(compile_problem(scenario), rules=wanted, with_objective=False)


def model_allows(posted: PlanModel, wanted: Mapping[Key, int], used: Collection[int]) -> bool:
    """Whether the linear model has a solution with exactly these sets and slots."""
    fixed: dict[int, int] = {}
    for slot in posted.problem.slots:
        fixed.update(dict.fromkeys(posted.uses(slot.index).terms, int(slot.index in used)))
    for cell in posted.problem.cells:
        sets = wanted.get((cell.exercise.id, cell.method.id, cell.slot, cell.block), 0)
        fixed.update(dict.fromkeys(posted.does(cell).terms, int(sets > 0)))
        fixed.update(dict.fromkeys(posted.sets(cell).terms, sets))
    linear = posted.linear
    probe = type(linear)(list(linear.variables), list(linear.rows))
    for index, value in fixed.items():
        variable = probe.variables[index]
        if not variable.lower <= value <= variable.upper:
            return False
        probe.variables[index] = type(variable)(variable.name, value, value)
    answer = solve_with_cp_sat(probe, Limits(wall_seconds=None, gap=0, workers=1))
    assert answer.verdict is not Verdict.UNKNOWN
    return answer.values is not None


def every_choice(scenario: Scenario, amounts: Collection[int] = (0, 2)) -> Iterator[dict[Key, int]]:
    """Every assignment of `amounts` sets to the options of a toy scenario."""
    keys = list(scenario.offers.options)
    for values in itertools.product(amounts, repeat=len(keys)):
        yield {key: value for key, value in zip(keys, values, strict=True) if value}


def posted_points(scenario: Scenario, term: str, sets: Sets) -> Fraction:
    """Score points that a term's posting gives at best with these sets, every slot being used."""
    posted = PlanModel(compile_problem(scenario))
    with posted.posting(term):
        next(t for t in TERMS if t.name == term).post(posted)
    wanted = choice(scenario, sets)
    probe = posted.linear
    for cell in posted.problem.cells:
        count = wanted.get((cell.exercise.id, cell.method.id, cell.slot, cell.block), 0)
        for expression, value in ((posted.does(cell), int(count > 0)), (posted.sets(cell), count)):
            for index in expression.terms:
                probe.variables[index] = Variable(probe.variables[index].name, value, value)
    answer = solve_with_cp_sat(probe, Limits(wall_seconds=None, gap=0, workers=1))
    assert answer.verdict is Verdict.OPTIMAL
    assert answer.values is not None
    return probe.score(answer.values)


def scored_points(scenario: Scenario, term: str, sets: Sets) -> Fraction:
    """Score points that a term's own arithmetic finds in the plan with these sets."""
    proposed = plan(scenario, sets)
    return next(t for t in TERMS if t.name == term).score(scenario, proposed).points


def reported(
    scenario: Scenario, sets: Sets, rule: str, used: Collection[str] | None = None
) -> list[tuple[str, Any, str]]:
    """Place, excess and unit of everything that a rule's check says about a plan."""
    return [
        (v.where, v.excess, v.unit) for v in violations(scenario, plan(scenario, sets, used), rule)
    ]


def rows_allow(
    scenario: Scenario, sets: Sets, rule: str, used: Collection[str] | None = None
) -> bool:
    """Whether a rule's posting alone allows exactly these sets."""
    ids = [slot.id for slot in scenario.sessions]
    trained = [ids.index(name) for name in (ids if used is None else used)]
    return model_allows(model(scenario, rule), choice(scenario, sets), trained)

"""Progress: the athlete climbs the ladder in hinge, squat, single-leg and horizontal pull (S60).

Formally
    mean over blocks and these families of (highest ladder step trained with at least 2 sets) / (highest
    step with an option here), steps counted from 1 along the family's ladder.
Boundary
    A family without any option on its ladder is left out; a block without the family counts 0.
Posting
    One 0/1 per family, step and block: at most one of them, each only where its step is trained. The
    sum is maximised, so the highest trained step is chosen. Where equipment may yet be bought, one for
    each highest step and each number of families that baskets lead to.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from constraints._contract import Term, TermScore

if TYPE_CHECKING:
    from optimizer.catalogue import Family
    from optimizer.linear_model import Linear
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.scenario import Scenario

LEAST_SETS = 2


def post(model: PlanModel) -> None:
    """Reward the highest trained step of each family."""
    problem = model.problem
    climbing = [
        family
        for family in problem.catalogue.families.values()
        if family.counts_for_progress and problem.available_steps.get(family.id)
    ]
    here = {
        family.id: {
            family.ladder.index(step) + 1: model.holds(when)
            for step, when in problem.available_steps[family.id].items()
        }
        for family in climbing
    }
    exist = (model.any_true(("climbs", name), ranks.values()) for name, ranks in here.items())
    numbers = model.how_many("climbing_families", exist)
    tops = {family.id: _tops(model, family, here[family.id]) for family in climbing}
    for block in range(len(problem.blocks)):
        for family in climbing:
            _post_family(model, family, block, _cases(model, family, tops[family.id], numbers))


def _tops(model: PlanModel, family: Family, here: Mapping[int, Linear]) -> dict[int, Linear]:
    """By rank, 1 where that step is the highest one that what is owned makes possible."""
    tops = {
        rank: model.all_true(
            ("top", family.id, rank),
            [available, *(1 - here[other] for other in here if other > rank)],
        )
        for rank, available in here.items()
    }
    with model.posting("progress"):
        where = f"{family.id}, highest step"
        for available in here.values():  # one step is the highest wherever there is one
            model.at_least(model.total(tops.values()) - available, 0, where)
        model.at_most_one(tops.values(), where)
    return {rank: is_top for rank, is_top in tops.items() if model.most(is_top)}


def _cases(
    model: PlanModel, family: Family, tops: Mapping[int, Linear], numbers: Mapping[int, Linear]
) -> dict[tuple[int, int], Linear]:
    """By rank of the highest step and number of families that count, 1 where it is so."""
    return {
        (top, number): model.all_true(("climbs", family.id, top, number), (is_top, counts))
        for top, is_top in tops.items()
        for number, counts in numbers.items()
    }


def _post_family(
    model: PlanModel, family: Family, block: int, cases: Mapping[tuple[int, int], Linear]
) -> None:
    points = model.problem.weights.progress / len(model.problem.blocks)
    chosen: dict[tuple[int, int], list[Linear]] = {case: [] for case in cases}
    for step in model.problem.available_steps[family.id]:
        trained = model.trains_step(family.id, step, block)
        if not trained.terms:
            continue
        rank = family.ladder.index(step) + 1
        here = []
        for top, number in cases:
            if rank > top:
                continue
            case = (top, number) if len(cases) > 1 else ()
            highest = model.variable(("highest", family.id, step, block, *case), 0, 1)
            model.reward("progress", highest, points * rank / top / number)
            chosen[top, number].append(highest)
            here.append(highest)
        with model.posting("progress"):
            where = f"{family.id} {step}, block {block + 1}"
            model.at_most(model.total(here) - trained, 0, where)
    with model.posting("progress"):
        for case, applies in cases.items():
            model.at_most_one(chosen[case], f"{family.id}, block {block + 1}", applies)


def score(scenario: Scenario, plan: Plan) -> TermScore:
    """Look up the highest step of each family in every block."""
    weight = 100 * Fraction(scenario.objective.progress)
    families = [
        f
        for f in scenario.catalogue.families.values()
        if f.counts_for_progress and scenario.ladder.available(f.id)
    ]
    weeks = plan.facts(scenario).build_weeks
    total = Fraction(0)
    for week in weeks:
        for family in families:
            top = family.ladder.index(scenario.ladder.available(family.id)[-1]) + 1
            ranks = [
                family.ladder.index(entry.exercise.tier) + 1
                for entry in week.entries
                if entry.exercise.family == family.id
                and entry.exercise.tier in family.ladder
                and entry.sets >= LEAST_SETS
            ]
            total += Fraction(max(ranks, default=0), top)
    count = len(weeks) * len(families)
    return TermScore("progress", total / count if count else Fraction(0), weight)


def explain(scenario: Scenario) -> str:
    """Say what the number means."""
    return "highest ladder step trained, of the highest that is possible here, in the main families"


TERM = Term(
    name="progress",
    title="The main families climb the ladder.",
    small=False,
    sources=("S60",),
    post=post,
    score=score,
    explain=explain,
)

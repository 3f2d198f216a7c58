"""Posting and check of every rule allow the same plans: all plans of a toy are looked at, one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from ortools.sat.python import cp_model  # noqa: TID251 - every solution, which no engine gives

from constraints import RULES, Rule
from optimizer.assemble import assemble
from optimizer.compile import compile_problem
from optimizer.engines.cp_sat import translate
from optimizer.linear_model import LinearModel, Variable
from optimizer.options import Key
from optimizer.plan import Plan, ScenarioStamp, Score
from optimizer.plan_model import PlanModel
from optimizer.scenario import Scenario
from tests.rules.test_agreement_toys import TOYS, Toy

# Chosen sets, zeros left out, and the slots that are trained.
Proposal = tuple[frozenset[tuple[Key, int]], frozenset[int]]
BY_NAME = {rule.name: rule for rule in RULES}
NOTHING = Score(total=0, bound=None, gap=None, exact="0", terms=())


def proposals(scenario: Scenario) -> Iterator[Proposal]:
    """Every proposal of a scenario that keeps to the meaning of the decisions, rules aside."""
    shape = scenario.settings.session_shape
    slots = range(len(scenario.sessions))
    for used in itertools.combinations(slots, scenario.trained_sessions):
        groups: dict[tuple[str, int, int], list[tuple[Key, int] | None]] = {}
        for key in scenario.offers.options:
            if key[2] in used:
                ways = groups.setdefault((key[0], key[2], key[3]), [None])
                ways += [(key, sets) for sets in range(shape.min_sets, shape.max_sets + 1)]
        for picked in itertools.product(*groups.values()):
            yield frozenset(way for way in picked if way is not None), frozenset(used)


def plan_of(scenario: Scenario, proposal: Proposal, stamp: ScenarioStamp) -> Plan:
    """Put a proposal on the calendar."""
    chosen, used = proposal
    schedule = assemble(scenario, dict(chosen), used)
    return Plan(
        scenario=stamp,
        athlete=scenario.athlete.id,
        status="feasible",
        score=NOTHING,
        daily=schedule.daily,
        weeks=schedule.weeks,
    )


def stamp_of(scenario: Scenario) -> ScenarioStamp:
    """Make the stamp of a scenario, once for all of its plans."""
    return ScenarioStamp(name=scenario.name, sha256=scenario.sha256, document=scenario.document())


def accepted(scenario: Scenario, rules: Sequence[Rule]) -> set[Proposal]:
    """Proposals whose plan breaks none of the rules, by their checks."""
    stamp = stamp_of(scenario)
    found = set()
    for proposal in proposals(scenario):
        plan = plan_of(scenario, proposal, stamp)
        if not any(True for rule in rules for _ in rule.check(scenario, plan)):
            found.add(proposal)
    return found


def posted(
    scenario: Scenario, rules: Sequence[Rule], kind: type[PlanModel] = PlanModel
) -> set[Proposal]:
    """Proposals that the rules' rows allow: all solutions, seen through the decisions only."""
    model = kind(compile_problem(scenario))
    for rule in rules:
        with model.posting(rule.name):
            rule.post(model)
    return enumerated(model)


class _Collector(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    def __init__(self, watched: list[cp_model.IntVar]) -> None:
        super().__init__()
        self.watched = watched
        self.found: set[tuple[int, ...]] = set()

    def on_solution_callback(self) -> None:
        self.found.add(tuple(self.value(variable) for variable in self.watched))


def enumerated(model: PlanModel) -> set[Proposal]:
    """Every solution of a model, projected on used slots and sets."""
    linear = _without_duplicates(model.linear)
    target = translate(linear)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.enumerate_all_solutions = True
    cells, slots = model.problem.cells, model.problem.slots
    indices = [next(iter(model.uses(slot.index).terms)) for slot in slots]
    indices += [next(iter(model.sets(cell).terms)) for cell in cells]
    collector = _Collector([target.get_int_var_from_proto_index(i) for i in indices])
    status = solver.solve(target, collector)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE), "enumeration must be complete"
    found = set()
    for values in collector.found:
        used = frozenset(i for i, value in enumerate(values[: len(slots)]) if value)
        chosen = frozenset(
            ((c.exercise.id, c.method.id, c.slot, c.block), sets)
            for c, sets in zip(cells, values[len(slots) :], strict=True)
            if sets
        )
        found.add((chosen, used))
    return found


def _without_duplicates(linear: LinearModel) -> LinearModel:
    """Fix variables that cannot change which plans are allowed: full slacks, and unused ones."""
    needed = {index for row in linear.rows for index in row.variables}
    variables = list(linear.variables)
    for index, variable in enumerate(variables):
        if variable.name.startswith("missing["):
            assert _only_loosens(linear, index), variable.name
            variables[index] = Variable(variable.name, variable.upper, variable.upper)
        elif index not in needed and not variable.name.startswith(("uses[", "does[", "sets[")):
            variables[index] = Variable(variable.name, variable.lower, variable.lower)
    return LinearModel(variables, list(linear.rows))


def _only_loosens(linear: LinearModel, index: int) -> bool:
    for row in linear.rows:
        if index in row.variables:
            coefficient = row.coefficients[row.variables.index(index)]
            helped, bound = (row.lower, row.upper) if coefficient > 0 else (row.upper, row.lower)
            if helped is None or bound is not None:
                return False
    return True


def in_order(proposal: Proposal) -> tuple[list[tuple[Key, int]], list[int]]:
    """Sort key of a proposal that is the same in every run, unlike the text of a set."""
    return sorted(proposal[0]), sorted(proposal[1])


def difference(posted_set: set[Proposal], accepted_set: set[Proposal]) -> str:
    """Show a few plans on which posting and check do not agree; empty where they do."""
    told = [
        f"{name}: {sorted(chosen)} in slots {sorted(used)}"
        for name, only in (
            ("posting allows, check refuses", posted_set - accepted_set),
            ("check accepts, posting forbids", accepted_set - posted_set),
        )
        for chosen, used in sorted(only, key=in_order)[:3]
    ]
    return "\n".join(told)


def rules_of(toy: Toy) -> list[Rule]:
    """The toy's rule and those it leans on, in the order of posting."""
    return [rule for rule in RULES if rule.name in (toy.rule, *toy.beside)]


@cache
def judged(name: str) -> tuple[set[Proposal], set[Proposal], list[Decimal | Fraction | int]]:
    """All proposals of a toy, those its rules accept, and every excess its own rule reports."""
    toy = TOYS[name]
    scenario = toy.scenario()
    stamp, everything, passed = stamp_of(scenario), set(), set()
    excesses: list[Decimal | Fraction | int] = []
    for proposal in proposals(scenario):
        everything.add(proposal)
        plan = plan_of(scenario, proposal, stamp)
        found = [v for rule in rules_of(toy) for v in rule.check(scenario, plan)]
        excesses += [v.excess for v in found if v.rule == toy.rule]
        if not found:
            passed.add(proposal)
    return everything, passed, excesses


@pytest.mark.parametrize("name", TOYS)
def test_one_rule_alone(name: str) -> None:
    toy = TOYS[name]
    scenario = toy.scenario()
    everything, by_check, _ = judged(name)
    assert posted(scenario, []) == everything  # the decisions mean what they seem to mean
    assert difference(posted(scenario, rules_of(toy)), by_check) == ""
    assert by_check, "a toy whose plans are all forbidden shows nothing"
    assert by_check < everything, "a toy whose plans are all allowed shows nothing"


@pytest.mark.parametrize("toy", TOYS.values(), ids=TOYS.keys())
def test_all_rules_together(toy: Toy) -> None:
    scenario = toy.scenario()
    assert difference(posted(scenario, RULES), accepted(scenario, RULES)) == ""


def test_all_rules_together_allow_something_on_most_toys() -> None:
    allowed = [name for name, toy in TOYS.items() if posted(toy.scenario(), RULES)]
    assert len(allowed) >= len(TOYS) * 2 // 3, allowed


@pytest.mark.parametrize(
    "toy", [t for t in TOYS.values() if t.tighter], ids=[n for n, t in TOYS.items() if t.tighter]
)
def test_toys_stand_on_their_limit(toy: Toy) -> None:
    """The limit moved by its smallest unit forbids a plan that stood exactly on it."""
    assert toy.tighter is not None
    wide, narrow = toy.scenario(), toy.scenario(**toy.tighter)
    rules = rules_of(toy)
    assert posted(narrow, rules) == accepted(narrow, rules)
    assert posted(narrow, rules) != posted(wide, rules)


@pytest.mark.parametrize("name", TOYS)
def test_toys_have_a_plan_just_beyond_the_limit(name: str) -> None:
    _, _, excesses = judged(name)
    assert 0 < min(excesses) <= TOYS[name].nearest

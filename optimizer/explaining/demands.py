"""Everything a scenario demands, one by one, and the model of any part of it.

A demand is one row group of a rule (rule and place), or something that takes options away before
there is a model: equipment, a restriction, a ban, a rule that refuses. The model of a part is built
anew from the scenario without the rest; nothing rests on assumptions inside an engine.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from constraints import RULES
from constraints._contract import Demand, counted
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.explaining.givens import REFUSALS, TEMPLATE, Given, Key, givens
from optimizer.plan_model import SESSIONS, PlanModel
from optimizer.problem import Problem
from optimizer.scenario import Scenario

PLAN = "plan"
DEFINITION = "definition"


@dataclass
class Demands:
    """The demands of one scenario.

    Parameters
    ----------
    scenario
        The scenario.
    """

    scenario: Scenario
    _compiled: dict[frozenset[Key], Problem] = field(default_factory=dict)

    @cached_property
    def given(self) -> dict[Key, Given]:
        """Demands that take options away and do so here."""
        return {found.key: found for found in givens(self.scenario)}

    @cached_property
    def rows(self) -> tuple[Key, ...]:
        """Demands that are rows, in the order of posting."""
        keys = ((row.rule, row.where) for row in self.whole().linear.rows)
        return tuple(dict.fromkeys([(PLAN, SESSIONS), *(k for k in keys if is_demand(*k))]))

    @property
    def all(self) -> tuple[Key, ...]:
        """Every demand."""
        return (*self.rows, *self.given)

    def whole(self) -> PlanModel:
        """Build the model of all demands, without an objective."""
        return build_model(self._problem(frozenset()), with_objective=False)

    def model(self, kept: Collection[Key]) -> PlanModel:
        """Build the model of a part of the demands, without an objective."""
        keys = frozenset(kept)
        return build_model(
            self._problem(frozenset(self.given) - keys),
            rules={rule for rule, _ in keys},
            with_objective=False,
            keeps=lambda rule, where: (rule, where) in keys or not is_demand(rule, where),
        )

    def _problem(self, dropped: frozenset[Key]) -> Problem:
        if dropped not in self._compiled:
            self._compiled[dropped] = compile_problem(self._without(dropped))
        return self._compiled[dropped]

    def _without(self, dropped: frozenset[Key]) -> Scenario:
        if not dropped:
            return self.scenario
        document = self.scenario.model_dump(mode="json", exclude_unset=True)
        for key in sorted(dropped):
            drop = self.given[key].drop
            if drop is not None:
                drop(document)
        scenario = Scenario.model_validate(document)
        silent = {rule for rule, where in dropped if where == REFUSALS}
        return scenario.without_refusals(silent, template_excludes=TEMPLATE not in dropped)

    def words(self, key: Key) -> Demand:
        """Say a demand in words, with the path in the scenario that it comes from."""
        if key in self.given:
            return self.given[key].demand
        if key == (PLAN, SESSIONS):
            count = self.scenario.trained_sessions
            path = "sessions" if self.scenario.sessions_per_week is None else "sessions_per_week"
            return Demand(*key, f"{counted(count, 'session')} in every week", (path,))
        (rule,) = (rule for rule in RULES if rule.name == key[0])
        return rule.demand(self.scenario, key[1])

    def protects(self, key: Key) -> bool:
        """Whether a demand protects the athlete, so that relaxing it is never offered."""
        if key in self.given:
            return self.given[key].safety
        return any(rule.safety for rule in RULES if rule.name == key[0])


def is_demand(rule: str, where: str) -> bool:
    """Whether rows of a rule and place demand something, rather than say what a variable means."""
    return where == SESSIONS if rule == PLAN else rule != DEFINITION

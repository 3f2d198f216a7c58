"""Ladders that depend on the basket: equipment decides which steps exist, are open, and need what.

The ladder's own rules are asked about every combination of steps that could exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from optimizer.conditions import ALWAYS, NEVER, Condition, any_of, tabulated
from optimizer.ladder import Ladder, Step
from optimizer.problem import LadderGate
from optimizer.scenario import Scenario

Steps = Mapping[str, Mapping[str, Condition]]


class ConditionalLadder:
    """The ladders of one athlete with every basket.

    Parameters
    ----------
    scenario
        The scenario; its own equipment does not matter.
    steps
        By family, the ladder steps with at least one option with some basket, and when.
    """

    def __init__(self, scenario: Scenario, steps: Steps) -> None:
        self.scenario = scenario
        self.steps = steps

    @cache  # noqa: B019 - lives no longer than the problem that is being made
    def opens_by(self, family: str, step: str, block: int) -> Condition:
        """Where a step that exists can be open in a 0-based block."""

        def is_open(true: frozenset[Condition]) -> bool:
            opens = self._ladder(family, step, true).earliest_block(family, step)
            return opens is not None and opens <= block

        return tabulated(self._atoms(family, step), is_open)

    def gates(self) -> Iterator[LadderGate]:
        """Yield what each step needs, and where it needs that."""
        for family, steps in self.steps.items():
            for step in steps:
                needs: dict[Condition, list[Step]] = {}
                for need in self._every_need(family, step):
                    needs.setdefault(self._is_needed(family, step, need), []).append(need)
                for when, needed in needs.items():
                    if when != NEVER:
                        yield LadderGate(family, step, tuple(needed), when)

    def _is_needed(self, family: str, step: str, need: Step) -> Condition:
        def asked(true: frozenset[Condition]) -> bool:
            return need in self._ladder(family, step, true).needs(family, step)

        return tabulated(self._atoms(family, step), asked)

    def _every_need(self, family: str, step: str) -> tuple[Step, ...]:
        """List all steps that a step could need, in ladder order."""
        record = self.scenario.catalogue.families[family]
        others = [p.needs_family for p in record.prerequisites if p.step == step]
        return tuple(
            (name, other)
            for name in dict.fromkeys((family, *others))
            for other in self.steps.get(name, ())
            if (name, other) != (family, step)
        )

    def _atoms(self, family: str, step: str) -> list[Condition]:
        """Conditions that decide about a step; it exists itself wherever it is asked about."""
        found = {
            when for name in self._related(family) for when in self.steps.get(name, {}).values()
        }
        return sorted(found - {ALWAYS, self.steps[family][step]}, key=str)

    def _related(self, family: str) -> tuple[str, ...]:
        """List the family and all that it asks for prerequisites, and those ask in turn."""
        found = [family]
        for name in found:
            asked = (p.needs_family for p in self.scenario.catalogue.families[name].prerequisites)
            found += [other for other in asked if other not in found]
        return tuple(found)

    @cache  # noqa: B019
    def _ladder(self, family: str, step: str, true: frozenset[Condition]) -> Ladder:
        """Return the ladder where a step exists and these other conditions hold."""
        met = {*true, ALWAYS, self.steps[family][step]}
        return Ladder(
            self.scenario,
            {
                name: tuple(
                    other for other, when in self.steps.get(name, {}).items() if when in met
                )
                for name in self._related(family)
            },
        )


def available_steps(
    scenario: Scenario, existing: Iterable[tuple[str, str, Condition]]
) -> dict[str, dict[str, Condition]]:
    """Collect the ladder steps with an option, by family and in ladder order.

    Parameters
    ----------
    scenario
        The scenario.
    existing
        Family, tier and condition of every option.
    """
    parts: dict[tuple[str, str], set[Condition]] = {}
    for family, tier, when in existing:
        parts.setdefault((family, tier), set()).add(when)
    return {
        family.id: {
            step: any_of(parts[family.id, step])
            for step in family.ladder
            if (family.id, step) in parts
        }
        for family in scenario.catalogue.families.values()
    }

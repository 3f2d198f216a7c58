"""Ladders of one athlete: which steps exist here, which are mastered, what each step needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.horizon import Block

if TYPE_CHECKING:
    from optimizer.scenario import Scenario

Step = tuple[str, str]


@dataclass(frozen=True)
class Ladder:
    """The ladders of every family for one scenario.

    Parameters
    ----------
    scenario
        The scenario.
    steps
        By family, the ladder steps with at least one option here, in ladder order.
    """

    scenario: Scenario
    steps: Mapping[str, tuple[str, ...]]

    def available(self, family: str) -> tuple[str, ...]:
        """Ladder steps of a family with at least one option here, lowest first."""
        return self.steps.get(family, ())

    def is_mastered(self, family: str, step: str) -> bool:
        """Whether a step is open from the first day."""
        ladder = self.scenario.catalogue.families[family].ladder
        available = self.available(family)
        if step not in ladder or (available and step == available[0]):
            return True
        return ladder.index(step) <= ladder.index(self.highest_mastered(family))

    def highest_mastered(self, family: str) -> str:
        """Highest step mastered at the start: as written, or by level (S60)."""
        ladder = self.scenario.catalogue.families[family].ladder
        written = self.scenario.athlete.ladder.get(family)
        if written is not None:
            return written
        wanted = self.scenario.profile.parameters.ladder.mastered[self.scenario.athlete.level]
        if wanted == "first":
            return ladder[0]
        order = ("bodyweight", "band", "dumbbell", "barbell")
        reach = order.index(wanted)
        return [step for step in ladder if order.index(step) <= reach][-1]

    def needs(self, family: str, step: str) -> tuple[Step, ...]:
        """List what must have been trained before a step is open; nothing where it is mastered.

        The step below counts only when trained in the plan, mastered or not: a step up follows work.
        Prerequisites of other families are met by mastery alone.
        """
        if step == "machine" or self.is_mastered(family, step):
            return ()
        record = self.scenario.catalogue.families[family]
        below = [s for s in record.steps_below(step) if s in self.available(family)]
        wanted: list[Step] = [(family, below[-1])] if below else []
        for prerequisite in record.prerequisites:
            if prerequisite.step == step:
                other = self._reachable(prerequisite.needs_family, prerequisite.needs_step)
                if other is not None and not self.is_mastered(prerequisite.needs_family, other):
                    wanted.append((prerequisite.needs_family, other))
        return tuple(wanted)

    def _reachable(self, family: str, step: str) -> str | None:
        ladder = self.scenario.catalogue.families[family].ladder
        up_to = ladder[: ladder.index(step) + 1]
        here = [s for s in up_to if s in self.available(family)]
        return here[-1] if here else None

    def earliest_block(self, family: str, step: str) -> int | None:
        """First 0-based block in which a step can be open; None where the horizon is too short."""
        opens = self._opening(family, step, frozenset())
        return opens if opens is not None and opens < len(self.scenario.blocks) else None

    def _opening(self, family: str, step: str, asking: frozenset[Step]) -> int | None:
        if (family, step) in asking:  # two steps that need each other never open
            return None
        opens = 0
        for need in self.needs(family, step):
            starts = self._opening(*need, asking | {(family, step)})
            if starts is None:
                return None
            after = self._trained_by(starts)
            if after is None:
                return None
            opens = max(opens, after)
        return opens

    def _trained_by(self, start: int) -> int | None:
        """First block before which a step, trained from `start` on as often as possible, counts."""
        gate = self.scenario.settings.progression_ladder
        sessions = weeks = 0
        blocks: tuple[Block, ...] = self.scenario.blocks
        for block in blocks[start:]:
            if sessions >= gate.sessions and weeks >= gate.weeks:
                return block.index
            sessions += block.weeks * self.scenario.trained_sessions
            weeks += block.weeks
        return None

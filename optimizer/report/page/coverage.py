"""Weekly sets of every muscle against floor, target and cap: numbers, bars, and their colour."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from optimizer.report.page.drawing import Picture
from optimizer.report.words import exact

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.scenario import Scenario

WIDTH, BAR, GAP, HEAD, VALUE = 260, 7, 2, 21, 26


def level(done: Decimal, floor: Decimal, target: Decimal) -> str:
    """Grade weekly sets of a muscle against its floor and target."""
    if done < floor:
        return "below"
    if not done:
        return "none"
    if not target or done >= target:
        return "full"
    quarter = int(4 * done / target)
    return ("low", "low", "half", "most")[quarter]


@dataclass(frozen=True)
class Covered:
    """One muscle: weekly fractional sets by block and the marks they are measured against.

    Parameters
    ----------
    scored
        Whether the muscle counts in the score; the others are only bounded.
    """

    id: str
    name: str
    sets: tuple[Decimal, ...]
    floor: Decimal
    target: Decimal
    cap: Decimal
    scored: bool

    def level(self, block: int) -> str:
        """Grade a block: the colour class of its mark."""
        return level(self.sets[block], self.floor, self.target)

    @property
    def written(self) -> tuple[str, ...]:
        """Weekly sets by block."""
        return tuple(exact(done, 1) for done in self.sets)

    @property
    def marks(self) -> tuple[str, str, str]:
        """Floor, target and cap."""
        return exact(self.floor), exact(self.target), exact(self.cap)

    @property
    def shares(self) -> tuple[str, ...]:
        """Per cent of the target, by block."""
        if not self.target:
            return tuple("–" for _ in self.sets)
        return tuple(f"{exact(100 * done / self.target, 0)} %" for done in self.sets)


def covered_muscles(scenario: Scenario, plan: Plan) -> tuple[Covered, ...]:
    """Measure every muscle that has a target.

    Parameters
    ----------
    scenario, plan
        What was asked and what is proposed.
    """
    params = scenario.settings.volume
    weeks = plan.facts(scenario).build_weeks
    return tuple(
        Covered(
            id=muscle.id,
            name=muscle.name,
            sets=tuple(week.muscle_sets(muscle.id) for week in weeks),
            floor=params.floor_sets.get(muscle.id, Decimal(0)),
            target=params.target_sets[muscle.id],
            cap=params.cap_sets[muscle.id],
            scored=muscle.id in scenario.coverage_muscles,
        )
        for muscle in scenario.catalogue.muscles.values()
        if muscle.id in params.target_sets and muscle.id in params.cap_sets
    )


def coverage_bars(muscles: tuple[Covered, ...]) -> tuple[Markup, ...]:
    """Draw for each muscle a bar per block, with the floor, the target and the cap.

    Parameters
    ----------
    muscles
        As measured; all are drawn to one scale.
    """
    most = max((max(m.cap, *m.sets) for m in muscles), default=Decimal(0))
    scale = Fraction(WIDTH - VALUE) / Fraction(most or 1)
    return tuple(_bars(muscle, scale) for muscle in muscles)


def _bars(muscle: Covered, scale: Fraction) -> Markup:
    marks = " · ".join(muscle.marks)
    label = (
        f"{muscle.name}: {', '.join(muscle.written)} weekly sets by block; "
        f"floor, target and cap {marks}"
    )
    bottom = HEAD + len(muscle.sets) * (BAR + GAP)
    picture = Picture(WIDTH, bottom + 3, label)
    picture.text((0, 13), muscle.name, "name")
    counted = marks if muscle.scored else f"{marks} (not scored)"
    picture.text((WIDTH, 13), counted, "axis", anchor="end")
    cap = Fraction(muscle.cap) * scale
    picture.box((0, HEAD - 1), (cap, bottom - HEAD), "trough", round_by=2)
    for block, done in enumerate(muscle.sets):
        y = HEAD + block * (BAR + GAP)
        picture.box((0, y), (Fraction(done) * scale, BAR), f"level {muscle.level(block)}")
        picture.text((WIDTH, y + BAR), exact(done, 1), "value", anchor="end")
    floor, target = Fraction(muscle.floor) * scale, Fraction(muscle.target) * scale
    if muscle.floor:
        picture.line((floor, HEAD - 3), (floor, bottom), "mark floor")
    picture.line((target, HEAD - 3), (target, bottom), "mark target")
    picture.line((cap, HEAD - 3), (cap, bottom), "mark cap")
    return picture.markup()

"""The person's own wishes as cells: pins, the weekly template, and what is unwelcome. No numbers."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.problem import Cell, PinnedCells, TemplateNeed
from optimizer.scenario import Scenario


def pinned_cells(scenario: Scenario, cells: tuple[Cell, ...]) -> Iterator[PinnedCells]:
    """Find the cells that answer each pin, block by block."""
    for pin in scenario.pins:
        for block in scenario.blocks:
            if pin.blocks is not None and block.index + 1 not in pin.blocks:
                continue
            found = tuple(
                cell.index
                for cell in cells
                if cell.exercise.id == pin.exercise
                and cell.block == block.index
                and pin.session in (None, scenario.sessions[cell.slot].id)
                and pin.method in (None, cell.method.id)
            )
            place = pin.session or "any session"
            yield PinnedCells(f"pin {pin.exercise}, {place}, {block.label}", found, pin.sets)


def template_needs(scenario: Scenario, cells: tuple[Cell, ...]) -> Iterator[TemplateNeed]:
    """Find the cells that answer each need of the template, block by block."""
    template = scenario.weekly_template
    for day, wanted in template.days.items() if template else ():
        slots = {i for i, slot in enumerate(scenario.sessions) if slot.day == day}
        for demand in wanted.needs:
            for block in scenario.blocks:
                found = tuple(
                    cell.index
                    for cell in cells
                    if cell.slot in slots
                    and cell.block == block.index
                    and cell.exercise.family in demand.families
                    and cell.exercise.axial >= demand.axial_at_least
                )
                yield TemplateNeed(f"{day}, {demand.why}, {block.label}", found)


def unwelcome_exercises(scenario: Scenario) -> frozenset[str]:
    """Name the exercises that are disliked, or tagged with a restriction at caution."""
    cautious = {t for t, how in scenario.athlete.restrictions.items() if how == "caution"}
    return frozenset(
        exercise.id
        for exercise in scenario.catalogue.exercises.values()
        if exercise.id in scenario.athlete.dislikes
        or cautious.intersection(exercise.contraindications)
    )

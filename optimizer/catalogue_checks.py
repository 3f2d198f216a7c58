"""What the catalogue's tables must agree on: every contradiction, in words, at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.catalogue import Catalogue
    from optimizer.exercise import Exercise


def problems_of(catalogue: Catalogue) -> list[str]:
    """List every disagreement between the tables of a catalogue."""
    return [
        *_exercises(catalogue),
        *_ladders(catalogue),
        *_prerequisites(catalogue),
        *_methods(catalogue),
    ]


def _unknown(where: str, what: str, used: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for name in used:
        if name not in known:
            yield f"{where}: unknown {what} {name!r}"


def _exercises(catalogue: Catalogue) -> Iterator[str]:
    rungs: dict[str, int] = {}
    linked: dict[str, str] = {}
    for e in catalogue.exercises.values():
        needed = dict.fromkeys(kind for group in e.equipment_any_of for kind in group)
        yield from _unknown(e.id, "family", [e.family], catalogue.families)
        yield from _unknown(e.id, "muscle", e.muscles, catalogue.muscles)
        yield from _unknown(e.id, "equipment", needed, catalogue.equipment)
        yield from _unknown(e.id, "restriction", e.contraindications, catalogue.restrictions)
        yield from _unknown(e.id, "source", e.evidence, catalogue.sources)
        if e.rung < rungs.get(e.family, 0):
            yield f"{e.id}: rung {e.rung} stands after rung {rungs[e.family]} of {e.family}"
        rungs[e.family] = e.rung
        link = e.external_ids.free_exercise_db
        if link is not None and linked.setdefault(link, e.id) != e.id:
            yield f"{e.id}: free-exercise-db {link!r} is {linked[link]} already"


def _ladders(catalogue: Catalogue) -> Iterator[str]:
    for family in catalogue.families.values():
        yield from _unknown(family.id, "muscle", family.primary_muscles, catalogue.muscles)
        members = catalogue.of_family(family.id)
        existing = {e.tier for e in members if e.tier != "machine"}
        for step in family.ladder:
            if step not in existing:
                yield f"{family.id}: ladder step {step!r} has no exercise"
        for step in sorted(existing - set(family.ladder)):
            yield f"{family.id}: exercises of step {step!r} exist, the ladder lacks it"
        if len(set(family.ladder)) < len(family.ladder):
            yield f"{family.id}: the ladder names a step twice"
        yield from _rungs(family.id, family.ladder, members)
        for place, step in enumerate(family.ladder):
            below = family.predecessors[step]
            if place and below not in family.ladder[:place]:
                yield f"{family.id}: no gate leads to step {step!r} from a step below it"
            if not place and below is not None:
                yield f"{family.id}: a gate leads to the first step {step!r}"


def _rungs(family: str, ladder: tuple[str, ...], members: tuple[Exercise, ...]) -> Iterator[str]:
    """Yield steps whose easiest exercise is not harder than that of the step below."""
    lowest = {s: min((e.rung for e in members if e.tier == s), default=None) for s in ladder}
    known = [(step, rung) for step, rung in lowest.items() if rung is not None]
    for (below, easier), (step, harder) in pairwise(known):
        if harder <= easier:
            yield f"{family}: step {step!r} starts at rung {harder}, {below!r} at rung {easier}"


def _prerequisites(catalogue: Catalogue) -> Iterator[str]:
    cells = {(f.id, step) for f in catalogue.families.values() for step in f.ladder}
    for family in catalogue.families.values():
        for needed in family.prerequisites:
            for cell in (family.id, needed.step), (needed.needs_family, needed.needs_step):
                if cell not in cells:
                    yield f"{family.id}: prerequisite names {cell[0]} {cell[1]}, no such step"


def _methods(catalogue: Catalogue) -> Iterator[str]:
    for method in catalogue.methods.values():
        yield from _unknown(method.id, "family", method.families, catalogue.families)
        yield from _unknown(method.id, "exercise", method.exercises, catalogue.exercises)
        if not any(method.applies_to(e) for e in catalogue.exercises.values()):
            yield f"{method.id}: applies to no exercise"

"""`liftproof solve --why EXERCISE`: where an exercise is possible, and why it is not elsewhere."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from optimizer.cli.inputs import known_name
from optimizer.report.words import clean, plural, spans

if TYPE_CHECKING:
    from optimizer.prescribe import Option
    from optimizer.scenario import Scenario


def why_text(scenario: Scenario, exercise: str) -> str:
    """Say where an exercise may be placed and, for the rest, why not.

    Parameters
    ----------
    scenario
        The scenario.
    exercise
        An exercise of the catalogue.

    Raises
    ------
    click.UsageError
        If there is no such exercise; with the closest name.
    """
    known_name(exercise, scenario.catalogue.exercises, "exercise")
    record = scenario.catalogue.exercises[exercise]
    offers = scenario.offers
    possible: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (name, _, slot, block), option in offers.options.items():
        if name == exercise:
            possible[_prescribed(option)][slot].append(block)
    refused: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for refusal in offers.refusals:
        if refusal.exercise == exercise:
            said = (refusal.method, refusal.reason)
            refused[said][refusal.slot].append(refusal.block)
    lines = [f"{exercise} ({record.name})"]
    for text, places in possible.items():
        lines.append(f"possible: {_places(scenario, places)}: {text}")
    for (method, reason), places in refused.items():
        by = "" if method == "straight" else f" by {method}"
        lines.append(f"not{by}: {_places(scenario, places)}: {reason}")
    if len(lines) == 1:
        lines.append("not offered anywhere in this scenario")
    return "\n".join(lines)


def _prescribed(option: Option) -> str:
    by = "" if option.method.id == "straight" else f"{option.method.id}, "
    loads = []
    for week, dose in enumerate(option.weeks, start=1):
        load = "" if dose.load_kg is None else f" {dose.load_kg.normalize():f} kg"
        loads.append(f"week {week}{load} RIR {dose.rir}")
    basis = "" if option.load == "kg" else f", load {option.load}"
    each = option.exercise.load is not None and option.exercise.load.implements == 2
    hand = " a hand" if each and option.load == "kg" else ""
    side = " a side" if option.exercise.sides == 2 else ""
    return f"{by}{plural(option.amount, option.unit)}{side}{basis}; {', '.join(loads)}{hand}"


def _places(scenario: Scenario, places: dict[int, list[int]]) -> str:
    """Group slots that share their blocks: `mon and wed, blocks 1-3`."""
    by_blocks: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for slot, blocks in sorted(places.items()):
        by_blocks[tuple(sorted(set(blocks)))].append(clean(scenario.sessions[slot].id))
    return "; ".join(
        f"{' and '.join(slots)}, {_ranges(blocks)}" for blocks, slots in by_blocks.items()
    )


def _ranges(blocks: tuple[int, ...]) -> str:
    """Write 0-based blocks as 1-based ranges."""
    return f"block{'' if len(blocks) == 1 else 's'} {spans(block + 1 for block in blocks)}"

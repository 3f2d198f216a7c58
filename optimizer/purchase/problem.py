"""The compiled problem of a scenario whose equipment is not bought yet: conditions for constants."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from optimizer.compile import cell_of, compile_problem
from optimizer.conditions import ALWAYS, NEVER, Condition, all_of, any_of
from optimizer.problem import Cell, Problem, Slot
from optimizer.purchase.ladders import ConditionalLadder, available_steps
from optimizer.purchase.offers import Offer, make_conditional_offers
from optimizer.purchase.stock import Stock
from optimizer.scenario import TRAP_BAR_PULL, Scenario
from optimizer.wishes import pinned_cells, template_needs

HANGING = ("pull_up_bar", "rings")


def conditional_problem(scenario: Scenario, stock: Stock, fixed: Collection[int]) -> Problem:
    """Compile a scenario for all baskets at once.

    Parameters
    ----------
    scenario
        The scenario with the base setup in all slots that are not fixed.
    stock
        The base setup and what may be bought.
    fixed
        0-based slots with equipment of their own.

    Returns
    -------
    Problem
        With any basket, its conditions say what the ordinary problem of that basket says.
    """
    plain = compile_problem(scenario)
    offers = list(make_conditional_offers(scenario, stock, fixed))
    exercises = scenario.catalogue.exercises
    existing = ((exercises[o.key[0]].family, exercises[o.key[0]].tier, o.when) for o in offers)
    ladder = ConditionalLadder(scenario, available_steps(scenario, existing))
    cells = tuple(_cells(scenario, offers, ladder))
    return replace(
        plain,
        cells=cells,
        slots=tuple(_slot(scenario, stock, slot, slot.index in fixed) for slot in plain.slots),
        muscles={
            muscle: replace(
                limits, reachable=any_of({c.when for c in cells if muscle in c.credits})
            )
            for muscle, limits in plain.muscles.items()
        },
        available_steps=ladder.steps,
        gates=tuple(ladder.gates()),
        pins=tuple(pinned_cells(scenario, cells)),
        template=tuple(template_needs(scenario, cells)),
        likes=tuple(n for n in scenario.athlete.likes if any(c.exercise.id == n for c in cells)),
        prefers_trap_bar=any_of(
            {c.when for c in cells if scenario.pulls_gently and c.exercise.id == TRAP_BAR_PULL}
        ),
    )


def _cells(
    scenario: Scenario, offers: Collection[Offer], ladder: ConditionalLadder
) -> Iterator[Cell]:
    index = 0
    for offer in offers:
        exercise, block = scenario.catalogue.exercises[offer.key[0]], offer.key[3]
        opens: Condition = ALWAYS
        if exercise.tier != "machine":
            opens = ladder.opens_by(exercise.family, exercise.tier, block)
        when = all_of((offer.when, opens))
        if when != NEVER:
            yield cell_of(index, offer.key, offer.option, when, offer.variant)
            index += 1


def _slot(scenario: Scenario, stock: Stock, slot: Slot, is_fixed: bool) -> Slot:
    time = scenario.settings.session_time
    hanging = stock.provided(HANGING)
    if is_fixed or hanging in (ALWAYS, NEVER):
        return slot
    saves = time.supine_seconds - time.hang_seconds
    return replace(slot, hanging_saves=saves, when_hanging=hanging)

"""Options that depend on the basket: every way of doing an exercise, and what must be owned for it.

The real prescriber and the rules' own refusals are asked about every choice of the few items that
matter to an exercise. More gear gives more loads, and repetitions are tried upwards, so what a basket
allows in some time is allowed by every larger one; where that is not so, the condition says exactly
where.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial

from optimizer.candidate import Candidate
from optimizer.conditions import ALWAYS, NEVER, Condition, Owned, any_of, items_of, tabulated
from optimizer.loads import ways
from optimizer.options import Key, candidates, refusal_of
from optimizer.prescribe import Option, Prescriber
from optimizer.purchase.stock import Stock
from optimizer.scenario import Scenario

Way = tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """An option with what must be owned for it.

    Parameters
    ----------
    key
        Exercise, method, slot and block.
    option
        The option with one of the baskets that allow it; only its loads may differ with others.
    when
        Where an option exists whose sets are at least as short.
    variant
        Counts the options of a key, the shortest sets first.
    """

    key: Key
    option: Option
    when: Condition
    variant: int


def make_conditional_offers(
    scenario: Scenario, stock: Stock, fixed: Collection[int]
) -> Iterator[Offer]:
    """Make every option that any basket allows, whatever the ladder says.

    Parameters
    ----------
    scenario
        The scenario with the base setup in all slots that are not fixed.
    stock
        What may be bought.
    fixed
        0-based slots with equipment of their own.

    Yields
    ------
    Offer
        In the order of an ordinary scenario's options, the variants of each together.
    """
    shop = _Shop(scenario, stock)
    for candidate in candidates(scenario):
        key = (candidate.exercise.id, candidate.method.id, candidate.slot, candidate.block.index)
        found = shop.fixed(candidate) if candidate.slot in fixed else shop.free(candidate)
        yield from (Offer(key, option, when, n) for n, (option, when) in enumerate(found))


Variants = list[tuple[Option, Condition]]


class _Shop:
    """Asks the prescriber about candidates, each question once."""

    def __init__(self, scenario: Scenario, stock: Stock) -> None:
        self.scenario = scenario
        self.stock = stock
        self.prescriber = Prescriber(scenario)
        self._known: dict[tuple[object, ...], Option | str] = {}
        self._variants: dict[tuple[object, ...], Variants] = {}

    def fixed(self, candidate: Candidate) -> Variants:
        """Return the option of a slot whose equipment is given."""
        if refusal_of(self.scenario, candidate) is not None:
            return []
        option = self._prescribed(candidate)
        return [] if isinstance(option, str) else [(option, ALWAYS)]

    def free(self, candidate: Candidate) -> Variants:
        """Return the options that some basket allows, the shortest sets first."""
        block = candidate.block
        known = candidate.exercise.equipment_any_of or ((),)
        not_refused = tuple(way for way in known if self._open(candidate, way))
        shape = (candidate.exercise.id, candidate.method.id, block.weeks, block.deload, not_refused)
        if shape not in self._variants:
            self._variants[shape] = list(self._merged(candidate, not_refused))
        return self._variants[shape]

    def _open(self, candidate: Candidate, way: Way) -> bool:
        """Whether no rule refuses a candidate once everything for a way is owned."""
        kinds = self.stock.kinds(way)
        setup = self.stock.setup(kinds, self.stock.providers(kinds))
        return refusal_of(self.scenario, replace(candidate, setup=setup)) is None

    def _merged(
        self, candidate: Candidate, alternatives: tuple[Way, ...]
    ) -> Iterator[tuple[Option, Condition]]:
        """Yield the options of several ways; the quickest way that is owned is taken."""
        tables = [self._table(candidate, way) for way in alternatives]
        options = {seconds: option for table in tables for seconds, (option, _) in table.items()}
        before: Condition = NEVER
        for seconds in sorted(options):
            when = any_of(
                table[max(slower)][1]
                for table in tables
                if (slower := [other for other in table if other <= seconds])
            )
            if when != before:
                yield options[seconds], when
            before = when

    def _table(self, candidate: Candidate, way: Way) -> dict[int, tuple[Option, Condition]]:
        """By seconds of a set, an option and where sets at least as short exist by this way."""
        kinds = self.stock.kinds(way)
        providers = self.stock.providers(kinds)
        found: dict[frozenset[str], Option | None] = {}

        def option(true: frozenset[Condition]) -> Option | None:
            bought = items_of(true)
            if bought not in found:
                asked = replace(candidate, setup=self.stock.setup(kinds, bought))
                served = way in ways(asked.exercise, asked.setup)
                answer = self._prescribed(asked) if served else "not owned"
                found[bought] = None if isinstance(answer, str) else answer
            return found[bought]

        def short(most: int, true: frozenset[Condition]) -> bool:
            made = option(true)
            return made is not None and made.set_seconds <= most

        atoms = [Owned(name) for name in providers]
        tabulated(atoms, lambda true: option(true) is not None)
        made = {o.set_seconds: o for o in found.values() if o is not None}
        return {
            seconds: (made[seconds], tabulated(atoms, partial(short, seconds)))
            for seconds in sorted(made)
        }

    def _prescribed(self, candidate: Candidate) -> Option | str:
        exercise, method, block = candidate.exercise, candidate.method, candidate.block
        # Setups of a stock are made once, so that equal ones are one object.
        shape = (exercise.id, method.id, id(candidate.setup), block.weeks, block.deload)
        if shape not in self._known:
            self._known[shape] = self.prescriber.prescribe(exercise, method, candidate.setup, block)
        return self._known[shape]

"""A newcomer in a room that others share already: placed beside them, or with a few of them moved.

Nobody else is touched where a place is left. Otherwise at most so many others as are allowed are
planned anew, each within what is left to him, until the newcomer's plan fits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from optimizer.roster.columns import Column, Seating, column_of
from optimizer.roster.priced import Prices
from optimizer.roster.sharding import place_of
from optimizer.roster.task import Outcome, Runner, Task
from optimizer.scoring import HIGHEST_SCORE

EFFORT = 1.0
"""Deterministic units for one plan: there are few to make."""

SCARCE_POINTS = Fraction(5)
"""What using something that is full costs a newcomer's plan, for a usual use of it."""

CANDIDATES = 12
"""Others who are asked at once whether they could move."""


@dataclass(frozen=True)
class Placed:
    """What became of a newcomer.

    Parameters
    ----------
    column
        The newcomer's plan; None where there is no place.
    moved
        Plans of others that changed, by place in the roster.
    alone
        The newcomer's plan with the room to himself; None where none was found.
    bound
        No plan of the newcomer scores above it.
    impossible
        Whether it is proved that there is no plan, even with the room to himself.
    """

    column: Column | None
    moved: Mapping[int, Column]
    alone: Column | None
    bound: Fraction
    impossible: bool = False


@dataclass
class Newcomer:
    """A newcomer and the room as others use it.

    Parameters
    ----------
    runner
        Who plans.
    seating
        Who has which plan; it is left as it is.
    athlete
        The newcomer's place in the roster.
    shard_size
        Athletes of a shard.
    prices
        Points per unit, by flat resource index.
    least
        Scores that others keep at least, by place in the roster.
    seed
        Random seed.
    """

    runner: Runner
    seating: Seating
    athlete: int
    shard_size: int
    prices: Prices
    least: Mapping[int, Fraction] = field(default_factory=dict)
    seed: int = 0

    def place(self, allow_moves: int = 0) -> Placed:
        """Find a place.

        Parameters
        ----------
        allow_moves
            How many others may get another plan, if there is no place otherwise.

        Returns
        -------
        Placed

        Raises
        ------
        RuntimeError
            If the newcomer's own problem fails.
        """
        bound = self._bound()
        outcome = self._ask("plan", [(self.athlete, {"left": {}, "prices": {}})])[0]
        alone = column_of(outcome)
        if alone is None:
            impossible = outcome.get("planned") == "impossible"
            return Placed(None, {}, None, bound, impossible)
        if self.seating.fits(self.athlete, alone):
            return Placed(alone, {}, alone, bound)
        left = dict(enumerate(self.seating.left))
        terms = [
            {"left": _texts(left), "prices": {}},
            {"left": {}, "prices": _texts(self._scarcity())},
            {"left": {}, "prices": _texts(self.prices)},
        ]
        beside, sparing, priced = map(
            column_of, self._ask("plan", [(self.athlete, one) for one in terms])
        )
        if beside is not None and self.seating.fits(self.athlete, beside):
            return Placed(beside, {}, alone, bound)
        for wanted in (sparing, priced, alone):
            moved = None if wanted is None else self._moves(wanted, allow_moves)
            if moved is not None:
                return Placed(wanted, moved, alone, bound)
        return Placed(None, {}, alone, bound)

    def _bound(self) -> Fraction:
        outcome = self._ask("price", [(self.athlete, {"prices": {}})])[0]
        return min(Fraction(HIGHEST_SCORE), Fraction(outcome.get("bound", HIGHEST_SCORE)))

    def _scarcity(self) -> dict[int, Fraction]:
        """Price what another athlete's usual use would overdraw, so that few have to move."""
        uses: dict[int, list[int]] = {}
        for column in self.seating.plans.values():
            for resource, amount in column.use.items():
                if amount:
                    uses.setdefault(resource, []).append(amount)
        prices = {}
        for resource, amounts in uses.items():
            usual = Fraction(sum(amounts), len(amounts))
            if self.seating.left[resource] < usual:
                prices[resource] = self.prices.get(resource, 0) + SCARCE_POINTS / usual
        return prices

    def _moves(self, wanted: Column, most: int) -> dict[int, Column] | None:
        """Move others until a plan fits; None where that does not come about."""
        room = self.seating.copy()
        room.seat(self.athlete, wanted)
        moved: dict[int, Column] = {}
        while room.overdrawn() and len(moved) < most:
            found = self._best_move(room, moved, last=len(moved) + 1 == most)
            if found is None:
                return None
            athlete, column = found
            room.seat(athlete, column)
            moved[athlete] = column
        return None if room.overdrawn() else moved

    def _best_move(
        self, room: Seating, moved: Mapping[int, Column], *, last: bool
    ) -> tuple[int, Column] | None:
        """Find whose other plan frees most of what is missing, and costs him least."""
        missing = {resource: -room.left[resource] for resource in room.overdrawn()}

        def freed(use: Mapping[int, int], other: Mapping[int, int]) -> Fraction:
            gains = (
                Fraction(min(lack, use.get(resource, 0) - other.get(resource, 0)), lack)
                for resource, lack in missing.items()
            )
            return sum(gains, Fraction(0))

        others = [
            (-freed(column.use, {}), athlete)
            for athlete, column in room.plans.items()
            if athlete != self.athlete and athlete not in moved and freed(column.use, {}) > 0
        ]
        chosen = [athlete for _, athlete in sorted(others)[:CANDIDATES]]
        asked = [(athlete, self._terms(room, athlete, last=last)) for athlete in chosen]
        best: tuple[Fraction, Fraction, int, Column] | None = None
        for athlete, outcome in zip(chosen, self._ask("plan", asked), strict=True):
            column = column_of(outcome)
            if column is None:
                continue
            held = room.plans[athlete]
            gain = freed(held.use, column.use)
            rank = (gain, column.score - held.score, -athlete, column)
            if gain > 0 and (best is None or rank[:3] > best[:3]):
                best = rank
        return None if best is None else (-best[2], best[3])

    def _terms(self, room: Seating, athlete: int, *, last: bool) -> dict[str, Any]:
        """Say what another may use: what is left and what he has, less what is missing.

        The last who may move has to free all of it, an earlier one as much as he has.
        """
        held = room.plans[athlete].use
        left = {}
        for resource, amount in enumerate(room.left):
            mine = amount + held.get(resource, 0)
            left[resource] = mine if last else max(0, mine)
        terms: dict[str, Any] = {"left": _texts(left), "prices": _texts(self.prices)}
        if athlete in self.least:
            terms["least"] = str(self.least[athlete])
        return terms

    def _ask(self, kind: str, asked: Sequence[tuple[int, Mapping[str, Any]]]) -> list[Outcome]:
        """Ask about athletes, and return their outcomes in the order in which they were asked."""
        outcomes: list[Outcome] = [{} for _ in asked]
        common = {"effort": EFFORT, "seed": self.seed} if kind == "plan" else {}
        tasks = []
        for athlete, own in asked:
            shard, index = place_of(athlete, self.shard_size)
            tasks.append(Task(kind, shard, (index,), common, (own,)))
        order = {id(task): number for number, task in enumerate(tasks)}
        for task, _, outcome in self.runner.run(tasks):
            outcomes[order[id(task)]] = outcome
        for (athlete, _), outcome in zip(asked, outcomes, strict=True):
            if "error" in outcome and athlete == self.athlete:
                raise RuntimeError(f"the newcomer's problem fails: {outcome['error']}")
        return outcomes


def _texts(by_index: Mapping[int, Any]) -> dict[str, Any]:
    """Write amounts as numbers and prices as text, by flat resource index."""
    return {
        str(index): value if isinstance(value, int) else str(value)
        for index, value in sorted(by_index.items())
    }

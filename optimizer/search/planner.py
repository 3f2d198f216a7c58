"""Finding plans: a start block by block, then improvement of a few blocks at a time.

The linear relaxation is tight (12 weeks: 0.3-1 % above the best plans known) but divided into crumbs. So
it only says what to do how much of: around its weekly sums CP-SAT finds whole plans within a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import inf

from optimizer.engines.answer import Answer, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.engines.duals import Relaxation, Relaxed
from optimizer.linear_model import LinearModel
from optimizer.search.neighbourhood import NEARBY, around
from optimizer.search.pace import Pace
from optimizer.search.part import Part, Whole
from optimizer.search.rounding import LONG, Rounding
from optimizer.search.weekly_sums import WeeklySums

# Deterministic units of a first look, and of one solve in a neighbourhood of a thousand variables;
# they grow with the square of the size (commercial gym, 2,000 variables: 33.3 points after 0.2 units,
# 33.9 after 0.8, where nothing can be above 33.95).
FIRST_UNITS, UNITS, THOUSAND = 0.05, 0.2, 1000
# Relative gap at which a neighbourhood is finished.
FINE_GAP = 0.0005
# Score points that a part must promise to be worth a solve.
PROMISE = 0.005
# Score points below their relaxations at which the starts of all parts together are good enough to go
# on; and the share of its units that a part gets there: the rest comes in the improvement.
ENOUGH, QUICK = 3.0, 0.5
# A solve in a start gets at most this part of the time that is left, over the blocks that are left.
START_SHARE = 3
# Variables up to which whole sums come first: 80 relaxations take 0.2 s, in a large part 2 s.
SMALL = 900
# So many times more gets a part in which nothing was found, at most half of what is left.
PATIENCE = 20
WIDEST = 4
# Rows up to which links between blocks are priced in a start: the relaxation of a larger model takes
# longer than the start, and few links have a price at all.
PRICED_ROWS = 20_000
# Blocks of a plan up to which single blocks and pairs are improved; beyond, twice as many together.
FEW_BLOCKS = 7

Found = Callable[[tuple[int, ...]], None]


class Planner:
    """A search for plans of a model, in steps of about half a second.

    Parameters
    ----------
    sums
        The model with its weekly sums.
    pace
        When to stop.
    found
        Told the values of the model's own variables of every better plan.
    bounded
        Told every bound that CP-SAT claims for the whole model, in objective units.
    decided
        Told when CP-SAT calls a plan optimal, or the model impossible.
    relaxed
        The solved relaxation of the model with its sums, where it is known already.
    """

    def __init__(
        self,
        sums: WeeklySums,
        pace: Pace,
        found: Found,
        bounded: Callable[[int], None],
        decided: Callable[[Verdict], None],
        relaxed: Relaxed | None = None,
    ) -> None:
        self._relaxed = relaxed
        self._sums = sums
        self._whole = Whole(sums)
        self._pace = pace
        self._most = inf
        self._enough = ENOUGH / self._whole.blocks
        self._found = found
        self._bounded = bounded
        self._decided = decided
        self._best: tuple[int, ...] | None = None
        self._objective, self._constant = sums.linear.objective()
        self.verdict = Verdict.UNKNOWN

    def steps(self) -> Iterator[None]:
        """Search until the pace is over or nothing is left to prove; hands over between steps."""
        if self._best is None:
            yield from self._start()
        if self._best is not None and self.verdict is Verdict.UNKNOWN:
            yield from self._improve()
        units = 8 * UNITS
        while not self._pace.over() and self.verdict is Verdict.UNKNOWN:
            self._solve_whole(units)
            units *= 2
            yield

    def adopt(self, plan: tuple[int, ...]) -> None:
        """Go on from another search's plan, if it is better."""
        if self._best is None or self._reached(plan) > self._reached(self._best):
            self._best = plan

    # ---- a start ----

    def _start(self) -> Iterator[None]:
        blocks = self._whole.blocks
        if blocks == 1:
            yield from self._only_block()
            return
        held: dict[int, int] = {}
        prices = self._prices()
        for block in range(blocks):
            part = self._whole.part({block}, held, prices)
            values = None
            self._most = self._pace.share(START_SHARE * (blocks - block))
            for better in self._good(part):
                values = better
                yield
            if values is None:
                return  # the blocks before may be to blame: the whole model is asked next
            held.update(zip(part.variables, values, strict=True))
        self._keep(held)

    def _prices(self) -> Sequence[float]:
        """Dual values of all rows; zero where finding them would take too long."""
        rows = len(self._sums.linear.rows)
        if self._relaxed is None and rows <= PRICED_ROWS:
            self._relaxed = Relaxation(self._sums.linear).solve({}, LONG)
            self._pace.spend_relaxation(rows)
        known = () if self._relaxed is None else self._relaxed.multipliers
        return known or (0.0,) * rows

    def _only_block(self) -> Iterator[None]:
        part = Part(
            self._sums.linear,
            tuple(range(len(self._sums.linear.variables))),
            days=self._sums.days,
            sets=self._sums.sets,
            slots=self._sums.slots,
        )
        self._solve_whole(FIRST_UNITS)
        if self.verdict is not Verdict.UNKNOWN:
            return
        yield
        for values in self._good(part, self._best):
            if values is not None:
                self._keep(dict(enumerate(values)))
            yield

    def _good(
        self, part: Part, plan: tuple[int, ...] | None = None
    ) -> Iterator[tuple[int, ...] | None]:
        """Find good values of a part: yields better and better ones, the last are the best."""
        best = None if plan is None else self._sums.with_sums(plan)
        relaxation = Relaxation(part.model)
        relaxed = relaxation.solve({}, LONG)
        if relaxed is not None and relaxed.points is not None:
            guides = self._guides(part, relaxation, relaxed)
            while best is None or relaxed.points - float(part.worth(best)) > self._enough:
                guide = None if self._pace.over() else next(guides, None)
                if guide is None:
                    break
                near = around(part, guide, best, 1)
                units = min(QUICK * _units(part), self._most)
                found = self._solved(part, near, best, units)
                best = part.best(best, found)
                yield best
        if best is None:
            units = min(self._pace.share(2), PATIENCE * _units(part))
            best = self._solved(part, part.model, None, units)
            yield best

    def _guides(
        self, part: Part, relaxation: Relaxation, relaxed: Relaxed
    ) -> Iterator[tuple[float, ...]]:
        """Yield where good plans may be: the relaxation, and the same with whole sums."""
        small = len(part.variables) <= SMALL
        for rounded in (small, not small):
            if not rounded:
                yield relaxed.values
                continue
            rounding = Rounding(part, relaxation, self._pace.over)
            guide = rounding.values()
            self._pace.spend_relaxation(len(part.model.rows), rounding.solves)
            if guide is not None:
                yield guide

    # ---- improvement ----

    def _improve(self) -> Iterator[None]:
        """Improve windows of blocks in turn, wider and longer where nothing is gained any more."""
        width, effort = 1, 1
        while not self._pace.over() and width <= WIDEST:
            gained = False
            for window in self._windows():
                if self._pace.over():
                    return
                gained |= self._improved(window, width, effort)
                yield
            if not gained:
                width, effort = width + 1, effort * 2

    def _windows(self) -> list[range]:
        blocks = self._whole.blocks
        lengths = (1, 2) if blocks <= FEW_BLOCKS else (2, 4)
        return [
            range(first, first + length)
            for length in lengths
            if length <= blocks
            for first in reversed(range(blocks - length + 1))
        ]

    def _improved(self, window: Sequence[int], width: int, effort: int) -> bool:
        assert self._best is not None
        best = dict(enumerate(self._sums.with_sums(self._best)))
        part = self._whole.part(window, best)
        plan = tuple(best[index] for index in part.variables)
        relaxation = Relaxation(part.model)
        relaxed = relaxation.solve({}, LONG)
        self._pace.spend_relaxation(len(part.model.rows))
        if relaxed is None or not relaxed.values or relaxed.points is None:
            return False
        if relaxed.points - float(part.worth(plan)) < PROMISE:
            return False
        near = around(part, relaxed.values, plan, width)
        better = self._solved(part, near, plan, effort * _units(part))
        if better is None or part.worth(better) <= part.worth(plan):
            return False
        best.update(zip(part.variables, better, strict=True))
        return self._keep(best)

    # ---- solves ----

    def _solved(
        self,
        part: Part,
        model: LinearModel,
        plan: tuple[int, ...] | None,
        units: float,
    ) -> tuple[int, ...] | None:
        """Solve a neighbourhood; what is known comes back where nothing better is found."""
        hint = None if plan is None else dict(enumerate(plan))
        limits = self._pace.limits(units, FINE_GAP)
        answer = solve_with_cp_sat(model, limits, hint=hint, parameters=NEARBY)
        self._pace.spend(answer.deterministic_time)
        if answer.values is None:
            return plan
        if plan is not None and part.worth(answer.values) <= part.worth(plan):
            return plan
        return answer.values

    def _solve_whole(self, units: float) -> None:
        """Give CP-SAT the whole model, with the best plan as a start."""
        linear = self._sums.linear
        hint = None
        if self._best is not None:
            hint = dict(enumerate(self._sums.with_sums(self._best)))
        answer = solve_with_cp_sat(linear, self._pace.limits(units), hint=hint)
        self._pace.spend(answer.deterministic_time)
        self._learn(answer)

    def _learn(self, answer: Answer) -> None:
        if answer.bound is not None:
            self._bounded(answer.bound)
        if answer.values is not None:
            self._keep(dict(enumerate(answer.values)))
        if answer.verdict in (Verdict.OPTIMAL, Verdict.IMPOSSIBLE):
            self.verdict = answer.verdict
            self._decided(answer.verdict)

    def _keep(self, values: dict[int, int]) -> bool:
        """Keep a plan of the whole model if it is better than the best."""
        plan = tuple(values[index] for index in range(self._sums.own))
        if self._best is not None and self._reached(plan) <= self._reached(self._best):
            return False
        self._best = plan
        self._found(plan)
        return True

    def _reached(self, plan: Sequence[int]) -> int:
        return sum(c * plan[i] for i, c in self._objective.items())

    @property
    def score(self) -> Fraction | None:
        """Score points of the best plan."""
        if self._best is None:
            return None
        return Fraction(self._reached(self._best) + self._constant, self._sums.linear.scale)


def _units(part: Part) -> float:
    """Deterministic units that a solve in a part deserves."""
    return UNITS * max(0.5, len(part.variables) / THOUSAND) ** 2

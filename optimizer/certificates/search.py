"""A branching tree whose leaves are bounded in integers; an engine's doubles only choose the way."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, inf, prod

from optimizer.certificates.arithmetic import Proof
from optimizer.certificates.certificate import Branch, CertificateError, Leaf
from optimizer.certificates.rounding import PRECISIONS, rounded_leaf
from optimizer.engines.answer import Watch
from optimizer.engines.duals import Relaxation, Relaxed
from optimizer.linear_model import LinearModel

# A value this far from a whole number is worth branching on.
FRACTIONAL = 1e-5
# Variables tried with both cases before one is branched on: half of them those that were best when
# they were last tried. Few cases are worth the time (garage, 4 weeks, 7 s: 249 cases prove 92.435 with
# 2 tried, 63 cases prove 92.395 with 16). The first case tries more, to know what is good.
TRIED = 8
TRIED_FIRST = 60
# Score points that an infeasible case is worth when variables are compared.
INFEASIBLE_GAIN = 10.0
SMALLEST_GAIN = 1e-6
# A relaxation that was begun comes to an end even where the time is nearly up.
LEAST_SECONDS = 2.0
# Numbers in all leaves together; some 20 characters each, so that a file stays under 5 MB.
MOST_MULTIPLIERS = 230_000
# For one relaxation, where there is no deadline.
LONG = 3600.0
# Score points by which leaves may be worse than the best that is known of them, to be shorter.
LEEWAY = 2e-4
FINEST = (None, PRECISIONS[-1])
# An elastic optimum nearer to 0 than this proves nothing.
NOTHING_MISSED = 1e-7
NOTHING_KNOWN = Leaf(scale=1, rows=(), multipliers=())

Box = dict[int, tuple[int, int]]


@dataclass
class Case:
    """A node of the tree: a box, and what is proved about it.

    Parameters
    ----------
    box
        Bounds that differ from the model's.
    leaf, bound
        Proof and bound in objective units; a bound of None with a leaf says that nothing is in it.
    points, values
        Optimum and solution of the relaxation; no values where there is nothing to branch on.
    multipliers
        The dual values that the leaf was rounded from.
    branch, cases
        How the box is divided, once it is.
    """

    box: Box
    leaf: Leaf
    bound: int | None
    points: float = inf
    values: tuple[float, ...] = ()
    multipliers: tuple[float, ...] = ()
    branch: Branch | None = None
    cases: tuple[Case, Case] | None = None


class TreeSearch:
    """Best-first search: the case with the highest bound is divided next.

    Parameters
    ----------
    proof
        The model with its sums.
    model
        The same as a linear model, for the engine.
    preferred
        Variables to branch on first.
    deadline
        Value of the monotonic clock at which to stop; None for none.
    elastic
        Whether to look for a proof that there is no plan at all.
    watch
        Its `stop` event ends the search with what is proved.
    """

    def __init__(
        self,
        proof: Proof,
        model: LinearModel,
        preferred: Sequence[int],
        deadline: float | None,
        *,
        elastic: bool = False,
        watch: Watch | None = None,
    ) -> None:
        self._gains: dict[int, float] = {}
        self._stop = (watch or Watch()).stop
        self._proof = proof
        self._model = model
        self._preferred = frozenset(preferred)
        self._deadline = deadline
        self._impossible = elastic
        self._relaxation = Relaxation(model, elastic=elastic)
        self._elastic: Relaxation | None = self._relaxation if elastic else None
        self._enough: int | None = None
        self.leaves = 1
        self.multipliers = 0
        self.root = self._bounded({}, self._relaxed({}), None)

    def seconds_left(self) -> float:
        """Seconds until the deadline; none once the watch says stop."""
        if self._stop.is_set():
            return 0.0
        return LONG if self._deadline is None else self._deadline - time.monotonic()

    def run(self, enough: int | None, most_leaves: int | None) -> None:
        """Divide cases until all bounds are at most `enough`, or time or size run out."""
        self._enough = enough
        order = 0
        waiting = [(-_high(self.root), order, self.root)]
        while waiting and self._room(most_leaves) and self.seconds_left() > 0:
            case = heapq.heappop(waiting)[2]
            if case.bound is None or (enough is not None and case.bound <= enough):
                break  # and so are all that still wait
            if not self._divide(case):
                break  # nothing to divide: this bound stays, and is that of the whole tree
            for child in case.cases or ():
                order += 1
                heapq.heappush(waiting, (-_high(child), order, child))
            self.leaves += 1
            self.multipliers += sum(len(child.leaf.rows) for child in case.cases or ())
            self.multipliers -= len(case.leaf.rows)

    def _room(self, most_leaves: int | None) -> bool:
        few = most_leaves is None or self.leaves < most_leaves
        return few and self.multipliers < MOST_MULTIPLIERS

    def bound(self) -> int | None:
        """Bound of the whole tree in objective units; None where every case is empty."""
        bounds = [c.bound for c in self.cases() if c.cases is None and c.bound is not None]
        return max(bounds, default=None)

    def cases(self) -> Iterator[Case]:
        """All cases, each before its first and then its second half."""
        waiting = [self.root]
        while waiting:
            case = waiting.pop()
            yield case
            waiting.extend(reversed(case.cases or ()))

    def tree(self) -> tuple[Branch | Leaf, ...]:
        """Write the tree down, every leaf as short as the bound of the whole allows."""
        bound = self.bound()
        goal = None if bound is None else bound + int(LEEWAY * self._proof.scale)
        if bound is not None and self._enough is not None and bound <= self._enough:
            goal = min(bound + int(LEEWAY * self._proof.scale), self._enough)
        return tuple(case.branch or self._short(case, goal) for case in self.cases())

    def _short(self, case: Case, goal: int | None) -> Leaf:
        if case.bound is None or goal is None or not case.multipliers:
            return case.leaf
        lower, upper = self._ends(case.box)
        for precision in PRECISIONS:
            leaf = rounded_leaf(self._proof, case.multipliers, precision)
            bound = None if leaf is None else self._proof.leaf_bound(leaf, lower, upper)
            if leaf is not None and bound is not None and bound <= goal:
                return leaf
        return case.leaf

    def _ends(self, box: Box) -> tuple[list[int], list[int]]:
        lower, upper = list(self._proof.lower), list(self._proof.upper)
        for index, (low, high) in box.items():
            lower[index], upper[index] = low, high
        return lower, upper

    def _relaxed(self, box: Box) -> Relaxed | None:
        return self._relaxation.solve(box, max(self.seconds_left(), LEAST_SECONDS))

    def _bounded(self, box: Box, relaxed: Relaxed | None, parent: Case | None) -> Case:
        """Bound a box by its own relaxation, or by its parent's multipliers where those are better."""
        lower, upper = self._ends(box)
        empty = self._empty(box, relaxed, lower, upper)
        if empty is not None:
            return empty
        leaf = NOTHING_KNOWN if parent is None else parent.leaf
        case = Case(box, leaf, self._proof.leaf_bound(leaf, lower, upper))
        if parent is not None:
            case.multipliers = parent.multipliers
        if relaxed is None or relaxed.points is None:
            return case
        case.points, case.values = relaxed.points, relaxed.values
        for precision in () if self._impossible else FINEST:
            own = rounded_leaf(self._proof, relaxed.multipliers, precision)
            bound = None if own is None else self._proof.leaf_bound(own, lower, upper)
            if own is not None and bound is not None and (case.bound is None or bound < case.bound):
                case.leaf, case.bound, case.multipliers = own, bound, relaxed.multipliers
        return case

    def _empty(
        self, box: Box, relaxed: Relaxed | None, lower: list[int], upper: list[int]
    ) -> Case | None:
        """Prove that a box is empty, where the relaxation says so."""
        if relaxed is not None and relaxed.points is None and not self._impossible:
            if self._elastic is None:
                self._elastic = Relaxation(self._model, elastic=True)
            relaxed = self._elastic.solve(box, max(self.seconds_left(), LEAST_SECONDS))
        elif not self._impossible:
            return None
        if relaxed is None or relaxed.points is None or relaxed.points > -NOTHING_MISSED:
            return None
        for precision in PRECISIONS:
            leaf = rounded_leaf(self._proof, relaxed.multipliers, precision, infeasible=True)
            if leaf is not None and self._proves_empty(leaf, lower, upper):
                return Case(box, leaf, None)
        return None

    def _proves_empty(self, leaf: Leaf, lower: list[int], upper: list[int]) -> bool:
        try:
            return self._proof.leaf_bound(leaf, lower, upper) is None
        except CertificateError:
            return False

    def _divide(self, case: Case) -> bool:
        """Divide a case by the variable whose two cases the relaxation bounds best."""
        best: tuple[float, int, list[tuple[Box, Relaxed | None]]] | None = None
        for index in self._candidates(case.values):
            value = floor(case.values[index])
            low, high = case.box.get(index, (self._proof.lower[index], self._proof.upper[index]))
            boxes = {**case.box, index: (low, value)}, {**case.box, index: (value + 1, high)}
            tried = [(box, self._relaxed(box)) for box in boxes]
            gain = prod(self._gain(case, relaxed) for _, relaxed in tried)
            self._gains[index] = gain
            if best is None or gain > best[0]:
                best = gain, index, tried
            if self.seconds_left() <= 0:
                break
        if best is None:
            return False
        _, index, (first, second) = best
        case.branch = Branch(variable=index, at_most=floor(case.values[index]))
        case.cases = self._bounded(*first, case), self._bounded(*second, case)
        case.values, case.multipliers = (), ()
        return True

    def _gain(self, case: Case, relaxed: Relaxed | None) -> float:
        if relaxed is None:
            return SMALLEST_GAIN
        if relaxed.points is None or (self._impossible and relaxed.points < -NOTHING_MISSED):
            return INFEASIBLE_GAIN
        return max(case.points - relaxed.points, SMALLEST_GAIN)

    def _candidates(self, values: Sequence[float]) -> list[int]:
        distance = {
            index: abs(value - round(value))
            for index, value in enumerate(values)
            if abs(value - round(value)) > FRACTIONAL
        }
        first = [index for index in distance if index in self._preferred]
        by_distance = sorted(first or distance, key=lambda index: (-distance[index], index))
        known = [index for index in by_distance if index in self._gains]
        known.sort(key=lambda index: -self._gains[index])
        chosen = [*known[: TRIED // 2], *(i for i in by_distance if i not in self._gains)]
        return list(dict.fromkeys([*chosen, *known]))[: TRIED if self._gains else TRIED_FIRST]


def _high(case: Case) -> float:
    return float("-inf") if case.bound is None else case.bound

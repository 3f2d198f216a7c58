"""A branching tree whose leaves are bounded in integers; an engine's doubles only choose the way."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, inf

from optimizer.certificates.arithmetic import Proof
from optimizer.certificates.branching import CLOSING_GAIN, SMALLEST_GAIN, Box, Branching
from optimizer.certificates.certificate import Branch, CertificateError, Leaf
from optimizer.certificates.lazy_rows import LazyRelaxation
from optimizer.certificates.rounding import NOISE, PRECISIONS, best_leaf, rounded_leaf
from optimizer.engines.answer import Watch
from optimizer.engines.duals import Relaxation, Relaxed
from optimizer.linear_model import LinearModel

# A value this far from a whole number is worth branching on.
FRACTIONAL = 1e-5
# A relaxation that was begun comes to an end even where the time is nearly up.
LEAST_SECONDS = 2.0
# Numbers in all leaves together; some 20 characters each, so that a file stays under 5 MB.
MOST_MULTIPLIERS = 230_000
# For one relaxation, where there is no deadline.
LONG = 3600.0
# Score points by which leaves may be worse than the best that is known of them, to be shorter.
LEEWAY = 2e-4
# An elastic optimum nearer to 0 than this proves nothing.
NOTHING_MISSED = 1e-7
NOTHING_KNOWN = Leaf(scale=1, rows=(), multipliers=())


@dataclass
class Case:
    """A node of the tree: a box, and what is proved about it.

    Parameters
    ----------
    box
        Bounds that differ from the model's.
    leaf, bound
        Proof and bound in objective units; a bound of None with a leaf says that nothing is in it.
    points, divided
        Optimum of the relaxation, and its values that are not whole; none where there is nothing to
        branch on.
    multipliers
        The dual values that the leaf was rounded from, by row.
    branch, cases
        How the box is divided, once it is.
    """

    box: Box
    leaf: Leaf
    bound: int | None
    points: float = inf
    divided: Mapping[int, float] = field(default_factory=dict)
    multipliers: Mapping[int, float] = field(default_factory=dict)
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
        Value of the monotonic clock at which to stop; None for none. It may be moved.
    elastic
        Whether to look for a proof that there is no plan at all.
    watch
        Its `stop` event ends the search with what is proved.
    values
        Values of the relaxation, where they are known already.
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
        values: Sequence[float] | None = None,
    ) -> None:
        self.deadline = deadline
        self._stop = (watch or Watch()).stop
        self._proof = proof
        self._model = model
        self._branching = Branching(zip(proof.lower, proof.upper, strict=True), preferred)
        self._impossible = elastic
        self._elastic = Relaxation(model, elastic=True) if elastic else None
        self._relaxation = self._elastic or LazyRelaxation(model, self._seconds_for_one(), values)
        self._enough: int | None = None
        self.root = self._bounded({}, self._relaxed({}), None)
        self.leaves = 1
        self.multipliers = len(self.root.leaf.rows)
        # Those that still can be divided, the highest bound first; ties in the order of making.
        self._waiting = [(-_high(self.root), 0, self.root)]
        self._made = 0
        self._stuck: Case | None = None

    def seconds_left(self) -> float:
        """Seconds until the deadline; none once the watch says stop."""
        if self._stop.is_set():
            return 0.0
        return LONG if self.deadline is None else self.deadline - time.monotonic()

    def run(self, enough: int | None, most_leaves: int | None) -> None:
        """Divide cases until all bounds are at most `enough`, or time or size run out."""
        self._enough = enough
        while self.open(enough) and self._room(most_leaves) and self.seconds_left() > 0:
            self.step()

    def open(self, enough: int | None = None) -> bool:
        """Whether dividing the case with the highest bound could still lower it below `enough`."""
        bound = self.bound()
        return self._stuck is None and bound is not None and (enough is None or bound > enough)

    def step(self) -> None:
        """Divide the case with the highest bound; where that cannot be, its bound is the last word."""
        if self._stuck is not None:
            return
        case = heapq.heappop(self._waiting)[2]
        if not self._divide(case):
            self._stuck = case
            return
        for child in case.cases or ():
            self._made += 1
            heapq.heappush(self._waiting, (-_high(child), self._made, child))
            self.multipliers += len(child.leaf.rows)
        self.leaves += 1
        self.multipliers -= len(case.leaf.rows)
        case.divided, case.multipliers = {}, {}  # only leaves need what they were made from

    def _room(self, most_leaves: int | None) -> bool:
        few = most_leaves is None or self.leaves < most_leaves
        return few and self.multipliers < MOST_MULTIPLIERS

    def bound(self) -> int | None:
        """Bound of the whole tree in objective units; None where every case is empty."""
        highest = self._stuck or self._waiting[0][2]
        return highest.bound

    def cases(self) -> Iterator[Case]:
        """All cases, each before its first and then its second half."""
        waiting = [self.root]
        while waiting:
            case = waiting.pop()
            yield case
            waiting.extend(reversed(case.cases or ()))

    def tree(self, leeway: float = LEEWAY) -> tuple[Branch | Leaf, ...]:
        """Write the tree down, every leaf as short as the bound of the whole allows.

        Parameters
        ----------
        leeway
            Score points by which leaves may be worse than the best that is known of them.
        """
        bound = self.bound()
        goal = None if bound is None else bound + int(leeway * self._proof.scale)
        if goal is not None and bound is not None and self._enough is not None:
            goal = min(goal, self._enough) if bound <= self._enough else goal
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

    def _seconds_for_one(self) -> float:
        return max(self.seconds_left(), LEAST_SECONDS)

    def _relaxed(self, box: Box, *, points_only: bool = False) -> Relaxed | None:
        return self._relaxation.solve(box, self._seconds_for_one(), points_only=points_only)

    def _bounded(self, box: Box, relaxed: Relaxed | None, parent: Case | None) -> Case:
        """Bound a box by its own relaxation, or by its parent's multipliers where those are better."""
        lower, upper = self._ends(box)
        empty = self._empty(box, relaxed, lower, upper)
        if empty is not None:
            return empty
        case = Case(box, NOTHING_KNOWN, None)
        known = relaxed is not None and relaxed.points is not None
        if relaxed is not None and relaxed.points is not None:
            case.points = relaxed.points
            case.divided = {
                index: value
                for index, value in enumerate(relaxed.values)
                if abs(value - round(value)) > FRACTIONAL
            }
            if not self._impossible:
                multipliers = _nonzero(relaxed.multipliers)
                aim = floor(relaxed.points * self._proof.scale) - self._proof.constant
                found = best_leaf(self._proof, multipliers, lower, upper, aim)
                if found is not None:
                    case.multipliers = multipliers
                    case.leaf, case.bound = found
        if case.bound is None or (parent and parent.bound and case.bound > parent.bound):
            leaf = NOTHING_KNOWN if parent is None else parent.leaf
            case.leaf, case.bound = leaf, self._proof.leaf_bound(leaf, lower, upper)
            case.multipliers = parent.multipliers if parent and known else {}
        return case

    def _empty(
        self, box: Box, relaxed: Relaxed | None, lower: list[int], upper: list[int]
    ) -> Case | None:
        """Prove that a box is empty, where the relaxation says so."""
        if relaxed is not None and relaxed.points is None and not self._impossible:
            if self._elastic is None:
                self._elastic = Relaxation(self._model, elastic=True)
            relaxed = self._elastic.solve(box, self._seconds_for_one())
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
        chosen = self._branching.choose(
            case.box,
            case.divided,
            lambda box: self._gain(case, box),
            lambda: self.seconds_left() <= 0,
        )
        if chosen is None:
            return False
        index, boxes = chosen
        case.branch = Branch(variable=index, at_most=floor(case.divided[index]))
        first, second = (self._bounded(box, self._relaxed(box), case) for box in boxes)
        case.cases = first, second
        return True

    def _gain(self, case: Case, box: Box) -> float:
        """Score points by which the relaxation of a box is lower than that of the case."""
        relaxed = self._relaxed(box, points_only=True)
        if relaxed is None:
            return SMALLEST_GAIN
        if relaxed.points is None or (self._impossible and relaxed.points < -NOTHING_MISSED):
            return CLOSING_GAIN
        return max(case.points - relaxed.points, SMALLEST_GAIN)


def _nonzero(multipliers: Sequence[float]) -> dict[int, float]:
    return {row: value for row, value in enumerate(multipliers) if abs(value) > NOISE}


def _high(case: Case) -> float:
    return float("-inf") if case.bound is None else case.bound

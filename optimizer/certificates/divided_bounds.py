"""A bound that gets lower the longer it is worked on: one tree per block, held together by prices.

The rows between blocks are hardly priced in the linear relaxation of a plan, so that proofs of single
blocks add up to a proof of the whole, where the cases of a single tree multiply.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from optimizer.certificates.block_search import BlockSearch
from optimizer.certificates.blocks import Division
from optimizer.certificates.certificate import Certificate, Leaf, Lemma
from optimizer.certificates.extended import Extended
from optimizer.certificates.rounding import best_leaf
from optimizer.certificates.search import LEAST_SECONDS, LEEWAY, LONG, MOST_MULTIPLIERS, TreeSearch
from optimizer.certificates.writing import claimed, without_unused_sums
from optimizer.engines.answer import Watch
from optimizer.engines.duals import Relaxation

if TYPE_CHECKING:
    from optimizer.engines.duals import Relaxed

# A block with so many times fewer cases than another has its turn, whatever it promises: bounds
# stand still for a while where many cases have the same.
BEHIND = 6
# A single step may go on for so long beyond the time it was given.
STEP_SECONDS = 1.0


class DividedBounds:
    """The lowest bound proved so far on the objective of a model.

    It starts as that of the linear relaxation, made exact. Every piece of work that `improve` is
    given goes where the last ones gained most.

    Parameters
    ----------
    model
        The model with its sums; see `extended`.
    seconds
        Wall-clock limit of the relaxation; None for none.
    relaxed
        The solved relaxation of the model with its sums, where it is known already.
    watch
        Its `stop` event ends all work.

    Attributes
    ----------
    relaxed
        The solved relaxation; None where nothing came of it in time.
    """

    def __init__(
        self,
        model: Extended,
        *,
        seconds: float | None = None,
        relaxed: Relaxed | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._watch = watch or Watch()
        self._model = model
        self._proof = model.proof()
        if relaxed is None:
            limit = LONG if seconds is None else max(seconds, LEAST_SECONDS)
            relaxed = Relaxation(model.linear).solve({}, limit)
        self.relaxed = relaxed
        self._root = Leaf(scale=1, rows=(), multipliers=())
        multipliers = () if relaxed is None else relaxed.multipliers
        found = best_leaf(self._proof, multipliers, self._proof.lower, self._proof.upper)
        if found is not None:
            self._root = found[0]
        root = self._proof.leaf_bound(self._root, self._proof.lower, self._proof.upper)
        self._root_bound = self._points(root)
        self._division = Division.of(model.linear, model.block_of)
        self._prices = self._division.prices(multipliers) if multipliers else {}
        self._preferred = frozenset(model.preferred)
        self._undivided = len(self._division.blocks) > 1
        self._parts: list[BlockSearch] = []
        self._whole: TreeSearch | None = None
        self._enough: Fraction | None = None
        if relaxed is not None and relaxed.points is None:  # says that there is no plan: prove it
            deadline = None if seconds is None else time.monotonic() + seconds
            self._whole = self._search_whole(deadline)

    @property
    def bound(self) -> Fraction | None:
        """No plan scores above this (score points, exact); None: there is no plan at all."""
        bounds = [self._root_bound]
        if self._parts:
            bounds.append(self._glued())
        if self._whole is not None:
            bounds.append(self._points(self._whole.bound()))
        return None if None in bounds else min(b for b in bounds if b is not None)

    @property
    def leaves(self) -> int:
        """Cases that were made so far; the relaxation alone is one."""
        trees = [part.search for part in self._parts] + ([self._whole] if self._whole else [])
        return max(1, sum(tree.leaves for tree in trees))

    @property
    def finished(self) -> bool:
        """Whether more work would gain nothing, or make a certificate too large."""
        if self.bound is None or self._watch.stop.is_set():
            return True
        multipliers = sum(part.search.multipliers for part in self._parts)
        if self._whole is None:
            return multipliers >= MOST_MULTIPLIERS
        return not self._whole.open() or multipliers + self._whole.multipliers >= MOST_MULTIPLIERS

    def improve(
        self,
        *,
        seconds: float | None = None,
        leaves: int | None = None,
        enough: Fraction | None = None,
    ) -> Fraction | None:
        """Lower the bound.

        Parameters
        ----------
        seconds
            Wall-clock time to spend; a step that was begun comes to its end. None for no limit.
        leaves
            Cases to make at most; the same number gives the same bound everywhere. None for no limit.
        enough
            A bound in score points below which nothing more is asked for.

        Returns
        -------
        Fraction or None
            The bound.
        """
        self._enough = enough
        deadline = None if seconds is None else time.monotonic() + seconds
        most = None if leaves is None else self.leaves + leaves
        while not self.finished and not self._reached():
            if deadline is not None and time.monotonic() >= deadline:
                break
            if most is not None and self.leaves >= most:
                break
            self._step(deadline)
        return self.bound

    def _reached(self) -> bool:
        bound = self.bound
        return bound is None or (self._enough is not None and bound <= self._enough)

    def _step(self, deadline: float | None) -> None:
        """Divide a case of the block that promises most; of the whole where all blocks are done."""
        if self._undivided and self.relaxed is not None and self.relaxed.values:
            self._undivided = False
            self._divide(self.relaxed.values, deadline)
            return
        # A tree of the whole begins at the relaxation again: only where the blocks have no more to give.
        open_parts = [part for part in self._parts if part.search.open()]
        if open_parts:
            most = max(part.search.leaves for part in self._parts)
            behind = [part for part in open_parts if part.search.leaves * BEHIND < most]
            part = max(behind or open_parts, key=BlockSearch.promise)
            part.search.deadline = _end_of_step(deadline)
            part.step()
            return
        if self._whole is None:
            self._whole = self._search_whole(deadline)
            return
        self._whole.deadline = _end_of_step(deadline)
        self._whole.step()

    def _search_whole(self, deadline: float | None) -> TreeSearch:
        return TreeSearch(
            self._proof,
            self._model.linear,
            self._model.preferred,
            deadline,
            watch=self._watch,
            values=self.relaxed.values if self.relaxed else None,
        )

    def _divide(self, values: Sequence[float], deadline: float | None) -> None:
        """Begin a tree for every block, each with its share of the values of the relaxation."""
        for block in self._division.blocks:
            alone = self._division.alone(block, self._prices)
            if not alone.rewards["block"]:
                continue  # worth nothing at these prices, and so nothing at best
            preferred = [n for n, index in enumerate(block.variables) if index in self._preferred]
            share = [values[index] for index in block.variables]
            self._parts.append(BlockSearch(block, alone, preferred, deadline, self._watch, share))

    def _points(self, bound: int | None) -> Fraction | None:
        if bound is None:
            return None
        return Fraction(bound + self._proof.constant, self._proof.scale)

    def _glued(self) -> Fraction | None:
        """Add the blocks up as the checker does, rounded down to what an objective can be."""
        total = Fraction(self._division.paid(self._prices), self._division.grid)
        for part in self._parts:
            bound = part.search.bound()
            if bound is None:
                return None
            total += Fraction(bound, part.scale)
        unit = self._proof.goal.unit
        return self._points(floor(total * self._proof.scale / unit) * unit)

    def _glue(self) -> Leaf:
        """Bound the whole by a lemma per block, or by the one of a block that nothing is in."""
        first = len(self._proof.rows)
        for number, part in enumerate(self._parts):
            if part.search.bound() is None:
                return Leaf(scale=0, rows=(first + number,), multipliers=(1,))
        return self._division.glue(self._prices, [part.scale for part in self._parts], first)

    def _leeway(self) -> float:
        """Score points that may be lost for a shorter proof: none that are needed."""
        bound = self.bound
        if bound is None or self._enough is None or bound > self._enough:
            return LEEWAY
        return min(LEEWAY, float(self._enough - bound))

    def certificate(self, scenario_sha256: str) -> Certificate:
        """Write down the proof of the bound, with the bound that the checker finds in it.

        Parameters
        ----------
        scenario_sha256
            The hash of the scenario that the model was made of.
        """
        lemmas: tuple[Lemma, ...] = ()
        bound = self.bound
        if self._whole is not None and self._points(self._whole.bound()) == bound:
            tree = self._whole.tree(self._leeway())
        elif self._parts and self._glued() == bound:
            lemmas = tuple(part.lemma(self._leeway() / len(self._parts)) for part in self._parts)
            tree = (self._glue(),)
        else:
            tree = (self._root,)
        made = Certificate(
            scenario=scenario_sha256,
            model=self._model.own.sha256(),
            bound=None,
            sums=self._model.steps,
            lemmas=lemmas,
            tree=tree,
        )
        return claimed(without_unused_sums(made, self._model.own), self._model.own)


def _end_of_step(deadline: float | None) -> float | None:
    """Let a step that was begun come to its end: one broken off branches on what it tried first."""
    return None if deadline is None else max(deadline, time.monotonic() + STEP_SECONDS)

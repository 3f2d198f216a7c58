"""One block's share of a bound: a tree of its own, and how much it gains per case."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.certificates.arithmetic import Proof
from optimizer.certificates.blocks import Block
from optimizer.certificates.certificate import Branch, Leaf, Lemma
from optimizer.certificates.checker import tree_bound
from optimizer.certificates.search import TreeSearch
from optimizer.engines.answer import Watch
from optimizer.linear_model import LinearModel

# Cases of every block before it is known which ones gain.
FIRST_LEAVES = 4


class BlockSearch:
    """The tree of a block at fixed prices.

    Parameters
    ----------
    block
        Where its variables and rows stand in the whole.
    model
        The block alone, with an objective that is not empty.
    preferred
        Variables of the block to branch on first.
    deadline
        Value of the monotonic clock; None for none.
    watch
        Its `stop` event ends the search.
    values
        Values of the block's relaxation, where they are known.
    """

    def __init__(
        self,
        block: Block,
        model: LinearModel,
        preferred: Sequence[int],
        deadline: float | None,
        watch: Watch,
        values: Sequence[float] | None = None,
    ) -> None:
        self._block = block
        self._proof = Proof(model)
        self.scale = model.scale
        self.search = TreeSearch(
            self._proof, model, preferred, deadline, watch=watch, values=values
        )
        self._bounds = [self._points()]

    def step(self) -> None:
        """Divide the case with the highest bound."""
        self.search.step()
        self._bounds.append(self._points())

    def promise(self) -> float:
        """Score points that a case more has gained of late, per row; all there is for the first."""
        if len(self._bounds) < FIRST_LEAVES:
            return float("inf")
        half = len(self._bounds) // 2
        gained = self._bounds[half] - self._bounds[-1]
        return gained / (len(self._bounds) - half) / max(1, len(self._block.rows))

    def _points(self) -> float:
        bound = self.search.bound()
        return 0.0 if bound is None else bound / self.scale

    def lemma(self, leeway: float) -> Lemma:
        """Write the block's proof down as a lemma about the whole.

        Parameters
        ----------
        leeway
            Score points that may be lost for a shorter one.
        """
        tree = self.search.tree(leeway)
        goal = self._proof.goal
        bound = tree_bound(self._proof, goal, tree)
        if bound is None:
            # Nothing is in the block: any right side is proved, so one that nothing satisfies.
            low, high = self._proof.lower, self._proof.upper
            bound = sum(c * (low if c > 0 else high)[i] for i, c in goal.terms.items()) - 1
        variables = self._block.variables
        return Lemma(
            scale=goal.scale,
            variables=tuple(variables[i] for i in goal.terms),
            coefficients=tuple(goal.terms.values()),
            at_most=bound,
            tree=tuple(self._in_the_whole(node) for node in tree),
        )

    def _in_the_whole(self, node: Branch | Leaf) -> Branch | Leaf:
        if isinstance(node, Branch):
            return Branch(variable=self._block.variables[node.variable], at_most=node.at_most)
        rows = tuple(self._block.rows[row] for row in node.rows)
        return Leaf(scale=node.scale, rows=rows, multipliers=node.multipliers)

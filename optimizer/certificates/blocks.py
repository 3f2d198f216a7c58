"""A model divided into blocks: what is inside each, and what links them.

How the variables are divided is a guess for speed. Whatever it is, the blocks' objectives at any
prices add up to the objective of the whole, exactly and in integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.certificates.certificate import Leaf
from optimizer.linear_model import LinearModel, Row

# Prices are whole multiples of one part in about this many. What a price is off by costs next to
# nothing, as the blocks are proved at the price that is written down.
PRICE_GRID = 10**9


@dataclass(frozen=True)
class Block:
    """Indices in the whole model of what lies inside a block.

    Parameters
    ----------
    variables
        In increasing order.
    rows
        Rows that speak of no other block, in increasing order.
    """

    variables: tuple[int, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Division:
    """A model in blocks.

    Parameters
    ----------
    model
        The whole.
    blocks
        Every variable is in exactly one.
    linking
        Rows that speak of several blocks, in increasing order.
    grid
        Units of a price in a score point; a multiple of the model's scale.
    """

    model: LinearModel
    blocks: tuple[Block, ...]
    linking: tuple[int, ...]
    grid: int

    @classmethod
    def of(cls, model: LinearModel, block_of: Sequence[int]) -> Division:
        """Divide a model.

        Parameters
        ----------
        model
            The whole.
        block_of
            Block by variable: any integers.
        """
        variables: dict[int, list[int]] = {}
        rows: dict[int, list[int]] = {}
        linking: list[int] = []
        for index, block in enumerate(block_of):
            variables.setdefault(block, []).append(index)
        for number, row in enumerate(model.rows):
            met = {block_of[index] for index in row.variables}
            (rows.setdefault(met.pop(), []) if len(met) == 1 else linking).append(number)
        blocks = (
            Block(tuple(variables[b]), tuple(rows.get(b, ()))) for b in sorted(variables)
        )  # fmt: skip
        scale = model.scale
        return cls(model, tuple(blocks), tuple(linking), scale * max(1, PRICE_GRID // scale))

    def prices(self, multipliers: Sequence[float]) -> dict[int, int]:
        """Round the dual values of the linking rows to whole multiples of the grid.

        Parameters
        ----------
        multipliers
            Dual value of every row, score points per unit; any numbers are allowed.

        Returns
        -------
        dict
            By linking row; rows that lack the side that a price would speak of are left out.
        """
        rounded = {row: round(multipliers[row] * self.grid) for row in self.linking}
        return {
            row: price
            for row, price in rounded.items()
            if price and _side(self.model.rows[row], price) is not None
        }

    def paid(self, prices: Mapping[int, int]) -> int:
        """Return what the linking rows let through at their prices, in units of the grid."""
        sides = {row: _side(self.model.rows[row], price) for row, price in prices.items()}
        return sum(price * (sides[row] or 0) for row, price in prices.items())

    def alone(self, block: Block, prices: Mapping[int, int]) -> LinearModel:
        """Return the model of a block that pays for its part in the linking rows.

        Its objectives over all blocks, with what `paid` returns and the constant of the whole, add up
        to the objective of the whole less what the linking rows have left over.

        Parameters
        ----------
        block
            The block.
        prices
            Units of the grid per unit of a linking row.

        Returns
        -------
        LinearModel
            Its variables and rows are numbered within the block, in the same order.
        """
        place = {index: new for new, index in enumerate(block.variables)}
        objective, _ = self.model.objective()
        factor = self.grid // self.model.scale
        worth = {i: factor * objective[i] for i in block.variables if i in objective}
        for number, price in prices.items():
            row = self.model.rows[number]
            for index, coefficient in zip(row.variables, row.coefficients, strict=True):
                if index in place:
                    worth[index] = worth.get(index, 0) - price * coefficient
        return LinearModel(
            variables=[self.model.variables[index] for index in block.variables],
            rows=[_moved(self.model.rows[number], place) for number in block.rows],
            rewards={
                "block": {place[i]: Fraction(w, self.grid) for i, w in sorted(worth.items()) if w}
            },
        )

    def glue(self, prices: Mapping[int, int], scales: Sequence[int], first: int) -> Leaf:
        """Return the leaf that bounds the whole by a lemma per block.

        Parameters
        ----------
        prices
            Units of the grid, as the lemmas were made with.
        scales
            Units of each lemma's left side in a score point.
        first
            Number of the first lemma's row; the others follow.
        """
        lemmas = {first + block: self.grid // scale for block, scale in enumerate(scales)}
        return Leaf(
            scale=self.grid,
            rows=(*sorted(prices), *lemmas),
            multipliers=(*(prices[row] for row in sorted(prices)), *lemmas.values()),
        )


def _side(row: Row, price: int) -> int | None:
    return row.upper if price > 0 else row.lower


def _moved(row: Row, place: Mapping[int, int]) -> Row:
    variables = tuple(place[index] for index in row.variables)
    return Row(row.rule, row.where, variables, row.coefficients, row.lower, row.upper, row.kind)

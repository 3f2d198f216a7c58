"""From an engine's doubles to integers. Nothing here can make a proof wrong, only weaker or longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, log10

from optimizer.certificates.arithmetic import Proof
from optimizer.certificates.certificate import LARGEST_MULTIPLIER, Leaf
from optimizer.linear_model import Row

# Score points by which a whole unit in the last place of one multiplier may move the bound.
PRECISIONS = (1e-3, 1e-4, 1e-5, 1e-6)
# Dual values of a corner of the relaxation are fractions with small primes below: over this scale many
# are met exactly, and the bound of a case that holds a best plan is that plan's score, not a hair more.
SMOOTH_SCALE = 2**14 * 3**5 * 5**2 * 7**2 * 11 * 13
FINEST = (None, PRECISIONS[-1])
# Dual values below this are noise of the engine.
NOISE = 1e-13


def rounded_leaf(
    proof: Proof,
    multipliers: Sequence[float] | Mapping[int, float],
    precision: float | None,
    *,
    infeasible: bool = False,
) -> Leaf | None:
    """Round dual values to integers over a common scale.

    Rows that can move far get more digits: an error in a multiplier costs as much as its row reaches.

    Parameters
    ----------
    proof
        The model that the dual values belong to.
    multipliers
        Dual value of every row, score points per unit of the row; those that are 0 may be left out.
    precision
        Score points that one unit in the last place of a multiplier may cost; None for the smooth
        scale, the longest and nearly always the best.
    infeasible
        Whether the dual values are to prove that there is no solution, so that the score is left out.

    Returns
    -------
    Leaf or None
        None where the integers would be too large.
    """
    pairs = multipliers.items() if isinstance(multipliers, Mapping) else enumerate(multipliers)
    kept = {
        index: value
        for index, value in pairs
        if abs(value) > NOISE and _has_side(proof.rows[index], value)
    }
    if precision is None:
        scale, steps = SMOOTH_SCALE, dict.fromkeys(kept, 1)
    else:
        places = {
            index: max(0, ceil(log10(_reach(proof, proof.rows[index]) / precision)))
            for index in kept
        }
        digits = max(places.values(), default=0)
        scale, steps = 10**digits, {index: 10 ** (digits - n) for index, n in places.items()}
    factors = {i: round(value * (scale // steps[i])) * steps[i] for i, value in kept.items()}
    factors = {index: factor for index, factor in factors.items() if factor}
    if max(map(abs, (scale, *factors.values()))) > LARGEST_MULTIPLIER:
        return None
    return Leaf(
        scale=0 if infeasible else scale,
        rows=tuple(factors),
        multipliers=tuple(factors.values()),
    )


def best_leaf(
    proof: Proof,
    multipliers: Sequence[float] | Mapping[int, float],
    lower: Sequence[int],
    upper: Sequence[int],
    aim: int | None = None,
) -> tuple[Leaf, int] | None:
    """Round dual values in the ways that lose least, and take the best.

    Parameters
    ----------
    proof, multipliers
        As for `rounded_leaf`.
    lower, upper
        The box of the case.
    aim
        A bound that is as good as can be: no further way is tried.

    Returns
    -------
    Leaf and int, or None
        The leaf and its bound in objective units.
    """
    best: tuple[Leaf, int] | None = None
    for precision in FINEST:
        leaf = rounded_leaf(proof, multipliers, precision)
        bound = None if leaf is None else proof.leaf_bound(leaf, lower, upper)
        if leaf is not None and bound is not None and (best is None or bound < best[1]):
            best = leaf, bound
        if best is not None and aim is not None and best[1] <= aim:
            break
    return best


def _has_side(row: Row, value: float) -> bool:
    return (row.upper if value > 0 else row.lower) is not None


def _reach(proof: Proof, row: Row) -> int:
    """How far a row's left side can move."""
    return max(
        1,
        sum(
            abs(a) * (proof.upper[j] - proof.lower[j])
            for j, a in zip(row.variables, row.coefficients, strict=True)
        ),
    )

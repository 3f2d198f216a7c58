"""The exact side alone: whatever a certificate says, what it proves is true."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from optimizer.certificates.certificate import Branch, Certificate, CertificateError, Leaf, Sum
from optimizer.certificates.checker import proved_bound
from optimizer.linear_model import LinearModel
from tests.certificates.models import HASH, best_of, random_model

MODELS = 600


def certificate(*tree: Branch | Leaf, sums: tuple[Sum, ...] = ()) -> Certificate:
    return Certificate(scenario=HASH, model=HASH, bound=None, sums=sums, tree=tree)


def leaf(scale: int, **factors: int) -> Leaf:
    pairs = sorted((int(name.removeprefix("row")), y) for name, y in factors.items())
    return Leaf(scale=scale, rows=[i for i, _ in pairs], multipliers=[y for _, y in pairs])


def two_items(limit: int = 4) -> LinearModel:
    """3x + 2y <= limit over 0/1, worth 3x + 2y halves of a point."""
    model = LinearModel()
    x, y = model.variable("x", 0, 1), model.variable("y", 0, 1)
    model.row(3 * x + 2 * y, None, limit, rule="weight", where="")
    model.reward("worth", 3 * x + 2 * y, Fraction(1, 2))
    return model


def test_without_multipliers_the_bound_is_that_of_the_box() -> None:
    assert proved_bound(two_items(), certificate(leaf(1))) == Fraction(5, 2)


def test_one_multiplier_gives_the_relaxation() -> None:
    # half a point per unit of the row: 4 units are worth 2 points
    assert proved_bound(two_items(), certificate(leaf(2, row0=1))) == 2


def test_a_branch_closes_the_gap() -> None:
    tree = Branch(variable=1, at_most=0), leaf(1), leaf(2, row0=1)
    assert proved_bound(two_items(), certificate(*tree)) == 2
    # with y = 1 only one unit is left to x
    tree = (
        Branch(variable=0, at_most=0),
        leaf(1),
        Branch(variable=1, at_most=0),
        leaf(1),
        leaf(0, row0=1),
    )
    assert proved_bound(two_items(), certificate(*tree)) == Fraction(3, 2)


def test_a_sum_can_be_branched_on() -> None:
    model = two_items()
    sums = (Sum(variables=[0, 1], coefficients=[1, 1]),)
    # both: the sum's row (number 1) says x + y = 2, against a weight of 5
    both = Leaf(scale=0, rows=[0, 1], multipliers=[1, -3])
    one = Leaf(scale=2, rows=[1], multipliers=[3])
    tree = Branch(variable=2, at_most=1), one, both
    assert proved_bound(model, certificate(*tree, sums=sums)) == Fraction(3, 2)


def test_nothing_fits() -> None:
    model = LinearModel()
    x = model.variable("x", 0, 3)
    model.row(2 * x, 3, 3, rule="odd", where="")
    tree = Branch(variable=0, at_most=1), leaf(0, row0=-1), leaf(0, row0=1)
    assert proved_bound(model, certificate(*tree)) is None


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ([leaf(1, row0=-1)], "needs its lower side"),
        ([leaf(1, row7=1)], "row 7 does not exist"),
        ([leaf(0)], "does not prove"),
        ([leaf(0, row0=1)], "does not prove"),
        ([Branch(variable=0, at_most=0), leaf(1)], "lacks leaves: 1"),
        ([Branch(variable=0, at_most=0)], "lacks leaves: 2"),
        ([leaf(1), leaf(1)], "behind its last leaf"),
        ([Branch(variable=2, at_most=0), leaf(1), leaf(1)], "names variable 2"),
    ],
)
def test_what_proves_nothing_is_refused(tree: list[Branch | Leaf], words: str) -> None:
    with pytest.raises(CertificateError, match=words):
        proved_bound(two_items(), certificate(*tree))


def test_a_sum_of_a_sum_is_refused() -> None:
    sums = (Sum(variables=[0], coefficients=[1]), Sum(variables=[2], coefficients=[1]))
    with pytest.raises(CertificateError, match="a sum names variable 2"):
        proved_bound(two_items(), certificate(leaf(1), sums=sums))


def random_tree(
    source: random.Random, variables: int, rows: int, depth: int
) -> list[Branch | Leaf]:
    if depth and source.random() < 0.6:
        branch = Branch(variable=source.randrange(variables), at_most=source.randint(-3, 5))
        first = random_tree(source, variables, rows, depth - 1)
        return [branch, *first, *random_tree(source, variables, rows, depth - 1)]
    chosen = sorted(source.sample(range(rows), source.randint(0, rows)))
    factors = [source.choice([-1, 1]) * source.randint(1, 9) for _ in chosen]
    return [Leaf(scale=source.choice([0, 1, 2, 3]), rows=chosen, multipliers=factors)]


def test_no_random_proof_is_ever_wrong() -> None:
    source = random.Random(7)
    bounds = empty = tight = 0
    for _ in range(MODELS):
        model = random_model(source)
        best = best_of(model)
        sums = tuple(
            Sum(
                variables=sorted(source.sample(range(4), 2)),
                coefficients=[source.choice([-2, -1, 1, 3]) for _ in range(2)],
            )
            for _ in range(source.randint(0, 2))
        )
        for _ in range(6):
            tree = random_tree(source, 4 + len(sums), len(model.rows) + len(sums), 3)
            try:
                bound = proved_bound(model, certificate(*tree, sums=sums))
            except CertificateError:
                continue
            if bound is None:
                assert best is None
                empty += 1
            else:
                assert best is None or best <= bound
                bounds += 1
                tight += best == bound
    # enough of each was looked at
    assert bounds > 500
    assert empty > 5
    assert tight > 20

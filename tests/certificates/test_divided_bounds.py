"""Bounds by blocks: exact shares, true at any prices, refused or weaker where they are damaged."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from optimizer.certificates.arithmetic import Proof
from optimizer.certificates.blocks import Division
from optimizer.certificates.certificate import Branch, Certificate, CertificateError, Leaf, Lemma
from optimizer.certificates.checker import proved_bound
from optimizer.certificates.divided_bounds import DividedBounds
from optimizer.certificates.extended import Extended
from optimizer.engines.duals import Relaxation
from optimizer.linear_model import Linear, LinearModel
from tests.certificates.models import HASH, best_of, random_model

MODELS = 30


def in_two(model: LinearModel) -> Extended:
    """Any model, divided in the middle."""
    half = len(model.variables) // 2
    block_of = tuple(int(index >= half) for index in range(len(model.variables)))
    return Extended(own=model, linear=model, steps=(), block_of=block_of, preferred=())


def knapsacks(source: random.Random) -> LinearModel:
    """Two knapsacks of four things each, tied by a row over both."""
    model = LinearModel()
    halves = [[model.variable(f"x{b}{i}", 0, 1 + i % 2) for i in range(4)] for b in range(2)]
    for number, things in enumerate(halves):
        weight = Linear.total(source.randint(2, 7) * x for x in things)
        model.row(weight, None, source.randint(6, 12), rule="weight", where=str(number))
    both = Linear.total(x for things in halves for x in things[:2])
    model.row(both, None, source.randint(2, 4), rule="both", where="")
    for things in halves:
        for x in things:
            model.reward("worth", x, Fraction(source.randint(3, 9), source.randint(1, 3)))
    model.reward("worth", Linear(constant=2), Fraction(1, 2))
    return model


def certified(model: LinearModel, leaves: int | None = None) -> Certificate:
    bounds = DividedBounds(in_two(model))
    bounds.improve(leaves=leaves)
    return bounds.certificate(HASH)


@pytest.mark.parametrize("seed", range(8))
def test_shares_add_up_to_the_objective(seed: int) -> None:
    source = random.Random(seed)
    model = knapsacks(source)
    division = Division.of(model, in_two(model).block_of)
    assert [len(block.rows) for block in division.blocks] == [1, 1]
    assert division.linking == (2,)
    prices = {2: source.randint(1, 10**12)}
    alone = [division.alone(block, prices) for block in division.blocks]
    for _ in range(20):
        values = [source.randint(0, variable.upper) for variable in model.variables]
        shares = sum(
            part.score([values[index] for index in block.variables])
            for part, block in zip(alone, division.blocks, strict=True)
        )
        used = sum(values[index] for index in model.rows[2].variables)
        upper = model.rows[2].upper
        assert upper is not None
        left = Fraction(prices[2], division.grid) * (upper - used)
        paid = Fraction(division.paid(prices), division.grid)
        assert shares + paid + 1 == model.score(values) + left


@pytest.mark.parametrize("seed", range(8))
def test_at_the_prices_of_the_relaxation_nothing_is_lost(seed: int) -> None:
    model = knapsacks(random.Random(seed))
    whole = Relaxation(model).solve({}, 10)
    assert whole is not None
    assert whole.points is not None
    division = Division.of(model, in_two(model).block_of)
    prices = division.prices(whole.multipliers)
    points = division.paid(prices) / division.grid + 1
    for block in division.blocks:
        part = Relaxation(division.alone(block, prices)).solve({}, 10)
        assert part is not None
        points += part.points or 0
    assert points == pytest.approx(whole.points, abs=1e-6)


def test_a_price_needs_a_side() -> None:
    model = knapsacks(random.Random(1))
    division = Division.of(model, in_two(model).block_of)
    assert division.prices([0.0, 0.0, -1.0]) == {}
    assert division.prices([5.0, 5.0, 0.5]) == {2: division.grid // 2}


def test_every_bound_on_the_way_is_true_and_they_only_fall() -> None:
    source = random.Random(11)
    fell = closed = glued = 0
    for _ in range(MODELS):
        model = knapsacks(source)
        best = best_of(model)
        assert best is not None
        bounds = DividedBounds(in_two(model))
        first = last = bounds.bound
        for _ in range(12):
            bound = bounds.improve(leaves=1)
            assert bound is not None
            assert last is not None
            assert best <= bound <= last
            assert proved_bound(model, bounds.certificate(HASH)) == bound
            last = bound
        fell += last != first
        closed += last == best
        glued += bool(bounds.certificate(HASH).lemmas)
    assert fell > MODELS // 2
    assert closed > MODELS // 4
    assert glued > 5


def test_models_of_any_kind() -> None:
    source = random.Random(5)
    empty = exact = 0
    for _ in range(2 * MODELS):
        model = random_model(source)
        best = best_of(model)
        bounds = DividedBounds(in_two(model))
        bounds.improve(leaves=60)
        bound = proved_bound(model, bounds.certificate(HASH))
        assert bound == bounds.bound
        if best is None:
            empty += bound is None
        else:
            exact += bound == best
            assert bound is not None
            assert bound >= best
    assert empty > 3
    assert exact > MODELS // 2


def test_enough_ends_it_and_stays_enough() -> None:
    model = knapsacks(random.Random(2))
    best = best_of(model)
    assert best is not None
    bounds = DividedBounds(in_two(model))
    first = bounds.bound
    assert first is not None
    enough = (first + best) / 2
    bound = bounds.improve(enough=enough)
    assert bound is not None
    assert bound <= enough
    leaves = bounds.leaves
    bounds.improve(enough=enough)
    assert bounds.leaves == leaves
    proved = bounds.certificate(HASH).claimed
    assert proved is not None
    assert proved <= enough


def test_the_same_leaves_give_the_same_certificate() -> None:
    model = knapsacks(random.Random(3))
    assert certified(model, 9).to_json() == certified(model, 9).to_json()


def test_a_stopped_search_keeps_the_relaxation() -> None:
    model = knapsacks(random.Random(3))
    bounds = DividedBounds(in_two(model))
    first = bounds.bound
    bounds._watch.stop.set()
    assert bounds.improve() == first
    assert bounds.finished


# ---- planted faults ----


def with_lemmas() -> tuple[LinearModel, Certificate, Fraction]:
    """A model whose certificate has two lemmas with branches, and its best score."""
    source = random.Random(20)
    for _ in range(200):
        model = knapsacks(source)
        made = certified(model, 8)
        if len(made.lemmas) == 2 and all(len(lemma.tree) > 2 for lemma in made.lemmas):
            best = best_of(model)
            assert best is not None
            return model, made, best
    pytest.fail("no model of the seed needs two lemmas with branches")


def changed(certificate: Certificate, number: int, **changes: object) -> Certificate:
    lemmas = list(certificate.lemmas)
    lemmas[number] = lemmas[number].model_copy(update=changes)
    return certificate.model_copy(update={"lemmas": tuple(lemmas)})


def outcome(model: LinearModel, damaged: Certificate, best: Fraction) -> str:
    """Whether a damaged proof is refused, or weaker; it must never prove too much."""
    try:
        bound = proved_bound(model, damaged)
    except CertificateError:
        return "refused"
    assert bound is not None
    assert bound >= best
    return "weaker" if damaged.claimed is None or bound > (damaged.claimed or 0) else "same"


def test_a_right_hand_side_below_the_proof_is_refused() -> None:
    model, made, best = with_lemmas()
    for number, lemma in enumerate(made.lemmas):
        lower = changed(made, number, at_most=lemma.at_most - 1)
        with pytest.raises(CertificateError, match=f"lemma {number + 1} claims at most"):
            proved_bound(model, lower)
        higher = changed(made, number, at_most=lemma.at_most + 10**9)
        assert outcome(model, higher, best) == "weaker"


def test_damaged_multipliers_of_lemmas() -> None:
    model, made, best = with_lemmas()
    seen = []
    for number, lemma in enumerate(made.lemmas):
        for at, node in enumerate(lemma.tree):
            if not isinstance(node, Leaf):
                continue
            for place, factor in enumerate(node.multipliers):
                for new in (-factor, factor + max(1, factor // 7), factor // 2):
                    factors = (*node.multipliers[:place], new, *node.multipliers[place + 1 :])
                    leaf = node.model_copy(update={"multipliers": factors})
                    tree = (*lemma.tree[:at], leaf, *lemma.tree[at + 1 :])
                    seen.append(outcome(model, changed(made, number, tree=tree), best))
    assert seen.count("refused") > 5


def test_a_damaged_price_or_weight_of_a_lemma_only_weakens() -> None:
    model, made, best = with_lemmas()
    leaf = made.tree[0]
    assert isinstance(leaf, Leaf)
    seen = []
    for place, factor in enumerate(leaf.multipliers):
        for new in (factor + 1000, factor - 1000, 2 * factor, factor // 2):
            factors = (*leaf.multipliers[:place], new, *leaf.multipliers[place + 1 :])
            damaged = leaf.model_copy(update={"multipliers": factors})
            seen.append(outcome(model, made.model_copy(update={"tree": (damaged,)}), best))
    assert seen.count("weaker") > 5


def test_damaged_branches_of_lemmas() -> None:
    model, made, best = with_lemmas()
    seen = []
    for number, lemma in enumerate(made.lemmas):
        for at, node in enumerate(lemma.tree):
            if isinstance(node, Branch):
                for update in (
                    {"at_most": node.at_most + 1},
                    {"at_most": node.at_most - 1},
                    {"variable": (node.variable + 4) % 8},
                ):
                    branch = node.model_copy(update=update)
                    tree = (*lemma.tree[:at], branch, *lemma.tree[at + 1 :])
                    seen.append(outcome(model, changed(made, number, tree=tree), best))
    assert "refused" in seen


def test_a_missing_leaf_is_refused() -> None:
    model, made, _ = with_lemmas()
    short = changed(made, 1, tree=made.lemmas[1].tree[:-1])
    with pytest.raises(CertificateError, match="lacks leaves"):
        proved_bound(model, short)


def test_lemmas_stand_for_their_own_block_only() -> None:
    model, made, best = with_lemmas()
    first, second = made.lemmas
    swapped = made.model_copy(update={"lemmas": (second, first)})
    assert outcome(model, swapped, best) in {"same", "weaker"}  # each still is what it says
    other = changed(made, 0, variables=second.variables, coefficients=second.coefficients)
    assert outcome(model, other, best) in {"refused", "weaker"}
    alone = made.model_copy(update={"lemmas": (first,)})
    with pytest.raises(CertificateError, match="does not exist"):
        proved_bound(model, alone)


def test_a_lemma_cannot_prove_itself() -> None:
    model, made, _ = with_lemmas()
    lemma = made.lemmas[0]
    row = len(Proof(model).rows)
    itself = Leaf(scale=1, rows=(row,), multipliers=(1,))
    with pytest.raises(CertificateError, match="does not exist"):
        proved_bound(model, changed(made, 0, tree=(itself,), at_most=-(10**6)))
    # nor by one that comes after it
    later = Leaf(scale=1, rows=(row + 1,), multipliers=(1,))
    with pytest.raises(CertificateError, match="does not exist"):
        proved_bound(model, changed(made, 0, tree=(later,)))
    nobody = {"variables": (99,), "coefficients": (1,)}
    with pytest.raises(CertificateError, match="names variable 99"):
        proved_bound(model, changed(made, 0, **nobody))
    assert isinstance(lemma, Lemma)


def test_an_empty_block_says_that_there_is_nothing() -> None:
    model = knapsacks(random.Random(4))
    x = Linear({0: 1})
    model.row(2 * x, 1, 1, rule="odd", where="")
    bounds = DividedBounds(in_two(model))
    bounds.improve()
    assert bounds.bound is None
    assert proved_bound(model, bounds.certificate(HASH)) is None


def test_a_relaxation_without_a_solution_is_proved_at_once() -> None:
    model = knapsacks(random.Random(6))
    model.row(Linear({0: 1, 4: 1}), 2, None, rule="much", where="")
    model.row(Linear({0: 2, 4: 2}), None, 3, rule="little", where="")
    bounds = DividedBounds(in_two(model))
    assert bounds.bound is None
    assert bounds.finished
    assert proved_bound(model, bounds.certificate(HASH)) is None

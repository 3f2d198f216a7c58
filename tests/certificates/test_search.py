"""The search on models small enough to try every point: its tree proves the optimum, or emptiness."""

from __future__ import annotations

import random

import pytest

from optimizer.certificates.arithmetic import Proof
from optimizer.certificates.certificate import Certificate, Leaf
from optimizer.certificates.checker import proved_bound
from optimizer.certificates.rounding import PRECISIONS, rounded_leaf
from optimizer.certificates.search import TreeSearch
from optimizer.engines.answer import Watch
from optimizer.engines.duals import Relaxation
from optimizer.linear_model import LinearModel
from tests.certificates.models import HASH, best_of, random_model

MODELS = 120


def searched(model: LinearModel, *, elastic: bool = False) -> Certificate:
    search = TreeSearch(Proof(model), model, (), None, elastic=elastic)
    search.run(None, 60)
    return Certificate(scenario=HASH, model=HASH, bound=None, tree=search.tree())


def test_the_optimum_is_proved() -> None:
    source = random.Random(3)
    exact = branched = empty = 0
    for _ in range(MODELS):
        model = random_model(source)
        best, certificate = best_of(model), searched(model)
        bound = proved_bound(model, certificate)
        if best is None:
            empty += bound is None
            continue
        assert bound == best
        exact += 1
        branched += len(certificate.tree) > 1
    assert exact > MODELS // 4
    assert branched > 10
    assert empty > 5


def test_emptiness_is_proved_by_the_elastic_search() -> None:
    source = random.Random(4)
    proved = branched = feasible = 0
    for _ in range(MODELS):
        model = random_model(source)
        certificate = searched(model, elastic=True)
        nothing = proved_bound(model, certificate) is None
        assert nothing == (best_of(model) is None)
        proved += nothing
        branched += nothing and len(certificate.tree) > 1
        feasible += not nothing
    assert proved > 10
    assert branched > 0
    assert feasible > 10


def test_a_stopped_search_keeps_what_it_has() -> None:
    model = random_model(random.Random(3))
    watch = Watch()
    watch.stop.set()
    search = TreeSearch(Proof(model), model, (), None, watch=watch)
    search.run(None, None)
    assert search.leaves == 1
    assert isinstance(search.tree()[0], Leaf)


@pytest.mark.parametrize("seed", range(6))
def test_rounding_costs_what_it_may(seed: int) -> None:
    model = random_model(random.Random(seed))
    relaxed = Relaxation(model).solve({}, 10)
    assert relaxed is not None
    if relaxed.points is None:
        assert best_of(model) is None
        return
    proof = Proof(model)
    for precision in PRECISIONS:
        leaf = rounded_leaf(proof, relaxed.multipliers, precision)
        assert leaf is not None
        bound = proof.leaf_bound(leaf, proof.lower, proof.upper)
        assert bound is not None
        # whole units are what an objective can have; rounding may cost one of them at most
        assert (bound + proof.constant) / proof.scale <= relaxed.points + 2 * precision * len(
            leaf.rows
        )

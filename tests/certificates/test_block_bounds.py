"""Certificates of plans over several blocks: lemmas, checked from the scenario alone."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from optimizer.build import build_model
from optimizer.certificates.block_bounds import BlockBounds
from optimizer.certificates.certificate import Certificate, CertificateError
from optimizer.certificates.certificate_file import load_certificate
from optimizer.certificates.checker import check_certificate, proved_bound
from optimizer.certificates.maker import make_certificate
from optimizer.compile import compile_problem
from optimizer.engines.duals import Relaxation
from optimizer.plan_model import PlanModel
from optimizer.scenario import Scenario
from optimizer.search.weekly_sums import weekly_sums
from tests import builders
from tests.certificates.models import FEW

LEAVES = 14


@cache
def two_blocks() -> tuple[Scenario, PlanModel]:
    """Six exercises on two days, eight weeks."""
    scenario = builders.scenario(only=FEW, sessions=builders.days("monday", "thursday"), weeks=8)
    return scenario, build_model(compile_problem(scenario))


@cache
def made() -> Certificate:
    scenario, model = two_blocks()
    return make_certificate(scenario, model, seconds=None, most_leaves=LEAVES)


def test_every_block_has_a_lemma_and_its_bound_is_lower() -> None:
    scenario, model = two_blocks()
    certified = check_certificate(scenario, None, made())
    assert len(made().lemmas) == len(model.problem.blocks) == 2
    assert len(made().tree) == 1
    assert certified.leaves == made().leaves == LEAVES + 1  # one holds the lemmas together
    root = BlockBounds(model).bound
    assert root is not None
    assert certified.bound is not None
    assert certified.bound < root


def test_written_and_read_back(tmp_path: Path) -> None:
    target = tmp_path / "proof.json"
    target.write_text(made().to_json(), encoding="utf-8")
    assert load_certificate(target) == made()


def test_the_same_certificate_twice() -> None:
    scenario, model = two_blocks()
    again = make_certificate(scenario, model, seconds=None, most_leaves=LEAVES)
    assert again.to_json() == made().to_json()


def test_the_blocks_start_where_the_relaxation_is() -> None:
    _, model = two_blocks()
    bounds = BlockBounds(model)
    root = bounds.bound
    bounds.improve(leaves=1)
    glued = bounds._glued()
    assert root is not None
    assert glued is not None
    assert abs(glued - root) < Fraction(1, 1000)


def test_what_is_known_already_is_not_solved_again() -> None:
    _, model = two_blocks()
    sums = weekly_sums(model)
    relaxed = Relaxation(sums.linear).solve({}, 10)
    known = BlockBounds(model, sums=sums, relaxed=relaxed)
    assert known.relaxed is relaxed
    assert known.bound == BlockBounds(model).bound


def test_a_lemma_of_another_block_does_not_do() -> None:
    _, model = two_blocks()
    first, second = made().lemmas
    twice = made().model_copy(update={"lemmas": (first, first)})
    bound, claimed = proved_bound(model.linear, twice), made().claimed
    assert bound is not None
    assert claimed is not None
    assert bound > claimed
    wrong = second.model_copy(update={"tree": first.tree})
    with pytest.raises(CertificateError, match="lemma 2 claims"):
        proved_bound(model.linear, made().model_copy(update={"lemmas": (first, wrong)}))


def test_sums_that_no_lemma_speaks_of_are_left_out() -> None:
    _, model = two_blocks()
    sums = weekly_sums(model)
    assert len(made().sums) < len(sums.linear.variables) - sums.own

"""Certificates of scenarios: what is found is checked, what is damaged is refused or weaker."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.api import load_scenario
from optimizer.build import build_model
from optimizer.certificates.certificate import Branch, Certificate, CertificateError, Leaf
from optimizer.certificates.checker import check_certificate, proved_bound
from optimizer.certificates.maker import make_certificate, make_impossibility_certificate
from optimizer.compile import compile_problem
from optimizer.errors import VerificationError
from optimizer.linear_model import LinearModel
from tests import builders
from tests.certificates.models import FEW, best, made, toy

ROOT = Path(__file__).parents[2]
IMPOSSIBLE = ROOT / "scenarios/examples/impossible_three_heavy_days.yaml"


def test_the_toy_is_bounded_close_to_its_best_plan() -> None:
    scenario, _ = toy()
    plan, score = best()
    certified = check_certificate(scenario, plan, made())
    assert certified.bound is not None
    assert certified.score == score
    assert certified.gap_percent is not None
    assert 0 <= certified.gap_percent < 2
    root = check_certificate(scenario, None, made(1)).bound
    assert root is not None
    assert certified.bound < root


def test_a_plan_that_is_good_enough_ends_the_search() -> None:
    scenario, model = toy()
    certificate = make_certificate(
        scenario, model, seconds=None, plan=best()[0], gap=Fraction(1, 2), most_leaves=50
    )
    assert len(certificate.tree) == 1


def test_the_claim_is_what_is_proved() -> None:
    scenario, _ = toy()
    assert check_certificate(scenario, None, made()).bound == made().claimed


def test_the_same_certificate_twice() -> None:
    scenario, model = toy()
    again = make_certificate(scenario, model, seconds=None, most_leaves=12)
    assert again.to_json() == made().to_json()


def test_a_claim_above_the_proof_is_a_weaker_truth() -> None:
    scenario, _ = toy()
    modest = made().model_copy(update={"bound": "1000"})
    assert check_certificate(scenario, None, modest).bound == made().claimed


@pytest.mark.parametrize("claim", ["0", "-5/3", None])
def test_a_claim_below_the_proof_is_refused(claim: str | None) -> None:
    scenario, _ = toy()
    with pytest.raises(CertificateError, match="only"):
        check_certificate(scenario, None, made().model_copy(update={"bound": claim}))


def test_another_scenario_is_refused() -> None:
    other = builders.scenario(only=FEW, sessions=builders.days("monday", "friday"))
    with pytest.raises(CertificateError, match="another scenario"):
        check_certificate(other, None, made())
    stolen = made().model_copy(update={"scenario": other.sha256, "model": "1" * 64})
    with pytest.raises(CertificateError, match="another linear model"):
        check_certificate(other, None, stolen)


def test_a_plan_that_breaks_a_rule_gets_no_gap() -> None:
    scenario, _ = toy()
    broken = builders.plan(scenario, {("db_rdl", "mon"): 5})
    with pytest.raises(VerificationError, match="does not pass"):
        check_certificate(scenario, broken, made())


def leaves_of(certificate: Certificate) -> list[int]:
    return [i for i, node in enumerate(certificate.tree) if isinstance(node, Leaf)]


def with_node(certificate: Certificate, at: int, *nodes: Branch | Leaf) -> Certificate:
    tree = (*certificate.tree[:at], *nodes, *certificate.tree[at + 1 :])
    return certificate.model_copy(update={"tree": tree})


def test_every_missing_leaf_is_refused() -> None:
    _, model = toy()
    for at in leaves_of(made()):
        with pytest.raises(CertificateError, match=r"lacks leaves|does not prove"):
            proved_bound(model.linear, with_node(made(), at))


def test_damaged_multipliers_only_weaken() -> None:
    """The optimum is a bound's lower limit: no damage may ever get below it."""
    _, model = toy()
    refused = weaker = 0
    for at in leaves_of(made())[:4]:
        leaf = made().tree[at]
        assert isinstance(leaf, Leaf)
        for place in range(0, len(leaf.rows), 3):
            for factor in (2 * leaf.multipliers[place], -leaf.multipliers[place], 1):
                factors = (*leaf.multipliers[:place], factor, *leaf.multipliers[place + 1 :])
                damaged = with_node(made(), at, leaf.model_copy(update={"multipliers": factors}))
                try:
                    bound = proved_bound(model.linear, damaged)
                except CertificateError:
                    refused += 1
                    continue
                assert bound is not None
                assert bound >= best()[1]
                weaker += bound > (made().claimed or 0)
    assert refused
    assert weaker


def test_a_damaged_branch_only_weakens() -> None:
    _, model = toy()
    branches = [(i, n) for i, n in enumerate(made().tree) if isinstance(n, Branch)]
    assert branches
    for at, node in branches:
        for changed in ({"at_most": node.at_most + 1}, {"variable": node.variable - 1}):
            damaged = with_node(made(), at, node.model_copy(update=changed))
            try:
                bound = proved_bound(model.linear, damaged)
            except CertificateError:
                continue
            assert bound is not None
            assert bound >= best()[1]


def test_a_changed_right_hand_side_is_another_model() -> None:
    scenario, model = toy()
    row = model.linear.rows[-1]
    moved = LinearModel(
        model.linear.variables,
        [*model.linear.rows[:-1], type(row)(row.rule, row.where, row.variables, row.coefficients,
                                            row.lower, 10**6, row.kind)],
        model.linear.rewards,
        model.linear.constants,
    )  # fmt: skip
    with pytest.raises(CertificateError, match="another linear model"):
        check_certificate(scenario, None, made().model_copy(update={"model": moved.sha256()}))


def test_an_impossible_scenario_gets_a_certificate() -> None:
    scenario = load_scenario(IMPOSSIBLE)
    model = build_model(compile_problem(scenario))
    certificate = make_impossibility_certificate(scenario, model, seconds=None, most_leaves=20)
    assert check_certificate(scenario, None, certificate).bound is None
    # one row less in its leaf and nothing is proved any more
    leaf = certificate.tree[0]
    assert isinstance(leaf, Leaf)
    less = leaf.model_copy(update={"rows": leaf.rows[1:], "multipliers": leaf.multipliers[1:]})
    with pytest.raises(CertificateError, match="does not prove"):
        check_certificate(scenario, None, with_node(certificate, 0, less))


def test_a_row_that_nothing_satisfies_is_enough() -> None:
    scenario = builders.scenario(only=("bird_dog",), pins=[])
    model = build_model(compile_problem(scenario))
    if not model.linear.impossible_rows():
        pytest.fail("the toy should be impossible at sight")
    certificate = make_impossibility_certificate(scenario, model, seconds=None, most_leaves=1)
    assert check_certificate(scenario, None, certificate).bound is None


def test_no_proof_of_impossibility_where_there_is_a_plan() -> None:
    scenario, model = toy()
    with pytest.raises(CertificateError, match="no proof was found"):
        make_impossibility_certificate(scenario, model, seconds=None, most_leaves=5)


CHECK = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"ortools", "numpy"}:
            raise ImportError(name + " is blocked")
sys.meta_path.insert(0, Blocked())
from optimizer.api import load_scenario
from optimizer.certificates.certificate_file import load_certificate
from optimizer.certificates.checker import check_certificate
print(check_certificate(load_scenario(sys.argv[1]), None, load_certificate(sys.argv[2])).bound)
print(sorted(name for name in sys.modules if name.startswith("optimizer.engines.")))

"""


def test_checking_needs_no_solver(tmp_path: Path) -> None:
    scenario, _ = toy()
    source, proof = tmp_path / "toy.json", tmp_path / "toy.certificate.json"
    source.write_text(json.dumps(scenario.document()), encoding="utf-8")
    proof.write_text(made().to_json(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(source), str(proof)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    bound, engines = done.stdout.split("\n")[:2]
    assert bound == made().bound
    assert engines == "['optimizer.engines.answer']"  # types only


def test_the_best_plan_is_certified_as_the_best() -> None:
    """With time enough the bound is the score itself, not a hair above."""
    scenario, model = toy()
    plan, score = best()
    certificate = make_certificate(scenario, model, seconds=None, plan=plan, most_leaves=400)
    certified = check_certificate(scenario, plan, certificate)
    assert certified.bound == score
    assert certified.gap_percent == 0

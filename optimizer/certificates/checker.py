"""Whether a certificate proves its bound: recomputed from the scenario, in integers, without a solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.build import build_model
from optimizer.certificates.arithmetic import MOST_WORK, Goal, Proof
from optimizer.certificates.certificate import Branch, Certificate, CertificateError, Leaf
from optimizer.compile import compile_problem
from optimizer.errors import VerificationError
from optimizer.linear_model import LinearModel
from optimizer.scoring import gap_percent
from optimizer.verifier import verify

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Certified:
    """What a certificate proves.

    Parameters
    ----------
    bound
        No plan scores above this (score points, exact); None: there is no plan at all.
    score
        Score of the plan that was given, recomputed; None without a plan.
    leaves
        Cases of the proof.
    """

    bound: Fraction | None
    score: Fraction | None
    leaves: int

    @property
    def gap_percent(self) -> Fraction | None:
        """How far the plan is from the bound at most, in per cent of the bound."""
        if self.bound is None or self.score is None:
            return None
        return gap_percent(self.score, self.bound)


def check_certificate(scenario: Scenario, plan: Plan | None, certificate: Certificate) -> Certified:
    """Check a certificate against a scenario, and a plan against its bound.

    Parameters
    ----------
    scenario
        What was asked. The linear model is built from it anew; no solver is imported.
    plan
        A plan to compare with the bound; it is verified first.
    certificate
        From anywhere.

    Returns
    -------
    Certified

    Raises
    ------
    CertificateError
        If the certificate belongs to another scenario or model, is not well formed, or proves less
        than it claims.
    VerificationError
        If the plan breaks a rule, or is better than the proved bound; the latter is a defect of the
        program.
    """
    if certificate.scenario != scenario.sha256:
        raise CertificateError(
            "the certificate is about another scenario; solve this one with a certificate of its own"
        )
    model = build_model(compile_problem(scenario)).linear
    try:
        digest = model.sha256()
    except OverflowError as error:  # weights of the score that no solve would take either
        raise CertificateError(str(error)) from None
    if certificate.model != digest:
        raise CertificateError(
            "the certificate is about another linear model of this scenario, made by another "
            "version of the rules; make it anew"
        )
    bound = proved_bound(model, certificate)
    claimed = certificate.claimed
    if bound is not None and (claimed is None or bound > claimed):
        words = "that there is no plan" if claimed is None else f"a bound of {float(claimed):.4f}"
        raise CertificateError(
            f"the certificate claims {words} and proves a bound of {float(bound):.4f} only"
        )
    score = None if plan is None else _score(scenario, plan, bound)
    return Certified(bound, score, certificate.leaves)


def proved_bound(model: LinearModel, certificate: Certificate) -> Fraction | None:
    """Compute the bound that a certificate proves for a linear model, whatever it claims.

    Parameters
    ----------
    model
        The linear model.
    certificate
        Its steps; hashes and claim are not looked at.

    Returns
    -------
    fractions.Fraction or None
        Score points; None where no point of the model exists.

    Raises
    ------
    CertificateError
        If the tree is not whole or a step is not valid.
    """
    proof = Proof(model, MOST_WORK)
    for step in certificate.sums:
        proof.add_sum(step)
    for number, lemma in enumerate(certificate.lemmas, 1):
        least = tree_bound(proof, proof.left_side(lemma), lemma.tree)
        if least is not None and least > lemma.at_most:
            raise CertificateError(
                f"lemma {number} claims at most {lemma.at_most} and proves {least} only"
            )
        proof.add_lemma(lemma)
    bound = tree_bound(proof, proof.goal, certificate.tree)
    return None if bound is None else Fraction(bound + proof.constant, proof.scale)


def tree_bound(proof: Proof, goal: Goal, tree: Iterable[Branch | Leaf]) -> int | None:
    """Compute the bound that a tree proves.

    Parameters
    ----------
    proof
        Rows and boxes to use.
    goal
        What is bounded.
    tree
        Branches and leaves, each branch followed by its first and then its second case.

    Returns
    -------
    int or None
        In units of the goal; None where every case is empty.

    Raises
    ------
    CertificateError
        If the tree is not whole or a step is not valid.
    """
    lower, upper = list(proof.lower), list(proof.upper)
    bounds: list[int] = []
    # Cases that are still to come: how long the path to each is, and the box end that it changes.
    path: list[tuple[list[int], int, int]] = []
    waiting: list[tuple[int, int, int]] = []
    nodes = iter(tree)
    for node in nodes:
        if isinstance(node, Branch):
            if node.variable >= len(lower):
                raise CertificateError(f"the tree names variable {node.variable}: there is none")
            waiting.append((len(path), node.variable, node.at_most + 1))
            _narrow(path, upper, node.variable, min(upper[node.variable], node.at_most))
            continue
        bound = proof.leaf_bound(node, lower, upper, goal)
        if bound is not None:
            bounds.append(bound)
        if not waiting:
            break
        length, variable, least = waiting.pop()
        while len(path) > length:
            ends, index, value = path.pop()
            ends[index] = value
        _narrow(path, lower, variable, max(lower[variable], least))
    else:
        raise CertificateError(f"the tree lacks leaves: {len(waiting) + 1} of its cases have none")
    if next(nodes, None) is not None:
        raise CertificateError("the tree goes on behind its last leaf")
    return max(bounds, default=None)


def _narrow(
    path: list[tuple[list[int], int, int]], ends: list[int], variable: int, value: int
) -> None:
    path.append((ends, variable, ends[variable]))
    ends[variable] = value


def _score(scenario: Scenario, plan: Plan, bound: Fraction | None) -> Fraction:
    verification = verify(scenario, plan)
    if not verification.passed:
        raise VerificationError("the plan does not pass", verification.violations)
    earned = sum((term.points for term in verification.terms), Fraction(0))
    score = earned - sum((s.points for s in verification.shortages), Fraction(0))
    if bound is None or score > bound:
        proved = "that no plan exists" if bound is None else f"a bound of {float(bound):.6f}"
        raise VerificationError(
            f"a verified plan scores {float(score):.6f}, and the certificate proves {proved}: "
            "rows and rules disagree; please report"
        )
    return score

"""Certificates made ready to be written: as short as they can be, with the bound that they prove."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.certificates.certificate import Branch, Certificate, Leaf, Lemma
from optimizer.certificates.checker import proved_bound
from optimizer.linear_model import LinearModel


def claimed(certificate: Certificate, model: LinearModel) -> Certificate:
    """Let a certificate claim the bound that the checker finds in it."""
    bound = proved_bound(model, certificate)
    return certificate.model_copy(update={"bound": None if bound is None else str(bound)})


def without_unused_sums(certificate: Certificate, model: LinearModel) -> Certificate:
    """Leave out the sums that no step speaks of, and count what follows anew.

    Parameters
    ----------
    certificate
        With any sums.
    model
        The linear model that it is about.
    """
    variables, rows = len(model.variables), len(model.rows)
    sums = len(certificate.sums)
    named = {index - variables for index in _variables(certificate)}
    named |= {row - rows for row in _rows(certificate)}
    kept = [number for number in range(sums) if number in named]
    place = {number: new for new, number in enumerate(kept)}

    def variable(index: int) -> int:
        return index if index < variables else variables + place[index - variables]

    def row(index: int) -> int:
        if index < rows:
            return index
        number = index - rows  # a sum, or a lemma behind them
        return rows + (place[number] if number < sums else number - sums + len(kept))

    def node(old: Branch | Leaf) -> Branch | Leaf:
        if isinstance(old, Branch):
            return old.model_copy(update={"variable": variable(old.variable)})
        return old.model_copy(update={"rows": tuple(map(row, old.rows))})

    def lemma(old: Lemma) -> Lemma:
        changed = {"variables": tuple(map(variable, old.variables)), "tree": _all(old.tree)}
        return old.model_copy(update=changed)

    def _all(tree: tuple[Branch | Leaf, ...]) -> tuple[Branch | Leaf, ...]:
        return tuple(map(node, tree))

    return certificate.model_copy(
        update={
            "sums": tuple(certificate.sums[number] for number in kept),
            "lemmas": tuple(map(lemma, certificate.lemmas)),
            "tree": _all(certificate.tree),
        }
    )


def _nodes(certificate: Certificate) -> Iterator[Branch | Leaf]:
    yield from certificate.tree
    for lemma in certificate.lemmas:
        yield from lemma.tree


def _variables(certificate: Certificate) -> Iterator[int]:
    for lemma in certificate.lemmas:
        yield from lemma.variables
    yield from (node.variable for node in _nodes(certificate) if isinstance(node, Branch))


def _rows(certificate: Certificate) -> Iterator[int]:
    for node in _nodes(certificate):
        if isinstance(node, Leaf):
            yield from node.rows

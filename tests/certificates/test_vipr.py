"""VIPR files, checked by a small checker of the published format that shares no code with the writer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

import pytest

from optimizer.certificates.certificate import Certificate
from optimizer.certificates.checker import proved_bound
from optimizer.certificates.divided_bounds import DividedBounds
from optimizer.certificates.vipr import as_vipr
from optimizer.linear_model import LinearModel
from tests.certificates.models import HASH, made, random_model, toy
from tests.certificates.test_divided_bounds import certified, in_two, knapsacks

Line = tuple[str, Fraction, dict[int, Fraction], frozenset[int]]


def terms(words: Iterator[str]) -> dict[int, Fraction]:
    return {int(next(words)): Fraction(next(words)) for _ in range(int(next(words)))}


def constraint(words: Iterator[str]) -> tuple[str, Fraction, dict[int, Fraction]]:
    next(words)  # its name
    return next(words), Fraction(next(words)), terms(words)


def expect(words: Iterator[str], *given: str) -> None:
    for word in given:
        assert next(words) == word


def checked(text: str) -> Fraction | None:
    """Return the bound that a VIPR file proves for its maximum, None for infeasible."""
    words = iter(text.split())
    expect(words, "VER", "1.0", "VAR")
    size = int(next(words))
    assert len({next(words) for _ in range(size)}) == size
    expect(words, "INT")
    assert {int(next(words)) for _ in range(int(next(words)))} == set(range(size))
    expect(words, "OBJ", "max")
    objective = terms(words)
    expect(words, "CON")
    count, _ = int(next(words)), next(words)
    lines: list[Line] = [(*constraint(words), frozenset()) for _ in range(count)]
    expect(words, "RTP")
    claim = None
    if next(words) == "range":
        expect(words, "-inf")
        claim = Fraction(next(words))
    expect(words, "SOL", "0", "DER")
    for _ in range(int(next(words))):
        sense, right, left = constraint(words)
        expect(words, "{")
        here = reasoned(words, lines, sense, right, left)
        expect(words, "}", "-1")
        lines.append((sense, right, left, here))
    assert next(words, None) is None
    last = lines[-1]
    assert not last[3]
    if claim is None:
        assert implies(last, "L", Fraction(-1), {})
    else:
        assert implies(last, "L", claim, {i: v for i, v in objective.items() if v})
    return claim


def implies(line: Line, sense: str, right: Fraction, left: dict[int, Fraction]) -> bool:
    """Whether a line says as much; a falsehood implies everything."""
    own, value, parts, _ = line
    return own == sense == "L" and ((parts == left and value <= right) or (not parts and value < 0))


def reasoned(
    words: Iterator[str],
    lines: list[Line],
    sense: str,
    right: Fraction,
    left: dict[int, Fraction],
) -> frozenset[int]:
    """Check one derivation; returns the assumptions that it stands on."""
    reason = next(words)
    if reason == "asm":
        return frozenset([len(lines)])
    if reason == "uns":
        first, below, second, above = (int(next(words)) for _ in range(4))
        (s1, v1, t1, _), (s2, v2, t2, _) = lines[below], lines[above]
        assert (s1, s2, t1) == ("L", "G", t2)
        assert v2 == v1 + 1
        assert all(value.denominator == 1 for value in (v1, *t1.values()))
        assert implies(lines[first], sense, right, left)
        assert implies(lines[second], sense, right, left)
        return (lines[first][3] - {below}) | (lines[second][3] - {above})
    assert reason in ("lin", "rnd")
    here: frozenset[int] = frozenset()
    total: dict[int, Fraction] = {}
    side = Fraction(0)
    for at, factor in terms(words).items():
        other, value, parts, assumed = lines[at]
        assert other == "E" or (factor >= 0) == (other == "L")
        side += factor * value
        here |= assumed
        for index, coefficient in parts.items():
            total[index] = total.get(index, Fraction(0)) + factor * coefficient
    total = {index: value for index, value in total.items() if value}
    if reason == "rnd":
        assert all(value.denominator == 1 for value in total.values())
        side = Fraction(side.numerator // side.denominator)
    assert implies(("L", side, total, here), sense, right, left)
    return here


def agreed(model: LinearModel, certificate: Certificate) -> Fraction | None:
    bound = proved_bound(model, certificate)
    units = checked(as_vipr(model, certificate))
    if bound is None:
        assert units is None
        return None
    assert units is not None
    assert (units + model.objective()[1]) / model.scale == bound
    return bound


def test_trees_with_sums() -> None:
    assert made().sums
    assert agreed(toy()[1].linear, made()) == made().claimed


def test_lemmas() -> None:
    source = random.Random(20)
    lemmas = 0
    for _ in range(20):
        model = knapsacks(source)
        certificate = certified(model, 8)
        agreed(model, certificate)
        lemmas += bool(certificate.lemmas)
    assert lemmas > 5


def test_models_of_any_kind_and_empty_ones() -> None:
    source = random.Random(5)
    empty = 0
    for _ in range(60):
        model = random_model(source)
        bounds = DividedBounds(in_two(model))
        bounds.improve(leaves=40)
        empty += agreed(model, bounds.certificate(HASH)) is None
    assert empty > 3


def test_the_small_checker_refuses_what_is_damaged() -> None:
    text = as_vipr(toy()[1].linear, made())
    head, tail = text.split("\nDER ")
    lines = tail.split("\n")
    source = random.Random(1)
    for _ in range(12):
        at = source.choice([i for i, line in enumerate(lines) if "{ lin" in line])
        words = lines[at].split()
        words[-3] = str(Fraction(words[-3]) * 2 + 1)  # the last multiplier
        damaged = [*lines[:at], " ".join(words), *lines[at + 1 :]]
        with pytest.raises(AssertionError):
            checked(head + "\nDER " + "\n".join(damaged))

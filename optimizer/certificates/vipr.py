"""Certificates in the VIPR 1.0 format, for checkers that others have written.

The file holds the linear model in full, so that it says nothing about where its rows come from. The
sums of a certificate are written out in the model's own variables.

References
----------
Cheung, Gleixner, Steffy: Verifying Integer Programming Results (2017).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.certificates.arithmetic import Goal, Proof
from optimizer.certificates.certificate import Branch, Certificate, Leaf
from optimizer.linear_model import LinearModel

Ends = dict[tuple[int, bool], tuple[int, int]]
"""Line and value of the lower (False) and upper (True) end of variables that branches narrowed."""


def as_vipr(model: LinearModel, certificate: Certificate) -> str:
    """Write a certificate that has been checked in the VIPR format.

    Parameters
    ----------
    model
        The linear model that the certificate is about.
    certificate
        One whose proof `proved_bound` accepts; lemmas over sums are not written by this program.

    Returns
    -------
    str
        The file. Its objective is in objective units, without the constant.
    """
    return _Writer(model, certificate).text()


@dataclass
class _Writer:
    model: LinearModel
    certificate: Certificate
    lines: list[str] = field(default_factory=list)
    derived: list[str] = field(default_factory=list)
    # Lines of a row's upper and lower side, of a variable's lower and upper bound.
    sides: dict[tuple[int, bool], int] = field(default_factory=dict)
    bounds: dict[tuple[int, bool], int] = field(default_factory=dict)

    def text(self) -> str:
        own = len(self.model.variables)
        given = [*self._rows(), *self._boxes()]
        self.lines = given
        proof = Proof(self.model)
        for step in self.certificate.sums:
            proof.add_sum(step)
        for lemma in self.certificate.lemmas:
            row = len(proof.rows)
            left = proof.left_side(lemma)
            proof.add_lemma(lemma)  # its tree speaks of earlier rows only
            line, bound = self._proved(proof, left, lemma.tree)
            # The lemma itself, with its own right side.
            if bound is None:
                self.sides[row, True] = line
            else:
                unit = {line: Fraction(left.unit)}
                self.sides[row, True] = self._derive(left.terms, Fraction(lemma.at_most), unit)
        goal = proof.goal
        line, bound = self._proved(proof, goal, self.certificate.tree)
        claim = "RTP infeas"
        if bound is not None:
            self._derive(goal.terms, Fraction(bound), {line: Fraction(goal.unit)})
            claim = f"RTP range -inf {bound}"
        return "\n".join(
            [
                "VER 1.0",
                f"VAR {own}",
                *(f"x{index}" for index in range(own)),
                f"INT {own}",
                " ".join(map(str, range(own))),
                "OBJ max",
                _terms(goal.terms),
                f"CON {len(given)} {2 * own}",
                *given,
                claim,
                "SOL 0",
                f"DER {len(self.derived)}",
                *self.derived,
                "",
            ]
        )

    def _rows(self) -> Iterator[str]:
        line = 0
        for number, row in enumerate(self.model.rows):
            terms = _terms(dict(zip(row.variables, row.coefficients, strict=True)))
            if row.lower is not None and row.lower == row.upper:
                self.sides[number, True] = self.sides[number, False] = line
                yield f"c{line} E {row.upper} {terms}"
                line += 1
                continue
            for upper, side in ((True, row.upper), (False, row.lower)):
                if side is not None:
                    self.sides[number, upper] = line
                    yield f"c{line} {'L' if upper else 'G'} {side} {terms}"
                    line += 1

    def _boxes(self) -> Iterator[str]:
        line = len({*self.sides.values()})
        for index, variable in enumerate(self.model.variables):
            for upper, end in ((False, variable.lower), (True, variable.upper)):
                self.bounds[index, upper] = line
                yield f"c{line} {'L' if upper else 'G'} {end} 1 {index} 1"
                line += 1

    def _add(self, sense: str, right: Fraction, terms: str, reason: str) -> int:
        line = len(self.lines) + len(self.derived)
        self.derived.append(f"d{line} {sense} {right} {terms} {{ {reason} }} -1")
        return line

    def _derive(
        self, terms: Mapping[int, int], right: Fraction, used: Mapping[int, Fraction]
    ) -> int:
        pairs = {line: factor for line, factor in sorted(used.items()) if factor}
        words = " ".join(f"{line} {factor}" for line, factor in pairs.items())
        return self._add("L", right, _terms(terms), f"lin {len(pairs)} {words}")

    def _proved(
        self, proof: Proof, goal: Goal, tree: tuple[Branch | Leaf, ...]
    ) -> tuple[int, int | None]:
        """Write a tree down; returns the last line, and the goal's bound (None: nothing there)."""
        nodes = iter(tree)
        small = {index: value // goal.unit for index, value in goal.terms.items()}

        def case(ends: Ends) -> tuple[int, int | None]:
            node = next(nodes)
            if isinstance(node, Leaf):
                return self._leaf(proof, goal, small, node, ends)
            terms = self._own_terms(node.variable)
            cases = []
            for upper, end in ((True, node.at_most), (False, node.at_most + 1)):
                line = self._add("L" if upper else "G", Fraction(end), _terms(terms), "asm")
                narrower, key = dict(ends), (node.variable, upper)
                known = ends.get(key, (0, (proof.upper if upper else proof.lower)[node.variable]))
                if end < known[1] if upper else end > known[1]:
                    narrower[key] = line, end
                cases.append((line, case(narrower)))
            (below, (first, low)), (above, (second, high)) = cases
            reason = f"uns {first} {below} {second} {above}"
            found = [bound for bound in (low, high) if bound is not None]
            if not found:
                return self._add("L", Fraction(-1), "0", reason), None
            return self._add("L", Fraction(max(found), goal.unit), _terms(small), reason), max(
                found
            )

        return case({})

    def _leaf(
        self, proof: Proof, goal: Goal, small: Mapping[int, int], leaf: Leaf, ends: Ends
    ) -> tuple[int, int | None]:
        own = len(self.model.variables)
        used: dict[int, Fraction] = {}
        left = {index: leaf.scale * value for index, value in goal.terms.items()}
        total = 0
        for number, multiplier in zip(leaf.rows, leaf.multipliers, strict=True):
            factor, row = goal.scale * multiplier, proof.rows[number]
            for index, value in zip(row.variables, row.coefficients, strict=True):
                left[index] = left.get(index, 0) - factor * value
            side = row.upper if factor > 0 else row.lower
            total += factor * (side or 0)  # a row without the side would have been refused
            if (number, factor > 0) in self.sides:  # a sum has none: it is written out
                line = self.sides[number, factor > 0]
                used[line] = used.get(line, Fraction(0)) + factor
        for index in sorted(left, reverse=True):  # sums before what they consist of
            value = left[index]
            if index >= own and (index, value > 0) not in ends:
                for part, factor in self._own_terms(index).items():
                    left[part] = left.get(part, 0) + value * factor
                left[index] = 0
        for index, value in left.items():
            if not value:
                continue
            known = ends.get((index, value > 0))
            bound = (proof.upper if value > 0 else proof.lower)[index]
            line, end = known or (self.bounds[index, value > 0], bound)
            used[line] = used.get(line, Fraction(0)) + value
            total += value * end
        if not leaf.scale:
            share = {line: factor / -total for line, factor in used.items()}
            return self._derive({}, Fraction(-1), share), None
        whole = leaf.scale * goal.unit
        share = {line: factor / whole for line, factor in used.items()}
        line = self._derive(small, Fraction(total, whole), share)
        bound = total // whole
        return self._add("L", Fraction(bound), _terms(small), f"rnd 1 {line} 1"), bound * goal.unit

    def _own_terms(self, index: int) -> dict[int, int]:
        own = len(self.model.variables)
        if index < own:
            return {index: 1}
        step = self.certificate.sums[index - own]
        return dict(zip(step.variables, step.coefficients, strict=True))


def _terms(terms: Mapping[int, int]) -> str:
    kept = {index: value for index, value in sorted(terms.items()) if value}
    return " ".join([str(len(kept)), *(f"{i} {value}" for i, value in kept.items())])

"""The integer arithmetic behind a certificate: a model that grows by sums, bounds of cases.

Everything here is Python's integers. Nothing that comes from a file is believed: a case's bound holds
whatever its multipliers are, by weak duality. With ``y`` positive on upper and negative on lower sides,
every point of a box has ``c·x <= c·x + y·(side - A·x) <= y·side + max over the box of (c - y·A)·x``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

from optimizer.certificates.certificate import CertificateError, Leaf, Lemma, Sum
from optimizer.linear_model import LinearModel, Row

# Coefficients looked at while checking; some 30 s of processor time. Honest files need a hundredth.
MOST_WORK = 10**8


@dataclass(frozen=True)
class Goal:
    """An integer linear expression that is to be bounded.

    Parameters
    ----------
    terms
        Coefficients by variable.
    scale
        Units of the expression in a score point; multipliers are in score points.
    unit
        The expression is a multiple of this at every point.
    """

    terms: Mapping[int, int]
    scale: int
    unit: int

    @classmethod
    def of(cls, terms: Mapping[int, int], scale: int) -> Goal:
        """Return the goal with the greatest unit that its coefficients have."""
        return cls(terms, scale, gcd(*terms.values()) or 1)


class Proof:
    """A linear model with the variables and rows that a certificate derives from it.

    Parameters
    ----------
    model
        The model as the scenario gives it; it is not changed.
    most_work
        Coefficients to look at before it is refused as hostile; None for no limit.
    """

    def __init__(self, model: LinearModel, most_work: int | None = None) -> None:
        self.lower = [variable.lower for variable in model.variables]
        self.upper = [variable.upper for variable in model.variables]
        self.rows = list(model.rows)
        self.scale = model.scale
        self.objective, self.constant = model.objective()
        self._unit = gcd(*self.objective.values()) or 1
        self._own = len(model.variables)
        self._work_left = most_work

    @property
    def goal(self) -> Goal:
        """The model's objective, without its constant."""
        return Goal(self.objective, self.scale, self._unit)

    def add_sum(self, step: Sum) -> None:
        """Add a variable that equals a sum of the model's own variables, with its box and its row.

        Raises
        ------
        CertificateError
            If a variable does not exist.
        """
        terms = dict(zip(step.variables, step.coefficients, strict=True))
        self._spend(len(terms))
        low = high = 0
        for index, factor in terms.items():
            if index >= self._own:
                raise CertificateError(f"a sum names variable {index}; the model has {self._own}")
            low += factor * (self.lower if factor > 0 else self.upper)[index]
            high += factor * (self.upper if factor > 0 else self.lower)[index]
        new = len(self.lower)
        self.lower.append(low)
        self.upper.append(high)
        row = Row("certificate", "sum", (*step.variables, new), (*step.coefficients, -1), 0, 0)
        self.rows.append(row)

    def left_side(self, step: Lemma) -> Goal:
        """Return what a lemma says to be small.

        Raises
        ------
        CertificateError
            If a variable does not exist.
        """
        if step.variables[-1] >= len(self.lower):
            raise CertificateError(f"a lemma names variable {step.variables[-1]}: there is none")
        return Goal.of(dict(zip(step.variables, step.coefficients, strict=True)), step.scale)

    def add_lemma(self, step: Lemma) -> None:
        """Add the row of a lemma; whoever calls has checked its proof."""
        row = Row("certificate", "lemma", step.variables, step.coefficients, None, step.at_most)
        self.rows.append(row)

    def leaf_bound(
        self,
        leaf: Leaf,
        lower: Sequence[int],
        upper: Sequence[int],
        goal: Goal | None = None,
    ) -> int | None:
        """Bound an expression over a box.

        Parameters
        ----------
        leaf
            Multipliers; any are allowed, good ones give a low bound.
        lower, upper
            The box of the case, by variable.
        goal
            What to bound; the objective without its constant when left out.

        Returns
        -------
        int or None
            No plan of the case has more than this (units of the goal);
            None where the multipliers prove that the case has no plan.

        Raises
        ------
        CertificateError
            If a row does not exist or lacks the side that a multiplier speaks of, or if a leaf of
            scale 0 proves nothing.
        """
        goal = goal or self.goal
        pairs = zip(leaf.rows, leaf.multipliers, strict=True)
        used = [(self._row(index), goal.scale * factor) for index, factor in pairs]
        total = sum(factor * _side(row, factor) for row, factor in used)
        self._spend(len(goal.terms))
        left = {j: leaf.scale * value for j, value in goal.terms.items()}
        for j, value in self._added_up(used).items():
            left[j] = left.get(j, 0) - value
        total += sum(v * (upper[j] if v > 0 else lower[j]) for j, v in left.items())
        if leaf.scale:
            return total // (leaf.scale * goal.unit) * goal.unit
        if total >= 0:
            raise CertificateError("a leaf of scale 0 does not prove that its case has no plan")
        return None

    def _row(self, index: int) -> Row:
        if index >= len(self.rows):
            raise CertificateError(f"row {index} does not exist here: there are {len(self.rows)}")
        return self.rows[index]

    def _added_up(self, used: Iterable[tuple[Row, int]]) -> dict[int, int]:
        terms: dict[int, int] = {}
        for row, factor in used:
            self._spend(len(row.variables))
            for j, coefficient in zip(row.variables, row.coefficients, strict=True):
                terms[j] = terms.get(j, 0) + factor * coefficient
        return terms

    def _spend(self, work: int) -> None:
        if self._work_left is None:
            return
        self._work_left -= work
        if self._work_left < 0:
            raise CertificateError("the certificate asks for more arithmetic than any bound needs")


def _side(row: Row, factor: int) -> int:
    """Return the right side that a multiplier speaks of: it must be one that the row has."""
    side = row.upper if factor > 0 else row.lower
    if side is None:
        which = "upper" if factor > 0 else "lower"
        raise CertificateError(f"a multiplier of {row.name!r} needs its {which} side; it has none")
    return side

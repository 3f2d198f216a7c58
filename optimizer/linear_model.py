"""A linear model over integers that belongs to no solver.

Variables with integer bounds and readable names, rows ``lower <= a·x <= upper`` named by rule and
place, a maximised objective with named terms. Engines translate it; certificates are checked
against it; it can be built where no solver is installed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

# Sums beyond this could lose integers inside engines that compute in doubles.
LARGEST_EXACT_SUM = 2**53


class Linear:
    """An integer linear expression: ``constant + Σ coefficient · variable``."""

    __slots__ = ("constant", "terms")

    def __init__(self, terms: dict[int, int] | None = None, constant: int = 0) -> None:
        self.terms: dict[int, int] = terms if terms is not None else {}
        self.constant = constant

    @staticmethod
    def total(parts: Iterable[Linear]) -> Linear:
        """Sum of expressions, in one pass."""
        terms: dict[int, int] = {}
        constant = 0
        for part in parts:
            constant += part.constant
            for variable, coefficient in part.terms.items():
                terms[variable] = terms.get(variable, 0) + coefficient
        return Linear({v: c for v, c in terms.items() if c}, constant)

    def __add__(self, other: Linear | int) -> Linear:
        if isinstance(other, int):
            return Linear(dict(self.terms), self.constant + other)
        return Linear.total((self, other))

    __radd__ = __add__

    def __sub__(self, other: Linear | int) -> Linear:
        return self + (-other)

    def __rsub__(self, other: Linear | int) -> Linear:
        return (-self) + other

    def __neg__(self) -> Linear:
        return self * -1

    def __mul__(self, factor: int) -> Linear:
        if factor == 0:
            return Linear()
        return Linear({v: c * factor for v, c in self.terms.items()}, self.constant * factor)

    __rmul__ = __mul__

    def value(self, values: Sequence[int]) -> int:
        """Value of the expression at a point, indexed by variable."""
        return self.constant + sum(c * values[v] for v, c in self.terms.items())


@dataclass(frozen=True)
class Variable:
    """An integer variable with its bounds and a stable, readable name."""

    name: str
    lower: int
    upper: int


@dataclass(frozen=True)
class Row:
    """``lower <= Σ coefficient · variable <= upper``; a missing side is None.

    `kind` marks rows for which an engine may have a native form: ``at_most_one`` (all coefficients
    and the upper bound are 1) or ``linear``.
    """

    rule: str
    where: str
    variables: tuple[int, ...]
    coefficients: tuple[int, ...]
    lower: int | None
    upper: int | None
    kind: str = "linear"

    @property
    def name(self) -> str:
        """Rule and place, for people and for exported models."""
        return f"{self.rule}: {self.where}" if self.where else self.rule

    def holds(self, values: Sequence[int]) -> bool:
        """Whether the row is satisfied at a point."""
        total = sum(c * values[v] for v, c in zip(self.variables, self.coefficients, strict=True))
        return (self.lower is None or total >= self.lower) and (
            self.upper is None or total <= self.upper
        )


@dataclass
class LinearModel:
    """Variables, rows and a maximised objective, all integer.

    The objective is collected as exact fractions of a score point and turned into integers once, by
    the smallest common factor (`scale`): ``score points = objective / scale``.
    """

    variables: list[Variable] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rewards: dict[str, dict[int, Fraction]] = field(default_factory=dict)
    constants: dict[str, Fraction] = field(default_factory=dict)

    def variable(self, name: str, lower: int, upper: int) -> Linear:
        """Add a variable and return it as an expression."""
        self.variables.append(Variable(name, lower, upper))
        return Linear({len(self.variables) - 1: 1})

    def bounds(self, expression: Linear) -> tuple[int, int]:
        """Smallest and largest value of an expression over the variables' boxes."""
        low = high = expression.constant
        for index, coefficient in expression.terms.items():
            variable = self.variables[index]
            ends = (coefficient * variable.lower, coefficient * variable.upper)
            low += min(ends)
            high += max(ends)
        return low, high

    def row(
        self,
        expression: Linear,
        lower: int | None,
        upper: int | None,
        *,
        rule: str,
        where: str,
        kind: str = "linear",
    ) -> None:
        """Add ``lower <= expression <= upper``; rows that always hold are left out."""
        low, high = self.bounds(expression)
        if (lower is None or low >= lower) and (upper is None or high <= upper):
            return
        items = sorted(expression.terms.items())
        self.rows.append(
            Row(
                rule,
                where,
                tuple(index for index, _ in items),
                tuple(coefficient for _, coefficient in items),
                None if lower is None else lower - expression.constant,
                None if upper is None else upper - expression.constant,
                kind,
            )
        )

    def reward(self, term: str, expression: Linear, points: Fraction) -> None:
        """Add ``points · expression`` score points to the named term of the objective."""
        rewards = self.rewards.setdefault(term, {})
        for index, coefficient in expression.terms.items():
            rewards[index] = rewards.get(index, Fraction(0)) + points * coefficient
        self.constants[term] = self.constants.get(term, Fraction(0)) + points * expression.constant

    @property
    def scale(self) -> int:
        """Objective units in one score point."""
        denominators = {f.denominator for r in self.rewards.values() for f in r.values()}
        denominators |= {f.denominator for f in self.constants.values()}
        return lcm(1, *denominators)

    def objective(self) -> tuple[dict[int, int], int]:
        """Integer coefficients per variable and the constant, in objective units.

        Raises
        ------
        OverflowError
            If the largest possible sum is too big to stay exact in every engine.
        """
        scale = self.scale
        totals: dict[int, Fraction] = {}
        for rewards in self.rewards.values():
            for index, points in rewards.items():
                totals[index] = totals.get(index, Fraction(0)) + points
        coefficients = {i: int(p * scale) for i, p in sorted(totals.items()) if p}
        constant = int(sum(self.constants.values(), Fraction(0)) * scale)
        reach = sum(
            abs(c) * max(abs(self.variables[i].lower), abs(self.variables[i].upper))
            for i, c in coefficients.items()
        )
        if reach > LARGEST_EXACT_SUM:
            raise OverflowError(
                f"the objective reaches {reach}, beyond 2^53: use weights with fewer decimals"
            )
        return coefficients, constant

    def score(self, values: Sequence[int]) -> Fraction:
        """Score points at a point."""
        return sum(
            (points * values[i] for r in self.rewards.values() for i, points in r.items()),
            sum(self.constants.values(), Fraction(0)),
        )

    def broken(self, values: Sequence[int]) -> Iterator[str]:
        """Names of the rows and bounds that a point does not satisfy."""
        for index, variable in enumerate(self.variables):
            if not variable.lower <= values[index] <= variable.upper:
                yield f"bounds of {variable.name}"
        for row in self.rows:
            if not row.holds(values):
                yield row.name

    def impossible_rows(self) -> list[Row]:
        """Rows that no point of the variables' boxes satisfies."""
        found = []
        for row in self.rows:
            low, high = self.bounds(Linear(dict(zip(row.variables, row.coefficients, strict=True))))
            if (row.lower is not None and high < row.lower) or (
                row.upper is not None and low > row.upper
            ):
                found.append(row)
        return found

    def sha256(self) -> str:
        """Hash of variables, rows and objective in their order."""
        digest = hashlib.sha256()
        for variable in self.variables:
            digest.update(f"{variable.name}|{variable.lower}|{variable.upper}\n".encode())
        for row in self.rows:
            digest.update(
                f"{row.name}|{row.variables}|{row.coefficients}|{row.lower}|{row.upper}\n".encode()
            )
        digest.update(f"{self.scale}|{self.objective()}".encode())
        return digest.hexdigest()

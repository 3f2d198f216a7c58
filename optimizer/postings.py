"""Posting rows and making variables on a linear model: what every rule needs, whatever a plan is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction

from optimizer.linear_model import Linear, LinearModel

Key = tuple[object, ...]


class Postings:
    """Rows named by the rule being posted, and auxiliary variables that are made once.

    Parameters
    ----------
    hard
        Elastic rules that were made hard: they get no slack.

    Attributes
    ----------
    linear
        The solver-free model that rules write to.
    """

    def __init__(self, hard: frozenset[str]) -> None:
        self.linear = LinearModel()
        self._hard = hard
        self._rule = "plan"
        self._made: dict[Key, Linear] = {}
        self._caps: dict[tuple[tuple[int, int], ...], int] = {}

    # ---- posting ----

    @contextmanager
    def posting(self, rule: str) -> Iterator[None]:
        """Name the rule that the rows written inside belong to."""
        before, self._rule = self._rule, rule
        try:
            yield
        finally:
            self._rule = before

    def at_most(self, expression: Linear, bound: int, where: str) -> None:
        """Post ``expression <= bound``."""
        self.linear.row(expression, None, bound, rule=self._rule, where=where)

    def at_least(self, expression: Linear, bound: int, where: str) -> None:
        """Post ``expression >= bound``."""
        self.linear.row(expression, bound, None, rule=self._rule, where=where)

    def equal(self, expression: Linear, bound: int, where: str) -> None:
        """Post ``expression == bound``."""
        self.linear.row(expression, bound, bound, rule=self._rule, where=where)

    def at_most_one(self, literals: Iterable[Linear], where: str) -> None:
        """Post that at most one 0/1 expression is 1."""
        total = Linear.total(literals)
        self.linear.row(total, None, 1, rule=self._rule, where=where, kind="at_most_one")

    def forbid(self, where: str) -> None:
        """Post a row that nothing satisfies."""
        self.linear.row(Linear(), 1, None, rule=self._rule, where=where)

    def cap(self, expression: Linear, bound: int, where: str) -> None:
        """Post ``expression <= bound`` and let later indicators rely on it."""
        self.at_most(expression, bound, where)
        key = tuple(sorted(expression.terms.items()))
        self._caps[key] = min(bound, self._caps.get(key, bound))

    def reward(self, term: str, expression: Linear, points: Fraction) -> None:
        """Add score points per unit of an expression to a named term."""
        self.linear.reward(term, expression, points)

    @staticmethod
    def total(parts: Iterable[Linear]) -> Linear:
        """Sum of expressions."""
        return Linear.total(parts)

    def reaches(self, key: Key, expression: Linear, mark: int) -> Linear:
        """Return 1 exactly where an expression is at least `mark`."""
        if key in self._made:
            return self._made[key]
        low, high = self.reach(expression)
        if high < mark:
            return self._made.setdefault(key, Linear())
        if low >= mark:
            return self._made.setdefault(key, Linear(constant=1))
        reached = self.binary(key)
        where = name_of(key)
        self.link(expression - (high - mark + 1) * reached, None, mark - 1, where)
        self.link(expression - (mark - low) * reached, low, None, where)
        return reached

    def variable(self, key: Key, lower: int, upper: int) -> Linear:
        """Make an integer variable for a rule's or term's own use, once."""
        if key not in self._made:
            self._made[key] = self.linear.variable(name_of(key), lower, upper)
        return self._made[key]

    def shortage(self, key: Key, most: int, price: Fraction) -> Linear:
        """Make a slack of the rule being posted: what is missing, paid for in score points.

        A rule that was made hard gets no slack.
        """
        if self._rule in self._hard:
            return Linear()
        slack = self.variable(("missing", self._rule, *key), 0, most)
        self.reward("shortages", slack, -price)
        return slack

    def most(self, expression: Linear) -> int:
        """Largest value that bounds and posted caps leave to an expression."""
        return self.reach(expression)[1]

    # ---- making ----

    def reach(self, expression: Linear) -> tuple[int, int]:
        """Smallest and largest value that bounds and posted caps leave to an expression."""
        low, high = self.linear.bounds(expression)
        cap = self._caps.get(tuple(sorted(expression.terms.items())))
        return low, high if cap is None else min(high, cap)

    def variable_for(self, key: Key, total: Linear) -> Linear:
        """Make a variable equal to an expression, once; a single variable is returned as it is."""
        if key in self._made:
            return self._made[key]
        if len(total.terms) <= 1:
            return self._made.setdefault(key, total)
        low, high = self.reach(total)
        made = self.linear.variable(name_of(key), low, high)
        self._made[key] = made
        self.link(total - made, 0, 0, name_of(key))
        return made

    def binary(self, key: Key) -> Linear:
        """Make a 0/1 variable, once."""
        return self.variable(key, 0, 1)

    def link(self, expression: Linear, lower: int | None, upper: int | None, where: str) -> None:
        """Post a row that defines an auxiliary."""
        self.linear.row(expression, lower, upper, rule="definition", where=where)


def name_of(key: Key) -> str:
    """Name a variable after its key, stable and readable."""
    return f"{key[0]}[{','.join(str(part) for part in key[1:])}]"

"""Posting rows and making variables on a linear model: what every rule needs, whatever a plan is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction

from optimizer.conditions import AllOf, AnyOf, Condition, Not, Owned
from optimizer.linear_model import Linear, LinearModel

Key = tuple[object, ...]
Keeps = Callable[[str, str], bool]


class Postings:
    """Rows named by the rule being posted, and auxiliary variables that are made once.

    Parameters
    ----------
    hard
        Elastic rules that were made hard: they get no slack.
    keeps
        Says by rule and place whether a demand is posted; all are when left out. What is left out
        leaves no trace: later auxiliaries rely on posted caps only.

    Attributes
    ----------
    linear
        The solver-free model that rules write to.
    """

    def __init__(self, hard: frozenset[str], keeps: Keeps | None = None) -> None:
        self.linear = LinearModel()
        self._keeps = keeps
        self._hard = hard
        self._rule = "plan"
        self._made: dict[Key, Linear] = {}
        self._caps: dict[tuple[tuple[int, int], ...], int] = {}
        self._exclusive: dict[int, list[frozenset[int]]] = defaultdict(list)

    # ---- posting ----

    @contextmanager
    def posting(self, rule: str) -> Iterator[None]:
        """Name the rule that the rows written inside belong to."""
        before, self._rule = self._rule, rule
        try:
            yield
        finally:
            self._rule = before

    def kept(self, where: str) -> bool:
        """Whether the demand of the rule being posted is posted at a place."""
        return self._keeps is None or self._keeps(self._rule, where)

    def at_most(self, expression: Linear, bound: int, where: str) -> None:
        """Post ``expression <= bound``."""
        self._post(expression, None, bound, where)

    def at_least(self, expression: Linear, bound: int, where: str) -> None:
        """Post ``expression >= bound``."""
        self._post(expression, bound, None, where)

    def equal(self, expression: Linear, bound: int, where: str) -> None:
        """Post ``expression == bound``."""
        self._post(expression, bound, bound, where)

    def at_most_one(
        self, literals: Iterable[Linear], where: str, when: Linear | None = None
    ) -> None:
        """Post that at most one 0/1 expression is 1, and none unless `when` is."""
        total = Linear.total(literals)
        if when is not None and when.terms:
            self.at_most(total - when, 0, where)
            return
        # A literal that is 1 minus a variable makes it an ordinary row.
        plain = not total.constant and all(c == 1 for c in total.terms.values())
        self._post(total, None, 1, where, "at_most_one" if plain else "linear")
        if plain and self.kept(where):
            together = frozenset(total.terms)
            for variable in total.terms:
                self._exclusive[variable].append(together)

    def exclusive_groups(self, literals: Iterable[Linear]) -> list[Linear]:
        """Sum 0/1 variables in groups of which a posted row allows one: a sum is 1 where a part is.

        A row over such a sum says the same of whole numbers as a row for every part, in fewer rows
        and with a tighter linear relaxation.
        """
        left = {variable: None for literal in literals for variable in literal.terms}
        groups = []
        while left:
            first = next(iter(left))
            known = [left.keys() & known for known in self._exclusive.get(first, ())]
            largest = max(known, key=len, default=frozenset((first,)))
            groups.append(Linear({variable: 1 for variable in left if variable in largest}))
            for variable in largest:
                del left[variable]
        return groups

    def forbid(self, where: str) -> None:
        """Post a row that nothing satisfies."""
        self._post(Linear(), 1, None, where)

    def cap(self, expression: Linear, bound: int, where: str, when: Linear | None = None) -> None:
        """Post ``expression <= bound`` and let later indicators rely on it.

        `when` is 0 only where the expression is 0 anyhow. Multiplied with the bound, it changes no
        whole numbers and keeps a half-used slot from being capped as a full one.
        """
        if not self.kept(where):
            return
        if when is None or self.reach(when) == (1, 1):
            self.at_most(expression, bound, where)
        else:
            self.at_most(expression - bound * when, 0, where)
        key = tuple(sorted(expression.terms.items()))
        self._caps[key] = min(bound, self._caps.get(key, bound))

    def reward(self, term: str, expression: Linear, points: Fraction) -> None:
        """Add score points per unit of an expression to a named term."""
        self.linear.reward(term, expression, points)

    @staticmethod
    def total(parts: Iterable[Linear]) -> Linear:
        """Sum of expressions."""
        return Linear.total(parts)

    def reaches(
        self, key: Key, expression: Linear, mark: int, proof: Linear | None = None
    ) -> Linear:
        """Return 1 exactly where an expression is at least `mark`.

        `proof`, where given, is nowhere more and reaches the mark for the same whole numbers: it may
        leave the linear relaxation less room.
        """
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
        if proof is not None:
            expression, low = proof, self.reach(proof)[0]
        self.link(expression - (mark - low) * reached, low, None, where)
        return reached

    def all_true(self, key: Key, literals: Iterable[Linear]) -> Linear:
        """Return 1 exactly where every 0/1 expression is 1."""
        if key in self._made:
            return self._made[key]
        open_ones = [part for part in literals if part.terms or part.constant != 1]
        if any(not part.terms for part in open_ones):
            return self._made.setdefault(key, Linear())
        if len(open_ones) <= 1:
            return self._made.setdefault(key, (open_ones or [Linear(constant=1)])[0])
        every, where = self.binary(key), name_of(key)
        for part in open_ones:
            self.link(every - part, None, 0, where)
        self.link(every - Linear.total(open_ones), 1 - len(open_ones), None, where)
        return every

    def any_true(self, key: Key, literals: Iterable[Linear]) -> Linear:
        """Return 1 exactly where at least one 0/1 expression is 1."""
        return 1 - self.all_true(key, (1 - part for part in literals))

    def positive_part(self, key: Key, expression: Linear) -> Linear:
        """Return at least the expression and at least 0; for what an objective presses down."""
        low, high = self.reach(expression)
        if low >= 0 or high <= 0:
            return expression if low >= 0 else Linear()
        part = self.variable(key, 0, high)
        self.link(part - expression, 0, None, name_of(key))
        return part

    def how_many(self, name: str, literals: Iterable[Linear]) -> dict[int, Linear]:
        """Return, for each number above 0, a 0/1 expression: that many of the literals are 1."""
        total = Linear.total(literals)
        low, high = self.reach(total)
        if low == high:
            return {low: Linear(constant=1)} if low else {}
        numbers = {n: self.binary((name, n)) for n in range(low, high + 1)}
        self.link(Linear.total(numbers.values()), 1, 1, name)
        self.link(total - Linear.total(n * numbers[n] for n in numbers), 0, 0, name)
        return {n: literal for n, literal in numbers.items() if n}

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

    def _post(
        self,
        expression: Linear,
        lower: int | None,
        upper: int | None,
        where: str,
        kind: str = "linear",
    ) -> None:
        if self.kept(where):
            self.linear.row(expression, lower, upper, rule=self._rule, where=where, kind=kind)

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

    def holds(self, condition: Condition) -> Linear:
        """Return 1 exactly where a condition on what is owned holds; a constant where it is known."""
        key = ("holds", condition)
        if key in self._made:
            return self._made[key]
        match condition:
            case Owned():
                return self._made.setdefault(key, self.owns(condition.item))
            case Not():
                return self._made.setdefault(key, 1 - self.holds(condition.part))
            case AllOf() | AnyOf():
                if isinstance(condition, AllOf):
                    return self.all_true(key, (self.holds(part) for part in condition.parts))
                parts = (self.holds(part) for part in condition.parts)
                return self._made.setdefault(key, self.any_true(("lacks", condition), parts))

    def owns(self, item: str) -> Linear:
        """Return 1 where an item is bought."""
        return self.binary(("owns", item))

    def link(self, expression: Linear, lower: int | None, upper: int | None, where: str) -> None:
        """Post a row that defines an auxiliary."""
        self.linear.row(expression, lower, upper, rule="definition", where=where)


def name_of(key: Key) -> str:
    """Name a variable after its key, stable and readable."""
    return f"{key[0]}[{','.join(str(part) for part in key[1:])}]"

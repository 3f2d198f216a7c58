"""What a rule file and a term file must provide.

A *rule* says which plans are allowed: ``post`` writes linear rows over the integer Problem, ``check``
reads the Scenario and the Plan in natural units by another algorithm. A *term* says which allowed plan
is better: ``post`` adds to the maximised objective, ``score`` recomputes the same number from the plan.
This file imports nothing of ours, so that checks run where no solver is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from optimizer.candidate import Candidate
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

Kind = Literal["hard", "elastic", "mixed"]
Confidence = Literal["high", "med", "low"]

Points = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=2)]
Sets = Annotated[Decimal, Field(ge=0, le=100, decimal_places=1)]
Price = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


class RuleParams(BaseModel):
    """The parameters of a rule: frozen, unknown keys refused, units in the names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ElasticParams(RuleParams):
    """Parameters of a rule that may be missed at a price, unless it is made hard."""

    hard: bool = Field(False, description="true: may not be missed at all")


@dataclass(frozen=True)
class Violation:
    """One breach of a rule, in the rule's own unit.

    Parameters
    ----------
    rule
        Name of the rule.
    where
        Place in words, e.g. ``week 3, mon, hamstrings``.
    excess
        How far beyond the limit, in `unit`; at least the smallest step of that unit.
    unit
        Unit of `excess`.
    message
        One sentence with the limit and the actual value.
    """

    rule: str
    where: str
    excess: Decimal | Fraction | int
    unit: str
    message: str


@dataclass(frozen=True)
class Demand:
    """What a rule demands at one place: all rows that it posts there, as a coach would say it.

    Parameters
    ----------
    rule
        Name of the rule.
    where
        Place, as the rule's ``post`` writes it.
    text
        One sentence with the place and the number.
    path
        Where in the scenario it comes from: a parameter (written or not), a slot, a pin.
    """

    rule: str
    where: str
    text: str
    path: tuple[str | int, ...]


@dataclass(frozen=True)
class Shortage:
    """What an elastic rule asks for and the plan does not give.

    Parameters
    ----------
    rule
        Name of the rule.
    where
        Place in words, e.g. ``neck_extensors, block 1``.
    missing
        How much is missing, in `unit`, always positive.
    unit
        Unit of `missing`.
    points
        What it costs, in score points (per cent).
    """

    rule: str
    where: str
    missing: Fraction
    unit: str
    points: Fraction


@dataclass(frozen=True)
class NotApplicable:
    """A demand that no option could ever meet, with the reason; it is neither missed nor paid for."""

    rule: str
    where: str
    reason: str


def _no_demand(scenario: Scenario, where: str) -> Demand:
    raise LookupError(f"no demand at {where!r}: the rule posts no rows")


def _no_shortages(scenario: Scenario, plan: Plan) -> Iterator[Shortage]:
    return iter(())


def _no_refusal(scenario: Scenario, candidate: Candidate) -> str | None:
    return None


def _nothing_inapplicable(scenario: Scenario) -> Iterator[NotApplicable]:
    return iter(())


@dataclass(frozen=True)
class Rule:
    """A training rule: one sentence a coach would sign, posted and checked by different algorithms.

    Parameters
    ----------
    name
        The file's name; also the key in a scenario's ``rules``.
    title
        The rule in one sentence.
    kind
        ``hard`` may never be broken, ``elastic`` may be missed at a price, ``mixed`` has both parts.
    safety
        Safety rules are never offered for relaxing.
    sources
        Claims (``S24``) and literature behind the rule.
    confidence
        How sure the literature is of the numbers.
    params
        The parameter model; its field defaults are those of an intermediate adult.
    defaults
        Parameters of a given athlete (level, age, restrictions), read from ``parameters.yaml``.
    post
        Writes the rule's rows into a PlanModel.
    check
        Yields every breach, not only the first.
    explain
        The rule as set, in words, with the numbers in.
    relaxations
        Looser settings that each change one parameter, nearest first; empty for safety rules.
    demand
        What the rows at a place, as they name it, ask for in words. Every rule that posts rows has it.
    shortages
        For elastic rules: what the plan lacks and what that costs.
    refuse
        For rules that need no solver: why a candidate option may not exist at all.
    inapplicable
        Demands of the rule that no option of this scenario could meet.
    """

    name: str
    title: str
    kind: Kind
    sources: tuple[str, ...]
    confidence: Confidence
    params: type[RuleParams]
    defaults: Callable[[Profile], RuleParams]
    post: Callable[[PlanModel], None]
    check: Callable[[Scenario, Plan], Iterable[Violation]]
    explain: Callable[[Any], str]
    relaxations: Callable[[Any], Iterable[RuleParams]]
    demand: Callable[[Scenario, str], Demand] = field(default=_no_demand)
    safety: bool = False
    shortages: Callable[[Scenario, Plan], Iterable[Shortage]] = field(default=_no_shortages)
    refuse: Callable[[Scenario, Candidate], str | None] = field(default=_no_refusal)
    inapplicable: Callable[[Scenario], Iterable[NotApplicable]] = field(
        default=_nothing_inapplicable
    )


@dataclass(frozen=True)
class TermScore:
    """The value of one score term.

    Parameters
    ----------
    name
        Name of the term.
    value
        Share reached, 0 to 1, exact.
    weight
        Score points (per cent) that a full share is worth.
    """

    name: str
    value: Fraction
    weight: Fraction

    @property
    def points(self) -> Fraction:
        """Score points this term contributes."""
        return self.value * self.weight


@dataclass(frozen=True)
class Term:
    """A term of the score.

    Parameters
    ----------
    name
        The file's name.
    title
        What is rewarded, in one sentence.
    small
        A small term only breaks ties: all small terms together are worth less than one point.
    sources
        Claims and literature behind the term.
    post
        Adds the term to the objective of a PlanModel.
    score
        Recomputes the same term from the plan, exactly.
    explain
        What the number means, in words.
    """

    name: str
    title: str
    small: bool
    sources: tuple[str, ...]
    post: Callable[[PlanModel], None]
    score: Callable[[Scenario, Plan], TermScore]
    explain: Callable[[Scenario], str]


def as_violations(shortages: Iterable[Shortage]) -> Iterator[Violation]:
    """Turn what an elastic rule lacks into breaches, for a rule that was made hard."""
    for missing in shortages:
        yield Violation(
            missing.rule,
            missing.where,
            missing.missing,
            missing.unit,
            f"{missing.where}: short by {float(missing.missing):g} ({missing.unit}), "
            "and this rule is set to hard",
        )


def plain(number: Decimal) -> str:
    """Write a number without needless zeros: 8, not 8.0; 135, not 1.35E+2."""
    return f"{number.normalize():f}"


def counted(number: Decimal | int, unit: str) -> str:
    """Write a number with its unit, in the plural unless it is exactly one."""
    return f"{plain(Decimal(number))} {unit}{'' if number == 1 else 's'}"


def no_relaxations(params: Any) -> Iterator[RuleParams]:
    """Nothing may be relaxed: the rule protects the athlete or states a fact."""
    return iter(())

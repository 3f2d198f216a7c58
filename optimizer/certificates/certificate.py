"""What a certificate of a bound is: integers that let anyone recompute it, and nothing to believe."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from optimizer.errors import LiftproofError, show

FORMAT: Literal["liftproof.certificate/2"] = "liftproof.certificate/2"

# Far above what a model of a plan needs; they keep a hostile file from costing more than it weighs.
LARGEST_MULTIPLIER = 10**15
LARGEST_INDEX = 10**7
LARGEST_BOX_END = 10**15

Index = Annotated[int, Field(strict=True, ge=0, le=LARGEST_INDEX)]
Multiplier = Annotated[int, Field(strict=True, ge=-LARGEST_MULTIPLIER, le=LARGEST_MULTIPLIER)]
Value = Annotated[int, Field(strict=True, ge=-LARGEST_BOX_END, le=LARGEST_BOX_END)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class CertificateError(LiftproofError):
    """A certificate that proves nothing about this scenario, or less than it claims."""


class CertificatePart(BaseModel):
    """Base of everything in a certificate."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sum(CertificatePart):
    """A new integer variable that equals a sum of the model's; it only makes shorter trees."""

    variables: tuple[Index, ...] = Field(min_length=1)
    coefficients: tuple[Multiplier, ...]

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        _check_pairs("variables", self.variables, self.coefficients)
        return self


class Branch(CertificatePart):
    """Two cases: the variable is at most a value (the next node), or at least one more."""

    variable: Index
    at_most: Value


class Leaf(CertificatePart):
    """A case that weak duality bounds, by rows with an integer multiplier each.

    Parameters
    ----------
    scale
        A multiplier is worth ``multiplier / scale`` score points per unit of its row; 0 says that the
        case has no plan at all.
    rows
        Counted from 0: those of the model in its order, then one per sum, then one per lemma.
    multipliers
        A positive one speaks of its row's upper side, a negative one of its lower side.
    """

    scale: Annotated[int, Field(strict=True, ge=0, le=LARGEST_MULTIPLIER)]
    rows: tuple[Index, ...]
    multipliers: tuple[Multiplier, ...]

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        _check_pairs("rows", self.rows, self.multipliers)
        return self


class Lemma(CertificatePart):
    """A row that follows from the others, with its own proof; written after it, others may use it.

    One per block of the horizon, with the rows between blocks paid for by prices, lets the cases of
    blocks add up where those of a single tree multiply.

    Parameters
    ----------
    scale
        Units of the left side in what its tree calls a score point.
    variables, coefficients
        The left side.
    at_most
        No allowed point has a left side above this.
    tree
        The proof, in the form of the certificate's own; its leaves may use the model's rows, those of
        the sums and those of earlier lemmas.
    """

    scale: Annotated[int, Field(strict=True, ge=1, le=LARGEST_MULTIPLIER)]
    variables: tuple[Index, ...] = Field(min_length=1)
    coefficients: tuple[Multiplier, ...]
    at_most: Multiplier
    tree: tuple[Branch | Leaf, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        _check_pairs("variables", self.variables, self.coefficients)
        return self


class Certificate(CertificatePart):
    """A proof that no plan of a scenario scores above a bound, or that there is no plan.

    Parameters
    ----------
    scenario, model
        SHA-256 of the scenario and of its linear model.
    bound
        The claim in score points, an exact fraction; None claims that no plan exists.
    sums
        Derived variables, in order; they count on behind those of the model.
    lemmas
        Derived rows, in order; they count on behind those of the sums.
    tree
        Branches and leaves, each branch followed by its whole first and then its second case.
    """

    format: Literal["liftproof.certificate/2"] = FORMAT
    scenario: Sha256
    model: Sha256
    bound: Annotated[str, Field(pattern=r"^-?[0-9]{1,30}(/[0-9]{1,30})?$")] | None
    sums: tuple[Sum, ...] = ()
    lemmas: tuple[Lemma, ...] = ()
    tree: tuple[Branch | Leaf, ...] = Field(min_length=1)

    @property
    def claimed(self) -> Fraction | None:
        """The claimed bound in score points.

        Raises
        ------
        CertificateError
            If it is no number.
        """
        if self.bound is None:
            return None
        try:
            return Fraction(self.bound)
        except ZeroDivisionError:
            raise CertificateError(f"bound: {show(self.bound)} is no number") from None

    @property
    def leaves(self) -> int:
        """Cases of the proof, those of its lemmas included."""
        trees = (self.tree, *(lemma.tree for lemma in self.lemmas))
        return sum(isinstance(node, Leaf) for tree in trees for node in tree)

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces, a line per step, newline at the end."""
        data = self.model_dump(mode="json")
        lines = []
        for name in sorted(data):
            if isinstance(data[name], list):
                steps = ",\n".join(_compact(step) for step in data[name])
                lines.append(f"{_compact(name)}:[\n{steps}\n]" if steps else f"{_compact(name)}:[]")
            else:
                lines.append(f"{_compact(name)}:{_compact(data[name])}")
        return "{" + ",\n".join(lines) + "}\n"


def _compact(data: object) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _check_pairs(what: str, indexes: Sequence[int], factors: Sequence[int]) -> None:
    if len(indexes) != len(factors):
        raise ValueError(f"{len(indexes)} {what} but {len(factors)} factors; one for each")
    if any(a >= b for a, b in pairwise(indexes)):
        raise ValueError(f"{what} must stand in increasing order, each once")
    if 0 in factors:
        raise ValueError(f"a factor of 0 says nothing; leave its {what} out")

"""What the source texts claim, S1 to S63, and what became of every claim."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from optimizer.data_files import Record, read_data

Fate = Literal["constrains", "scores", "catalogue", "annotates", "refused", "later"]


class Claim(Record):
    """A claim and its fate.

    Parameters
    ----------
    id
        ``S1`` to ``S63``.
    claim
        What is claimed, in our words.
    fate
        What it does here: constrains plans, scores them, fills the catalogue, is printed beside a
        plan, is refused, or waits for a later version.
    by
        Names of rules and terms, or places in the data such as ``exercise.cue``.
    how
        How it is done, or why it is not, in one sentence.
    evidence
        Verdict of the literature, where it was weighed.
    """

    id: Annotated[str, Field(pattern=r"^S[1-9]\d?$")]
    claim: Annotated[str, Field(min_length=1)]
    fate: Fate
    by: tuple[str, ...] = ()
    how: Annotated[str, Field(min_length=1)]
    evidence: str | None = None

    @model_validator(mode="after")
    def _says_by_what(self) -> Self:
        if not self.by and self.fate not in ("refused", "later"):
            raise ValueError(f"{self.id} {self.fate}, but does not say by what")
        return self


class Claims(Record):
    """All claims, in order."""

    claims: tuple[Claim, ...]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        ids = [claim.id for claim in self.claims]
        expected = [f"S{number}" for number in range(1, len(ids) + 1)]
        if ids != expected:
            wrong = next(got for got, right in zip(ids, expected, strict=True) if got != right)
            raise ValueError(f"claims must be numbered S1, S2, … in order; {wrong} is out of place")
        return self


@cache
def load_claims() -> Mapping[str, Claim]:
    """Read all claims, keyed by id and in order.

    Raises
    ------
    pydantic.ValidationError
        A `ValueError` that lists every problem of the data.
    """
    return {claim.id: claim for claim in Claims.model_validate(read_data("claims.yaml")).claims}

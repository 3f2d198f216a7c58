"""What the files of comparisons and purchases share: who was asked about, and figures of plans.

Numbers and lengths are bounded far beyond any comparison, near enough that no file can keep a page
from being made.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from optimizer.errors import ProblemAt, show
from optimizer.plan import Number, ScoreLine, ShortageLine

MOST_POINTS = 100_000
FRACTION = re.compile(r"-?\d{1,100}(/[1-9]\d{0,99})?", re.ASCII)

Text = Annotated[str, Field(max_length=2_000)]
Id = Annotated[str, Field(max_length=200)]
Price = Annotated[Decimal, Field(ge=0, le=1_000_000_000, max_digits=16)]
Place = Annotated[int, Field(ge=0, le=1_000)]
WeekNumber = Annotated[int, Field(ge=1, le=52)]


def _points(value: object) -> Fraction:
    if not isinstance(value, str) or not FRACTION.fullmatch(value):
        raise ProblemAt((), f"{show(value)} is no exact number", 'a fraction in quotes: "2917/32"')
    points = Fraction(value)
    if abs(points) > MOST_POINTS:
        allowed = f"between -{MOST_POINTS} and {MOST_POINTS}"
        raise ProblemAt((), f"{show(value)} is no number of points", allowed)
    return points


Points = Annotated[Fraction, PlainValidator(_points)]


class RecordPart(BaseModel):
    """Base of everything in such a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AskedScenario(RecordPart):
    """Which scenario was asked about."""

    name: Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class About(RecordPart):
    """What was asked, by which version, and where prices come from."""

    scenario: AskedScenario
    athlete: Text
    athlete_name: Text | None
    weeks: WeekNumber
    price_note: Text
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    liftproof: Id

    @property
    def who(self) -> str:
        """The athlete's name, or id where there is none."""
        return self.athlete_name or self.athlete


class MuscleSets(RecordPart):
    """Weekly fractional sets of a muscle, mean over blocks, against floor and target."""

    muscle: Id
    sets: Number
    floor: Number
    target: Number


class Stage(RecordPart):
    """Weeks in which a family's highest trained step is the same; None: not trained."""

    step: Id | None
    first_week: WeekNumber
    last_week: WeekNumber


Stages = Annotated[tuple[Stage, ...], Field(max_length=52)]


class Minutes(RecordPart):
    """Minutes in a week, mean over all weeks."""

    used: Number
    available: Number


class StepHigher(RecordPart):
    """A family whose highest ladder step is higher; `before` is None where it had none."""

    family: Id
    before: Id | None
    after: Id


class Unlocked(RecordPart):
    """What equipment makes possible."""

    exercises: Annotated[tuple[Id, ...], Field(max_length=2_000)]
    lost: Annotated[tuple[Id, ...], Field(max_length=2_000)]
    other_loads: Annotated[tuple[Id, ...], Field(max_length=2_000)]
    steps: Annotated[tuple[StepHigher, ...], Field(max_length=100)]


class Figures(RecordPart):
    """Figures of a plan that are set side by side; all of them or, without a plan, none."""

    terms: Annotated[tuple[ScoreLine, ...], Field(max_length=100)] = ()
    muscles: Annotated[tuple[MuscleSets, ...], Field(max_length=100)] = ()
    weakest_link: Id | None = None
    ladder: Annotated[dict[Id, Stages], Field(max_length=100)] = Field(default_factory=dict)
    shortages: Annotated[tuple[ShortageLine, ...], Field(max_length=2_000)] = ()
    minutes_a_week: Minutes | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        names = ("terms", "muscles", "weakest_link", "minutes_a_week")
        given = [name for name in names if getattr(self, name)]
        if given and len(given) < len(names):
            missing = next(name for name in names if name not in given)
            raise ProblemAt((missing,), "missing, although there are other figures of a plan")
        if self.weakest_link is not None:
            known = {one.muscle for one in self.muscles}
            if self.weakest_link not in known:
                shown = f"{show(self.weakest_link)} is none of the muscles of this plan"
                raise ProblemAt(("weakest_link",), shown)
        return self

    @property
    def has_figures(self) -> bool:
        """Whether there is a plan."""
        return bool(self.terms)

    def reached(self, term: str) -> Decimal | None:
        """Per cent that a term of the score reaches; None where the plan has no such term."""
        return next((line.value for line in self.terms if line.name == term), None)

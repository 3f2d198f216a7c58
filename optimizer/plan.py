"""A plan: the only solution type, in natural units, canonical as JSON.

No solver numbers and no timestamps: equal plans are byte-equal. Decimals are strings so that no
reader turns them into floats.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from optimizer.plan_facts import PlanFacts
    from optimizer.scenario import Scenario

FORMAT: Literal["liftproof.plan/1"] = "liftproof.plan/1"


# Limits of a file's numbers: far beyond any plan, near enough that arithmetic on them is instant.
Number = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000, max_digits=16)]
Count = Annotated[int, Field(ge=1, le=10_000)]
Seconds = Annotated[int, Field(ge=0, le=1_000_000_000)]
MOST_SETS = 99
WeekNumber = Annotated[int, Field(ge=1, le=52)]


class PlanPart(BaseModel):
    """Base of everything in a plan file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Prescription(PlanPart):
    """One exercise of one session: how many sets of what, how heavy, how fast.

    Exactly one of `reps`, `seconds_hold`, `metres` and `steps` is given; the amount is per side where
    the exercise has two. `load_kg` is per hand or total as the catalogue says; without a known
    one-repetition maximum it is missing and `load` says how to find it.
    """

    exercise: str
    sets: int = Field(ge=1, le=MOST_SETS)
    reps: Count | None = None
    seconds_hold: Count | None = None
    metres: Count | None = None
    steps: Count | None = None
    rir: int = Field(ge=0, le=10)
    method: str = "straight"
    tempo: str
    load: Literal["kg", "by RIR test", "band", "body mass"]
    load_kg: Number | None = None
    rest_seconds: Seconds
    seconds: Seconds = Field(description="set-up, ramp sets, working sets and rests")

    @property
    def amount(self) -> int:
        """Repetitions, seconds, metres or steps of one set."""
        for value in (self.reps, self.seconds_hold, self.metres, self.steps):
            if value is not None:
                return value
        return 0


class Drill(PlanPart):
    """A drill before or after the work, filled in by recipe."""

    exercise: str
    reps: Count | None = None
    seconds: Seconds | None = None


class DailyDrill(PlanPart):
    """A drill for every day, rest days included."""

    exercise: str
    reps: tuple[int, ...]
    hold_seconds: int


class Session(PlanPart):
    """One dated session; exercises stand in the order they are done."""

    id: str
    date: dt.date
    start: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    minutes: Number
    setup: str
    before: tuple[Drill, ...] = ()
    exercises: tuple[Prescription, ...]
    after: tuple[Drill, ...] = ()
    seconds: Seconds = Field(description="warm-up, exercises and decompression")


class Week(PlanPart):
    """One week of the plan, counted from 1."""

    week: WeekNumber
    block: WeekNumber
    kind: Literal["build", "deload"]
    sessions: tuple[Session, ...]


class ScoreLine(PlanPart):
    """One term of the score: share reached in per cent, weight in points per per cent."""

    name: str
    value: Number
    weight: Number
    points: Number


class Score(PlanPart):
    """The score with its bound, in points (per cent); `exact` is the fraction behind `total`."""

    total: Number
    bound: Number | None = None
    gap: Number | None = None
    exact: str
    terms: tuple[ScoreLine, ...]


class ShortageLine(PlanPart):
    """What an elastic rule asks for and the plan lacks."""

    rule: str
    where: str
    missing: str
    points: Number


class ScenarioStamp(PlanPart):
    """The scenario that the plan answers; the document travels with it."""

    name: str
    sha256: str
    document: dict[str, Any]


class Plan(PlanPart):
    """A plan for one athlete."""

    format: Literal["liftproof.plan/1"] = FORMAT
    scenario: ScenarioStamp
    athlete: str
    status: Literal["optimal", "feasible"]
    score: Score
    shortages: tuple[ShortageLine, ...] = ()
    daily: tuple[DailyDrill, ...] = ()
    weeks: tuple[Week, ...]
    provenance: Mapping[str, Any] = Field(default_factory=dict)

    def facts(self, scenario: Scenario) -> PlanFacts:
        """Read-only questions about this plan, with the catalogue of a scenario."""
        from optimizer.plan_facts import PlanFacts  # it needs Plan itself

        kept: PlanFacts | None = self.__dict__.get("_facts")
        # A copy with other weeks inherits the dictionary, and must not inherit the answers.
        if kept is None or kept.plan is not self or kept.scenario is not scenario:
            kept = self.__dict__["_facts"] = PlanFacts(self, scenario)
        return kept

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, nothing missing spelt out, newline at the end."""
        data = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False) + "\n"

"""The parts of a scenario that a person writes: athlete, weekly slots, pins, weights."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from optimizer.horizon import MINUTES_PER_DAY, WEEKDAYS
from optimizer.names import ExerciseName, FamilyName, MethodName, RestrictionName

Identifier = Annotated[str, Field(pattern=r"^[^\s/\\]{1,60}$")]
Minutes = Annotated[Decimal, Field(ge=10, le=240, decimal_places=1)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=2)]
Kilograms = Annotated[Decimal, Field(gt=0, le=600, decimal_places=3)]


class Input(BaseModel):
    """Base of everything a person writes: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OneRepMax(Input):
    """One-repetition maxima in kg; each optional, loads without one are set by RIR test."""

    deadlift: Kilograms | None = None
    squat: Kilograms | None = Field(None, description="high-bar back squat")
    row: Kilograms | None = Field(None, description="Pendlay row")


class Athlete(Input):
    """Who trains."""

    id: Identifier
    name: str | None = Field(None, max_length=200)
    level: Literal["novice", "intermediate", "advanced"]
    age: int = Field(30, ge=7, le=100)
    body_mass_kg: Annotated[Decimal, Field(gt=20, le=300, decimal_places=3)] | None = None
    emphasis: Literal["strength", "hypertrophy", "endurance"] = "hypertrophy"
    one_rep_max_kg: OneRepMax = OneRepMax()
    ladder: Mapping[FamilyName, str] = Field(
        default_factory=dict, description="family: highest step already mastered; default by level"
    )
    restrictions: Mapping[RestrictionName, Literal["caution", "avoid"]] = Field(
        default_factory=dict
    )
    red_flags: tuple[str, ...] = Field(
        (), description="warning signs; any of them gives no plan but advice to see a clinician"
    )
    likes: tuple[ExerciseName, ...] = ()
    dislikes: tuple[ExerciseName, ...] = ()
    neck_work: bool = Field(False, description="count neck extensors in the score")
    returning: bool = Field(False, description="back after a lay-off: starts as a novice does")


class SessionSlot(Input):
    """A weekly session opportunity."""

    id: Identifier
    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    start: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    minutes: Minutes
    setup: str

    @property
    def start_minute(self) -> int:
        """Minutes since Monday 00:00."""
        hours, minutes = self.start.split(":")
        return WEEKDAYS.index(self.day) * MINUTES_PER_DAY + int(hours) * 60 + int(minutes)


class Pin(Input):
    """A wish that is hard: this exercise, there and then."""

    exercise: ExerciseName
    session: str | None = Field(None, description="slot id; without it, any session of the week")
    blocks: tuple[int, ...] | None = Field(
        None, min_length=1, description="1-based blocks; without it, all"
    )
    sets: int | None = Field(None, ge=2, le=5)
    method: MethodName | None = None


class Objective(Input):
    """Weights of the three main score terms; they add up to 1."""

    coverage: Share = Decimal("0.70")
    weakest_link: Share = Decimal("0.15")
    progress: Share = Decimal("0.15")

    @model_validator(mode="after")
    def _adds_up(self) -> Objective:
        total = self.coverage + self.weakest_link + self.progress
        if total != 1:
            raise ValueError(f"the three weights add up to {total}; they must add up to 1")
        return self

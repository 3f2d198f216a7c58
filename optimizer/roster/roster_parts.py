"""The people of a roster as they are written: groups with defaults, athletes with their own values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from optimizer.names import ExerciseName, FamilyName, RestrictionName
from optimizer.roster.facility_checks import some
from optimizer.scenario_parts import Identifier, Input, OneRepMax, Pin

Level = Literal["novice", "intermediate", "advanced"]
Emphasis = Literal["strength", "hypertrophy", "endurance"]
Severity = Literal["caution", "avoid"]
MOST_SLOTS = 14
OfferedSlots = Annotated[tuple[str, ...], AfterValidator(some)]
SessionCount = Annotated[int, Field(ge=1, le=MOST_SLOTS)]


class Group(Input):
    """Athletes who have something in common: what is written here holds for each, unless he says else.

    Restrictions of a group and of an athlete add up; everything else of the athlete replaces.
    """

    level: Level | None = None
    emphasis: Emphasis | None = None
    restrictions: Mapping[RestrictionName, Severity] = Field(default_factory=dict)
    slots: OfferedSlots | None = Field(
        None, description="ids of the slots offered; all of the facility where left out"
    )
    sessions_per_week: SessionCount | None = Field(
        None, description="slots trained a week, the solver chooses which; all where left out"
    )
    likes: tuple[ExerciseName, ...] = ()
    dislikes: tuple[ExerciseName, ...] = ()
    pins: tuple[Pin, ...] = Field((), description="wishes that are hard for everyone in the group")
    bans: tuple[ExerciseName, ...] = ()


class RosterAthlete(Input):
    """One athlete: an inline entry or a row of the table; what is missing comes from the group."""

    id: Identifier
    name: str | None = Field(None, max_length=200)
    group: str | None = None
    level: Level | None = None
    age: int | None = Field(None, ge=7, le=100)
    birth_date: dt.date | None = Field(None, description="in place of the age")
    body_mass_kg: Annotated[Decimal, Field(gt=20, le=300, decimal_places=3)] | None = None
    one_rep_max_kg: OneRepMax = OneRepMax()
    ladder: Mapping[FamilyName, str] = Field(default_factory=dict)
    emphasis: Emphasis | None = None
    restrictions: Mapping[RestrictionName, Severity] = Field(default_factory=dict)
    red_flags: tuple[str, ...] = ()
    slots: OfferedSlots | None = None
    sessions_per_week: SessionCount | None = None
    likes: tuple[ExerciseName, ...] = ()
    dislikes: tuple[ExerciseName, ...] = ()
    neck_work: bool = False
    returning: bool = False

    @field_validator("birth_date", mode="before")
    @classmethod
    def _date_as_written(cls, value: object) -> object:
        if value is not None and not isinstance(value, str | dt.date):
            raise ValueError("write the date as YYYY-MM-DD")
        return value

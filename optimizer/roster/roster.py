"""A roster: athletes, the facility they share, and what holds for all of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, PrivateAttr, field_validator, model_validator

from constraints import RuleSettings, resolve_settings
from constraints.session_time import Params as SessionTime
from optimizer.catalogue import Catalogue, load_catalogue
from optimizer.errors import ProblemAt, Problems
from optimizer.horizon import WEEKDAYS
from optimizer.names import ExerciseName
from optimizer.parameters import load_parameters
from optimizer.profile import Profile
from optimizer.roster.facility import Facility, FacilitySlot
from optimizer.roster.members import Member, Members, member_of
from optimizer.roster.roster_checks import problems_of_athletes, problems_of_frame
from optimizer.roster.roster_parts import Group, RosterAthlete
from optimizer.scenario import FIRST_YEAR, LAST_YEAR
from optimizer.scenario_parts import Identifier, Input, Objective

if TYPE_CHECKING:
    from optimizer.roster.rejected import RejectedRow
    from optimizer.roster.room_problem import RoomProblem


class RosterFrame(Input):
    """Everything of a roster but its athletes."""

    name: str = Field(min_length=1, max_length=200)
    start: dt.date = Field(description="a Monday")
    weeks: int = Field(ge=1, le=52)
    block_weeks: int = Field(4, ge=2, le=12)
    fairness: Decimal = Field(
        Decimal(0),
        ge=0,
        le=1,
        decimal_places=2,
        description="share of the score he would get alone that every athlete gets at least",
    )
    rules: RuleSettings = RuleSettings()
    objective: Objective = Objective()
    bans: tuple[ExerciseName, ...] = Field((), description="exercises that nobody does")
    groups: Mapping[Identifier, Group] = Field(default_factory=dict)
    facility: Facility

    @field_validator("start", mode="before")
    @classmethod
    def _date_as_written(cls, value: Any) -> Any:
        if not isinstance(value, str | dt.date):
            raise ValueError("write the date as YYYY-MM-DD")
        return value

    @field_validator("start")
    @classmethod
    def _monday(cls, start: dt.date) -> dt.date:
        if start.weekday() != 0:
            raise ProblemAt((), f"{start} is a {start:%A}", "the date of a Monday")
        if not FIRST_YEAR <= start.year <= LAST_YEAR:
            raise ProblemAt((), f"the year {start.year}", f"{FIRST_YEAR} to {LAST_YEAR}")
        return start

    @model_validator(mode="after")
    def _frame_consistent(self) -> Self:
        found = list(problems_of_frame(self))
        if found:
            raise Problems(found)
        return self

    @cached_property
    def closed_by(self) -> Mapping[str, tuple[dt.date, ...]]:
        """Closed dates within the horizon by id of the slot that meets them."""
        found = {slot.id: tuple(self._closed(slot)) for slot in self.facility.slots}
        return {slot: dates for slot, dates in found.items() if dates}

    def _closed(self, slot: FacilitySlot) -> list[dt.date]:
        end = self.start + dt.timedelta(weeks=self.weeks)
        days = {day for day in self.facility.closed if self.start <= day < end}
        return sorted(day for day in days if WEEKDAYS[day.weekday()] == slot.day)

    @cached_property
    def open_slots(self) -> tuple[FacilitySlot, ...]:
        """Slots that meet no closed date, in the order of the file: every week of a plan is trained."""
        return tuple(slot for slot in self.facility.slots if slot.id not in self.closed_by)

    def group_of(self, athlete: RosterAthlete) -> Group:
        """Defaults of an athlete; none at all without a group."""
        return Group() if athlete.group is None else self.groups[athlete.group]

    def listed(self, athlete: RosterAthlete) -> tuple[str, ...]:
        """Ids of the slots offered to an athlete, the closed ones too."""
        written = athlete.slots or self.group_of(athlete).slots
        return written or tuple(slot.id for slot in self.facility.slots)

    def offered(self, athlete: RosterAthlete) -> tuple[FacilitySlot, ...]:
        """Slots an athlete may train in, in the order of the file."""
        found = {self._order[name] for name in self.listed(athlete) if name in self._order}
        return tuple(self.open_slots[index] for index in sorted(found))

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {slot.id: index for index, slot in enumerate(self.open_slots)}

    def sessions_per_week(self, athlete: RosterAthlete) -> int:
        """Slots an athlete trains in a week; all that are listed where nothing is said."""
        written = athlete.sessions_per_week or self.group_of(athlete).sessions_per_week
        return written or len(self.listed(athlete))

    def level(self, athlete: RosterAthlete) -> str | None:
        """Level of an athlete."""
        return athlete.level or self.group_of(athlete).level


class RosterFile(RosterFrame):
    """A roster as a person writes it."""

    athletes: str | tuple[RosterAthlete, ...] = Field(
        description="a CSV, TSV, XLSX or JSONL file beside this one, or the athletes themselves"
    )


class Roster(RosterFrame):
    """A roster that has been read: every athlete can be made an ordinary scenario."""

    athletes: tuple[RosterAthlete, ...] = Field(min_length=1)

    _rejected: tuple[RejectedRow, ...] = PrivateAttr(default=())
    _notes: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _athletes_consistent(self) -> Self:
        found = list(problems_of_athletes(self, self.athletes))
        if found:
            raise Problems(found)
        return self

    @property
    def rejected(self) -> tuple[RejectedRow, ...]:
        """Rows that were set aside."""
        return self._rejected

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: columns not read, exercises that no station hosts."""
        return (*self._notes, *self.facility.notes())

    def noted(self, rejected: tuple[RejectedRow, ...], notes: tuple[str, ...]) -> Self:
        """Remember what was set aside and what is worth saying about the file."""
        self._rejected, self._notes = rejected, notes
        return self

    @cached_property
    def catalogue(self) -> Catalogue:
        """The exercise catalogue."""
        return load_catalogue()

    @cached_property
    def session_time(self) -> SessionTime:
        """What exercises cost before their working sets; the same for every athlete of the roster."""
        profile = Profile(
            level="intermediate",
            youth=False,
            older=False,
            low_back=False,
            returning=False,
            weeks=self.weeks,
            block_weeks=self.block_weeks,
            parameters=load_parameters(),
        )
        return resolve_settings(self.rules, profile).session_time

    @cached_property
    def index_by_id(self) -> Mapping[str, int]:
        """Place in `athletes` by athlete id."""
        return {athlete.id: index for index, athlete in enumerate(self.athletes)}

    def is_beginner(self, athlete_id: str) -> bool:
        """Whether an athlete is a novice, who counts more towards coaching."""
        return self.level(self.athletes[self.index_by_id[athlete_id]]) == "novice"

    def member(self, index: int) -> Member:
        """Make the scenario of one athlete; nothing of it is kept."""
        return member_of(self, self.athletes[index])

    @cached_property
    def members(self) -> Members:
        """All members; each is made when it is asked for."""
        return Members(self)

    @cached_property
    def room(self) -> RoomProblem:
        """The facility in integers, closed slots left out."""
        from optimizer.roster.compile_room import compile_room  # rosters are checked without it

        return compile_room(self)

    def document(self) -> dict[str, Any]:
        """Return the roster as JSON data, equipment resolved, athletes inline.

        Equal rosters give equal documents, whichever files they were read from.
        """
        written = self.model_dump(mode="json", exclude_defaults=True)
        for room in written["facility"]["rooms"]:
            setup = self.facility.setups[room.get("id", "main")]
            room["equipment"] = setup.model_dump(mode="json", exclude_defaults=True)
        return written

    @cached_property
    def sha256(self) -> str:
        """Hash of the canonical document."""
        text = json.dumps(self.document(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def load_roster(
    source: str | Path, *, column_map: Mapping[str, str] | None = None, skip_bad: bool = False
) -> Roster:
    """Read a roster file and the table of athletes it names.

    Parameters
    ----------
    source
        Path of a YAML or JSON file, or ``-`` for standard input.
    column_map
        Canonical column names by header of the table, in place of what a header would mean.
    skip_bad
        Set rows that are wrong aside, with the reasons, instead of refusing the roster.

    Returns
    -------
    Roster
        With what was set aside in `rejected`.

    Raises
    ------
    ScenarioError
        With every problem and its place, file:line:column or file:row:column.
    """
    from optimizer.roster.read_roster import read_roster  # it needs the types above

    return read_roster(source, column_map or {}, skip_bad=skip_bad)

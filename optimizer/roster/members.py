"""Every athlete of a roster as an ordinary scenario, made one at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from optimizer.scenario import Scenario
from optimizer.scenario_parts import Athlete

if TYPE_CHECKING:
    from optimizer.roster.facility import FacilitySlot
    from optimizer.roster.roster import Roster, RosterFrame
    from optimizer.roster.roster_parts import RosterAthlete


@dataclass(frozen=True)
class Member:
    """One athlete of a roster.

    Parameters
    ----------
    id
        Id of the athlete.
    group
        Name of the group; None without one.
    name
        Name as written; untrusted text.
    scenario
        What would be planned if there was nobody else. Its sessions carry the ids of the facility's
        slots, its setups those of the rooms.
    beginner
        Whether the athlete counts as a beginner towards coaching.
    """

    id: str
    group: str | None
    name: str | None
    scenario: Scenario
    beginner: bool

    def document(self) -> dict[str, Any]:
        """Return the member as JSON data; `member_from` reads it back."""
        return {
            "id": self.id,
            "group": self.group,
            "name": self.name,
            "beginner": self.beginner,
            "scenario": self.scenario.document(),
        }


def member_from(document: Mapping[str, Any]) -> Member:
    """Read back what `Member.document` gave.

    Parameters
    ----------
    document
        JSON data.
    """
    scenario = Scenario.model_validate(document["scenario"])
    return Member(
        document["id"], document["group"], document["name"], scenario, document["beginner"]
    )


class Members(Sequence[Member]):
    """The members of a roster; each is made anew when it is asked for, so that none fills the memory."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def __len__(self) -> int:
        return len(self._roster.athletes)

    @overload
    def __getitem__(self, index: int) -> Member: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Member, ...]: ...

    def __getitem__(self, index: int | slice) -> Member | tuple[Member, ...]:
        if isinstance(index, slice):
            return tuple(self._roster.member(i) for i in range(*index.indices(len(self))))
        return self._roster.member(index)


def member_of(frame: RosterFrame, athlete: RosterAthlete) -> Member:
    """Make the member of an athlete.

    Raises
    ------
    pydantic.ValidationError
        If the athlete's values contradict each other; not for athletes of a roster that was read.
    """
    level = frame.level(athlete)
    return Member(
        id=athlete.id,
        group=athlete.group,
        name=athlete.name,
        scenario=scenario_of(frame, athlete),
        beginner=level == "novice",
    )


def scenario_of(frame: RosterFrame, athlete: RosterAthlete) -> Scenario:
    """Write an athlete, his slots and the facility's equipment as a scenario.

    Parameters
    ----------
    frame
        The roster.
    athlete
        The athlete.

    Raises
    ------
    pydantic.ValidationError
        As `member_of`.
    """
    facility, group = frame.facility, frame.group_of(athlete)
    offered = frame.offered(athlete)
    rooms = sorted({facility.room_of(slot).id for slot in offered})
    bans = banned(frame, athlete, offered)
    written: dict[str, Any] = {
        "name": frame.name,
        "start": frame.start,
        "weeks": frame.weeks,
        "block_weeks": frame.block_weeks,
        "athlete": _athlete(frame, athlete),
        "sessions": tuple(facility.session(slot) for slot in offered),
        "sessions_per_week": frame.sessions_per_week(athlete),
        "setups": {room: facility.setups[room] for room in rooms},
        "rules": frame.rules,
        "objective": frame.objective,
    }
    if group.pins:
        written["pins"] = group.pins
    if bans:
        written["bans"] = bans
    return Scenario.model_validate(written)


def banned(
    frame: RosterFrame, athlete: RosterAthlete, offered: Sequence[FacilitySlot]
) -> tuple[str, ...]:
    """List what an athlete may not do, sorted.

    An exercise that one of his rooms has the equipment for, but no station, falls away in all of his
    rooms: a scenario bans everywhere or nowhere.
    """
    facility = frame.facility
    rooms = {facility.room_of(slot).id for slot in offered}
    stationless = frozenset[str]().union(*(facility.unhosted[room] for room in rooms))
    return tuple(sorted({*frame.bans, *frame.group_of(athlete).bans, *stationless}))


def _athlete(frame: RosterFrame, athlete: RosterAthlete) -> Athlete:
    group = frame.group_of(athlete)
    written: dict[str, Any] = {
        "id": athlete.id,
        "name": athlete.name,
        "level": frame.level(athlete),
        "age": age_of(athlete, frame.start),
        "emphasis": athlete.emphasis or group.emphasis,
        "body_mass_kg": athlete.body_mass_kg,
        "one_rep_max_kg": athlete.one_rep_max_kg,
        "ladder": athlete.ladder,
        "restrictions": {**group.restrictions, **athlete.restrictions},
        "red_flags": athlete.red_flags,
        "likes": athlete.likes or group.likes,
        "dislikes": athlete.dislikes or group.dislikes,
        "neck_work": athlete.neck_work,
        "returning": athlete.returning,
    }
    default = Athlete.model_fields
    return Athlete.model_validate(
        {
            key: value
            for key, value in written.items()
            if value is not None and value != default[key].get_default(call_default_factory=True)
        }
    )


def age_of(athlete: RosterAthlete, start: dt.date) -> int | None:
    """Age in years on the first day; None where neither age nor date of birth is known."""
    born = athlete.birth_date
    if born is None:
        return athlete.age
    return start.year - born.year - ((start.month, start.day) < (born.month, born.day))

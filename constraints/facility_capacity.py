"""What athletes share is enough for all of them: stations, heads and coaches, slot by slot.

Why
    Eight racks do not serve twenty lifters at once, and one coach sees ten pupils or twenty students
    (NSCA standards and guidelines, 2017). Beginners need more of the coach. Nobody plans the last
    seconds of a station: people queue, change plates and talk, so that a share stays free (heuristic).
Formally
    For every slot s and week w: for each station t of its room
    Σ over athletes and exercises at t of seconds(t, s, w) <= places · minutes · 60 · utilisation;
    heads(s) <= the smaller of what room and slot allow;
    Σ weight(athlete) over heads(s) <= coaches · athletes per coach.
Stations
    An exercise is done at the first station of the room that, with what is portable there, provides
    one of its equipment alternatives. It keeps one place for set-up and ramp sets once, and for every
    working set the partners' share of work and rest, rounded up: never less than the work itself.
    Warm-up and drills take no station.
Boundary
    Exactly the limit is allowed. A slot without coaches has no coaching limit, a room or slot without
    heads no limit of heads. Stations count in every week by themselves; a deload week is never fuller
    than a build week of its block, since sets only fall, so that rows stand for build weeks. A slot that
    meets a closed date is offered to nobody.
Size
    One row per station, slot and block; one per slot for heads and one for coaching.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from constraints._contract import Demand, Violation, counted, plain
from constraints._roster_contract import RosterRule
from constraints._stop_watch import work_seconds

if TYPE_CHECKING:
    from optimizer.plan import Plan, Prescription, Session
    from optimizer.roster.facility import Facility, FacilitySlot, Room, Station
    from optimizer.roster.room_model import RoomModel
    from optimizer.roster.roster import Roster

NAME = "facility_capacity"
HEADS, COACHING, STATION = "heads", "coaching", "station"
UNITS = {HEADS: "athlete", COACHING: "athlete", STATION: "second"}

Use = tuple[int, str, str, str]  # week, slot, kind, station


def post(model: RoomModel) -> None:
    """Bound the seconds of every station, the heads and the coaching of every slot."""
    room = model.room
    for slot in range(len(room.slots)):
        for station in room.stations[slot]:
            capacity = room.station_capacity_seconds[slot, station]
            for block in range(room.blocks):
                seconds = model.station_seconds(slot, station, block)
                model.at_most(seconds, capacity, room.place(slot, station, block))
        heads, coached = room.heads[slot], room.coached[slot]
        if heads is not None:
            model.at_most(model.heads(slot), heads, room.place(slot, HEADS))
        if coached is not None:
            model.at_most(model.coached(slot), coached, room.place(slot, COACHING))


@dataclass
class RoomUse:
    """What plans use together; uses of parts of a roster add up.

    Parameters
    ----------
    amounts
        Seconds, heads or weighted heads by week (from 1), slot, kind and station.
    athletes
        How many plans each athlete has.
    faults
        Sessions and exercises that have no place in the facility at all.
    """

    amounts: Counter[Use] = field(default_factory=Counter)
    athletes: Counter[str] = field(default_factory=Counter)
    faults: list[Violation] = field(default_factory=list)

    def add(self, other: RoomUse) -> None:
        """Add what other plans use."""
        self.amounts.update(other.amounts)
        self.athletes.update(other.athletes)
        self.faults.extend(other.faults)


def check(roster: Roster, plans: Iterable[Plan]) -> Iterator[Violation]:
    """Stand in the room for every week with a stop watch and count."""
    return breaches(roster, use_of(roster, plans))


def use_of(roster: Roster, plans: Iterable[Plan]) -> RoomUse:
    """Count what plans use: for the whole roster at once, or for a part of it.

    Parameters
    ----------
    roster
        The roster.
    plans
        Plans of its athletes; they are looked at one by one.
    """
    watch = _StopWatch(roster)
    for plan in plans:
        watch.follow(plan)
    return watch.use


def breaches(roster: Roster, use: RoomUse) -> Iterator[Violation]:
    """Compare what all plans use together with what there is.

    Parameters
    ----------
    roster
        The roster.
    use
        What all of its plans use.
    """
    yield from use.faults
    for athlete, plans in sorted(use.athletes.items()):
        if plans > 1:
            text = f"{athlete}: {plans} plans, there can be one"
            yield Violation(NAME, athlete, plans - 1, "plan", text)
    slots = roster.facility.slot_by_id
    for key, amount in sorted(use.amounts.items()):
        week, slot, kind, station = key
        limit = _limit(roster.facility, slots[slot], kind, station)
        if limit is not None and amount > limit:
            what = f"station {station}" if kind == STATION else kind
            where = f"week {week}, {slot}, {what}"
            unit = UNITS[kind]
            text = f"{where}: {counted(amount, unit)}, there is room for {plain(limit)}"
            yield Violation(NAME, where, amount - limit, unit, text)


def _limit(facility: Facility, slot: FacilitySlot, kind: str, station: str) -> Decimal | None:
    room = facility.room_of(slot)
    if kind == STATION:
        places = next(one.count for one in room.stations if one.id == station)
        return places * slot.minutes * 60 * facility.utilisation
    if kind == COACHING:
        return None if slot.coaches is None else Decimal(slot.coaches * facility.coach_ratio)
    limits = [heads for heads in (room.heads, slot.heads) if heads is not None]
    return Decimal(min(limits)) if limits else None


class _StopWatch:
    """Follows athletes through their plans; what an exercise takes is worked out once."""

    def __init__(self, roster: Roster) -> None:
        self.use = RoomUse()
        self._roster = roster
        self._slots = roster.facility.slot_by_id
        self._known: dict[tuple[Any, ...], tuple[int, int]] = {}
        self._places: dict[tuple[str, str], str | None] = {}

    def follow(self, plan: Plan) -> None:
        athlete = plan.athlete
        if athlete not in self._roster.index_by_id:
            text = f"{athlete}: a plan for somebody who is not in the roster"
            self.use.faults.append(Violation(NAME, athlete, 1, "plan", text))
            return
        self.use.athletes[athlete] += 1
        beginner = self._roster.is_beginner(athlete)
        weight = self._roster.facility.beginner_weight if beginner else 1
        for week in plan.weeks:
            for session in week.sessions:
                self._enter(athlete, week.week, session, weight)

    def _enter(self, athlete: str, week: int, session: Session, weight: int) -> None:
        where = f"{athlete}, week {week}, {session.id}"
        slot = self._slots.get(session.id)
        if slot is None:
            self._fault(where, "session", "the facility has no such slot")
            return
        if session.date in self._roster.facility.closed:
            self._fault(where, "session", f"the facility is closed on {session.date}")
        room = self._roster.facility.room_of(slot)
        self.use.amounts[week, slot.id, HEADS, ""] += 1
        self.use.amounts[week, slot.id, COACHING, ""] += weight
        for prescription in session.exercises:
            station = self._station(room, prescription.exercise)
            if station is None:
                text = f"no station of room {room.id} hosts {prescription.exercise}"
                self._fault(where, "exercise", text)
            else:
                seconds = self._seconds(prescription)
                self.use.amounts[week, slot.id, STATION, station] += seconds

    def _fault(self, where: str, unit: str, text: str) -> None:
        self.use.faults.append(Violation(NAME, where, 1, unit, f"{where}: {text}"))

    def _station(self, room: Room, name: str) -> str | None:
        key = (room.id, name)
        if key not in self._places:
            exercise = self._roster.catalogue.exercises.get(name)
            needed = [] if exercise is None else list(exercise.equipment_any_of) or [()]
            serving = (s.id for s in room.stations for way in needed if _serves(room, s, way))
            self._places[key] = next(serving, None)
        return self._places[key]

    def _seconds(self, done: Prescription) -> int:
        rest = done.rest_seconds
        amount = (done.seconds_hold, done.reps, done.metres, done.steps)
        key = (done.exercise, done.method, amount, rest)
        if key not in self._known:
            self._known[key] = self._fixed_and_set(done)
        fixed, one_set = self._known[key]
        return fixed + done.sets * one_set

    def _fixed_and_set(self, done: Prescription) -> tuple[int, int]:
        catalogue, warm = self._roster.catalogue, self._roster.session_time
        exercise, method = catalogue.exercises[done.exercise], catalogue.methods[done.method]
        work = work_seconds(done, exercise, method)
        shared, left = divmod(work + done.rest_seconds, self._roster.facility.partners)
        ramp = warm.ramp_sets * warm.ramp_set_seconds if exercise.axial >= warm.ramp_axial else 0
        return int(exercise.setup_min * 60) + ramp, max(work, shared + (left > 0))


def _serves(room: Room, station: Station, way: Iterable[str]) -> bool:
    """Whether each piece of an equipment alternative is at a station or can be carried there."""
    return all(item in station.provides or item in room.portable for item in way)


def explain(facility: Facility | None = None) -> str:
    """Say the rule in words, with a facility's numbers or the defaults."""
    share, weight, ratio, partners = Decimal("0.85"), 2, 10, 1
    if facility is not None:
        share, weight = facility.utilisation, facility.beginner_weight
        ratio, partners = facility.coach_ratio, facility.partners
    alone = "alone" if partners == 1 else f"by {partners} partners in turn"
    return (
        f"In every slot of every week stations are used at most {plain(share * 100)} % of their "
        f"time, {alone}; no more athletes train than room and slot allow, and at most {ratio} per "
        f"coach, a beginner counting as {weight}."
    )


def demand(roster: Roster, where: str) -> Demand:
    """Say what a row asks for, and where in the roster file its number stands.

    Parameters
    ----------
    roster
        The roster.
    where
        Place, as `post` names it.

    Raises
    ------
    LookupError
        If no row is named so.
    """
    facility = roster.facility
    name, _, what = where.partition(", ")
    if name not in facility.slot_by_id:
        raise LookupError(f"no slot of the facility is {name!r}")
    slot = facility.slot_by_id[name]
    index, room = facility.slots.index(slot), facility.room_of(slot)
    if what in (HEADS, COACHING):
        limit = _limit(facility, slot, what, "")
        if limit is None:
            raise LookupError(f"{name} has no limit of {what}")
        said = f"{name}: at most {counted(limit, 'athlete')}"
        if what == COACHING:
            coaches = f"{slot.coaches} coach{'es' * (slot.coaches != 1)}"
            text = f"{said} for {coaches}, a beginner counts as {facility.beginner_weight}"
            return Demand(NAME, where, text, ("facility", "slots", index, "coaches"))
        own = slot.heads is not None and slot.heads == limit
        owner = ("slots", index) if own else ("rooms", facility.rooms.index(room))
        return Demand(NAME, where, said, ("facility", *owner, "heads"))
    label, _, block = what.rpartition(", ")
    for place, station in enumerate(room.stations):
        if f"station {station.id}" == label:
            seconds = plain(_limit(facility, slot, STATION, station.id) or Decimal(0))
            text = (
                f"{name}: station {station.id} at most {seconds} seconds a week in {block}, "
                f"{counted(station.count, 'place')} for {plain(slot.minutes)} minutes"
            )
            path = ("facility", "rooms", facility.rooms.index(room), "stations", place, "count")
            return Demand(NAME, where, text, path)
    raise LookupError(f"no row is named {where!r}")


RULE = RosterRule(
    name=NAME,
    title="Stations, heads and coaches are enough for everyone who trains in a slot.",
    kind="hard",
    sources=("mission", "NSCA standards 2017", "heuristic"),
    confidence="med",
    post=post,
    check=check,
    explain=explain,
    demand=demand,
)

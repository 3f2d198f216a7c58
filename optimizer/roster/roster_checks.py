"""What the parts of a roster must agree on: every contradiction, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pydantic import ValidationError

from optimizer.catalogue import load_catalogue
from optimizer.errors import Path, ProblemAt, Problems
from optimizer.horizon import MINUTES_PER_WEEK
from optimizer.names import unknown
from optimizer.roster.members import age_of, scenario_of
from optimizer.roster.roster_parts import MOST_SLOTS, RosterAthlete

if TYPE_CHECKING:
    from optimizer.roster.facility import FacilitySlot
    from optimizer.roster.roster import RosterFrame

AGES = range(7, 101)
STAND_IN = "stand_in"


def problems_of_frame(frame: RosterFrame) -> Iterator[ProblemAt]:
    """Yield what is wrong with a roster whoever its athletes are."""
    known = frame.facility.slot_by_id
    wrong_slots = False
    for name, group in frame.groups.items():
        where: Path = ("groups", name)
        for problem in _slot_names((*where, "slots"), group.slots or (), frame):
            wrong_slots = True
            yield problem
        yield from _contradictions(where, group.likes, group.dislikes)
    if not frame.open_slots:
        dates = sorted({day for found in frame.closed_by.values() for day in found})
        said = f"every slot meets a closed date: {', '.join(map(str, dates))}"
        yield ProblemAt(("facility", "closed"), said, "one slot that is open in every week")
    elif not wrong_slots and known:
        yield from _stand_ins(frame)


def _slot_names(path: Path, names: Iterable[str], frame: RosterFrame) -> Iterator[ProblemAt]:
    known = frame.facility.slot_by_id
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name not in known:
            yield unknown((*path, index), "slot", name, known)
        elif name in seen:
            yield ProblemAt((*path, index), f"{name!r} is listed twice", "each slot once")
        seen.add(name)


def _contradictions(
    path: Path, likes: Iterable[str], dislikes: Iterable[str]
) -> Iterator[ProblemAt]:
    disliked = list(dislikes)
    for exercise in sorted({*likes} & {*disliked}):
        where = (*path, "dislikes", disliked.index(exercise))
        yield ProblemAt(where, f"{exercise!r} is also among the likes")


def _stand_ins(frame: RosterFrame) -> Iterator[ProblemAt]:
    """Make a scenario for somebody of each group, to find what no athlete of it could do."""
    said: set[tuple[Path, str]] = set()
    for name in (None, *frame.groups):
        somebody = RosterAthlete(id=STAND_IN, group=name, level="intermediate")
        if name is None:  # rules that hold for all can be judged by one slot
            one = {"slots": (frame.open_slots[0].id,), "sessions_per_week": 1}
            somebody = somebody.model_copy(update=one)
        elif next(_offer(frame, somebody), None) is not None:
            continue  # the athletes of the group may bring their own slots
        for problem in _planning_problems(frame, somebody):
            path = _path_in_roster(problem.path, name)
            if (path, problem.problem) not in said:
                said.add((path, problem.problem))
                yield ProblemAt(path, problem.problem, problem.allowed, problem.suggestion)


def _path_in_roster(path: Path, group: str | None) -> Path:
    if group is None or path[:1] in (("rules",), ("objective",), ("start",)):
        return path
    return ("groups", group, *path)


def _planning_problems(frame: RosterFrame, somebody: RosterAthlete) -> Iterator[ProblemAt]:
    """Yield what keeps somebody of a group from being planned, with paths in his scenario."""
    stationless = list(_pins(frame, somebody))
    yield from stationless
    said = {problem.path for problem in stationless}
    for problem in _scenario_problems(frame, somebody):
        # What no station hosts is banned too, and likes are judged where they are written.
        if problem.path not in said and problem.path[:1] != ("athlete",):
            yield problem


def _scenario_problems(frame: RosterFrame, athlete: RosterAthlete) -> Iterator[ProblemAt]:
    """Yield what an athlete's scenario is refused for, with paths in the scenario."""
    try:
        scenario_of(frame, athlete)
    except ValidationError as refused:
        for error in refused.errors(include_url=False):
            cause = error.get("ctx", {}).get("error")
            path = tuple(error["loc"])
            if isinstance(cause, ProblemAt | Problems):
                for one in cause.problems if isinstance(cause, Problems) else (cause,):
                    yield ProblemAt((*path, *one.path), one.problem, one.allowed, one.suggestion)
            else:
                yield ProblemAt(path, error["msg"])


def _pins(frame: RosterFrame, athlete: RosterAthlete) -> Iterator[ProblemAt]:
    """Yield pinned exercises that no station can host where they are pinned."""
    facility = frame.facility
    offered = frame.offered(athlete)
    for index, pin in enumerate(frame.group_of(athlete).pins):
        slots = [slot for slot in offered if pin.session in (None, slot.id)]
        rooms = list(dict.fromkeys(facility.room_of(slot).id for slot in slots))
        if rooms and not any(pin.exercise in facility.hosts[room] for room in rooms):
            ways = load_catalogue().exercises[pin.exercise].equipment_any_of
            needs = " or ".join(" with ".join(way) for way in ways)
            yield ProblemAt(
                ("pins", index, "exercise"),
                f"{pin.exercise!r} is pinned, but no station of room {' or '.join(rooms)} "
                f"provides {needs}",
                "a station that provides it, or portable equipment",
            )


def problems_of_athletes(
    frame: RosterFrame, athletes: Iterable[RosterAthlete]
) -> Iterator[ProblemAt]:
    """Yield what is wrong with the athletes of a roster, ids used twice included."""
    seen: set[str] = set()
    judge = AthleteJudge(frame)
    for index, athlete in enumerate(athletes):
        where: Path = ("athletes", index)
        if athlete.id in seen:
            yield ProblemAt((*where, "id"), f"{athlete.id!r} is used twice", "unique ids")
        seen.add(athlete.id)
        for problem in judge.problems(athlete):
            path = (*where, *problem.path)
            yield ProblemAt(path, problem.problem, problem.allowed, problem.suggestion)


class AthleteJudge:
    """Finds what is wrong with one athlete after the other; what many share is judged once.

    Parameters
    ----------
    frame
        The roster.
    """

    def __init__(self, frame: RosterFrame) -> None:
        self._frame = frame
        self._shared: dict[tuple[object, ...], tuple[ProblemAt, ...]] = {}

    def problems(self, athlete: RosterAthlete) -> Iterator[ProblemAt]:
        """Yield every problem, with its path in the athlete's entry."""
        frame = self._frame
        if athlete.group is not None and athlete.group not in frame.groups:
            yield unknown(("group",), "group", athlete.group, frame.groups)
            return
        if frame.level(athlete) is None:
            levels = "novice, intermediate, advanced"
            yield ProblemAt(("level",), "no level, neither here nor in the group", levels)
        yield from _age(frame, athlete)
        yield from _own_choices(frame, athlete)
        wrong = list(_slot_names(("slots",), athlete.slots or (), frame))
        yield from wrong
        if not wrong:
            key = (athlete.group, athlete.slots, athlete.sessions_per_week)
            if key not in self._shared:
                self._shared[key] = tuple(_shared_problems(frame, athlete))
            yield from self._shared[key]


def _age(frame: RosterFrame, athlete: RosterAthlete) -> Iterator[ProblemAt]:
    if athlete.birth_date is None:
        return
    if athlete.age is not None:
        yield ProblemAt(("birth_date",), "age and date of birth are both given", "one of the two")
    age = age_of(athlete, frame.start)
    if age not in AGES:
        said = f"born {athlete.birth_date}: {age} years old on {frame.start}"
        yield ProblemAt(("birth_date",), said, f"{AGES[0]} to {AGES[-1]} years")


def _own_choices(frame: RosterFrame, athlete: RosterAthlete) -> Iterator[ProblemAt]:
    group, families = frame.group_of(athlete), load_catalogue().families
    for family, step in athlete.ladder.items():
        steps = families[family].ladder
        if step not in steps:
            yield unknown(("ladder", family), f"step of {family}", step, steps)
    likes, dislikes = athlete.likes or group.likes, athlete.dislikes or group.dislikes
    path: Path = ("dislikes",) if athlete.dislikes else ("likes",)
    for exercise in sorted({*likes} & {*dislikes}):
        yield ProblemAt(path, f"{exercise!r} is both liked and disliked", "one of the two")


def _shared_problems(frame: RosterFrame, athlete: RosterAthlete) -> Iterator[ProblemAt]:
    """Yield what is wrong for everybody with the same group and slots."""
    found = list(_offer(frame, athlete))
    yield from found
    if found:
        return
    somebody = RosterAthlete(
        id=STAND_IN,
        group=athlete.group,
        level="intermediate",
        slots=athlete.slots,
        sessions_per_week=athlete.sessions_per_week,
    )
    for problem in _planning_problems(frame, somebody):
        where = str(ProblemAt(problem.path, problem.problem))
        yield ProblemAt(_source(athlete), where, problem.allowed, problem.suggestion)


def _source(athlete: RosterAthlete) -> Path:
    """Where the slots of an athlete come from: his own, his group's, or all of the facility's."""
    if athlete.slots is not None:
        return ("slots",)
    return () if athlete.group is None else ("group",)


def _offer(frame: RosterFrame, athlete: RosterAthlete) -> Iterator[ProblemAt]:
    """Yield why the slots of an athlete leave him without enough sessions."""
    listed, wanted = frame.listed(athlete), frame.sessions_per_week(athlete)
    offered = frame.offered(athlete)
    path = _source(athlete)
    if len(listed) > MOST_SLOTS:
        yield ProblemAt(
            path, f"{len(listed)} slots are offered", f"list at most {MOST_SLOTS} of the facility's"
        )
        return
    if wanted > len(listed):
        said = f"{wanted} sessions a week from {len(listed)} slot{'s' * (len(listed) != 1)}"
        where = path if athlete.sessions_per_week is None else ("sessions_per_week",)
        yield ProblemAt(where, said, f"at least {wanted} slots, or fewer sessions")
    elif wanted > len(offered):
        closed = "; ".join(
            f"{name} is closed on {', '.join(map(str, frame.closed_by[name]))}"
            for name in listed
            if name in frame.closed_by
        )
        left = "no slot is" if not offered else f"{len(offered)} of {len(listed)} slots are"
        said = f"{left} open in every week, {wanted} wanted: {closed}"
        yield ProblemAt(path, said, "other slots, fewer sessions, or an earlier end")
    yield from _meetings(frame, offered, path)


def _meetings(
    frame: RosterFrame, offered: tuple[FacilitySlot, ...], path: Path
) -> Iterator[ProblemAt]:
    """Yield slots of two rooms that overlap: nobody can be offered both."""
    starts = [(frame.facility.session(slot).start_minute, slot.id, slot) for slot in offered]
    for start, name, slot in starts:
        for later, other, _ in starts:
            apart = (later - start) % MINUTES_PER_WEEK
            once = apart > 0 or name < other
            if name != other and once and apart < slot.minutes:
                said = f"the slots {name!r} and {other!r} overlap"
                yield ProblemAt(path, said, "slots of which one athlete can train any two")

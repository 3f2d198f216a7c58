"""Who comes when: a timetable of the whole roster before anybody has a plan.

The relaxations of the athletes hardly care for days, so that everybody together can be given days
first: within heads and coaches, with the stations about evenly used, and with sessions that stand apart.
Everybody chooses in turn what is best for him among the others, again and again; a slot that stays too
full becomes dearer each time, as in the routing of circuits (PathFinder, McMurchie and Ebeling 1995). It
is a guess at what is good, made in seconds; where no plan is found on some days, others are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import ceil
from typing import TYPE_CHECKING

from optimizer.roster.borrowing import MOST_PATTERNS, STEPS, WEEK_MINUTES
from optimizer.roster.choosing_days import APART_STEPS, STEP_POINTS
from optimizer.roster.room_problem import Resource
from optimizer.roster.state import State, Timetable

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster

# Turns in which everybody chooses anew.
MOST_TURNS = 40
# Points that it costs: a session's use of a station beyond this share of it; and a place beyond what
# there is, in the first turn and more in each.
STATION_POINTS, CALM_LOAD, FULL_POINTS, DEARER_POINTS = 2.0, 0.92, 1.0, 0.5
WHOLE = 1e-6


@dataclass(frozen=True)
class Choices:
    """What an athlete may choose.

    Parameters
    ----------
    days
        Sets of slots, and what each costs because its sessions are too close.
    use
        What a session is expected to use, by slot: flat resource index and amount.
    """

    days: Sequence[tuple[float, tuple[int, ...]]]
    use: Mapping[int, Sequence[tuple[int, int]]]

    def used(self, days: Iterable[int]) -> Iterable[tuple[int, int]]:
        """List what a set of days uses."""
        return (one for slot in days for one in self.use[slot])


def make_timetable(roster: Roster, state: State) -> Timetable:
    """Give everybody days.

    Parameters
    ----------
    roster, state
        The roster, and the bounds of everybody alone with what they would use.

    Returns
    -------
    Timetable
        Heads and coaches suffice for it; those for whom they do not are left out.
    """
    choices = {}
    for athlete in range(state.count):
        if state.shape(athlete).relaxed_use:
            choices[athlete] = _choices(roster, state, athlete)
    # Whoever has the least choice goes first.
    order = sorted(choices, key=lambda athlete: (len(choices[athlete].days), athlete))
    search = _Search(state.resources)
    for _ in range(MOST_TURNS):
        for athlete in order:
            search.choose(athlete, choices[athlete])
        if not search.make_dearer():
            break
    for athlete in reversed(order):
        search.give_way(athlete, choices[athlete])
    for athlete in order:
        if athlete not in search.days:
            search.choose(athlete, choices[athlete])
            search.give_way(athlete, choices[athlete])
    use = {a: dict(choices[a].used(days)) for a, days in search.days.items()}
    return Timetable(dict(search.days), use)


class _Search:
    """Who has which days at the moment, and what is full."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._capacities = [resource.capacity for resource in resources]
        self._places = [resource.kind != "station" for resource in resources]
        self._load = [0] * len(resources)
        self._dear: dict[int, float] = {}
        self.days: dict[int, tuple[int, ...]] = {}

    def choose(self, athlete: int, choices: Choices) -> None:
        """Give an athlete the days that cost least among the others."""
        self._move(athlete, choices, None)
        costs = ((close + self._cost(choices, days), days) for close, days in choices.days)
        best = min(costs, default=None)
        if best is not None:
            self._move(athlete, choices, best[1])

    def make_dearer(self) -> bool:
        """Raise the price of places that are too full; whether there are any."""
        full = [r for r, place in enumerate(self._places) if place and self._over(r) > 0]
        for resource in full:
            self._dear[resource] = self._dear.get(resource, 0.0) + DEARER_POINTS
        return bool(full)

    def give_way(self, athlete: int, choices: Choices) -> None:
        """Take an athlete's days back if one of them has too few places."""
        if any(self._over(r) > 0 for r, _ in choices.used(self.days.get(athlete, ()))
               if self._places[r]):  # fmt: skip
            self._move(athlete, choices, None)

    def _move(self, athlete: int, choices: Choices, days: tuple[int, ...] | None) -> None:
        for resource, amount in choices.used(self.days.pop(athlete, ())):
            self._load[resource] -= amount
        if days is not None:
            self.days[athlete] = days
            for resource, amount in choices.used(days):
                self._load[resource] += amount

    def _over(self, resource: int) -> int:
        return self._load[resource] - self._capacities[resource]

    def _cost(self, choices: Choices, days: tuple[int, ...]) -> float:
        cost = 0.0
        for resource, amount in choices.used(days):
            load, capacity = self._load[resource] + amount, self._capacities[resource]
            if self._places[resource]:
                price = FULL_POINTS + self._dear.get(resource, 0.0)
                cost += price * max(0, load - capacity)
                cost += self._dear.get(resource, 0.0) * amount
            else:
                cost += STATION_POINTS * min(1.0, max(0.0, (load - CALM_LOAD * capacity) / amount))
        return cost


def _choices(roster: Roster, state: State, athlete: int) -> Choices:
    """List an athlete's sets of days, and say what a session is expected to use in every slot."""
    one, room = roster.athletes[athlete], roster.room
    sessions = roster.sessions_per_week(one)
    usual: dict[tuple[str, str | None, int | None], float] = {}
    for index, amount in state.shape(athlete).relaxed_use.items():
        resource = state.resources[index]
        key = resource.kind, resource.station, resource.block
        usual[key] = usual.get(key, 0.0) + amount / sessions
    use: dict[int, list[tuple[int, int]]] = {}
    starts: dict[int, int] = {}
    for slot in roster.offered(one):
        place = room.slot_index[slot.id]
        starts[place] = roster.facility.session(slot).start_minute
        amounts = [
            (index, usual.get((resource.kind, resource.station, resource.block), 0.0))
            for index, resource in room.resources_by_slot[place]
        ]
        use[place] = [(index, ceil(amount - WHOLE)) for index, amount in amounts if amount > WHOLE]
    days = [
        (
            STEP_POINTS * sum(_narrow(starts[a], starts[b]) for a, b in combinations(chosen, 2)),
            chosen,
        )
        for chosen in islice(combinations(starts, sessions), MOST_PATTERNS)
    ]
    return Choices(days, use)


def _narrow(one: int, other: int) -> int:
    """Count the steps by which two sessions stand closer than they should, around the week."""
    minutes = min((one - other) % WEEK_MINUTES, (other - one) % WEEK_MINUTES)
    return max(0, APART_STEPS - sum(minutes >= step for step in STEPS))

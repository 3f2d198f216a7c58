"""How tight a room is: what the athletes would use if each had it to himself, over what there is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.roster.room_problem import Resource, resources

if TYPE_CHECKING:
    from optimizer.roster.room_problem import RoomProblem
    from optimizer.roster.roster import Roster

# Deterministic units for a plan that nobody else disturbs.
EFFORT = 0.1


@dataclass(frozen=True)
class Demand:
    """What the plans alone would use.

    Parameters
    ----------
    by_kind
        By station id, ``heads`` or ``coaching``: use over capacity, all slots of all halls added up.
    peak
        Largest use over capacity of a single resource.
    peak_where
        That resource.
    athletes, shapes
        Athletes with a plan alone, and how many different problems they have.
    """

    by_kind: dict[str, Fraction]
    peak: Fraction
    peak_where: str
    athletes: int
    shapes: int

    @property
    def tightness(self) -> Fraction:
        """Largest share of `by_kind`: above 1 the plans alone cannot fit, whoever comes when."""
        return max(self.by_kind.values(), default=Fraction(0))


@dataclass(frozen=True)
class Use:
    """What athletes use alone, all together.

    Parameters
    ----------
    amounts
        By flat resource index.
    athletes, shapes
        As in `Demand`.
    """

    amounts: Mapping[int, int]
    athletes: int
    shapes: int


def use_alone(roster: Roster, note: Callable[[int], None] = lambda done: None) -> Use:
    """Plan every athlete alone and add up.

    Parameters
    ----------
    roster
        The roster.
    note
        Hears how many athletes are done.
    """
    from optimizer.roster.athlete_model import AthleteModel
    from optimizer.roster.planning import Planned, Wish, plan_athlete
    from optimizer.roster.shapes import shape_of

    room = roster.room
    known: dict[str, dict[int, int] | None] = {}
    total: Counter[int] = Counter()
    athletes = 0
    for done, member in enumerate(roster.members, start=1):
        shape = shape_of(member)
        if shape not in known:
            wish = Wish(prices={}, left={}, effort=EFFORT)
            found = plan_athlete(AthleteModel(member, room), wish)
            known[shape] = dict(found.use) if isinstance(found, Planned) else None
        use = known[shape]
        if use is not None:
            total.update(use)
            athletes += 1
        note(done)
    return Use(total, athletes, len(known))


def demand_on(room: RoomProblem, use: Use) -> Demand:
    """Compare what is used with what there is.

    Parameters
    ----------
    room
        The compiled facility; its slots and stations are those of the roster that the use is of, their
        places may be others.
    use
        What athletes use alone.
    """
    limited = resources(room)
    used: defaultdict[str, int] = defaultdict(int)
    there: defaultdict[str, int] = defaultdict(int)
    peak, where = Fraction(0), ""
    for index, one in enumerate(limited):
        amount = use.amounts.get(index, 0)
        used[_kind(one)] += amount
        there[_kind(one)] += one.capacity
        share = Fraction(amount, one.capacity)
        if share > peak:
            peak, where = share, one.where(room)
    by_kind = {kind: Fraction(used[kind], there[kind]) for kind in there}
    return Demand(by_kind, peak, where, use.athletes, use.shapes)


def _kind(one: Resource) -> str:
    return one.station or one.kind

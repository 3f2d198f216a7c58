"""The vocabulary in which a roster rule speaks about plans of many athletes that are not chosen yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

from optimizer.linear_model import Linear, LinearModel
from optimizer.plan_model import PlanModel
from optimizer.roster.room_problem import Resource, RoomProblem


class RoomModel(Protocol):
    """What `post` of a roster rule may ask for and write to."""

    @property
    def room(self) -> RoomProblem:
        """The compiled facility."""

    def station_seconds(self, slot: int, station: str, block: int) -> Linear:
        """Seconds that all athletes use a station in a slot of a build week."""

    def heads(self, slot: int) -> Linear:
        """Athletes who train in a slot."""

    def coached(self, slot: int) -> Linear:
        """Athletes who train in a slot, beginners by their weight."""

    def at_most(self, expression: Linear, bound: int, where: str) -> None:
        """Post ``expression <= bound``."""


class AthleteUse:
    """What one athlete uses of a facility, over the variables of his own plan model.

    Parameters
    ----------
    room
        The compiled facility.
    model
        The athlete's plan model; ids of its slots are ids of the facility's slots.
    beginner
        Whether the athlete counts as a beginner.

    Raises
    ------
    ValueError
        If the athlete could do an exercise that no station of the room can host: its use would not
        be counted. Members of a roster have such exercises among their bans.
    """

    def __init__(self, room: RoomProblem, model: PlanModel, *, beginner: bool) -> None:
        self.room = room
        self.model = model
        self._weight = room.coaching_weight(beginner=beginner)
        self._own = {room.slot_index[slot.id]: slot.index for slot in model.problem.slots}
        self._seconds = self._station_seconds()

    def _station_seconds(self) -> dict[tuple[int, str, int], Linear]:
        parts: dict[tuple[int, str, int], list[Linear]] = defaultdict(list)
        for slot, own in self._own.items():
            for cell in self.model.cells(own):
                station = self.room.station_at(slot, cell.exercise.id)
                if station is None:
                    where = f"{self.room.slots[slot]}: no station hosts {cell.exercise.id}"
                    raise ValueError(where)
                one_set = self.room.set_seconds(cell.set_seconds, cell.rest_seconds)
                here = parts[slot, station, cell.block]
                here.append(cell.fixed_seconds * self.model.does(cell))
                here.append(one_set * self.model.sets(cell))
        return {key: Linear.total(found) for key, found in parts.items()}

    def station_seconds(self, slot: int, station: str, block: int) -> Linear:
        """Seconds a week on a station in a build week of a 0-based block."""
        return self._seconds.get((slot, station, block), Linear())

    def heads(self, slot: int) -> Linear:
        """Return 1 where the athlete trains in a slot."""
        return self.model.uses(self._own[slot]) if slot in self._own else Linear()

    def coached(self, slot: int) -> Linear:
        """Return the athlete's weight where he trains in a slot."""
        return self._weight * self.heads(slot)

    def amount(self, resource: Resource) -> Linear:
        """Amount of one resource."""
        if resource.station is not None and resource.block is not None:
            return self.station_seconds(resource.slot, resource.station, resource.block)
        return (
            self.heads(resource.slot) if resource.kind == "heads" else self.coached(resource.slot)
        )

    def amounts(self, limited: Sequence[Resource]) -> dict[int, Linear]:
        """Amounts of all resources that the athlete can use at all, by flat index.

        Parameters
        ----------
        limited
            What `resources` lists for the room.
        """
        slots = sorted(self._own)
        indexes = [index for slot in slots for index, _ in self.room.resources_by_slot[slot]]
        found = {index: self.amount(limited[index]) for index in indexes}
        return {index: amount for index, amount in found.items() if amount.terms}


class JointRoomModel:
    """Plans of several athletes in one linear model: the plain way, for small rosters.

    Parameters
    ----------
    uses
        One entry per athlete; their models are copied, not changed.
    names
        Prefix of each athlete's variable and row names.
    """

    def __init__(self, uses: Sequence[AthleteUse], names: Sequence[str]) -> None:
        self._room = uses[0].room
        self._uses = uses
        self.linear = LinearModel()
        self.offsets: list[int] = []
        for use, name in zip(uses, names, strict=True):
            self._append(use.model.linear, name)

    def _append(self, part: LinearModel, name: str) -> None:
        offset = len(self.linear.variables)
        self.offsets.append(offset)
        for variable in part.variables:
            self.linear.variable(f"{name}: {variable.name}", variable.lower, variable.upper)
        for row in part.rows:
            terms = zip(row.variables, row.coefficients, strict=True)
            expression = Linear({index + offset: value for index, value in terms})
            where = f"{name}: {row.where}"
            self.linear.row(
                expression, row.lower, row.upper, rule=row.rule, where=where, kind=row.kind
            )
        for term, rewards in part.rewards.items():
            for index, points in rewards.items():
                self.linear.reward(term, Linear({index + offset: 1}), points)
        for term, points in part.constants.items():
            self.linear.reward(term, Linear(constant=1), points)

    @property
    def room(self) -> RoomProblem:
        """The compiled facility."""
        return self._room

    def station_seconds(self, slot: int, station: str, block: int) -> Linear:
        """Seconds that all athletes use a station in a slot of a build week."""
        return self._total([use.station_seconds(slot, station, block) for use in self._uses])

    def heads(self, slot: int) -> Linear:
        """Athletes who train in a slot."""
        return self._total([use.heads(slot) for use in self._uses])

    def coached(self, slot: int) -> Linear:
        """Athletes who train in a slot, beginners by their weight."""
        return self._total([use.coached(slot) for use in self._uses])

    def at_most(self, expression: Linear, bound: int, where: str) -> None:
        """Post ``expression <= bound``."""
        self.linear.row(expression, None, bound, rule="facility_capacity", where=where)

    def _total(self, parts: Sequence[Linear]) -> Linear:
        return Linear.total(
            shifted(part, offset) for part, offset in zip(parts, self.offsets, strict=True)
        )


def shifted(expression: Linear, offset: int) -> Linear:
    """Write an expression over variables whose indexes are larger by `offset`."""
    terms = {index + offset: coefficient for index, coefficient in expression.terms.items()}
    return Linear(terms, expression.constant)


def amount_at(amounts: Mapping[int, Linear], values: Sequence[int]) -> dict[int, int]:
    """Evaluate amounts at a point; resources that are not used are left out.

    Parameters
    ----------
    amounts
        Expressions by flat resource index.
    values
        One value per variable.
    """
    found = {index: expression.value(values) for index, expression in amounts.items()}
    return {index: amount for index, amount in found.items() if amount}

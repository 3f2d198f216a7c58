"""The vocabulary in which rules speak about a plan that is not chosen yet.

Decision variables are made once; everything derived is made when a rule first asks for it and is
linked in both directions, so that an auxiliary says neither more nor less than the plan does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from optimizer.conditions import any_of
from optimizer.linear_model import Linear
from optimizer.postings import Keeps, Key, Postings, name_of
from optimizer.problem import Cell, Problem

SESSIONS = "sessions per week"


class PlanModel(Postings):
    """A linear model of all plans of a problem.

    Parameters
    ----------
    problem
        The compiled problem.
    keeps
        Says by rule and place whether a demand is posted; all are when left out.
    """

    def __init__(self, problem: Problem, keeps: Keeps | None = None) -> None:
        super().__init__(problem.hard, keeps)
        self.problem = problem
        self._by_place: dict[tuple[int, int], list[Cell]] = defaultdict(list)
        self._asked: list[tuple[frozenset[int], Linear]] = []
        limits = problem.limits
        everything = problem.sessions_per_week == len(problem.slots) and self.kept(SESSIONS)
        self._uses = [
            self.linear.variable(f"uses[{slot.id}]", int(everything), 1) for slot in problem.slots
        ]
        self._does: list[Linear] = []
        self._sets: list[Linear] = []
        for cell in problem.cells:
            self._by_place[cell.slot, cell.block].append(cell)
            self._does.append(self.linear.variable(f"does[{cell.key}]", 0, 1))
            self._sets.append(self.linear.variable(f"sets[{cell.key}]", 0, limits.max_sets))
        self._link_decisions()

    def _link_decisions(self) -> None:
        limits, problem = self.problem.limits, self.problem
        self.equal(Linear.total(self._uses), problem.sessions_per_week, SESSIONS)
        for cell in problem.cells:
            does, sets = self.does(cell), self.sets(cell)
            self.at_most(sets - limits.max_sets * does, 0, f"sets of {cell.key}")
            self.at_least(sets - limits.min_sets * does, 0, f"sets of {cell.key}")
            self.at_most(does - self.uses(cell.slot), 0, f"{cell.key} in a used slot")
        for (slot, block), cells in self._by_place.items():
            methods: dict[str, list[Cell]] = defaultdict(list)
            for cell in cells:
                methods[cell.exercise.id].append(cell)
            for exercise, ways in methods.items():
                if len(ways) > 1:
                    where = f"one method of {exercise}, {self.place(slot, block)}"
                    self.at_most_one((self.does(c) for c in ways), where)
                self._link_conditions(ways)

    def _link_conditions(self, ways: Sequence[Cell]) -> None:
        """Let a cell be done only where its equipment is owned, together with its shorter variants."""
        for cell in ways:
            shorter = [
                c for c in ways if c.method.id == cell.method.id and c.variant <= cell.variant
            ]
            allowed = self.number_done(shorter) - self.holds(cell.when)
            self.at_most(allowed, 0, f"equipment of {cell.key}")

    # ---- decisions ----

    def cells(
        self,
        slot: int | None = None,
        block: int | None = None,
        where: Callable[[Cell], bool] | None = None,
    ) -> list[Cell]:
        """Cells of a place (all slots or blocks when left out) that satisfy a condition."""
        slots = range(len(self.problem.slots)) if slot is None else (slot,)
        blocks = range(len(self.problem.blocks)) if block is None else (block,)
        found = [c for s in slots for b in blocks for c in self._by_place.get((s, b), ())]
        return found if where is None else [c for c in found if where(c)]

    def does(self, cell: Cell) -> Linear:
        """Return 1 where the option is done."""
        return self._does[cell.index]

    def sets(self, cell: Cell) -> Linear:
        """Working sets a week."""
        return self._sets[cell.index]

    def uses(self, slot: int) -> Linear:
        """Return 1 where the slot is trained."""
        return self._uses[slot]

    def number_done(self, cells: Iterable[Cell]) -> Linear:
        """How many of the cells are done."""
        return Linear.total(self.does(c) for c in cells)

    def place(self, slot: int, block: int) -> str:
        """Place in words."""
        return f"block {block + 1}, {self.problem.slots[slot].id}"

    def offered(self, cells: Iterable[Cell]) -> Linear:
        """Return 1 exactly where what is owned allows at least one of the cells."""
        return self.holds(any_of({cell.when for cell in cells}))

    # ---- derived quantities, each made once ----

    def volume(self, muscle: str, slot: int, block: int) -> Linear:
        """Volume of a muscle in a session, tenths of a set."""
        return self._sum(
            ("volume", muscle, slot, block),
            lambda cell: cell.credits.get(muscle, 0),
            self.cells(slot, block),
        )

    def week_volume(self, muscle: str, block: int) -> Linear:
        """Weekly volume of a muscle, tenths of a set."""
        slots = range(len(self.problem.slots))
        key = ("week_volume", muscle, block)
        parts = [self.volume(muscle, slot, block) for slot in slots]
        return self.variable_for(key, Linear.total(parts))

    def axial(self, slot: int, block: int) -> Linear:
        """Axial load of a session, hundredths of a point."""
        cells = self.cells(slot, block)
        return self._sum(("axial", slot, block), lambda c: c.axial_hundredths, cells)

    def week_axial(self, block: int) -> Linear:
        """Weekly axial load, hundredths of a point."""
        slots = range(len(self.problem.slots))
        return Linear.total(self.axial(slot, block) for slot in slots)

    def fatigue(self, slot: int, block: int) -> Linear:
        """Fatigue of a session, hundredths of a point."""
        cells = self.cells(slot, block)
        return self._sum(("fatigue", slot, block), lambda c: c.fatigue_hundredths, cells)

    def working_sets(self, slot: int, block: int) -> Linear:
        """Working sets of a session."""
        return self._sum(("working_sets", slot, block), lambda c: 1, self.cells(slot, block))

    def is_moderate(self, muscle: str, slot: int, block: int) -> Linear:
        """Return 1 where a session is more than light for a muscle."""
        above = self.problem.limits.moderate_above_tenths
        return self.reaches(
            ("moderate", muscle, slot, block), self.volume(muscle, slot, block), above + 1
        )

    def is_heavy(self, muscle: str, slot: int, block: int) -> Linear:
        """Return 1 where a session is heavy for a muscle."""
        above = self.problem.limits.heavy_above_tenths
        return self.reaches(
            ("heavy", muscle, slot, block), self.volume(muscle, slot, block), above + 1
        )

    def is_trained(self, muscle: str, slot: int, block: int) -> Linear:
        """Return 1 where a session trains a muscle at all."""
        mark, fewest = self.problem.structure.trained_tenths, self.problem.limits.min_sets
        # Where the fewest sets of an option are enough, being done is: more of them prove no more.
        proof = [
            mark * self.does(cell) if credit * fewest >= mark else credit * self.sets(cell)
            for cell in self.cells(slot, block)
            if (credit := cell.credits.get(muscle, 0))
        ]
        key = ("trained", muscle, slot, block)
        return self.reaches(key, self.volume(muscle, slot, block), mark, Linear.total(proof))

    def is_heavy_leg(self, slot: int, block: int) -> Linear:
        """Return 1 where fatigue and hard sets of leg families both reach their marks."""
        key = ("heavy_leg", slot, block)
        if key in self._made:
            return self._made[key]
        limits = self.problem.limits
        cells = self.cells(slot, block, lambda c: c.exercise.family in limits.heavy_leg_families)
        fatigue = self._sum(("leg_fatigue", slot, block), lambda c: c.fatigue_hundredths, cells)
        hard = [c for c in cells if c.exercise.fatigue >= limits.heavy_leg_set_fatigue]
        enough = self.reaches(("leg_enough", slot, block), fatigue, limits.heavy_leg_hundredths)
        sets = Linear.total(self.sets(c) for c in hard)
        deep = self.reaches(("leg_hard_sets", slot, block), sets, limits.heavy_leg_sets)
        both = self.binary(key)
        where = self.place(slot, block)
        self.link(both - enough, None, 0, where)
        self.link(both - deep, None, 0, where)
        self.link(both - enough - deep, -1, None, where)
        return both

    def is_heavy_back(self, slot: int, block: int) -> Linear:
        """Return 1 where the axial load of back families reaches its mark."""
        limits = self.problem.limits
        cells = self.cells(slot, block, lambda c: c.exercise.family in limits.heavy_back_families)
        axial = self._sum(("back_axial", slot, block), lambda c: c.axial_hundredths, cells)
        return self.reaches(("heavy_back", slot, block), axial, limits.heavy_back_hundredths)

    def is_heavy_axial(self, slot: int, block: int) -> Linear:
        """Return 1 where a session asks for decompression afterwards (S26)."""
        mark = self.problem.limits.heavy_axial_hundredths
        return self.reaches(("heavy_axial", slot, block), self.axial(slot, block), mark)

    def trains(self, family: str, block: int) -> Linear:
        """Return 1 where a family is trained in a block."""
        key = ("trains", family, block)
        if key in self._made:
            return self._made[key]
        cells = self.cells(block=block, where=lambda c: c.exercise.family == family)
        trained, indices = self.any_done(key, cells), {cell.index for cell in cells}
        # Three thirds of an option on three days are not "a third trained" where one is asked for.
        for asked, least in self._asked:
            if asked <= indices and (most := self.most(least)) > 0:
                self.link(most * trained - least, 0, None, name_of(key))
        return trained

    def trains_step(self, family: str, step: str, block: int) -> Linear:
        """Return 1 where a ladder step of a family is trained in a block."""
        cells = self.cells(
            block=block, where=lambda c: c.exercise.family == family and c.step == step
        )
        return self.any_done(("step", family, step, block), cells)

    def sessions_on_step(self, family: str, step: str, block: int) -> Linear:
        """Sessions a week in which a ladder step of a family is trained."""
        found = []
        for slot in range(len(self.problem.slots)):
            cells = self.cells(
                slot, block, lambda c: c.exercise.family == family and c.step == step
            )
            found.append(self.any_done(("step_in", family, step, slot, block), cells))
        return Linear.total(found)

    def present(self, exercise: str, block: int) -> Linear:
        """Return 1 where an exercise is done anywhere in a block."""
        cells = self.cells(block=block, where=lambda c: c.exercise.id == exercise)
        return self.any_done(("present", exercise, block), cells)

    def ask(self, cells: Sequence[Cell], least: Linear, where: str) -> None:
        """Post that at least so many cells are done, and let `trains` rely on it.

        Parameters
        ----------
        cells
            Options of one block.
        least
            How many, less what may be missing.
        where
            The place of the demand.
        """
        self.at_least(self.number_done(cells) - least, 0, where)
        if cells and self.kept(where):
            self._asked.append((frozenset(cell.index for cell in cells), least))

    def any_done(self, key: Key, cells: Sequence[Cell]) -> Linear:
        """Return 1 where at least one of the cells is done."""
        if key in self._made:
            return self._made[key]
        if not cells:
            return self._made.setdefault(key, Linear())
        if len(cells) == 1:
            return self._made.setdefault(key, self.does(cells[0]))
        groups = self.exclusive_groups(self.does(c) for c in cells)
        any_of = self.binary(key)
        where = name_of(key)
        if len(groups) == 1:
            self.link(any_of - groups[0], 0, 0, where)
            return any_of
        for group in groups:
            self.link(any_of - group, 0, None, where)
        self.link(any_of - self.number_done(cells), None, 0, where)
        return any_of

    def _sum(self, key: Key, weight: Callable[[Cell], int], cells: Iterable[Cell]) -> Linear:
        if key in self._made:
            return self._made[key]
        total = Linear.total(weight(c) * self.sets(c) for c in cells if weight(c))
        return self.variable_for(key, total)

"""The smallest changes that make an impossible scenario possible, each shown by a verified plan.

A change is first asked of the known conflicts alone, which takes a moment: while one of them stays
impossible, the whole does too. What passes is asked of the whole scenario. If that is impossible for
another reason, the reason's own minimal conflict joins the known ones: so the second question is
asked seldom, and two-change remedies come from two conflicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.engines.answer import Verdict, Watch
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.explaining.any_plan import find_plan
from optimizer.explaining.changes import Change, Dial, changed
from optimizer.explaining.conflict import Clock, OutOfTimeError, Report, find_conflict
from optimizer.explaining.demands import Demands
from optimizer.explaining.dials import dials_for
from optimizer.explaining.givens import Key
from optimizer.explaining.time_dials import more_sessions
from optimizer.plan import Plan

# Whole solves that a dial without order may cost, and pairs of changes that are tried.
MOST_TRIES = 4
MOST_PAIRS = 60
ENOUGH_PAIRS = 5
# Changes of a remedy for which neither one nor two are enough.
MOST_CHANGES = 6


@dataclass(frozen=True)
class Remedy:
    """Changes that make a plan possible.

    Parameters
    ----------
    changes
        One change; two where no single one is enough; more where no pair is.
    plan
        A plan of the changed scenario that passed the independent check.
    """

    changes: tuple[Change, ...]
    plan: Plan

    @property
    def size(self) -> Fraction:
        """How big the changes are together."""
        return sum((change.size for change in self.changes), Fraction(0))


class Remedies:
    """Looks for remedies of one impossible scenario.

    Parameters
    ----------
    demands
        The scenario's demands.
    conflict
        Members of a minimal conflict.
    clock
        Time left.
    report
        Hears what is being done.

    Attributes
    ----------
    conflicts
        Conflicts met, the given one first.
    complete
        Whether everything that was to be tried was tried.
    """

    def __init__(
        self, demands: Demands, conflict: Sequence[Key], clock: Clock, report: Report
    ) -> None:
        self.demands, self.clock, self.report = demands, clock, report
        self.conflicts: list[tuple[Key, ...]] = [tuple(conflict)]
        self.complete = True

    def search(self) -> list[Remedy]:
        """Return remedies, smallest first: single changes, else pairs, else one of more."""
        found: list[Remedy] = []
        try:
            self._collect(found, self._singles())
            if not found:
                self._collect(found, self._pairs())
            if not found:
                self._collect(found, self._chain())
        except OutOfTimeError:
            self.complete = False
        return sorted(found, key=lambda remedy: (remedy.size, remedy.changes[0].text))

    def _collect(self, found: list[Remedy], remedies: Iterator[Remedy]) -> None:
        for remedy in remedies:
            found.append(remedy)
            self.report(f"{len(found)} remedies found")

    def _singles(self) -> Iterator[Remedy]:
        for dial in self._dials(self.demands, self.conflicts[0]):
            remedy = self._smallest(dial, ())
            if remedy is not None:
                yield remedy

    def _pairs(self) -> Iterator[Remedy]:
        """Yield pairs: a change that ends the first conflict, then one that ends what is left."""
        tried = found = 0
        for first in self._first_changes():
            scenario = changed(self.demands.scenario, (first,))
            if scenario is None:
                continue
            demands = Demands(scenario)
            conflict = find_conflict(demands, self.clock, thorough=False)
            if conflict is None:
                continue
            self._learn(conflict.members)
            for dial in self._dials(demands, conflict.members):
                tried += 1
                remedy = self._smallest(dial, (first,))
                if remedy is not None:
                    found += 1
                    yield remedy
                if found >= ENOUGH_PAIRS or tried >= MOST_PAIRS:
                    self.complete = self.complete and tried < MOST_PAIRS
                    return

    def _chain(self) -> Iterator[Remedy]:
        """Yield one remedy of more changes: the smallest for each conflict, until there is a plan."""
        changes: tuple[Change, ...] = ()
        scenario, members = self.demands.scenario, self.conflicts[0]
        while len(changes) < MOST_CHANGES:
            demands = Demands(scenario)
            step = self._smallest_end(demands, members)
            if step is None:
                return
            changes = (*changes, step)
            following = changed(scenario, (step,))
            assert following is not None  # it has just been asked
            scenario = following
            plan = find_plan(scenario, self.clock)
            if isinstance(plan, Plan):
                yield Remedy(changes, plan)
                return
            conflict = find_conflict(Demands(scenario), self.clock, thorough=False)
            if conflict is None:
                return
            self._learn(conflict.members)
            members = conflict.members

    def _smallest_end(self, demands: Demands, members: Sequence[Key]) -> Change | None:
        """Find the smallest change of a scenario that ends one of its conflicts, taken alone.

        Only changes that allow all that was allowed before: what is moved may clash elsewhere.
        """
        ends = []
        for dial in (dial for dial in self._dials(demands, members) if dial.grows):
            index = self._first(
                dial, lambda change: _ended(demands, (change,), members, self.clock)
            )
            if index is not None:
                ends.append(dial.changes[index])
        return min(ends, key=lambda change: (change.size, change.text), default=None)

    def _first_changes(self) -> list[Change]:
        """Return the smallest change of every dial that ends the first conflict by itself."""
        changes = []
        for dial in self._dials(self.demands, self.conflicts[0]):
            index = self._first(dial, lambda change: self._ends((change,), self.conflicts[:1]))
            if index is not None:
                changes.append(dial.changes[index])
        return sorted(changes, key=lambda change: (change.size, change.text))

    def _dials(self, demands: Demands, members: Sequence[Key]) -> list[Dial]:
        """Return dials of the members that may be changed, each once, and one more session."""
        dials: dict[tuple[str, ...], Dial] = {}
        relaxable = [key for key in members if not demands.protects(key)]
        for key in relaxable:
            for dial in dials_for(demands.scenario, demands.words(key)):
                dials.setdefault(tuple(change.text for change in dial.changes), dial)
        if relaxable and len(relaxable) == len(members):
            dials.setdefault(("more sessions",), more_sessions(demands.scenario))
        # Giving something up is one question and the surest answer; it is asked first.
        return sorted((d for d in dials.values() if d.changes), key=lambda d: len(d.changes))

    def _smallest(self, dial: Dial, before: tuple[Change, ...]) -> Remedy | None:
        """Find the first change of a dial that, after others, makes a plan possible."""
        plans: dict[str, Plan] = {}
        tries = 0

        def possible(change: Change) -> bool:
            nonlocal tries
            changes = (*before, change)
            if not self._ends(changes, self.conflicts):
                return False
            tries += 1
            if not dial.grows and tries > MOST_TRIES:
                self.complete = False
                return False
            plan = self._whole(changes)
            if plan is not None:
                plans[change.text] = plan
            return plan is not None

        index = self._first(dial, possible)
        if index is None:
            return None
        change = dial.changes[index]
        return Remedy((*before, change), plans[change.text])

    def _first(self, dial: Dial, enough: Callable[[Change], bool]) -> int | None:
        """Find the first change that is enough: by halving where the dial grows."""
        changes = dial.changes
        if not dial.grows:
            return next((i for i, change in enumerate(changes) if enough(change)), None)
        if not enough(changes[-1]):
            return None
        low, high = 0, len(changes) - 1
        while low < high:
            middle = (low + high) // 2
            if enough(changes[middle]):
                high = middle
            else:
                low = middle + 1
        return high

    def _ends(self, changes: Sequence[Change], conflicts: Sequence[Sequence[Key]]) -> bool:
        """Whether some changes end every one of some conflicts, each taken alone."""
        return all(_ended(self.demands, changes, members, self.clock) for members in conflicts)

    def _whole(self, changes: Sequence[Change]) -> Plan | None:
        scenario = changed(self.demands.scenario, changes)
        assert scenario is not None  # it has just been asked of the conflicts
        plan = find_plan(scenario, self.clock)
        if isinstance(plan, Plan):
            return plan
        if plan is Verdict.UNKNOWN:
            self.complete = False
            return None
        conflict = find_conflict(Demands(scenario), self.clock, thorough=False)
        if conflict is not None:
            self._learn(conflict.members)
        return None

    def _learn(self, members: tuple[Key, ...]) -> None:
        if not any(frozenset(known) == frozenset(members) for known in self.conflicts):
            self.conflicts.append(members)


def _ended(
    demands: Demands, changes: Sequence[Change], members: Sequence[Key], clock: Clock
) -> bool:
    scenario = changed(demands.scenario, changes)
    if scenario is None:
        return False
    linear = Demands(scenario).model(members).linear
    if linear.impossible_rows():
        return False
    answer = solve_with_cp_sat(linear, clock.limits(), watch=Watch(stop=clock.watch.stop))
    return answer.verdict is not Verdict.IMPOSSIBLE

"""A minimal conflict: demands that no plan satisfies together, though any of them may be left out.

Found by rebuilding models with fewer and fewer demands and solving each; a demand is dropped while
the rest stays impossible. Whole rules go first, then places inside the rules that are left. At the
end every member is left out once more and a plan of the rest is asked for: minimality is shown, not
concluded. An engine that runs out of time keeps the demand, and the conflict is then called not
proved minimal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from constraints import RULES
from optimizer.confirm import confirm_impossible
from optimizer.engines.answer import Limits, Verdict, Watch
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.explaining.demands import PLAN, Demands
from optimizer.explaining.givens import Key
from optimizer.result import Confirmation

# What a person decides is kept to the last, so that a conflict speaks of it where it can: the first
# in this list are given up first. Within a rule later blocks go before earlier ones.
STRUCTURE_FIRST = (
    *(rule.name for rule in RULES if rule.name not in ("choices", "session_time", "equipment")),
    "equipment",
    PLAN,
    "session_time",
    "choices",
)

CONFIRM_SECONDS = 10.0

Report = Callable[[str], None]


class OutOfTimeError(Exception):
    """The time for an explanation has run out."""


@dataclass
class Clock:
    """Time left for an explanation.

    Parameters
    ----------
    seconds
        Wall-clock seconds in all; None for no limit.
    workers, seed
        For every solve.
    deterministic_time
        Limit of each single solve in the engine's units; None for none.
    watch
        Its `stop` event ends the work.
    """

    seconds: float | None
    workers: int = 2
    seed: int = 0
    deterministic_time: float | None = None
    watch: Watch = field(default_factory=Watch)
    started: float = field(default_factory=time.monotonic)

    def limits(self) -> Limits:
        """Limits of the next solve.

        Raises
        ------
        OutOfTimeError
            If nothing is left, or a stop was asked for.
        """
        left = None
        if self.seconds is not None:
            left = self.seconds - (time.monotonic() - self.started)
        if self.watch.stop.is_set() or (left is not None and left <= 0):
            raise OutOfTimeError
        return Limits(
            wall_seconds=left,
            deterministic_time=self.deterministic_time,
            gap=0,
            workers=self.workers,
            seed=self.seed,
        )


@dataclass(frozen=True)
class Conflict:
    """Demands that no plan satisfies together.

    Parameters
    ----------
    members
        The demands.
    minimal
        Whether a plan of the rest was found for every member left out; False where time ran out.
    confirmation
        Second opinion on the impossibility of the members alone.
    """

    members: tuple[Key, ...]
    minimal: bool
    confirmation: Confirmation | None


def find_conflict(
    demands: Demands,
    clock: Clock,
    report: Report = lambda text: None,
    *,
    among: Sequence[Key] | None = None,
    thorough: bool = True,
) -> Conflict | None:
    """Find a minimal conflict of an impossible scenario.

    Parameters
    ----------
    demands
        The scenario's demands.
    clock
        Time left.
    report
        Hears what is being done.
    among
        Demands to look among; all of them when left out.
    thorough
        Whether to show minimality once more at the end and to ask for a second opinion; without
        that the conflict is called not proved minimal.

    Returns
    -------
    Conflict or None
        None if the demands are possible together, or it is not known that they are not.

    Raises
    ------
    OutOfTimeError
        If there is no time even for that.
    """
    search = _Search(demands, demands.all if among is None else among, clock, report)
    if search.verdict(search.members) is not Verdict.IMPOSSIBLE:
        return None
    return search.run(thorough)


class _Search:
    """Holds demands that are impossible together, and fewer of them as it goes on."""

    def __init__(
        self, demands: Demands, among: Sequence[Key], clock: Clock, report: Report
    ) -> None:
        self.demands, self.clock, self.report = demands, clock, report
        self.members = sorted(reversed(among), key=lambda key: STRUCTURE_FIRST.index(key[0]))
        self.asked: dict[frozenset[Key], Verdict] = {}
        self.sure = True

    def run(self, thorough: bool) -> Conflict:
        shown = False
        try:
            rules = [list(keys) for _, keys in groupby(self.members, key=lambda key: key[0])]
            self._halve(rules, removable=False)
            self._halve([[key] for key in self.members], removable=False)
            if thorough:
                self._leave_each_out()
                shown = self.sure
        except OutOfTimeError:
            pass
        confirmed = thorough and not self.clock.watch.stop.is_set()
        return Conflict(
            members=tuple(reversed(self.members)),
            minimal=shown,
            confirmation=self._confirmation() if confirmed else None,
        )

    def verdict(self, members: Sequence[Key]) -> Verdict:
        """Say whether some demands are possible together."""
        keys = frozenset(members)
        if keys not in self.asked:
            self.asked[keys] = self._solve(members)
        return self.asked[keys]

    def _solve(self, members: Sequence[Key]) -> Verdict:
        limits = self.clock.limits()
        linear = self.demands.model(members).linear
        if linear.impossible_rows():
            return Verdict.IMPOSSIBLE
        answer = solve_with_cp_sat(linear, limits, watch=Watch(stop=self.clock.watch.stop))
        return answer.verdict

    def _halve(self, groups: Sequence[Sequence[Key]], *, removable: bool = True) -> None:
        """Drop what can be dropped of some groups, by halves.

        `removable` is False where it is known that the groups cannot all go.
        """
        before = len(self.members)
        if removable and self._dropped([key for group in groups for key in group]):
            return
        if len(groups) == 1:
            return
        middle = len(groups) // 2
        self._halve(groups[:middle])
        first_gone = before - len(self.members) == sum(map(len, groups[:middle]))
        self._halve(groups[middle:], removable=not first_gone)

    def _dropped(self, keys: Sequence[Key]) -> bool:
        gone = frozenset(keys)
        rest = [key for key in self.members if key not in gone]
        verdict = self.verdict(rest)
        if verdict is Verdict.UNKNOWN:
            self.sure = False
        if verdict is not Verdict.IMPOSSIBLE:
            return False
        self.members = rest
        self.report(f"{len(rest)} of {len(self.demands.all)} demands are enough to be impossible")
        return True

    def _leave_each_out(self) -> None:
        """Ask for every member whether a plan of the rest exists; start anew where none does.

        Needed because some demands interact: an exercise that is no longer banned can close a ladder
        step that was open before.
        """
        position = 0
        while position < len(self.members):
            position = 0 if self._dropped([self.members[position]]) else position + 1

    def _confirmation(self) -> Confirmation:
        linear = self.demands.model(self.members).linear
        if linear.impossible_rows():
            return Confirmation(True, "arithmetic", "one row has no solution; no engine was needed")
        return confirm_impossible(linear, CONFIRM_SECONDS, self.clock.watch)

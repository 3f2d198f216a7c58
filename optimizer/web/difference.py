"""Two plans side by side: what is done more, less or differently, and whether one is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from optimizer.catalogue import load_catalogue
from optimizer.comparing.separation import Interval
from optimizer.plan import Plan, Prescription
from optimizer.report.words import clean, dose
from optimizer.scoring import HIGHEST_SCORE


@dataclass(frozen=True)
class Line:
    """One exercise of one session: its dose before and after, None where it is not done."""

    exercise: str
    before: str | None
    after: str | None

    @property
    def kind(self) -> str:
        """What happened: added, removed or changed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


@dataclass(frozen=True)
class Part:
    """Changes of one session in one block."""

    block: int
    session: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Difference:
    """Everything that differs between two plans.

    Parameters
    ----------
    parts
        Sessions with changes, in order of blocks and days.
    score, bound
        By how much they moved, in points; None where a bound is missing.
    verdict
        What can be said about which of the two is better.
    """

    parts: tuple[Part, ...]
    score: Decimal
    bound: Decimal | None
    verdict: str

    @property
    def changes(self) -> int:
        """How many exercises are added, removed or changed."""
        return sum(len(part.lines) for part in self.parts)


def difference(before: Plan, after: Plan) -> Difference:
    """Compare two plans by the first week of every block.

    Parameters
    ----------
    before, after
        Plans that have passed the check; their scenarios may differ.
    """
    old, new = _sessions(before), _sessions(after)
    parts = []
    for place in sorted({**old, **new}, key=lambda key: (key[0], _day(key, new, old), key[1])):
        lines = _lines(old.get(place, _NOTHING).doses, new.get(place, _NOTHING).doses)
        if lines:
            parts.append(Part(place[0], clean(place[1]), lines))
    bounds = (before.score.bound, after.score.bound)
    moved = None if bounds[0] is None or bounds[1] is None else bounds[1] - bounds[0]
    return Difference(
        tuple(parts), after.score.total - before.score.total, moved, verdict(before, after)
    )


@dataclass(frozen=True)
class _Session:
    day: int
    doses: Mapping[tuple[str, str], str]


_NOTHING = _Session(0, {})
_Place = tuple[int, str]


def _day(key: _Place, *plans: Mapping[_Place, _Session]) -> int:
    return next(plan[key].day for plan in plans if key in plan)


def _sessions(plan: Plan) -> dict[_Place, _Session]:
    """Doses by exercise and method, by block and session, in the first week of each block."""
    found: dict[_Place, _Session] = {}
    for week in plan.weeks:
        for session in week.sessions:
            doses = {(e.exercise, e.method): _dose(e) for e in session.exercises}
            place = (week.block, session.id)
            found.setdefault(place, _Session(session.date.weekday(), doses))
    return found


def _dose(entry: Prescription) -> str:
    said = dose(entry, load_catalogue().exercises[entry.exercise])
    return said if entry.load_kg is None else f"{said}, {entry.load_kg.normalize():f} kg"


def _lines(
    old: Mapping[tuple[str, str], str], new: Mapping[tuple[str, str], str]
) -> tuple[Line, ...]:
    return tuple(
        Line(_name(*key), old.get(key), new.get(key))
        for key in {**new, **old}
        if old.get(key) != new.get(key)
    )


def _name(exercise: str, method: str) -> str:
    catalogue = load_catalogue()
    name = catalogue.exercises[exercise].name
    return name if method == "straight" else f"{name}, {catalogue.methods[method].name.lower()}"


def verdict(before: Plan, after: Plan) -> str:
    """Say which plan's scenario allows more, and only what the bounds prove.

    The best score of a scenario lies between the score that was reached and the bound.
    """
    if before.scenario.sha256 == after.scenario.sha256:
        return _same_scenario(before, after)
    old, new = _best(before), _best(after)
    spans = f"the best scores lie in {_span(before)} before, {_span(after)} now"
    if new.above(old):
        return f"The new scenario allows more: {spans}."
    if old.above(new):
        return f"The new scenario allows less: {spans}."
    if old == new and old.low == old.high:
        return f"Both scenarios allow the same best score, {after.score.total}."
    return (
        f"Not separated: {spans}; these overlap, so it is not proved which scenario allows more. "
        "A longer time limit or a smaller gap may tell."
    )


def _same_scenario(before: Plan, after: Plan) -> str:
    old, new = _best(before), _best(after)
    if old.low == new.low:
        better = "Both plans score the same"
    else:
        better = f"The {'new' if new.low > old.low else 'earlier'} plan scores higher"
    if max(old.low, new.low) >= min(old.high, new.high):
        return f"Same scenario. {better}, which is the best possible."
    return f"Same scenario. {better}, and no plan of it can score above {_bound(before, after)}."


def _best(plan: Plan) -> Interval:
    low, bound = Fraction(plan.score.exact), plan.score.bound
    if plan.status == "optimal":
        return Interval(low, low)  # the bound in the file is rounded up
    return Interval(low, Fraction(HIGHEST_SCORE if bound is None else bound))


def _bound(*plans: Plan) -> Decimal:
    """Return the lowest bound as it is written."""
    known = [plan.score.bound for plan in plans if plan.score.bound is not None]
    return min(known, default=Decimal(HIGHEST_SCORE))


def _span(plan: Plan) -> str:
    if plan.status == "optimal":
        return f"{plan.score.total} exactly"
    return f"{plan.score.total} to {_bound(plan)}"

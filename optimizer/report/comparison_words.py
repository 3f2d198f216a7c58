"""What a comparison is shown with: sections, tables, and the words that all of them share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from optimizer.report.words import clean, exact, plural, spoken
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.catalogue import Catalogue
    from optimizer.comparing.effects import Effect
    from optimizer.comparing.row import Row
    from optimizer.comparing.separation import Interval
    from optimizer.engines.answer import Limits

NONE = "–"
MOST_FOOTNOTES = 6
MOST_EXERCISES = 6
MAIN_TERMS = ("coverage", "weakest_link", "progress")
GAINS_OPEN = (
    "The gain in the best possible score lies between its two numbers; where their signs differ, "
    "neither more nor less is proved. A smaller --gap and a longer --time-limit narrow it."
)
LOWER = (
    "progress is divided by the highest ladder step that the equipment allows, so that the same "
    "training earns less until that step is climbed; and a lower step that it brings has to be trained "
    "before the step above it opens. Steps mastered already belong into the scenario's ladder."
)


class Numbered(Protocol):
    """A row of a comparison, fresh or read from a file."""

    @property
    def number(self) -> int:
        """Its place, from 1."""


class Grouped(Protocol):
    """A comparison of setups, fresh or read from a file."""

    @property
    def groups(self) -> Sequence[Sequence[Numbered]]:
        """Rows with a plan, the best group first."""

    @property
    def proved_inside(self) -> Sequence[tuple[Numbered, Numbered]]:
        """Pairs (better, worse) of one group that are separated all the same."""

    @property
    def twins(self) -> Sequence[tuple[Numbered, Numbered]]:
        """Pairs (later, earlier) that are the same problem."""


class Higher(Protocol):
    """A family whose ladder reaches higher."""

    @property
    def family(self) -> str:
        """Its name in the catalogue."""

    @property
    def after(self) -> str:
        """Its highest step."""


class Lowered(Protocol):
    """Why more equipment scores less, fresh or read from a file."""

    @property
    def bigger(self) -> str:
        """More equipment."""

    @property
    def smaller(self) -> str:
        """Less equipment, and a higher score."""

    @property
    def steps(self) -> Sequence[Higher]:
        """What is higher with more."""

    @property
    def points(self) -> tuple[Decimal | Fraction, Decimal | Fraction]:
        """Points of progress with more and with less."""


class Outcome(Protocol):
    """What came of a row, fresh or read from a file."""

    @property
    def status(self) -> str | None:
        """One of the four; None where nothing came back."""

    @property
    def error(self) -> str | None:
        """Why nothing came back."""

    @property
    def conflict(self) -> Sequence[str]:
        """What cannot be had at once."""


@dataclass(frozen=True)
class Grid:
    """A table: heads, rows, which columns hold numbers, and how wide the others may be in a terminal."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    widest: int = 24


@dataclass(frozen=True)
class Section:
    """A part of the view: title, a table, lines below it; each may be missing."""

    title: str | None = None
    grid: Grid | None = None
    lines: tuple[str, ...] = ()


def label(row: Numbered) -> str:
    """Write the number of a row: names may be long, and stand beside it once."""
    return f"#{row.number}"


def headline(name: str, what: str) -> Section:
    """Open with the scenario's name and what was done."""
    return Section(lines=(clean(name), what))


def each(limits: Limits) -> str:
    """Say how long each solve may take."""
    said = f"each to a gap of {exact(Decimal(str(100 * limits.gap)))} %"
    if limits.deterministic_time is not None:
        said += f" or {exact(Decimal(str(limits.deterministic_time)))} deterministic units"
    if limits.wall_seconds is not None:
        said += f" or {exact(Decimal(str(limits.wall_seconds)))} s"
    return said


def status_of(row: Outcome) -> str:
    """Name the status of a row; the four of a solve stay apart."""
    if row.status is not None:
        return str(row.status)
    return "not begun" if row.error is None else "failed"


def points_of(row: Row) -> tuple[str, str]:
    """Write score and bound: the score rounded down, the bound up."""
    result = row.result
    if result is None:
        return NONE, NONE
    score = NONE if result.score is None else str(cents(result.score, ROUND_FLOOR))
    bound = NONE if result.bound is None else str(cents(result.bound, ROUND_CEILING))
    return score, bound


def price(value: Decimal | None) -> str:
    """Write a price; unknown is not free."""
    return NONE if value is None else exact(value, 2)


def separation(found: Grouped) -> Iterable[str]:
    """Say what is proved about the order of setups, and what is not."""
    groups = found.groups
    if len(groups) > 1:
        yield (
            "Every setup of a group is proved better than every setup of the groups after it: its "
            "plan scores more than any plan of theirs can."
        )
    if any(len(group) > 1 for group in groups):
        yield (
            "Setups of one group are not separated: their intervals from score to bound overlap, "
            "directly or through others, and their order says nothing. A smaller --gap and a longer "
            "--time-limit may separate them."
        )
    inside: dict[str, list[str]] = {}
    for row, worse in found.proved_inside:
        inside.setdefault(label(row), []).append(label(worse))
    for better, lower in inside.items():
        yield f"Proved all the same: {better} is better than {', '.join(lower)}."
    yield from same_problem(found.twins)


def same_problem(twins: Sequence[tuple[Numbered, Numbered]]) -> Iterable[str]:
    """Say which rows are equal without any solve."""
    by_first: dict[str, list[str]] = {}
    for later, earlier in twins:
        by_first.setdefault(label(earlier), []).append(label(later))
    if by_first:
        said = "; ".join(f"{', '.join(later)} to {first}" for first, later in by_first.items())
        yield f"Nothing that counts differs (loads at most), so that the best score is equal: {said}."


def without_plan(rows: Sequence[Row]) -> Iterable[Section]:
    """List the rows that have no plan, with the reason."""
    lines = tuple(f"{clean(row.name)}: {why_none(row)}" for row in rows if row.plan is None)
    if lines:
        yield Section("Without a plan", lines=lines)


def why_none(row: Outcome) -> str:
    """Say why a row has no plan."""
    if row.error is not None:
        return f"failed: {clean(row.error)}"
    if row.status is None:
        return "not begun before the stop"
    if str(row.status) == "impossible":
        reasons = "; ".join(clean(reason) for reason in row.conflict)
        return f"proved impossible{f'. Not all of this at once: {reasons}' if reasons else ''}"
    return "nothing found within the limit; this does not mean that no plan exists"


def share(row: Row, name: str) -> str:
    """Write the share that a term of the score reaches, in per cent."""
    found = [term.value for term in row.terms if term.name == name]
    return f"{exact(100 * found[0], 1)} %" if found else NONE


def effect_parts(effect: Effect, catalogue: Catalogue) -> list[str]:
    """Say in words what equipment makes possible."""
    parts = [
        f"{spoken(s.family)} up to {s.after}{f' (was {s.before})' if s.before else ''}"
        for s in effect.steps
    ]
    for word, found in (("new", effect.exercises), ("lost", effect.lost)):
        if found:
            shown = ", ".join(catalogue.exercises[e].name for e in found[:MOST_EXERCISES])
            more = len(found) - MOST_EXERCISES
            parts.append(f"{word}: {shown}{f' and {more} more' if more > 0 else ''}")
    if effect.changed:
        parts.append(f"other loads for {plural(len(effect.changed), 'exercise')}")
    return parts


def lower_notes(found: Sequence[Lowered]) -> Iterable[str]:
    """Explain why more equipment scores less, where it does."""
    if not found:
        return
    pairs = [_lower(one) for one in found[:MOST_FOOTNOTES]]
    pairs += [f"{len(found) - MOST_FOOTNOTES} more"] if len(found) > MOST_FOOTNOTES else []
    yield f"Why the plan found with more equipment can score less: {LOWER} Here: {'; '.join(pairs)}."


def _lower(one: Lowered) -> str:
    steps: dict[str, list[str]] = {}
    for step in one.steps:
        steps.setdefault(step.after, []).append(spoken(step.family))
    higher = "; ".join(f"{step} in {', '.join(families)}" for step, families in steps.items())
    bigger, smaller = (exact(points, 2) for points in one.points)
    return (
        f"{clean(one.bigger)} below {clean(one.smaller)} ({higher}: {bigger} points of progress "
        f"against {smaller})"
    )


def general_notes(limits: Limits, price_note: str) -> Iterable[str]:
    """Say what scores, bounds and prices are worth."""
    yield (
        "Every plan behind a score was verified, rule by rule; bounds are proved in exact integers "
        "or are the word of one engine. "
        "The best possible score lies between score and bound."
    )
    yield f"Prices: {price_note} {NONE} where a part has no known price."
    if limits.wall_seconds is not None:
        yield "Two runs may differ: time is measured by the clock."


def interval(value: Interval | None) -> str:
    """Write where a difference lies, rounded outwards, with signs."""
    if value is None:
        return NONE
    if value.low == value.high:
        return signed(cents(value.low))
    low, high = cents(value.low, ROUND_FLOOR), cents(value.high, ROUND_CEILING)
    return f"{signed(low)} to {signed(high)}"


def signed(value: Decimal) -> str:
    """Write a number with its sign; a true minus, so that no spreadsheet takes it for a formula."""
    return f"+{value}" if value > 0 else str(value).replace("-", "−")

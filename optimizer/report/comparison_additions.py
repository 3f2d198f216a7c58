"""What one more item adds to a setup, before it is text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.comparing.additions import BEST_SINGLES, MOST_JOINT_PAIRS
from optimizer.comparing.results import Verdict
from optimizer.report.comparison_words import (
    GAINS_OPEN,
    Grid,
    Section,
    each,
    effect_parts,
    general_notes,
    headline,
    interval,
    label,
    lower_notes,
    points_of,
    price,
    same_problem,
    share,
    without_plan,
)
from optimizer.report.words import clean, plural
from optimizer.setups import load_setups_library

if TYPE_CHECKING:
    from optimizer.comparing.results import Additions, Tried

ORDER = list(Verdict)


def sections(additions: Additions) -> tuple[Section, ...]:
    """Build the view of what items add.

    Parameters
    ----------
    additions
        What was found.
    """
    tried = [*additions.singles, *additions.pairs]
    notes = [
        *lower_notes(additions.lower_for_progress),
        *general_notes(additions.limits, load_setups_library().note),
    ]
    found = [
        headline(additions.scenario.name, _what(additions)),
        Section("One more item", _grid(additions.singles, additions), _remarks(additions)),
    ]
    if additions.pairs:
        found.append(Section("Two items together", _grid(additions.pairs, None), (PAIRS,)))
    return (
        *found,
        *without_plan([additions.base, *(one.row for one in tried)]),
        *_by_price(additions),
        Section(
            "What becomes possible (of two items: what neither does alone)",
            lines=tuple(_unlocked(additions)),
        ),
        *_not_tried(additions),
        Section("Notes", lines=tuple(notes)),
    )


PAIRS = (
    f"Not all pairs were tried: those of the {BEST_SINGLES} single items that gained most, and at most "
    f"{MOST_JOINT_PAIRS} whose items allow exercises only together. --budget finds the best purchase "
    "of any number of items."
)


def _what(additions: Additions) -> str:
    athlete, base = additions.scenario.athlete, additions.base
    score, bound = points_of(base)
    cut = " Stopped early: this is what was done." if additions.stopped else ""
    return (
        f"More equipment for {clean(base.name)}, {clean(athlete.name or athlete.id)}, "
        f"{plural(additions.scenario.weeks, 'week')}, {each(additions.limits)}. "
        f"Without it: score {score}, no plan above {bound}.{cut}"
    )


def _grid(tried: Sequence[Tried], additions: Additions | None) -> Grid:
    currency = load_setups_library().currency
    head = ("", "item", currency, "score", "no plan above", "gain", "", "coverage")
    rows = []
    if additions is not None:
        base = additions.base
        here = share(base, "coverage")
        rows.append(("", "(as it is)", "0", *points_of(base), "", "", here))
    rows += [
        (
            *(label(one.row), clean(one.addition.name), price(one.addition.price)),
            *points_of(one.row),
            *(interval(one.gain), str(one.verdict), share(one.row, "coverage")),
        )
        for one in sorted(tried, key=_rank)
    ]
    return Grid(head, tuple(rows), frozenset({2, 3, 4, 5, 7}))


def _rank(one: Tried) -> tuple[int, Decimal, int]:
    """Order by what is proved, then by price: unproved gains rank nothing."""
    return ORDER.index(one.verdict), one.addition.price, one.row.number


def _remarks(additions: Additions) -> tuple[str, ...]:
    tried = [*additions.singles, *additions.pairs]
    lines = []
    if any(one.verdict is Verdict.NOT_SEPARATED for one in tried):
        lines.append(GAINS_OPEN)
    return (*lines, *same_problem(additions.twins))


def _unlocked(additions: Additions) -> Iterable[str]:
    later = {id(row) for row, _ in additions.twins}
    alone = {one.addition.items[0]: one.addition.effect for one in additions.singles}
    for one in (*additions.singles, *additions.pairs):
        effect = one.addition.effect
        if len(one.addition.items) > 1:
            effect = effect.beyond([alone[item] for item in one.addition.items if item in alone])
        parts = effect_parts(effect, one.row.scenario.catalogue)
        if parts and id(one.row) not in later:
            yield f"{label(one.row)} {clean(one.addition.name)}: {'; '.join(parts)}"


def _by_price(additions: Additions) -> Iterable[Section]:
    found = additions.bargains
    if not found:
        return
    rows = []
    for one, proved in found:
        row = additions.base if one is None else one.row
        name = "(as it is)" if one is None else clean(one.addition.name)
        cost = "0" if one is None else price(one.addition.price)
        sure = "" if one is None else ("proved" if proved else "not separated")
        rows.append((label(row) if one else "", name, cost, *points_of(row), sure))
    currency = load_setups_library().currency
    head = ("", "item", f"price {currency}", "score", "no plan above", "better than all cheaper")
    yield Section(
        "By price: what found more than everything cheaper",
        Grid(head, tuple(rows), frozenset({2, 3, 4})),
    )


def _not_tried(additions: Additions) -> Iterable[Section]:
    if additions.without_effect:
        lines = []
        for one in additions.without_effect:
            loads = plural(len(one.effect.changed), "exercise")
            other = f" (other loads for {loads})" if one.effect.changed else ""
            lines.append(f"{clean(one.name)}, {price(one.price)}{other}")
        yield Section(
            "Without effect on the score: the problem is the same to the last integer, so not solved",
            lines=tuple(lines),
        )
    if additions.refused:
        yield Section(
            "Cannot be added",
            lines=tuple(f"{clean(one.item)}: {clean(one.reason)}" for one in additions.refused),
        )

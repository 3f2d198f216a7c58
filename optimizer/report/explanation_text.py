"""An explanation as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.report.words import clean, exact
from optimizer.result import Status
from optimizer.scoring import gap_percent

if TYPE_CHECKING:
    from optimizer.explaining.explanation import ExplainedConflict, Explanation, Member
    from optimizer.explaining.remedies import Remedy
    from optimizer.explaining.tightness import Tightness, Worth

UNKNOWN = (
    "nothing is known within the limit: neither a plan nor a proof that none exists "
    "(try a longer --time-limit)"
)

FOUND = "a plan exists; the time ran out before anything more was known (try a longer --time-limit)"


def render_explanation(explanation: Explanation, source: str, width: int) -> str:
    """Write an explanation for a person.

    Parameters
    ----------
    explanation
        What was found.
    source
        Name of the scenario file, for the places of demands.
    width
        Columns.

    Returns
    -------
    str
    """
    if explanation.tightness is not None:
        lines = _tight(explanation.tightness)
    elif explanation.status is Status.IMPOSSIBLE:
        lines = _impossible(explanation, source)
    else:
        lines = iter([UNKNOWN if explanation.status is Status.UNKNOWN else FOUND])
    return "\n".join(piece for line in lines for piece in _wrapped(line, width)) + "\n"


def _wrapped(line: str, width: int) -> list[str]:
    text = line.lstrip()
    indent = " " * (len(line) - len(text))
    number = text.partition(". ")[0]
    hanging = indent + "   " if number.isdigit() else indent
    return textwrap.wrap(line, width, subsequent_indent=hanging, break_on_hyphens=False) or [""]


# ---- impossible ----


def _impossible(explanation: Explanation, source: str) -> Iterator[str]:
    if not explanation.conflicts:
        yield "proved impossible; the time ran out before a conflict was found"
        return
    first, *others = explanation.conflicts
    yield "proved impossible: no plan keeps all of this together"
    yield from _conflict(first, source)
    for other in others:
        yield ""
        yield "another conflict, impossible by itself:"
        yield from _conflict(other, source)
    yield ""
    yield from _remedies(explanation)


def _conflict(conflict: ExplainedConflict, source: str) -> Iterator[str]:
    for number, member in enumerate(conflict.members, start=1):
        yield f"  {number}. {clean(member.demand.text)}{_place(member, source)}"
        for reason in member.reasons:
            yield f"     there is no such option: {clean(reason)}"
    if conflict.minimal and len(conflict.members) > 1:
        yield "  minimal: without any one of them, the others could be kept together"
    elif conflict.minimal:
        yield "  this alone rules out every plan"
    else:
        yield "  conflict, not proved minimal: the search ended; fewer of them may be enough"
    if conflict.confirmation is not None:
        yield f"  second opinion: {conflict.confirmation.statement}"


def _place(member: Member, source: str) -> str:
    safety = "; protects the athlete" if member.safety else ""
    if member.spot is None:
        return f"  ({'default' if member.by_default else 'scenario'}{safety})"
    place = f"{source}:{member.spot.line}"
    if member.by_default:
        return f"  (default for the level in {place}{safety})"
    return f"  ({place}{safety})"


def _remedies(explanation: Explanation) -> Iterator[str]:
    remedies = explanation.remedies
    if remedies:
        opening = {
            1: "the smallest changes that make a plan possible",
            2: "no single change is enough; the smallest two that are",
        }.get(len(remedies[0].changes), "neither one change nor two are enough; together these are")
        yield f"{opening}, each shown by a plan that passed the check:"
        for number, remedy in enumerate(remedies, start=1):
            yield f"  {number}. {_remedy(remedy)}"
        if not explanation.complete:
            yield "  (the search ended before everything was tried)"
    elif any(member.safety for c in explanation.conflicts for member in c.members):
        yield "no change is offered: what protects the athlete is never relaxed"
    elif explanation.complete:
        yield "no change that was tried makes a plan possible, alone or with others"
    else:
        yield "no change was found before the search ended (try a longer --time-limit)"


def _remedy(remedy: Remedy) -> str:
    return " and ".join(clean(change.text) for change in remedy.changes)


# ---- feasible ----


def _tight(tightness: Tightness) -> Iterator[str]:
    base = tightness.base
    assert base.score is not None  # there is a plan
    yield f"a plan exists; measured on weeks 1 to {tightness.weeks}:"
    if base.bound is None:
        yield f"a plan scores {exact(base.score)}; no bound was proved in this time"
    else:
        gap = gap_percent(base.score, base.bound)
        yield (
            f"the best plan scores between {exact(base.score)} and {exact(base.bound)} "
            f"(gap {float(gap):.2f} %)"
        )
    gains = [worth for worth in tightness.worths if worth.gains]
    losses = [worth for worth in tightness.worths if worth.loses]
    nothing = [worth for worth in tightness.worths if worth.gain_least == worth.gain_most == 0]
    settled = [*gains, *losses, *nothing]
    rest = [worth for worth in tightness.worths if worth not in settled]
    yield ""
    yield from _worths("what holds it back: one unit more, worth in score points", gains)
    yield from _worths("what would cost score points", losses)
    yield from _worths("proved to gain nothing", nothing)
    yield from _worths("not separated from no gain: the intervals overlap", rest)
    if not gains:
        yield "no gain is proved; a smaller gap (longer --time-limit) may separate more"
    if not tightness.complete:
        yield "stopped before everything was tried"


def _worths(title: str, worths: list[Worth]) -> Iterator[str]:
    if not worths:
        return
    yield f"{title}:"
    for worth in worths:
        yield f"  {_interval(worth):<18} {clean(worth.change.text)}"
    yield ""


def _interval(worth: Worth) -> str:
    if worth.error is not None:
        return f"error: {clean(worth.error)}"
    least, most = worth.gain_least, worth.gain_most
    if worth.impossible:
        return "no plan at all"
    if worth.score is None and most is None:
        return "nothing found"
    return f"{_signed(least)} to {_signed(most)}"


def _signed(points: Fraction | None) -> str:
    return "?" if points is None else f"{float(points):+.2f}"

"""Room under a limit: the place where a plan comes nearest to it, in words and as a share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from optimizer.report.words import clean, day_and_month, exact

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_facts import PlanFacts, SessionFacts
    from optimizer.report.page.recovery import Dose
    from optimizer.report.page.steps import FamilySteps
    from optimizer.scenario import Scenario

Amount = Decimal | Fraction | int


@dataclass(frozen=True)
class Room:
    """One measure of a rule: the place where the plan comes nearest to the limit.

    Parameters
    ----------
    text
        In words, with the number and the limit.
    used
        Per cent of the room that is used, for a bar; None where there is nothing to fill.
    """

    text: str
    used: int | None = None


@dataclass(frozen=True)
class Measured:
    """What the measures need: the plan, and what other parts of the page have found already."""

    scenario: Scenario
    plan: Plan
    facts: PlanFacts
    doses: tuple[Dose, ...]
    families: tuple[FamilySteps, ...]


def nearest(what: str, unit: str, found: Iterable[tuple[Amount, Amount, str]]) -> Iterator[Room]:
    """Yield the room at the place that fills its limit most; nothing where there is no place.

    Parameters
    ----------
    what, unit
        What is measured.
    found
        Every place as (used, limit, where).
    """
    known = list(found)
    if known:
        used, limit, where = max(known, key=lambda one: share(one[0], one[1]))
        text = f"{what}: {exact(used, 1)} of {exact(limit, 1)} {unit}".rstrip()
        yield Room(f"{text} ({where})" if where else text, per_cent(share(used, limit)))


def share(used: Amount, limit: Amount) -> Fraction:
    """Divide what is used by what is allowed; anything is all of nothing."""
    return Fraction(used) / Fraction(limit) if limit else Fraction(bool(used))


def per_cent(share: Fraction) -> int:
    """Write a share for a bar, 100 at most."""
    return min(100, int(100 * share))


def place_of(session: SessionFacts) -> str:
    """Name a session by its date and slot."""
    return f"{day_and_month(session.session.date)}, {clean(session.session.id)}"

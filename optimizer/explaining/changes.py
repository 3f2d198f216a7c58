"""Changes to a scenario: what is edited, in words, and how big the change is.

How big a change is, so that unlike changes can be ranked:

========================================  =======================================================
change                                    size
========================================  =======================================================
minutes, sets of a pin                    relative change
a rule's number                           relative change + `RULE_WEIGHT`
start of a session on its day             hours / 24
another weekday                           `DAY_WEIGHT` + days / 28
a pin in fewer blocks                     `PIN_WEIGHT` x share of its blocks
a pin in another session                  `MOVE_WEIGHT`
a pin, a ban or a template given up       `PIN_WEIGHT`, `BAN_WEIGHT`, `TEMPLATE_WEIGHT`
one more session, one fewer               `SLOT_WEIGHT`, `FEWER_WEIGHT`
equipment bought                          `BUY_WEIGHT` + price / `BUY_SCALE`
========================================  =======================================================

The weights are judgements, not measurements: minutes and hours are cheaper than wishes, and wishes
cheaper than training rules. Safety has no size: it is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from pydantic import ValidationError

from optimizer.errors import Problems
from optimizer.scenario import Scenario
from optimizer.scenario_parts import SessionSlot

Path = tuple[str | int, ...]

RULE_WEIGHT = Fraction(1, 2)
DAY_WEIGHT = Fraction(1, 4)
MOVE_WEIGHT = Fraction(1, 3)
PIN_WEIGHT = Fraction(1, 2)
BAN_WEIGHT = Fraction(1, 2)
TEMPLATE_WEIGHT = Fraction(1)
SLOT_WEIGHT = Fraction(3, 4)
FEWER_WEIGHT = Fraction(1, 2)
BUY_WEIGHT = Fraction(1, 4)
BUY_SCALE = 2000


@dataclass(frozen=True)
class Edit:
    """One edit of a scenario document.

    Parameters
    ----------
    action
        ``set`` a value, ``remove`` it, or ``append`` to a list.
    path
        Where, from the top of the document; missing mappings on the way are made.
    value
        New value; not used to remove.
    """

    action: Literal["set", "remove", "append"]
    path: Path
    value: Any = None


@dataclass(frozen=True)
class Change:
    """Something a person could do differently.

    Parameters
    ----------
    text
        What to do, e.g. ``wed: 62 minutes instead of 60``.
    size
        How big the change is; sizes of all kinds of change can be compared (see `dials`).
    edits
        The same as edits of the scenario file.
    price
        What it costs in the currency of the setups library; None where nothing is bought.
    """

    text: str
    size: Fraction
    edits: tuple[Edit, ...]
    price: Fraction | None = None


@dataclass(frozen=True)
class Dial:
    """Changes of one kind, from small to big.

    Parameters
    ----------
    changes
        Nearest first.
    grows
        Whether every change allows all that the one before it allows, so that halving finds the
        smallest that is enough.
    """

    changes: tuple[Change, ...]
    grows: bool


def day_of(slot: SessionSlot) -> str:
    """Weekday with the session's name, which tells two sessions of one day apart."""
    return f"{slot.day.capitalize()} ({slot.id})"


def changed(scenario: Scenario, changes: Iterable[Change]) -> Scenario | None:
    """Apply changes to a scenario.

    Parameters
    ----------
    scenario
        The scenario.
    changes
        Applied in order.

    Returns
    -------
    Scenario or None
        None if the result is no valid scenario, e.g. because sessions overlap.
    """
    document = scenario.model_dump(mode="json", exclude_unset=True)
    for change in changes:
        for edit in change.edits:
            _apply(document, edit)
    try:
        return Scenario.model_validate(document)
    except (ValidationError, Problems):
        return None


def _apply(document: dict[str, Any], edit: Edit) -> None:
    *parents, last = edit.path
    place: Any = document
    for part in parents:
        place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
    if edit.action == "remove":
        del place[last]
    elif edit.action == "append":
        place.setdefault(last, [])
        place[last] = [*place[last], edit.value]
    else:
        place[last] = edit.value

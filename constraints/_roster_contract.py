"""What the file of a rule about a whole roster must provide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from constraints._contract import Confidence, Demand, Violation

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.roster.facility import Facility
    from optimizer.roster.room_model import RoomModel
    from optimizer.roster.roster import Roster


@dataclass(frozen=True)
class RosterRule:
    """A rule about what athletes share: it binds a whole roster, never one athlete alone.

    Its parameters stand where they are owned, in the roster's ``facility``.

    Parameters
    ----------
    name
        The file's name.
    title
        The rule in one sentence.
    kind
        ``hard`` may never be broken.
    sources
        Literature behind the rule.
    confidence
        How sure the literature is of the numbers.
    post
        Writes the rule's rows into a model of all athletes.
    check
        Yields every breach of all plans together, not only the first.
    explain
        The rule in words, with the numbers of a facility, or of the defaults, in.
    demand
        What the rows at a place, as they name it, ask for in words; the path is one in the roster file.
    """

    name: str
    title: str
    kind: Literal["hard"]
    sources: tuple[str, ...]
    confidence: Confidence
    post: Callable[[RoomModel], None]
    check: Callable[[Roster, Iterable[Plan]], Iterable[Violation]]
    explain: Callable[[Facility | None], str]
    demand: Callable[[Roster, str], Demand]

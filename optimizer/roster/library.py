"""Plans that similar athletes may borrow: the best known for every kind of athlete and set of days."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optimizer.parameters import load_parameters
from optimizer.roster.borrowing import Profile, profile_of
from optimizer.roster.columns import Column
from optimizer.roster.members import age_of

if TYPE_CHECKING:
    from optimizer.roster.roster import Roster, RosterFrame
    from optimizer.roster.roster_parts import RosterAthlete

# Plans lent to one athlete at once.
MOST_LENT = 5


@dataclass
class Library:
    """The best plan of every kin and profile.

    Parameters
    ----------
    kin, profiles
        Of every shape: who resembles it, and the sets of days it may choose.
    best
        By kin and profile.
    """

    kin: list[Hashable] = field(default_factory=list)
    profiles: list[frozenset[Profile]] = field(default_factory=list)
    best: dict[Hashable, dict[Profile, Column]] = field(default_factory=dict)

    def keep(self, shape: int, column: Column) -> bool:
        """Offer a plan to others; whether it is the best of its kind."""
        shelf = self.best.setdefault(self.kin[shape], {})
        known = shelf.get(column.profile)
        if known is not None and known.score >= column.score:
            return False
        shelf[column.profile] = column
        return True

    def best_score(self, shape: int) -> Fraction | None:
        """Return the best score of a shape's kin on any days; None where there is no plan yet."""
        shelf = self.best.get(self.kin[shape], {})
        return max((column.score for column in shelf.values()), default=None)

    def lenders(self, shape: int) -> list[Column]:
        """Return the best plans for the days that a shape may choose, the best first."""
        shelf: Mapping[Profile, Column] = self.best.get(self.kin[shape], {})
        mine = self.profiles[shape]
        fitting = [column for profile, column in shelf.items() if profile in mine]
        fitting.sort(key=lambda column: (-column.score, column.profile))
        return fitting[:MOST_LENT]


def kin_of(frame: RosterFrame, athlete: RosterAthlete, bound: Fraction) -> Hashable:
    """Say what athletes whose plans are worth lending to each other have in common.

    Parameters
    ----------
    frame
        The roster.
    athlete
        The athlete.
    bound
        What he could reach alone: athletes with other options have other bounds.
    """
    group = frame.group_of(athlete)
    populations = load_parameters().populations
    age = age_of(athlete, frame.start)
    return (
        frame.level(athlete),
        athlete.emphasis or group.emphasis,
        tuple(sorted({**group.restrictions, **athlete.restrictions}.items())),
        age is not None and age < populations.youth_below_age,
        age is not None and age >= populations.older_from_age,
        athlete.neck_work,
        athlete.returning,
        frame.sessions_per_week(athlete),
        athlete.group if group.pins or group.bans else None,
        round(bound),
    )


def profiles_of(roster: Roster, athlete: int) -> frozenset[Profile]:
    """List the profiles of all sets of days that an athlete may choose."""
    from itertools import combinations, islice

    from optimizer.roster.borrowing import MOST_PATTERNS

    frame, one = roster, roster.athletes[athlete]
    sessions = [frame.facility.session(slot) for slot in frame.offered(one)]
    times = sorted((session.start_minute, int(session.minutes * 60)) for session in sessions)
    chosen = combinations(times, frame.sessions_per_week(one))
    return frozenset(profile_of(days) for days in islice(chosen, MOST_PATTERNS))


def lent(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Write plans to be lent, each once."""
    by_choice = {column.choice: column for column in columns}
    return [column.lent() for column in by_choice.values()]

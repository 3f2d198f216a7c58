"""Names as other people write them, matched to ours. One match or an error; nothing is guessed."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from optimizer.catalogue import load_catalogue
from optimizer.errors import ProblemAt, show
from optimizer.history.names import Key, load_logged_names
from optimizer.scenario import Scenario

MOST_HINTS = 5
MOST_HINTED = 20
MOST_LISTED = 30
LONGEST_NAME = 200


class Names:
    """The names of some things, by what they may be called.

    Case, order of words, hyphens, brackets and a plural s make no difference.

    Parameters
    ----------
    what
        What is named, for messages.
    own
        Each thing's own names, by its id.
    further
        Names that are used for it too; they count only where no thing's own name is meant.
    """

    def __init__(
        self,
        what: str,
        own: Mapping[str, Iterable[str]],
        further: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self.what = what
        self.ids = tuple(own)
        self._key = load_logged_names().key
        self._levels = tuple(self._by_key(level) for level in (own, further or {}))
        self._known: dict[str, str | ProblemAt] = dict(zip(self.ids, self.ids, strict=True))
        self._hints_left = MOST_HINTED

    def find(self, text: str) -> str:
        """Return the id of the thing that is meant.

        Raises
        ------
        ProblemAt
            If nothing has this name, or several things have; close names are in the message.
        """
        if text not in self._known:
            self._known[text] = self._meant(text)
        found = self._known[text]
        if isinstance(found, ProblemAt):
            raise found
        return found

    def _meant(self, text: str) -> str | ProblemAt:
        if not text:
            return ProblemAt((), f"no {self.what}", self._all())
        wanted = self._key(text[:LONGEST_NAME])
        for level in self._levels:
            ids = level.get(wanted, [])
            if len(ids) == 1:
                return ids[0]
            if ids:
                said = f"{self.what} {show(text)} has several meanings"
                return ProblemAt((), said, f"one of {', '.join(ids)}")
        said = f"unknown {self.what} {show(text)}"
        close = self._close(wanted)
        if close:
            return ProblemAt((), f"{said}; close names are {', '.join(close)}")
        return ProblemAt((), said, self._all())

    def _close(self, wanted: Key) -> list[str]:
        """Name the things whose names hold all the words, or else are written alike.

        Where all names fit on a line there is no need; and comparing is slow, so that it ends after
        as many names as anyone would read about.
        """
        if not wanted or not self._hints_left or self._few:
            return []
        self._hints_left -= 1
        known = {key: ids for level in reversed(self._levels) for key, ids in level.items()}
        near = sorted((key for key in known if set(wanted) <= set(key)), key=len)
        if not near:
            by_text = {" ".join(key): key for key in known}
            # 0.6 is difflib's own limit between a typing error and another word.
            alike = difflib.get_close_matches(" ".join(wanted), by_text, n=MOST_HINTS, cutoff=0.6)
            near = [by_text[text] for text in alike]
        return list(dict.fromkeys(i for key in near for i in known[key]))[:MOST_HINTS]

    @property
    def _few(self) -> bool:
        return len(self.ids) <= MOST_LISTED

    def _all(self) -> str:
        return ", ".join(self.ids) if self._few else f"the names of `liftproof {self.what}s`"

    def _by_key(self, names: Mapping[str, Iterable[str]]) -> dict[Key, list[str]]:
        found: dict[Key, list[str]] = defaultdict(list)
        for thing, forms in names.items():
            for key in dict.fromkeys(map(self._key, forms)):
                if key:
                    found[key].append(thing)
        return dict(found)


def exercise_names() -> Names:
    """Names of exercises: id and name; further the name without its explanation, and log names."""
    exercises, logged = load_catalogue().exercises.values(), load_logged_names()
    own = {e.id: (e.id, e.name) for e in exercises}
    further = {
        # Where a log's name leaves something open, a plan has to say it.
        e.id: (_short(e.name), *(() if e.id in logged.notes else logged.names.get(e.id, ())))
        for e in exercises
    }
    return Names("exercise", own, further)


def _short(name: str) -> str:
    """Cut a name before what explains it: `Pendlay row (dead stop from floor)`."""
    return re.split(r"[,(]", name)[0]


def method_names() -> Names:
    """Names of methods: id and name."""
    return Names("method", {m.id: (m.id, m.name) for m in load_catalogue().methods.values()})


def session_names(scenario: Scenario) -> Names:
    """Names of sessions: slot ids, and weekdays that have one slot."""
    own = {slot.id: (slot.id,) for slot in scenario.sessions}
    days = {slot.id: (slot.day, slot.day[:3], slot.day[:4]) for slot in scenario.sessions}
    return Names("session", own, days)

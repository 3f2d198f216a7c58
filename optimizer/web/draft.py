"""The draft: the scenario's text as it is edited, with its way back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from optimizer.errors import LiftproofError, ScenarioError
from optimizer.read import parse_yaml
from optimizer.web.changes import Change
from optimizer.web.check import Checked, check
from optimizer.web.store import Store

MOST_STEPS_BACK = 100


class OutdatedError(LiftproofError):
    """A change made on a page that shows an older draft."""


class Draft:
    """A scenario's text that is being edited; every change is kept on disk before it is answered.

    Parameters
    ----------
    name
        What to call the scenario in messages.
    original
        Text of the scenario's file; it is never written.
    store
        Where the draft is kept.
    """

    def __init__(self, name: str, original: str, store: Store) -> None:
        self.name, self.original, self.store = name, _as_block(original), store
        self.revision = 0
        self.resumed = self.file_changed = False
        self._former: list[str] = []
        self._begun_from = _sha256(self.original)
        kept = store.load_draft()
        text = self.original
        if kept is not None and kept[0] != text:
            text, self.resumed = kept[0], True
            begun_from = str(kept[1].get("original_sha256"))
            self.file_changed = begun_from != self._begun_from
            self._begun_from = begun_from
        self.checked = check(text, name)

    @property
    def text(self) -> str:
        """The text as it stands."""
        return self.checked.text

    def change(self, changes: Sequence[Change], revision: int) -> Checked:
        """Change values; comments and layout of the text stay.

        Raises
        ------
        OutdatedError
            If the page showed another draft.
        CannotRewriteError
            If the text cannot take this change; nothing is changed then.
        """
        from optimizer.web.rewrite import rewritten  # its library can wait for the first edit

        self._expect(revision)
        return self._take(rewritten(self.text, changes))

    def replace(self, text: str, revision: int) -> Checked:
        """Take a new text, right or wrong.

        Raises
        ------
        OutdatedError
            If the page showed another draft.
        """
        self._expect(revision)
        return self._take(text)

    def undo(self, revision: int) -> Checked:
        """Go back a step; does nothing at the first.

        Raises
        ------
        OutdatedError
            If the page showed another draft.
        """
        self._expect(revision)
        if self._former:
            self._take(self._former[-1])
            del self._former[-2:]
        return self.checked

    def revert(self, revision: int) -> Checked:
        """Go back to what the file says; that can be undone too.

        Raises
        ------
        OutdatedError
            If the page showed another draft.
        """
        self._expect(revision)
        self._begun_from = _sha256(self.original)
        self.resumed = self.file_changed = False
        return self._take(self.original)

    def _expect(self, revision: int) -> None:
        if revision != self.revision:
            raise OutdatedError(
                "the scenario was changed in another window; this page has been left as it was: "
                "reload it to see the newer draft"
            )

    def _take(self, text: str) -> Checked:
        if text != self.text:
            about = {"source": self.name, "original_sha256": self._begun_from}
            self.store.save_draft(text, about)
            self._former = [*self._former[1 - MOST_STEPS_BACK :], self.text]
            self.checked = check(text, self.name)
            self.revision += 1
        return self.checked


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _as_block(text: str) -> str:
    """Write JSON as YAML, which can be edited line by line; line ends become those of the page."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.lstrip().startswith("{"):
        return text
    from optimizer.web.rewrite import as_yaml

    try:
        data = parse_yaml(text, "").data
        return as_yaml(data) if isinstance(data, dict) else text
    except ScenarioError:
        return text

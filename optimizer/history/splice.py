"""Entries put into a mapping of a YAML or JSON text; every other character stays as it is.

A round trip through a YAML library would put the whole file into the library's own layout (columns
that a person aligned, for instance), so only the places come from the parser.
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from optimizer.history.fragment import REASON, Entry, block, entry_lines

Edit = tuple[int, int, str]
"""From, to, and what stands there instead."""


class CannotSplice(ValueError):  # noqa: N818 - a limit of this way of writing, not an error of the file
    """A text whose layout leaves no safe place for an entry."""


def with_entries(text: str, parent: str, key: str, some: Sequence[Entry]) -> str:
    """Put entries into the mapping ``parent.key`` of a document.

    Parameters
    ----------
    text
        A valid document.
    parent
        Key of a mapping at the top.
    key
        Key of a mapping in it; made if it is missing.
    some
        Entries; those of the same key are replaced. Their reasons become comments where the layout
        has room for comments.

    Returns
    -------
    str
        The text. The caller compares it, read again, with what was meant.

    Raises
    ------
    CannotSplice
        If there is no mapping to put them into.
    """
    if not some:
        return text
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise CannotSplice(str(error)) from None
    if not isinstance(root, yaml.MappingNode) or parent not in _keys(root):
        raise CannotSplice(f"{parent} is no key of its own")
    place, outer = _keys(root)[parent]
    if not isinstance(outer, yaml.MappingNode):
        raise CannotSplice(f"{parent} is no mapping with a place of its own")
    splicer = _Splicer(text, bool(root.flow_style), place, outer)
    for start, end, new in sorted(splicer.edits(key, some), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _keys(node: yaml.MappingNode) -> dict[str, tuple[yaml.ScalarNode, yaml.Node]]:
    """Return the nodes of every key and its value by the key's text."""
    return {k.value: (k, v) for k, v in node.value if isinstance(k, yaml.ScalarNode)}


class _Splicer:
    """Edits of one mapping, `outer`, whose key stands at `place`."""

    def __init__(
        self, text: str, top_in_flow: bool, place: yaml.ScalarNode, outer: yaml.MappingNode
    ) -> None:
        self.text, self.top_in_flow, self.place, self.outer = text, top_in_flow, place, outer
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def edits(self, key: str, some: Sequence[Entry]) -> list[Edit]:
        if key not in _keys(self.outer):
            return self._new_mapping(key, some)
        place, inner = _keys(self.outer)[key]
        if not isinstance(inner, yaml.MappingNode):
            raise CannotSplice(f"{key} is no mapping with a place of its own")
        above = self.place if self.outer.flow_style else place
        present = _keys(inner)
        edits = []
        for entry in some:
            if entry.key in present:
                own, value = present[entry.key]
                span = (value.start_mark.index, value.end_mark.index)
                edits.append((*span, self._quoted(entry.value, value)))
                edits += self._comments([entry], above if inner.flow_style else own)
                edits += self._outdated(entry.key, above if inner.flow_style else own, span[1])
        fresh = [entry for entry in some if entry.key not in present]
        if not fresh:
            return edits
        if inner.flow_style:
            edits.append(self._into_flow(inner, self._flow(fresh)))
            return edits + self._comments(fresh, above)
        indent = " " * inner.value[0][0].start_mark.column
        return [*edits, self._below(inner, entry_lines(fresh, indent))]

    def _new_mapping(self, key: str, some: Sequence[Entry]) -> list[Edit]:
        if self.outer.flow_style:
            inside = f"{self._quoted(key, self.place)}: {{{self._flow(some)}}}"
            return [self._into_flow(self.outer, inside), *self._comments(some, self.place)]
        indent = " " * self.outer.value[0][0].start_mark.column
        return [self._below(self.outer, block(key, some, indent))]

    def _quoted(self, word: str, like: yaml.Node) -> str:
        """Write a word in quotes if its neighbour has them, as JSON needs; never a number."""
        style = getattr(like, "style", None)
        bare = style not in ("'", '"') or word[:1].isdigit()
        return word if bare else f"{style}{word}{style}"

    def _flow(self, some: Sequence[Entry]) -> str:
        words = ((self._quoted(e.key, self.place), self._quoted(e.value, self.place)) for e in some)
        return ", ".join(f"{key}: {value}" for key, value in words)

    def _into_flow(self, node: yaml.MappingNode, inside: str) -> Edit:
        if node.value:
            at = node.value[-1][1].end_mark.index
            return at, at, f", {inside}"
        at = node.end_mark.index - 1  # an anchor may stand before the opening brace
        return at, at, inside

    def _below(self, node: yaml.MappingNode, lines: Sequence[str]) -> Edit:
        at = _end(node)
        if self.text[at - 1 : at] != "\n":  # a block of text ends behind its line end
            line_end = self.text.find("\n", at)
            at = len(self.text) if line_end < 0 else line_end + 1
        text = "".join(line + self.newline for line in lines)
        if self.text[at - 1 : at] != "\n":
            text = self.newline + text
        return at, at, text

    def _outdated(self, key: str, above: yaml.Node, value_end: int) -> list[Edit]:
        """Take out the reasons that an earlier log left beside an entry that is replaced."""
        edits = []
        line_end = self.text.find("\n", value_end)
        behind = self.text[value_end : line_end if line_end >= 0 else None]
        if _is_reason(behind, key):
            edits.append((value_end, value_end + len(behind.rstrip()), ""))
        start = above.start_mark.index - above.start_mark.column
        while start:
            end, start = start, self.text.rfind("\n", 0, start - 1) + 1
            line = self.text[start:end]
            if not line.lstrip().startswith("#"):
                break
            if _is_reason(line, key):
                edits.append((start, end, ""))
        return edits

    def _comments(self, some: Sequence[Entry], above: yaml.Node) -> list[Edit]:
        if self.top_in_flow:  # JSON has no comments
            return []
        at = above.start_mark.index - above.start_mark.column
        indent = " " * above.start_mark.column
        text = "".join(f"{indent}# {e.key}: {e.reason}{self.newline}" for e in some)
        return [(at, at, text)]


def _is_reason(comment: str, key: str) -> bool:
    said = comment.strip().removeprefix("# ").removeprefix(f"{key}: ")
    return comment.strip().startswith("# ") and bool(REASON.fullmatch(said))


def _end(node: yaml.Node) -> int:
    """Where the last character of a value stands; the mark of a block lies behind its comments."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)

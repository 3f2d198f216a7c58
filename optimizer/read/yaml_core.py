"""YAML 1.2 core schema on PyYAML's parser: exact numbers, no tags, no merge keys, no bombs."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from optimizer.errors import Diagnostic, ScenarioError, show, show_path
from optimizer.errors import Path as DataPath
from optimizer.read.places import BREAK, MAX_DEPTH, Position, Spot, identity, number, refuse

MAX_NODES = 200_000

# PyYAML built without libyaml gives the same events, slower.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The core schema of YAML 1.2.2, section 10.3.2. PyYAML's own resolver follows 1.1, where `no` is
# false, 012 is ten and 18:00 is 1080.
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"
_TOO_MANY = f"more than {MAX_NODES:,} values, counting what aliases repeat (an alias bomb?)"


@dataclass
class _Node:
    """A parsed value; all aliases of an anchor share its node."""

    event: Any
    spot: Spot
    items: list[tuple[_Node, Spot]] = field(default_factory=list)
    """Children, a mapping's keys and values alternating, with where each (or its alias) stands."""


def load_yaml(text: str, name: str) -> tuple[Any, dict[DataPath, Position]]:
    """Read one YAML document as plain data, with the place of every key and value.

    Parameters
    ----------
    text
        The document, without illegal characters.
    name
        File name for messages.

    Returns
    -------
    tuple
        The data, and the places by path.

    Raises
    ------
    ScenarioError
        If this is not one document of plain YAML.
    """
    builder = _Builder(name)
    try:
        root = _compose(yaml.parse(text, Loader=_LOADER), name)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        spot = _spot(mark) if mark else None
        lines = BREAK.split(text)
        # The parser only says that the character cannot start any token.
        if spot and lines[min(spot.line, len(lines)) - 1][spot.column - 1 :].startswith("\t"):
            said = "a tab stands where only spaces may; indent with spaces"
        refuse(name, f"not valid YAML: {said}", spot)
    data = builder.value(root, root.spot, None, ())
    if builder.problems:
        raise ScenarioError(builder.problems.values())
    return data, builder.positions


def _spot(mark: Any) -> Spot:
    return Spot(mark.line + 1, mark.column + 1)


def _no_tag(tag: str) -> str:
    written = tag.replace("tag:yaml.org,2002:", "!!")
    return f"the tag {show(written)} is not supported; leave it out"


def _compose(events: Iterator[Any], name: str) -> _Node:
    """Turn events into nodes, down to MAX_DEPTH and up to MAX_NODES.

    PyYAML's own composer overflows the C stack on deep nesting, hides whether a tag was written,
    and refuses anchors that are defined twice, which YAML 1.2 allows.
    """
    top = _Node(None, Spot(1, 1))
    open_nodes = [top]
    anchors: dict[str | None, _Node] = {}
    for count, event in enumerate(events):
        spot = _spot(event.start_mark)
        if isinstance(event, yaml.CollectionEndEvent):
            closed = open_nodes.pop()
            anchors[closed.event.anchor] = closed
        elif isinstance(event, yaml.DocumentStartEvent) and top.items:
            refuse(name, "a second document starts here; a file holds one document", spot)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in anchors:
                refuse(name, f"the alias *{event.anchor} names no anchor above it", spot)
            open_nodes[-1].items.append((anchors[event.anchor], spot))
        elif isinstance(event, yaml.ScalarEvent):
            anchors[event.anchor] = node = _Node(event, spot)
            open_nodes[-1].items.append((node, spot))
        elif isinstance(event, yaml.CollectionStartEvent):
            anchors.pop(event.anchor, None)  # a list must not be found inside itself
            node = _Node(event, spot)
            open_nodes[-1].items.append((node, spot))
            open_nodes.append(node)
        if len(open_nodes) > MAX_DEPTH + 1 or count > 2 * MAX_NODES:
            refuse(name, _TOO_DEEP if len(open_nodes) > MAX_DEPTH else _TOO_MANY, spot)
    if not top.items:
        refuse(name, "the file is empty: it has no content but comments", Spot(1, 1))
    return top.items[0][0]


class _Builder:
    """Expands nodes to plain data; gathers problems so that all are told at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.positions: dict[DataPath, Position] = {}
        self.problems: dict[Spot, Diagnostic] = {}  # by place: aliases repeat what they name

    def value(self, node: _Node, spot: Spot, key: Spot | None, path: DataPath) -> Any:
        """Build the value of a node that stands (or whose alias stands) at a place."""
        if len(self.positions) >= MAX_NODES:
            refuse(self.name, _TOO_MANY, spot)
        self.positions[path] = Position(spot, key)
        event = node.event
        if event.tag is not None:
            self._problem(node.spot, path, _no_tag(event.tag))
            return None
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, node.spot, path)
        if len(path) >= MAX_DEPTH:
            refuse(self.name, _TOO_DEEP, spot)
        if isinstance(event, yaml.SequenceStartEvent):
            return [
                self.value(child, at, None, (*path, index))
                for index, (child, at) in enumerate(node.items)
            ]
        return self._mapping(node, path)

    def _scalar(self, event: Any, spot: Spot, path: DataPath) -> Any:
        text: str = event.value
        if not event.implicit[0]:  # in quotes, or a block of text
            return text
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        if _NOT_FINITE.fullmatch(text):
            self._problem(spot, path, f"{text} is not a number that can be used here")
            return None
        try:
            value = number(text)
        except ValueError as error:
            self._problem(spot, path, f"{show(text)}: {error}")
            return None
        return text if value is None else value

    def _mapping(self, node: _Node, path: DataPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        first: dict[Hashable, Spot] = {}
        entries = iter(node.items)
        for (key, key_spot), (child, spot) in zip(entries, entries, strict=True):
            text = self._key(key, key_spot, path)
            if text is None:
                continue
            try:
                same = identity(text)
            except ValueError as error:
                self._problem(key_spot, path, f"{show(text)}: {error}")
                continue
            if same in first:
                line, column = first[same]
                said = f"the key {show(text)} is used twice, first at line {line}, column {column}"
                self._problem(key_spot, path, said)
                continue
            first[same] = key_spot
            data[text] = self.value(child, spot, key_spot, (*path, text))
        return data

    def _key(self, key: _Node, spot: Spot, path: DataPath) -> str | None:
        """Give a key as it is written: pydantic makes `2.5` a Decimal where one is wanted."""
        event = key.event
        if not isinstance(event, yaml.ScalarEvent):
            self._problem(spot, path, "a key must be a word or a number, not a list or a mapping")
        elif event.tag is not None:
            self._problem(spot, path, _no_tag(event.tag))
        elif event.value == "<<" and event.implicit[0]:
            said = "the merge key << is not part of YAML 1.2; write the keys out"
            self._problem(spot, path, said)
        else:
            return str(event.value)
        return None

    def _problem(self, spot: Spot, path: DataPath, problem: str) -> None:
        self.problems.setdefault(
            spot, Diagnostic(self.name, spot.line, spot.column, show_path(path), problem)
        )

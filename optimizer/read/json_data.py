"""JSON without the YAML parser: exact where YAML differs from JSON, and fast for large plans."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from typing import Any

from optimizer.errors import Path as DataPath
from optimizer.errors import show
from optimizer.read.places import MAX_DEPTH, Position, Spot, identity, number, spotter

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def load_json(text: str) -> Any:
    """Read strict JSON: no duplicate keys, no NaN, numbers as `int` or `Decimal`.

    Raises
    ------
    ValueError or RecursionError
        If the text is anything else; without the place, which the YAML parser finds.
    """
    data = json.loads(
        text,
        parse_int=number,
        parse_float=number,
        parse_constant=_no_constant,
        object_pairs_hook=_object,
    )
    _check_depth(data)
    if _SURROGATE_ESCAPE.search(text):
        # Half a surrogate pair is legal JSON but can be neither printed nor hashed.
        json.dumps(data, ensure_ascii=False, default=str).encode()
    return data


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: set[Hashable] = set()
    for key, _ in pairs:
        same = identity(key)
        if same in seen:
            raise ValueError(f"the key {show(key)} is used twice")
        seen.add(same)
    return dict(pairs)


def _check_depth(data: Any) -> None:
    level = [data]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise ValueError("nested too deeply")


def json_positions(text: str) -> dict[DataPath, Position]:
    """Find the place of every key and value of a valid JSON text.

    Parameters
    ----------
    text
        What `load_json` has accepted.

    Returns
    -------
    dict
        Path from the top to the places of the value and of its key.
    """
    spot_of = spotter(text)
    found: dict[DataPath, Position] = {}
    path: list[str | int] = []  # ends with the key or index of the value that comes next
    key: Spot | None = None
    key_is_next = False
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word == ":":
            continue
        if word == ",":
            if isinstance(path[-1], int):
                path[-1] += 1
            key_is_next = isinstance(path[-1], str)
        elif word in "]}":
            path.pop()
        elif key_is_next:
            path[-1], key, key_is_next = json.loads(word), spot_of(token.start()), False
        else:
            found[tuple(path)] = Position(spot_of(token.start()), key)
            key = None
            if word in "[{":
                path.append(0 if word == "[" else "")
                key_is_next = word == "{"
    return found

"""Changes to the text of a scenario: comments and everything else stay as they were written."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, PlainScalarString

from optimizer.errors import ScenarioError, show_path
from optimizer.read import parse_yaml
from optimizer.web.changes import CannotRewriteError, Change, Removed

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\d{4}-\d\d-\d\d")
_SPECIAL = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def rewritten(text: str, changes: Iterable[Change]) -> str:
    """Make changes in the text of a YAML document.

    Parameters
    ----------
    text
        A document that `optimizer.read.parse_yaml` accepts.
    changes
        Made one after the other.

    Returns
    -------
    str
        The new text. It is read again, and says exactly what the old one said with the changes.

    Raises
    ------
    CannotRewriteError
        If that is not possible: an alias shared with another place, a list where a mapping belongs.
    """
    data = copy.deepcopy(parse_yaml(text, "").data)
    yaml = _yaml()
    try:
        tree = yaml.load(text)
        for change in changes:
            _apply(data, change, lambda value: value)
            _apply(tree, change, _written)
        stream = io.StringIO()
        yaml.dump(tree, stream)
        found = parse_yaml(stream.getvalue(), "").data
    except (YAMLError, ScenarioError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise CannotRewriteError(f"{_REFUSED} ({type(error).__name__})") from error
    if found != data:
        raise CannotRewriteError(_REFUSED)
    return stream.getvalue()


_REFUSED = "this cannot be changed here without changing something else; edit it as text"


def as_yaml(data: Mapping[str, Any]) -> str:
    """Write plain data as a YAML document: mappings in blocks, what they hold on one line each."""
    tree = CommentedMap()
    for key, value in data.items():
        below = isinstance(value, Mapping) or (
            isinstance(value, list) and any(isinstance(one, Mapping) for one in value)
        )
        tree[key] = _written(value)
        if below and value:
            tree[key].fa.set_block_style()
    stream = io.StringIO()
    _yaml().dump(tree, stream)
    return stream.getvalue()


class _AsWritten(VersionedResolver):
    """Reads every scalar as the text it was written as, so that it is written again unchanged."""

    @property
    def versioned_resolver(self) -> Any:
        """Resolve nothing."""
        return {}


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Resolver = _AsWritten
    yaml.preserve_quotes = True
    yaml.width = 10**6  # lines stay as long as they are
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _apply(tree: Any, change: Change, convert: Callable[[Any], Any]) -> None:
    *way, last = change.path
    passed = []
    for part in way:
        passed.append((tree, part))
        if isinstance(tree, dict) and not tree.get(part):
            tree[part] = convert({})
            _in_block(tree[part])
        tree = tree[part]
    if isinstance(change.value, Removed):
        _remove(tree, last)
        while passed and not tree:
            tree, last = passed.pop()
            _remove(tree, last)
    elif isinstance(tree, list) and isinstance(last, int):
        value = convert(change.value)
        if last == len(tree):
            tree.append(value)
        else:
            tree[last] = value
    elif isinstance(tree, dict) and isinstance(last, str):
        tree[last] = convert(change.value)
        if isinstance(change.value, list) and any(isinstance(i, Mapping) for i in change.value):
            _in_block(tree[last])
    else:
        raise CannotRewriteError(f"{show_path(change.path)}: {_REFUSED}")


def _remove(tree: Any, part: str | int) -> None:
    if not isinstance(tree, dict) or part in tree:
        del tree[part]


def _in_block(value: Any) -> None:
    """Let what is new stand on lines of its own."""
    if isinstance(value, CommentedMap | CommentedSeq):
        value.fa.set_block_style()


def _written(value: Any) -> Any:
    """Turn plain data into what ruamel.yaml writes as one would by hand."""
    if isinstance(value, Mapping):
        mapping = CommentedMap({key: _written(one) for key, one in value.items()})
        mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, Sequence) and not isinstance(value, str):
        sequence = CommentedSeq([_written(one) for one in value])
        sequence.fa.set_flow_style()
        return sequence
    if value is None or isinstance(value, bool):
        return PlainScalarString({None: "null", True: "true", False: "false"}[value])
    # Not a bare str: that would take over the quotes of the value in whose place it comes.
    if isinstance(value, int | Decimal):
        return PlainScalarString(str(value))
    plain = _PLAIN.fullmatch(value) and value.lower() not in _SPECIAL
    return PlainScalarString(value) if plain else DoubleQuotedScalarString(value)

"""Text of a file, and the file as plain data in which the place of every value is known."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import BinaryIO

from optimizer.errors import closest, show
from optimizer.read.json_data import json_positions, load_json
from optimizer.read.places import BREAK, Document, LazyPositions, Spot, refuse, spotter
from optimizer.read.yaml_core import load_yaml

__all__ = ["MIB", "Document", "parse_yaml", "read_text"]

MIB = 1024 * 1024
_ILLEGAL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_text(
    source: str | Path | BinaryIO,
    *,
    limit: int = MIB,
    what: str = "a scenario file",
    start: str = "start one with `liftproof new FILE`",
) -> tuple[str, str]:
    """Read a text file, or standard input.

    Parameters
    ----------
    source
        A path, `-` for standard input, or an open binary stream.
    limit
        Most bytes the file may have.
    what
        What the file is, for messages.
    start
        What to do about an empty file.

    Returns
    -------
    tuple of str
        Name to show in messages, and the text without byte order mark.

    Raises
    ------
    ScenarioError
        If there is no readable, non-empty UTF-8 text of at most `limit` bytes.
    """
    if source == "-":
        if sys.stdin is None:  # a process can be started without
            refuse("<stdin>", "there is no standard input; name a file instead")
        source, name = sys.stdin.buffer, "<stdin>"
    elif isinstance(source, str | Path):
        # Names may hold bytes that are not UTF-8, which could not be printed.
        name = str(source).encode("utf-8", "backslashreplace").decode()
    else:
        name = str(getattr(source, "name", "<stream>"))
    try:
        raw, size = _read_bytes(source, limit)
    except FileNotFoundError:
        near = _neighbour(str(source))
        refuse(name, "no such file; check the path", suggestion=near)
    except IsADirectoryError:
        refuse(name, f"this is a directory; name {what} inside it")
    except PermissionError:
        refuse(name, "no permission to read this file; check who may read it")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        refuse(name, f"cannot be read ({reason}); check the path")
    if len(raw) > limit:
        is_big = f"is {size / 1e6:.1f} MB" if size and size > limit else "is too large"
        refuse(name, f"{is_big}; {what} may have at most {limit / MIB:.4g} MiB")
    return name, _decode(raw, name, what, start)


def _read_bytes(source: str | Path | BinaryIO, limit: int) -> tuple[bytes, int | None]:
    """Read at most one byte more than allowed: /dev/zero and pipes have no size to ask for."""
    if isinstance(source, str | Path):
        with Path(source).open("rb") as stream:
            return stream.read(limit + 1), os.fstat(stream.fileno()).st_size
    return source.read(limit + 1), None


def _neighbour(path: str) -> str | None:
    try:
        return closest(Path(path).name, os.listdir(Path(path).parent))
    except OSError:
        return None


def _decode(raw: bytes, name: str, what: str, start: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # utf-8-sig counts from behind the mark.
        at = error.start + 3 * raw.startswith(b"\xef\xbb\xbf")
        hint = "; it looks like UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        bad = f"byte 0x{raw[at]:02x} at offset {at} is not UTF-8{hint}"
        refuse(name, f"{bad}; {what} is text, save it as UTF-8")
    if "\0" in text:
        at = raw.index(b"\0")
        refuse(name, f"byte 0x00 at offset {at} is not text; {what} is text, not a binary file")
    if not text.strip():
        refuse(name, f"the file is empty; {start}")
    return text


def parse_yaml(text: str, name: str) -> Document:
    """Parse one YAML 1.2 document, or JSON, with the place of every key and value.

    Parameters
    ----------
    text
        The document.
    name
        File name for messages.

    Returns
    -------
    Document
        Numbers are `int` or `Decimal`, never `float`; keys keep the text they were written with.

    Raises
    ------
    ScenarioError
        If the text is not one plain YAML document.
    """
    text = text.removeprefix("\ufeff")
    illegal = _ILLEGAL.search(text)
    if illegal:
        spot = spotter(text)(illegal.start())
        refuse(name, f"the character {show(illegal[0])} may not stand in a text file", spot)
    lines = tuple(BREAK.split(text))
    if text.lstrip()[:1] in ("{", "["):
        try:
            data = load_json(text)
        except (ValueError, RecursionError) as error:
            if len(text) > MIB:  # a plan; more than the YAML parser is allowed to take
                at = isinstance(error, json.JSONDecodeError) and Spot(error.lineno, error.colno)
                refuse(name, f"not valid JSON: {getattr(error, 'msg', error)}", at or None)
            # Else YAML's own flow style, or an error: the YAML parser knows the place of either.
        else:
            return Document(data, LazyPositions(lambda: json_positions(text)), name, lines)
    data, positions = load_yaml(text, name)
    return Document(data, positions, name, lines)

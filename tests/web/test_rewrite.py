"""Changes to a text change what they say and nothing else."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.read import parse_yaml
from optimizer.web.changes import REMOVED, CannotRewriteError, Change
from optimizer.web.rewrite import as_yaml, rewritten

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = [SCENARIOS / "starter.yaml", *sorted((SCENARIOS / "examples").glob("*.yaml"))]
TEXT = "# who\nname: a   # kept\nsessions:\n  - {id: mon, minutes: 60.50}\n# end\n"


def data(text: str) -> Any:
    return parse_yaml(text, "").data


def comments(text: str) -> list[str]:
    return [line[line.index("#") :] for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestEveryExample:
    def test_one_change_changes_one_thing(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        changed = rewritten(text, [Change(("athlete", "age"), 41)])
        wanted = copy.deepcopy(data(text))
        wanted["athlete"]["age"] = 41
        assert data(changed) == wanted
        assert comments(changed) == comments(text)

    def test_the_last_session_goes_and_comments_stay(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        last = len(data(text)["sessions"]) - 1
        changed = rewritten(text, [Change(("sessions", last), REMOVED)])
        assert data(changed)["sessions"] == data(text)["sessions"][:-1]
        assert comments(changed) == comments(text)


def test_layout_and_unusual_numbers_stay() -> None:
    text = "a: 0x1F\nb: 1e3\nc: 012\nd: 2.50   # kept\ne: ~\nf: |\n  two\n  lines\ng: 'x'\n"
    assert rewritten(text, [Change(("h",), 1)]) == text + "h: 1\n"


def test_values_are_written_as_by_hand() -> None:
    changes = [
        Change(("start",), "2026-12-07"),
        Change(("sessions", 0, "minutes"), Decimal("62.50")),
        Change(("sessions", 1), {"id": "tue", "start": "18:00"}),
        Change(("bans",), ["leg_press"]),
        Change(("flag",), True),
    ]
    assert rewritten(TEXT, changes) == (
        "# who\nname: a   # kept\nsessions:\n  - {id: mon, minutes: 62.50}\n"
        '  - {id: tue, start: "18:00"}\n# end\nstart: 2026-12-07\nbans: [leg_press]\nflag: true\n'
    )


def test_quotes_of_a_former_value_are_not_taken_over() -> None:
    text = 'a: [{n: "x", m: \'y\'}]\nb: "z"\n'
    changes = [Change(("a", 0, "n"), 45), Change(("a", 0, "m"), True), Change(("b",), 1)]
    assert rewritten(text, changes) == "a: [{n: 45, m: true}]\nb: 1\n"


def test_missing_mappings_are_made_and_empty_ones_go() -> None:
    made = rewritten("a: 1\n", [Change(("b", "c", "d"), 2)])
    assert data(made) == {"a": 1, "b": {"c": {"d": 2}}}
    assert data(rewritten(made, [Change(("b", "c", "d"), REMOVED)])) == {"a": 1}


def test_removing_what_is_not_there_changes_nothing() -> None:
    assert rewritten(TEXT, [Change(("weeks",), REMOVED)]) == TEXT


HOSTILE = (
    "",
    " ",
    "null",
    "yes",
    "12",
    "1e3",
    "- x",
    "a: b",
    "# c",
    "'",
    '"',
    "\\",
    "{",
    "é😀\u202e",
)


@pytest.mark.parametrize("value", [*HOSTILE, "line\nbreak", "\x1b[31m", "&x", "*x", "!!int 3", "%"])
def test_text_stays_text(value: str) -> None:
    changed = rewritten(TEXT, [Change(("name",), value), Change(("sessions", 0, "id"), value)])
    assert data(changed)["name"] == value
    assert data(changed)["sessions"][0]["id"] == value


@settings(max_examples=100, deadline=None)
@given(
    key=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12),
    value=st.recursive(
        st.one_of(st.text(max_size=12), st.integers(-999, 999), st.booleans()),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=5,
    ),
)
def test_any_key_and_value_are_exact_or_refused(key: str, value: Any) -> None:
    try:
        changed = rewritten(TEXT, [Change(("setups", key), {"deep": value})])
    except CannotRewriteError:
        return
    assert data(changed) == data(TEXT) | {"setups": {key: {"deep": value}}}


def test_an_alias_that_would_change_elsewhere_is_refused() -> None:
    text = "a: &x {n: 1}\nb: *x\n"
    with pytest.raises(CannotRewriteError, match="edit it as text"):
        rewritten(text, [Change(("a", "n"), 2)])


@pytest.mark.parametrize("path", [("name", "deeper"), ("sessions", "x"), ("sessions", 7, "id")])
def test_a_place_that_cannot_be_is_refused(path: tuple[str | int, ...]) -> None:
    with pytest.raises(CannotRewriteError):
        rewritten(TEXT, [Change(path, 1)])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_data_can_be_written_as_yaml(path: Path) -> None:
    found = data(path.read_text(encoding="utf-8"))
    assert data(as_yaml(found)) == found

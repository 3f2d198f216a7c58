"""Drafts survive visits, belong to one process and their owner, and never touch the scenario's file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.export.checked import CheckedPlan
from optimizer.web.draft import Draft
from optimizer.web.shelf import Shelf
from optimizer.web.store import MOST_PLANS, InUseError, Store, folder_for, state_folder
from tests.web.page import Page, toy_text, with_another_set


def test_state_is_where_the_user_keeps_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "liftproof" / "drafts"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for ignored in ("", "relative/path"):
        monkeypatch.setenv("XDG_STATE_HOME", ignored)
        assert state_folder() == tmp_path / "home" / ".local" / "state" / "liftproof" / "drafts"


def test_every_scenario_has_a_folder_of_its_own(tmp_path: Path) -> None:
    first, second = folder_for(str(tmp_path / "a.yaml"), "x"), folder_for("a.yaml", "x")
    assert first != second
    assert folder_for("a.yaml", "other text") == second
    assert folder_for("-", "x") != folder_for("-", "y")
    hostile = folder_for("/x/../é \n$(rm).yaml", "x").name
    assert all(c.isascii() and (c.isalnum() or c == "-") for c in hostile)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.close()


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_the_folder_is_for_its_owner(tmp_path: Path) -> None:
    store = Store(tmp_path / "deep" / "draft")
    assert (tmp_path / "deep" / "draft").stat().st_mode & 0o077 == 0
    store.close()


def test_a_visit_without_edits_leaves_nothing(tmp_path: Path) -> None:
    Store(tmp_path / "drafts" / "a").close()
    assert list((tmp_path / "drafts").iterdir()) == []


def test_two_processes_cannot_share_a_draft(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    store = Store(tmp_path)
    with pytest.raises(InUseError, match="open in another"):
        Store(tmp_path)
    store.close()
    Store(tmp_path).close()
    assert not tmp_path.exists()


def test_a_draft_is_taken_up_again(tmp_path: Path) -> None:
    page = Page(tmp_path, toy_text())
    page.edit("f-weeks", "4")
    page.close()
    page = Page(tmp_path, toy_text())
    assert page.desk.draft.resumed
    assert not page.desk.draft.file_changed
    assert "weeks: 4" in page.desk.draft.text
    assert "your draft from an earlier visit" in page.get().text
    page.close()
    page = Page(tmp_path, toy_text() + "# newer\n")
    assert page.desk.draft.file_changed
    assert "weeks: 4" in page.desk.draft.text
    page.edit("f-weeks", "5")
    page.close()
    page = Page(tmp_path, toy_text() + "# newer\n")
    assert "The file has been changed since" in page.get().text
    page.post("revert")
    assert page.desk.draft.text == toy_text() + "# newer\n"
    page.close()


def test_a_draft_that_says_what_the_file_says_is_none(tmp_path: Path) -> None:
    page = Page(tmp_path, toy_text())
    page.edit("f-weeks", "4")
    page.post("undo")
    page.close()
    page = Page(tmp_path, toy_text())
    assert not page.desk.draft.resumed
    page.close()


@pytest.mark.parametrize("broken", ["{", "[]", "\xff"])
def test_a_damaged_draft_is_left_alone(tmp_path: Path, store: Store, broken: str) -> None:
    store.save_draft("weeks: 4\n", {})
    (tmp_path / "about.json").write_bytes(broken.encode("latin-1"))
    assert Draft("s", "weeks: 8\n", store).text == "weeks: 8\n"


def test_json_is_edited_as_yaml(store: Store) -> None:
    draft = Draft("s", '{"name": "a: b", "weeks": 4,\r\n "athlete": {"age": 30.50}}', store)
    assert draft.text == 'name: "a: b"\nweeks: 4\nathlete:\n  age: 30.50\n'


def test_plans_are_numbered_kept_and_checked_again(
    store: Store, plans: tuple[CheckedPlan, CheckedPlan]
) -> None:
    shelf = Shelf(store)
    for checked in plans:
        shelf.add(checked)
    assert [kept.number for kept in shelf.plans()] == [1, 2]
    again = Shelf(store)
    assert [kept.checked.plan for kept in again.plans()] == [one.plan for one in plans]
    store.plan_path(1).write_text(with_another_set(plans[0]), encoding="utf-8")
    store.plan_path(2).write_text("{", encoding="utf-8")
    third = Shelf(store)
    assert third.plans() == []
    assert third.refused() == [1, 2]
    number = third.add(plans[0])[0].number
    assert number == 3


def test_only_the_newest_plans_are_kept(
    store: Store, plans: tuple[CheckedPlan, CheckedPlan]
) -> None:
    shelf = Shelf(store)
    for _ in range(MOST_PLANS + 3):
        shelf.add(plans[0])
    wanted = list(range(4, MOST_PLANS + 4))
    assert [kept.number for kept in shelf.plans()] == wanted
    assert store.plan_numbers() == wanted

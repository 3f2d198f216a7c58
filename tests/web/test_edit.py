"""Editing over HTTP: fields, rows, text, undo, two windows, hostile names."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from tests.web.page import Page, slot_text, toy_text

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def document(page: Page) -> dict:  # type: ignore[type-arg]
    found = page.desk.draft.checked.data
    assert isinstance(found, dict)
    return found


def test_a_field_is_changed_kept_and_answered_without_replacing_inputs(page: Page) -> None:
    answer = page.edit("f-weeks", "4")
    assert answer.status_code == 200
    assert document(page)["weeks"] == 4
    assert "Valid: 4 weeks" in answer.text
    assert 'value="1" hx-swap-oob' in answer.text  # the new revision
    assert not re.search(r"<(select|textarea)|<input (?!type=\"hidden\")", answer.text)
    assert "weeks: 4" in (page.store.folder / "draft.yaml").read_text(encoding="utf-8")


def test_an_error_appears_at_the_field_and_goes_again(page: Page) -> None:
    answer = page.edit("f-sessions-1-minutes", "many")
    assert "is not a number" in slot_text(answer, "f-sessions-1-minutes")
    assert "1 problem" in answer.text
    assert page.get().text.count('aria-invalid="true"') == 1
    answer = page.edit("f-sessions-1-minutes", "45")
    assert slot_text(answer, "f-sessions-1-minutes") == ""
    assert "Valid" in answer.text


def test_an_optional_field_that_is_emptied_goes_from_the_text(page: Page) -> None:
    page.edit("f-athlete-body_mass_kg", "")
    assert "body_mass_kg" not in document(page)["athlete"]
    page.edit("f-athlete-restrictions-knee_pain", "avoid")
    assert document(page)["athlete"]["restrictions"] == {"knee_pain": "avoid"}
    page.edit("f-athlete-restrictions-knee_pain", "")
    assert "restrictions" not in document(page)["athlete"]


def test_sessions_are_added_on_a_free_day_and_removed(page: Page) -> None:
    answer = page.post("add/session")
    assert [one["day"] for one in document(page)["sessions"]][-1] == "saturday"
    assert 'data-focus="f-sessions-3-id"' in answer.text
    assert page.desk.draft.checked.scenario is not None
    page.post("remove", row="r-sessions-0")
    assert [one["id"] for one in document(page)["sessions"]] == ["wed", "fri", "sat"]


def test_the_last_session_cannot_be_removed(page: Page) -> None:
    for _ in range(2):
        page.post("remove", row="r-sessions-0")
    assert page.post("remove", row="r-sessions-0").status_code == 409
    assert len(document(page)["sessions"]) == 1


def test_wishes_are_added_and_removed(page: Page) -> None:
    page.post("add/pins", exercise="band_rdl")
    page.edit("f-pins-0-sets", "3")
    page.edit("f-pins-0-session", "mon")
    page.edit("f-pins-0-blocks", "1")
    assert document(page)["pins"] == [
        {"exercise": "band_rdl", "sets": 3, "session": "mon", "blocks": [1]}
    ]
    assert page.desk.draft.checked.scenario is not None
    page.post("add/likes", exercise="band_row")
    page.post("add/dislikes", exercise="band_squat")
    assert document(page)["athlete"]["likes"] == ["band_row"]
    page.post("remove", row="r-athlete-likes-0")
    assert "likes" not in document(page)["athlete"]
    bans = len(document(page)["bans"])
    page.post("add/bans", exercise="calf_raise_bw")
    assert len(document(page)["bans"]) == bans + 1
    assert page.post("add/sins", exercise="x").status_code == 404


def test_pins_follow_a_session_that_is_renamed(page: Page) -> None:
    page.post("add/pins", exercise="band_rdl")
    page.edit("f-pins-0-session", "wed")
    answer = page.edit("f-sessions-1-id", "midweek")
    assert document(page)["pins"][0]["session"] == "midweek"
    assert answer.headers["HX-Retarget"] == "#editor"
    page.edit("f-sessions-1-id", "mon")  # not unique: it is not clear which one is meant
    assert document(page)["pins"][0]["session"] == "midweek"


def test_an_own_setup_is_put_together(page: Page) -> None:
    page.post("add/setup", name="my gym", extends="home_dumbbells")
    field = re.search(r'id="(f-setups-[0-9a-f]+-items-rings_pair)"', page.get().text)
    assert field
    answer = page.edit(field[1], "on")
    assert document(page)["setups"]["my gym"] == {
        "extends": "home_dumbbells",
        "items": ["rings_pair"],
    }
    assert "Altogether: " in answer.text
    page.edit("f-sessions-0-setup", "my gym")
    assert page.desk.draft.checked.scenario is not None
    for name in ("my gym", "garage", "", " ", "x" * 61):
        assert page.post("add/setup", name=name).status_code == 409


def test_text_is_checked_with_line_and_column(page: Page) -> None:
    answer = page.post("text", text="name: x\r\n weeks: 3\r\n")
    assert 'data-line="2"' in answer.text
    assert page.desk.draft.text == "name: x\n weeks: 3\n"
    assert "cannot be shown as a form" in page.get().text
    assert page.edit("f-weeks", "4").status_code == 409
    assert "name: x" in page.get("text").text


def test_a_large_text_is_refused_as_a_file_would_be(page: Page) -> None:
    answer = page.post("text", text="# " + "x" * 2**20)
    assert "at most 1 MiB" in answer.text


def test_undo_goes_back_through_everything(page: Page) -> None:
    page.edit("f-weeks", "4")
    page.post("text", text="[")
    page.post("undo")
    assert document(page)["weeks"] == 4
    assert page.post("undo").headers["HX-Refresh"] == "true"
    assert page.desk.draft.text == toy_text()
    assert page.post("undo").status_code == 200
    page.edit("f-weeks", "4")
    page.post("revert")
    assert page.desk.draft.text == toy_text()
    page.post("undo")
    assert document(page)["weeks"] == 4


def test_an_older_window_changes_nothing(page: Page) -> None:
    page.edit("f-weeks", "4")
    text = page.desk.draft.text
    for path, data in (
        ("edit", {"field": "f-weeks", "value": "9"}),
        ("text", {"text": "x"}),
        ("remove", {"row": "r-sessions-0"}),
        ("add/session", {}),
        ("undo", {}),
        ("revert", {}),
    ):
        answer = page.post(path, revision="0", **data)
        assert answer.status_code == 409
        assert "another window" in answer.text
    assert page.desk.draft.text == text


@pytest.mark.parametrize("path", ["edit", "remove", "add/pins"])
def test_requests_that_are_not_ours_are_no_defects(page: Page, path: str) -> None:
    assert page.post(path).status_code == 400
    assert page.post(path, revision="x", field="f-weeks", row="r", exercise="e").status_code == 400
    unknown = page.post(path, field="f-none", row="r-none", exercise="\x00")
    assert unknown.status_code in (200, 409)
    assert page.post("add/session").status_code == 200


def test_a_change_that_needs_the_text_says_so(page: Page) -> None:
    text = toy_text().replace("athlete:\n", "x-athlete: &x {age: 3}\nathlete:\n")
    page.post("text", text=text + "bans: &y [leg_press]\nother: *y\n")
    page.post("text", text="a: &s [{id: a}]\nsessions: *s\n")
    answer = page.edit("f-sessions-0-id", "b")
    assert answer.status_code == 409
    assert "edit it as text" in answer.text


def test_hostile_names_are_shown_as_text(page: Page) -> None:
    page.edit("f-name", HOSTILE)
    page.edit("f-athlete-name", HOSTILE)
    page.edit("f-athlete-id", HOSTILE)
    page.edit("f-sessions-0-id", HOSTILE)
    page.edit("f-sessions-0-setup", HOSTILE)
    page.post("add/setup", name=HOSTILE[:50])
    page.post("add/bans", exercise=HOSTILE)
    page.post("add/pins", exercise=HOSTILE)
    for answer in (page.get(), page.get("text"), page.edit("f-weeks", "5")):
        assert "alert(1)" in html.unescape(answer.text)
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
    assert document(page)["name"] == HOSTILE


def test_the_name_of_the_file_is_data_too(tmp_path: Path) -> None:
    page = Page(tmp_path, toy_text(), name=f"{HOSTILE}\u202e.yaml")
    assert "<script>alert" not in page.get().text
    assert "\u202e" not in page.get().text
    page.close()


def test_a_scenario_that_is_no_yaml_can_be_repaired_here(tmp_path: Path) -> None:
    page = Page(tmp_path, "weeks: [\n")
    assert "not valid YAML" in page.get().text
    assert "not valid YAML" in page.get("text").text
    page.post("text", text=toy_text())
    assert "Valid" in page.get().text
    page.close()


def test_the_scenario_is_downloaded_as_it_stands(page: Page) -> None:
    page.edit("f-name", 'a"b\r\nc: ../../é')
    answer = page.get("scenario.yaml")
    assert answer.text == page.desk.draft.text
    assert answer.headers["content-disposition"] == 'attachment; filename="a-b-c.yaml"'


def test_a_disk_that_is_full_is_said_and_changes_nothing(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optimizer.web.store.save_text", full)
    answer = page.edit("f-weeks", "4")
    assert answer.status_code == 507
    assert "No space left" in answer.text
    assert page.desk.draft.revision == 0


def test_a_defect_is_called_one(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("optimizer.web.app.whole_page", broken)
    answer = page.get()
    assert answer.status_code == 500
    assert "please report it" in answer.text
    assert "Traceback" not in answer.text

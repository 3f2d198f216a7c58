"""The local page in a real browser: fields, errors, a solve, keyboard, themes, a phone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Opened
from tests.web.page import open_text
from tests.web.served import Served

expect.set_options(timeout=60_000)  # other work may keep this machine busy
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def served(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests; each begins with the text of the toy."""
    running = Served(tmp_path_factory.mktemp("served"), text=open_text())
    yield running
    running.end()


@pytest.fixture
def opened(served: Served, open_page: Open) -> Iterator[Opened]:
    """The page, as the printed address opens it, with the draft as it was at first."""
    revision = re.search(
        r'id="revision" name="revision" value="(\d+)"', served.client.get(served.home).text
    )
    assert revision
    served.post("text", revision=revision[1], text=open_text())
    found = open_page(served.url, allowed="/".join(served.url.split("/")[:3]))
    expect(found.page.locator(".valid")).to_be_visible()
    yield found
    assert found.complaints == []
    assert all(address.startswith(served.home) for address in found.requests)


def problem(page: Page, field: str) -> str:
    return page.locator(f"#{field}-error").inner_text()


def test_an_error_appears_at_the_field_by_keyboard_alone(opened: Opened) -> None:
    page = opened.page
    field = page.locator("#f-sessions-0-minutes")
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("long")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "is not a number" in problem(page, "f-sessions-0-minutes")
    expect(field).to_be_focused()
    described = field.get_attribute("aria-describedby")
    assert described is not None
    assert "f-sessions-0-minutes-error" in described.split()
    page.get_by_role("link", name="sessions[0].minutes").press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("45")
    page.keyboard.press("Tab")
    expect(page.locator(".valid")).to_be_visible()
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_rows_come_and_go_and_the_focus_follows(opened: Opened) -> None:
    page = opened.page
    page.get_by_role("button", name="Add a session").press("Enter")
    expect(page.locator("#f-sessions-3-id")).to_be_focused()
    page.get_by_role("button", name="Remove Session mon").press("Enter")
    expect(page.locator("#f-sessions-3-id")).to_have_count(0)
    expect(page.locator("#sessions")).to_be_focused()
    page.select_option("#add-exercise", "band_row")
    page.get_by_role("button", name="Pin it").press("Enter")
    expect(page.locator("#f-pins-0-exercise")).to_be_focused()
    page.fill("#add-setup", HOSTILE[:50])
    page.get_by_role("button", name="Add the setup").press("Enter")
    expect(page.locator("legend", has_text="alert(1)")).to_be_visible()
    page.get_by_label("Gymnastic rings").check()
    expect(page.get_by_text("Altogether: rings")).to_be_visible()


def test_folded_fields_are_opened_from_the_list_of_problems(opened: Opened) -> None:
    page = opened.page
    text = open_text().replace("age: 34", "age: 34\n  restrictions: {knee: avoid}")
    page.click("#tab-text")
    page.fill("#yaml", text)
    link = page.locator(".problems a")
    expect(link).to_have_text("8:18")
    link.click()
    expect(page.locator("#yaml")).to_be_focused()
    chosen = page.evaluate(
        "(({selectionStart: a, value}) => value.slice(a, a + 4))(document.activeElement)"
    )
    assert chosen == "knee"
    page.click("#tab-form")
    page.get_by_role("link", name="athlete.restrictions.knee").click()
    expect(page.locator("#f-athlete-restrictions-knee")).to_be_focused()


def test_text_and_form_are_one_and_a_reload_keeps_both(opened: Opened) -> None:
    page = opened.page
    page.fill("#f-name", HOSTILE)
    page.click("#tab-text")  # at once: the edit comes first all the same
    expect(page.locator("#yaml")).to_have_value(re.compile("alert"))
    assert page.url.endswith("/text")
    expect(page.locator("#tab-text")).to_have_attribute("aria-current", "page")
    page.fill("#yaml", page.input_value("#yaml").replace("weeks: 2", "weeks: 3"))
    expect(page.locator(".valid")).to_contain_text("3 weeks")
    page.reload()
    expect(page.locator("#yaml")).to_have_value(re.compile("weeks: 3"))
    page.click("#tab-form")
    expect(page.locator("#f-weeks")).to_have_value("3")
    expect(page.locator("#f-name")).to_have_value(HOSTILE)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#f-weeks")).to_have_value("2")


def test_solves_shows_progress_stops_compares_and_reports(opened: Opened) -> None:
    page = opened.page
    page.fill("#f-weeks", "4")  # not proved to the end for minutes
    page.fill("#time_limit", "120")
    page.fill("#gap", "0")
    page.get_by_role("button", name="Solve", exact=True).press("Enter")
    expect(page.locator("#live-score")).to_have_text(re.compile(r"\d"))
    expect(page.locator("#live-bound")).to_have_text(re.compile(r"\d"))
    page.reload()
    expect(page.locator("#live-score")).to_have_text(re.compile(r"\d"))
    page.locator("#stop").press("Enter")
    expect(page.locator("#outcome")).to_be_visible()
    expect(page.locator("#announce")).to_have_text(re.compile("Solved"))
    page.fill("#f-weeks", "2")
    page.fill("#gap", "20")
    page.get_by_role("button", name="Solve", exact=True).click()
    # A wide gap may give the plan that was found first before, too.
    shown = re.compile("changes? in|The same exercises, sets and loads")
    expect(page.locator("#difference")).to_contain_text(shown)
    with page.context.expect_page() as other:
        page.get_by_role("link", name=re.compile("Open the report")).click()
    report = other.value
    expect(report.locator("h1").first).to_have_text("toy")  # a page that still loads has no reload
    said: list[str] = []
    report.on("console", lambda message: said.append(message.text))
    report.reload()
    expect(report.locator("h1").first).to_have_text("toy")
    assert said == []


def test_wrong_limits_keep_the_focus_and_are_said(opened: Opened) -> None:
    page = opened.page
    page.fill("#gap", "all")
    page.locator("#gap").press("Enter")
    expect(page.locator("#gap")).to_have_attribute("aria-invalid", "true")
    assert "not allowed" in problem(page, "gap")
    assert page.evaluate("document.activeElement.closest('#solve') !== null")


def test_an_older_window_is_told(opened: Opened, served: Served) -> None:
    page = opened.page
    other = page.context.new_page()
    other.goto(served.home)
    other.fill("#f-weeks", "4")
    expect(other.locator(".valid")).to_contain_text("4 weeks")
    page.fill("#f-weeks", "5")
    expect(page.locator("#banner")).to_contain_text("changed in another window")
    page.reload()
    expect(page.locator("#f-weeks")).to_have_value("4")
    # A refused request is what the browser itself reports.
    assert all("409" in one for one in opened.complaints)
    opened.complaints.clear()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 380)])
def test_accessible_in_both_themes_and_on_a_phone(
    served: Served, open_page: Open, scheme: str, width: int, tmp_path: Path
) -> None:
    found = open_page(
        served.url,
        allowed="/".join(served.url.split("/")[:3]),
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    page = found.page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.fill("#f-weeks", "no number")
    expect(page.locator("#f-weeks")).to_have_attribute("aria-invalid", "true")
    for tab in ("form", "text"):
        page.click(f"#tab-{tab}")
        expect(page.locator(f"#tab-{tab}")).to_have_attribute("aria-current", "page")
        assert found.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    unnamed = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
        ".filter((one) => one.labels.length !== 1).map((one) => one.id)"
    )
    assert unnamed == []
    assert found.complaints == []

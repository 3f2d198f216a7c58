"""The report in a real browser: silent, reachable by keyboard, readable on a phone and on paper."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from optimizer.report.page import render_page
from optimizer.scenario import Scenario
from tests import builders
from tests.browser.conftest import Open
from tests.page_reading import page_plan, page_scenario

FIVE_DAYS = {
    "monday": "inverted_row_feet_up db_walking_lunge prone_cobra single_leg_calf_raise copenhagen_plank",
    "tuesday": "band_pull_through db_prone_y_raise band_leg_curl side_bridge_loaded bird_dog_row",
    "thursday": "pull_up db_single_leg_rdl db_reverse_fly single_leg_calf_raise suitcase_carry",
    "friday": "band_split_squat chest_supported_db_row band_leg_curl side_bridge_loaded bear_crawl",
    "sunday": "inverted_row_feet_up db_walking_lunge db_prone_y_raise calf_raise_bw bird_dog_row",
}
PHONE = {"width": 380, "height": 800}
DESK = {"width": 1280, "height": 900}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve weeks, three blocks, with shortages and a long name."""
    scenario = page_scenario(name="Evenings " * 20 + "x" * 20, athlete={"name": "Åsa <b>Öl</b>"})
    return _written(tmp_path_factory.mktemp("page"), scenario)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks: all parts of the page, few of each, because axe-core takes its time."""
    return _written(tmp_path_factory.mktemp("short"), page_scenario(2))


def test_nothing_leaves_the_page_and_nothing_is_complained_about(
    report: Path, open_page: Open
) -> None:
    opened = open_page(report)
    opened.page.evaluate(OPEN_ALL)
    opened.page.wait_for_load_state("networkidle")
    assert opened.requests == []
    assert opened.complaints == []


def test_the_policy_stops_what_should_not_be_there(report: Path, open_page: Open) -> None:
    opened = open_page(report)
    opened.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'fooled'";
            document.body.append(script);
            const picture = document.createElement("img");
            picture.src = "https://example.invalid/x.png";
            document.body.append(picture);
        }"""
    )
    assert opened.page.title() != "fooled"
    assert opened.requests == []
    assert any("Content Security Policy" in said for said in opened.complaints)


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", DESK), ("dark", PHONE)], ids=["light", "dark on a phone"]
)
def test_accessible(short: Path, open_page: Open, scheme: str, size: dict[str, int]) -> None:
    opened = open_page(short, viewport=size, color_scheme=scheme, before=_in_week_2)
    opened.page.evaluate(OPEN_ALL)
    assert opened.page.locator("#today").is_visible()
    assert opened.violations() == []


def test_accessible_with_several_blocks(report: Path, open_page: Open) -> None:
    assert open_page(report).violations(without=("color-contrast",)) == []


def test_light_and_dark_differ(report: Path, open_page: Open) -> None:
    grounds = [
        open_page(report, color_scheme=scheme).page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    ]
    brightness = [sum(int(part) for part in ground[4:-1].split(",")) for ground in grounds]
    assert brightness[0] > 600
    assert brightness[1] < 150


@pytest.mark.parametrize("width", [320, 380, 700, 1280])
def test_no_sideways_scrolling(report: Path, open_page: Open, width: int) -> None:
    page = open_page(report, viewport={"width": width, "height": 800}).page
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    cut = page.evaluate(
        """width => [...document.querySelectorAll("main *")]
            .filter(one => !one.closest(".scroll, .hidden, svg"))
            .filter(one => one.getClientRects().length)
            .filter(one => one.getBoundingClientRect().right > width + 0.5)
            .map(one => one.outerHTML.slice(0, 80))""",
        width,
    )
    assert cut == []


def test_everything_is_reached_by_keyboard(report: Path, open_page: Open) -> None:
    page = open_page(report, viewport=DESK).page
    expected = page.evaluate(
        """() => [...document.querySelectorAll("a, summary, input:checked, [tabindex]")]
            .filter(one => one.checkVisibility()).length"""
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = 0
    while page.evaluate("document.activeElement !== document.body"):
        shown = page.evaluate(
            """() => {
                const one = document.activeElement;
                const seen = one.type === "radio" ? one.nextElementSibling : one;
                return getComputedStyle(seen).outlineStyle;
            }"""
        )
        assert shown != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 90)")
        reached += 1
        assert reached <= expected
        page.keyboard.press("Tab")
    assert reached == expected > 20


def test_tables_open_and_blocks_switch_by_keyboard(report: Path, open_page: Open) -> None:
    page = open_page(report, viewport=DESK).page
    details = page.locator("#glance details")
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.locator("table").is_visible()
    assert page.locator(".map-1").is_visible()
    page.locator("#map-1").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".map-2").is_visible()
    assert not page.locator(".map-1").is_visible()


def _in_week_2(page: Page) -> None:
    page.clock.set_fixed_time("2026-12-08T12:00:00")


def _in_week_6(page: Page) -> None:
    page.clock.set_fixed_time("2027-01-06T12:00:00")


def test_the_week_of_today_is_marked(report: Path, open_page: Open) -> None:
    page = open_page(report, before=_in_week_6, timezone_id="Pacific/Auckland").page
    assert page.locator("#today").inner_text() == "Today is in week 6, block 2."
    marked = page.evaluate("[...document.querySelectorAll('.now')].map(one => one.dataset.week)")
    assert set(marked) == {"6"}
    assert len(marked) == 18  # three heads and fifteen exercises


def test_before_and_after_the_plan_nothing_is_marked(report: Path, open_page: Open) -> None:
    for date in ("2026-11-29T12:00:00", "2027-02-22T12:00:00"):
        page = open_page(report, before=lambda p, date=date: p.clock.set_fixed_time(date)).page
        assert not page.locator("#today").is_visible()
        assert page.locator(".now").count() == 0


def test_without_script_nothing_is_missing(report: Path, open_page: Open) -> None:
    with_script = open_page(report, before=lambda p: p.clock.set_fixed_time("2030-01-01")).page
    without = open_page(report, java_script_enabled=False).page
    assert without.locator("main").inner_text() == with_script.locator("main").inner_text()


def _written(folder: Path, scenario: Scenario) -> Path:
    target = folder / "report.html"
    target.write_text(render_page(page_plan(scenario), scenario), encoding="utf-8")
    return target


def _on_paper(report: Path, open_page: Open) -> list[str]:
    """Text of every printed page; all of them are upright A4."""
    pdf = open_page(report).page.pdf(prefer_css_page_size=True)
    pages = PdfReader(BytesIO(pdf)).pages
    sizes = {(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in pages}
    assert sizes == {(595, 842)}
    return [page.extract_text() for page in pages]


def test_every_block_is_one_page_of_paper(report: Path, open_page: Open) -> None:
    sheets = _on_paper(report, open_page)
    assert sheets[0].startswith("Training plan, proved by liftproof")
    first = next(place for place, text in enumerate(sheets) if text.startswith("Block 1 · "))
    assert first <= 2
    for number in range(3):
        assert sheets[first + number].startswith(f"Block {number + 1} · ")
        assert "How, and when to stop" in sheets[first + number]
        assert "Notes" in sheets[first + number]
    assert sheets[first + 3].startswith("Coverage")
    assert "Not medical advice" in sheets[-1]
    assert len(sheets) <= first + 11


def test_a_long_block_is_one_page_too(tmp_path: Path, open_page: Open) -> None:
    scenario = page_scenario(12, block_weeks=12, rules={"deload": {"every_blocks": 1}})
    sheets = _on_paper(_written(tmp_path, scenario), open_page)
    (sheet,) = (text for text in sheets if text.startswith("Block 1 · weeks 1–12, week 12 light"))
    assert "How, and when to stop" in sheet
    assert sheets[sheets.index(sheet) + 1].startswith("Coverage")


def test_many_sessions_are_one_page_too(tmp_path: Path, open_page: Open) -> None:
    rules = {"training_days": {"max_consecutive": 3}}
    scenario = page_scenario(4, sessions=builders.days(*FIVE_DAYS), rules=rules)
    week = {(name, day[:3]): 2 for day, names in FIVE_DAYS.items() for name in names.split()}
    target = tmp_path / "report.html"
    page = render_page(builders.plan(scenario, week), scenario)
    target.write_text(page, encoding="utf-8")
    sheets = _on_paper(target, open_page)
    (sheet,) = (text for text in sheets if text.startswith("Block 1 · "))
    assert sheet.count("RIR") == 4 * len(week)
    assert sheets[sheets.index(sheet) + 1].startswith("Coverage")

"""Pages of comparisons in a real browser: silent, accessible, readable on a phone and on paper."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from optimizer.report.page.reading import read_source, render_source
from tests.browser.conftest import Open
from tests.compare.files import files, read

KINDS = ("mixed", "additions", "purchase")
PHONE = {"width": 380, "height": 800}
DESK = {"width": 1280, "height": 900}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each kind; the setups have long names."""
    folder = tmp_path_factory.mktemp("pages")
    mixed = read("mixed")
    for row in mixed["setups"]:
        row["name"] = f"mon=home_dumbbells, thu={'x' * 60} {row['name']} <b>"
    made = {}
    for kind in KINDS:
        source, made[kind] = folder / f"{kind}.json", folder / f"{kind}.html"
        text = json.dumps(mixed) if kind == "mixed" else files()[kind]
        source.write_text(text, encoding="utf-8")
        made[kind].write_text(render_source(read_source(source)), encoding="utf-8")
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leaves_the_page_and_nothing_is_complained_about(
    pages: dict[str, Path], open_page: Open, kind: str
) -> None:
    opened = open_page(pages[kind])
    opened.page.evaluate(OPEN_ALL)
    opened.page.wait_for_load_state("networkidle")
    assert opened.requests == []
    assert opened.complaints == []
    # The policy lets the style through: its hash is right.
    assert opened.page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == (
        "absolute"
    )


def test_the_policy_stops_scripts_and_pictures(pages: dict[str, Path], open_page: Open) -> None:
    opened = open_page(pages["mixed"])
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
    ("kind", "scheme", "size"),
    [
        ("mixed", "light", DESK),
        ("mixed", "dark", PHONE),
        ("additions", "dark", DESK),
        ("purchase", "light", PHONE),
    ],
)
def test_accessible(
    pages: dict[str, Path], open_page: Open, kind: str, scheme: str, size: dict[str, int]
) -> None:
    opened = open_page(pages[kind], viewport=size, color_scheme=scheme)
    opened.page.evaluate(OPEN_ALL)
    assert opened.violations() == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_sideways_scrolling(pages: dict[str, Path], open_page: Open, kind: str) -> None:
    page = open_page(pages[kind]).page
    page.evaluate(OPEN_ALL)
    for width in (320, 380, 700, 1280):
        page.set_viewport_size({"width": width, "height": 800})
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


def test_everything_is_reached_by_keyboard(pages: dict[str, Path], open_page: Open) -> None:
    page = open_page(pages["mixed"], viewport=DESK).page
    expected = page.evaluate(
        """() => [...document.querySelectorAll("a, summary, [tabindex]")]
            .filter(one => one.checkVisibility()).length"""
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = 0
    while page.evaluate("document.activeElement !== document.body"):
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 90)")
        reached += 1
        assert reached <= expected
        page.keyboard.press("Tab")
    assert reached == expected > 10


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper(pages: dict[str, Path], open_page: Open, kind: str) -> None:
    page = open_page(pages[kind], viewport={"width": 703, "height": 1000}).page
    pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    sizes = {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in pdf}
    assert sizes == {(595, 842)}
    assert "by liftproof" in pdf[0].extract_text()
    assert "Not medical advice" in pdf[-1].extract_text()
    assert len(pdf) <= 8
    # 186 mm, as wide as the paper inside its margins.
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") == 703

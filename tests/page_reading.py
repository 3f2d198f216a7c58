"""Reading a page of the report without a browser, and plans to make pages of."""

from __future__ import annotations

from fractions import Fraction
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from optimizer.plan import Plan
from optimizer.scenario import Scenario
from optimizer.scoring import score_plan, write_score
from tests import builders

VOID = {"meta", "br", "input", "link", "img", "hr", "wbr"}
WEEK = {
    ("inverted_row_feet_up", "mon"): 4,
    ("db_walking_lunge", "mon"): 3,
    ("db_single_leg_rdl", "mon"): 3,
    ("prone_cobra", "mon"): 2,
    ("band_leg_curl", "mon"): 2,
    ("copenhagen_plank", "mon"): 2,
    ("db_bent_over_row", "wed"): 5,
    ("pull_up", "wed"): 3,
    ("db_reverse_fly", "wed"): 2,
    ("single_leg_calf_raise", "wed"): 4,
    ("suitcase_carry", "wed"): 2,
    ("db_bent_over_row", "fri"): 2,
    ("db_single_leg_rdl", "fri"): 5,
    ("single_leg_calf_raise", "fri"): 5,
}
SQUATS = {("double_kb_front_squat", "fri", 1): 4, ("back_squat_high_bar", "fri", 2): 3}


def page_scenario(weeks: int = 12, **overrides: Any) -> Scenario:
    """Three evenings in a garage; nothing above the dumbbell is mastered."""
    athlete = {"ladder": {"squat": "dumbbell"}, **overrides.pop("athlete", {})}
    slots = builders.days("monday", "wednesday", "friday")
    return builders.scenario(weeks=weeks, athlete=athlete, **{"sessions": slots, **overrides})


def page_plan(scenario: Scenario, bound: Fraction | None = Fraction(97)) -> Plan:
    """A plan that keeps every rule, with a barbell squat from block 2 on."""
    blocks = len(scenario.blocks)
    squats = {key: sets for key, sets in SQUATS.items() if key[2] <= blocks}
    squats |= {("back_squat_high_bar", "fri", block): 3 for block in range(3, blocks + 1)}
    proposed = builders.plan(
        scenario,
        {
            **{(*key, block): sets for key, sets in WEEK.items() for block in range(1, blocks + 1)},
            **squats,
        },
    )
    score = write_score(score_plan(scenario, proposed), bound)
    return proposed.model_copy(
        update={"score": score, "provenance": {"engine": "by hand", "seed": 0}}
    )


class _Reader(HTMLParser):
    """Builds a tree; a tag that is closed out of order is a mistake, not something to repair."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = SubElement(self.open[-1], tag, {key: value or "" for key, value in attrs})
        assert len(dict(attrs)) == len(attrs), f"<{tag}> has an attribute twice"
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        SubElement(self.open[-1], tag, {key: value or "" for key, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        last = list(self.open[-1])
        if last:
            last[-1].tail = (last[-1].tail or "") + data
        else:
            self.open[-1].text = (self.open[-1].text or "") + data


def read_page(text: str) -> Element:
    """Read a page as a tree, refusing unbalanced tags."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == [reader.root], f"never closed: {[e.tag for e in reader.open[1:]]}"
    return reader.root


def words(element: Element) -> str:
    """All text of an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def by_id(page: Element, name: str) -> Element:
    (found,) = (element for element in page.iter() if element.get("id") == name)
    return found


def table(page: Element, label: str) -> list[list[str]]:
    """Rows of the table behind a picture, its head first."""
    (region,) = (e for e in page.iter() if e.get("aria-label") == f"Table: {label}")
    return rows_of(region)


def rows_of(element: Element) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in element.iter("tr")]

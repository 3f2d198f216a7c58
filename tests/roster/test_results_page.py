"""The page of a roster: what it says, that it fetches nothing, and that no name becomes markup."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest

from optimizer.roster.results.page import MOST_EXCEPTIONS, Proved, render_roster
from optimizer.roster.results.write import RosterResults, collect
from tests.export.plans import EVIL_TEXTS
from tests.roster.finished import members, roster

PROVED = Proved("feasible", Fraction(157, 1000))
ATHLETES = ({"id": "ann", "group": "a"}, {"id": "bob", "group": "b"}, {"id": "cy", "group": "a"})


def page(*athletes: dict[str, Any], prices: dict[int, Fraction] | None = None, **more: Any) -> str:
    whole = roster(*athletes, **more)
    found = collect(whole, members(whole, ann=Fraction(60), bob=Fraction(-100)), prices)
    return render_roster(whole, found, PROVED)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]))


def test_it_says_who_has_a_plan_and_how_good_the_roster_is() -> None:
    said = text(page(*ATHLETES))
    assert "2 of 3 athletes have a plan" in said
    assert "0.16 %" in said  # a gap is rounded up
    assert "1 athlete with less than 80 % of the score alone." in said
    assert "1 athlete without a plan" in said
    assert "the slots offered are full" in said
    assert "What more room would be worth" not in said


def test_the_facility_stands_slot_by_slot() -> None:
    html = page(*ATHLETES, prices={0: Fraction(1, 100)})
    assert re.search(r'<td class="n is-half" title="2 of 4">50</td>', html)  # heads on Monday
    assert re.search(r'<td class="n is-none" title="0 of 6120">0</td>', html)  # floor on Thursday
    said = text(html)
    assert "Mon 18:00 mon" in said
    assert "station floor hall 30.6000 10.2000" in said


def test_nothing_is_fetched_and_equal_rosters_give_equal_bytes() -> None:
    html = page(*ATHLETES)
    assert html == page(*ATHLETES)
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert "default-src 'none'" in html


@pytest.mark.parametrize("evil", EVIL_TEXTS)
def test_no_name_becomes_markup(evil: str) -> None:
    html = page(
        {"id": "ann", "group": "<b>", "name": evil}, {"id": "cy", "group": "<i>x"}, name=evil
    )
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u202e\u2066]", html)


def test_only_the_gravest_exceptions_stand_there() -> None:
    whole = roster(*ATHLETES)
    found = collect(whole, members(whole, ann=Fraction(60)))
    many = RosterResults(found.groups, found.exceptions * 20, found.heat, None)
    html = render_roster(whole, many, PROVED)
    assert len(many.exceptions) > MOST_EXCEPTIONS
    assert "The gravest 200 stand here" in html
    assert html.count("<td>short</td>") < len(many.exceptions)


def test_a_roster_without_exceptions_says_so() -> None:
    whole = roster(ATHLETES[0])
    found = collect(whole, members(whole, ann=Fraction(-200)))
    clean = RosterResults(found.groups, (), found.heat, ())
    said = text(render_roster(whole, clean, Proved("optimal", Fraction(0))))
    assert "Everybody has a plan, keeps the floor, and is short of nothing." in said
    assert "more room would add nothing" in said

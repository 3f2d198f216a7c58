"""The page of a roster: facility, groups, exceptions and prices on one sheet that fetches nothing."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_CEILING
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from optimizer.report.page.render import environment, template_text
from optimizer.report.words import DAYS, clean, exact, plural
from optimizer.roster.results.exceptions import KINDS
from optimizer.roster.results.member_result import points
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.roster.results.exceptions import Exceptional
    from optimizer.roster.results.heat_map import Heat
    from optimizer.roster.results.write import RosterResults
    from optimizer.roster.roster import Roster

MOST_EXCEPTIONS, MOST_WORTH = 200, 25
# From so many per cent on a cell has this shade.
SHADES = ((95, "is-full"), (70, "is-most"), (40, "is-half"), (1, "is-low"), (0, "is-none"))
LEGEND = (
    ("level full", "95 and more"),
    ("level most", "from 70"),
    ("level half", "from 40"),
    ("level low", "under 40"),
)


@dataclass(frozen=True)
class Proved:
    """What is proved of a roster as a whole.

    Parameters
    ----------
    status
        optimal, feasible, impossible or unknown.
    gap_percent
        Between what was found and what may be possible; None where nothing is proved.
    """

    status: str
    gap_percent: Fraction | None


@dataclass(frozen=True)
class Cell:
    """One station in one slot."""

    percent: int
    shade: str
    told: str


@dataclass(frozen=True)
class SlotLine:
    """One slot: None where a station does not stand in its room or nothing is limited."""

    when: str
    slot: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class RoomTable:
    """One room: its slots by what is limited there."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[SlotLine, ...]


def render_roster(roster: Roster, results: RosterResults, proved: Proved) -> str:
    """Write a roster as one self-contained HTML page; equal rosters give equal bytes.

    Parameters
    ----------
    roster
        The roster.
    results
        What was collected of its athletes.
    proved
        What is proved of it as a whole.

    Returns
    -------
    str
        HTML that needs no network and no script; all foreign text is escaped.
    """
    style = template_text("page.css") + template_text("comparison.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        environment()
        .get_template("roster.html")
        .render(
            **_content(roster, results, proved), style=Markup(style), style_hash=f"sha256-{digest}"
        )
    )


def _content(roster: Roster, results: RosterResults, proved: Proved) -> dict[str, Any]:
    athletes = sum(len(group.lines) for group in results.groups)
    placed = sum(len(group.placed) for group in results.groups)
    shown = results.exceptions[:MOST_EXCEPTIONS]
    return {
        "name": clean(roster.name),
        "who": f"{plural(athletes, 'athlete')} · {plural(len(results.groups), 'group')} · "
        f"{plural(roster.weeks, 'week')} from {roster.start}",
        "headline": f"{placed} of {plural(athletes, 'athlete')} have a plan",
        "facts": _facts(results, proved),
        "said": list(_said(roster, results)),
        "shades": LEGEND,
        "rooms": _rooms(results.heat),
        "groups": [group.cells for group in results.groups],
        "exceptions": [_shown(one) for one in shown],
        "more": len(results.exceptions) > len(shown),
        "counted": _counted(results.exceptions),
        "worth": None
        if results.worth is None
        else [one.cells for one in results.worth[:MOST_WORTH]],
        "notes": [
            "Scores are rounded down to the hundredth, costs, gaps and prices up.",
            "Who trains when is decided for the whole horizon: every week has the same slots.",
        ],
        "provenance": [("roster sha256", roster.sha256), ("status", proved.status)],
    }


def _facts(results: RosterResults, proved: Proved) -> list[tuple[str, str]]:
    scores = [
        line.score for group in results.groups for line in group.placed if line.score is not None
    ]
    found = [("status", proved.status)]
    if scores:
        mean = sum(scores, Fraction(0)) / len(scores)
        found += [("mean score", points(mean)), ("worst score", points(min(scores)))]
    if proved.gap_percent is not None:
        found.append(("gap", f"{cents(proved.gap_percent, ROUND_CEILING)} %"))
    return found


def _said(roster: Roster, results: RosterResults) -> list[str]:
    below = sum(line.below_floor for group in results.groups for line in group.lines)
    unplaced = sum(line.score is None for group in results.groups for line in group.lines)
    full = sum(one.share >= Fraction(95, 100) for one in results.heat)
    found = [f"{full} of {len(results.heat)} limits of the facility are used to 95 % or more."]
    if roster.fairness:
        share = f"{exact(100 * roster.fairness)} % of the score alone"
        found.append(
            f"{plural(below, 'athlete')} with less than {share}."
            if below
            else f"Everybody with a plan gets at least {share}."
        )
    if unplaced:
        found.append(f"{plural(unplaced, 'athlete')} without a plan; the reasons stand below.")
    return found


def _rooms(heat: tuple[Heat, ...]) -> list[RoomTable]:
    found = []
    for room in dict.fromkeys(one.room for one in heat):
        mine = [one for one in heat if one.room == room]
        columns = tuple(dict.fromkeys(_column(one) for one in mine))
        lines = []
        for slot in dict.fromkeys(one.slot for one in mine):
            here = {_column(one): one for one in mine if one.slot == slot}
            first = next(iter(here.values()))
            when = f"{DAYS[_weekday(first.day)]} {first.start}"
            cells = tuple(_cell(here.get(column)) for column in columns)
            lines.append(SlotLine(when, clean(slot), cells))
        found.append(RoomTable(clean(room), tuple(map(clean, columns)), tuple(lines)))
    return found


def _weekday(day: str) -> int:
    return [name.lower() for name in DAYS].index(day[:3])


def _column(one: Heat) -> str:
    return one.kind if one.station is None else one.station


def _cell(one: Heat | None) -> Cell | None:
    if one is None:
        return None
    shade = next(shade for least, shade in SHADES if one.percent >= least)
    return Cell(one.percent, shade, f"{one.used} of {one.capacity}")


def _shown(one: Exceptional) -> dict[str, str]:
    names = ("kind", "group", "athlete", "name", "rule", "where", "what", "points")
    return dict(zip(names, one.cells, strict=True))


def _counted(exceptions: tuple[Exceptional, ...]) -> str:
    found = Counter(one.kind for one in exceptions)
    told = [f"{found[kind]} {kind}" for kind in KINDS if found[kind]]
    return f"{'; '.join(told)}."

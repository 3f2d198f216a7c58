"""Short functions that build toy rosters and plans of their athletes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any

from optimizer.catalogue import load_catalogue
from optimizer.plan import Plan
from optimizer.roster.roster import Roster
from tests import builders

Data = dict[str, Any]

FACILITY: Data = {
    "rooms": [
        {
            "id": "main",
            "equipment": {"extends": "garage"},
            "stations": [
                {"id": "floor", "count": 4},
                {"id": "rack", "count": 2, "provides": ["rack", "barbell", "plates"]},
                {"id": "dumbbells", "count": 1, "provides": ["dumbbells"]},
            ],
            "portable": ["bands", "bench"],
        }
    ],
    "slots": [
        {"id": "mon", "day": "monday", "start": "17:00", "minutes": "60"},
        {"id": "wed", "day": "wednesday", "start": "17:00", "minutes": "60"},
        {"id": "fri", "day": "friday", "start": "17:00", "minutes": "60"},
    ],
    "utilisation": "1",
}


def athlete(name: str, **more: Any) -> Data:
    """Write an intermediate whose barbell lifts are open."""
    ladder = dict.fromkeys(builders.BARBELL_FAMILIES, "barbell")
    return {"id": name, "level": "intermediate", "ladder": ladder, **more}


def document(
    *, only: Collection[str] | None = None, facility: Mapping[str, Any] | None = None, **more: Any
) -> Data:
    """Write a roster of two over two weeks; `facility` is merged into the default one."""
    written: Data = {
        "name": "toy",
        "start": "2026-11-30",
        "weeks": 2,
        "athletes": [athlete("ann"), athlete("bob")],
        "facility": {**deepcopy(FACILITY), **(facility or {})},
        **more,
    }
    if only is not None:
        written["bans"] = sorted(set(load_catalogue().exercises) - set(only))
    return written


def roster(**more: Any) -> Roster:
    """Build a roster; for the parameters see `document`."""
    return Roster.model_validate(document(**more))


def plan(
    whole: Roster, name: str, sets: builders.Sets, used: Collection[str] | None = None
) -> Plan:
    """Put sets of one athlete on the calendar; `used` are the slots trained, all when left out."""
    member = whole.member(whole.index_by_id[name])
    return builders.plan(member.scenario, sets, used)

"""A finished roster by hand: two slots, three stations, plans whose seconds fit on paper."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from optimizer.export.checked import CheckedPlan, check_plan
from optimizer.roster.results.member_result import MemberResult
from optimizer.roster.roster import Roster
from tests import builders

SETS = {
    ("db_rdl", "mon"): 2,
    ("band_row", "mon"): 2,
    ("db_bulgarian_split_squat", "thu"): 2,
    ("pull_up", "thu"): 2,
}
FACILITY = {
    "rooms": [
        {
            "id": "hall",
            "heads": 4,
            "equipment": {"extends": "commercial_gym"},
            "portable": ["bands"],
            "stations": [
                {"id": "floor", "count": 2, "provides": []},
                {"id": "dumbbells", "count": 3, "provides": ["dumbbells", "bench", "box"]},
                {"id": "rig", "count": 1, "provides": ["pull_up_bar"]},
            ],
        }
    ],
    "slots": [
        {"id": "mon", "day": "monday", "start": "18:00", "minutes": 60, "coaches": 1},
        {"id": "thu", "day": "thursday", "start": "17:00", "minutes": 60},
    ],
}


def roster(*athletes: dict[str, Any], **overrides: Any) -> Roster:
    """Build a roster of intermediates who train on Monday and on Thursday, for two weeks."""
    defaults = {"level": "intermediate", "age": 30, "body_mass_kg": "80"}
    return Roster.model_validate(
        {
            "name": "toy",
            "start": "2026-11-30",
            "weeks": 2,
            "fairness": "0.8",
            "groups": {name: {} for name in {a["group"]: None for a in athletes}},
            "athletes": [{**defaults, **athlete} for athlete in athletes],
            "facility": FACILITY,
            **overrides,
        }
    )


def planned(whole: Roster, index: int) -> CheckedPlan:
    """Give an athlete of the roster the plan of `SETS`."""
    scenario = whole.members[index].scenario
    return check_plan(builders.plan(scenario, SETS))


def members(whole: Roster, **alone: Fraction) -> Iterator[MemberResult]:
    """Give everybody that plan; whoever has no score alone is unplaced."""
    for index, athlete in enumerate(whole.athletes):
        best = alone.get(athlete.id)
        yield MemberResult(
            id=athlete.id,
            group=athlete.group or "",
            name=athlete.name,
            checked=None if best is None else planned(whole, index),
            alone_score=best,
            unplaced="the slots offered are full" if best is None else None,
        )

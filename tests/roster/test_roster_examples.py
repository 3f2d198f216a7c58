"""Example rosters keep what the comment at their head promises: a plan for everyone, in one room."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from constraints.facility_capacity import check, use_of
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Limits
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.plan import Plan
from optimizer.roster.room_model import AthleteUse, amount_at
from optimizer.roster.room_problem import resources
from optimizer.roster.roster import load_roster
from optimizer.verifier import verify
from tests import builders

FOLDER = Path(__file__).parents[2] / "scenarios" / "examples" / "rosters"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
# Deterministic units an athlete: enough for a plan, not for a good one.
UNITS = 0.3


@pytest.mark.parametrize("name", NAMES)
def test_places_found_one_after_the_other_hold_together(name: str) -> None:
    """What the room has left is a row for the next; the plans together pass the check."""
    roster = load_roster(FOLDER / f"{name}.yaml")
    limited = resources(roster.room)
    left = {index: one.capacity for index, one in enumerate(limited)}
    plans: list[Plan] = []
    # Whoever has the fewest evenings to choose from comes first.
    for member in sorted(roster.members, key=lambda m: len(m.scenario.sessions)):
        scenario = member.scenario
        model = build_model(compile_problem(scenario), with_objective=False)
        amounts = AthleteUse(roster.room, model, beginner=member.beginner).amounts(limited)
        for index, amount in amounts.items():
            where = limited[index].where(roster.room)
            model.linear.row(amount, None, left[index], rule="facility_capacity", where=where)
            model.linear.reward("room", amount, Fraction(-1))  # whoever comes later needs some, too
        limits = Limits(wall_seconds=None, deterministic_time=UNITS, workers=1)
        answer = solve_with_cp_sat(model.linear, limits)
        values = answer.values
        if values is None:
            continue  # whoever came before has taken the room: nobody looks ahead here
        for index, amount in amount_at(amounts, values).items():
            left[index] -= amount
        ids = [slot.id for slot in scenario.sessions]
        sets = {
            (cell.exercise.id, cell.method.id, ids[cell.slot], cell.block + 1): done
            for cell in model.problem.cells
            if (done := model.sets(cell).value(values))
        }
        used = [slot.id for slot in model.problem.slots if model.uses(slot.index).value(values)]
        plans.append(builders.plan(scenario, sets, used))
        assert verify(scenario, plans[-1]).passed
    assert len(plans) >= len(roster.members) - 1
    assert list(check(roster, plans)) == []
    counted = use_of(roster, plans).amounts
    for index, one in enumerate(limited):
        if one.kind == "station":
            slot, station = roster.room.slots[one.slot], str(one.station)
            assert counted[1, slot, "station", station] == one.capacity - left[index]
    assert min(left.values()) >= 0

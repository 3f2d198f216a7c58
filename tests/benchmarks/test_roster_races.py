"""Races on a toy roster: one model, first come, and our method agree on what a place costs."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks import baselines
from benchmarks.contestants import Outcome
from benchmarks.record import Engine, Settings
from benchmarks.roster import arena, monoliths
from benchmarks.roster.contestants import race, warm_up
from benchmarks.roster.monoliths import optional, whole_model
from benchmarks.trajectory import Trajectory
from optimizer.engines.answer import Answer, Limits, Verdict
from optimizer.errors import VerificationError
from optimizer.linear_model import Linear, LinearModel
from optimizer.roster.columns import UNPLACED_POINTS
from optimizer.roster.roster import Roster
from tests.roster.finished import FACILITY, roster

LIMITS = Limits(wall_seconds=None, deterministic_time=20, gap=0, workers=1, seed=0)
EXERCISES = ("db_rdl", "band_row", "pull_up")


@cache
def toy(heads: int, athletes: int = 2) -> Roster:
    """Athletes of one problem, three exercises, one week, and so many heads in the room."""
    (room,) = FACILITY["rooms"]
    facility = {**FACILITY, "rooms": [{**room, "heads": heads}]}
    names = [{"id": f"a{n}", "group": "a"} for n in range(athletes)]
    bans = [n for n in roster(names[0]).catalogue.exercises if n not in EXERCISES]
    return roster(*names, facility=facility, bans=bans, weeks=2, block_weeks=2)


def raced(engine: Engine, whole: Roster, limits: Limits = LIMITS) -> tuple[Outcome, Trajectory]:
    warm_up(engine)
    heard = Trajectory()
    outcome = race(engine, whole, limits, lambda value, bound: heard.add(0, value, bound) or None)
    return outcome, heard


@cache
def alone() -> Fraction:
    """Score of the best plan of one athlete."""
    found, _ = raced("cp_sat", toy(2, athletes=1))
    assert found.status == "optimal"
    assert found.value is not None
    return found.value


def test_one_model_places_everybody_where_there_is_room() -> None:
    found, heard = raced("cp_sat", toy(2))
    assert (found.status, found.verified) == ("optimal", True)
    assert found.value == found.bound == alone()
    assert found.measured["roster"]["placed"] == 2
    assert heard.value == found.value
    assert found.measured["variables"] > 10


def test_one_model_leaves_out_who_has_no_place() -> None:
    found, _ = raced("cp_sat", toy(1))
    assert found.status == "optimal"
    assert found.measured["roster"]["placed"] == 1
    assert found.value == found.bound == (alone() - UNPLACED_POINTS) / 2


def test_highs_solves_the_same_model() -> None:
    found, _ = raced("highs", toy(1))
    other, _ = raced("cp_sat", toy(1))
    assert found.measured["model_sha256"] == other.measured["model_sha256"]
    assert found.value == other.value
    assert found.bound is not None
    assert found.bound >= found.value
    assert found.bound - found.value < Fraction(1, 1000)


def test_first_come_takes_the_place_and_proves_nothing() -> None:
    found, heard = raced("greedy", toy(1))
    assert (found.status, found.bound, found.verified) == ("feasible", None, True)
    assert found.measured["roster"]["placed"] == 1
    assert found.value is not None
    assert found.value <= (alone() - UNPLACED_POINTS) / 2
    assert heard.bound is None
    again, _ = raced("greedy", toy(1))
    assert again.value == found.value


def test_a_solution_with_nobody_in_it_is_allowed_and_is_no_roster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Said before: a model in which nobody was placed counted as a feasible roster."""
    whole = whole_model(toy(1))
    assert whole is not None
    nobody = [0] * len(whole.linear.variables)
    assert not list(whole.linear.broken(nobody))
    assert whole.linear.score(nobody) == -2 * UNPLACED_POINTS
    assert [whole.placed(n, nobody) for n in range(2)] == [None, None]
    answer = Answer(Verdict.FEASIBLE, tuple(nobody), None, "toy", 0.0)
    monkeypatch.setattr(baselines, "plain_cp_sat", lambda *arguments: answer)
    found, _ = raced("cp_sat", toy(1))
    assert (found.status, found.value, found.verified) == ("unknown", None, None)


def test_a_model_that_is_not_built_in_time_is_nothing() -> None:
    found, _ = raced("cp_sat", toy(2), LIMITS.model_copy(update={"wall_seconds": 1e-9}))
    assert (found.status, found.value, found.bound) == ("unknown", None, None)
    assert found.engine_version == "cp_sat: not built within the time or 3 GiB"


def test_a_model_that_takes_too_much_memory_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monoliths, "peak_memory_bytes", lambda: 4 * 2**30)
    assert whole_model(toy(2)) is None


def test_cp_sat_that_ends_before_it_knows_anything_has_no_bound() -> None:
    """Said before: a bound of 0 points, which a good roster then contradicted."""
    whole = whole_model(toy(2))
    assert whole is not None
    limits = Limits(wall_seconds=None, deterministic_time=1e-9, gap=0, workers=1)
    answer = baselines.plain_cp_sat(whole.linear, limits, lambda value, bound: None)
    assert (answer.verdict, answer.values, answer.bound) == (Verdict.UNKNOWN, None, None)


def test_rows_hold_for_those_who_are_placed_alone() -> None:
    model = LinearModel()
    x, y = model.variable("x", 1, 3), model.variable("y", 0, 5)
    model.row(x + y, 4, 6, rule="both", where="")
    model.row(x - y, -2, 1, rule="either", where="")
    model.row(x + 2 * y, None, 9, rule="most", where="")
    model.reward("sum", x + y, Fraction(2))
    model.reward("sum", Linear(constant=1), Fraction(-3))
    free = optional(model)
    for a in range(4):
        for b in range(6):
            whole = not list(model.broken((a, b)))
            assert (not list(free.broken((a, b, 1)))) == whole, (a, b)
            if whole:
                assert free.score((a, b, 1)) == model.score((a, b))
    left_out = [(a, b) for a in range(4) for b in range(6) if not list(free.broken((a, b, 0)))]
    assert left_out == [(0, 0)]
    assert free.score((0, 0, 0)) == -UNPLACED_POINTS


def test_a_room_that_does_not_hold_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monoliths, "resources", lambda room: ())
    with pytest.raises(VerificationError, match="the room does not hold"):
        raced("greedy", toy(1))


def test_our_method_reaches_the_same_optimum_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    folder = tmp_path / "toy"
    folder.mkdir()
    document = toy(1).document()
    (folder / "roster.yaml").write_text(json.dumps(document), encoding="utf-8")
    monkeypatch.setattr(arena, "roster_file", lambda name: folder / "roster.yaml")
    settings = Settings(time_limit=None, deterministic_time=20, gap_percent=0, workers=1, seed=0)
    found: Any = arena.measure("roster/toy", toy(1), "ours", settings)
    assert found.error is None
    assert found.verified
    assert found.scenario_sha256 == toy(1).sha256
    best = (alone() - UNPLACED_POINTS) / 2
    assert found.exact_value <= best <= found.exact_bound
    assert (found.roster.athletes, found.roster.placed, found.roster.below_floor) == (2, 1, 0)
    assert found.roster.total_memory_bytes is None or found.roster.total_memory_bytes > 10**7

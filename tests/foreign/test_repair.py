"""The nearest plan: against all plans of small scenarios, and its proofs, files and words."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from constraints import Violation
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Answer, Limits, Verdict
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.errors import ProblemAt, VerificationError
from optimizer.foreign.changes import change_lines, changes_between, entries_of, uneven_weeks
from optimizer.foreign.counting import Counting
from optimizer.foreign.repair import Repair, repair
from optimizer.options import Key
from optimizer.result import Status, Verification
from optimizer.scenario import Scenario
from optimizer.scoring import score_plan
from optimizer.solver import solve_scenario
from optimizer.verifier import verify
from tests import builders
from tests.foreign.tables import as_table, bands, garage, judged

EXACT = Limits(wall_seconds=None, deterministic_time=20, gap=0, workers=1)
TOY = ("band_rdl", "band_row", "band_squat")


@pytest.fixture(scope="module")
def toy() -> Scenario:
    """One evening with three exercises: 125 choices, some of which break rules."""
    return builders.scenario(
        only=TOY,
        weeks=2,
        block_weeks=2,
        sessions=builders.days("monday", setup="bands", minutes=30),
        rules={"session_shape": {"max_working_sets": 9}, "fatigue_budget": {"session_points": 20}},
    )


@pytest.fixture(scope="module")
def allowed(toy: Scenario) -> dict[tuple[tuple[Key, int], ...], Fraction]:
    """Every allowed plan of the toy with its score, found by trying all and asking `verify`."""
    keys = [(name, "straight", 0, 0) for name in TOY]
    found = {}
    for sets in itertools.product((0, 2, 3, 4, 5), repeat=len(keys)):
        chosen = {key: count for key, count in zip(keys, sets, strict=True) if count}
        plan = builders.plan(toy, {(key[0], "mon"): count for key, count in chosen.items()})
        if verify(toy, plan).passed:
            found[tuple(sorted(chosen.items()))] = score_plan(toy, plan).total
    return found


def distance(given: Mapping[Key, int], plan: tuple[tuple[Key, int], ...]) -> int:
    return len(changes_between(given, dict(plan)))


@pytest.mark.parametrize(
    "sets",
    [(0, 0, 0), (5, 5, 5), (2, 2, 0), (6, 2, 2), (1, 0, 1), (3, 3, 3), (9, 9, 9), (5, 0, 4)],
    ids=str,
)
def test_nearest_and_best_of_the_nearest_by_trying_all(
    toy: Scenario,
    allowed: dict[tuple[tuple[Key, int], ...], Fraction],
    sets: tuple[int, ...],
) -> None:
    assert 10 < len(allowed) < 100
    given = {(n, "straight", 0, 0): s for n, s in zip(TOY, sets, strict=True) if s}
    fewest = min(distance(given, plan) for plan in allowed)
    best = max(score for plan, score in allowed.items() if distance(given, plan) == fewest)
    found = repair(toy, given, EXACT, confirm_seconds=0)
    assert found.status is Status.OPTIMAL
    assert found.at_least == len(found.changes) == fewest
    assert found.score == found.bound == best
    assert found.score_proved
    assert found.plan is not None
    assert verify(toy, found.plan).passed
    after = entries_of(found.plan, toy)
    assert tuple(sorted(after.items())) in allowed
    assert found.changes == changes_between(given, after)


def test_entries_without_an_option_are_removed_for_sure(toy: Scenario) -> None:
    known = {("band_rdl", "straight", 0, 0): 3, ("band_row", "straight", 0, 0): 3}
    strange = {("leg_press", "straight", 0, 0): 3, ("band_rdl", "pause_iso", 0, 0): 2}
    found = repair(toy, known | strange, EXACT)
    assert found.status is Status.OPTIMAL
    assert [(change.kind, change.entry) for change in found.changes] == [
        ("removed", ("band_rdl", "pause_iso", 0, 0)),
        ("removed", ("leg_press", "straight", 0, 0)),
    ]
    # What is certain needs no engine's word, and so no second opinion.
    assert found.confirmation is None


def test_the_fewest_changes_get_a_second_opinion(toy: Scenario) -> None:
    found = repair(toy, {("band_rdl", "straight", 0, 0): 3}, EXACT)
    assert len(found.changes) == 1
    assert found.confirmation is not None
    assert found.confirmation.confirmed


def test_the_model_and_its_rows_stay_as_they_are(toy: Scenario) -> None:
    model = build_model(compile_problem(toy))
    before = model.linear.sha256()
    counting = Counting(model, {("band_rdl", "straight", 0, 0): 3})
    fewest, bounded = counting.fewest(), counting.at_most(1)
    assert model.linear.sha256() == before
    rows = len(model.linear.rows)
    for copy in (fewest, bounded):
        assert copy.rows[:rows] == model.linear.rows
        assert {row.rule for row in copy.rows[rows:]} == {"changes"}
    assert set(fewest.rewards) == {"changes"}
    assert bounded.rewards == model.linear.rewards


def test_a_solved_plan_is_clean_and_needs_no_change(tmp_path: Path) -> None:
    # Long enough for methods other than straight sets.
    scenario = builders.scenario(
        weeks=12, sessions=builders.days("monday", "thursday", setup="bands")
    )
    short = Limits(wall_seconds=None, deterministic_time=1, gap=0.05, workers=1)
    ours = solve_scenario(scenario, short, confirm_seconds=0).plan
    assert ours is not None
    rows = as_table(ours)
    assert len({row.rsplit(",", 1)[1] for row in rows}) > 1, "several methods"
    judgement = judged(tmp_path, scenario, *rows)
    assert judgement.verification.passed
    assert judgement.draft.plan.weeks == ours.weeks
    found = repair(scenario, judgement.draft.entries, EXACT)
    assert found.status is Status.OPTIMAL
    assert found.changes == ()
    assert found.at_least == 0
    assert found.plan is not None
    assert found.plan.weeks == ours.weeks
    assert found.plan.score.exact == ours.score.exact


def test_methods_and_blocks_are_different_entries() -> None:
    before = {("band_rdl", "straight", 0, 0): 3, ("band_rdl", "straight", 0, 1): 3}
    after = {("band_rdl", "straight", 0, 0): 3, ("band_rdl", "slow_eccentric", 0, 1): 3}
    kinds = [
        (change.kind, change.before, change.after) for change in changes_between(before, after)
    ]
    assert kinds == [("added", 0, 3), ("removed", 3, 0)]


def test_changes_in_words() -> None:
    scenario = builders.scenario(weeks=12)
    before = {("front_squat", "straight", 0, b): 3 for b in range(3)}
    after = {("front_squat", "straight", 0, 1): 4, ("back_extension_bw", "pause_iso", 2, 0): 2}
    assert change_lines(changes_between(before, after), scenario) == [
        "block 1, fri: + back_extension_bw (pause_iso), 2 sets",
        "blocks 1, 3, mon: - front_squat, 3 sets",
        "block 2, mon: ~ front_squat, 3 -> 4 sets",
    ]


def test_weeks_that_do_not_repeat_are_named(tmp_path: Path) -> None:
    rows = [f"{week},mon,band_rdl,{sets},,," for week, sets in enumerate((3, 3, 4, 2), start=1)]
    judgement = judged(tmp_path, bands(4), *rows)
    assert uneven_weeks(judgement.draft, bands(4)) == [3]
    judgement = judged(tmp_path, bands(4), "all,mon,band_rdl,3,,,")
    assert uneven_weeks(judgement.draft, bands(4)) == []
    assert judgement.draft.entries == {("band_rdl", "straight", 0, 0): 3}


# ---- no plan, or none in time ----


def nothing(scenario: Scenario, limits: Limits = EXACT) -> Repair:
    return repair(scenario, {("band_rdl", "straight", 0, 0): 3}, limits)


def test_impossible_at_sight_is_proved_and_says_why() -> None:
    found = nothing(garage(athlete={"red_flags": ["numbness"]}))
    assert found.status is Status.IMPOSSIBLE
    assert found.plan is None
    assert any("numbness" in reason for reason in found.reasons)


def test_weights_too_fine_to_be_exact_are_an_error_of_the_scenario(
    toy: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.linear_model.LARGEST_EXACT_SUM", 1)
    with pytest.raises(ProblemAt, match=r"objective: .* fewer decimals"):
        nothing(toy)


def test_impossible_by_search_is_confirmed(toy: Scenario) -> None:
    data = toy.model_dump(mode="json", exclude_unset=True)
    data["pins"] = [{"exercise": name, "session": "mon", "sets": 5} for name in TOY]
    found = nothing(Scenario.model_validate(data))
    assert found.status is Status.IMPOSSIBLE
    assert found.plan is None
    assert found.reasons or (found.confirmation is not None and found.confirmation.confirmed)


def test_nothing_in_time_is_unknown() -> None:
    hardly = Limits(wall_seconds=None, deterministic_time=1e-9, gap=0, workers=1)
    found = repair(garage("monday", "wednesday", "friday"), {}, hardly)
    assert found.status is Status.UNKNOWN
    assert found.plan is None


GIVEN = {("band_rdl", "straight", 0, 0): 5, ("leg_press", "straight", 0, 0): 3}


def answering(monkeypatch: pytest.MonkeyPatch, *changed: dict[str, object]) -> None:
    """Let the engine's answers be changed, one after the other."""
    changes = iter(changed)

    def solve(*args: Any, **options: Any) -> Answer:
        return replace(solve_with_cp_sat(*args, **options), **next(changes))

    monkeypatch.setattr("optimizer.foreign.repair.solve_with_cp_sat", solve)


def test_what_is_not_proved_is_not_called_nearest(
    toy: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    proved = repair(toy, GIVEN, EXACT)
    answering(monkeypatch, {"bound": 0, "verdict": Verdict.FEASIBLE}, {"bound": None})
    found = repair(toy, GIVEN, EXACT)
    assert len(found.changes) == len(proved.changes) > 1
    assert found.status is Status.FEASIBLE
    assert found.at_least == 1, "the entry without an option, by arithmetic"
    assert found.bound is None
    assert not found.score_proved


def test_the_nearest_plan_is_kept_where_no_time_is_left_for_the_score(
    toy: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, {}, {"values": None, "bound": None, "verdict": Verdict.UNKNOWN})
    found = repair(toy, GIVEN, EXACT)
    assert found.status is Status.OPTIMAL
    assert found.plan is not None
    assert verify(toy, found.plan).passed
    assert found.bound is None


def test_a_repair_that_breaks_a_rule_never_leaves(
    toy: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Verification((Violation("session_time", "week 1", 1, "second", "too long"),))
    monkeypatch.setattr("optimizer.foreign.repair.verify", lambda scenario, plan: broken)
    with pytest.raises(VerificationError, match="does not pass"):
        repair(toy, GIVEN, EXACT)

"""Comparisons of whole weeks: plans verified, answers equal where the problems are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from constraints import TermScore
from optimizer.comparing.additions import Addition, Target, with_items
from optimizer.comparing.effects import effect_of
from optimizer.comparing.results import Verdict
from optimizer.comparing.row import Row, lower_for_progress
from optimizer.comparing.separation import Interval
from optimizer.comparing.solving import Asked, Found, share_plans
from optimizer.comparison import compare, compare_additions
from optimizer.engines.answer import Watch
from optimizer.errors import EngineError, ProblemAt
from optimizer.result import Result, Status, Verification
from optimizer.scenario import Scenario
from optimizer.verifier import verify
from tests.builders import scenario
from tests.compare.weeks import QUICK, hostile, more_for_bands, three_setups, week


def test_every_plan_is_verified_and_its_interval_holds() -> None:
    found = three_setups()
    assert [row.name for row in found.rows] == ["none", "bands", "home_dumbbells"]
    for row in found.rows:
        assert row.plan is not None
        assert verify(row.scenario, row.plan).passed
        assert row.interval is not None
        assert row.interval.low == Fraction(row.plan.score.exact) <= row.interval.high
        assert row.plan.scenario.sha256 == row.scenario.sha256
    assert not found.stopped


def test_prices_and_points_for_them() -> None:
    none, bands, _ = three_setups().rows
    assert none.points_per_hundred is None  # nothing is paid
    assert bands.price == 35
    assert bands.interval is not None
    assert bands.points_per_hundred == 100 * bands.interval.low / 35


def test_an_impossible_setup_says_why_and_has_no_place_in_a_group() -> None:
    found = hostile()
    impossible = [row for row in found.rows if row.status is Status.IMPOSSIBLE]
    assert [row.number for row in impossible] == [1, 3]
    for row in impossible:
        assert any("Dumbbell Romanian deadlift" in reason for reason in row.conflict)
    assert [row.number for group in found.groups for row in group] == [2]


def test_a_stop_beforehand_begins_nothing() -> None:
    watch = Watch()
    watch.stop.set()
    found = compare(week(), ["none", "bands"], limits=QUICK, watch=watch)
    assert found.stopped
    assert [(row.status, row.error, row.plan) for row in found.rows] == [(None, None, None)] * 2
    assert found.groups == ()


def test_items_without_effect_are_not_solved() -> None:
    found = more_for_bands()
    assert [one.name for one in found.without_effect] == [
        "foam_roller",
        "bands_set",
        "plates_117_5",
    ]
    assert [one.addition.name for one in found.singles] == ["rings_pair", "adjustable_dumbbells_24"]
    assert [one.row.number for one in (*found.singles, *found.pairs)] == list(
        range(1, 1 + len(found.singles) + len(found.pairs))
    )


def test_a_gain_holds_every_pair_of_possible_scores() -> None:
    found = more_for_bands()
    base = found.base.interval
    assert base is not None
    for one in (*found.singles, *found.pairs):
        assert one.row.plan is not None
        assert verify(one.row.scenario, one.row.plan).passed
        assert one.row.interval is not None
        assert one.gain == one.row.interval.minus(base)
        # Nothing is taken away, so the plan without the item is known to work with it.
        assert one.row.interval.low >= base.low


def test_bargains_begin_with_nothing_bought() -> None:
    found = more_for_bands()
    assert found.bargains[0] == (None, True)
    prices = [one.addition.price for one, _ in found.bargains[1:] if one is not None]
    assert prices == sorted(prices)


def test_unknown_items_and_setups() -> None:
    with pytest.raises(ProblemAt, match="did you mean 'rings_pair'"):
        compare_additions(week(), "bands", ["ringspair"], limits=QUICK)
    with pytest.raises(ProblemAt, match="unknown setup 'bnads'"):
        compare_additions(week(), "bnads", limits=QUICK)


# ---- sharing plans; nothing below is solved ----


def test_a_plan_found_elsewhere_is_taken_where_it_is_better() -> None:
    _, bands, _ = three_setups().rows
    assert bands.result is not None
    assert bands.plan is not None
    poorer = Found(
        bands.found.asked, replace(bands.result, plan=None, score=None, status=Status.UNKNOWN), None
    )
    twin = Found(Asked("more", with_a_roller(bands.scenario)), bands.result, None)
    given = share_plans([poorer, twin])
    assert given[0].result is not None
    assert given[0].result.score == bands.result.score
    assert given[0].result.plan is not None
    assert verify(bands.scenario, given[0].result.plan).passed
    assert given[0].result.plan.provenance["plan_found_with"] == "more"


def with_a_roller(asked: Scenario) -> Scenario:
    found = with_items(Target(asked, "bands"), ["foam_roller"])
    assert isinstance(found, Addition)
    return found.scenario


def test_a_plan_that_refutes_a_proof_is_an_error() -> None:
    _, bands, _ = three_setups().rows
    assert bands.result is not None
    more = Found(Asked("more", with_a_roller(bands.scenario)), bands.result, None)
    said = Result(Status.IMPOSSIBLE, None, None, None)
    with pytest.raises(EngineError, match="though the answer there is impossible"):
        share_plans([Found(bands.found.asked, said, None), more])
    low = replace(bands.result, score=None, plan=None, bound=Fraction(-9999))
    with pytest.raises(EngineError, match="bound -9999"):
        share_plans([Found(bands.found.asked, low, None), more])


# ---- why more can score less ----


def test_more_equipment_that_scores_less_is_explained() -> None:
    small = scenario().with_setup("home_dumbbells")
    big = scenario().with_setup("garage")
    rows = [
        pretend(small, 1, Fraction(95), Fraction(1)),
        pretend(big, 2, Fraction(92), Fraction(3, 4)),
    ]
    found = lower_for_progress(*rows)
    assert found is not None
    assert {s.family for s in found.steps} >= {"squat", "hip_hinge"}
    assert all(s.after == "barbell" for s in found.steps)
    assert lower_for_progress(rows[1], rows[0]) is None
    better = pretend(big, 2, Fraction(96), Fraction(3, 4))
    assert lower_for_progress(rows[0], better) is None


def pretend(asked: Scenario, number: int, score: Fraction, progress: Fraction) -> Row:
    terms = (TermScore("progress", progress, Fraction(15)),)
    result = Result(
        Status.FEASIBLE, None, score, score + 1, verification=Verification((), terms=terms)
    )
    return Row(number, str(number), None, Found(Asked(str(number), asked), result, None))


def test_effects_name_what_is_new_and_what_is_lost() -> None:
    small = scenario().with_setup("home_dumbbells")
    big = scenario().with_setup("garage")
    gained, lost = effect_of(small, big), effect_of(big, small)
    assert set(gained.exercises) == set(lost.lost)
    assert "romanian_deadlift" in gained.exercises
    assert gained.lost == ()
    assert ("squat", "dumbbell", "barbell") in [(s.family, s.before, s.after) for s in gained.steps]
    assert effect_of(small, small).exercises == effect_of(small, small).changed == ()


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1, 2, Verdict.MORE),
        (-2, -1, Verdict.LESS),
        (0, 0, Verdict.EQUAL),
        (0, 1, Verdict.NOT_SEPARATED),
        (-1, 1, Verdict.NOT_SEPARATED),
    ],
)
def test_verdicts(low: int, high: int, verdict: Verdict) -> None:
    one = more_for_bands().singles[0]
    assert replace(one, gain=Interval(Fraction(low), Fraction(high))).verdict is verdict
    assert replace(one, gain=None).verdict is Verdict.UNKNOWN

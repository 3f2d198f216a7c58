"""Integrity: every claim of a plan file is recomputed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from optimizer.plan import Plan
from optimizer.scoring import score_plan, write_score
from optimizer.verifier import verify
from tests.builders import plan, scenario

Data = dict[str, Any]
ONLY = ["romanian_deadlift", "dead_bug", "band_row"]
TOY = scenario(only=ONLY)
GOOD = plan(TOY, {("romanian_deadlift", "mon"): 3, ("dead_bug", "mon"): 2, ("band_row", "fri"): 4})


def _units(change: Callable[[Data], Any]) -> list[tuple[str, str]]:
    """Place and unit of every broken claim after a change."""
    data = GOOD.model_dump()
    change(data)
    found = verify(TOY, Plan.model_validate(data)).violations
    return [(v.where, v.unit) for v in found if v.rule == "plan"]


def _session(data: Data, week: int = 1, session: int = 0) -> Data:
    found: Data = data["weeks"][week - 1]["sessions"][session]
    return found


def _entry(data: Data, week: int = 1) -> Data:
    found: Data = _session(data, week)["exercises"][0]
    return found


def test_a_good_file_keeps_its_claims() -> None:
    assert _units(lambda d: None) == []


MON = "week 1, mon"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d["scenario"].update(sha256="0" * 64), ("scenario", "hash")),
        (lambda d: d.update(athlete="eve"), ("athlete", "name")),
        (lambda d: _session(d).update(date=dt.date(2026, 12, 1)), (MON, "date")),
        (lambda d: _session(d).update(start="17:00"), (MON, "start")),
        (lambda d: _session(d).update(minutes=Decimal(61)), (MON, "minutes")),
        (lambda d: _session(d).update(setup="bands"), (MON, "setup")),
        (lambda d: _session(d).update(seconds=_session(d)["seconds"] + 1), (MON, "second")),
        (lambda d: _entry(d).update(reps=11), (MON, "reps")),
        (lambda d: _entry(d).update(rir=2), (MON, "rir")),
        (lambda d: _entry(d).update(tempo="1-0-1"), (MON, "tempo")),
        (lambda d: _entry(d).update(load="by RIR test"), (MON, "load")),
        (lambda d: _entry(d).update(load_kg=Decimal("75")), (MON, "load_kg")),
        (lambda d: _entry(d).update(load_kg=None), (MON, "load_kg")),
        (lambda d: _entry(d).update(rest_seconds=60), (MON, "rest_seconds")),
        (lambda d: _entry(d).update(seconds=1), (MON, "seconds")),
        (lambda d: _entry(d).update(reps=None, steps=10), (MON, "steps")),
        (lambda d: _entry(d, 4).update(load_kg=Decimal("70")), ("week 4, mon", "load_kg")),
        (lambda d: _entry(d).update(method="cluster"), (MON, "option")),
        (lambda d: _entry(d).update(exercise="leg_press"), (MON, "option")),
        (lambda d: _entry(d).update(exercise="legpress"), (MON, "exercise")),
        (lambda d: _entry(d).update(method="slow"), (MON, "method")),
        (lambda d: _session(d).update(id="tue"), ("week 1, tue", "session")),
        (lambda d: d["daily"][0].update(exercise="birddog"), ("every day", "exercise")),
        (
            lambda d: d["weeks"][0].update(sessions=d["weeks"][0]["sessions"][:2]),
            ("week 1", "session"),
        ),
        (
            lambda d: d["weeks"][0].update(sessions=[d["weeks"][0]["sessions"][0]] * 3),
            ("week 1", "session"),
        ),
        (lambda d: d["score"].update(total=d["score"]["total"] + 1), ("score", "score")),
        (lambda d: d["score"].update(exact="99"), ("score", "score")),
        (lambda d: d["score"]["terms"][0].update(points=Decimal(1)), ("score", "term")),
        (lambda d: d["score"].update(terms=d["score"]["terms"][1:]), ("score", "term")),
        (lambda d: d.update(shortages=d["shortages"][1:]), ("shortages", "shortage")),
        (lambda d: d["shortages"][0].update(points=Decimal(0)), ("shortages", "shortage")),
        (lambda d: d["score"].update(bound=Decimal(-100)), ("score", "bound")),
        (lambda d: d["score"].update(bound=Decimal(100), gap=Decimal(0)), ("score", "gap")),
        (lambda d: d.update(status="optimal"), ("score", "status")),
    ],
)
def test_every_false_claim_is_found(
    change: Callable[[Data], Any], expected: tuple[str, str]
) -> None:
    assert expected in _units(change)


def test_reasons_come_along() -> None:
    data = GOOD.model_dump()
    _entry(data)["exercise"] = "leg_press"
    texts = [v.message for v in verify(TOY, Plan.model_validate(data)).violations]
    assert any("is no option: " in text for text in texts)
    data = GOOD.model_dump()
    _entry(data)["exercise"] = "romanian_deadlft"
    (only,) = verify(TOY, Plan.model_validate(data)).violations
    assert only.message.endswith("did you mean 'romanian_deadlift'?")


@pytest.mark.parametrize("above", [Fraction(0), Fraction(1, 1000), Fraction(1, 3), Fraction(5)])
@pytest.mark.parametrize("price", ["0", "0.5", "2"])
def test_what_the_program_writes_is_believed(above: Fraction, price: str) -> None:
    """Whatever the score: the bound is rounded up, and low scores make that a larger share."""
    rules = {"weekly_structure": {"price_points": price}, "volume": {"price_points": "0"}}
    toy = scenario(only=ONLY, rules=rules)
    made = plan(toy, {("romanian_deadlift", "mon"): 3, ("band_row", "fri"): 4})
    scoring = score_plan(toy, made)
    score = write_score(scoring, scoring.total + above)
    status = "feasible" if above else "optimal"
    claimed = made.model_copy(update={"score": score, "status": status})
    assert [v.message for v in verify(toy, claimed).violations if v.rule == "plan"] == []

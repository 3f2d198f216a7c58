"""Nothing got worse in silence: stored scores and bounds against those of today.

Plans are never compared: many are equally good, and which of them is found changes with the engine's
version. What cannot change while the rules stay the same is an interval: every score ever found for a
scenario is at most every bound ever proved for it. Where rules or data change on purpose, store anew:
``python -m tests.test_regression`` prints the file.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from optimizer.api import load_scenario, solve
from optimizer.result import Result

STORED = Path(__file__).parent / "data" / "regression.yaml"
EXAMPLES = Path(__file__).parents[1] / "scenarios" / "examples"
LONGER = 10

INSTANCES: dict[str, dict[str, Any]] = yaml.safe_load(STORED.read_text(encoding="utf-8"))


@cache
def today(name: str) -> Result:
    """Solve with one worker and the stored limit, in deterministic units."""
    return solve(
        load_scenario(EXAMPLES / f"{name}.yaml"),
        gap=0,
        time_limit=None,
        deterministic_time=float(INSTANCES[name]["units"]),
        workers=1,
        confirm_seconds=0,
    )


def test_enough_is_stored() -> None:
    assert len(INSTANCES) >= 5
    for stored in INSTANCES.values():
        assert Fraction(stored["score"]) <= Fraction(stored["bound"])
        assert isinstance(stored["date"], dt.date)


@pytest.mark.parametrize("name", sorted(INSTANCES))
def test_scores_and_bounds_fit_together(name: str) -> None:
    stored, result = INSTANCES[name], today(name)
    assert result.score is not None
    assert result.bound is not None
    assert result.score <= Fraction(stored["bound"]), "better than was proved possible"
    assert Fraction(stored["score"]) <= result.bound, "a stored plan is now proved impossible"


@pytest.mark.parametrize("name", sorted(INSTANCES))
def test_the_question_is_still_the_same(name: str) -> None:
    sha256 = load_scenario(EXAMPLES / f"{name}.yaml").sha256
    assert sha256 == INSTANCES[name]["scenario_sha256"], "the scenario changed: store anew"


def store(units: dict[str, str]) -> str:
    """Solve ten times longer than the test does, and write what is stored: exact, in points."""
    lines = ["# Best score and bound known per example, in points; see test_regression.py."]
    for name, limit in sorted(units.items()):
        asked = load_scenario(EXAMPLES / f"{name}.yaml")
        result = solve(
            asked,
            gap=0,
            time_limit=None,
            deterministic_time=LONGER * float(limit),
            workers=1,
            confirm_seconds=0,
        )
        assert result.score is not None
        assert result.bound is not None
        lines += [
            f"{name}:",
            f"  date: {dt.date.today()}",
            f"  units: {limit}",
            f'  score: "{result.score}"',
            f'  bound: "{result.bound}"',
            f"  scenario_sha256: {asked.sha256}",
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(store({name: str(stored["units"]) for name, stored in INSTANCES.items()}), end="")

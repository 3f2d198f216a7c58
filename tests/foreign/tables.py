"""Short functions for foreign plans in tests: tables on disk, scenarios for them, plans as tables."""

from __future__ import annotations

from pathlib import Path

from optimizer.foreign.judge import Judgement, judge_plan_csv
from optimizer.plan import Plan
from optimizer.scenario import Scenario
from tests import builders

HEADER = "week,session,exercise,sets,reps,load,method"


def bands(weeks: int = 2) -> Scenario:
    """Two evenings with bands, one block, in which small plans keep all rules."""
    return builders.scenario(
        weeks=weeks,
        block_weeks=weeks,
        sessions=builders.days("monday", "thursday", setup="bands"),
    )


def garage(*days: str, **overrides: object) -> Scenario:
    """Evenings in a garage with a barbell; one week, so that nothing is light."""
    names = days or ("monday",)
    return builders.scenario(weeks=1, block_weeks=1, sessions=builders.days(*names), **overrides)


def judged(folder: Path, scenario: Scenario, *lines: str, header: str = HEADER) -> Judgement:
    """Judge a table."""
    file = folder / "week.csv"
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return judge_plan_csv(file, scenario)


def as_table(plan: Plan) -> list[str]:
    """Write a plan of ours as rows, week by week."""
    return [
        f"{week.week},{session.id},{e.exercise},{e.sets},{e.amount},{e.load_kg or ''},{e.method}"
        for week in plan.weeks
        for session in week.sessions
        for e in session.exercises
    ]


def broken(judgement: Judgement) -> set[str]:
    """Name the rules that a judged plan breaks."""
    return {violation.rule for violation in judgement.verification.violations}

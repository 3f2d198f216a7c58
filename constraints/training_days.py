"""Never more than two training days in a row.

Why
    Connective tissue and the spine get a day without loading at least every third day (evidence 2.3).
Formally
    in every window of max_consecutive + 1 consecutive days: at least one day without a session.
Boundary
    Days are calendar days over the whole horizon, Sunday to Monday and block to block included. Two
    sessions on one day are one training day. The Big Three (daily_stability) are not training.
Size
    One row per choice of one slot on each day of a window.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

from pydantic import Field

from constraints._contract import Demand, Rule, RuleParams, Violation, counted
from constraints._demands import demanded, listed, place_at
from constraints._relaxing import moved

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.plan_model import PlanModel
    from optimizer.profile import Profile
    from optimizer.scenario import Scenario

IN_A_ROW = " in a row"


class Params(RuleParams):
    """How many days in a row."""

    max_consecutive: int = Field(2, ge=1, le=7, description="training days in a row")


def defaults(profile: Profile) -> Params:
    """Return the default of the parameters."""
    return Params(max_consecutive=profile.parameters.training_days.max_consecutive)


def post(model: PlanModel) -> None:
    """Bound every window of days; the weeks repeat, so equal windows are posted once."""
    most = model.problem.limits.max_consecutive_days
    by_day: dict[int, set[int]] = {}
    for occurrence in model.problem.occurrences:
        by_day.setdefault(occurrence.day, set()).add(occurrence.slot)
    windows: set[frozenset[int]] = set()
    for first in by_day:
        days = [sorted(by_day.get(first + offset, ())) for offset in range(most + 1)]
        windows.update(frozenset(choice) for choice in product(*days) if choice)
    for slots in sorted(windows, key=sorted):
        names = ", ".join(model.problem.slots[slot].id for slot in sorted(slots))
        total = model.total(model.uses(slot) for slot in slots)
        model.at_most(total, len(slots) - 1, f"{names}{IN_A_ROW}")


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Walk through the calendar and count runs of days."""
    most = scenario.settings.training_days.max_consecutive
    days = sorted({s.session.date for s in plan.facts(scenario).sessions if s.entries})
    run = 0
    for index, day in enumerate(days):
        follows = index > 0 and day - days[index - 1] == timedelta(days=1)
        run = run + 1 if follows else 1
        if run > most:
            text = f"{day}: training day {run} in a row, at most {most}"
            yield Violation("training_days", str(day), run - most, "day", text)


def explain(params: Params) -> str:
    """Say the rule in words."""
    return f"At most {params.max_consecutive} training days in a row."


def demand(scenario: Scenario, where: str) -> Demand:
    """Name the days that would stand in a row."""
    names = where.removesuffix(IN_A_ROW).split(", ")
    days = listed([place_at(scenario, f"{scenario.blocks[0].label}, {name}").day for name in names])
    most = counted(scenario.settings.training_days.max_consecutive, "training day")
    return demanded("training_days", where, f"{days}: at most {most} in a row", "max_consecutive")


def relaxations(params: Params) -> Iterator[Params]:
    """Allow up to four more days."""
    yield from moved(params, "max_consecutive", range(1, 5))


RULE = Rule(
    name="training_days",
    title="At most two training days in a row.",
    kind="hard",
    sources=("evidence 2.3",),
    confidence="low",
    params=Params,
    defaults=defaults,
    post=post,
    check=check,
    explain=explain,
    relaxations=relaxations,
    demand=demand,
)

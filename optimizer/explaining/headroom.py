"""What could be had more of in a feasible scenario: one unit more of each resource, as changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from constraints import RULES
from constraints._contract import ElasticParams
from optimizer.explaining.changes import Change, Edit, day_of
from optimizer.explaining.time_dials import MOST_MINUTES
from optimizer.horizon import WEEKDAYS
from optimizer.scenario import Scenario

MORE_MINUTES = 10
MORE_SETS = 2
TENTH_MORE = Decimal("1.1")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Unit:
    """One unit more of something.

    Parameters
    ----------
    change
        The change.
    only_adds
        Whether every plan stays possible and scores no less: then the change cannot lose anything.
    """

    change: Change
    only_adds: bool = True


def units(scenario: Scenario) -> Iterator[Unit]:
    """Yield one unit more of everything that can hold a plan back.

    Parameters
    ----------
    scenario
        A scenario that has a plan.

    Yields
    ------
    Unit
        Time, a session, budgets, steps of the ladder, elastic demands given up. Safety limits are
        left alone.
    """
    everyone = range(len(scenario.sessions))
    yield from _minutes(scenario, everyone, "every session")
    if len(scenario.sessions) > 1:
        for index in everyone:
            yield from _minutes(scenario, (index,), day_of(scenario.sessions[index]))
    yield from _session(scenario)
    yield from _budgets(scenario)
    yield from _steps(scenario)
    yield from _elastic(scenario)


def _minutes(scenario: Scenario, which: range | tuple[int, ...], name: str) -> Iterator[Unit]:
    edits = [
        Edit("set", ("sessions", index, "minutes"), str(minutes))
        for index in which
        if (minutes := scenario.sessions[index].minutes + MORE_MINUTES) <= MOST_MINUTES
    ]
    if edits:
        yield _more(f"{MORE_MINUTES} minutes more in {name}", *edits)


def _session(scenario: Scenario) -> Iterator[Unit]:
    """Yield one more session on the day that makes the shortest run of training days."""
    trained = {WEEKDAYS.index(slot.day) for slot in scenario.sessions}
    free = [day for day in range(7) if day not in trained]
    if not free:
        return

    def run(day: int) -> int:
        """Training days in a row, were this one of them."""
        after = next(n for n in range(1, 8) if (day + n) % 7 not in trained)
        before = next(n for n in range(1, 8) if (day - n) % 7 not in trained)
        return before + after - 1

    day = min(free, key=lambda day: (run(day), day))
    pattern = scenario.sessions[0]
    name = f"{WEEKDAYS[day]}_more"
    slot = pattern.model_dump(mode="json") | {"id": name, "day": WEEKDAYS[day]}
    edits = [Edit("append", ("sessions",), slot)]
    if scenario.sessions_per_week is not None:
        edits.append(Edit("set", ("sessions_per_week",), scenario.sessions_per_week + 1))
    text = f"one more session on {WEEKDAYS[day].capitalize()}, as long as {day_of(pattern)}"
    # It has to be trained, with what that asks of recovery: not every plan stays possible.
    yield Unit(Change(text, Fraction(0), tuple(edits)), only_adds=False)


def _budgets(scenario: Scenario) -> Iterator[Unit]:
    fatigue, axial = scenario.settings.fatigue_budget, scenario.settings.spinal_load
    yield _more(
        "10 % more fatigue in session and week",
        *_tenth_more("fatigue_budget", fatigue.session_points, fatigue.week_points),
    )
    (spinal,) = (rule for rule in RULES if rule.name == "spinal_load")
    if any(True for _ in spinal.relaxations(axial)):  # none where the cap protects a weak back
        yield _more(
            "10 % more axial load in session and week",
            *_tenth_more("spinal_load", axial.session_points, axial.week_points),
        )
    sets = scenario.settings.session_shape.max_working_sets + MORE_SETS
    yield _more(
        f"{MORE_SETS} working sets more in a session",
        Edit("set", ("rules", "session_shape", "max_working_sets"), sets),
    )


def _tenth_more(rule: str, session: Decimal, week: Decimal) -> tuple[Edit, Edit]:
    return tuple(  # type: ignore[return-value]  # two budgets, two edits
        Edit("set", ("rules", rule, name), str((points * TENTH_MORE).quantize(CENT)))
        for name, points in (("session_points", session), ("week_points", week))
    )


def _steps(scenario: Scenario) -> Iterator[Unit]:
    for family in scenario.catalogue.families.values():
        here = scenario.ladder.available(family.id)
        closed = [step for step in here if not scenario.ladder.is_mastered(family.id, step)]
        if family.counts_for_progress and closed:
            step = closed[0]
            yield _more(
                f"{family.name}: {step} mastered from the first day",
                Edit("set", ("athlete", "ladder", family.id), step),
            )


def _elastic(scenario: Scenario) -> Iterator[Unit]:
    for rule in RULES:
        params = getattr(scenario.settings, rule.name)
        if isinstance(params, ElasticParams) and not params.hard:
            yield _more(
                f"nothing paid for what {rule.name.replace('_', ' ')} misses",
                Edit("set", ("rules", rule.name, "price_points"), "0"),
            )


def _more(text: str, *edits: Edit) -> Unit:
    return Unit(Change(text, Fraction(0), edits))

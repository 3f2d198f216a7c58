"""From rows to a dated plan: what the rows say, and our own prescription for what they leave open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimizer.assemble import (
    Schedule,
    daily_drills,
    dated_session,
    prescription,
    training_order,
    unscored_plan,
)
from optimizer.foreign.dose import Fit, Fitter
from optimizer.foreign.rows import ForeignPlan, Row
from optimizer.horizon import Block
from optimizer.options import Key
from optimizer.plan import Plan, Prescription, Session, Week
from optimizer.scenario import Scenario
from optimizer.scoring import score_plan, write_score, write_shortages


@dataclass(frozen=True)
class Draft:
    """A foreign plan in our terms; it may break any rule.

    Parameters
    ----------
    plan
        The dated plan with the score it reaches.
    fits
        Every row in every block that it belongs to.
    entries
        Working sets by option key, as in the first week of each block, which stands for it.
    """

    plan: Plan
    fits: tuple[Fit, ...]
    entries: Mapping[Key, int]


def draft_plan(foreign: ForeignPlan, scenario: Scenario) -> Draft:
    """Put a foreign plan on the calendar.

    Parameters
    ----------
    foreign
        The rows.
    scenario
        What they are for.

    Returns
    -------
    Draft
    """
    fitter = Fitter(scenario)
    fits = tuple(fitter.fit(row, block) for block in scenario.blocks for row in _of(foreign, block))
    weeks = tuple(_weeks(scenario, fits))
    blank = unscored_plan(scenario, Schedule(weeks, daily_drills(scenario)))
    scoring = score_plan(scenario, blank)
    plan = blank.model_copy(
        update={
            "score": write_score(scoring, None),
            "shortages": write_shortages(scoring.shortages),
        }
    )
    entries = {
        (fit.row.exercise, fit.row.method, fit.row.slot, fit.block.index): fit.row.sets
        for fit in fits
        if fit.block.first_week + 1 in fit.row.weeks
    }
    return Draft(plan, fits, entries)


def _of(foreign: ForeignPlan, block: Block) -> Iterator[Row]:
    weeks = {number + 1 for number in block.week_numbers}
    return (row for row in foreign.rows if weeks.intersection(row.weeks))


def _weeks(scenario: Scenario, fits: tuple[Fit, ...]) -> Iterator[Week]:
    for block in scenario.blocks:
        mine = [fit for fit in fits if fit.block is block]
        for number in block.week_numbers:
            entries: dict[int, list[Prescription]] = defaultdict(list)
            for fit in mine:
                entry = _prescribed(scenario, fit, number)
                if entry is not None:
                    entries[fit.row.slot].append(entry)
            sessions = [_session(scenario, number, slot, done) for slot, done in entries.items()]
            yield Week(
                week=number + 1,
                block=block.index + 1,
                kind=block.kind(number),
                sessions=tuple(sorted(sessions, key=lambda s: (s.date, s.start))),
            )


def _session(scenario: Scenario, week: int, slot: int, done: list[Prescription]) -> Session:
    exercises = scenario.catalogue.exercises
    ordered = sorted(done, key=lambda entry: training_order(exercises[entry.exercise]))
    return dated_session(scenario, week, slot, ordered)


def _prescribed(scenario: Scenario, fit: Fit, week: int) -> Prescription | None:
    """Write down what a row says of a week; None where it says nothing."""
    row, option = fit.row, fit.option
    if week + 1 not in row.weeks:
        return None
    sets, load = row.sets, fit.load_kg
    prescribed = option.weeks[week - fit.block.first_week].load_kg
    if row.every_week and fit.block.kind(week) == "deload":
        lighter = scenario.settings.deload.sets
        # A number of sets that no plan may have is lightened as the nearest that one may.
        sets = lighter[min(lighter, key=lambda allowed: abs(allowed - row.sets))]
        load = load if load is None or prescribed is None else min(load, prescribed)
    entry = prescription(option, sets, week - fit.block.first_week)
    return entry if load is None else entry.model_copy(update={"load": "kg", "load_kg": load})

"""What is wrong with a foreign plan, in words: the rules' own checks, and what our options refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from constraints import Violation
from optimizer.foreign.draft import Draft, draft_plan
from optimizer.foreign.rows import read_foreign_plan
from optimizer.integrity import FIELDS
from optimizer.result import Verification
from optimizer.scenario import Scenario
from optimizer.verifier import verify

# A foreign plan claims no effort, tempo, time or rest, and its doses are judged by `dose`: what the
# check of plan files says of them would only repeat that they are not ours.
UNCLAIMED = frozenset({*FIELDS, "option"})


@dataclass(frozen=True)
class Judgement:
    """A foreign plan, judged.

    Parameters
    ----------
    draft
        The plan in our terms.
    verification
        Every breach, and the score.
    notes
        What a reader should know about how the table was read.
    """

    draft: Draft
    verification: Verification
    notes: tuple[str, ...]


def judge_plan_csv(source: str | Path, scenario: Scenario) -> Judgement:
    """Read a plan that somebody else wrote and check it by every rule, without a solver.

    Parameters
    ----------
    source
        Path of a CSV file, or ``-`` for standard input.
    scenario
        What the plan is for.

    Returns
    -------
    Judgement

    Raises
    ------
    TableError
        With every problem of the table and its place.
    """
    foreign = read_foreign_plan(source, scenario)
    draft = draft_plan(foreign, scenario)
    found = verify(scenario, draft.plan)
    kept = [v for v in found.violations if not (v.rule == "plan" and v.unit in UNCLAIMED)]
    verification = Verification(
        (*kept, *_faults(scenario, draft)), found.terms, found.shortages, found.inapplicable
    )
    unjudged = dict.fromkeys(fit.note for fit in draft.fits if fit.note is not None)
    return Judgement(draft, verification, (*foreign.notes, *unjudged))


def _faults(scenario: Scenario, draft: Draft) -> Iterator[Violation]:
    for fit in draft.fits:
        session = scenario.sessions[fit.row.slot].id
        for number in fit.block.week_numbers:
            if number + 1 in fit.row.weeks:
                where = f"week {number + 1}, {session}"
                for fault in fit.faults:
                    text = f"{where}: {fault.text}"
                    yield Violation(fault.rule, where, fault.excess, fault.unit, text)

"""A finished run as those read it who tell people of it: every plan verified again on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from typing import Any

from optimizer.export.checked import CheckedPlan
from optimizer.plan import Plan
from optimizer.roster.results.member_result import MemberResult
from optimizer.roster.results.page import Proved
from optimizer.roster.roster import Roster
from optimizer.roster.run_folder import RunFolder
from optimizer.roster.store import AthleteRow
from optimizer.roster.summary import bound_of
from optimizer.scoring import gap_percent
from optimizer.verifier import verify


def member_results(folder: RunFolder, roster: Roster) -> Iterator[MemberResult]:
    """Yield the athletes of a finished run one by one, in the order of the roster.

    Parameters
    ----------
    folder
        The run folder.
    roster
        Its roster.

    Yields
    ------
    MemberResult

    Raises
    ------
    VerificationError
        If a plan does not pass; it is not shown.
    RunFolderError
        If the folder is damaged.
    """
    with closing(folder.store(reading=True)) as store:
        for row in store.athletes():
            yield _member_result(roster, row)


def prices_of(summary: dict[str, Any]) -> dict[int, Fraction] | None:
    """Read the prices of a summary by flat resource index; None where it has none."""
    prices = summary.get("prices")
    if prices is None:
        return None
    return {int(index): Fraction(price) for index, price in prices.items()}


def proved_of(summary: dict[str, Any]) -> Proved:
    """Read what a summary says is proved of the whole."""
    bound, gap = bound_of(summary), None
    if bound is not None and summary.get("value") is not None:
        gap = max(Fraction(0), gap_percent(Fraction(summary["value"]["exact"]), bound))
    return Proved(str(summary.get("status", "unknown")), gap)


def _member_result(roster: Roster, row: AthleteRow) -> MemberResult:
    athlete = roster.athletes[row.number]
    checked = None
    if row.plan is not None:
        plan = Plan.model_validate(json.loads(row.plan))
        scenario = roster.member(row.number).scenario
        checked = CheckedPlan(plan, scenario, verify(scenario, plan))
    alone = row.record.get("alone_score")
    return MemberResult(
        id=row.id,
        group=athlete.group or "",
        name=athlete.name,
        checked=checked,
        alone_score=None if alone is None else Fraction(alone),
        unplaced=None if checked is not None else row.record.get("why") or row.status,
    )

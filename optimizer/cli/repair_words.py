"""A comparison with the best plan, and a repair, as lines for people and as data for programs."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optimizer.cli.findings import score_of
from optimizer.foreign.changes import change_lines, uneven_weeks
from optimizer.foreign.judge import Judgement
from optimizer.report.words import clean, plural, spans
from optimizer.result import Result, Status
from optimizer.scoring import Scoring, cents

if TYPE_CHECKING:
    from optimizer.foreign.repair import Repair
    from optimizer.scenario import Scenario


def best_line(judgement: Judgement, best: Result) -> str:
    """Compare the score of a plan with what a solve found and proved."""
    verification = judgement.verification
    yours = f"yours {score_of(verification)}"
    if not verification.passed:
        yours += " (it breaks rules)"
    if best.score is None:
        if best.status is Status.IMPOSSIBLE:
            return f"{yours}; proved impossible: no plan keeps all rules of this scenario"
        return f"{yours}; no plan found within the limit to compare it with"
    line = f"{yours}, best proved plan {_down(best.score)}"
    if best.bound is None:
        return f"{line}, no bound proved within the limit"
    line += f", no plan above {_up(best.bound)}"
    total = Scoring(verification.terms, verification.shortages).total
    if verification.passed and total > best.bound:
        line += " with the prescribed repetitions; yours does others"
    return line


def best_data(best: Result) -> dict[str, Any]:
    """Return what a solve found, as data."""
    return {
        "status": str(best.status),
        "score": None if best.score is None else str(_down(best.score)),
        "bound": None if best.bound is None else str(_up(best.bound)),
    }


def repair_lines(mended: Repair, judgement: Judgement, scenario: Scenario) -> list[str]:
    """Write what a repair changes, what is proved of it, and its score."""
    second = mended.confirmation
    if mended.status is Status.IMPOSSIBLE:
        opinion = [] if second is None else [f"  second opinion: {second.statement}"]
        reasons = [f"  cannot be met: {clean(reason)}" for reason in mended.reasons]
        return ["proved impossible: no plan keeps all rules of this scenario", *reasons, *opinion]
    if mended.plan is None or mended.score is None:
        return ["no plan found within the limit; this does not mean that none exists"]
    lines = [f"nearest plan: {_counted(mended)}; {_proved(mended)}"]
    if second is not None:
        agrees = "proves it too" if second.confirmed else "ran out of time: not contradicted"
        lines.append(f"  second opinion: {second.engine} {agrees}")
    lines += [f"  {clean(line)}" for line in change_lines(mended.changes, scenario)]
    uneven = uneven_weeks(judgement.draft, scenario)
    if uneven:
        noun = "week" if len(uneven) == 1 else "weeks"
        lines.append(f"  {noun} {spans(uneven)}: made to repeat the first week of the block")
    lines.append("  repetitions, loads, effort and rest are the prescribed ones")
    score = f"score {_down(mended.score)}"
    if mended.score_proved:
        lines.append(f"{score}, the highest with so few changes: proved")
    elif mended.bound is not None:
        lines.append(f"{score}, none with so few changes above {_up(mended.bound)}")
    else:
        lines.append(f"{score}, no bound proved within the limit")
    return lines


def _counted(mended: Repair) -> str:
    if not mended.changes:
        return "no change"
    kinds = [change.kind for change in mended.changes]
    words = {"added": "added", "removed": "removed", "sets": "with other sets"}
    parts = [f"{kinds.count(kind)} {word}" for kind, word in words.items() if kind in kinds]
    return f"{plural(len(kinds), 'change')} ({', '.join(parts)})"


def _proved(mended: Repair) -> str:
    if mended.status is Status.OPTIMAL:
        return "nearest: proved"
    needed = plural(mended.at_least, "change")
    return f"not proved nearest, at least {needed} needed"


def repair_data(mended: Repair, scenario: Scenario) -> dict[str, Any]:
    """Return what a repair changes and what is proved of it, as data."""
    second = mended.confirmation
    return {
        "status": str(mended.status),
        "changes": [
            {
                "kind": change.kind,
                "block": change.entry[3] + 1,
                "session": scenario.sessions[change.entry[2]].id,
                "exercise": change.entry[0],
                "method": change.entry[1],
                "sets_before": change.before,
                "sets_after": change.after,
            }
            for change in mended.changes
        ],
        "changes_at_least": mended.at_least,
        "score": None if mended.score is None else str(_down(mended.score)),
        "bound": None if mended.bound is None else str(_up(mended.bound)),
        "score_proved": mended.score_proved,
        "reasons": list(mended.reasons),
        "confirmed": None if second is None else second.confirmed,
    }


def _down(points: Fraction) -> Decimal:
    return cents(points, ROUND_FLOOR)


def _up(points: Fraction) -> Decimal:
    return cents(points, ROUND_CEILING)

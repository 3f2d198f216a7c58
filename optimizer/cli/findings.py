"""What a verification found, as lines for people and as data for programs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_FLOOR
from typing import Any

from constraints import RULES, Violation
from optimizer.report.words import clean, exact, plural, spans
from optimizer.result import Verification
from optimizer.scoring import Scoring, cents

MOST_SHOWN = 30
_WEEK = re.compile(r"\bweek (\d+)\b")


def violation_lines(
    violations: Iterable[Violation], *, show_all: bool, join_weeks: bool = False
) -> list[str]:
    """Write violations, rule by rule; where there are many, some of every rule.

    Parameters
    ----------
    violations
        What was found, in the order of the rules.
    show_all
        Whether to write all of them.
    join_weeks
        Whether what is the same in several weeks becomes one line.
    """
    by_rule: dict[str, list[str]] = defaultdict(list)
    for rule, lines in _by_rule(violations).items():
        by_rule[rule] = _joined(lines) if join_weeks else lines
    room = None if show_all else MOST_SHOWN
    shown, left = _share(by_rule, room)
    lines = [f"{rule}: {line}" for rule, kept in shown.items() for line in kept]
    if left:
        counts = ", ".join(f"{count} of {rule}" for rule, count in left.items())
        lines.append(f"and {sum(left.values())} more (--all shows them): {counts}")
    return lines


def _by_rule(violations: Iterable[Violation]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in violations:
        place = "" if one.message.startswith(one.where) else f"{one.where}: "
        amount = plural(one.excess, one.unit)
        found[one.rule].append(f"{clean(f'{place}{one.message}')} [{amount}]")
    return found


def _joined(lines: Iterable[str]) -> list[str]:
    """Make one line of those that differ in their first week number only."""
    weeks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line in lines:
        found = _WEEK.search(line)
        if found is None:
            weeks[line, ""] = []
        else:
            weeks[line[: found.start()], line[found.end() :]].append(int(found[1]))
    joined = []
    for (before, after), numbers in weeks.items():
        noun = "" if not numbers else "week " if len(set(numbers)) == 1 else "weeks "
        joined.append(f"{before}{noun}{spans(sorted(set(numbers)))}{after}")
    return joined


def _share(
    by_rule: dict[str, list[str]], room: int | None
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Give every rule its share of the room; what a rule does not need goes to the next."""
    if room is None:
        return by_rule, {}
    shares = dict.fromkeys(by_rule, 0)
    while room and any(shares[rule] < len(by_rule[rule]) for rule in by_rule):
        for rule, lines in by_rule.items():
            if room and shares[rule] < len(lines):
                shares[rule] += 1
                room -= 1
    shown = {rule: lines[: shares[rule]] for rule, lines in by_rule.items()}
    left = {
        rule: len(lines) - shares[rule]
        for rule, lines in by_rule.items()
        if shares[rule] < len(lines)
    }
    return shown, left


def lack_lines(verification: Verification, most: int | None = None) -> list[str]:
    """Write shortages with their price, and demands that nothing could meet.

    Parameters
    ----------
    verification
        What was found.
    most
        How many shortages to write, the dearest; all in their order when left out.
    """
    lines = []
    shortages = verification.shortages
    left = 0 if most is None else len(shortages) - most
    if left > 0:
        shortages = tuple(sorted(shortages, key=lambda lack: -lack.points)[:most])
    for lack in shortages:
        amount = plural(lack.missing, lack.unit.removesuffix("missing"))
        cost = exact(lack.points)
        lines.append(f"shortage: {lack.rule}: {lack.where}: {amount} missing, -{cost} points")
    if left > 0:
        lines.append(f"shortage: and {left} more (--all shows them)")
    return lines + [
        f"not applicable: {demand.rule}: {demand.where}: {demand.reason}"
        for demand in verification.inapplicable
    ]


def findings_data(verification: Verification) -> dict[str, Any]:
    """Return everything that was found, as data."""
    return {
        "verified": verification.passed,
        "rules_checked": [rule.name for rule in RULES],
        "score": score_of(verification) if verification.terms else None,
        "violations": [
            {
                "rule": one.rule,
                "where": one.where,
                "excess": str(one.excess),
                "unit": one.unit,
                "message": one.message,
            }
            for one in verification.violations
        ],
        "shortages": [
            {
                "rule": one.rule,
                "where": one.where,
                "missing": str(one.missing),
                "unit": one.unit,
                "points": str(one.points),
            }
            for one in verification.shortages
        ],
        "not_applicable": [
            {"rule": one.rule, "where": one.where, "reason": one.reason}
            for one in verification.inapplicable
        ],
    }


def score_of(verification: Verification) -> str:
    """Write the recomputed score, rounded down."""
    total = Scoring(verification.terms, verification.shortages).total
    return str(cents(total, ROUND_FLOOR))

"""Whether a plan file is what it claims to be: names, hash, dates, prescriptions, times, score."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR
from fractions import Fraction
from typing import TYPE_CHECKING

from constraints import Violation
from optimizer.assemble import cool_down, prescription, training_order, warm_up
from optimizer.errors import closest
from optimizer.options import Key
from optimizer.scoring import HIGHEST_SCORE, cents, gap_percent, write_score, write_shortages

if TYPE_CHECKING:
    from optimizer.plan import Plan, Prescription, Session, Week
    from optimizer.scenario import Scenario
    from optimizer.scoring import Scoring

FIELDS = (
    "reps",
    "seconds_hold",
    "metres",
    "steps",
    "rir",
    "tempo",
    "load",
    "load_kg",
    "rest_seconds",
    "seconds",
)


def check_names(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Yield every name that the catalogue or the scenario does not know."""
    catalogue = scenario.catalogue
    slots = {slot.id for slot in scenario.sessions}
    for week in plan.weeks:
        for session in week.sessions:
            where = f"week {week.week}, {session.id}"
            if session.id not in slots:
                yield _unknown(where, "session", session.id, slots)
            if session.setup not in scenario.resolved_setups:
                yield _unknown(where, "setup", session.setup, set(scenario.resolved_setups))
            for entry in session.exercises:
                if entry.exercise not in catalogue.exercises:
                    yield _unknown(where, "exercise", entry.exercise, set(catalogue.exercises))
                if entry.method not in catalogue.methods:
                    yield _unknown(where, "method", entry.method, set(catalogue.methods))
    for drill in plan.daily:
        if drill.exercise not in catalogue.exercises:
            known = set(catalogue.exercises)
            yield _unknown("every day", "exercise", drill.exercise, known)


def _unknown(where: str, what: str, name: str, known: set[str]) -> Violation:
    match = closest(name, sorted(known))
    hint = f"; did you mean {match!r}?" if match else ""
    return Violation("plan", where, 1, what, f"{where}: unknown {what} {name!r}{hint}")


def check_integrity(scenario: Scenario, plan: Plan, scoring: Scoring) -> Iterator[Violation]:
    """Yield every claim of the file that does not hold."""
    if plan.scenario.sha256 != scenario.sha256:
        text = f"the plan was made for another scenario ({plan.scenario.name!r}): hashes differ"
        yield Violation("plan", "scenario", 1, "hash", text)
    if plan.scenario.name != scenario.name:
        text = f"the plan names the scenario {plan.scenario.name!r}, it is {scenario.name!r}"
        yield Violation("plan", "scenario", 1, "name", text)
    if plan.athlete != scenario.athlete.id:
        text = f"the plan is for {plan.athlete!r}, the scenario for {scenario.athlete.id!r}"
        yield Violation("plan", "athlete", 1, "name", text)
    if plan.scenario.document != scenario.document():
        text = "the scenario inside the plan file is not the one it is checked against"
        yield Violation("plan", "scenario", 1, "document", text)
    yield from _check_number_of_sessions(scenario, plan)
    for week in plan.weeks:
        for session in week.sessions:
            yield from _check_session(scenario, week, session)
    yield from _check_score(plan, scoring)


def _check_number_of_sessions(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    wanted = scenario.trained_sessions
    chosen = {session.id for week in plan.weeks[:1] for session in week.sessions}
    for week in plan.weeks:
        ids = [session.id for session in week.sessions]
        where = f"week {week.week}"
        if len(ids) != wanted:
            text = f"{where}: {len(ids)} sessions, {wanted} a week are trained"
            yield Violation("plan", where, abs(len(ids) - wanted), "session", text)
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            text = f"{where}: session {name!r} is listed {ids.count(name)} times"
            yield Violation("plan", where, ids.count(name) - 1, "session", text)
        for name in sorted(chosen.symmetric_difference(ids)):
            text = f"{where}: session {name!r} differs from week 1; sessions are chosen once"
            yield Violation("plan", where, 1, "session", text)
        if list(week.sessions) != sorted(week.sessions, key=lambda s: (s.date, s.start)):
            text = f"{where}: the sessions do not stand in order of time"
            yield Violation("plan", where, 1, "order", text)


def _check_session(scenario: Scenario, week: Week, session: Session) -> Iterator[Violation]:
    where = f"week {week.week}, {session.id}"
    index = next(i for i, slot in enumerate(scenario.sessions) if slot.id == session.id)
    slot = scenario.sessions[index]
    claims = {
        "date": (session.date, scenario.date(week.week - 1, index)),
        "start": (session.start, slot.start),
        "minutes": (session.minutes, slot.minutes),
        "setup": (session.setup, slot.setup),
    }
    for name, (claimed, expected) in claims.items():
        if claimed != expected:
            text = f"{where}: {name} is {claimed}, expected {expected}"
            yield Violation("plan", where, 1, name, text)
    for entry in session.exercises:
        yield from _check_prescription(scenario, week, index, entry, where)
    exercises = [scenario.catalogue.exercises[entry.exercise] for entry in session.exercises]
    if exercises != sorted(exercises, key=training_order):
        text = f"{where}: the exercises do not stand in training order"
        yield Violation("plan", where, 1, "order", text)
    if session.before != warm_up(scenario):
        yield Violation(
            "plan", where, 1, "drill", f"{where}: the warm-up is not that of the recipe"
        )
    if session.after != cool_down(scenario, index, session.exercises):
        text = f"{where}: the cool-down is not that of the recipe"
        yield Violation("plan", where, 1, "drill", text)
    time = scenario.settings.session_time
    seconds = time.general_seconds + time.activation_seconds
    seconds += sum(entry.seconds for entry in session.exercises)
    seconds += sum(drill.seconds or 0 for drill in session.after)
    if seconds != session.seconds:
        text = f"{where}: claims {session.seconds} seconds, its parts add up to {seconds}"
        yield Violation("plan", where, abs(seconds - session.seconds), "second", text)


def _check_prescription(
    scenario: Scenario, week: Week, slot: int, entry: Prescription, where: str
) -> Iterator[Violation]:
    if not 1 <= week.block <= len(scenario.blocks):
        return  # the deload rule reports weeks that do not belong
    key: Key = (entry.exercise, entry.method, slot, week.block - 1)
    option = scenario.offers.options.get(key)
    block = scenario.blocks[week.block - 1]
    position = week.week - 1 - block.first_week
    if option is None or not 0 <= position < len(option.weeks):
        reasons = [
            r.reason
            for r in scenario.offers.refusals
            if (r.exercise, r.method, r.slot, r.block) == key
        ]
        reason = reasons[0] if reasons else "this method is not offered there"
        text = f"{where}: {entry.exercise} by {entry.method} is no option: {reason}"
        yield Violation("plan", where, 1, "option", text)
        return
    expected = prescription(option, entry.sets, position)
    for field in FIELDS:
        claimed, right = getattr(entry, field), getattr(expected, field)
        if claimed != right:
            text = f"{where}: {entry.exercise}: {field} is {claimed}, expected {right}"
            yield Violation("plan", where, 1, field, text)


def _check_score(plan: Plan, scoring: Scoring) -> Iterator[Violation]:
    claimed = plan.score
    expected = write_score(scoring, None)
    if claimed.exact != expected.exact or claimed.total != expected.total:
        text = f"the file claims a score of {claimed.total}, recomputed {expected.total}"
        yield Violation("plan", "score", 1, "score", text)
    if claimed.terms != expected.terms:
        text = "the file's score terms differ from the recomputed ones"
        yield Violation("plan", "score", 1, "term", text)
    if plan.shortages != write_shortages(scoring.shortages):
        text = "the file's shortages differ from the recomputed ones"
        yield Violation("plan", "shortages", 1, "shortage", text)
    yield from _check_bound(plan, scoring)


def _check_bound(plan: Plan, scoring: Scoring) -> Iterator[Violation]:
    claimed = plan.score
    if plan.status == "optimal" and (claimed.bound is None or claimed.gap != 0):
        text = f"the file claims an optimal plan with a gap of {claimed.gap} %"
        yield Violation("plan", "score", 1, "status", text)
    if (claimed.bound is None) != (claimed.gap is None):
        text = f"the file claims bound {claimed.bound} with gap {claimed.gap}"
        yield Violation("plan", "score", 1, "gap", text)
    if claimed.bound is None:
        return
    if claimed.bound > HIGHEST_SCORE:
        text = f"the file claims a bound of {claimed.bound}, nothing scores above {HIGHEST_SCORE}"
        yield Violation("plan", "score", 1, "bound", text)
    if Fraction(claimed.bound) < scoring.total:
        text = f"the plan scores {claimed.total}, above its own bound {claimed.bound}"
        yield Violation("plan", "score", 1, "bound", text)
    elif claimed.gap is not None:
        # The exact bound lies less than a cent below the one that is written.
        ends = (Fraction(claimed.bound) - Fraction(1, 100), Fraction(claimed.bound))
        gaps = [max(Fraction(0), gap_percent(scoring.total, bound)) for bound in ends]
        low, high = cents(min(gaps), ROUND_FLOOR), cents(max(gaps), ROUND_CEILING)
        if not low <= claimed.gap <= high:
            text = f"the file claims a gap of {claimed.gap} %, score and bound make it {high} %"
            yield Violation("plan", "score", 1, "gap", text)

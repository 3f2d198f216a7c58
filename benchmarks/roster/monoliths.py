"""What our method is raced against: a whole roster as one model, and first come, first served."""

from __future__ import annotations

import copy
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from benchmarks import baselines
from benchmarks.contestants import Outcome, Report
from benchmarks.machine import peak_memory_bytes
from benchmarks.record import Engine
from benchmarks.roster.contestants import figures
from constraints.facility_capacity import RULE
from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.engines.answer import Answer, Limits, Verdict
from optimizer.errors import VerificationError
from optimizer.linear_model import Linear, LinearModel, Row
from optimizer.plan_model import PlanModel
from optimizer.roster.athlete_model import AthleteModel
from optimizer.roster.choice import choice_of
from optimizer.roster.columns import UNPLACED_POINTS
from optimizer.roster.planning import Planned, Wish, plan_athlete
from optimizer.roster.room_model import AthleteUse, JointRoomModel
from optimizer.roster.room_problem import resources
from optimizer.roster.writing import written_plan

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.roster.roster import Roster

PLACED, NOBODY = "placed", "unplaced"
# Deterministic units for a plan, as our method gives one athlete at first.
EFFORT = 0.1
# Python holds so much of a model at the most; the solver takes several times that.
MOST_BYTES = 3 * 2**30


@dataclass(frozen=True)
class Whole:
    """A roster as one model.

    Parameters
    ----------
    linear
        Everything: athletes one after the other, then the room.
    parts
        Model of every athlete.
    offsets
        Index of every athlete's first variable; behind his own stands whether he is placed.
    """

    linear: LinearModel
    parts: Sequence[PlanModel]
    offsets: Sequence[int]

    def placed(self, number: int, values: Sequence[int]) -> tuple[int, ...] | None:
        """Return an athlete's part of a solution; None where he is not placed."""
        first, size = self.offsets[number], len(self.parts[number].linear.variables)
        return tuple(values[first : first + size]) if values[first + size] else None


def one_model(engine: Engine, roster: Roster, limits: Limits, report: Report) -> Outcome:
    """Let a plain solver loose on the whole roster.

    Parameters
    ----------
    engine
        cp_sat or highs.
    roster, limits, report
        As in `benchmarks.roster.contestants.race`.
    """
    solve = {"cp_sat": baselines.plain_cp_sat, "highs": baselines.plain_highs}[engine]
    started, count = time.monotonic(), len(roster.athletes)
    whole = whole_model(roster, _deadline(started, limits))
    if whole is None:
        why = f"{engine}: not built within the time or {MOST_BYTES >> 30} GiB"
        return _outcome(roster, why, [], None, Verdict.UNKNOWN)
    built = time.monotonic() - started
    if limits.wall_seconds is not None:
        left = max(0.001, limits.wall_seconds - built)
        limits = limits.model_copy(update={"wall_seconds": left})

    def tell(value: Fraction | None, bound: Fraction | None) -> None:
        per_athlete = (None if one is None else one / count for one in (value, bound))
        report(*per_athlete)

    answer = solve(whole.linear, limits, tell)
    bound = None if answer.bound is None else Fraction(answer.bound, whole.linear.scale)
    found = [] if answer.values is None else list(_plans(roster, whole, answer))
    outcome = _outcome(roster, answer.engine, found, bound, answer.verdict)
    report(outcome.value, outcome.bound)
    measured = {
        "build_seconds": built,
        "variables": len(whole.linear.variables),
        "rows": len(whole.linear.rows),
        "model_sha256": whole.linear.sha256(),
        "deterministic_time": answer.deterministic_time,
    }
    return Outcome(**{**vars(outcome), "measured": {**measured, **outcome.measured}})


def whole_model(roster: Roster, deadline: float | None = None) -> Whole | None:
    """Write a roster as one model in which an athlete may be left out, at a price.

    Parameters
    ----------
    roster
        The roster.
    deadline
        On the monotonic clock; None for none.

    Returns
    -------
    Whole or None
        None where the deadline passed first, or memory reached `MOST_BYTES`.
    """
    room, uses, parts = roster.room, list[AthleteUse](), list[PlanModel]()
    for member in roster.members:
        late = deadline is not None and time.monotonic() > deadline
        if late or (peak_memory_bytes() or 0) > MOST_BYTES:
            return None
        model = build_model(compile_problem(member.scenario))
        parts.append(model)
        use = copy.copy(AthleteUse(room, model, beginner=member.beginner))
        use.model = copy.copy(model)
        use.model.linear = optional(model.linear)
        uses.append(use)
    joint = JointRoomModel(uses, [athlete.id for athlete in roster.athletes])
    RULE.post(joint)
    return Whole(joint.linear, parts, joint.offsets)


def optional(linear: LinearModel) -> LinearModel:
    """Write an athlete's model so that all its variables may be 0, for a price.

    Rows and bounds that 0 does not satisfy hold only for those who are placed, and nothing is earned by
    those who are not.

    Parameters
    ----------
    linear
        The model.

    Returns
    -------
    LinearModel
        With one variable more, the last: whether the athlete is placed.
    """
    found = LinearModel()
    for variable in linear.variables:
        found.variable(variable.name, min(0, variable.lower), max(0, variable.upper))
    placed = found.variable(PLACED, 0, 1)
    for row in linear.rows:
        _hold_if(found, placed, row)
    earning, _ = linear.objective()
    for index, variable in enumerate(linear.variables):
        one = Linear({index: 1})
        if variable.lower > 0:
            found.row(one - variable.lower * placed, 0, None, rule=PLACED, where=variable.name)
        if variable.upper < 0 or earning.get(index, 0) > 0:
            found.row(one - variable.upper * placed, None, 0, rule=PLACED, where=variable.name)
    for term, rewards in linear.rewards.items():
        for index, points in rewards.items():
            found.reward(term, Linear({index: 1}), points)
    given = sum(linear.constants.values(), Fraction(0))
    found.reward(NOBODY, placed, given + UNPLACED_POINTS)
    found.reward(NOBODY, Linear(constant=1), Fraction(-UNPLACED_POINTS))
    return found


def _hold_if(found: LinearModel, placed: Linear, row: Row) -> None:
    """Add a row; as far as 0 does not satisfy it, only for those who are placed."""
    expression = Linear(dict(zip(row.variables, row.coefficients, strict=True)))
    low, high = row.lower, row.upper
    free_low, free_high = low is None or low <= 0, high is None or high >= 0
    if free_low and free_high:
        found.row(expression, low, high, rule=row.rule, where=row.where, kind=row.kind)
        return
    if low is not None and low == high:
        found.row(expression - low * placed, 0, 0, rule=row.rule, where=row.where)
        return
    if low is not None:
        side = expression - low * placed if low > 0 else expression
        found.row(side, min(low, 0), None, rule=row.rule, where=row.where)
    if high is not None:
        side = expression - high * placed if high < 0 else expression
        found.row(side, None, max(high, 0), rule=row.rule, where=row.where)


def first_come(roster: Roster, limits: Limits, report: Report) -> Outcome:
    """Give each athlete, in the order of the roster, the best plan found that still fits.

    Parameters
    ----------
    roster, limits, report
        As in `benchmarks.roster.contestants.race`; of the limits only the wall clock and the seed.
    """
    deadline = _deadline(time.monotonic(), limits)
    room = roster.room
    left = {index: one.capacity for index, one in enumerate(resources(room))}
    used: Counter[int] = Counter()
    found: list[Plan] = []
    for member in roster.members:
        if deadline is not None and time.monotonic() > deadline:
            break
        athlete = AthleteModel(member, room)
        rest = {index: capacity - used[index] for index, capacity in left.items()}
        wish = Wish(prices={}, left=rest, effort=EFFORT, seed=limits.seed)
        planned = plan_athlete(athlete, wish)
        if isinstance(planned, Planned):
            used.update(planned.use)
            found.append(written_plan(member, planned.choice, None, {}))
    outcome = _outcome(roster, "first come, first served", found, None, Verdict.FEASIBLE)
    report(outcome.value, None)
    return outcome


def _plans(roster: Roster, whole: Whole, answer: Answer) -> Iterable[Plan]:
    """Read out and verify the plans of those who are placed."""
    assert answer.values is not None  # the caller has seen them
    for number, member in enumerate(roster.members):
        mine = whole.placed(number, answer.values)
        if mine is not None:
            yield written_plan(member, choice_of(whole.parts[number], mine), None, {})


def _outcome(
    roster: Roster, engine: str, plans: Sequence[Plan], bound: Fraction | None, verdict: Verdict
) -> Outcome:
    """Check the room, and add up."""
    faults = tuple(RULE.check(roster, plans))
    if faults:
        # Its rows were kept and yet the check refuses it: a defect, never a result.
        raise VerificationError(f"{engine}: the room does not hold", faults)
    count, scores = len(roster.athletes), [Fraction(plan.score.exact) for plan in plans]
    missing = UNPLACED_POINTS * (count - len(plans))
    value = (sum(scores, Fraction(0)) - missing) / count if plans else None
    return Outcome(
        # A model in which everybody may be left out always has a solution: that is no roster.
        status=str(verdict if plans or verdict is Verdict.IMPOSSIBLE else Verdict.UNKNOWN),
        value=value,
        bound=None if bound is None else bound / count,
        verified=True if plans else None,
        engine_version=engine,
        measured={
            "roster": figures(
                roster,
                placed=len(plans),
                mean=sum(scores, Fraction(0)) / len(plans) if plans else None,
                worst=min(scores, default=None),
                below=None,
            )
        },
    )


def _deadline(started: float, limits: Limits) -> float | None:
    return None if limits.wall_seconds is None else started + limits.wall_seconds

"""Search with two engines side by side: CP-SAT for plans, HiGHS for plans and bounds.

With one worker CP-SAT searches alone: with a deterministic limit the answer is reproducible. The
joint model of basket and plan needs the bound of HiGHS (garage athlete, one block, three sessions,
500 to spend: within 0.7 % after 20 s of processor time; CP-SAT alone was at 1.5 % after 43 s).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from fractions import Fraction

from optimizer.confirm import confirm_impossible, confirm_optimal
from optimizer.engines.answer import Answer, Limits, Verdict, Watch
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.engines.highs import solve_with_highs
from optimizer.errors import EngineError
from optimizer.linear_model import LinearModel
from optimizer.result import Confirmation
from optimizer.warm_start import holding

# A plan whose decisions are known is worked out at sight; this limit only guards.
SETTLING = Limits(wall_seconds=60, gap=0, workers=1)

GRACE_SECONDS = 3.0


def search(
    model: LinearModel,
    limits: Limits,
    watch: Watch,
    start: Sequence[int] | None = None,
    enough: Fraction | None = None,
) -> Answer:
    """Maximise a linear model.

    Parameters
    ----------
    model
        The linear model.
    limits
        When to stop; from two workers on, one of them is HiGHS, unless the limit is deterministic.
    watch
        Gets progress; its `stop` event ends the search with the best solution kept.
    start
        A solution to start from.
    enough
        A value of the objective at which to stop.

    Returns
    -------
    Answer
        The better solution and the better bound of the two.

    Raises
    ------
    EngineError
        If the engines contradict each other.
    """
    hint = None if start is None else dict(enumerate(start))
    inner = Watch()

    def report(objective: int | None, bound: int | None) -> None:
        watch.report(objective, bound)
        if enough is not None and objective is not None and objective >= enough * model.scale:
            inner.stop.set()

    inner.on_progress = report
    done = threading.Event()
    threading.Thread(target=_relay, args=(watch.stop, inner.stop, done), daemon=True).start()
    try:
        if limits.workers == 1 or limits.wall_seconds is None:
            return solve_with_cp_sat(model, limits, watch=inner, hint=hint)
        return _side_by_side(model, limits, inner, hint)
    finally:
        inner.stop.set()
        done.set()


def _side_by_side(
    model: LinearModel, limits: Limits, watch: Watch, hint: Mapping[int, int] | None
) -> Answer:
    found: list[Answer] = []
    failed: list[BaseException] = []

    def bound() -> None:
        try:
            found.append(solve_with_highs(model, limits, watch=Watch(stop=watch.stop)))
        except BaseException as error:  # handed to the caller below
            failed.append(error)
        if failed or _finished(found[0], model, limits):
            watch.stop.set()

    second = threading.Thread(target=bound, daemon=True)
    second.start()
    mine = limits.model_copy(update={"workers": limits.workers - 1})
    try:
        first = solve_with_cp_sat(model, mine, watch=watch, hint=hint)
        if _finished(first, model, limits):
            watch.stop.set()
    except BaseException:
        watch.stop.set()
        raise
    finally:
        _wait_for(second, watch.stop)
    if failed:
        raise failed[0]
    # HiGHS sees an interrupt only between two steps of its own, which may take a minute.
    return _better(model, first, found[0]) if found else first


def _wait_for(engine: threading.Thread, stop: threading.Event) -> None:
    """Wait for an engine's end; once it is told to stop, for a moment only."""
    while not stop.is_set() and engine.is_alive():
        engine.join(0.05)
    engine.join(GRACE_SECONDS)


def _finished(answer: Answer, model: LinearModel, limits: Limits) -> bool:
    """Whether an answer says so much that the other engine may stop."""
    if answer.verdict in (Verdict.OPTIMAL, Verdict.IMPOSSIBLE):
        return True
    if answer.values is None or answer.bound is None:
        return False
    bound = Fraction(answer.bound, model.scale)
    left = bound - model.score(answer.values)
    return left <= Fraction(limits.gap) * max(abs(bound), Fraction(1))


def _relay(outer: threading.Event, inner: threading.Event, done: threading.Event) -> None:
    while not done.wait(0.05):
        if outer.is_set():
            inner.set()


def _better(model: LinearModel, first: Answer, second: Answer) -> Answer:
    if first.verdict is Verdict.IMPOSSIBLE:
        if second.values is not None:
            raise EngineError(f"{first.engine} says impossible, {second.engine} found a plan")
        return first
    # HiGHS computes with tolerances: that nothing exists is believed from CP-SAT alone.
    answers = [a for a in (first, second) if a.verdict is not Verdict.IMPOSSIBLE]
    solved = [a for a in answers if a.values is not None]
    values = max((a.values for a in solved if a.values), key=model.score, default=None)
    bounds = [a.bound for a in answers if a.bound is not None]
    tightest = min(bounds, default=None)
    verdict = Verdict.UNKNOWN if values is None else Verdict.FEASIBLE
    if values is not None and tightest is not None:
        reached = model.score(values) * model.scale
        if reached > tightest:
            raise EngineError(
                f"a solution of {float(model.score(values)):.6f} is better than a bound of "
                f"{' or '.join(a.engine for a in answers)}"
            )
        verdict = Verdict.OPTIMAL if reached == tightest else verdict
    engine = next((a.engine for a in answers if a.bound is not None and a.bound == tightest), "")
    return Answer(verdict, values, tightest, engine or first.engine, first.wall_seconds)


def confirmed(
    model: LinearModel, answer: Answer, seconds: float, watch: Watch
) -> Confirmation | None:
    """Ask for a second opinion on an optimal or impossible answer; None where none is due.

    Raises
    ------
    EngineError
        If the second engine contradicts the first.
    """
    if seconds <= 0 or watch.stop.is_set():
        return None
    if answer.verdict is Verdict.OPTIMAL:
        return confirm_optimal(model, answer, seconds, watch)
    if answer.verdict is Verdict.IMPOSSIBLE:
        bare = LinearModel(list(model.variables), list(model.rows))
        return confirm_impossible(bare, seconds, watch)
    return None


def solved_with(
    model: LinearModel,
    held: Mapping[int, int],
    limits: Limits,
    watch: Watch,
    start: Sequence[int] | None = None,
) -> Answer:
    """Maximise with some variables held; quick, with CP-SAT alone.

    Parameters
    ----------
    model, limits, watch, start
        As in `search`; nothing is reported.
    held
        Values by variable.
    """
    hint = None if start is None else dict(enumerate(start))
    part = holding(model, held)
    return solve_with_cp_sat(part, limits, watch=Watch(stop=watch.stop), hint=hint)

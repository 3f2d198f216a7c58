"""Why a setup is impossible, short enough for one line."""

from __future__ import annotations

from optimizer.comparing.solving import Found, Solving
from optimizer.result import Status

# For the conflict of one setup; `liftproof explain` takes its time and shows minimality.
MOST_SECONDS = 10.0


def why_impossible(found: Found, solving: Solving) -> tuple[str, ...]:
    """Name demands that no plan meets together.

    Parameters
    ----------
    found
        An answer of any status.
    solving
        Its limits and its stop hold here too.

    Returns
    -------
    tuple of str
        Demands in words; empty where a plan is not impossible, or time did not suffice.
    """
    result = found.result
    if result is None or result.status is not Status.IMPOSSIBLE:
        return ()
    from optimizer.explaining.conflict import Clock, OutOfTimeError, find_conflict
    from optimizer.explaining.demands import Demands

    limits, demands = solving.limits, Demands(found.asked.scenario)
    clock = Clock(
        None if limits.wall_seconds is None else min(limits.wall_seconds, MOST_SECONDS),
        workers=limits.workers,
        seed=limits.seed,
        deterministic_time=limits.deterministic_time,
        watch=solving.watch,
    )
    try:
        conflict = find_conflict(demands, clock, thorough=False)
    except OutOfTimeError:
        conflict = None
    if conflict is None:
        return result.reasons
    return tuple(demands.words(key).text for key in conflict.members)

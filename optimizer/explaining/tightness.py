"""Where a feasible scenario is tight: what one unit more of each resource is worth, by re-solving.

Every answer is an interval, because every score comes with a bound: with the scenario as it is, the
best plan scores between `score` and `bound`; with one unit more, between its own two. Only where the
second interval lies above the first is a gain proved; where they overlap it is called not separated,
never a gain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from optimizer.engines.answer import Limits, Watch
from optimizer.explaining.changes import Change, changed
from optimizer.explaining.headroom import Unit, units
from optimizer.result import Result, Status
from optimizer.scenario import Scenario
from optimizer.trials import Outcome, Trial, run_trials


@dataclass(frozen=True)
class Worth:
    """What a change is worth.

    Parameters
    ----------
    change
        One unit more of something.
    impossible
        Whether the change leaves no plan at all.
    score, bound
        The best plan with the change scores at least and at most this; None where nothing was found
        or proved.
    gain_least, gain_most
        What the change is worth at least and at most, in score points; None where nothing was found
        or proved.
    error
        Why there is no answer; None where there is one.
    """

    change: Change
    score: Fraction | None
    bound: Fraction | None
    gain_least: Fraction | None
    gain_most: Fraction | None
    impossible: bool = False
    error: str | None = None

    @property
    def gains(self) -> bool:
        """Whether a gain is proved."""
        return self.gain_least is not None and self.gain_least > 0

    @property
    def loses(self) -> bool:
        """Whether a loss is proved."""
        return self.gain_most is not None and self.gain_most < 0


@dataclass(frozen=True)
class Tightness:
    """Where a feasible scenario is tight.

    Parameters
    ----------
    weeks
        Weeks that were measured, from the first on.
    base
        The scenario as it is.
    worths
        What was tried: proved gains first, biggest first, then by what is possible at most.
    complete
        Whether everything was tried; False after a stop.
    """

    weeks: int
    base: Result
    worths: tuple[Worth, ...]
    complete: bool


def find_tightness(
    scenario: Scenario,
    base: Result,
    limits: Limits,
    *,
    processes: int,
    watch: Watch,
    on_done: Callable[[int, int], None] | None = None,
) -> Tightness:
    """Re-solve a scenario with one unit more of every resource.

    Parameters
    ----------
    scenario
        A scenario that has a plan.
    base
        Its result.
    limits
        Limits of every solve.
    processes
        How many solves run at once.
    watch
        Its `stop` event ends the work; what is done is kept.
    on_done
        Called with the number of solves done and the number of all.

    Returns
    -------
    Tightness
    """
    trials: list[Trial] = []
    tried: dict[str, Unit] = {}
    for unit in units(scenario):
        other = changed(scenario, (unit.change,))
        if other is not None:
            trials.append(Trial(unit.change.text, other, base.plan))
            tried[unit.change.text] = unit
    done: list[Outcome] = []

    def note(outcome: Outcome) -> None:
        done.append(outcome)
        if on_done is not None:
            on_done(len(done), len(trials))

    outcomes = run_trials(trials, limits, processes=processes, watch=watch, on_done=note)
    worths = [_worth(tried[outcome.trial.name], base, outcome) for outcome in outcomes]
    worths.sort(key=_rank)
    complete = len(outcomes) == len(trials) and not watch.stop.is_set()
    return Tightness(scenario.weeks, base, tuple(worths), complete)


def _worth(unit: Unit, base: Result, outcome: Outcome) -> Worth:
    """Compare two intervals."""
    result = outcome.result
    if result is None:
        return Worth(unit.change, None, None, None, None, error=outcome.error)
    least = _difference(result.score, base.bound)
    most = _difference(result.bound, base.score)
    if unit.only_adds:
        # The plan as it is stays allowed, whether the engine found it again or not.
        least = max(Fraction(0), least or Fraction(0))
    impossible = result.status is Status.IMPOSSIBLE
    return Worth(unit.change, result.score, result.bound, least, most, impossible)


def _difference(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def _rank(worth: Worth) -> tuple[bool, Fraction, Fraction, str]:
    """Proved gains first, biggest first; then what may be worth most."""
    least = worth.gain_least or Fraction(0)
    most = worth.gain_most or Fraction(0)
    return not worth.gains, -least if worth.gains else Fraction(0), -most, worth.change.text

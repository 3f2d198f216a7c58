"""The public functions, on one screen. The engine is imported only where it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.engines.answer import Limits, Watch
from optimizer.errors import Diagnostic, ProblemAt, Problems, ScenarioError, show_path
from optimizer.plan import Plan
from optimizer.plan_file import load_plan, scenario_inside
from optimizer.result import Result, Status, Verification
from optimizer.scenario import Scenario
from optimizer.verifier import verify

if TYPE_CHECKING:
    from optimizer.comparing.results import Additions, Comparison
    from optimizer.comparison import compare, compare_additions
    from optimizer.explaining.explanation import Explanation
    from optimizer.roster.roster import Roster, load_roster
    from optimizer.roster.roster_result import RosterResult
    from optimizer.roster.state import RosterProgress
    from optimizer.roster.task import Runner
    from optimizer.solver import Progress

__all__ = [
    "Additions",
    "Comparison",
    "Limits",
    "Plan",
    "Result",
    "Scenario",
    "Status",
    "Verification",
    "Watch",
    "compare",
    "compare_additions",
    "explain",
    "load_plan",
    "load_roster",
    "load_scenario",
    "scenario_inside",
    "solve",
    "solve_roster",
    "verify",
]


COMPARING = ("Additions", "Comparison", "compare", "compare_additions")


def __getattr__(name: str) -> Any:
    """Load comparisons and rosters on first use: a check of a plan must start fast without them."""
    if name in COMPARING:
        from optimizer import comparison

        return getattr(comparison, name)
    if name == "load_roster":
        from optimizer.roster import roster

        return roster.load_roster
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_scenario(source: str | Path) -> Scenario:
    """Read a scenario file (YAML or JSON).

    Parameters
    ----------
    source
        Path, or ``-`` for standard input.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        With every problem of the file: line, column, value, what is allowed, closest name.
    """
    from optimizer.read import parse_yaml, read_text, validate

    name, text = read_text(source)
    document = parse_yaml(text, name)
    written = document.data.get("format") if isinstance(document.data, dict) else None
    if isinstance(written, str) and written.startswith("liftproof."):
        problem = f"this file is of the format {written}; a scenario is wanted"
        raise ScenarioError([Diagnostic(name, None, None, "", problem)])
    return validate(Scenario, document).placed(document.positions)


def solve(
    scenario: Scenario,
    *,
    gap: str | float | Decimal = "0.01",
    time_limit: float | None = 30.0,
    deterministic_time: float | None = None,
    workers: int = 2,
    seed: int = 0,
    confirm_seconds: float = 30.0,
    watch: Watch | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Find the best plan of a scenario, prove it feasible and bound it.

    Parameters
    ----------
    scenario
        What is asked.
    gap
        Stop when no plan can be better by more than this fraction of the bound; 0 asks for a proof.
    time_limit
        Wall-clock seconds; None for no limit.
    deterministic_time
        Limit in deterministic units; with ``workers=1`` and ``time_limit=None`` reproducible.
    workers
        Threads.
    seed
        Random seed.
    confirm_seconds
        Time for a second opinion on an optimal or impossible answer; 0 asks for none.
    watch
        Its `stop` event ends the solve with the best plan kept.
    on_progress
        Called with best score, bound and seconds, from an engine's thread.

    Returns
    -------
    Result
        With a plan only if it passed the independent check.

    Raises
    ------
    VerificationError, EngineError
        If the program or an engine is wrong; please report.
    ScenarioError
        If a value of the scenario is too fine to be exact.
    """
    from optimizer.solver import solve_scenario

    limits = Limits(
        wall_seconds=time_limit,
        deterministic_time=deterministic_time,
        gap=float(gap),
        workers=workers,
        seed=seed,
    )
    with _problems_named(scenario):
        return solve_scenario(
            scenario,
            limits,
            watch=watch,
            on_progress=on_progress,
            confirm_seconds=confirm_seconds,
        )


@contextmanager
def _problems_named(scenario: Scenario) -> Iterator[None]:
    """Raise what cannot be exact as a problem of the scenario."""
    try:
        yield
    except OverflowError as error:
        diagnostic = Diagnostic(scenario.name, None, None, "objective", str(error))
        raise ScenarioError([diagnostic]) from None
    except (ProblemAt, Problems) as error:
        found = error.problems if isinstance(error, Problems) else [error]
        raise ScenarioError(
            Diagnostic(scenario.name, None, None, show_path(p.path), p.problem, p.allowed)
            for p in found
        ) from None


def explain(
    scenario: Scenario,
    *,
    time_limit: float | None = 60.0,
    deterministic_time: float | None = None,
    workers: int = 2,
    seed: int = 0,
    whole: bool = False,
    watch: Watch | None = None,
    report: Callable[[str], None] | None = None,
) -> Explanation:
    """Say why a scenario has no plan and what would change that, or where its plan is held back.

    Parameters
    ----------
    scenario
        What is asked.
    time_limit
        Wall-clock seconds for everything together; None for no limit.
    deterministic_time
        Limit of every single solve in deterministic units; with ``workers=1`` and
        ``time_limit=None`` reproducible.
    workers
        Threads; for a feasible scenario as many solves run at once, in processes.
    seed
        Random seed.
    whole
        For a feasible scenario: measure on the whole horizon, not on the first block alone.
    watch
        Its `stop` event ends the work with what is known.
    report
        Hears what is being done.

    Returns
    -------
    Explanation
        With a minimal conflict and remedies, or with what one unit more is worth.

    Raises
    ------
    VerificationError, EngineError
        If the program or an engine is wrong; please report.
    ScenarioError
        If a value of the scenario is too fine to be exact.
    """
    from optimizer.explaining.conflict import Clock
    from optimizer.explaining.explainer import explain_scenario

    clock = Clock(time_limit, workers, seed, deterministic_time, watch or Watch())
    with _problems_named(scenario):
        return explain_scenario(scenario, clock, whole=whole, report=report or (lambda text: None))


def solve_roster(
    roster: Roster,
    *,
    gap: str | float | Decimal = "0.02",
    time_limit: float | None = 60.0,
    deterministic_time: float | None = None,
    seed: int = 0,
    runner: Runner | None = None,
    on_progress: Callable[[RosterProgress], None] | None = None,
) -> RosterResult:
    """Plan many athletes who share a room, prove every plan and the room feasible, and bound the sum.

    Parameters
    ----------
    roster
        Who trains, where and when.
    gap
        Stop when no roster can be better by more than this fraction of the bound.
    time_limit
        Wall-clock seconds for improving; everybody is placed once even where that takes longer. None
        for no limit.
    deterministic_time
        Limit in deterministic units of all plans together; with ``time_limit=None`` reproducible.
    seed
        Random seed.
    runner
        Who plans single athletes; this process when left out.
    on_progress
        Hears of progress.

    Returns
    -------
    RosterResult

    Raises
    ------
    VerificationError
        If a plan or the room does not pass the independent check; a defect of the program.
    """
    from fractions import Fraction

    from optimizer.roster.solving import solve_roster_in_memory
    from optimizer.roster.state import RosterLimits

    limits = RosterLimits(
        gap=Fraction(str(gap)),
        time_limit=time_limit,
        deterministic_time=deterministic_time,
        seed=seed,
    )
    return solve_roster_in_memory(roster, limits, runner=runner, on_progress=on_progress)

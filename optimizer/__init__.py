"""liftproof: strength-training plans that can be proved.

>>> from optimizer import load_scenario, solve, verify
>>> result = solve(load_scenario("scenarios/examples/garage.yaml"), gap="0.01")  # doctest: +SKIP
>>> result.plan, result.score, result.bound, result.gap, result.status  # doctest: +SKIP

Nothing here imports a solver until `solve` is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer._version import __version__

if TYPE_CHECKING:
    from optimizer.api import (
        Additions,
        Comparison,
        Limits,
        Plan,
        Result,
        Scenario,
        Status,
        Verification,
        Watch,
        compare,
        compare_additions,
        explain,
        load_plan,
        load_roster,
        load_scenario,
        scenario_inside,
        solve,
        verify,
    )

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
    "__version__",
    "compare",
    "compare_additions",
    "explain",
    "load_plan",
    "load_roster",
    "load_scenario",
    "scenario_inside",
    "solve",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load the public names on first use: `import optimizer` itself costs nothing."""
    if name in __all__:
        from optimizer import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""A contestant on a roster, seen from inside its own process; see `benchmarks.child`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.child import Race, serve
from benchmarks.contestants import Outcome, Report
from benchmarks.roster.contestants import race, warm_up
from optimizer.engines.answer import Limits
from optimizer.roster.roster import load_roster


def prepared(request: dict[str, Any]) -> tuple[Race, dict[str, Any]]:
    """Read a request: the roster, and what its engine needs."""
    roster = load_roster(Path(request["roster"]))
    limits = Limits.model_validate(request["limits"])
    warm_up(request["engine"])

    def run(report: Report) -> Outcome:
        return race(request["engine"], roster, limits, report)

    return run, {}


if __name__ == "__main__":
    serve(prepared)

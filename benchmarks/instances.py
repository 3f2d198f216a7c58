"""The frozen instances by name: suites are folders, instances are scenario files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.generate import INSTANCES
from optimizer.api import load_scenario
from optimizer.errors import ProblemAt, closest
from optimizer.scenario import Scenario

SUITES = ("block", "mesocycle", "long", "tight", "weekly")


def all_names(home: Path = INSTANCES) -> list[str]:
    """Name every instance, ``suite/id``, suite by suite."""
    return [f"{suite}/{path.stem}" for suite in SUITES for path in _files(home, suite)]


def chosen_names(wanted: Iterable[str], home: Path = INSTANCES) -> list[str]:
    """Find the instances that are asked for.

    Parameters
    ----------
    wanted
        Suites, instances (``suite/id`` or ``id``); none for every suite.
    home
        Directory of the suites.

    Returns
    -------
    list of str
        Names, each once, in the order asked for.

    Raises
    ------
    ProblemAt
        If there is no such suite or instance; with the closest name.
    """
    names = all_names(home)
    by_id = {name.partition("/")[2]: name for name in names}
    found: list[str] = []
    for one in wanted:
        suite = [name for name in names if name.partition("/")[0] == one]
        single = [name for name in (one, by_id.get(one)) if name in names]
        if not suite and not single:
            known = [*SUITES, *names, *by_id]
            allowed = f"a suite ({', '.join(SUITES)}) or an instance of one"
            raise ProblemAt((), f"no instance {one[:60]!r}", allowed, closest(one, known))
        found += [str(name) for name in suite or single]
    return list(dict.fromkeys(found)) if found else names


def load_instance(name: str, home: Path = INSTANCES) -> Scenario:
    """Read an instance.

    Raises
    ------
    ScenarioError
        If its file is missing or wrong.
    """
    return load_scenario(home / f"{name}.yaml")


def suite_of(name: str) -> str:
    """Name the suite of an instance."""
    return name.partition("/")[0]


def _files(home: Path, suite: str) -> list[Path]:
    return sorted((home / suite).glob("*.yaml"))

"""The best value and bound anyone has reached on an instance: they only ever improve.

A value above a bound means that an engine, the check or the model is wrong; it is never smoothed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from pydantic import RootModel, ValidationError

from benchmarks.generate import HOME
from benchmarks.record import Measurement, Part, RecordError, Run
from optimizer.errors import Diagnostic, EngineError, ScenarioError, show_path
from optimizer.plan_file import save_text

BEST_KNOWN = HOME / "best_known.json"
SHORT_COMMIT = 12


class Known(Part):
    """What is known of one instance: exact score points, and where they come from."""

    scenario_sha256: str
    value: str | None = None
    value_source: str | None = None
    bound: str | None = None
    bound_source: str | None = None
    impossible_source: str | None = None


class _Book(RootModel[dict[str, Known]]):
    """The file."""


class ContradictionError(EngineError):
    """A verified plan that scores above a proved bound, or where none was proved to exist."""


def load_best_known(source: Path = BEST_KNOWN) -> dict[str, Known]:
    """Read what is known; nothing is where there is no file.

    Raises
    ------
    ScenarioError
        If the file is damaged.
    """
    try:
        return _Book.model_validate_json(source.read_bytes()).root
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        raise ScenarioError(
            Diagnostic(str(source), None, None, show_path(item["loc"]), item["msg"])
            for item in error.errors(include_url=False, include_context=False)
        ) from None


def save_best_known(known: Mapping[str, Known], target: Path = BEST_KNOWN) -> None:
    """Write what is known, instance by instance in the order of their names."""
    book = _Book(dict(sorted(known.items())))
    save_text(book.model_dump_json(indent=1) + "\n", target)


def improve(known: Mapping[str, Known], run: Run, name: str) -> dict[str, Known]:
    """Take over what a run has improved.

    Parameters
    ----------
    known
        What was known before.
    run
        The run; its plans are verified.
    name
        Name of the record, for the source.

    Returns
    -------
    dict of str to Known

    Raises
    ------
    ContradictionError
        If a value is above a bound, or what has a plan is called impossible, in this run or before;
        with both sources.
    RecordError
        If an instance is no longer the one of before.
    """
    better = dict(known)
    for m in run.measurements:
        before = better.get(m.instance) or Known(scenario_sha256=m.scenario_sha256)
        if before.scenario_sha256 != m.scenario_sha256:
            raise RecordError(
                f"{m.instance} is not the instance whose best value is known: frozen files must not "
                "change; give the new one another name"
            )
        better[m.instance] = _improved(before, m, f"{m.engine}, {_source(run, name)}")
    return better


def _improved(before: Known, found: Measurement, source: str) -> Known:
    changes: dict[str, str] = {}
    value, bound = found.exact_value, found.exact_bound
    if value is not None and (before.value is None or value > Fraction(before.value)):
        changes |= {"value": str(value), "value_source": source}
    if bound is not None and (before.bound is None or bound < Fraction(before.bound)):
        changes |= {"bound": str(bound), "bound_source": source}
    if found.status == "impossible" and before.impossible_source is None:
        changes["impossible_source"] = source
    after = before.model_copy(update=changes)
    if after.value is not None and after.impossible_source is not None:
        raise ContradictionError(
            f"{found.instance}: there is a verified plan ({after.value_source}), where "
            f"{after.impossible_source} proved that there is none"
        )
    if (
        after.value is not None
        and after.bound is not None
        and Fraction(after.value) > Fraction(after.bound)
    ):
        raise ContradictionError(
            f"{found.instance}: a verified plan scores {float(Fraction(after.value)):.6f} "
            f"({after.value_source}), above the bound {float(Fraction(after.bound)):.6f} "
            f"({after.bound_source})"
        )
    return after


def _source(run: Run, name: str) -> str:
    commit = "no commit" if run.commit is None else run.commit[:SHORT_COMMIT]
    return f"{name}, {run.started[:10]}, {commit}{'+' if run.dirty else ''}"

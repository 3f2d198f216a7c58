"""Certificates on the command line: made after a solve, checked by `verify`, in the same words."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimizer.cli import exit_codes
from optimizer.errors import ScenarioError
from optimizer.result import Status
from optimizer.scoring import cents

if TYPE_CHECKING:
    from optimizer.api import Watch
    from optimizer.certificates.certificate import Certificate
    from optimizer.certificates.checker import Certified
    from optimizer.cli.streams import Streams
    from optimizer.plan import Plan
    from optimizer.result import Result
    from optimizer.scenario import Scenario

# Files that end so are written for other checkers; `verify` reads the program's own format.
VIPR = ".vipr"


def chosen_certificate(output: str, source: str, plan: Path | None, force: bool) -> Path:
    """Choose the certificate's file before anything is solved.

    Parameters
    ----------
    output
        What ``--certificate`` says.
    source, plan
        The scenario's and the plan's file, which must be other ones.
    force
        Whether a file that is no certificate may be replaced.

    Raises
    ------
    click.UsageError
        If it cannot be written, or holds something else.
    """
    from optimizer.certificates.certificate_file import load_certificate
    from optimizer.cli.keep import check_writable

    if output == "-":
        raise click.UsageError("--certificate needs a file; standard output holds the result")
    target = Path(os.path.realpath(output))
    if target == plan or (source != "-" and target == Path(os.path.realpath(source))):
        raise click.UsageError(f"--certificate {output} is the scenario or the plan; name another")
    try:
        if target.is_dir():
            raise click.UsageError(f"--certificate {output} is a directory; name a file in it")
        if target.is_file() and target.stat().st_size and not force:
            load_certificate(target)
    except OSError as error:  # such as a name that is too long
        reason = error.strerror or error
        raise click.UsageError(f"--certificate {output} cannot be used: {reason}") from None
    except ScenarioError:
        raise click.UsageError(
            f"--certificate {output} exists and is no certificate; --force replaces it"
        ) from None
    check_writable(target)
    return target


@dataclass(frozen=True)
class Effort:
    """When the search for a certificate stops: after seconds, or within a gap (a fraction)."""

    seconds: float
    gap: Decimal


def certify(
    scenario: Scenario, result: Result, target: Path, effort: Effort, streams: Streams
) -> None:
    """Make a certificate of a solve's outcome, check it and keep it.

    Parameters
    ----------
    scenario, result
        What was solved and what came of it.
    target
        Where the certificate goes.
    effort
        When to stop looking for a better one.
    streams
        Where progress and notes go.
    """
    from optimizer.certificates.certificate import CertificateError
    from optimizer.certificates.checker import check_certificate
    from optimizer.cli.outputs import save_file
    from optimizer.cli.running import run_task

    if result.status is Status.UNKNOWN:
        streams.note("no certificate: there is neither a plan nor a proof to certify")
        return

    def task(watch: Watch, tell: object) -> Certificate | CertificateError:
        try:
            return _made(scenario, result, effort, watch)
        except CertificateError as error:
            return error

    made, _ = run_task(task, streams, "looking for a certificate")
    if isinstance(made, CertificateError):
        streams.note(f"no certificate: {made}")
        return
    certified = check_certificate(scenario, result.plan, made)
    save_file(_as_text(scenario, made, target), target)
    streams.note(f"certificate written to {target.name}: {sentence(certified)}")


def _as_text(scenario: Scenario, made: Certificate, target: Path) -> str:
    """Write a certificate in the format that the name of its file asks for."""
    if target.suffix != VIPR:
        return made.to_json()
    from optimizer.build import build_model
    from optimizer.certificates.vipr import as_vipr
    from optimizer.compile import compile_problem

    return as_vipr(build_model(compile_problem(scenario)).linear, made)


def _made(scenario: Scenario, result: Result, effort: Effort, watch: Watch) -> Certificate:
    from optimizer.build import build_model
    from optimizer.certificates.maker import make_certificate, make_impossibility_certificate
    from optimizer.compile import compile_problem

    model = build_model(compile_problem(scenario))
    if result.status is Status.IMPOSSIBLE:
        return make_impossibility_certificate(scenario, model, seconds=effort.seconds, watch=watch)
    return make_certificate(
        scenario,
        model,
        seconds=effort.seconds,
        plan=result.plan,
        gap=Fraction(effort.gap),
        watch=watch,
    )


def check_file(scenario: Scenario, plan: Plan | None, source: str) -> Certified | str:
    """Check a certificate file.

    Returns
    -------
    Certified or str
        What it proves, or why it is refused.

    Raises
    ------
    ScenarioError
        If the file is no certificate at all.
    """
    from optimizer.certificates.certificate import CertificateError
    from optimizer.certificates.certificate_file import load_certificate
    from optimizer.certificates.checker import check_certificate

    try:
        return check_certificate(scenario, plan, load_certificate(source))
    except CertificateError as error:
        return str(error)


def is_plan(source: str) -> bool:
    """Whether a file says of itself that it is a plan; standard input is taken for one."""
    try:
        return source == "-" or b"liftproof.plan/" in Path(source).read_bytes()
    except OSError:
        return False  # reading it as a scenario says what is wrong


def check_alone(scenario: str, certificate: str, style: str, streams: Streams) -> int:
    """Check a certificate without a plan and say what it proves.

    Parameters
    ----------
    scenario, certificate
        Files.
    style
        ``text`` or ``json``.
    streams
        Where the answer goes.

    Returns
    -------
    int
        The exit code.
    """
    from optimizer.cli.inputs import scenario_from

    proof = check_file(scenario_from(scenario), None, certificate)
    if style == "json":
        data = {"certificate": as_data(proof)}
        streams.data(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    else:
        streams.result(line(proof))
    return exit_codes.VIOLATIONS if isinstance(proof, str) else exit_codes.DONE


def line(proof: Certified | str) -> str:
    """Write what came of a check on one line."""
    if isinstance(proof, str):
        from optimizer.report.words import clean

        return f"certificate refused: {clean(proof)}"
    return f"proved: {sentence(proof)}"


def sentence(certified: Certified) -> str:
    """Say what is proved; bound and gap are rounded up."""
    cases = f"{certified.leaves} case{'' if certified.leaves == 1 else 's'}"
    how = f"checked in exact arithmetic over {cases}, without a solver"
    if certified.bound is None:
        return f"no plan exists ({how})"
    if certified.gap_percent == 0:
        return f"no plan can score higher than this one ({how})"
    said = f"no plan can score above {cents(certified.bound, ROUND_CEILING)}"
    if certified.gap_percent is not None:
        said += f"; this one is within {cents(certified.gap_percent, ROUND_CEILING)} %"
    return f"{said} ({how})"


def as_data(certified: Certified | str) -> dict[str, Any]:
    """Return what is proved as data for programs; exact fractions as text."""
    if isinstance(certified, str):
        return {"refused": certified}
    gap = certified.gap_percent
    return {
        "proves": "impossible" if certified.bound is None else "bound",
        "bound": None if certified.bound is None else str(certified.bound),
        "gap_percent": None if gap is None else str(cents(gap, ROUND_CEILING)),
        "cases": certified.leaves,
    }

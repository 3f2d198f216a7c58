"""`liftproof verify`: every rule checked again, without a solver."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from optimizer.cli import exit_codes
from optimizer.cli.examples import example
from optimizer.cli.numbers import Number
from optimizer.cli.streams import Streams
from optimizer.cli.verify_folder import check_run, is_run, refuse_certificate

if TYPE_CHECKING:
    from optimizer.certificates.checker import Certified
    from optimizer.plan import Plan
    from optimizer.result import Verification

TRUST = """What this verification rests on
  Python's integers, decimals and fractions: nothing is compared with a tolerance.
  The reading of the scenario and of the catalogue, which the checks share with the solver's side.
  The check of each rule (constraints/*.py): it works on the calendar and in natural units, by another
  way than the rows given to the solver, and imports no solver.
What it does not rest on
  Any solver. A wrong or foreign plan is found out, whoever made it.
What the bound rests on
  {engine}.
  The file does not hold the proof of its bound, so that the bound is not checked again here: `solve
  --certificate` writes it down. That this plan keeps the rules and has this score does not depend on it.
"""
CERTIFIED_TRUST = """What the certificate rests on
  Python's integers, and some 200 lines that add up rows (optimizer/certificates: arithmetic, checker).
  The rows themselves: the linear model that each rule posts, built anew from the scenario. That rows
  and checks allow the same plans is tested on small models by trying every plan.
What it does not rest on
  Any solver. The certificate's numbers are not believed: wrong ones are refused or prove less.
"""


@click.command(
    "verify",
    epilog=example(
        "liftproof verify garage.yaml garage.plan.json",
        "liftproof verify garage.yaml garage.plan.json --certificate garage.proof.json",
        "liftproof verify garage.yaml --plan-csv week.csv",
        "liftproof verify garage.yaml --plan-csv week.csv --repair -o repaired.plan.json",
        "liftproof verify run/",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="[SCENARIO] PLAN|RUN")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.option("--all", "show_all", is_flag=True, help="Show every violation, not the first 30.")
@click.option("--explain-trust", is_flag=True, help="Say what the answer rests on.")
@click.option(
    "--certificate",
    metavar="FILE",
    help="Check the proof of a bound too, as `solve --certificate` writes it; without PLAN, it alone.",
)
@click.option(
    "--plan-csv",
    metavar="FILE",
    help="A plan as a table, by hand or from another program: columns session, exercise, sets and, "
    "if you like, week, reps, load, method.",
)
@click.option("--repair", is_flag=True, help="Find the nearest plan that keeps all rules.")
@click.option("-o", "--output", metavar="FILE", help="Keep the repaired plan here.")
@click.option("--force", is_flag=True, help="Let -o replace a file that is no plan.")
@click.option("--against-best", is_flag=True, help="Solve, and compare the scores.")
@click.option(
    "--gap",
    type=Number(least=0, below=100),
    default="1",
    show_default=True,
    help="Stop solving when no plan can be better by more than this, in per cent.",
)
@click.option(
    "--time-limit",
    type=Number(above=0),
    default="20",
    show_default=True,
    help="Seconds, for --repair and --against-best each.",
)
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Threads.  [default: one per core, at most 4]"
)
@click.pass_context
def command(
    context: click.Context,
    /,
    files: tuple[str, ...],
    style: str,
    show_all: bool,
    explain_trust: bool,
    certificate: str | None,
    plan_csv: str | None,
    **asked: Any,
) -> None:
    """Check the plan file PLAN by every rule, without a solver.

    With SCENARIO, against that file, else against the scenario inside the plan. The plan may come
    from anywhere. Exit code 5 if anything is found.

    With RUN, the folder of a roster's run, every plan is checked, the shared room in every week and
    all sums, in parallel; with the roster file before it, that it is a run of this roster.

    With --plan-csv instead of PLAN, a plan that somebody else wrote is checked. A row holds for the
    weeks it names: one, a range such as 1-4, or all; rows for all are lightened in deload weeks. A
    session is a slot of the scenario or its weekday. Loads are in kg, of one weight where each hand
    holds one. Tempo, rest, effort and what else the table leaves out are prescribed as for any plan.

    --repair finds the plan with the fewest changes that keeps all rules, and among these the one
    with the highest score; the exit code speaks about the plan that was given, unless no plan
    exists (3) or none was found (4).
    """
    streams: Streams = context.obj
    if plan_csv is not None:
        from optimizer.cli.foreign_plan import Wishes, check_foreign_plan

        if len(files) != 1:
            raise click.UsageError("with --plan-csv give SCENARIO and no PLAN")
        if explain_trust:
            raise click.UsageError("--explain-trust speaks about a plan file, not about --plan-csv")
        if certificate is not None:
            raise click.UsageError("--certificate goes with a plan file, not with --plan-csv")
        wishes = Wishes(plan_csv=plan_csv, style=style, show_all=show_all, **asked)
        context.exit(check_foreign_plan(files[0], wishes, streams))
    _refuse_csv_options(context)
    if len(files) > 2:
        raise click.UsageError(f"{len(files)} files given; give [SCENARIO] PLAN")
    if is_run(files):
        refuse_certificate(certificate)
        context.exit(check_run(files, style, show_all, explain_trust, streams))
    if (*files, certificate).count("-") > 1:
        raise click.UsageError("only one of the files can be standard input")
    if certificate is not None and len(files) == 1:
        from optimizer.cli.certificates import check_alone, is_plan

        if not is_plan(files[0]):
            context.exit(check_alone(files[0], certificate, style, streams))
    context.exit(_check(files, certificate, style, show_all, explain_trust, streams))


def _refuse_csv_options(context: click.Context) -> None:
    for name in ("repair", "output", "force", "against_best", "gap", "time_limit", "workers"):
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            option = "-o" if name == "output" else f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{option} goes with --plan-csv")


def _check(
    files: tuple[str, ...],
    certificate: str | None,
    style: str,
    show_all: bool,
    explain_trust: bool,
    streams: Streams,
) -> int:
    from optimizer.api import load_plan, scenario_inside, verify
    from optimizer.cli.inputs import scenario_from

    scenario = scenario_from(files[0]) if len(files) == 2 else None
    plan = load_plan(files[-1])
    if scenario is None:
        scenario = scenario_inside(plan)
    verification = verify(scenario, plan)
    proof = None
    if certificate is not None:
        from optimizer.cli.certificates import check_file

        proof = check_file(scenario, plan if verification.passed else None, certificate)
    if style == "json":
        streams.data(_as_json(plan, verification, explain_trust, proof))
    else:
        streams.result(_as_text(plan, verification, explain_trust, show_all, proof))
    passed = verification.passed and not isinstance(proof, str)
    return exit_codes.DONE if passed else exit_codes.VIOLATIONS


def _as_text(
    plan: Plan,
    verification: Verification,
    explain_trust: bool,
    show_all: bool,
    proof: Certified | str | None,
) -> str:
    from constraints import RULES
    from optimizer.cli.findings import lack_lines, score_of, violation_lines
    from optimizer.report.words import clean, plural

    lines = violation_lines(verification.violations, show_all=show_all)
    if verification.terms:
        lines += [f"score {score_of(verification)}, recomputed; {_bound(plan, proof)}"]
    lines += lack_lines(verification)
    if verification.passed:
        weeks = plural(len(plan.weeks), "week")
        lines.append(
            f"verified: {len(RULES)} rules checked over {weeks}, no violation; "
            "names, dates, loads, times, score and hash of the file hold"
        )
    else:
        lines.append(f"not verified: {plural(len(verification.violations), 'violation')}")
    if proof is not None:
        from optimizer.cli.certificates import line

        lines.append(line(proof))
    if explain_trust:
        lines += ["", _trust(clean(str(_engine(plan))), proof)]
    return "\n".join(lines)


def _as_json(
    plan: Plan, verification: Verification, explain_trust: bool, proof: Certified | str | None
) -> str:
    from optimizer.cli.findings import findings_data

    found = findings_data(verification)
    found["bound_claimed"] = None if plan.score.bound is None else str(plan.score.bound)
    if proof is not None:
        from optimizer.cli.certificates import as_data

        found["certificate"] = as_data(proof)
    if explain_trust:
        found["trust"] = _trust(_engine(plan), proof).splitlines()
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _bound(plan: Plan, proof: Certified | str | None) -> str:
    if plan.score.bound is None:
        return "the file gives no bound"
    said = f"the file says that no plan scores above {plan.score.bound}"
    return said if proof is not None else f"{said} (a bound is not re-proved here)"


def _trust(engine: str, proof: Certified | str | None) -> str:
    certified = proof is not None and not isinstance(proof, str)
    return (TRUST.format(engine=engine) + (CERTIFIED_TRUST if certified else "")).rstrip()


def _engine(plan: Plan) -> str:
    return str(plan.provenance.get("engine", "an engine that the file does not name"))

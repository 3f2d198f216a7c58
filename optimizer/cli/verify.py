"""`liftproof verify`: every rule checked again, without a solver."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from optimizer.cli import exit_codes
from optimizer.cli.examples import example
from optimizer.cli.streams import Streams

if TYPE_CHECKING:
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
  {engine}. That no plan scores above the bound is the word of this engine; the
  bound is not certified here. That this plan keeps the rules and has this score does not depend on it.
"""


@click.command("verify", epilog=example("liftproof verify garage.yaml garage.plan.json"))
@click.argument("files", nargs=-1, required=True, metavar="[SCENARIO] PLAN")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.option("--explain-trust", is_flag=True, help="Say what the answer rests on.")
@click.pass_context
def command(
    context: click.Context, files: tuple[str, ...], style: str, explain_trust: bool
) -> None:
    """Check the plan file PLAN by every rule, without a solver.

    With SCENARIO, against that file, else against the scenario inside the plan. The plan may come
    from anywhere. Exit code 5 if anything is found.
    """
    from optimizer.api import load_plan, scenario_inside, verify
    from optimizer.cli.inputs import scenario_from

    if len(files) > 2:
        raise click.UsageError(f"{len(files)} files given; give [SCENARIO] PLAN")
    if files == ("-", "-"):
        raise click.UsageError("scenario and plan cannot both be standard input")
    streams: Streams = context.obj
    scenario = scenario_from(files[0]) if len(files) == 2 else None
    plan = load_plan(files[-1])
    if scenario is None:
        scenario = scenario_inside(plan)
    verification = verify(scenario, plan)
    if style == "json":
        streams.data(_as_json(plan, verification, explain_trust))
    else:
        streams.result(_as_text(plan, verification, explain_trust))
    context.exit(exit_codes.DONE if verification.passed else exit_codes.VIOLATIONS)


def _as_text(plan: Plan, verification: Verification, explain_trust: bool) -> str:
    from constraints import RULES
    from optimizer.report.words import clean, exact, plural

    lines = []
    for found in verification.violations:
        place = "" if found.message.startswith(found.where) else f"{found.where}: "
        amount = plural(found.excess, found.unit)
        lines.append(f"{found.rule}: {clean(f'{place}{found.message}')} [{amount}]")
    if verification.terms:
        lines += [f"score {_total(verification)}, recomputed; {_bound(plan)}"]
    for lack in verification.shortages:
        amount = plural(lack.missing, lack.unit.removesuffix("missing"))
        cost = exact(lack.points)
        lines.append(f"shortage: {lack.rule}: {lack.where}: {amount} missing, -{cost} points")
    for demand in verification.inapplicable:
        lines.append(f"not applicable: {demand.rule}: {demand.where}: {demand.reason}")
    if verification.passed:
        weeks = plural(len(plan.weeks), "week")
        lines.append(
            f"verified: {len(RULES)} rules checked over {weeks}, no violation; "
            "names, dates, loads, times, score and hash of the file hold"
        )
    else:
        lines.append(f"not verified: {plural(len(verification.violations), 'violation')}")
    if explain_trust:
        lines += ["", TRUST.format(engine=clean(str(_engine(plan)))).rstrip()]
    return "\n".join(lines)


def _as_json(plan: Plan, verification: Verification, explain_trust: bool) -> str:
    from constraints import RULES

    found: dict[str, Any] = {
        "verified": verification.passed,
        "rules_checked": [rule.name for rule in RULES],
        "score": _total(verification) if verification.terms else None,
        "bound_claimed": None if plan.score.bound is None else str(plan.score.bound),
        "violations": [
            {
                "rule": one.rule,
                "where": one.where,
                "excess": str(one.excess),
                "unit": one.unit,
                "message": one.message,
            }
            for one in verification.violations
        ],
        "shortages": [
            {
                "rule": one.rule,
                "where": one.where,
                "missing": str(one.missing),
                "unit": one.unit,
                "points": str(one.points),
            }
            for one in verification.shortages
        ],
        "not_applicable": [
            {"rule": one.rule, "where": one.where, "reason": one.reason}
            for one in verification.inapplicable
        ],
    }
    if explain_trust:
        found["trust"] = TRUST.format(engine=_engine(plan)).splitlines()
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _total(verification: Verification) -> str:
    from decimal import ROUND_FLOOR

    from optimizer.scoring import Scoring, cents

    total = Scoring(verification.terms, verification.shortages).total
    return str(cents(total, ROUND_FLOOR))


def _bound(plan: Plan) -> str:
    if plan.score.bound is None:
        return "the file gives no bound"
    return f"the file says that no plan scores above {plan.score.bound} (a bound is not re-proved here)"


def _engine(plan: Plan) -> str:
    return str(plan.provenance.get("engine", "an engine that the file does not name"))

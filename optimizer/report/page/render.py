"""The page: one file that shows a verified plan, with nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from constraints import RULES
from optimizer._version import __version__
from optimizer.errors import VerificationError
from optimizer.report.notes import DISCLAIMER, notes_for
from optimizer.report.page.body import body_map, body_shapes
from optimizer.report.page.budgets import costs
from optimizer.report.page.coverage import coverage_bars, covered_muscles
from optimizer.report.page.horizon import first_week, horizon
from optimizer.report.page.lifts import lifts
from optimizer.report.page.margins import rooms
from optimizer.report.page.proof import (
    engine_of,
    provenance_rows,
    shortage_rows,
    term_rows,
    verdict,
)
from optimizer.report.page.recovery import doses_of, gap_rows, grids
from optimizer.report.page.room import Measured
from optimizer.report.page.steps import family_steps, gate_words
from optimizer.report.page.weeks import sheets
from optimizer.report.rule_facts import rule_facts
from optimizer.report.summary import summary_of
from optimizer.report.view import daily_line
from optimizer.report.words import exact, plural
from optimizer.verifier import verify

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.scenario import Scenario


def render_page(plan: Plan, scenario: Scenario) -> str:
    """Write a plan as one self-contained HTML page; equal plans give equal bytes.

    Parameters
    ----------
    plan
        The plan.
    scenario
        The scenario it answers, usually the one inside it.

    Returns
    -------
    str
        HTML that needs no network and no script; all foreign text is escaped.

    Raises
    ------
    VerificationError
        With the violations, if the plan does not pass verification: it is not shown as a plan.
    """
    verification = verify(scenario, plan)
    if not verification.passed:
        count = plural(len(verification.violations), "violation")
        raise VerificationError(f"no page is made of a plan with {count}", verification.violations)
    return environment().get_template("page.html").render(_content(scenario, plan))


@cache
def environment() -> Environment:
    """Return what fills the templates: everything is escaped, nothing may be missing."""
    found = Environment(
        loader=PackageLoader("optimizer.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = template_text("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    found.globals.update(
        style=Markup(template_text("page.css")),
        script=Markup(script),
        script_hash=f"sha256-{digest}",
        version=__version__,
        plural=plural,
        disclaimer=DISCLAIMER,
    )
    return found


def template_text(name: str) -> str:
    """Read a file that stands among the templates."""
    return (files("optimizer.report.page") / "templates" / name).read_text(encoding="utf-8")


def _content(scenario: Scenario, plan: Plan) -> dict[str, Any]:
    muscles = covered_muscles(scenario, plan)
    doses = doses_of(scenario, plan)
    families = family_steps(scenario, plan)
    facts = plan.facts(scenario)
    spent = costs(scenario, plan)
    room = rooms(Measured(scenario, plan, facts, doses, families))
    return {
        "summary": summary_of(plan, scenario),
        "verdict": verdict(plan),
        "week_facts": first_week(facts.weeks[0]),
        "daily": daily_line(scenario, plan.daily),
        "horizon": horizon(scenario, plan),
        "sheets": sheets(scenario, plan),
        "muscles": muscles,
        "bars": coverage_bars(muscles),
        "body_shapes": body_shapes(),
        "maps": [body_map(muscles, block) for block in range(len(facts.build_weeks))],
        "lifts": lifts(scenario, plan),
        "costs": spent,
        "spent_in_weeks": list(zip(*(cost.weeks for cost in spent if cost.weeks), strict=True)),
        "spent_in_sessions": list(zip(*(cost.sessions for cost in spent), strict=True)),
        "moderate": exact(scenario.settings.recovery_gap.moderate_above_sets),
        "heavy": exact(scenario.settings.recovery_gap.heavy_above_sets),
        "grids": grids(scenario, plan, doses),
        "gaps": gap_rows(scenario, doses),
        "families": [
            (family, [gate_words(scenario, gate) for gate in family.exposures])
            for family in families
        ],
        "weeks": [week.week.week for week in facts.weeks],
        "terms": term_rows(scenario, plan),
        "shortages": shortage_rows(plan),
        "rules": [(rule_facts(rule, scenario), room[rule.name]) for rule in RULES],
        "engine": engine_of(plan),
        "notes": notes_for(scenario, plan),
        "provenance": provenance_rows(plan),
    }

"""What a page can be made of: a plan file, or one of the files of `liftproof compare`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from optimizer.errors import Diagnostic, PlanFileError, closest, show
from optimizer.plan import FORMAT as PLAN
from optimizer.plan import Plan
from optimizer.plan_file import LARGEST, scenario_inside
from optimizer.read import parse_yaml, read_text, validate
from optimizer.read.document import MIB
from optimizer.report.comparison_data import FORMAT as COMPARISON
from optimizer.report.comparison_purchase import FORMAT as PURCHASE
from optimizer.report.page.comparison_record import AdditionsRecord, ComparisonRecord
from optimizer.report.page.purchase_record import PurchaseRecord
from optimizer.report.page.record_page import render_record
from optimizer.report.page.render import render_page

Record = ComparisonRecord | AdditionsRecord | PurchaseRecord
# Far more than 64 setups need.
LARGEST_COMPARISON = 4 * MIB
FORMATS = (PLAN, COMPARISON, PURCHASE)
MAKE = "made by `liftproof solve` or `liftproof compare` with `--format json`"


def read_source(source: str | Path) -> Plan | Record:
    """Read a file that a page can be made of; its `format` says what it is.

    Parameters
    ----------
    source
        Path, or ``-`` for standard input.

    Returns
    -------
    Plan or ComparisonRecord or AdditionsRecord or PurchaseRecord

    Raises
    ------
    ScenarioError
        With every problem of the file and its place.
    """
    what = "a plan or a comparison"
    name, text = read_text(source, limit=LARGEST, what=what, start=MAKE)
    document = parse_yaml(text, name)
    data = document.data if isinstance(document.data, Mapping) else {}
    found = data.get("format")
    if found == PLAN:
        return validate(Plan, document)
    if found in (PURCHASE, COMPARISON) and len(text) > LARGEST_COMPARISON:
        size = f"{LARGEST_COMPARISON // MIB} MiB"
        raise PlanFileError([Diagnostic(name, None, None, "", f"a comparison larger than {size}")])
    if found == PURCHASE:
        return validate(PurchaseRecord, document)
    if found == COMPARISON:
        if "as_it_is" in data:
            return validate(AdditionsRecord, document)
        return validate(ComparisonRecord, document)
    shown = "no format" if found is None else f"format {show(found)}"
    near = closest(found, FORMATS) if isinstance(found, str) else None
    allowed = f"{', '.join(FORMATS)} ({MAKE})"
    raise PlanFileError([Diagnostic(name, 1, 1, "format", shown, allowed, near)])


def render_source(found: Plan | Record) -> str:
    """Write what was read as one self-contained HTML page.

    Parameters
    ----------
    found
        A plan, which is verified again, or a comparison, which holds none.

    Raises
    ------
    VerificationError
        With the violations, if a plan does not pass.
    PlanFileError
        If the scenario inside a plan is no valid one.
    """
    if isinstance(found, Plan):
        return render_page(found, scenario_inside(found))
    return render_record(found)

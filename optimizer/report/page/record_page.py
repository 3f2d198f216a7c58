"""The page of a file of `liftproof compare`: what it says, in a form to read, keep and print."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from markupsafe import Markup

from optimizer.report.page.additions_page import additions_content
from optimizer.report.page.comparison_page import comparison_content
from optimizer.report.page.comparison_record import AdditionsRecord, ComparisonRecord
from optimizer.report.page.purchase_page import purchase_content
from optimizer.report.page.render import environment, template_text

if TYPE_CHECKING:
    from optimizer.report.page.reading import Record


def render_record(record: Record) -> str:
    """Write a comparison or purchase as one self-contained HTML page; equal files give equal bytes.

    Parameters
    ----------
    record
        The file, checked.

    Returns
    -------
    str
        HTML that needs no network and no script; all foreign text is escaped. It says itself that
        the plans are not in the file, and so were not verified again.
    """
    if isinstance(record, ComparisonRecord):
        name, content = "comparison.html", comparison_content(record)
    elif isinstance(record, AdditionsRecord):
        name, content = "additions.html", additions_content(record)
    else:
        name, content = "purchase.html", purchase_content(record)
    style = template_text("page.css") + template_text("comparison.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        environment()
        .get_template(name)
        .render(**content, style=Markup(style), style_hash=f"sha256-{digest}")
    )

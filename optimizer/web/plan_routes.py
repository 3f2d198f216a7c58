"""Plans: their list, reports, files and differences. Nothing is shown that has not passed the check."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.responses import HTMLResponse

from optimizer.web.desk import Desk
from optimizer.web.difference import difference
from optimizer.web.downloads import FORMATS, exported, file_name
from optimizer.web.pages import desk_values, render
from optimizer.web.shelf import KeptPlan

router = APIRouter()


@router.get("/plans")
def plans(request: Request) -> Response:
    """List the plans."""
    desk: Desk = request.app.state.desk
    values = desk_values(desk) | plan_values(desk)
    return HTMLResponse(render("plans.html", **values, oob=False))


def plan_values(desk: Desk) -> dict[str, Any]:
    """Gather what the list of plans shows."""
    return {"plans": desk.shelf.plans(), "refused": desk.shelf.refused(), "formats": FORMATS}


@router.get("/plans/{number}/report")
def report(request: Request, number: int) -> Response:
    """Show a plan's report."""
    from optimizer.report.page import render_page

    kept = _kept(request, number)
    page = render_page(kept.checked.plan, kept.checked.scenario)
    return HTMLResponse(page, headers={"content-security-policy": report_policy(page)})


@router.get("/plans/{number}/export/{target}")
def export(request: Request, number: int, target: str) -> Response:
    """Download a plan in one of the formats."""
    kept = _kept(request, number)
    if target not in FORMATS:
        raise HTTPException(404, "there is no such format")
    name = file_name(kept.checked.scenario.name, f"-plan-{number}.{FORMATS[target].ending}")
    return _download(exported(target, kept.checked), FORMATS[target].media_type, name)


@router.get("/scenario.yaml")
async def scenario(request: Request) -> Response:
    """Download the draft as it stands."""
    desk: Desk = request.app.state.desk
    checked = desk.draft.checked
    title = desk.draft.name if checked.scenario is None else checked.scenario.name
    name = file_name(title, ".yaml")
    return _download(checked.text.encode("utf-8", "replace"), "application/yaml", name)


@router.get("/difference")
def compare(request: Request, before: int, after: int) -> Response:
    """Say what differs between two plans."""
    desk: Desk = request.app.state.desk
    old, new = desk.shelf.plan(before), desk.shelf.plan(after)
    found = None if old is None or new is None else difference(old.checked.plan, new.checked.plan)
    return HTMLResponse(render("difference.html", found=found))


def _kept(request: Request, number: int) -> KeptPlan:
    desk: Desk = request.app.state.desk
    kept = desk.shelf.plan(number)
    if kept is None:
        raise HTTPException(404, f"there is no plan {number} (any more)")
    return kept


def _download(content: bytes, media_type: str, name: str) -> Response:
    disposition = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=disposition)


def report_policy(page: str) -> str:
    """Allow exactly the scripts and styles that stand in a page, by their hashes.

    Parameters
    ----------
    page
        HTML that loads nothing.
    """
    parts = _InlineParts()
    parts.feed(page)
    scripts = " ".join(_hash(text) for text in parts.texts["script"]) or "'none'"
    styles = " ".join(_hash(text) for text in parts.texts["style"]) or "'none'"
    attributes = " ".join(sorted({_hash(text) for text in parts.attributes}))
    allowed = f"'unsafe-hashes' {attributes}" if attributes else "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src-elem {styles}; "
        f"style-src-attr {allowed}; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


class _InlineParts(HTMLParser):
    """Gathers the text of scripts and styles, and style attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a script or a style."""
        if tag in self.texts:
            self.texts[tag].append("")
        self.attributes += [value for name, value in attrs if name == "style" and value]

    def handle_data(self, data: str) -> None:
        """Take the text of a script or a style."""
        if self.cdata_elem in self.texts:
            self.texts[self.cdata_elem][-1] += data


def _hash(text: str) -> str:
    # Browsers hash what they have parsed, and line ends are parsed to \n.
    digest = hashlib.sha256(re.sub("\r\n?", "\n", text).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

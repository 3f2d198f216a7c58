"""Solving: start, look on, stop."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import HTMLResponse

from optimizer.web.desk import Desk, FieldError
from optimizer.web.pages import desk_values, render
from optimizer.web.plan_routes import plan_values

router = APIRouter()
Text = Annotated[str, Form()]


@router.post("/solve")
async def solve(request: Request, gap: Text = "", time_limit: Text = "") -> Response:
    """Start a solve of the draft."""
    desk: Desk = request.app.state.desk
    try:
        desk.start(gap, time_limit)
    except FieldError as error:
        values = desk_values(desk) | {"field_errors": {error.field: str(error)}}
        return _panel(values, f"Not started: {error}")
    return _panel(desk_values(desk), "Solving.")


@router.post("/stop")
async def stop(request: Request) -> Response:
    """Ask the running solve for its best plan."""
    desk: Desk = request.app.state.desk
    if desk.run is not None:
        desk.run.stop()
    return _panel(desk_values(desk), "Stopping.")


@router.get("/progress")
def progress(request: Request) -> Response:
    """Show how far the solve is; when it has ended, the whole panel and the plans."""
    desk: Desk = request.app.state.desk
    if desk.solving:
        return HTMLResponse(render("live.html", **desk_values(desk)))
    answer = _panel(desk_values(desk), _announcement(desk), with_plans=desk)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#solve", "outerHTML"
    return answer


def _panel(
    values: dict[str, object], announcement: str, with_plans: Desk | None = None
) -> Response:
    plans = {"plans": None} if with_plans is None else plan_values(with_plans)
    return HTMLResponse(render("panel.html", **values, **plans, announcement=announcement))


def _announcement(desk: Desk) -> str:
    """Say in one sentence how a solve ended, for those who cannot see the panel change."""
    outcome = desk.run.outcome if desk.run is not None else None
    if outcome is None:
        return ""
    if outcome.checked is not None:
        score = outcome.checked.plan.score
        bound = "" if score.bound is None else f", no plan above {score.bound}"
        return f"Solved: {outcome.status}, score {score.total}{bound}."
    if outcome.failure is not None:
        return "The solve failed; the page says why."
    return "Proved impossible." if outcome.status == "impossible" else "No plan found in time."

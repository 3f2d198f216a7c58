"""The application: its parts, and what it answers when something is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from optimizer.errors import LiftproofError
from optimizer.web import edit_routes, plan_routes, solve_routes
from optimizer.web.access import Access
from optimizer.web.desk import Desk
from optimizer.web.guard import Guard
from optimizer.web.pages import STATIC, static_file, whole_page

# FastAPI can report to telemetry services that the environment names; this page tells nobody.
_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def make_app(desk: Desk, access: Access) -> ASGIApp:
    """Build the application.

    Parameters
    ----------
    desk
        What it works on.
    access
        What opens it.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()

    app = FastAPI(
        openapi_url=None, lifespan=lifespan, telemetry=_NO_TELEMETRY, redirect_slashes=False
    )
    app.state.desk = desk
    router = APIRouter(prefix=f"/{access.place}")
    router.add_api_route("/", _form, response_class=Response)
    router.add_api_route("/text", _text, response_class=Response)
    router.add_api_route("/static/{name}", _static, response_class=Response)
    for part in (edit_routes, solve_routes, plan_routes):
        router.include_router(part.router)
    app.include_router(router)
    app.add_exception_handler(LiftproofError, _conflict)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _not_kept)
    app.add_exception_handler(Exception, _defect)
    return Guard(app, access)


async def _form(request: Request) -> Response:
    return Response(whole_page(request.app.state.desk, "form"), media_type="text/html")


async def _text(request: Request) -> Response:
    return Response(whole_page(request.app.state.desk, "text"), media_type="text/html")


async def _static(name: str) -> Response:
    if name not in STATIC:
        raise HTTPException(404, "there is no such file")
    return Response(static_file(name), media_type=STATIC[name])


# What goes wrong is said in plain text: the page shows it above everything else.


async def _conflict(_: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 409)


async def _malformed(_: Request, __: Exception) -> Response:
    return PlainTextResponse("this request is not one of this page's", 400)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # it is registered for these
    return PlainTextResponse(str(error.detail), error.status_code)


async def _not_kept(_: Request, error: Exception) -> Response:
    reason = getattr(error, "strerror", None) or str(error)
    return PlainTextResponse(f"the change could not be kept on disk: {reason}", 507)


async def _defect(_: Request, error: Exception) -> Response:
    said = (
        f"internal error: {type(error).__name__}; this is a defect of liftproof: please report it"
    )
    return PlainTextResponse(said, 500)

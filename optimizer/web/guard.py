"""Who may use the page: one browser of this machine's user, and no other site through that browser."""

from __future__ import annotations

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from optimizer.read.document import MIB
from optimizer.web.access import Access

COOKIE = "liftproof"
LARGEST_BODY = 4 * MIB
"""A scenario may have 1 MiB, and a form writes most characters as three."""

_TOO_LARGE = f"too large: at most {LARGEST_BODY // MIB} MiB"

# Everything comes from this server; nothing may be sent, framed or loaded from anywhere else.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """Middleware that lets through only what comes from our own page.

    Parameters
    ----------
    app
        What it guards.
    access
        What opens it.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no websockets
        headers = Headers(scope=scope)
        answer = self._entered(scope, headers) or self._refused(scope, headers)
        guarded = _with_headers(send)
        if answer is not None:
            await answer(scope, receive, guarded)
            return
        await self.app(scope, _limited(receive), guarded)

    def _entered(self, scope: Scope, headers: Headers) -> Response | None:
        """Exchange the token of the printed URL for the cookie."""
        if scope["path"] != "/" or scope["method"] != "GET" or not self._is_our_host(headers):
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not _equal(given, self.access.token):
            return None
        place = f"/{self.access.place}/"
        answer = RedirectResponse(place, 303)
        answer.set_cookie(COOKIE, self.access.session, path=place, httponly=True, samesite="strict")
        return answer

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """Refuse what does not come from our page; None if it does."""
        if not self._is_our_host(headers):
            return PlainTextResponse("this is not the address of this server", 421)
        inside = scope["path"].startswith(f"/{self.access.place}/")
        if not inside or not _equal(_cookie(headers), self.access.session):
            text = "not allowed: open the address that `liftproof serve` printed, with its token"
            return PlainTextResponse(text, 403)
        if scope["method"] not in ("GET", "HEAD"):
            if scope["method"] != "POST":
                return PlainTextResponse("only GET and POST", 405)
            host = headers.get("host", "")
            if headers.get("origin") != f"http://{host}":
                return PlainTextResponse("not allowed: sent by another site", 403)
            size = headers.get("content-length", "")
            if size.isdecimal() and int(size) > LARGEST_BODY:
                return PlainTextResponse(_TOO_LARGE, 413)
        return None

    def _is_our_host(self, headers: Headers) -> bool:
        return headers.get("host", "") in self.access.hosts


def _equal(given: str, wanted: str) -> bool:
    """Compare in a time that does not tell how much is right."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return "" if found is None else found.value


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _limited(receive: Receive) -> Receive:
    """Count what arrives: a body without a length could go on for ever."""
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return receiving

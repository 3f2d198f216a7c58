"""Nobody but our own page gets in: token, cookie, host, origin, size, and what answers say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from optimizer.web.guard import COOKIE, LARGEST_BODY
from tests.web.page import HOST, Page, toy_text


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One for all: nothing here may change it."""
    opened = Page(tmp_path_factory.mktemp("guarded"), toy_text())
    yield opened
    opened.close()


def test_the_printed_address_opens_the_page(page: Page) -> None:
    answer = page.send("GET", f"/?token={page.access.token}")
    assert answer.status_code == 303
    assert answer.headers["location"] == page.home
    cookie = answer.headers["set-cookie"]
    assert page.access.token not in cookie
    attributes = {part.strip().lower() for part in cookie.split(";")}
    assert {"httponly", "samesite=strict", f"path={page.home}".lower()} <= attributes
    found = page.send("GET", page.home, {"cookie": cookie.split(";")[0]})
    assert found.status_code == 200
    assert "toy.yaml" in found.text


@pytest.mark.parametrize("token", ["", "x", "é", "%00", None])
def test_a_wrong_token_opens_nothing(page: Page, token: str | None) -> None:
    answer = page.send("GET", "/" if token is None else f"/?token={token}")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert page.access.place not in answer.text


@pytest.mark.parametrize("cookie", [None, f"{COOKIE}=x", f"{COOKIE}=", "=;;;", f'{COOKIE}="\\xff'])
def test_without_the_cookie_nothing_is_shown(page: Page, cookie: str | None) -> None:
    for path in ("", "text", "static/app.css", "scenario.yaml", "plans", "nonsense"):
        headers = {} if cookie is None else {"cookie": cookie}
        assert page.send("GET", page.home + path, headers).status_code == 403


def test_the_token_is_no_cookie_and_the_cookie_no_token(page: Page) -> None:
    access = page.access
    assert len({access.token, access.session, access.place}) == 3
    headers = {"cookie": f"{COOKIE}={access.token}"}
    assert page.send("GET", page.home, headers).status_code == 403
    assert page.send("GET", f"/?token={access.session}").status_code == 403


@pytest.mark.parametrize("path", ["/", "/text", "/static/app.css", "/docs", "/openapi.json", "/x/"])
def test_there_is_nothing_outside_the_place(page: Page, path: str) -> None:
    headers = {"cookie": f"{COOKIE}={page.access.session}"}
    assert page.send("GET", path, headers).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"]
)
def test_another_host_name_is_refused(page: Page, host: str) -> None:
    headers = {"cookie": f"{COOKIE}={page.access.session}", "host": host}
    assert page.send("GET", page.home, headers).status_code == 421
    assert page.send("GET", f"/?token={page.access.token}", {"host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        f"https://{HOST}",
        "http://127.0.0.1:1",
        f"http://{HOST}.x",
    ],
)
def test_another_site_cannot_post(page: Page, origin: str | None) -> None:
    headers = {"cookie": f"{COOKIE}={page.access.session}"}
    if origin is not None:
        headers["origin"] = origin
    data = {
        "revision": "0",
        "field": "f-weeks",
        "value": "9",
        "text": "x",
        "gap": "1",
        "time_limit": "1",
    }
    for path in ("edit", "text", "remove", "add/session", "undo", "revert", "solve", "stop"):
        assert page.send("POST", page.home + path, headers, data=data).status_code == 403
    assert page.desk.draft.text == toy_text()
    assert page.desk.run is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(page: Page, method: str) -> None:
    headers = {"cookie": f"{COOKIE}={page.access.session}", "origin": f"http://{HOST}"}
    assert page.send(method, page.home, headers).status_code == 405


def test_nothing_is_changed_by_reading(page: Page) -> None:
    for path in ("edit", "add/session", "undo", "revert", "solve", "stop"):
        assert page.get(path).status_code in (404, 405)
    assert page.desk.draft.revision == 0


def test_a_body_is_bounded_with_and_without_a_length(page: Page) -> None:
    headers = {
        "cookie": f"{COOKIE}={page.access.session}",
        "origin": f"http://{HOST}",
        "content-type": "application/x-www-form-urlencoded",
    }
    large = b"revision=0&text=" + b"x" * LARGEST_BODY
    assert page.send("POST", page.home + "text", headers, content=large).status_code == 413

    async def parts():  # type: ignore[no-untyped-def]
        for start in range(0, len(large), 2**16):
            yield large[start : start + 2**16]

    assert page.send("POST", page.home + "text", headers, content=parts()).status_code == 413
    assert page.desk.draft.text == toy_text()


@pytest.mark.parametrize(
    "path", ["", "text", "plans", "static/htmx.min.js", "scenario.yaml", "nowhere"]
)
def test_every_answer_is_locked_down(page: Page, path: str) -> None:
    headers = page.get(path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


def test_refusals_are_locked_down_too(page: Page) -> None:
    assert "default-src 'none'" in page.send("GET", "/").headers["content-security-policy"]

"""A real Chromium for tests of pages: found on this machine, started once, closed to the network.

Without one these tests are skipped; with LIFTPROOF_REQUIRE_BROWSER=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
REQUIRE = "LIFTPROOF_REQUIRE_BROWSER"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Opened:
    """A page with everything that it asked for and complained about.

    Parameters
    ----------
    page
        The page, loaded.
    requests
        Addresses asked for beside the page itself; what is not allowed is refused.
    complaints
        Errors and warnings of the console, uncaught exceptions, dialogs.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def violations(self, *, without: Collection[str] = ()) -> list[str]:
        """What axe-core finds against the page as it is shown now, some of its rules left out."""
        rules = {name: {"enabled": False} for name in without}
        found = Axe().run(self.page, options={"resultTypes": ["violations"], "rules": rules})
        return [
            f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes'][:3]]}"
            for one in found.response["violations"]
        ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try again what failed here: a browser on a busy machine may lose a page for no fault of ours."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        _missing(f"no Chromium on this machine: none of {', '.join(NAMES)} is on PATH")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except Error as error:
            _missing(f"{path} does not start: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


def _missing(reason: str) -> None:
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{reason}; {REQUIRE}=1 asks for one", pytrace=False)
    pytest.skip(f"{reason} (Debian: apt-get install chromium; {REQUIRE}=1 makes this a failure)")


Open = Callable[..., Opened]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Open a file or an address in a context of its own.

    `allowed` is the beginning of addresses that may be asked for, `before` is called with the page
    before it loads; everything else goes to the browser context (viewport, color_scheme, …).
    """
    contexts: list[BrowserContext] = []

    def open_one(
        where: Path | str,
        *,
        allowed: str | None = None,
        before: Callable[[Page], None] | None = None,
        **options: Any,
    ) -> Opened:
        context = chromium.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(60_000)
        address = where.as_uri() if isinstance(where, Path) else where
        opened = Opened(context.new_page())

        def check(route: Route) -> None:
            asked = route.request.url
            if asked != address:
                opened.requests.append(asked)
            if asked == address or (allowed is not None and asked.startswith(allowed)):
                route.continue_()
            else:
                route.abort()

        context.route("**/*", check)
        page, complaints = opened.page, opened.complaints
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        if before is not None:
            before(page)
        page.goto(address)
        return opened

    yield open_one
    for context in contexts:
        context.close()
